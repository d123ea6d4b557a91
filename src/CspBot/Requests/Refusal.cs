using System.Globalization;
using System.Text.Json.Serialization;
using CspBot.Cloud;
using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>A no with its reason: its sentence, and the one that helps, are said in the reader's language.</summary>
internal sealed record Refusal(string Reason, params string[] Args)
{
    private const string Written = "written";

    /// <summary>A role is missing: the first of those that would do is named.</summary>
    public static Refusal Lacks(PartnerPower power) => new("RoleMissing." + PartnerPowers.First(power));

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
    public bool IsOperators =>
        Reason is "Cloud.OperatorFault" or "Cloud.SignInExpired" or "Cloud.MfaMissing" or "Cloud.OwnConditionalAccess"
            or "Cloud.PartnerRoleMissing" or "Cloud.WrongAudience" or "Cloud.AppOnlyRefused";

    /// <summary>A service asked to be left alone.</summary>
    public bool IsThrottled => Reason == "Cloud." + nameof(CloudReason.Throttled);

    /// <summary>When a service that asked to be left alone is asked again; null where that is not settled.</summary>
    public DateTimeOffset? Until =>
        IsThrottled
        && Args is [_, var at]
        && DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var until)
            ? until
            : null;

    /// <summary>A write had no answer of the service's own: nobody knows whether it took effect.</summary>
    public bool IsOutcomeUnknown => Args is [_, Written];

    /// <summary>Verb of the button that goes forward; null for none.</summary>
    public string? ForwardVerb { get; init; }

    /// <summary>Key of that button's word; null where it tries the same again.</summary>
    [JsonIgnore]
    public string? ForwardText { get; init; }

    /// <summary>
    /// Key of its sentence: a dialog's own reasons (<c>Area.Name</c>) stand with the dialog's texts, all others in <c>Refusal</c>.
    /// </summary>
    public string TextKey =>
        Reason.Split('.') is [var area, ..] and { Length: > 1 }
            && area is not ("Cloud" or "RoleMissing" or "RoleLost" or "NoAgent" or "ApproverMustRun")
        ? $"{area}.Refusal.{Reason[(area.Length + 1)..]}"
        : "Refusal." + Reason;

    /// <summary>The cloud's no in our words.</summary>
    public static Refusal From(CloudFault fault) => new("Cloud." + fault.Reason + Whose(fault), Seconds(fault))
    {
        Code = fault.Code ?? (fault.Status is { } status ? $"HTTP {status}" : null),
        CorrelationId = fault.RequestId,
        IsTransient = fault.IsTransient,
    };

    /// <summary>
    /// The same of a step that may have written. What came to be known later rides in the
    /// arguments: a stored refusal has no new members.
    /// </summary>
    public static Refusal OfStep(CloudFault fault) =>
        From(fault) is var refusal && fault is { IsUnknown: true, IsWrite: true } ? refusal.With(Written) : refusal;

    /// <summary>A step that had no end in time.</summary>
    public static Refusal OfStep(TimeSpan limit) =>
        new("Cloud." + CloudReason.TimedOut, limit.TotalSeconds.ToString(CultureInfo.InvariantCulture), Written) { IsTransient = true };

    /// <summary>A throttle, and when the service is asked again.</summary>
    public Refusal AskedAgain(DateTimeOffset at) => IsThrottled ? With(at.ToString("O", CultureInfo.InvariantCulture)) : this;

    private Refusal With(string more) => this with { Args = [Args[0], more] };

    /// <summary>A conflict means something else in each service, a missing role something else in each step.</summary>
    private static string Whose(CloudFault fault) => (fault.Reason, fault.Api) switch
    {
        (CloudReason.Conflict, "stackadmin" or "stacktenant") => "Stack",
        (CloudReason.Conflict, "partnercenter") => "PartnerCenter",
        (CloudReason.Conflict, "graph") => "Directory",
        (CloudReason.DirectoryRoleMissing, _) when fault.Step is DirectoryStep.Invite or DirectoryStep.Consent => fault.Step.ToString()!,

        // Each number of the sign-in has its own advice (partner-center §9.3).
        (CloudReason.NoDelegatedAdministration, "login")
            when fault.Code is "AADSTS50177" or "AADSTS50034" or "AADSTS50105" or "AADSTS90072" => "User",
        (CloudReason.NoConsent, "login") when fault.Code is "AADSTS700016" or "AADSTS500011" => "App",
        _ => "",
    };

    private static string Seconds(CloudFault fault) =>
        Math.Max(1, (int)Math.Ceiling((fault.RetryAfter ?? TimeSpan.FromSeconds(30)).TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    // Records compare arrays by reference; two refusals are the same when they say the same.
    public bool Equals(Refusal? other) =>
        other is not null && Reason == other.Reason && Args.SequenceEqual(other.Args) && Code == other.Code;

    public override int GetHashCode() => Reason.GetHashCode(StringComparison.Ordinal);
}
