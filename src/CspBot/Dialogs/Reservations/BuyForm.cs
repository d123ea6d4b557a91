using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What to buy, as typed.</summary>
/// <param name="Product">Size and region: <c>Standard_D4s_v5@westeurope</c>.</param>
internal sealed partial record BuyForm(
    string Form, string Customer, string Subscription, string Product, string Term, string Scope, string Billing, string Quantity,
    string Reason) : ChangeForm(Form)
{
    public const string Act = "buy";
    public const int LongestReason = 500;

    /// <summary>What Microsoft.Capacity calls what is reserved; machines, unless a recommendation says otherwise.</summary>
    public string Resource { get; init; } = "VirtualMachines";

    /// <summary>The price that the review showed, such as <c>1088.16 USD</c>: a higher one is not submitted unseen.</summary>
    public string Price { get; init; } = "";

    public static BuyForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        input["subscription"],
        Joined(input["product"], input["region"]),
        Or(input["term"], "P1Y"),
        Or(input["scope"], "Shared"),
        Or(input["billing"], "Upfront"),
        Or(input["quantity"], "1"),
        input["reason"])
    {
        Resource = HoldingKinds.OfResource(input["resource"]) is { Promise: HoldingPromise.Returnable }
            ? input["resource"]
            : "VirtualMachines",
        Price = input["price"],
    };

    public override IEnumerable<string> Sealed =>
        [Act, Customer, Subscription, Product, Resource, Term, Scope, Billing, Quantity, Reason, Price];

    public override (string Name, string? Value)[] Data =>
    [
        ("act", Act), ("customer", Customer), ("subscription", Subscription), ("product", Product), ("resource", Resource), ("term", Term),
        ("scope", Scope), ("billing", Billing), ("quantity", Quantity), ("reason", Reason), ("price", Price),
    ];

    public override IReadOnlyDictionary<string, string?> Told => Data.Skip(2).ToDictionary(one => one.Name, one => one.Value);

    /// <summary>Such as Standard_D4s_v5; empty where nothing readable was chosen.</summary>
    public string Size => Parts().Match(Product).Groups["size"].Value;

    /// <summary>Such as westeurope.</summary>
    public string Location => Parts().Match(Product).Groups["location"].Value.ToLowerInvariant();

    public int Count =>
        int.TryParse(Quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10_000
            ? number
            : 0;

    /// <summary>The price shown; null where none was, or it is none of ours.</summary>
    public Money? Shown => Price.Split(' ') is [var amount, { Length: 3 } currency]
        && decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? new Money(value, currency)
            : null;

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (!Guid.TryParse(Subscription, out _))
            errors["subscription"] = ReservationBuyText.SubscriptionMissing;
        if (Size.Length == 0)
            errors["product"] = ReservationBuyText.ProductMissing;
        if (Term is not ("P1Y" or "P3Y"))
            errors["term"] = ReservationBuyText.TermMissing;
        if (Scope is not ("Shared" or "Single"))
            errors["scope"] = ReservationBuyText.ScopeMissing;
        if (Billing is not ("Upfront" or "Monthly"))
            errors["billing"] = ReservationBuyText.BillingMissing;
        if (Count == 0)
            errors["quantity"] = ReservationBuyText.QuantityWrong;
        if (Reason.Length is 0 or > LongestReason)
            errors["reason"] = ReservationBuyText.ReasonMissing;
        return errors;
    }

    /// <summary>What is asked a price for, and bought where Azure sells it.</summary>
    public ReservationPurchase Purchase => new(Size, Location, Resource, Term, Math.Max(1, Count))
    {
        Scope = new BenefitScope(
            Subscription.ToLowerInvariant(), Scope == "Single" ? "/subscriptions/" + Subscription.ToLowerInvariant() : null),
        BillingPlan = Billing,
        Name = $"{Size}_{Location}_{Term}",
    };

    public static string ProductOf(string size, string location) => $"{size}@{location}";

    private static string Joined(string product, string region) =>
        product.Length > 0 && region.Length > 0 && !product.Contains('@', StringComparison.Ordinal) ? $"{product}@{region}" : product;

    private static string Or(string sent, string usual) => sent.Length > 0 ? sent : usual;

    [GeneratedRegex("^(?<size>[A-Za-z0-9][A-Za-z0-9_.-]{1,99})@(?<location>[A-Za-z0-9-]{2,40})$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();
}
