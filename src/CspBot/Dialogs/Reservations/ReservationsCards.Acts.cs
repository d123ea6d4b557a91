using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>What can be done about one holding: a word for each act that fits it and that the reader may open.</content>
internal static partial class ReservationsCards
{
    private static IEnumerable<AdaptiveColumn?> Acts(Texts texts, HoldingView view)
    {
        var isOpen = view.Holding.IsQuotedAt(view.Now);
        return
        [
            Word(view, "return", texts[ReservationsText.Act_return], isOpen),
            Word(view, "exchange", texts[ReservationsText.Act_exchange], isOpen),
            Word(
                view,
                "exchange",
                texts[ReservationsText.Act_tradeIn],
                isOpen && view.Holding.Covered == CoveredBy.ComputePlans,
                ("into", ExchangeForm.SavingsPlan)),
        ];
    }

    private static AdaptiveColumn? Word(HoldingView view, string act, string word, bool fits, params (string Name, string Value)[] more)
    {
        if (!fits || !view.Acts.Contains(act))
            return null;
        JsonObject data = About(view.Customer, view.Holding);
        foreach (var (name, value) in more)
            data[name] = value;
        return Look.Word(word, "reservations/" + act, data);
    }
}
