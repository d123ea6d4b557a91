using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>How well all holdings of a customer are used, the worst first; Azure's lists tell it without being asked for each.</summary>
internal static class UsageListCards
{
    private const int RowsOfPage = 10;

    public static AdaptiveCard List(Texts texts, UsagePage view)
    {
        var (customer, holdings) = (view.Customer, view.Holdings);
        var running = holdings.All.Where(one => one.PhaseAt(view.Now) == HoldingPhase.Active).ToList();
        List<Holding> told =
        [
            .. running.Where(one => one.InAzure && one.Used.Count > 0)
                .OrderBy(one => Over(one, UsageFigures.Window) ?? Over(one, 7) ?? Over(one, 1)),
        ];
        var untold = running.Count - told.Count;
        var first = Math.Clamp(view.Page, 0, Math.Max(0, (told.Count - 1) / RowsOfPage)) * RowsOfPage;
        var rows = told.Skip(first).Take(RowsOfPage).ToList();
        return Look.Card(
            texts,
            texts[ReservationUsageText.ListTitle, customer.Name],
            [
                .. ReservationsCards.Gaps(texts, holdings),
                told.Count == 0 ? Look.Text(texts[ReservationUsageText.ListNone]) : Look.Small(texts[ReservationUsageText.ListIntro]),
                Look.Group(rows.Select(one => Row(texts, customer, one))),
                told.Count > RowsOfPage
                    ? Look.Quiet(texts[ReservationUsageText.ListPlace, first + 1, first + rows.Count, told.Count])
                    : null,
                untold > 0 ? Look.Quiet(texts[ReservationUsageText.ListUntold, untold]) : null,
                UsageCards.Recommend(texts, customer),
            ],
            [
                first + RowsOfPage < told.Count
                    ? Look.Go(texts[ReservationUsageText.NextButton], "reservations/usage", Page(customer, first / RowsOfPage + 1))
                    : null,
                first > 0
                    ? Look.Go(texts[ReservationUsageText.PreviousButton], "reservations/usage", Page(customer, first / RowsOfPage - 1))
                    : null,
                Look.Go(texts[ReservationUsageText.BackButton], "reservations/list", ReservationsCards.Of(customer)),
            ]);
    }

    private static AdaptiveColumnSet Row(Texts texts, Customer customer, Holding holding)
    {
        var worst = Over(holding, UsageFigures.Window) ?? holding.Used[0].Percent;
        var line = Look.Line(
            UsageWords.Mark(worst),
            holding.Kind == HoldingKind.SavingsPlan
                ? texts[ReservationUsageText.ListPlan, HoldingWords.Product(texts, holding), HoldingWords.Percent(texts, worst)]
                : texts[
                    ReservationUsageText.ListLine,
                    ProductWords.Number(texts, holding.Quantity),
                    HoldingWords.Product(texts, holding),
                    HoldingWords.Percent(texts, worst)],
            string.Join(" · ", holding.Used.OrderBy(one => one.Days).Select(one => one.Days == 1
                ? texts[ReservationUsageText.ListDay, HoldingWords.Percent(texts, one.Percent)]
                : texts[ReservationUsageText.ListDays, one.Days, HoldingWords.Percent(texts, one.Percent)])));
        line.Columns.Add(Look.Opens(texts[ReservationUsageText.OpenButton]));
        line.SelectAction = Look.Go(
            texts[ReservationUsageText.OpenButton],
            "reservations/usage",
            ReservationsCards.About(customer, holding));
        return line;
    }

    private static decimal? Over(Holding holding, int days) => holding.Used.FirstOrDefault(one => one.Days == days)?.Percent;

    private static JsonObject Page(Customer customer, int page) =>
        new() { ["customer"] = customer.Id, ["page"] = page.ToString(CultureInfo.InvariantCulture) };
}

/// <summary>A page of how well a customer's holdings are used; pages begin with 0.</summary>
internal sealed record UsagePage(Customer Customer, Holdings Holdings, DateTimeOffset Now, int Page);
