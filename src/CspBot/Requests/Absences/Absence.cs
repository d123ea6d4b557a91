using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Partner;

namespace CspBot.Requests.Absences;

/// <summary>An approver is away, and somebody decides in their place: from the first moment until, and not at, the last.</summary>
/// <param name="Id">Short and readable: <c>A-7K3QD</c>.</param>
/// <param name="MadeBy">The approver, or an admin agent.</param>
internal sealed partial record Absence(
    string Id, AbsentPair Pair, Person MadeBy, AbsenceSpan Span, string State)
{
    public const string Coming = "coming";
    public const string On = "on";
    public const string Over = "over";

    /// <summary>Somebody ended it before its time.</summary>
    public const string Ended = "ended";

    public Person Approver => Pair.Approver;

    public Person Delegate => Pair.Delegate;

    /// <summary>It holds at this moment, whatever the clock has done about it by now.</summary>
    public bool IsOn(DateTimeOffset now) => State is Coming or On && Span.From <= now && now < Span.Until;

    /// <summary>What somebody sent is no name of a row before it has this form.</summary>
    public static bool IsId(string id) => Form().IsMatch(id);

    /// <summary>An approver's own is theirs, and any is an admin agent's to end.</summary>
    public bool MayEnd(Caller caller) =>
        Approver.IsSame(caller.Person) || MadeBy.IsSame(caller.Person) || caller.Has(PartnerRole.AdminAgent);

    /// <summary>For the audit.</summary>
    public IReadOnlyDictionary<string, string?> Told() => new Dictionary<string, string?>
    {
        ["absence"] = Id,
        ["approver"] = Approver.Name,
        ["approverId"] = Approver.ObjectId,
        ["delegate"] = Delegate.Name,
        ["delegateId"] = Delegate.ObjectId,
        ["from"] = Span.From.ToString("O", CultureInfo.InvariantCulture),
        ["until"] = Span.Until.ToString("O", CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"\AA-[A-Z0-9]{5}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}

/// <summary>Who is away, and who decides meanwhile.</summary>
internal sealed record AbsentPair(Person Approver, Person Delegate);

/// <summary>The first moment, and the first one after it.</summary>
internal sealed record AbsenceSpan(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Longer than anybody is away without a word.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(92);
}
