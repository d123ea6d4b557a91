using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Requests.Audits;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The cards of an erasure.</summary>
internal static class EraseCards
{
    /// <summary>Who is to be erased.</summary>
    public static AdaptiveCard Form(Texts texts, string typed, string? wrong) => Look.Card(
        texts,
        texts[RequestsText.EraseTitle],
        [
            Look.Text(texts[RequestsText.EraseIntro]),
            wrong is null ? null : Look.Banner(Look.Warning, texts[wrong]),
            new AdaptiveTextInput
            {
                Id = "person",
                Label = texts[RequestsText.ErasePersonLabel],
                Placeholder = texts[RequestsText.ExportPersonPlaceholder],
                MaxLength = 200,
                Value = typed is { Length: > 0 and <= 200 } ? typed : null,
            },
        ],
        [
            Look.Submit(texts[RequestsText.EraseReviewButton], "requests/erase", []),
            Look.Go(texts[CommonText.BackButton], "requests/list", []),
        ]);

    /// <summary>What there is of the person, what goes and what stays, and the words that confirm it.</summary>
    public static AdaptiveCard Review(Texts texts, EraseForm form, AuditTraces traces, JsonObject data) => Look.Card(
        texts,
        texts[RequestsText.EraseTitle],
        [
            form.Wrong is { } wrong ? Look.Banner(Look.Warning, texts[wrong]) : null,
            Look.Text(texts[RequestsText.EraseFound, traces.Entries.ToString("N0", texts.Culture)]),
            Look.Facts([(texts[RequestsText.EraseKnownAs], string.Join(", ", traces.Words.Order(StringComparer.OrdinalIgnoreCase)))]),
            Look.Line(Mark.Failed, texts[RequestsText.EraseGoes]),
            Look.Line(Mark.Done, texts[RequestsText.EraseStays]),
            Look.Line(Mark.Caution, texts[RequestsText.EraseElsewhere]),
            new AdaptiveTextInput
            {
                Id = "reason",
                Label = texts[RequestsText.EraseReasonLabel],
                MaxLength = 500,
                Value = form.Reason is { Length: > 0 and <= 500 } ? form.Reason : null,
            },
            new AdaptiveTextInput { Id = "confirm", Label = texts[RequestsText.EraseConfirmLabel, form.Person], MaxLength = 200 },
        ],
        [
            Look.Submit(texts[RequestsText.EraseButton], "requests/erase-confirm", data, AdaptiveActionStyle.Destructive),
            Look.Go(texts[CommonText.BackButton], "requests/list", []),
        ]);

    /// <summary>It is under way.</summary>
    public static AdaptiveCard Begun(Texts texts, string id) => Look.Card(
        texts,
        texts[RequestsText.EraseTitle],
        [Look.Banner(Look.Calm, texts[RequestsText.EraseBegun, id])],
        [Look.Go(texts[CommonText.BackButton], "requests/list", [])]);
}
