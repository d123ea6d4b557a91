using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>Everything that a customer holds as lines for a spreadsheet: the services' own words, days and figures.</content>
internal static partial class ReservationsCards
{
    private static readonly string[] Columns =
    [
        "customerId", "customer", "kind", "promise", "product", "sku", "region", "resource", "quantity", "hourlyAmount", "hourlyCurrency",
        "term", "billingPlan", "scope", "scopeName", "state", "purchased", "expires", "renews", "used1Day", "used7Days", "used30Days",
        "boughtByCspBot", "request", "boughtBy", "reservationOrder", "reservation", "partnerCenterOrder",
    ];

    public static AdaptiveCard Export(Texts texts, HoldingsPage view)
    {
        var found = view.Found(texts);
        var (field, isCut) = Csv.Field(texts, Columns, found.Select(holding => Line(texts, view, holding)));
        return Look.Card(
            texts,
            texts[ReservationsText.ExportTitle, view.Customer.Name],
            [
                .. Gaps(texts, view.Holdings),
                Look.Text(texts[isCut ? ReservationsText.ExportCut : ReservationsText.ExportText, found.Count]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], "reservations/list", To(view, view.Page))]);
    }

    private static string[] Line(Texts texts, HoldingsPage view, Holding holding)
    {
        var origin = view.OriginOf(holding);
        return
        [
            view.Customer.Id,
            view.Customer.Name,
            PurchaseKind.Of(holding.Kind),
            holding.Promise.ToString(),
            HoldingWords.Product(texts, holding),
            holding.Sku,
            holding.Location ?? "",
            holding.Resource,
            holding.Quantity.ToString(CultureInfo.InvariantCulture),
            holding.Hourly?.Amount.ToString(CultureInfo.InvariantCulture) ?? "",
            holding.Hourly?.Currency ?? "",
            holding.Term ?? "",
            holding.BillingPlan ?? "",
            holding.Scope,
            holding.ScopeName ?? "",
            holding.PhaseAt(view.Now).ToString(),
            Csv.Time(holding.PurchasedAt),
            Csv.Time(holding.ExpiresAt),
            holding.Renews switch { true => "true", false => "false", _ => "" },
            Used(holding, 1),
            Used(holding, 7),
            Used(holding, 30),
            origin is { IsOwn: true } ? "true" : "",
            origin?.Request ?? "",
            origin?.By ?? "",
            holding.OrderId,
            holding.Id,
            holding.PartnerOrderId ?? "",
        ];
    }

    private static string Used(Holding holding, int days) =>
        holding.Used.FirstOrDefault(share => share.Days == days)?.Percent.ToString(CultureInfo.InvariantCulture) ?? "";
}
