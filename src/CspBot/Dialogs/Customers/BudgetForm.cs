using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The card of a budget as it came back.</summary>
/// <param name="Shown">The budget that the person saw, see <see cref="Write"/>; sealed.</param>
/// <param name="Budget">The wanted one as typed.</param>
internal sealed record BudgetForm(string Form, string Customer, string Shown, string Budget, string Reason) : ChangeForm(Form)
{
    public const string Act = "budget";
    public const int LongestReason = 500;
    private const decimal Most = 1_000_000_000;

    /// <summary>What was shown, not what is filled in.</summary>
    public override IEnumerable<string> Sealed => [Act, Customer, Shown];

    public override (string Name, string? Value)[] Data => [("act", Act), ("customer", Customer), ("shown", Shown)];

    public override IReadOnlyDictionary<string, string?> Told =>
        new Dictionary<string, string?> { ["shown"] = Shown, ["budget"] = Budget, ["reason"] = Reason };

    /// <summary>The amount; null where it is none that can be set.</summary>
    public decimal? Amount => Read(Budget) is { } amount and > 0 and <= Most && decimal.Round(amount, 2) == amount ? amount : null;

    public static BudgetForm Read(FormInput input) =>
        new(input.Form, input["customer"], input["shown"], input["budget"], input["reason"]);

    /// <summary>Keys of what is missing or wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (Amount is null)
            errors["budget"] = CustomerBudgetText.AmountWrong;
        if (Reason.Length > LongestReason)
            errors["reason"] = CustomerBudgetText.ReasonTooLong;
        return errors;
    }

    /// <summary>A budget as it goes through the card: <c>1500.50</c>, empty for none.</summary>
    public static string Write(decimal? budget) => budget?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// <c>1500</c>, <c>1 500,50</c>, <c>1,500.50</c> or <c>1'500.50</c>: the last point or comma with one or two digits behind it is the
    /// decimal sign, all others part thousands, and must.
    /// </summary>
    private static decimal? Read(string typed)
    {
        var text = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter) && letter is not ('\'' or '’')));
        var at = text.LastIndexOfAny(['.', ',']);
        var isDecimal = at >= 0 && text.Length - at - 1 is 1 or 2;
        var whole = isDecimal ? text[..at] : text;
        var parts = whole.Split('.', ',');
        if (whole.Length == 0 || !text.All(letter => char.IsAsciiDigit(letter) || letter is '.' or ',')
            || parts.Skip(1).Any(part => part.Length != 3) || (parts.Length > 1 && parts[0].Length is 0 or > 3)
            || (whole.Contains('.', StringComparison.Ordinal) && whole.Contains(',', StringComparison.Ordinal)))
            return null;
        var plain = string.Concat(parts) + (isDecimal ? "." + text[(at + 1)..] : "");
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }
}

/// <summary>The live facts behind the card.</summary>
internal sealed record BudgetReview(BudgetForm Form, Probe<CustomerRelation> Relation, Probe<UsageBudget> Budget)
    : ChangeReview<BudgetForm>(Form)
{
    public override Refusal? TryAgain => Relation.Transient ?? Budget.Transient;

    /// <summary>The budget now, as it goes through the card.</summary>
    public string Now => BudgetForm.Write(Budget.Value?.Budget?.Amount);

    public string Currency => (Budget.Value?.Budget ?? Budget.Value?.Used)?.Currency ?? "";

    public bool IsReady => Relation.Value is not null && Budget.Value is not null;
}
