using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Handovers;

/// <summary>What is said unasked of a hand-over.</summary>
internal static class HandOverNotices
{
    private const string Follow = "visual-studio/follow";

    /// <summary>Nobody has said yet how it went.</summary>
    public static AdaptiveCard Reminder(Texts texts, HandOver one, DateTimeOffset now) => Look.Card(
        texts,
        texts[VisualStudioText.ReminderTitle, one.CustomerName],
        [
            Look.Text(texts[VisualStudioText.ReminderText, Durations.Days(texts, now - one.MadeAt)]),
            Look.Facts(Facts(texts, one)),
            Open(texts, one),
        ],
        [
            Look.Go(texts[VisualStudioText.ConfirmedButton], Follow, To(one, HandOverState.Confirmed), AdaptiveActionStyle.Positive),
            Look.Go(texts[VisualStudioText.RemovedButton], Follow, To(one, HandOverState.Removed), AdaptiveActionStyle.Destructive),
        ]);

    /// <summary>The customer removed us: who said it, and what to do next.</summary>
    public static AdaptiveCard Removed(Texts texts, HandOver one) => Look.Card(
        texts,
        texts[VisualStudioText.RemovedTitle, one.CustomerName],
        [
            Look.Text(texts[VisualStudioText.RemovedText, one.SaidBy?.Name ?? "?", one.SaidAt is { } at ? texts.Time(at) : "?"]),
            Look.Facts(Facts(texts, one)),
            .. Next(texts),
            Open(texts, one),
        ],
        [Again(texts, one)]);

    /// <summary>A word and no button: beside two others it would be cut on a narrow card.</summary>
    private static AdaptiveElement? Open(Texts texts, HandOver one) =>
        Look.Words([Look.Word(texts[VisualStudioText.OpenButton], Follow, About(one))]);

    /// <summary>What to do when the customer removed us.</summary>
    public static IEnumerable<AdaptiveElement> Next(Texts texts) =>
    [
        Look.Section(texts[VisualStudioText.NextTitle]),
        Look.Step(1, texts[VisualStudioText.NextAsk]),
        Look.Step(2, texts[VisualStudioText.NextAgain]),
    ];

    /// <summary>Opens the way's form, filled in.</summary>
    public static AdaptiveExecuteAction Again(Texts texts, HandOver one) => Look.Go(
        texts[VisualStudioText.AgainButton],
        "visual-studio/way",
        new JsonObject
        {
            ["customer"] = one.CustomerId,
            ["way"] = one.Way,
            ["authorization"] = one.Authorization,
            ["licence"] = one.Licence,
            ["email"] = one.Email,
        },
        AdaptiveActionStyle.Positive);

    /// <summary>Data of a button that says a state.</summary>
    public static JsonObject To(HandOver one, HandOverState state)
    {
        var data = About(one);
        data["to"] = state.Name();
        return data;
    }

    /// <summary>Data of a button on a hand-over, with the version that the card showed.</summary>
    public static JsonObject About(HandOver one) => new() { ["request"] = one.Id, ["version"] = one.Version };

    public static IEnumerable<(string Name, string Value)> Facts(Texts texts, HandOver one) =>
    [
        (texts[CommonText.Customer], one.CustomerName),
        (texts[VisualStudioText.Authorization], one.Authorization),
        (texts[VisualStudioText.Licence], one.Licence),
        (texts[VisualStudioText.HandedOverFact], string.Create(
            CultureInfo.InvariantCulture, $"{texts.Time(one.MadeAt)} · {one.Requester.Name}")),
    ];
}
