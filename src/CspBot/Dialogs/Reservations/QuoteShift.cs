using System.Globalization;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>How a quote at execution stands to the one that was approved.</summary>
internal enum QuoteShift
{
    /// <summary>The same, but for the time that passed.</summary>
    Same,

    Better,

    Worse,

    /// <summary>The service tells it in another currency, or not at all.</summary>
    Unlike,
}

/// <summary>Compares a quote with the approved one; a decision without a call.</summary>
/// <remarks>
/// What a return gives back falls as its term runs down (partner-center §10: prorated). So a fall by what the begun days since the quote
/// cost, in equal parts of what was left of the term, and a cent for rounding, is what the approver said yes to; all beyond it is worse.
/// </remarks>
internal static class Quotes
{
    private const decimal Cent = 0.01m;

    /// <summary>By how much a value may have fallen since.</summary>
    /// <param name="ends">End of the term; a year is taken where nobody tells it.</param>
    public static decimal Allowance(Money value, DateTimeOffset quoted, DateTimeOffset now, DateTimeOffset? ends)
    {
        var days = (decimal)Math.Max(1, Math.Ceiling((now - quoted).TotalDays));
        var left = ends is { } end ? (decimal)Math.Max(1, (end - quoted).TotalDays) : 365;
        return Math.Abs(value.Amount) * Math.Min(days, left) / left + Cent;
    }

    /// <summary>Of something that the customer gets.</summary>
    public static QuoteShift OfGain(Money approved, Money? now, decimal allowance) =>
        now is null || now.Currency != approved.Currency ? QuoteShift.Unlike
        : now.Amount > approved.Amount ? QuoteShift.Better
        : now.Amount >= approved.Amount - allowance ? QuoteShift.Same
        : QuoteShift.Worse;

    /// <summary>Of something that is to be paid.</summary>
    public static QuoteShift OfCost(Money approved, Money? now, decimal allowance) => OfGain(
        approved with { Amount = -approved.Amount }, now is null ? null : now with { Amount = -now.Amount }, allowance);

    /// <summary>An amount as it stands in a stored refusal or remark: <c>1234.50 EUR</c>, in every language.</summary>
    public static string Plain(Money? money) =>
        money is null ? "?" : string.Create(CultureInfo.InvariantCulture, $"{money.Amount:0.00##} {money.Currency}").TrimEnd();

    /// <summary>The same for the reader, who writes numbers otherwise.</summary>
    public static string Told(Texts texts, string plain) =>
        plain.Split(' ') is [var number, var currency]
        && decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? UsageWords.Amount(texts, new Money(amount, currency))
            : plain;
}
