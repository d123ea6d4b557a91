using CspBot.Cloud;

namespace CspBot.Requests;

/// <summary>A no with its reason: the sentences <c>Refusal.{Reason}</c> and <c>Refusal.{Reason}.Help</c> say it in the reader's language.</summary>
internal sealed record Refusal(string Reason, params string[] Args)
{
    /// <summary>The service's own code, when a service said no.</summary>
    public string? Code { get; init; }

    /// <summary>The service's request or correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Trying again later may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Verb of the button that goes forward; null for none.</summary>
    public string? ForwardVerb { get; init; }

    /// <summary>The cloud's no in our words.</summary>
    public static Refusal From(CloudFault fault) => new("Cloud." + fault.Reason, Seconds(fault))
    {
        Code = fault.Code ?? (fault.Status is { } status ? $"HTTP {status}" : null),
        CorrelationId = fault.RequestId,
        IsTransient = fault.IsTransient,
    };

    private static string Seconds(CloudFault fault) =>
        Math.Max(1, (int)Math.Ceiling((fault.RetryAfter ?? TimeSpan.FromSeconds(30)).TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    // Records compare arrays by reference; two refusals are the same when they say the same.
    public bool Equals(Refusal? other) => other is not null && Reason == other.Reason && Args.SequenceEqual(other.Args) && Code == other.Code;

    public override int GetHashCode() => Reason.GetHashCode(StringComparison.Ordinal);
}
