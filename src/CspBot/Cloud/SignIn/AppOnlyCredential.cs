using System.Text.RegularExpressions;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>The app itself in the partner's directory; turns the SDK's sign-in failures into <see cref="CloudFault"/>.</summary>
internal sealed partial class AppOnlyCredential(TokenCredential inner, string tenant) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are fetched asynchronously.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.GetTokenAsync(requestContext, cancellationToken);
        }
        catch (Azure.Identity.AuthenticationFailedException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Fault(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw FaultReader.FromException("login", e, null);
        }
    }

    private CloudFault Fault(Azure.Identity.AuthenticationFailedException e)
    {
        var refusal = Chain(e).OfType<Microsoft.Identity.Client.MsalServiceException>().FirstOrDefault();
        if (refusal is null || refusal.StatusCode == 0)
            return refusal?.ErrorCode == "request_timeout" ? TimedOut(e) : FaultReader.FromException("login", e, null);
        var number = Number().Match(refusal.Message) is { Success: true } match ? match.Groups[1].Value : null;
        var reason = FaultTable.SignInReason(refusal.StatusCode, number, refusal.ErrorCode, null, isPartner: true);
        return new CloudFault(
            reason,
            "login",
            refusal.StatusCode,
            number is null ? refusal.ErrorCode : "AADSTS" + number,
            refusal.CorrelationId,
            $"Sign-in of the app in {tenant} was refused.",
            refusal.Headers?.RetryAfter?.Delta,
            e);
    }

    private static CloudFault TimedOut(Exception e) =>
        new(CloudReason.TimedOut, "login", null, null, null, "login did not answer in time.", inner: e);

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            yield return e;
    }

    [GeneratedRegex(@"AADSTS(\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
