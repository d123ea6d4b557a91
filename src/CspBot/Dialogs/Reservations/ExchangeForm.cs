using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What is exchanged for what, as typed: several reservations for up to three others, or for a savings plan.</summary>
/// <param name="Values">By the ids of the inputs, and what the review showed.</param>
internal sealed record ExchangeForm(string Form, string Customer, IReadOnlyDictionary<string, string> Values) : ChangeForm(Form)
{
    public const string Act = "exchange";
    public const string SavingsPlan = "SavingsPlan";

    /// <summary>Rows of what is bought: product and quantity.</summary>
    public const int Rows = 3;

    /// <summary>More of them have no sum of their worth at hand: the commitment of the plan is then typed.</summary>
    public const int MostSummed = 6;

    private static readonly string[] Names =
    [
        "into",
        "reservation",
        "returned",
        .. Enumerable.Range(1, Rows).SelectMany(row => new[] { Row("product", row), Row("quantity", row) }),
        "term",
        "billing",
        "hourly",
        "reason",
        "shown",
    ];

    public string this[string name] => Values.GetValueOrDefault(name, "");

    public override IEnumerable<string> Sealed => [Act, Customer, .. Names.Select(name => this[name])];

    public override (string Name, string? Value)[] Data =>
        [("act", Act), ("customer", Customer), .. Names.Select(name => (name, (string?)this[name]))];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    /// <summary>A savings plan is bought for it.</summary>
    public bool IsTradeIn => this["into"] == SavingsPlan;

    /// <summary>Keys of what is given back.</summary>
    public IReadOnlyList<string> Keys =>
    [
        .. this["reservation"].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>How many of the one; null for all.</summary>
    public int? Returned => ReturnForm.Whole(this["returned"]);

    public static ExchangeForm Read(FormInput input) => new(input.Form, input["customer"], input.Keep(Names));

    public ExchangeForm With(string name, string value) =>
        this with { Values = new Dictionary<string, string>(Values) { [name] = value } };

    /// <summary>As a button opens it, with what the button named: reservations, products, term; never what a review showed.</summary>
    public ExchangeForm Opened(FormInput input) => Names.Where(name => name != "shown" && input[name].Length > 0)
        .Aggregate(this, (form, name) => form.With(name, input[name]));

    public static string Row(string name, int row) => row == 1 ? name : $"{name}{row}";

    /// <summary>Each row that is filled in, as the plan's card reads it.</summary>
    public IEnumerable<(int Row, PlanForm Form)> Bought() => Enumerable.Range(1, Rows)
        .Where(row => row == 1 || this[Row("product", row)].Length > 0)
        .Select(row => (row, new PlanForm(this[Row("product", row)], this["term"], this[Row("quantity", row)], this["billing"])
        {
            IsSent = true,
        }));

    public decimal? Hourly(CultureInfo culture) => this["hourly"].Length == 0 ? null : Typed.Amount(this["hourly"], culture);

    /// <summary>Keys of what is missing or wrong, by field; old families are refused before Azure is asked.</summary>
    public IReadOnlyDictionary<string, string> Errors(PlanRules rules, CultureInfo culture)
    {
        var errors = new Dictionary<string, string>();
        if (Keys.Count is 0 or > ExchangeWish.MostReturns)
            errors["reservation"] = Keys.Count == 0 ? ReservationExchangeText.ReservationMissing : ReservationExchangeText.TooManyReturns;
        if (this["returned"].Length > 0 && (Returned is null || Keys.Count != 1))
            errors["returned"] = ReservationExchangeText.ReturnedWrong;
        if (!IsTradeIn)
        {
            foreach (var (row, form) in Bought())
            {
                foreach (var (field, key) in form.Check(rules))
                    errors[field is "product" or "quantity" ? Row(field, row) : field] = key;
            }
        }
        else
        {
            if (this["term"] is not ("P1Y" or "P3Y"))
                errors["term"] = ReservationPlanText.TermMissing;
            if (this["billing"] is not ("Upfront" or "Monthly"))
                errors["billing"] = ReservationPlanText.BillingMissing;
            if (this["hourly"].Length > 0 && Hourly(culture) is not (>= 0.001m and < 100_000))
                errors["hourly"] = ReservationExchangeText.HourlyWrong;
            else if (this["hourly"].Length == 0 && Keys.Count > MostSummed)
                errors["hourly"] = ReservationExchangeText.HourlyMissing;
        }

        if (this["reason"].Length is 0 or > ReturnForm.LongestReason)
            errors["reason"] = ReservationReturnText.ReasonMissing;
        return errors;
    }
}
