using System.Collections.Concurrent;
using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <content>What a customer holds: the list, its export, and one of it.</content>
internal sealed partial class ReservationsDialog
{
    /// <summary>A source that takes longer than this share of the turn is told as silent, and the others are shown.</summary>
    private const double ForSources = 0.7;

    /// <summary>Quotes of a page under way at the same time: a page is two rounds, and Azure's no to the first spares the second.</summary>
    private const int QuotesAtOnce = 3;

    private async Task<DialogReply> ListAsync(DialogTurn turn, Customer customer, CancellationToken ct) =>
        await WithHoldingsAsync(
            turn,
            customer,
            async holdings =>
            {
                search.Remember(turn, customer, holdings);
                var page = await PageAsync(turn, customer, holdings, ct);
                var quotes = await QuotesAsync(turn, customer, page.Turned(turn.Texts).Rows, ct);
                return Show(ReservationsCards.List(turn.Texts, page with { Quotes = quotes }, purchases.Rules));
            },
            ct);

    private Task<DialogReply> ExportAsync(DialogTurn turn, Customer customer, CancellationToken ct) =>
        WithHoldingsAsync(turn, customer, async holdings => Show(ReservationsCards.Export(
            turn.Texts,
            await PageAsync(turn, customer, holdings, ct))), ct);

    /// <summary>
    /// The one that the button or the field names is looked for among what the customer holds now; the list again where none is picked.
    /// </summary>
    private Task<DialogReply> ShowOneAsync(DialogTurn turn, Customer customer, CancellationToken ct) =>
        turn.Input["reservation"] is not { Length: > 0 } named ? ListAsync(turn, customer, ct) : WithHoldingsAsync(
            turn,
            customer,
            async holdings =>
            {
                return Find(holdings, search.Named(turn, customer, holdings, named)) is not { } holding
                    ? new DialogReply.Refuse(Missing(holdings, Gone(customer)))
                    : Show(ReservationsCards.One(
                        turn.Texts, await ViewAsync(turn, customer, holding, ct), holdings, purchases.Rules));
            },
            ct);

    /// <summary>What is not found is gone only where every source answered: a silent one may hide it.</summary>
    internal static Refusal Missing(Holdings holdings, Refusal gone) =>
        holdings.Gaps is [var gap, ..] ? Refusal.From(gap.Fault) with { ForwardVerb = "reservations/customer" }
        : gone;

    private static Refusal Gone(Customer customer) =>
        new("Reservations.Gone", customer.Name) { ForwardVerb = "reservations/customer" };

    private async Task<DialogReply> WithHoldingsAsync(
        DialogTurn turn, Customer customer, Func<Holdings, Task<DialogReply>> then, CancellationToken ct, double share = ForSources)
    {
        var holdings = await turn.ProbeAsync(token => azure.ListHoldingsAsync(customer.Id, limit.Reads * share, token), ct);
        if (holdings.Value is not { } found)
            return new DialogReply.Refuse(Refusal.From(holdings.Fault!));
        await portfolio.SawAsync(customer, found, ct);
        return await then(found);
    }

    private async Task<HoldingsPage> PageAsync(DialogTurn turn, Customer customer, Holdings holdings, CancellationToken ct)
    {
        var origins = await desk.OriginsAsync(holdings.All.SelectMany(Orders), ct);
        return new HoldingsPage(customer, holdings, origins, time.GetUtcNow())
        {
            IsNoneChosen = turn.Input.IsLeftEmpty("reservation"),
            Words = turn.Input["find"],
            Page = int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var page) ? page : 0,
            MayBuy = turn.Caller.May(PartnerPower.BuyReservations),
        };
    }

    /// <summary>
    /// What the returnable ones of a page would give back today, by their keys, as far as Azure tells it within the turn's time: one
    /// question each, a few at once, and none any more once Azure asked to wait. One that is missing has its card.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, RefundQuote>> QuotesAsync(
        DialogTurn turn, Customer customer, IEnumerable<Holding> shown, CancellationToken ct)
    {
        var told = new ConcurrentDictionary<string, RefundQuote>();
        var mustWait = false;
        var now = time.GetUtcNow();
        await Parallel.ForEachAsync(
            shown.Where(holding => holding.IsQuotedAt(now)),
            new ParallelOptions { MaxDegreeOfParallelism = QuotesAtOnce, CancellationToken = ct },
            async (holding, token) =>
            {
                if (Volatile.Read(ref mustWait))
                    return;
                var asked = await turn.ProbeAsync(
                    until => azure.CalculateRefundAsync(customer.Id, holding.OrderId, holding.Id, holding.Quantity, until), token);
                if (asked.Value is { } quote)
                    told[holding.Key] = quote;
                else if (asked.Fault is { Reason: CloudReason.Throttled })
                    Volatile.Write(ref mustWait, true);
            });
        return told;
    }

    private async Task<HoldingView> ViewAsync(DialogTurn turn, Customer customer, Holding holding, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var isSeen = holding is { InAzure: true, Reservation: not null };
        var more = isSeen
            ? turn.ProbeAsync(token => azure.ReadReservationAsync(customer.Id, holding.OrderId, holding.Id, token), ct)
            : null;
        var quote = holding.IsQuotedAt(now)
            ? turn.ProbeAsync(
                token => azure.CalculateRefundAsync(customer.Id, holding.OrderId, holding.Id, holding.Quantity, token), ct)
            : null;
        var origins = await desk.OriginsAsync(Orders(holding), ct);
        var asked = quote is null ? null : await quote;
        return new HoldingView(
            customer,
            holding,
            origins.Values.FirstOrDefault(),
            more is null ? null : (await more).Value,
            asked?.Value,
            asked?.Fault is { } fault ? Refusal.From(fault) : null,
            now)
        {
            Acts = acts.OpenTo(turn.Caller, this),
        };
    }

    private static IEnumerable<string> Orders(Holding holding) => new[] { holding.PartnerOrderId, holding.OrderId }.OfType<string>();
}
