using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Handovers;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>One hand-over: its state, the steps with each value to copy, and the text for the customer.</summary>
internal static class HandOverCards
{
    private const string Follow = VisualStudioDialog.Own + "/follow";

    public static AdaptiveCard One(Texts texts, HandOver one, AdaptiveElement? banner) => Look.Card(
        texts,
        texts[VisualStudioText.OneTitle, one.CustomerName],
        [
            banner,
            State(texts, one, Look.Text(one is { SaidBy: { } by, SaidAt: { } at }
                ? texts["VisualStudio.Said." + one.State.Name(), by.Name, texts.Time(at)]
                : texts[VisualStudioText.NobodySaid])),
            .. one.State == HandOverState.Confirmed
                ? Look.Fold("work", texts[VisualStudioText.OpenButton], isOpen: false, Work(texts, one))
                : Work(texts, one),
            Look.Words(
            [
                Look.Word(texts[VisualStudioText.LetterButton], Follow, Text(one)),
                Look.Word(texts[VisualStudioText.ListButton], VisualStudioDialog.Own + "/list", []),
            ]),
            Look.Quiet($"{one.Request} · {one.Requester.Name} · {texts.Time(one.MadeAt)} · {VisualStudioWays.Name(texts, one.Way)}"),
        ],
        Buttons(texts, one),
        $"{texts[VisualStudioText.OneTitle, one.CustomerName]}: {texts["VisualStudio.State." + one.State.Name()]}");

    /// <summary>The text for the customer, in a field from where it is copied with its lines.</summary>
    public static AdaptiveCard Letter(Texts texts, HandOver one, HandOverLetter letter) => Look.Card(
        texts,
        texts[VisualStudioText.LetterTitle, one.CustomerName],
        [
            Look.Text(texts[VisualStudioText.LetterIntro, one.Email]),
            Look.Quiet(Why(texts, letter)),
            new AdaptiveTextInput
            {
                Id = "text",
                Label = texts[VisualStudioText.LetterLabel],
                IsMultiline = true,
                Value = letter.Of(one),
            },
        ],
        [
            .. Texts.All.Where(other => other.Language != letter.Language.Language).Select(other =>
            {
                var data = Text(one);
                data["language"] = other.Language;
                return Look.Go(LanguageWords.In(texts, other), Follow, data);
            }),
            Look.Go(texts[CommonText.BackButton], Follow, HandOverNotices.About(one)),
        ]);

    /// <summary>The badge, and beside it who said so.</summary>
    public static AdaptiveColumnSet State(Texts texts, HandOver one, AdaptiveElement said) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    Look.Badge(
                        one.State switch
                        {
                            HandOverState.Confirmed => Look.Good,
                            HandOverState.Removed => Look.Attention,
                            _ => Look.Warning,
                        },
                        texts["VisualStudio.State." + one.State.Name()]),
                ],
                Width = "auto",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
            },
            new AdaptiveColumn
            {
                Items = [said],
                Width = "stretch",
                VerticalContentAlignment = AdaptiveVerticalContentAlignment.Center,
            },
        ],
        Spacing = AdaptiveSpacing.Small,
    };

    /// <summary>What to do and with which values; once it is confirmed nobody needs it at first sight.</summary>
    private static IEnumerable<AdaptiveElement?> Work(Texts texts, HandOver one) =>
    [
        .. one.State == HandOverState.Removed ? HandOverNotices.Next(texts) : Steps(texts, one),
        Look.Section(texts[
            one.Way == VisualStudioWays.AdminCenter ? VisualStudioText.ValuesKept : VisualStudioText.ValuesTitle]),
        Value(texts[VisualStudioText.Authorization], "authorization", one.Authorization),
        Value(texts[VisualStudioText.Licence], "licence", one.Licence),
        Value(texts[VisualStudioText.Email], "email", one.Email),
        one.State == HandOverState.Removed ? null : Look.Section(texts[VisualStudioText.ReceivesTitle]),
        one.State == HandOverState.Removed ? null : Look.Text(texts[VisualStudioText.ReceivesText]),
    ];

    private static IEnumerable<AdaptiveElement> Steps(Texts texts, HandOver one)
    {
        yield return Look.Section(texts[VisualStudioText.StepsTitle, VisualStudioWays.Name(texts, one.Way)]);
        for (var step = 1; step <= VisualStudioWays.Steps(one.Way); step++)
            yield return Look.Step(step, texts["VisualStudio.Step." + one.Way + "." + step, one.Licence]);
        yield return Look.Words([VisualStudioCards.Link(VisualStudioWays.Link(one.Way).Host, VisualStudioWays.Link(one.Way))])!;
    }

    /// <summary>In a field: Teams copies the text of a card only together with all of it.</summary>
    private static AdaptiveTextInput Value(string label, string id, string value) => new() { Id = id, Label = label, Value = value };

    private static IEnumerable<AdaptiveAction> Buttons(Texts texts, HandOver one)
    {
        if (one.State == HandOverState.Removed)
            yield return HandOverNotices.Again(texts, one);
        if (one.State == HandOverState.HandedOver)
            yield return Say(VisualStudioText.ConfirmedButton, HandOverState.Confirmed, AdaptiveActionStyle.Positive);
        if (one.State != HandOverState.HandedOver)
            yield return Say(VisualStudioText.CorrectButton, HandOverState.HandedOver, AdaptiveActionStyle.Default);
        if (one.State != HandOverState.Removed)
            yield return Say(VisualStudioText.RemovedButton, HandOverState.Removed, AdaptiveActionStyle.Destructive);

        AdaptiveAction Say(string key, HandOverState state, AdaptiveActionStyle style) =>
            Look.Go(texts[key], Follow, HandOverNotices.To(one, state), style);
    }

    private static JsonObject Text(HandOver one)
    {
        var data = HandOverNotices.About(one);
        data["as"] = "text";
        return data;
    }

    private static string Why(Texts texts, HandOverLetter letter)
    {
        var language = LanguageWords.Name(texts, letter.Language);
        return letter.IsChosen ? texts[VisualStudioText.LetterChosen, language]
            : letter.Unread is { } why ? texts[VisualStudioText.LetterUnread, language, Sentences.What(why, texts)]
            : letter.Culture is { } culture ? texts[VisualStudioText.LetterCulture, language, culture]
            : texts[VisualStudioText.LetterUnknown, language];
    }
}

/// <summary>A text for the customer.</summary>
/// <param name="Language">In which it is written.</param>
/// <param name="From">Who sends it.</param>
/// <param name="Culture">Of the customer's billing profile; null where Partner Center tells none.</param>
/// <param name="IsChosen">The agent chose the language.</param>
internal sealed record HandOverLetter(Texts Language, string From, string? Culture, bool IsChosen)
{
    /// <summary>Why the customer's language could not be read; null when it was.</summary>
    public Refusal? Unread { get; init; }

    public string Of(HandOver one) => string.Join(
        "\n\n",
        Language[VisualStudioText.Letter_Hello, one.CustomerName],
        Language[VisualStudioText.Letter_What, one.Authorization, one.Licence],
        Language[VisualStudioText.Letter_Mail],
        Language[VisualStudioText.Letter_Invitation, VisualStudioWays.Portal.OriginalString],
        Language[VisualStudioText.Letter_Answer],
        Language[VisualStudioText.Letter_Regards, From]);
}
