using CspBot.Cloud;

namespace CspBot.Requests;

/// <summary>A no with its reason: its sentence, and the one that helps, are said in the reader's language.</summary>
internal sealed record Refusal(string Reason, params string[] Args)
{
    /// <summary>The service's own code, when a service said no.</summary>
    public string? Code { get; init; }

    /// <summary>The service's request or correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Trying again later may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Somebody can mend what it says, and then the same may succeed.</summary>
    public bool CanBeMended { get; init; }

    /// <summary>A request that failed for it may go on from where it was.</summary>
    public bool CanGoOn => IsTransient || CanBeMended || Code is not null || Reason.Split('.')[0] is "Cloud" or "RoleLost" or "OwnFault";

    /// <summary>The operator of the bot has to mend its sign-in first; what was asked for is sound and can wait for that.</summary>
    public bool IsOperators => Reason is "Cloud.OperatorFault" or "Cloud.SignInExpired" or "Cloud.MfaMissing" or "Cloud.OwnConditionalAccess"
        or "Cloud.PartnerRoleMissing" or "Cloud.WrongAudience" or "Cloud.AppOnlyRefused";

    /// <summary>Verb of the button that goes forward; null for none.</summary>
    public string? ForwardVerb { get; init; }

    /// <summary>Key of its sentence: a dialog's own reasons (<c>Area.Name</c>) stand with the dialog's texts, all others in <c>Refusal</c>.</summary>
    public string TextKey => Reason.Split('.') is [var area, ..] and { Length: > 1 } && area is not ("Cloud" or "RoleMissing" or "RoleLost")
        ? $"{area}.Refusal.{Reason[(area.Length + 1)..]}"
        : "Refusal." + Reason;

    /// <summary>The cloud's no in our words.</summary>
    public static Refusal From(CloudFault fault) => new("Cloud." + fault.Reason + Whose(fault), Seconds(fault))
    {
        Code = fault.Code ?? (fault.Status is { } status ? $"HTTP {status}" : null),
        CorrelationId = fault.RequestId,
        IsTransient = fault.IsTransient,
    };

    /// <summary>A conflict means something else in each service, a missing role something else in each step.</summary>
    private static string Whose(CloudFault fault) => (fault.Reason, fault.Api) switch
    {
        (CloudReason.Conflict, "stackadmin" or "stacktenant") => "Stack",
        (CloudReason.Conflict, "partnercenter") => "PartnerCenter",
        (CloudReason.Conflict, "graph") => "Directory",
        (CloudReason.DirectoryRoleMissing, _) when fault.Step == DirectoryStep.Invite => "Invite",
        _ => "",
    };

    private static string Seconds(CloudFault fault) =>
        Math.Max(1, (int)Math.Ceiling((fault.RetryAfter ?? TimeSpan.FromSeconds(30)).TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    // Records compare arrays by reference; two refusals are the same when they say the same.
    public bool Equals(Refusal? other) => other is not null && Reason == other.Reason && Args.SequenceEqual(other.Args) && Code == other.Code;

    public override int GetHashCode() => Reason.GetHashCode(StringComparison.Ordinal);
}
