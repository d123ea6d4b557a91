using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Requests.SignIns;

namespace CspBot.Requests.Approvals;

/// <summary>Who decides, how long, and for what.</summary>
internal sealed record ApprovalOptions
{
    public const string FourEyes = "FourEyes";
    public const string None = "None";

    /// <summary>An optional channel that sees the approval cards too.</summary>
    public string? Conversation { get; init; }

    public TimeSpan Expiry { get; init; } = TimeSpan.FromHours(8);

    public TimeSpan RemindAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Who hears of what nobody decides on.</summary>
    public EscalateOptions Escalate { get; init; } = new();

    /// <summary>When nobody is reminded, such as <c>20:00-07:00</c>; empty for never.</summary>
    public string? Quiet { get; init; }

    /// <summary>The same, read.</summary>
    public QuietHours? QuietHours => QuietHours.Read(Quiet);

    /// <summary>An optional conversation, or a security group's object id, that is told of each request and asked nothing.</summary>
    public string? Told { get; init; }

    /// <summary>The group of <see cref="Told"/>; null where that is a conversation.</summary>
    public string? ToldGroup => Guid.TryParse(Told, out var group) ? group.ToString() : null;

    /// <summary>How long an approval holds: a request that goes on later, by retry or Continue, must be approved anew.</summary>
    public TimeSpan GoodFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Dialog name to <c>FourEyes</c> or <c>None</c>, where it differs from the default.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();

    /// <summary>Rules as text, one an entry; the first that matches goes before <see cref="Rules"/>.</summary>
    public IReadOnlyList<string> Policy
    {
        get;
        init => (field, Book) = (value, PolicyBook.Read(value));
    } = [];

    /// <summary>There are rules as one text and as a list: one of both would not be read.</summary>
    public bool IsPolicySaidTwice { get; init; }

    /// <summary>Customers with whom more care is needed.</summary>
    public IReadOnlyList<SensitiveCustomer> Sensitive { get; init; } = [];

    /// <summary>The rules of <see cref="Policy"/>, read.</summary>
    public PolicyBook Book { get; private init; } = PolicyBook.Empty;

    /// <summary>An amount such as <c>10000 EUR</c>: what binds a customer to more needs two people's yes. Empty for no limit.</summary>
    public string? MaxAmount { get; init; }

    /// <summary>
    /// What one unit of a currency is worth in the limit's: <c>USD</c> to <c>0.92</c>. Used only where the service told no amount in the
    /// limit's own currency.
    /// </summary>
    public IReadOnlyDictionary<string, string> Rates { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the rates come from, with their day; approvers read it beside the amount.</summary>
    public string? RateSource { get; init; }

    /// <summary>Which approvals take a fresh sign-in.</summary>
    public FreshSignInOptions FreshSignIn { get; init; } = new();

    /// <summary>Whether one kind of thing may be approved for a time.</summary>
    public PreapprovalOptions Standing { get; init; } = new();

    /// <summary>Whether something may run at once and be confirmed afterwards.</summary>
    public BreakGlassOptions BreakGlass { get; init; } = new();

    /// <summary>The limit; null for none.</summary>
    public Money? Limit => Parse(MaxAmount);

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate(IReadOnlyCollection<string> dialogs)
    {
        if (Expiry <= TimeSpan.Zero || Expiry > TimeSpan.FromDays(30))
            yield return "Approvals:Expiry must be between a moment and 30 days, e.g. 08:00:00.";
        if (RemindAfter <= TimeSpan.Zero)
            yield return "Approvals:RemindAfter must be a time above zero, e.g. 00:15:00.";
        if (!string.IsNullOrWhiteSpace(Quiet) && QuietHours is null)
            yield return $"Approvals:Quiet must be two different times such as 20:00-07:00, not '{Quiet}'.";
        foreach (var wrong in Escalate.Validate(Expiry))
            yield return wrong;
        if (GoodFor < TimeSpan.FromHours(1) || GoodFor > TimeSpan.FromDays(365))
            yield return "Approvals:GoodFor must be between an hour and 365 days, e.g. 7.00:00:00.";
        if (!string.IsNullOrWhiteSpace(MaxAmount) && Limit is null)
            yield return $"Approvals:MaxAmount must be an amount and a currency such as 10000 EUR, not '{MaxAmount}'.";
        if (Rates.Count > 0 && Limit is null)
            yield return "Approvals:Rates are rates into the currency of Approvals:MaxAmount, which is missing.";
        if (Rates.Count > 0 && string.IsNullOrWhiteSpace(RateSource))
            yield return "Approvals:RateSource is missing: name where Approvals:Rates come from and of which day; approvers read it.";
        foreach (var (currency, rate) in Rates)
        {
            if (!IsCurrency(currency) || Positive(rate) is null || currency.Equals(Limit?.Currency, StringComparison.OrdinalIgnoreCase))
                yield return $"Approvals:Rates:{currency} must tell what one unit of another currency is worth in the limit's, e.g. 0.92; "
                    + $"it is '{rate}'.";
        }

        foreach (var wrong in FreshSignIn.Validate(dialogs, this).Concat(Standing.Validate()).Concat(BreakGlass.Validate(dialogs)))
            yield return wrong;

        foreach (var (dialog, rule) in Rules)
        {
            if (!dialogs.Contains(dialog))
                yield return $"Approvals:Rules:{dialog} names no dialog; there are {string.Join(", ", dialogs)}.";
            if (rule is not (FourEyes or None))
                yield return $"Approvals:Rules:{dialog} must be {FourEyes} or {None}, not '{rule}'.";
        }

        if (IsPolicySaidTwice)
            yield return "Approvals:Policy is one text and a list (Approvals:Policy:0) at the same time: give all rules in one of both.";
        foreach (var wrong in PolicyBook.Validate(Policy, dialogs).Concat(Sensitive.SelectMany((one, i) => one.Validate(i))))
            yield return wrong;
    }

    /// <summary>The sensitive customer that this is; null for any other.</summary>
    public SensitiveCustomer? SensitiveOf(string id, string name) => Sensitive.FirstOrDefault(one => one.Is(id, name));

    /// <summary>What one unit is worth in the limit's currency; null where nobody said.</summary>
    public decimal? RateOf(string currency) => Positive(
        Rates.FirstOrDefault(rate => rate.Key.Equals(currency, StringComparison.OrdinalIgnoreCase)).Value);

    internal static Money? Parse(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var amount, var currency]
        && IsCurrency(currency)
        && Positive(amount) is { } limit
            ? new Money(limit, currency.ToUpperInvariant())
            : null;

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter);

    private static decimal? Positive(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
