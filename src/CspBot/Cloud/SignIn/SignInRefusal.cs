using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Azure;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.SignIn;

/// <summary>
/// A refusal of the sign-in:
/// <c>{"error","error_description":"AADSTS…","error_codes":[…],"suberror","trace_id"}</c> (azure §8.1, §8.3).
/// </summary>
internal sealed partial class SignInRefusal
{
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? Description { get; init; }

    [JsonPropertyName("suberror")]
    public string? Suberror { get; init; }

    [JsonPropertyName("trace_id")]
    public string? TraceId { get; init; }

    /// <summary>The AADSTS number; null when the text names none.</summary>
    [JsonIgnore]
    public string? Code => Number().Match(Description ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>What the answer means for a sign-in in <paramref name="tenant"/>.</summary>
    public static CloudFault Fault(Response response, ReadOnlyMemory<byte> body, string tenant, bool isPartner, TimeProvider time)
    {
        var refusal = Read(body);
        var reason = FaultTable.SignInReason(response.Status, refusal.Code, refusal.Error, refusal.Suberror, isPartner);
        var code = refusal.Code is null ? refusal.Error : "AADSTS" + refusal.Code;
        var text = $"Sign-in in tenant {tenant} was refused ({refusal.Error}).";
        return new CloudFault(
            reason, "login", response.Status, code, refusal.TraceId ?? response.ClientRequestId, text, RetryAfter.Read(response, time));
    }

    private static SignInRefusal Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, SignInJson.Default.SignInRefusal) ?? new SignInRefusal();
        }
        catch (JsonException)
        {
            // A gateway's page: no word of the sign-in's.
            return new SignInRefusal();
        }
    }

    [GeneratedRegex(@"AADSTS(\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
