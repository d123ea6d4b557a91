using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>One reservation of the plan: the advice, what it is worth now, what a trade-in and a chosen exchange would come to.</summary>
internal static class PlanOneCards
{
    public static AdaptiveCard One(Texts texts, PlanOne one)
    {
        var (quote, line) = (one.Quote, one.Quote.Weighed);
        return Look.Card(
            texts,
            texts[ReservationPlanText.OneTitle, PlanWords.Product(texts, line)],
            [
                Look.Banner(
                    line.Advice == PlanAdvice.Keep ? Look.Good : line.Advice == PlanAdvice.LetEnd ? Look.Warning : Look.Calm,
                    PlanWords.Advice(texts, line.Advice),
                    PlanWords.Reason(texts, line, one.Rules)),
                .. Look.Second("facts", texts[ReservationPlanText.FactsButton], [Look.Facts(Facts(texts, one, line))]),
                Look.Section(texts[ReservationPlanText.WorthTitle]),
                .. PlanWords.Worth(texts, quote).Select(Look.Text),
                After(texts, quote.Refund) is { } after ? Look.Text(after) : null,
                .. Look.Second("trades", texts[ReservationPlanText.TradeTitle], Trades(texts, quote, line)),
                .. Exchange(texts, one),
                one.MayAsk ? Look.Words(Asks(texts, one)) : null,
            ],
            [
                Look.Submit(
                    texts[ReservationPlanText.AskButton], PlanCards.Verb, PlanCards.With(Data(one), ("ask", "true"))),
                quote.IsComputing ? Look.Go(texts[ReservationPlanText.LookAgainButton], PlanCards.Verb, Again(one)) : null,
                Look.Go(texts[CommonText.BackButton], PlanCards.Verb, PlanCards.To(one.Customer, 0)),
            ]);
    }

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, PlanOne one, PlanLine line) =>
    [
        (texts[CommonText.Customer], one.Customer.Name),
        (texts[ReservationPlanText.TermName], ProductWords.Term(texts, line.Holding.Term)),
        (texts[ReservationPlanText.BoughtOn],
            line.Holding.PurchasedAt is { } bought ? texts.Day(bought) : texts[ReservationPlanText.NotTold]),
        (texts[ReservationPlanText.EndsOn], line.Holding.ExpiresAt is { } end ? texts.Day(end) : texts[ReservationPlanText.NotTold]),
        (texts[ReservationPlanText.Renewal], line.Holding.Renews switch
        {
            true => texts[ReservationPlanText.RenewalOn],
            false => texts[ReservationPlanText.RenewalOff],
            _ => "",
        }),
        (texts[ReservationPlanText.UsedName], PlanWords.Used(texts, line)),
        (texts[ReservationPlanText.ExchangeName],
            texts["ReservationPlan.Last." + line.Last, one.Rules.Rules.Exchange.UntilTold(texts)]),
        (texts[ReservationPlanText.Room], PlanWords.Room(texts, one.Quote.Refund) ?? ""),
    ];

    /// <summary>What a return would leave of the room; only where both are counted in one currency.</summary>
    private static string? After(Texts texts, RefundQuote? quote)
    {
        if (quote is not { Cancelled: { } cancelled, Consumed: { } used, Limit: { } limit } || used.Currency != limit.Currency)
            return null;
        if (cancelled.Currency != limit.Currency)
            return texts[ReservationPlanText.RoomAfterOther, limit.Currency];
        var left = limit.Amount - used.Amount - cancelled.Amount;
        return left < 0
            ? texts[ReservationPlanText.RoomTooSmall, UsageWords.Amount(texts, limit with { Amount = -left })]
            : texts[ReservationPlanText.RoomAfter, UsageWords.Amount(texts, limit with { Amount = left })];
    }

    private static IEnumerable<AdaptiveElement> Trades(Texts texts, PlanQuote quote, PlanLine line)
    {
        if (line.Covered == CoveredBy.Nothing)
            yield break;
        yield return Look.Section(texts[ReservationPlanText.TradeTitle]);
        if (line.Covered == CoveredBy.DatabasePlans)
        {
            yield return Look.Text(texts[ReservationPlanText.TradeDatabase]);
            yield break;
        }

        foreach (var trade in quote.Trades)
        {
            foreach (var words in PlanWords.Trade(texts, trade))
                yield return Look.Text(words);
        }

        yield return quote.Trades.Count > 0
            ? Look.Quiet(string.Join(' ', new[] { texts[ReservationPlanText.TradeHow], At(texts, quote.Trades[0]) }.OfType<string>()))
            : Look.Text(texts[NoTrade(quote)]);
    }

    /// <summary>What was quoted and nothing speaks against can be asked for: the form opens filled in.</summary>
    private static IEnumerable<AdaptiveColumn> Asks(Texts texts, PlanOne one)
    {
        var quoted = one.Quote.Trades.Append(one.Quote.Exchange).OfType<AskedQuote>();
        foreach (var asked in quoted.Where(asked => asked.Kept?.Quote is { Problems.Count: 0 }))
        {
            var about = Data(one);
            yield return asked.Wish.Plans is [var plan, ..]
                ? Look.Word(
                    texts[ReservationPlanText.AskTradeIn, ProductWords.Term(texts, plan.Term)],
                    "reservations/" + ExchangeForm.Act,
                    PlanCards.With(about, ("into", ExchangeForm.SavingsPlan), ("term", plan.Term)))
                : Look.Word(
                    texts[ReservationPlanText.AskExchange],
                    "reservations/" + ExchangeForm.Act,
                    PlanCards.With(
                        about,
                        ("product", one.Form.Product),
                        ("quantity", one.Form.Quantity),
                        ("term", one.Form.Term),
                        ("billing", one.Form.Billing)));
        }
    }

    /// <summary>When Azure told a figure, since one is shown again for a while; null where it told none.</summary>
    private static string? At(Texts texts, AskedQuote asked) =>
        asked.Kept is { Quote: not null, At: var at } ? texts[ReservationPlanText.QuotedAt, texts.Time(at)] : null;

    private static string NoTrade(PlanQuote quote) =>
        quote.Refund?.Cancelled is null or { Amount: 0 } ? ReservationPlanText.NoValue
        : quote.ScopeFault is not null ? ReservationPlanText.NoPayerNow
        : ReservationPlanText.NoPayer;

    private static IEnumerable<AdaptiveElement> Exchange(Texts texts, PlanOne one)
    {
        var form = one.Form;
        yield return Look.Section(texts[ReservationPlanText.ExchangeTitle]);
        if (one.Quote.Refund?.Cancelled is { Amount: > 0 } least)
            yield return Look.Text(texts[ReservationPlanText.ExchangeLeast, UsageWords.Amount(texts, least)]);
        if (one.Quote.Exchange is { } asked)
        {
            var bought = asked.Wish.Reservations[0];
            yield return Look.Banner(
                asked.Kept?.Quote is { Problems.Count: 0 } ? Look.Good : Look.Warning,
                texts[
                    ReservationPlanText.ExchangeAsked,
                    bought.Quantity,
                    ProductWords.Reserved(texts, bought.Resource, bought.Sku, bought.Location, bought.Sku),
                    ProductWords.Term(texts, bought.Term)],
                [.. PlanWords.Asked(texts, asked), At(texts, asked)]);
        }
        else if (form.IsSent && one.Errors.Count == 0)
        {
            yield return Look.Banner(Look.Warning, texts[
                one.Quote.ScopeFault is null ? ReservationPlanText.NoPayer : ReservationPlanText.NoPayerNow]);
        }

        foreach (var field in Fields(texts, one))
            yield return field;
    }

    private static IEnumerable<AdaptiveElement> Fields(Texts texts, PlanOne one)
    {
        var form = one.Form;
        var old = one.Rules.Rules.OldFamilies;
        AdaptiveInput[] inputs =
        [
            Typed("product", texts[ReservationPlanText.ProductLabel], form.Product, Example(one.Quote.Line)),
            Choice("term", texts[ReservationPlanText.TermLabel], form.Term, [
                ("P1Y", ProductWords.Term(texts, "P1Y")), ("P3Y", ProductWords.Term(texts, "P3Y"))]),
            Typed("quantity", texts[ReservationPlanText.QuantityLabel], form.Quantity, null),
            Choice("billing", texts[ReservationPlanText.BillingLabel], form.Billing, [
                ("Upfront", texts[ReservationPlanText.Upfront]), ("Monthly", texts[ReservationPlanText.Monthly])]),
        ];
        foreach (var input in inputs)
        {
            if (one.Errors.TryGetValue(input.Id!, out var key))
            {
                var wrong = Look.Text(texts[key, old.Find(form.Product)?.Family, old.FromTold(texts)]);
                wrong.Color = AdaptiveTextColor.Attention;
                yield return wrong;
            }

            yield return input;
        }
    }

    /// <summary>How Azure names such a thing: the reservation's own product, where it is still sold.</summary>
    private static string Example(PlanLine line) =>
        line.OldFamily is null && line.Holding.Sku.Length > 0 ? line.Holding.Sku : "Standard_D4s_v5";

    private static AdaptiveTextInput Typed(string id, string label, string value, string? example) => new()
    {
        Id = id,
        Label = label,
        Placeholder = example,
        MaxLength = 100,
        Value = value.Length > 0 ? value : null,
    };

    private static AdaptiveChoiceSetInput Choice(string id, string label, string value, (string Value, string Title)[] choices) => new()
    {
        Id = id,
        Label = label,
        Choices = [.. choices.Select(choice => new AdaptiveChoice { Title = choice.Title, Value = choice.Value })],
        Value = choices.Any(choice => choice.Value == value) ? value : null,
    };

    private static System.Text.Json.Nodes.JsonObject Data(PlanOne one) =>
        PlanCards.With(PlanCards.To(one.Customer, 0), ("reservation", one.Quote.Line.Holding.Id));

    /// <summary>The same question again, with what was typed.</summary>
    private static System.Text.Json.Nodes.JsonObject Again(PlanOne one) => one.Form.IsSent
        ? PlanCards.With(
            Data(one),
            ("ask", "true"),
            ("product", one.Form.Product),
            ("term", one.Form.Term),
            ("quantity", one.Form.Quantity),
            ("billing", one.Form.Billing))
        : Data(one);
}
