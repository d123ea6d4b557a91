using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>
/// Where a pipeline's tokens come from: the service account in the tenant that a call names,
/// or the app in the partner's own directory.
/// </summary>
/// <param name="Resource">For what: the v1 resource.</param>
/// <param name="GetAsync">
/// A token for this tenant (null: the partner's), with the claims of a challenge where there was
/// one; fails with <see cref="CloudFault"/>.
/// </param>
/// <param name="Forget">This token was not taken.</param>
internal sealed record TokenSource(
    string Resource, Func<string?, string?, CancellationToken, Task<AccessToken>> GetAsync, Action<string?, string> Forget);

/// <summary>Puts the token on each request, where it may go; a 401 drops it, and the call is made once more with a new one.</summary>
/// <remarks>
/// 401 says that the call was not carried out, so that this repeat is safe for every method, POST included. The new token answers the
/// claims of the challenge (azure §1.5, §8.5). A second 401 is the caller's to see: the operator has to mend something.
/// </remarks>
internal sealed partial class TokenPolicy(TokenSource source, CloudOptions options, string api) : HttpPipelinePolicy
{
    private const string Renewed = "cspbot.renewed";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Calls to the cloud are asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        // The SDK's own policy before this one answers a challenge by sending again; what can be done was done here.
        if (message.TryGetProperty(Renewed, out _) && message is { HasResponse: true, Response.Status: 401 })
            return;

        TokenPairs.Demand(options, api, source.Resource, message.Request.Uri.ToUri());
        var tenant = message.TryGetProperty(Upstream.Tenant, out var named) ? named as string : null;
        var used = await AuthorizeAsync(message, tenant, null);
        await ProcessNextAsync(message, pipeline);
        if (LacksFactor(message.Response, tenant))
            source.Forget(tenant, used);
        if (message.Response.Status != 401)
            return;

        source.Forget(tenant, used);
        message.SetProperty(Renewed, true);
        using var refused = message.Response;
        used = await AuthorizeAsync(message, tenant, Claims(refused));
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Status == 401)
            source.Forget(tenant, used);
    }

    /// <summary>
    /// Refused for want of the second factor (november-2026 §C 10): once the operator has signed in again, only a new token
    /// has it, and this one would last an hour.
    /// </summary>
    private bool LacksFactor(Response response, string? tenant) =>
        response.Status == 403
        && FaultReader.ReadError(response.Content.ToMemory()) is { Code: { } code }
        && FaultTable.Reason(api, response.Status, code, null, isPartner: tenant is null) == CloudReason.MfaMissing;

    /// <summary>What the challenge asks the new token to hold, as JSON; null when it asks for nothing (azure §8.5).</summary>
    internal static string? Claims(Response response)
    {
        if (!response.Headers.TryGetValue("WWW-Authenticate", out var challenge)
            || ClaimsParameter().Match(challenge) is not { Success: true } match)
            return null;
        var text = match.Groups[1].Value;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(Padded(text), bytes, out var length) ? Encoding.UTF8.GetString(bytes.AsSpan(0, length)) : null;
    }

    private static string Padded(string text)
    {
        var bare = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return bare.PadRight((bare.Length + 3) / 4 * 4, '=');
    }

    private async Task<string> AuthorizeAsync(HttpMessage message, string? tenant, string? claims)
    {
        var token = await source.GetAsync(tenant, claims, message.CancellationToken);
        message.Request.Headers.SetValue("Authorization", "Bearer " + token.Token);
        return token.Token;
    }

    [GeneratedRegex("claims=\"([^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClaimsParameter();
}
