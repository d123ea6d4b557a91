using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Portfolio;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A page of the customers where something could not be read.</summary>
internal sealed record UnreadPage(IReadOnlyList<UnreadCustomer> Rows, string Words, int Page, int Pages, int Count);

/// <summary>The cards of the customers where something could not be read, and why.</summary>
internal static class UnreadCards
{
    /// <summary>Of the list, as buttons send it.</summary>
    public const string Name = "unread";

    private const string Over = "reservations/over";

    public static AdaptiveColumn Link(Texts texts) =>
        Look.Word(texts[ReservationOverallText.UnreadLink], Over, new JsonObject { ["which"] = Name });

    public static AdaptiveCard Page(Texts texts, UnreadPage page) => Look.Card(
        texts,
        texts[ReservationOverallText.UnreadTitle],
        [
            Look.Text(texts[ReservationOverallText.UnreadIntro]),
            Look.Beside(
                new AdaptiveTextInput
                {
                    Id = "find",
                    Label = texts[ReservationOverallText.Find],
                    Placeholder = texts[CommonText.CustomerPlaceholder],
                    MaxLength = 100,
                    Value = page.Words.Length > 0 ? page.Words : null,
                },
                Look.Submit(
                    texts[ReservationOverallText.FindButton],
                    Over,
                    new JsonObject { ["which"] = Name },
                    AdaptiveActionStyle.Default)),
            Look.Section(
                page.Count == 0 ? texts[page.Words.Length > 0 ? ReservationOverallText.NothingFits : ReservationOverallText.AllRead]
                : page.Pages == 1 ? texts[ReservationOverallText.All, page.Count]
                : texts[ReservationOverallText.PageOf, page.Count, page.Page + 1, page.Pages]),
            Look.Group(page.Rows.Select(unread => Row(texts, unread))),
            Look.Words(
            [
                page.Page > 0 ? Look.Word(texts[ReservationOverallText.PreviousButton], Over, To(page.Words, page.Page - 1)) : null,
                page.Page + 1 < page.Pages
                    ? Look.Word(texts[ReservationOverallText.NextButton], Over, To(page.Words, page.Page + 1))
                    : null,
                page.Count > 0 ? Look.Word(texts[ReservationOverallText.ExportButton], Over, Csv(page.Words)) : null,
            ]),
        ],
        [Look.Go(texts[CommonText.BackButton], Over, [])]);

    public static AdaptiveCard Export(Texts texts, IReadOnlyList<UnreadCustomer> all, string words)
    {
        var (field, cut) = Resources.Csv.Field(
            texts,
            ["customerId", "customer", "domain", "reason", "lookedAt"],
            all.Select(unread => (string[])
            [
                unread.Customer.Id, unread.Customer.Name, unread.Customer.Domain, unread.Fault, Resources.Csv.Time(unread.LookedAt),
            ]));
        return Look.Card(
            texts,
            texts[ReservationOverallText.UnreadTitle],
            [
                Look.Text(cut ? texts[ReservationOverallText.ExportCut, all.Count] : texts[ReservationOverallText.ExportText]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], Over, To(words, 0))]);
    }

    private static AdaptiveColumnSet Row(Texts texts, UnreadCustomer unread) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(unread.Customer.Name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small(Why(texts, unread.Fault)),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[ReservationOverallText.OpenButton]),
        ],
        Separator = true,
        SelectAction = Look.Go(unread.Customer.Name, "reservations/list", new JsonObject { ["customer"] = unread.Customer.Id }),
    };

    /// <summary>A reason of another version is told as any refusal.</summary>
    private static string Why(Texts texts, string fault) => fault == nameof(Cloud.Holdings.IsBlind)
        ? texts[ReservationsText.Blind]
        : texts.Find("Refusal.Cloud." + fault) is not null ? texts["Refusal.Cloud." + fault, "…"] : texts[RefusalText.Cloud_Refused];

    private static JsonObject To(string words, int page) =>
        new() { ["which"] = Name, ["find"] = words, ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Csv(string words) => new() { ["which"] = Name, ["find"] = words, ["as"] = "csv" };
}
