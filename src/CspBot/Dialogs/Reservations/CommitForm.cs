using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A savings plan as typed.</summary>
/// <param name="Subscription">GUID of the Azure subscription that pays, and that a single scope is for.</param>
/// <param name="Term">P1Y or P3Y.</param>
/// <param name="Hourly">The commitment for each hour, as typed.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Scope">Shared or Single.</param>
/// <param name="Billing">Upfront or Monthly.</param>
internal sealed partial record CommitForm(string Form, string Customer, string Subscription, string Term, string Hourly, string Currency)
    : ChangeForm(Form)
{
    private const int LongestReason = 500;
    private const decimal Least = 0.001m;
    private const decimal Most = 10_000;

    public string Scope { get; init; } = "";

    public string Billing { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>How the reader writes numbers.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    public static CommitForm Read(FormInput input, CultureInfo culture) => new(
        input.Form, input["customer"], input["subscription"], input["term"], input["hourly"], input["currency"].ToUpperInvariant())
    {
        Scope = input["scope"],
        Billing = input["billing"],
        Reason = input["reason"],
        Culture = culture,
    };

    /// <summary>To a thousandth, as the service counts; null where it is no amount.</summary>
    public Money? Amount => Typed.Amount(Hourly, Culture) is { } amount && amount is >= Least and <= Most
        ? new Money(Math.Round(amount, 3), Currency)
        : null;

    public override IEnumerable<string> Sealed => Data.Select(one => one.Value ?? "");

    public override (string Name, string? Value)[] Data =>
    [
        ("act", "commit"), ("customer", Customer), ("subscription", Subscription), ("term", Term), ("hourly", Hourly),
        ("currency", Currency), ("scope", Scope), ("billing", Billing), ("reason", Reason),
    ];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    /// <summary>Keys of what is missing or wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (!Guid.TryParse(Subscription, out _))
            errors["subscription"] = ReservationCommitText.SubscriptionMissing;
        if (Term is not ("P1Y" or "P3Y"))
            errors["term"] = ReservationCommitText.TermMissing;
        if (Amount is null)
            errors["hourly"] = ReservationCommitText.HourlyMissing;
        if (!Code().IsMatch(Currency))
            errors["currency"] = ReservationCommitText.CurrencyMissing;
        if (Scope is not ("Shared" or "Single"))
            errors["scope"] = ReservationCommitText.ScopeMissing;
        if (Billing is not ("Upfront" or "Monthly"))
            errors["billing"] = ReservationCommitText.BillingMissing;
        if (Reason.Length is 0 or > LongestReason)
            errors["reason"] = ReservationCommitText.ReasonMissing;
        return errors;
    }

    /// <summary>The purchase that it asks for.</summary>
    public SavingsPlanPurchase Purchase(string name) => new(SavingsPlanPurchase.Compute, Term, Amount!)
    {
        Scope = new BenefitScope(
            Subscription.ToLowerInvariant(), Scope == "Single" ? "/subscriptions/" + Subscription.ToLowerInvariant() : null),
        IsMonthly = Billing == "Monthly",
        Name = name,
    };

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
