using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>One of the things that a customer holds: all that is known of it, and what can still be done.</content>
internal static partial class ReservationsCards
{
    public static AdaptiveCard One(Texts texts, HoldingView view, Holdings holdings, Rules rules) => Look.Card(
        texts,
        HoldingWords.Product(texts, view.Holding),
        [
            Look.Quiet(Joined(view.Customer.Name, HoldingWords.Kind(texts, view.Holding.Kind))),
            .. Gaps(texts, holdings),
            .. OldFamily(texts, view, rules.OldFamilies),
            Look.Facts(Facts(texts, view, rules)),
            .. Look.Second("orders", texts[ReservationsText.OrdersButton], Ids(texts, view.Holding)),
            Look.Section(texts[ReservationsText.Options]),
            .. Options(texts, view, holdings, rules),
            Look.Words(Acts(texts, view)),
            .. ManageCards.Words(texts, view),
        ],
        [
            view.Holding is { InAzure: true, Id.Length: > 0 }
                ? Look.Go(texts[ReservationUsageText.OpenButton], "reservations/usage", About(view.Customer, view.Holding))
                : null,
            view.Holding is { InAzure: true, Kind: HoldingKind.Reservation } && ExchangePlan.Runs(view.Holding, view.Now)
                ? Look.Go(texts[ReservationPlanText.WorthButton], PlanCards.Verb, About(view.Customer, view.Holding))
                : null,
            Look.Go(texts[ReservationsText.BackButton], "reservations/list", Of(view.Customer)),
            view.Unasked is { IsTransient: true }
                ? Look.Go(texts[ReservationsText.AskAgainButton], "reservations/show", About(view.Customer, view.Holding))
                : null,
        ]);

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, HoldingView view, Rules rules)
    {
        var (holding, more) = (view.Holding, view.More);
        var billing = more?.BillingPlan ?? holding.BillingPlan;
        return
        [
            (texts[ReservationsText.State],
                Joined(HoldingWords.State(texts, holding, view.Now), holding.InAzure ? "" : texts[ReservationsText.PartnerOnly])),
            (texts[holding.Hourly is null ? ReservationsText.Quantity : ReservationsText.Commitment],
                holding.Hourly is null ? ProductWords.Number(texts, holding.Quantity) : HoldingWords.Quantity(texts, holding)),
            (texts[ReservationsText.Family], HoldingWords.Family(holding)),
            (texts[ReservationsText.Term], ProductWords.Term(texts, holding.Term)),
            (texts[ReservationsText.Billing], billing is null ? "" : texts.Find("Reservations.Billing." + billing) ?? billing),
            (texts[ReservationsText.Scope], HoldingWords.Scope(texts, holding)),
            (texts[ReservationsText.Flexibility],
                more?.Flexible is { } flexible ? texts[flexible ? ReservationsText.FlexibleOn : ReservationsText.FlexibleOff] : ""),
            (texts[ReservationsText.Renewal], PortfolioDesk.GoneAtRenewal(rules, holding) is not null && view.IsOpen
                ? texts[ReservationsText.RenewsGone]
                : Renewal(texts, view)),
            (texts[ReservationsText.Used], Used(texts, view)),
            (texts[ReservationsText.Bought], holding.PurchasedAt is { } at ? texts.Day(at) : ""),
            (texts[ReservationsText.BoughtBy], HoldingWords.Buyer(texts, view.Origin, view.Customer)),
        ];
    }

    /// <summary>In lines of their own: nothing breaks these ids, and among the facts they push all others off a narrow card.</summary>
    private static IEnumerable<AdaptiveElement> Ids(Texts texts, Holding holding)
    {
        if (holding.PartnerOrderId != holding.OrderId)
            yield return Look.Quiet(texts[ReservationsText.OrderAzure, holding.OrderId]);
        if (holding.PartnerOrderId is { } order)
            yield return Look.Quiet(texts[ReservationsText.OrderPartner, order]);
    }

    private static string Used(Texts texts, HoldingView view) => HoldingWords.Used(texts, view.Holding, isShort: false) switch
    {
        { Length: > 0 } told => told,
        _ when view.IsOpen => texts[ReservationsText.UsedUnknown],
        _ => "",
    };

    private static string Renewal(Texts texts, HoldingView view)
    {
        if (!view.IsOpen)
            return "";
        if (view.Holding.Renews is null)
            return texts[ReservationsText.RenewsUnknown];
        if (view.Holding.Renews == false || view.More?.Successor is not { } successor)
            return HoldingWords.Renewal(texts, view.Holding, view.Now);
        var product = ProductWords.Reserved(texts, successor.Resource, successor.Sku, successor.Location, successor.Sku);
        var into = texts[
            ReservationsText.RenewsInto,
            ProductWords.Number(texts, successor.Quantity),
            product,
            ProductWords.Term(texts, successor.Term ?? view.Holding.Term)];
        return successor.Price is { } price ? texts[ReservationsText.RenewsPrice, into, PurchaseCards.Amount(texts, price)] : into;
    }

    /// <summary>Microsoft neither sells nor renews it any more, whatever its renewal is set to.</summary>
    private static IEnumerable<AdaptiveElement> OldFamily(Texts texts, HoldingView view, OldFamiliesRule rule)
    {
        var holding = view.Holding;
        if (!view.IsOpen || holding.Kind != HoldingKind.Reservation)
            yield break;
        if (rule.Find(holding.Sku.Length > 0 ? holding.Sku : holding.Name) is not { } gone || (gone.OneYearOnly && holding.Term == "P3Y"))
            yield break;
        yield return Look.Banner(
            Look.Warning,
            texts[
                gone.OneYearOnly ? ReservationsText.OldFamilyYear : ReservationsText.OldFamily,
                gone.Family,
                rule.FromTold(texts),
                rule.Told(texts)],
            holding.Renews == true ? texts[ReservationsText.OldFamilyRenews] : null,
            texts[ReservationsText.OldFamilyHelp]);
    }

    private static IEnumerable<AdaptiveElement> Options(Texts texts, HoldingView view, Holdings holdings, Rules rules)
    {
        var holding = view.Holding;
        if (holding.PhaseAt(view.Now) is HoldingPhase.Ended or HoldingPhase.Cancelled)
            return [Look.Text(texts[ReservationsText.WorthOver])];
        if (holding.Promise == HoldingPromise.Final)
            return Final(texts, holding);
        if (holding.Promise == HoldingPromise.Unknown)
            return [Look.Text(texts[ReservationsText.Unknown])];
        if (!view.IsOpen)
            return [Look.Text(texts[ReservationsText.WorthPending])];
        return
        [
            .. Worth(texts, view, rules.Refund),
            .. Look.Second(
                "rules",
                texts[ReservationsText.RulesButton],
                [
                    Look.Text(texts[
                        ReservationsText.ReturnRule, rules.Refund.Told(texts), Amount(texts, new Money(rules.Refund.Limit, "USD"))]),
                    Look.Text(Exchange(texts, holding, rules.Exchange, view.Now)),
                    holding.Covered == CoveredBy.Nothing
                        ? null
                        : Look.Text(texts[
                            holding.Covered == CoveredBy.DatabasePlans ? ReservationsText.TradeInDatabase : ReservationsText.TradeIn]),
                    holdings.IsBlind ? null : Look.Quiet(texts[ReservationsText.GuestNote]),
                ]),
        ];
    }

    private static IEnumerable<AdaptiveElement> Final(Texts texts, Holding holding)
    {
        yield return Look.Text(texts["Reservations.Final." + holding.Kind]);
        if (holding.Renews == true)
            yield return Look.Line(Mark.Caution, texts[ReservationsText.FinalRenews]);
    }

    /// <summary>Money and commitment are two things: the ceiling counts the second.</summary>
    private static IEnumerable<AdaptiveElement> Worth(Texts texts, HoldingView view, RefundRule rule)
    {
        var ceiling = new Money(rule.Limit, "USD");
        if (view.Quote is { } quote)
        {
            var room = RoomOf(quote, ceiling);
            yield return Look.Facts(
            [
                (texts[ReservationsText.Worth], Amount(texts, quote.Refund)),
                (texts[ReservationsText.WorthCancels], Amount(texts, quote.Cancelled)),
                (texts[ReservationsText.WorthRoom], room is null ? "" : texts[
                    ReservationsText.WorthRoomIs, Amount(texts, room), Amount(texts, quote.Limit ?? ceiling)]),
                (texts[ReservationsText.WorthAfter], After(room, quote.Cancelled) is { Amount: >= 0 } left ? Amount(texts, left) : ""),
            ]);
            if (After(room, quote.Cancelled) is { Amount: < 0 })
                yield return Look.Line(Mark.Caution, texts[ReservationsText.WorthTooMuch]);
            foreach (var problem in quote.Problems)
                yield return Look.Line(Mark.Caution, texts[ReservationsText.WorthProblem, problem.Code, problem.Message]);
        }
        else if (view.Unasked is { } refusal)
        {
            yield return Look.Banner(
                refusal.IsTransient ? Look.Warning : Look.Attention,
                texts[ReservationsText.WorthUnasked],
                texts[refusal.TextKey, [.. refusal.Args]],
                Sentences.Help(refusal, texts),
                Sentences.Reference(refusal, texts));
        }
        else
        {
            yield return Look.Text(texts[ReservationsText.WorthUnseen]);
        }
    }

    /// <summary>What of the ceiling is left; null where Azure does not tell it in one currency.</summary>
    private static Money? RoomOf(RefundQuote quote, Money ceiling) =>
        quote.Consumed is { } consumed && (quote.Limit ?? ceiling) is var limit && consumed.Currency == limit.Currency
            ? limit with { Amount = Math.Max(0, limit.Amount - consumed.Amount) }
            : null;

    private static Money? After(Money? room, Money? cancelled) =>
        room is not null && cancelled is not null && room.Currency == cancelled.Currency
            ? room with { Amount = room.Amount - cancelled.Amount }
            : null;

    private static string Exchange(Texts texts, Holding holding, ExchangeRule rule, DateTimeOffset now)
    {
        var key = ExchangeWorth.Of(holding, rule, now) switch
        {
            ExchangeChance.Other => ReservationsText.ExchangeOther,
            ExchangeChance.Undated => ReservationsText.ExchangeUndated,
            ExchangeChance.Never => ReservationsText.ExchangeNever,
            ExchangeChance.Free => ReservationsText.ExchangeNow,
            _ => ReservationsText.ExchangeLast,
        };
        return texts[key, rule.UntilTold(texts), rule.Told(texts)];
    }

    private static string Amount(Texts texts, Money? money) => money is null ? "" : PurchaseCards.Amount(texts, money);
}
