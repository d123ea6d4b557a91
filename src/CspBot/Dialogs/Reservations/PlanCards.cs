using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The cards of the plan for the last exchange: a page of a customer, and the lines to copy.</summary>
internal static class PlanCards
{
    public const string Verb = "reservations/plan";

    private const int MostButtons = 3;

    public static AdaptiveCard Page(Texts texts, PlanPage page)
    {
        var weighed = page.Lines.Select(line => page.Quotes.GetValueOrDefault(line.Holding.Id)?.Weighed ?? line).ToList();

        // What hinders several is said once.
        var common = page.Quotes.Values
            .SelectMany(quote => PlanWords.Hindrances(texts, quote).Distinct())
            .GroupBy(said => said)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToList();
        return Look.Card(
            texts,
            texts[ReservationPlanText.Title, page.Customer.Name],
            [
                .. ReservationsCards.Gaps(texts, page.Holdings),
                Rule(texts, page.Rules),
                .. common.Select(said => Look.Banner(Look.Attention, texts[ReservationPlanText.NoQuotes], said)),
                Look.Facts(Facts(texts, page)),
                page.Lines.Count == 0 ? Look.Text(texts[ReservationPlanText.None]) : Look.Section(Count(texts, weighed)),
                weighed.Count(line => line.Advice == PlanAdvice.TradeIn) > ExchangeWish.MostReturns
                    ? Look.Quiet(texts[ReservationPlanText.TradeInMost, ExchangeWish.MostReturns])
                    : null,
                .. page.Shown.Select(line => Row(texts, page, line, common)),
                page.Others > 0 ? Look.Quiet(texts[ReservationPlanText.Others, page.Others]) : null,
            ],
            Buttons(texts, page).Take(MostButtons));
    }

    /// <summary>What is needed first; a narrow card cuts off the titles of more than three.</summary>
    private static IEnumerable<AdaptiveAction> Buttons(Texts texts, PlanPage page)
    {
        var customer = page.Customer;
        if (page.Quotes.Values.Any(quote => quote.IsComputing))
            yield return Look.Go(
                texts[ReservationPlanText.LookAgainButton], Verb, To(customer, page.Page), AdaptiveActionStyle.Positive);
        if (page.Page > 0)
            yield return Look.Go(texts[ReservationPlanText.PreviousButton], Verb, To(customer, page.Page - 1));
        if (page.Page + 1 < page.Pages)
            yield return Look.Go(texts[ReservationPlanText.NextButton], Verb, To(customer, page.Page + 1));
        if (page.Lines.Count > 0)
            yield return Look.Go(texts[ReservationPlanText.ExportButton], Verb, With(To(customer, 0), ("export", "true")));
        yield return Look.Go(texts[ReservationPlanText.ListButton], "reservations/list", new JsonObject { ["customer"] = customer.Id });
        yield return Look.Go(texts[ReservationPlanText.OverButton], Verb, []);
    }

