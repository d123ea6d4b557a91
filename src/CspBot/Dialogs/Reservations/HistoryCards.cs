using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A page of a customer's history.</summary>
internal sealed record HistoryPage(IReadOnlyList<HistoryLine> Rows, int Page, int Pages, int Count);

/// <summary>The cards of a customer's history, or of the activity log over all customers: a page, and the export.</summary>
internal static class HistoryCards
{
    private const string Verb = "reservations/history";

    /// <param name="texts">The reader's language.</param>
    /// <param name="customer">Null: the activity log over all customers.</param>
    /// <param name="page">What is shown.</param>
    /// <param name="banners">What could not be read.</param>
    public static AdaptiveCard Page(Texts texts, Customer? customer, HistoryPage page, IReadOnlyList<AdaptiveElement> banners) => Look.Card(
        texts,
        Title(texts, customer),
        [
            .. banners,
            Look.Quiet(customer is null
                ? texts[ReservationHistoryText.LogIntro, ReservationHistory.LogDays]
                : texts[ReservationHistoryText.Intro]),
            Look.Section(
                page.Count == 0 ? texts[ReservationHistoryText.Nothing]
                : page.Pages == 1 ? texts[ReservationHistoryText.All, page.Count]
                : texts[ReservationHistoryText.PageOf, page.Count, page.Page + 1, page.Pages]),
            Look.Group(page.Rows.Select(line => Row(texts, line, customer is null))),
            Look.Words(
            [
                page.Page > 0 ? Look.Word(texts[ReservationHistoryText.NewerButton], Verb, To(customer, page.Page - 1)) : null,
                page.Page + 1 < page.Pages
                    ? Look.Word(texts[ReservationHistoryText.OlderButton], Verb, To(customer, page.Page + 1))
                    : null,
                page.Count > 0 ? Look.Word(texts[ReservationHistoryText.ExportButton], Verb, Csv(customer)) : null,
            ]),
        ],
        [
            customer is null
                ? Look.Go(texts[CommonText.BackButton], "help/show", [])
                : Look.Go(texts[CommonText.BackButton], "reservations/list", new JsonObject { ["customer"] = customer.Id }),
        ]);

    public static AdaptiveCard Export(
        Texts texts, Customer? customer, IReadOnlyList<HistoryLine> lines, IReadOnlyList<AdaptiveElement> banners)
    {
        var (field, cut) = Resources.Csv.Field(
            texts,
            [
                "at", "what", "product", "quantity", "status", "amount", "currency", "endsAt", "by", "through", "reservedInstances",
                "savingsPlan", "customer", "orderId",
            ],
            lines.Select(Fields));
        return Look.Card(
            texts,
            Title(texts, customer),
            [
                .. banners,
                Look.Text(cut ? texts[ReservationHistoryText.ExportCut, lines.Count] : texts[ReservationHistoryText.ExportText]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], Verb, To(customer, 0))]);
    }

    private static string Title(Texts texts, Customer? customer) =>
        customer is null ? texts[ReservationHistoryText.LogTitle] : texts[ReservationHistoryText.Title, customer.Name];

    private static AdaptiveColumnSet Row(Texts texts, HistoryLine line, bool namesCustomer) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    Look.Small(line.At is { } at ? texts.Time(at) : texts[ReservationHistoryText.Undated]),
                    new AdaptiveTextBlock(What(texts, line))
                    {
                        Wrap = true,
                        Weight = AdaptiveTextWeight.Bolder,
                        Spacing = AdaptiveSpacing.None,
                        Color = line.Failed ? AdaptiveTextColor.Attention : AdaptiveTextColor.Default,
                    },
                    .. namesCustomer && line.Customer.Length > 0 ? [Look.Small(line.Customer)] : Array.Empty<AdaptiveElement>(),
                    Look.Small(Who(texts, line)),
                    .. Details(texts, line) is { Length: > 0 } details ? [Look.Small(details)] : Array.Empty<AdaptiveElement>(),
                ],
                Width = "stretch",
            },
        ],
        Separator = true,
    };

    private static string What(Texts texts, HistoryLine line)
    {
        var what = line.Kind switch
        {
            HistoryKind.Permission => texts[line.After switch
            {
                { ReservedInstances: true, SavingsPlan: true } => ReservationHistoryText.PermissionBoth,
                { ReservedInstances: true } => ReservationHistoryText.PermissionReservations,
                { SavingsPlan: true } => ReservationHistoryText.PermissionPlans,
                _ => ReservationHistoryText.PermissionNone,
            }],
            _ when line.Name.Length == 0 => texts["ReservationHistory.Kind." + line.Kind],
            _ => texts[
                "ReservationHistory.Of." + line.Kind, ProductWords.Number(texts, line.Quantity), ProductWords.Named(texts, line.Name)],
        };
        return line.Failed ? texts[ReservationHistoryText.Failed, what] : what;
    }

    private static string Who(Texts texts, HistoryLine line)
    {
        var by = line.By is { } who ? texts[ReservationHistoryText.By, who] : texts[ReservationHistoryText.ByUnknown];
        return line.Through is { } application ? texts[ReservationHistoryText.Through, by, application] : by;
    }

    private static string Details(Texts texts, HistoryLine line) => string.Join(" · ", new[]
    {
        // Reservations stay pending in the list for long (facts partner-center §5.4): neither word tells anything.
        line.Status switch
        {
            null or "completed" or "pending" => null,
            "cancelled" => texts[ReservationHistoryText.StatusCancelled],
            var other => texts[ReservationHistoryText.StatusOther, StateWords.Say(texts, other)],
        },
        line.Amount is { } amount
            ? texts[ReservationHistoryText.Amount, amount.Amount.ToString("N2", texts.Culture), amount.Currency]
            : null,
        line.Ends is { } end ? texts[ReservationHistoryText.Ends, texts.Day(end)] : null,
        line.OrderId.Length > 0 ? texts[ReservationHistoryText.Order, line.OrderId] : null,
    }.OfType<string>());

    private static JsonObject To(Customer? customer, int page) =>
        new() { ["customer"] = customer?.Id ?? "", ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Csv(Customer? customer) => new() { ["customer"] = customer?.Id ?? "", ["as"] = "csv" };

    private static string[] Fields(HistoryLine line) =>
    [
        Resources.Csv.Time(line.At),
        (line.Failed ? "failed-" : "") + line.Kind.ToString().ToLowerInvariant(),
        line.Name,
        line.Quantity > 0 ? line.Quantity.ToString(CultureInfo.InvariantCulture) : "",
        line.Status ?? "",
        line.Amount?.Amount.ToString(CultureInfo.InvariantCulture) ?? "",
        line.Amount?.Currency ?? "",
        Resources.Csv.Time(line.Ends),
        line.By ?? "",
        line.Through ?? "",
        line.After is { } after ? after.ReservedInstances ? "true" : "false" : "",
        line.After is { } then ? then.SavingsPlan ? "true" : "false" : "",
        line.Customer,
        line.OrderId,
    ];
}
