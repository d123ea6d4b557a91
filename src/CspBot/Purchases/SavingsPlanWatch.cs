using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>
/// Looks in Azure for savings plans that customers bought: Partner Center has neither order nor
/// record of them (facts november-2026 §B 6).
/// </summary>
/// <remarks>
/// <c>GET /providers/Microsoft.BillingBenefits/savingsPlans</c> in the directory of each customer that may buy them, or might until a day
/// ago: what a look costs follows them, not the number of customers. <see cref="SavingsPlanTable.AtOnce"/> of them in a sweep, those that
/// waited longest first; with more a round takes several sweeps, and the overview says how late a notice may be. A refusal there is that
/// customer's, and so is a pause that Azure asks for. Microsoft documents who sees the list in a customer's own terms only (owners at the
/// time of the purchase, roles on the plan): an empty list proves nothing, and nothing is concluded from it. A savings plan that the
/// partner itself buys elsewhere shows here too.
/// </remarks>
internal sealed class SavingsPlanWatch(
    Database database,
    Turns turns,
    PurchaseOptions options,
    AzureOperations azure,
    Signals signals,
    Loops loops,
    TimeProvider time,
    ILogger<SavingsPlanWatch> log)
    : BackgroundService
{
    public const string Topic = "savings-plans";

    /// <summary>So many pauses asked for in one sweep are a sign to leave all of them alone for a while.</summary>
    private const int MostPauses = 3;
    private static readonly TimeSpan PauseWhenUntold = TimeSpan.FromMinutes(1);

    /// <summary>A refusal stands until somebody mends it.</summary>
    private static readonly TimeSpan RefusedAgain = TimeSpan.FromHours(1);

    /// <summary>A first start also tells of what was bought so shortly before it; older purchases are history.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromHours(1);

    /// <summary>How late a notice may be, the service's own delay aside: a round over so many customers. Pure.</summary>
    public static TimeSpan Round(int customers, TimeSpan poll) =>
        poll * Math.Max(1, (int)Math.Ceiling(customers / (double)SavingsPlanTable.AtOnce));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Watch ? Task.CompletedTask : loops.RunAsync(
        "savings plans",
        async ct =>
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow() - JustBefore, ct);
            return await turns.RunAsync(Topic, options.PollInterval, SweepAsync, ct);
        },
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    private async Task SweepAsync(Turn sweep, CancellationToken ct)
    {
        var due = await database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                return await SavingsPlanTable.DueAsync(session, sweep.At);
            },
            ct);
        var pauses = 0;
        foreach (var customer in due)
        {
            var fault = await LookAsync(sweep, customer, ct);
            loops.Alive("savings plans");
            if (fault?.Reason != CloudReason.Throttled || ++pauses < MostPauses)
                continue;
            await turns.PauseAsync(Topic, time.GetUtcNow() + (fault.RetryAfter ?? PauseWhenUntold), ct);
            return;
        }
    }

    /// <summary>Reads one customer's list and stores what is new in it; the fault where it could not be read.</summary>
    private async Task<CloudFault?> LookAsync(Turn sweep, SavingsLook look, CancellationToken ct)
    {
        try
        {
            var plans = await azure.ListSavingsPlansAsync(look.Customer, ct);
            if (await database.WriteAsync(s => StoreAsync(s, sweep, look, plans), ct) == 0)
                return null;

            await turns.HurryAsync(PurchaseWatch.Topic, ct);
            return null;
        }
        catch (CloudFault fault)
        {
            log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            var again = fault.Reason == CloudReason.Throttled ? fault.RetryAfter ?? PauseWhenUntold
                : fault.IsTransient ? options.PollInterval
                : RefusedAgain;
            await database.WriteAsync(
                async session =>
                {
                    await Turns.KeepAsync(session, sweep);
                    return await SavingsPlanTable.LookedAsync(
                        session, look, time.GetUtcNow() + again, fault.IsTransient ? null : fault.Reason);
                },
                ct);
            return fault;
        }
    }

    /// <summary>How many purchases nobody was told of yet.</summary>
    private async Task<int> StoreAsync(Session session, Turn sweep, SavingsLook look, IReadOnlyList<SavingsPlan> plans)
    {
        await Turns.KeepAsync(session, sweep);
        var now = time.GetUtcNow();
        var bought = plans
            .Where(plan => plan.IsBought)
            .GroupBy(plan => PurchaseNews.Key(plan.OrderId))
            .Select(order => Of(look, [.. order], now))
            .ToList();
        var known = await PurchaseTable.KnownAsync(session, bought.Select(purchase => purchase.Id));
        var own = await PurchaseTable.OwnAsync(session, bought.Select(purchase => purchase.Id));
        var news = 0;
        foreach (var purchase in bought.Where(purchase => !known.Contains(purchase.Id) && !own.Contains(purchase.Id)))
        {
            // The list names nobody who bought: the bot's own order may be on its way into the store.
            if (purchase.At > now - PurchaseNews.OwnGrace && await PurchaseTable.IsBuyingAsync(session, look.Customer))
                continue;
            var isPast = purchase.At < sweep.StartedAt;
            await PurchaseTable.AddAsync(session, purchase, isPast, now);
            news += isPast ? 0 : 1;
        }

        await PurchaseReminders.RememberAsync(session, [.. bought.Select(End).OfType<ReservationEnd>()], now);
        await SavingsPlanTable.LookedAsync(session, look, now + options.PollInterval, null);
        return news;
    }

    private static Purchase Of(SavingsLook look, IReadOnlyList<SavingsPlan> order, DateTimeOffset now) => new()
    {
        Id = PurchaseNews.Key(order[0].OrderId),
        OrderId = order[0].OrderId,
        CustomerId = look.Customer,
        CustomerName = look.Name,
        Kind = PurchaseKind.SavingsPlan,
        Lines = [.. order.Select(plan => new PurchaseLine(plan.Name, 1, plan.Term))],
        At = order[0].PurchasedAt ?? now,
        Amount = Sum(order.Select(plan => plan.OverTerm)),
        Hourly = Sum(order.Select(plan => plan.Hourly)),
        Scope = order[0].Scope.Length > 0 ? order[0].Scope : null,
        ExpiresAt = order[0].ExpiresAt,
        Renews = order[0].Renews,
        OrderRead = true,
        InAzure = true,
    };

    private static ReservationEnd? End(Purchase purchase) => purchase.ExpiresAt is { } end
        ? new ReservationEnd(
            purchase.Id,
            purchase.CustomerId,
            purchase.CustomerName,
            string.Join(", ", purchase.Lines.Select(line => line.Product).Distinct()),
            purchase.Quantity,
            end)
        {
            IsSavingsPlan = true,
            Renews = purchase.Renews,
        }
        : null;

    /// <summary>Null where an amount is missing or the currencies differ: half a sum would be a wrong one.</summary>
    private static Money? Sum(IEnumerable<Money?> amounts)
    {
        var all = amounts.ToList();
        return all.All(amount => amount is not null && amount.Currency == all[0]!.Currency)
            ? new Money(all.Sum(amount => amount!.Amount), all[0]!.Currency)
            : null;
    }
}
