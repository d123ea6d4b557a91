using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>One recommendation: what it rests on, its rates, and what other quantities would come to.</summary>
internal static class RecommendOneCards
{
    private const int MostQuantities = 8;

    public static AdaptiveCard One(Texts texts, RecommendAsk ask, Recommendation one, Probe<ProductRates?> rates) => Look.Card(
        texts,
        RecommendWords.What(texts, ask, one),
        [
            Look.Small(RecommendWords.Basis(texts, ask)),
            Look.Text(RecommendWords.Saves(texts, one)),
            Look.Facts(Facts(texts, one, rates.Value)),
            rates.Fault is { } fault ? RefusalCards.Banner(UsageCards.Why(fault), texts) : null,
            rates is { Value: null, Fault: null } ? Look.Quiet(texts[ReservationRecommendText.RatesNone]) : null,
            .. WhatIf(texts, ask, one, rates.Value),
            RecommendCards.Licence(texts, ask),
            RecommendCards.ToSend(texts, RecommendWords.ToSend(texts, ask, [one], [])),
        ],
        [
            ask.MayBuy
                ? Look.Go(texts[ReservationBuyText.AskButton], "reservations/buy", Wanted(ask, one), AdaptiveActionStyle.Positive)
                : null,
            Look.Go(texts[ReservationRecommendText.AllButton], "reservations/recommend", Back(ask)),
        ]);

    /// <summary>What the form of a purchase is filled in with; it is looked up again there.</summary>
    private static JsonObject Wanted(RecommendAsk ask, Recommendation one) => new()
    {
        ["customer"] = ask.Customer.Id,
        ["subscription"] = ask.Chosen.Id,
        ["scope"] = ask.Wanted.Scope,
        ["term"] = one.Term,
        ["resource"] = RecommendWords.Reserved(ask.Wanted.Resource),
        ["product"] = one.Sku,
        ["region"] = one.Location,
        ["quantity"] = Math.Max(1, Math.Floor(one.Quantity)).ToString("0", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, Recommendation one, ProductRates? rates) =>
    [
        (texts[ReservationRecommendText.GroupName], RecommendWords.RestsOn(texts, one) ?? ""),
        (texts[ReservationRecommendText.Without], one.Without is { } without ? UsageWords.Amount(texts, without) : ""),
        (texts[ReservationRecommendText.With], one.With is { } with ? UsageWords.Amount(texts, with) : ""),
        (texts[ReservationRecommendText.PeriodName], one.Period > TimeSpan.Zero
            ? texts[ReservationRecommendText.Period, one.Period.TotalDays]
            : ""),
        (texts[ReservationRecommendText.OnDemand], rates is not null ? UsageWords.HourPrice(texts, rates.OnDemand) : ""),
        (texts[ReservationRecommendText.Reserved], rates?.Reserved is { } reserved ? UsageWords.HourPrice(texts, reserved) : ""),
        (texts[ReservationRecommendText.InUse], rates?.InUse is { } use
            ? use.Least == use.Most
                ? texts[ReservationRecommendText.InUseAlways, RecommendWords.Number(texts, use.Most)]
                : texts[
                    ReservationRecommendText.InUseIs,
                    RecommendWords.Number(texts, use.Mean),
                    RecommendWords.Number(texts, use.Least),
                    RecommendWords.Number(texts, use.Most)]
            : ""),
    ];

    private static IEnumerable<AdaptiveElement> WhatIf(Texts texts, RecommendAsk ask, Recommendation one, ProductRates? rates)
    {
        if (rates is null or { WhatIf.Count: 0 })
            yield break;
        yield return Look.Section(texts[ReservationRecommendText.WhatIfTitle, ask.Wanted.LookBackDays]);
        foreach (var quantity in rates.WhatIf.Take(MostQuantities))
            yield return Look.Line(
                quantity.Saved.Amount > 0 ? Mark.Done : Mark.Failed,
                texts[
                    quantity.Quantity == one.Quantity ? ReservationRecommendText.WhatIfRecommended : ReservationRecommendText.WhatIf,
                    RecommendWords.Number(texts, quantity.Quantity),
                    UsageWords.Amount(texts, quantity.Saved)],
                texts[
                    ReservationRecommendText.WhatIf_Help,
                    UsageWords.Amount(texts, quantity.With),
                    UsageWords.Amount(texts, quantity.Without)]);
    }

    private static JsonObject Back(RecommendAsk ask) => new()
    {
        ["customer"] = ask.Customer.Id,
        ["subscription"] = ask.Chosen.Id,
        ["scope"] = ask.Wanted.Scope,
        ["term"] = ask.Wanted.Term,
        ["lookBack"] = ask.Wanted.LookBack,
        ["resource"] = ask.Wanted.Resource,
    };
}
