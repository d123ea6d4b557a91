using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A letter to look at before it is sent.</summary>
/// <param name="Language">In which it is written.</param>
/// <param name="Culture">Of the customer's billing profile; null where Partner Center tells none.</param>
/// <param name="IsChosen">The agent chose the language.</param>
internal sealed record LetterView(Customer Customer, Texts Language, string Text, string? Culture, bool IsChosen);

/// <summary>The card with the text for a customer: in a field, from where it is copied with its lines.</summary>
internal static class LetterCards
{
    private const string Verb = "reservations/text";

    public static AdaptiveCard Page(Texts texts, LetterView view, IReadOnlyList<AdaptiveElement> banners) => Look.Card(
        texts,
        texts[ReservationLetterText.Title, view.Customer.Name],
        [
            .. banners,
            Look.Text(texts[ReservationLetterText.Intro]),
            Look.Quiet(Why(texts, view)),
            new AdaptiveTextInput
            {
                Id = "text",
                Label = texts[ReservationLetterText.Label],
                IsMultiline = true,
                Value = view.Text,
            },
        ],
        [
            .. Texts.All.Where(other => other.Language != view.Language.Language).Select(other => Look.Go(
                LanguageWords.In(texts, other),
                Verb,
                new JsonObject { ["customer"] = view.Customer.Id, ["language"] = other.Language })),
            Look.Go(texts[CommonText.BackButton], "reservations/list", new JsonObject { ["customer"] = view.Customer.Id }),
        ]);

    private static string Why(Texts texts, LetterView view)
    {
        var language = LanguageWords.Name(texts, view.Language);
        return view.IsChosen ? texts[ReservationLetterText.Chosen, language]
            : view.Culture is null ? texts[ReservationLetterText.CultureUnknown, language]
            : view.Culture.StartsWith(view.Language.Language, StringComparison.OrdinalIgnoreCase)
                ? texts[ReservationLetterText.CultureTold, language, view.Culture]
            : texts[ReservationLetterText.CultureOther, view.Culture, language];
    }
}