    public static AdaptiveCard Export(Texts texts, Customer customer, IReadOnlyList<PlanLine> lines, PlanRules rules, Holdings holdings)
    {
        var (field, cut) = Csv.Field(
            texts,
            ["product", "location", "quantity", "term", "bought", "ends", "renews", "usedPercent", "exchange", "advice", "why"],
            lines.Select(line => (string[])
            [
                line.Holding.Sku.Length > 0 ? line.Holding.Sku : line.Holding.Name,
                line.Holding.Location ?? "",
                line.Holding.Quantity.ToString(CultureInfo.InvariantCulture),
                line.Holding.Term ?? "",
                Csv.Time(line.Holding.PurchasedAt),
                Csv.Time(line.Holding.ExpiresAt),
                line.Holding.Renews is { } renews ? renews ? "true" : "false" : "",
                line.Used?.Percent.ToString(CultureInfo.InvariantCulture) ?? "",
                line.Last.ToString(),
                PlanWords.Advice(texts, line.Advice),
                PlanWords.Reason(texts, line, rules),
            ]));
        return Look.Card(
            texts,
            texts[ReservationPlanText.ExportTitle, customer.Name],
            [
                .. ReservationsCards.Gaps(texts, holdings),
                Look.Text(texts[cut ? ReservationPlanText.ExportCut : ReservationPlanText.ExportText, lines.Count]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], Verb, To(customer, 0))]);
    }

    /// <summary>Until when, or since when, and as of when that was read.</summary>
    public static AdaptiveElement Rule(Texts texts, PlanRules rules)
    {
        var rule = rules.Rules.Exchange;
        return Look.Banner(
            rules.DaysLeft > 0 && rules.SellsSavingsPlans ? Look.Warning : Look.Calm,
            !rules.SellsSavingsPlans ? texts[ReservationPlanText.NoSavingsPlans]
                : rules.DaysLeft > 0 ? texts[ReservationPlanText.Before, rules.DaysLeft, rule.UntilTold(texts)]
                : texts[ReservationPlanText.After, rule.UntilTold(texts)],
            texts[ReservationPlanText.AsOf, rule.Told(texts)]);
    }

    public static JsonObject To(Customer customer, int page) =>
        new() { ["customer"] = customer.Id, ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    public static JsonObject With(JsonObject data, params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
            data[name] = value;
        return data;
    }

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, PlanPage page)
    {
        var told = page.Quotes.Values.Select(quote => quote.Refund).OfType<RefundQuote>().ToList();
        var room = PlanWords.Room(texts, told.FirstOrDefault(quote => quote.Consumed is not null));
        yield return (texts[ReservationPlanText.Room], room ?? "");
        var acted = page.Quotes.Values
            .Where(quote => quote.Weighed.Advice is PlanAdvice.Exchange or PlanAdvice.TradeIn && quote.Refund?.Cancelled is not null)
            .ToList();
        yield return (
            texts[ReservationPlanText.AtStake],
            acted.Count == 0 ? "" : texts[ReservationPlanText.AtStakeIs, acted.Count, string.Join(" + ", acted
                .GroupBy(quote => quote.Refund!.Cancelled!.Currency)
                .Select(group => UsageWords.Amount(texts, new Money(group.Sum(quote => quote.Refund!.Cancelled!.Amount), group.Key))))]);
    }

    private static string Count(Texts texts, IReadOnlyList<PlanLine> lines) =>
        PlanWords.Counted(texts, lines.GroupBy(line => line.Advice).ToDictionary(group => group.Key, group => group.Count()));

    private static AdaptiveColumnSet Row(Texts texts, PlanPage page, PlanLine line, IReadOnlyList<string> common)
    {
        var quote = page.Quotes.GetValueOrDefault(line.Holding.Id);
        var shown = quote?.Weighed ?? line;
        return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(PlanWords.Product(texts, line)) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                        Look.Small(PlanWords.Reason(texts, shown, page.Rules)),
                        .. quote is null ? [] : PlanWords.Told(texts, quote).Except(common).Select(Look.Small),
                    ],
                    Width = "stretch",
                },
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(PlanWords.Advice(texts, shown.Advice))
                        {
                            Wrap = true,
                            Weight = AdaptiveTextWeight.Bolder,
                            Color = shown.Advice switch
                            {
                                // Neither of Teams' green and yellow can be read on white.
                                PlanAdvice.Keep or PlanAdvice.Unknown or PlanAdvice.LetEnd => AdaptiveTextColor.Default,
                                _ => AdaptiveTextColor.Accent,
                            },
                        },
                        .. line.Holding.InAzure ? Look.Opens(texts[ReservationPlanText.QuoteWord]).Items : [],
                    ],
                    Width = "auto",
                },
            ],
            Separator = true,
            SelectAction = line.Holding.InAzure
                ? Look.Go(
                    texts[ReservationPlanText.OpenRow, PlanWords.Product(texts, line)],
                    Verb,
                    With(To(page.Customer, page.Page), ("reservation", line.Holding.Id)))
                : null,
        };
    }
}
