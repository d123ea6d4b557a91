using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What stands below a step: stored as a word with amounts, said in the reader's language.</summary>
internal static class QuoteRemark
{
    private const char Between = ';';

    public static string Of(QuoteShift shift, Money now, Money approved) =>
        $"{(shift == QuoteShift.Better ? "better" : "same")}{Between}{Quotes.Plain(now)}{Between}{Quotes.Plain(approved)}";

    public static string? Say(string? remark, Texts texts) => remark?.Split(Between) switch
    {
        null => null,
        [var word, .. var amounts] when texts.Find("ReservationReturn.Remark." + word) is not null =>
            texts["ReservationReturn.Remark." + word, [.. amounts.Select(amount => Quotes.Told(texts, amount))]],
        _ => remark,
    };
}
