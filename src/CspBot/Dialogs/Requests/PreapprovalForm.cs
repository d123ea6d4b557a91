using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>What a pre-approval is to let run, as typed; days and times are those of the reader's clock.</summary>
/// <param name="Roles">Ids of Azure roles, separated by commas.</param>
/// <param name="Person">Object id of whom it is for; empty for the reader.</param>
internal sealed record PreapprovalForm(
    string Form,
    string Customer,
    string Kind,
    string Roles,
    string Duration,
    string Amount,
    string Person,
    AbsenceMoment From,
    AbsenceMoment Until,
    string Reason) : ChangeForm(Form)
{
    public const string Act = "preapproval";
    public const int LongestReason = 500;
    public const int LongestAmount = 40;

    private static readonly TimeSpan FirstGuess = TimeSpan.FromDays(7);

    /// <summary>None is for good.</summary>
    public static IReadOnlyList<string> Durations { get; } = [.. RightDuration.All.Where(one => one != RightDuration.Permanent)];

    /// <summary>Whom it is for, once found.</summary>
    public Person? For { get; init; }

    /// <summary>The reader's language, in which amounts are typed, and zone.</summary>
    public Texts Texts { get; init; } = Texts.English;

    public PreapprovalKind? Known => PreapprovalKind.Find(Kind);

    public IReadOnlyList<string> RoleIds => [.. Roles
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(id => id.ToLowerInvariant())
        .Distinct()];

    public TimeSpan? Length => Durations.Contains(Duration) ? RightDuration.Length(Duration) : null;

    /// <summary>Null where none was told, or it cannot be read.</summary>
    public Money? Money =>
        Amount.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.. var digits, { Length: 3 } currency]
        && currency.All(char.IsAsciiLetter)
        && Typed.Amount(string.Concat(digits), Texts.Culture) is { } value and > 0
            ? new Money(value, currency.ToUpperInvariant())
            : null;

    private TimeZoneInfo Zone => Texts.Zone ?? TimeZoneInfo.Utc;

    public static PreapprovalForm Blank(string form, string customer, PreapprovalStart start) => new(
        form,
        customer,
        start.Kind,
        AzureRoles.Owner.ToString(),
        "8h",
        "",
        "",
        new AbsenceMoment("", ""),
        AbsenceMoment.Of(start.Now + (start.Longest < FirstGuess ? start.Longest : FirstGuess), start.Texts),
        "")
    {
        Texts = start.Texts,
    };

    public static PreapprovalForm Read(FormInput input, Texts texts) => new(
        input.Form,
        input["customer"],
        input["kind"],
        input["role"],
        input["duration"],
        TypedLine.Read(input["amount"], LongestAmount),
        input["person"],
        new AbsenceMoment(input["fromDay"], input["fromTime"]),
        new AbsenceMoment(input["untilDay"], input["untilTime"]),
        input["reason"])
    {
        Texts = texts,
    };

    /// <summary>When it begins; null for from the yes on.</summary>
    public DateTimeOffset? Begins(DateTimeOffset now) => From.At(Zone) is { } from && from > now ? from : null;

    public DateTimeOffset? Ends => Until.At(Zone);

    /// <summary>Keys of what is missing or wrong, by field; what the kind has no limit of is not looked at.</summary>
    public IReadOnlyDictionary<string, string> Errors(DateTimeOffset now, TimeSpan longest)
    {
        var errors = new Dictionary<string, string>();
        if (Known is not { } kind)
            errors["kind"] = PreapprovalText.KindMissing;
        if (Known is { HasRole: true }
            && (RoleIds.Count == 0 || RoleIds.Any(id => AzureRoles.Offered.All(role => role.Id.ToString() != id))))
            errors["role"] = PreapprovalText.RolesMissing;
        if (Known is { HasLength: true } && Length is null)
            errors["duration"] = PreapprovalText.LongestMissing;
        if (Known is { HasAmount: true } && Money is null)
            errors["amount"] = PreapprovalText.CeilingMissing;
        if (From is not { Day: "", Time: "" } && From.At(Zone) is null)
            errors["fromDay"] = PreapprovalText.FromWrong;
        if (Ends is not { } end || end <= now || end <= Begins(now))
            errors["untilDay"] = PreapprovalText.UntilWrong;
        else if (end - now > longest)
            errors["untilDay"] = PreapprovalText.TooLong;
        if (Reason.Length is 0 or > LongestReason)
            errors["reason"] = PreapprovalText.ReasonMissing;
        return errors;
    }

    public override IEnumerable<string> Sealed =>
        [.. Data.Select(one => one.Value ?? ""), Money is { } money ? Plain(money) : "", Zone.Id];

    public override (string Name, string? Value)[] Data =>
    [
        ("act", Act), ("customer", Customer), ("kind", Kind), ("role", Roles), ("duration", Duration), ("amount", Amount),
        ("person", Person), ("fromDay", From.Day), ("fromTime", From.Time), ("untilDay", Until.Day), ("untilTime", Until.Time),
        ("reason", Reason),
    ];

    public override IReadOnlyDictionary<string, string?> Told => Data.Skip(2).ToDictionary(one => one.Name, one => one.Value);

    private static string Plain(Money money) => string.Create(CultureInfo.InvariantCulture, $"{money.Amount} {money.Currency}");
}

/// <summary>What a blank form begins with.</summary>
internal sealed record PreapprovalStart(string Kind, Texts Texts, DateTimeOffset Now, TimeSpan Longest);

/// <summary>A form and what was read for it.</summary>
/// <param name="Judged">Null where the customer could not be read.</param>
internal sealed record PreapprovalReview(
    PreapprovalForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<Person>> Approvers,
    Probe<PreapprovalJudged>? Judged) : ChangeReview<PreapprovalForm>(Form)
{
    public override Refusal? TryAgain => Relation.Transient ?? Approvers.Transient ?? Judged?.Transient;
}

/// <summary>Whom it is for, with the roles held now, and what the rules say of the most that it would let them do.</summary>
internal sealed record PreapprovalJudged(Caller For, PolicyFinding Found);
