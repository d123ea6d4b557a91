using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Portfolio;

/// <summary>
/// Remembers what each customer holds, for the lists over all of them. What it costs follows what customers hold, not how many there are.
/// </summary>
/// <remarks>
/// Whoever holds something, or may (permission, purchase, reminder; a list that an agent opened), is looked at closely every
/// <see cref="PortfolioOptions.LookEvery"/>: four calls at once, <see cref="AtOnce"/> customers a minute at most. A turn
/// with few of them also asks what <see cref="Priced"/> badly used reservations cost, each once. Everybody else is met by
/// a slow round of <see cref="PortfolioOptions.CustomersAMinute"/>, one call each to Partner Center (which takes 500 a minute, facts
/// partner-center §1.7) and one to Azure, whose limit is each directory's own. Partner Center's "too many" pauses all of it; Azure's is
/// that customer's, unless three of them ask for it in one turn.
/// </remarks>
internal sealed class PortfolioWalk(
    PortfolioOptions options,
    Database database,
    AzureOperations azure,
    CustomerIndex customers,
    Turns turns,
    Signals signals,
    Loops loops,
    TimeProvider time,
    ILogger<PortfolioWalk> log) : BackgroundService
{
    public const string Topic = "holdings";

    /// <summary>Name of the slow round in the store.</summary>
    public const string Round = "holdings-round";

    /// <summary>Close looks of one turn, and calls of it at most some four times as many.</summary>
    public const int AtOnce = 20;

    /// <summary>So many reservations are priced in a turn that has few close looks; each once.</summary>
    public const int Priced = 3;

    private const int MostPauses = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWhenUntold = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(15);

    /// <summary>Whose price was asked for, and when it may be asked for again; forgotten by a restart.</summary>
    private readonly Dictionary<string, DateTimeOffset> _asked = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Watch ? Task.CompletedTask : loops.RunAsync(
        Topic,
        async ct =>
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow(), ct);
            return await turns.RunAsync(Topic, Pace, TurnAsync, ct);
        },
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    private async Task TurnAsync(Turn turn, CancellationToken ct)
    {
        if (await LookAsync(turn, ct) is not { } looks)
            return;
        if (looks <= AtOnce / 2)
            await PriceAsync(turn, ct);
        await new Walk(RoundOf(turn), database, time).StepAsync(ct);
    }

    /// <summary>The slow round; its writes are those of this turn.</summary>
    private WalkPlan RoundOf(Turn turn) => new()
    {
        Name = Round,
        Stride = options.CustomersAMinute,
        Pace = Pace,
        First = Pace,
        Rest = options.RoundEvery,
        Ids = OthersAsync,
        Look = (ids, _, ct) => GlanceAsync(turn, ids, ct),
    };

    /// <summary>The close looks that are due, and how many there were; null when the cloud asks to leave it alone.</summary>
    private async Task<int?> LookAsync(Turn turn, CancellationToken ct)
    {
        var due = await WriteAsync(turn, s => PortfolioLooks.DueAsync(s, turn.At, AtOnce), ct);
        var pauses = 0;
        foreach (var look in due)
        {
            if (customers.IsComplete && customers.Find(look.Customer) is null)
            {
                await WriteAsync(turn, s => PortfolioLooks.ForgetAsync(s, look.Customer), ct);
                continue;
            }

            if (await LookAsync(turn, look, ct) is { Reason: CloudReason.Throttled } fault && MustPause(fault, ref pauses))
            {
                await PauseAsync(fault, ct);
                return null;
            }

            loops.Alive(Topic);
        }

        return due.Count;
    }

    private async Task<CloudFault?> LookAsync(Turn turn, HoldingLook look, CancellationToken ct)
    {
        try
        {
            var found = await azure.ListHoldingsAsync(look.Customer, ct);
            foreach (var silent in found.Faults)
                Tell(silent);
            var now = time.GetUtcNow();
            var sight = HoldingSight.Of(
                customers.Find(look.Customer) ?? new Customer(look.Customer, look.Name, ""),
                found,
                now,
                now + (found.Faults.Any(fault => fault.IsTransient) ? TryAgain : options.LookEvery));
            await WriteAsync(turn, s => PortfolioTable.SawAsync(s, sight), ct);
            return null;
        }
        catch (CloudFault fault)
        {
            Tell(fault);
            var wait = fault.Reason == CloudReason.Throttled ? fault.RetryAfter ?? PauseWhenUntold
                : fault.IsTransient ? TryAgain
                : options.LookEvery;
            await WriteAsync(
                turn,
                s => PortfolioLooks.FailedAsync(
                    s, look.Customer, time.GetUtcNow() + wait, fault.Reason == CloudReason.Throttled ? null : fault.Reason),
                ct);
            return fault;
        }
    }

    /// <summary>
    /// What badly used reservations cost over their term: the sum at stake over all customers rests on it. A return's quote tells it,
    /// and returns nothing; one that is refused is asked for again as late as a close look.
    /// </summary>
    private async Task PriceAsync(Turn turn, CancellationToken ct)
    {
        var unpriced = await database.ReadAsync(s => PortfolioTable.UnpricedAsync(s, turn.At, options.UsedBadlyBelow), ct);
        foreach (var known in unpriced.Where(known => !(_asked.GetValueOrDefault(Key(known)) > turn.At)).Take(Priced))
        {
            var holding = known.Holding;
            _asked[Key(known)] = turn.At + options.LookEvery;
            try
            {
                var quote = await azure.CalculateRefundAsync(known.Customer, holding.OrderId, holding.Id, holding.Quantity, ct);
                if (quote.Commitment is { } commitment)
                    await WriteAsync(turn, s => PortfolioTable.CommitAsync(s, known.Customer, holding, commitment), ct);
            }
            catch (CloudFault fault)
            {
                Tell(fault);
            }
        }
    }

    private static string Key(KnownHolding known) => $"{known.Customer}/{known.Id}";

    /// <summary>Whom the slow round visits; null while the list of customers is not there.</summary>
    private async Task<IReadOnlyList<string>?> OthersAsync(CancellationToken ct)
    {
        if (!customers.IsComplete)
            return null;
        var often = await database.ReadAsync(PortfolioLooks.OftenAsync, ct);
        return [.. customers.Customers.Select(customer => customer.Id.ToLowerInvariant()).Where(id => !often.Contains(id))];
    }

    /// <summary>Whether these hold anything at all; those that could not be read now.</summary>
    /// <exception cref="CloudFault">None of several could be read: the service is out, and not they.</exception>
    private async Task<IReadOnlyList<string>> GlanceAsync(Turn turn, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var (missed, pauses) = (new List<string>(), 0);
        CloudFault? last = null;
        foreach (var id in ids)
        {
            var (holds, fault) = await GlanceAsync(id, ct);
            last = fault ?? last;
            if (fault is { Reason: CloudReason.Throttled } && MustPause(fault, ref pauses))
            {
                await PauseAsync(fault, ct);
                return [.. missed, .. ids.SkipWhile(other => other != id)];
            }

            if (!holds && fault is { IsTransient: true })
                missed.Add(id);
            else
                await WriteAsync(turn, s => StoreAsync(s, id, holds, fault), ct);
            loops.Alive(Topic);
        }

        return missed.Count > 1 && missed.Count == ids.Count ? throw last! : missed;
    }

    private async Task<(bool Holds, CloudFault? Fault)> GlanceAsync(string customer, CancellationToken ct)
    {
        try
        {
            var now = time.GetUtcNow();
            var entitled = await azure.ListEntitlementsAsync(customer, ct);
            return (entitled.Any(entitlement => entitlement.ExpiresAt is null || entitlement.ExpiresAt > now)
                || (options.RoundSeesAzure && (await azure.ListSavingsPlansAsync(customer, ct)).Any(plan => plan.IsBought)), null);
        }
        catch (CloudFault fault)
        {
            Tell(fault);
            return (false, fault);
        }
    }

    private Task StoreAsync(Session session, string customer, bool holds, CloudFault? fault) =>
        fault?.Reason == CloudReason.NotOurCustomer ? PortfolioLooks.ForgetAsync(session, customer)
        : holds ? PortfolioLooks.AddAsync(session, customer, time.GetUtcNow())
        : PortfolioLooks.GlancedAsync(session, customer, fault?.Reason, time.GetUtcNow());

    private static bool MustPause(CloudFault fault, ref int pauses) => fault.Api == "partnercenter" || ++pauses >= MostPauses;

    private Task PauseAsync(CloudFault fault, CancellationToken ct) =>
        turns.PauseAsync(Topic, time.GetUtcNow() + (fault.RetryAfter ?? PauseWhenUntold), ct);

    private void Tell(CloudFault fault) => log.HoldingsNotRead(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);

    private Task<T> WriteAsync<T>(Turn turn, Func<Session, Task<T>> work, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await Turns.KeepAsync(session, turn);
            return await work(session);
        },
        ct);

    private Task WriteAsync(Turn turn, Func<Session, Task> work, CancellationToken ct) => WriteAsync(
        turn,
        async session =>
        {
            await work(session);
            return true;
        },
        ct);
}
