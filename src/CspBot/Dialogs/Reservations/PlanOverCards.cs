using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The plan over all customers: where something is to be done, biggest first.</summary>
internal static class PlanOverCards
{
    /// <summary>Customers of a page.</summary>
    public const int Rows = 8;

    public static AdaptiveCard Page(Texts texts, PlanOverPage page) => Look.Card(
        texts,
        texts[ReservationPlanText.OverTitle],
        [
            PlanCards.Rule(texts, page.Rules),
            page.IsNoneChosen ? Look.Wrong(texts[CommonText.CustomerMissing]) : null,
            Look.Beside(
                Customer(texts, page),
                Look.Submit(texts[ReservationPlanText.OpenButton], PlanCards.Verb, [])),
            Look.Facts(
            [
                (texts[ReservationPlanText.AtStake], Total(texts, page.Stakes)),
                (texts[ReservationPlanText.OverUnpriced], Unpriced(texts, page.Stakes.Sum(stake => stake.Unpriced))),
            ]),
            Look.Section(texts[
                page.View.Overview.Newest is null ? ReservationOverallText.NotYet
                    : page.Stakes.Count == 0 ? ReservationPlanText.OverNone
                    : ReservationPlanText.OverCount,
                page.Stakes.Count,
                page.Page + 1,
                page.Pages]),
            .. page.Stakes.Skip(page.Page * Rows).Take(Rows).Select(stake => Row(texts, stake)),
            Look.Quiet(texts[ReservationPlanText.OverHow]),
            Look.Quiet(OverallCards.Age(texts, page.View)),
        ],
        [
            page.Page > 0 ? Look.Go(texts[ReservationPlanText.PreviousButton], PlanCards.Verb, To(page.Page - 1)) : null,
            page.Page + 1 < page.Pages ? Look.Go(texts[ReservationPlanText.NextButton], PlanCards.Verb, To(page.Page + 1)) : null,
            page.Stakes.Count > 0
                ? Look.Go(texts[ReservationPlanText.ExportButton], PlanCards.Verb, PlanCards.With(To(0), ("export", "true")))
                : null,
            Look.Go(texts[CommonText.BackButton], "reservations/over", []),
        ]);

    public static AdaptiveCard Export(Texts texts, IReadOnlyList<PlanStake> stakes)
    {
        var (field, cut) = Csv.Field(
            texts,
            ["customerId", "customer", "exchange", "tradeIn", "letEnd", "atStake", "currency", "notPriced"],
            stakes.SelectMany(stake => stake.Amounts.Count == 0 ? [Line(stake, null)] : stake.Amounts.Select(money => Line(stake, money))));
        return Look.Card(
            texts,
            texts[ReservationPlanText.OverTitle],
            [Look.Text(texts[cut ? ReservationPlanText.OverExportCut : ReservationPlanText.OverExport, stakes.Count]), field],
            [Look.Go(texts[CommonText.BackButton], PlanCards.Verb, To(0))]);
    }

    /// <summary>Asked for by the client; one that does not mind that gets the card back, with what is missing.</summary>
    private static AdaptiveInput Customer(Texts texts, PlanOverPage page)
    {
        var field = CustomerChoice.Field(texts, page.Customers, null);
        field.IsRequired = true;
        field.ErrorMessage = texts[CommonText.CustomerMissing];
        return field;
    }

    private static string[] Line(PlanStake stake, Money? money) =>
    [
        stake.Customer,
        stake.Name,
        .. new[] { PlanAdvice.Exchange, PlanAdvice.TradeIn, PlanAdvice.LetEnd }.Select(
            advice => stake.Counts.GetValueOrDefault(advice).ToString(CultureInfo.InvariantCulture)),
        money?.Amount.ToString(CultureInfo.InvariantCulture) ?? "",
        money?.Currency ?? "",
        stake.Unpriced.ToString(CultureInfo.InvariantCulture),
    ];

    private static AdaptiveColumnSet Row(Texts texts, PlanStake stake) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(stake.Name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small(PlanWords.Counted(texts, stake.Counts)),
                    .. Amounts(texts, stake).Select(Look.Small),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[ReservationPlanText.OpenButton]),
        ],
        Separator = true,
        SelectAction = Look.Go(
            texts[ReservationPlanText.OpenCustomer, stake.Name], PlanCards.Verb, new JsonObject { ["customer"] = stake.Customer }),
    };

    private static IEnumerable<string> Amounts(Texts texts, PlanStake stake)
    {
        if (stake.Amounts.Count > 0)
            yield return texts[ReservationPlanText.OverStake, Joined(texts, stake.Amounts)];
        if (stake.Unpriced > 0)
            yield return texts[ReservationPlanText.OverNotPriced, stake.Unpriced];
    }

    private static string Total(Texts texts, IReadOnlyList<PlanStake> stakes) =>
        Joined(texts, PlanStakes.Sum(stakes.SelectMany(stake => stake.Amounts)));

    private static string Unpriced(Texts texts, int count) => count == 0 ? "" : count.ToString("N0", texts.Culture);

    private static string Joined(Texts texts, IEnumerable<Money> amounts) =>
        string.Join(" + ", amounts.Select(money => UsageWords.Amount(texts, money)));

    private static JsonObject To(int page) => new() { ["page"] = page.ToString(CultureInfo.InvariantCulture) };
}
