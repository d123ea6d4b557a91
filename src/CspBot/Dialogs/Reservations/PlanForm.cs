using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What to exchange a reservation for, as typed on its card; region and scope stay as they are.</summary>
internal sealed partial record PlanForm(string Product, string Term, string Quantity, string Billing)
{
    private const int Most = 10_000;

    /// <summary>Something was asked for.</summary>
    public bool IsSent { get; init; }

    /// <summary>The fields; where nothing was sent yet, as the reservation itself is.</summary>
    public static PlanForm Read(FormInput input, PlanLine line) => input.IsTrue("ask")
        ? new PlanForm(input["product"], input["term"], input["quantity"], input["billing"]) { IsSent = true }
        : new PlanForm("", line.Holding.Term ?? "P1Y", line.Holding.Quantity.ToString(CultureInfo.InvariantCulture), "Upfront");

    /// <summary>Keys of what is wrong, by field; old families are refused before Azure is asked.</summary>
    public IReadOnlyDictionary<string, string> Check(PlanRules rules)
    {
        var errors = new Dictionary<string, string>();
        if (!IsSent)
            return errors;
        if (!Name().IsMatch(Product))
            errors["product"] = ReservationPlanText.ProductMissing;
        else if (rules.Rules.OldFamilies.Gone(Product, Term, rules.Now) is not null)
            errors["product"] = ReservationPlanText.ProductOld;
        if (Term is not ("P1Y" or "P3Y"))
            errors["term"] = ReservationPlanText.TermMissing;
        if (Number is null)
            errors["quantity"] = ReservationPlanText.QuantityWrong;
        if (Billing is not ("Upfront" or "Monthly"))
            errors["billing"] = ReservationPlanText.BillingMissing;
        return errors;
    }

    /// <summary>What is asked for; its scope comes from the reservation.</summary>
    public ReservationPurchase Purchase(PlanLine line) =>
        new(Product, line.Holding.Location ?? "", line.Holding.Resource, Term, Number ?? 1)
        {
            Scope = new BenefitScope("", null),
            BillingPlan = Billing,
            Name = $"{Product}_exchange",
        };

    private int? Number =>
        int.TryParse(Quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most
            ? number
            : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{1,99}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
