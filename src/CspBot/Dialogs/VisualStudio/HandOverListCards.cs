using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Handovers;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>All hand-overs of the customers that exist for the reader: a page with search, and the export.</summary>
internal static class HandOverListCards
{
    private const string List = VisualStudioDialog.Own + "/list";

    public static AdaptiveCard Page(Texts texts, HandOverPage page) => Look.Card(
        texts,
        texts[VisualStudioText.ListTitle],
        [
            Look.Beside(
                new AdaptiveTextInput
                {
                    Id = "find",
                    Label = texts[VisualStudioText.FindLabel],
                    Placeholder = texts[VisualStudioText.FindPlaceholder],
                    MaxLength = 100,
                    Value = page.Words.Length > 0 ? page.Words : null,
                },
                Look.Submit(texts[VisualStudioText.FindButton], List, [], AdaptiveActionStyle.Default)),
            Look.Section(Count(texts, page)),
            .. page.Rows.Select(row => Row(texts, row, page.Now)),
            Look.Words(
            [
                page.Count > 0 ? Look.Word(texts[VisualStudioText.ExportButton], List, Csv(page)) : null,
                Look.Word(texts[VisualStudioText.NewButton], VisualStudioDialog.Own + "/back", []),
            ]),
        ],
        [
            page.Page > 0 ? Look.Go(texts[VisualStudioText.PreviousButton], List, To(page.Words, page.Page - 1)) : null,
            page.Page + 1 < page.Pages ? Look.Go(texts[VisualStudioText.NextButton], List, To(page.Words, page.Page + 1)) : null,
        ]);

    public static AdaptiveCard Export(Texts texts, IReadOnlyList<HandOver> all, int count, string words)
    {
        var (field, isCut) = Resources.Csv.Field(
            texts,
            [
                "handOver", "customerId", "customer", "way", "authorization", "licence", "email", "state", "handedOver", "handedOverBy",
                "saidBy", "saidAt", "reminders", "request",
            ],
            all.Select(one => (string[])
            [
                one.Id,
                one.CustomerId,
                one.CustomerName,
                one.Way,
                one.Authorization,
                one.Licence,
                one.Email,
                one.State.Name(),
                Resources.Csv.Time(one.MadeAt),
                one.Requester.Name,
                one.SaidBy?.Name ?? "",
                Resources.Csv.Time(one.SaidAt),
                one.Reminders.ToString(CultureInfo.InvariantCulture),
                one.Request,
            ]));
        return Look.Card(
            texts,
            texts[VisualStudioText.ListTitle],
            [Look.Text(texts[isCut || all.Count < count ? VisualStudioText.ExportCut : VisualStudioText.ExportText, count]), field],
            [Look.Go(texts[CommonText.BackButton], List, To(words, 0))]);
    }

    private static AdaptiveColumnSet Row(Texts texts, HandOver one, DateTimeOffset now) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(one.CustomerName) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small($"{one.Authorization} · {one.Licence}"),
                    HandOverCards.State(texts, one, Look.Small(one is { SaidBy: { } by, SaidAt: { } at }
                        ? texts["VisualStudio.Said." + one.State.Name(), by.Name, texts.Time(at)]
                        : texts[VisualStudioText.RowSince, Durations.Days(texts, now - one.MadeAt), one.Requester.Name])),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[VisualStudioText.OpenWord]),
        ],
        Separator = true,
        SelectAction = Look.Go(
            texts[VisualStudioText.OpenRow, one.CustomerName, one.Licence],
            VisualStudioDialog.Own + "/follow",
            HandOverNotices.About(one)),
    };

    private static string Count(Texts texts, HandOverPage page) =>
        page.Count == 0 ? texts[page.Words.Length > 0 ? VisualStudioText.NothingFits : VisualStudioText.NothingYet]
        : page.Pages == 1 ? texts[VisualStudioText.All, page.Count]
        : texts[VisualStudioText.PageOf, page.Count, page.Page + 1, page.Pages];

    private static JsonObject To(string words, int page) =>
        new() { ["find"] = words, ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Csv(HandOverPage page)
    {
        var data = To(page.Words, page.Page);
        data["as"] = "csv";
        return data;
    }
}

/// <summary>What a page of the list shows.</summary>
internal sealed record HandOverPage(IReadOnlyList<HandOver> Rows, string Words, int Page, int Pages, int Count, DateTimeOffset Now);
