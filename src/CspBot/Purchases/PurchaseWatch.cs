using System.Runtime.CompilerServices;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>
/// Looks at the activity log on one instance at a time, and tells of every purchase that the bot did not place, exactly once.
/// </summary>
internal sealed class PurchaseWatch(
    Database database,
    Turns turns,
    PurchaseOptions options,
    PurchaseDetails details,
    PurchaseReminders reminders,
    Subscriptions subscriptions,
    FindPurchaseRights rights,
    ClosePermissions close,
    AzureOperations azure,
    CloudOptions cloud,
    Signals signals,
    Loops loops,
    TimeProvider time,
    ILogger<PurchaseWatch> log) : BackgroundService
{
    public const string Topic = "purchases";
    private const int RecordsAtOnce = 500;

    /// <summary>Pause of all instances when the cloud says "too many" and not for how long.</summary>
    private static readonly TimeSpan PauseWhenUntold = TimeSpan.FromMinutes(1);

    /// <summary>Orders are at most 15 minutes late; after these a look costs more than it brings.</summary>
    private static readonly TimeSpan LookOftenFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookFor = TimeSpan.FromDays(2);

    /// <summary>A first start also tells of what was bought so shortly before it; older purchases are history.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Watch ? Task.CompletedTask : loops.RunAsync(
        Topic,
        async ct =>
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow() - JustBefore, ct);
            return await turns.RunAsync(Topic, options.PollInterval, GuardedAsync, ct);
        },
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    /// <summary>A sweep; what the cloud refuses is told, and the next one reads it again.</summary>
    private async Task GuardedAsync(Turn turn, CancellationToken ct)
    {
        try
        {
            await SweepAsync(turn, ct);
        }
        catch (CloudFault fault)
        {
            log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            await PauseWhenThrottledAsync(fault, ct);
        }
    }

    private async Task SweepAsync(Turn sweep, CancellationToken ct)
    {
        // Two logs, and neither's failure is the other's: what one of them told is told on.
        var (news, orders) = await TryReadAsync(() => FindAsync(sweep, ct), ct);
        var (_, permissions) = orders?.Reason == CloudReason.Throttled
            ? (0, orders)
            : await TryReadAsync(() => FindPermissionsAsync(sweep, ct), ct);
        var throttled = permissions?.Reason == CloudReason.Throttled;
        var due = await database.ReadAsync(s => PurchaseTable.DueAsync(s, time.GetUtcNow()), ct);
        if (due.Unread.Count > 0)
            await SetAsideAsync(sweep, due.Unread, ct);
        var routing = await subscriptions.ReadAsync(cloud.Partner.TenantId, ct);
        var readers = new Lazy<Task<PurchaseReaders>>(() => PurchaseReaders.ReadAsync(routing.Routes, rights, ct));
        foreach (var ofCustomer in due.Purchases.GroupBy(stored => stored.Purchase.CustomerId))
        {
            throttled |= !await TellCustomerAsync(sweep, [.. ofCustomer], routing, await readers.Value, throttled, ct);
            loops.Alive(Topic);
        }

        if (news + due.Purchases.Count > 0)
            log.Swept(news, due.Purchases.Count);
        if (!throttled)
            await reminders.RemindAsync(sweep, routing, readers, ct);
    }

    /// <summary>What one of the logs brought; its fault is told, and the other log is read all the same.</summary>
    private async Task<(int News, CloudFault? Fault)> TryReadAsync(Func<Task<int>> read, CancellationToken ct)
    {
        try
        {
            return (await read(), null);
        }
        catch (CloudFault fault)
        {
            log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            await PauseWhenThrottledAsync(fault, ct);
            return (0, fault);
        }
    }

    /// <summary>
    /// Reads the log piece by piece and stores what is new in each with the mark: who comes after this one goes on
    /// from there; the number of new purchases.
    /// </summary>
    private async Task<int> FindAsync(Turn sweep, CancellationToken ct)
    {
        var added = 0;
        await foreach (var (records, readTo) in PiecesAsync(sweep.Mark, sweep.At, "order", ct))
        {
            var news = PurchaseNews.Pick(records);
            added += await database.WriteAsync(
                async session =>
                {
                    await Turns.KeepAsync(session, sweep);
                    var found = await AddAsync(session, sweep, news);
                    if (readTo is { } mark)
                        await Turns.MarkAsync(session, sweep, mark);
                    return found;
                },
                ct);
            loops.Alive(Topic);
        }

        return added;
    }

    /// <summary>
    /// The same for who switched a permission; its mark is its own, since this log may be refused while the other is not.
    /// </summary>
    private async Task<int> FindPermissionsAsync(Turn sweep, CancellationToken ct)
    {
        var (changes, mayBuy) = (0, false);
        var turnedOff = new HashSet<string>();
        var last = await database.ReadAsync(PurchaseTable.PermissionsReadToAsync, ct);
        await foreach (var (records, readTo) in PiecesAsync(last, sweep.At, "self_serve_policy", ct))
        {
            changes += await database.WriteAsync(
                async session =>
                {
                    await Turns.KeepAsync(session, sweep);
                    var found = 0;
                    foreach (var record in records)
                    {
                        if (PurchaseNews.ReadPermission(record, cloud.Partner.AppId) is not { } change)
                            continue;
                        var byBot = change.ByBot || await MayBeOursAsync(session, record.ApplicationId, change.CustomerId, change.At);
                        var isNew = await PurchaseTable.AddPermissionAsync(session, change with { ByBot = byBot });
                        mayBuy |= isNew && change.Savings == true;
                        if (isNew && !byBot)
                            turnedOff.Add(change.CustomerId);
                        found++;
                    }

                    if (readTo is { } mark)
                        await PurchaseTable.MarkPermissionsAsync(session, mark);
                    await PurchaseTable.ForgetAsync(session, sweep.At);
                    return found;
                },
                ct);
            loops.Alive(Topic);
        }

        if (mayBuy)
            await turns.HurryAsync(SavingsPlanWatch.Topic, ct);
        foreach (var customer in turnedOff)
            await close(customer, [], ct);

        return changes;
    }

    /// <summary>
    /// The log's records in the order of their days, no more at once than fit the memory; the last piece
    /// of some days tells up to when all is read.
    /// </summary>
    private async IAsyncEnumerable<(IReadOnlyList<AuditRecord> Records, DateTimeOffset? ReadTo)> PiecesAsync(
        DateTimeOffset? mark, DateTimeOffset now, string resource, [EnumeratorCancellation] CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        for (var from = PurchaseNews.WindowFrom(mark, now); from <= today; from = from.AddDays(PurchaseNews.DaysAtOnce))
        {
            var last = from.AddDays(PurchaseNews.DaysAtOnce - 1);
            var piece = new List<AuditRecord>();
            await foreach (var record in azure.ReadAuditRecordsAsync(from, last < today ? last : today, resource, null, ct))
            {
                piece.Add(record);
                if (piece.Count < RecordsAtOnce)
                    continue;
                yield return (piece, null);
                piece = [];
            }

            yield return (piece, last < today ? new DateTimeOffset(last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : now);
        }
    }

    private Task SetAsideAsync(Turn sweep, IReadOnlyList<UnreadPurchase> unread, CancellationToken ct)
    {
        foreach (var one in unread.Where(one => one.IsNew))
            log.PurchaseSetAside(one.Id, one.Why);
        return database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                foreach (var one in unread)
                    await PurchaseTable.SetAsideAsync(session, one, time.GetUtcNow());
                return true;
            },
            ct);
    }

    private async Task<int> AddAsync(Session session, Turn sweep, IReadOnlyList<NewsItem> news)
    {
        var seen = await PurchaseTable.SeenAsync(session, news.SelectMany(item => item.RecordIds));
        var unseen = news.Where(item => !item.RecordIds.All(seen.Contains)).ToList();
        var own = await PurchaseTable.OwnAsync(session, unseen.Select(item => PurchaseNews.Key(item.Purchase.OrderId)));
        var known = await PurchaseTable.KnownAsync(session, unseen.Select(item => item.Purchase.Id));
        var added = 0;
        foreach (var item in unseen)
        {
            var isOwn = own.Contains(PurchaseNews.Key(item.Purchase.OrderId));
            if (!isOwn
                && item.Purchase.At > sweep.At - PurchaseNews.OwnGrace
                && await MayBeOursAsync(session, item.ApplicationId, item.Purchase.CustomerId, item.Purchase.At))
                continue;
            await PurchaseTable.MarkSeenAsync(session, item.RecordIds, sweep.At);
            await PurchaseReminders.LookAtAsync(session, item.Purchase.CustomerId, item.Purchase.CustomerName, sweep.At);
            if (isOwn || known.Contains(item.Purchase.Id))
                continue;
            var isPast = item.Purchase.At < sweep.StartedAt;
            await PurchaseTable.AddAsync(session, item.Purchase, isPast, sweep.At);
            added += isPast ? 0 : 1;
        }

        return added;
    }

    /// <summary>
    /// The log names the bot's app by its id, or some application by a name only: then it may be the bot's doing if a request of
    /// its own is about that customer just then.
    /// </summary>
    private async Task<bool> MayBeOursAsync(Session session, string? application, string customer, DateTimeOffset at) =>
        PurchaseNews.IsOurs(application, cloud.Partner.AppId)
        || (!Guid.TryParse(application, out _) && await PurchaseTable.IsAtWorkAboutAsync(session, customer, at));

    /// <summary>
    /// Tells of a customer's purchases with all that can be known now; false when the cloud
    /// throttles, and then with what the log said.
    /// </summary>
    private async Task<bool> TellCustomerAsync(
        Turn sweep, IReadOnlyList<StoredPurchase> due, NoticeRouting routing, PurchaseReaders readers, bool throttled, CancellationToken ct)
    {
        var customer = due[0].Purchase.CustomerId;
        var facts = CustomerFacts.None;
        var completed = due.Select(stored => new DuePurchase(stored, stored.Purchase, IsComplete: false)).ToList();
        if (!throttled)
        {
            try
            {
                facts = await details.ReadCustomerAsync(customer, [.. due.Select(stored => stored.Purchase)], ct);
                for (var i = 0; i < completed.Count; i++)
                {
                    var (purchase, isComplete) = await details.CompleteAsync(completed[i].Now, facts, ct);
                    completed[i] = completed[i] with { Now = purchase, IsComplete = isComplete };
                }
            }
            catch (CloudFault fault)
            {
                // What the log says is told in time; the cards are completed when the cloud answers again.
                log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                await PauseWhenThrottledAsync(fault, ct);
                throttled = true;
            }
        }

        // First of all, so that the least can be bought until then; and the notices say it.
        var closed = await close(customer, [.. completed.Select(one => one.Now)], ct);
        completed = [.. completed.Select(one => one with
        {
            Now = closed.By.TryGetValue(one.Now.Id, out var closes) ? one.Now with { Closes = closes } : one.Now,
            IsComplete = one.IsComplete && !closed.LookAgain,
        })];
        await database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                foreach (var one in completed)
                    await TellAsync(session, one, facts, routing, readers);
                if (facts.Entitlements is { } entitlements)
                    await PurchaseReminders.KnowAsync(session, customer, completed[0].Now.CustomerName, entitlements, time.GetUtcNow());
                await AddUnloggedAsync(session, sweep, customer, completed[0].Now.CustomerName, facts);
                return true;
            },
            ct);
        return !throttled;
    }

    private async Task TellAsync(
        Session session, DuePurchase due, CustomerFacts facts, NoticeRouting routing, PurchaseReaders readers)
    {
        var (stored, purchase, isComplete) = due;
        var now = time.GetUtcNow();

        // Read again under the lock: somebody may have taken care of it, or the bot have claimed it as its own, meanwhile.
        if (await PurchaseTable.FindAsync(session, purchase.Id) is not { } current)
            return;
        if (purchase.IsCommitment && await PurchaseTable.LastPermissionAsync(session, purchase.CustomerId, purchase.At) is { } change)
            purchase = purchase with
            {
                PermissionOn = change.IsOn,
                PermissionAt = change.At,
                PermissionBy = await PurchasePermission.NameAsync(session, change),
            };
        var earlier = PurchaseDetails.Earlier(
            purchase, facts, await PurchaseTable.EarlierAsync(session, purchase.CustomerId, purchase.Kind, purchase.At));

        // A mark stays: what was told as unusual does not turn ordinary.
        purchase = purchase with { Unusual = [.. PurchaseUnusual.Of(purchase, earlier, options).Union(stored.Purchase.Unusual).Order()] };
        var again = isComplete || now - purchase.At > LookFor ? (DateTimeOffset?)null
            : now + (now - purchase.At < LookOftenFor ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromHours(1));
        await PurchaseTable.SaveToldAsync(session, purchase, again, stored.Attempts + 1);
        var matter = NoticeMatter.Of(purchase, current.Taken, options);
        if (!current.IsTold)
            await PurchaseNotices.TellAsync(
                session,
                matter,
                routing.For(purchase.CustomerId, purchase.Kind, purchase.Amount?.Amount, purchase.IsUrgent, now),
                readers,
                now);
        else if (PurchaseJson.Write(Comparable(purchase)) != PurchaseJson.Write(Comparable(stored.Purchase)))
            await PurchaseNotices.UpdateAsync(session, matter, purchase.IsUrgent && !stored.Purchase.IsUrgent, now);
    }

    /// <summary>Orders that the log never told of: late by more than the grace, they are found through the customer's list.</summary>
    private async Task AddUnloggedAsync(Session session, Turn sweep, string customer, string customerName, CustomerFacts facts)
    {
        var orders = (facts.Orders ?? [])
            .Where(order => order.CreatedAt >= sweep.StartedAt && order.CreatedAt < sweep.At - PurchaseNews.OwnGrace)
            .ToList();
        if (orders.Count == 0)
            return;
        var ids = orders.Select(order => PurchaseNews.Key(order.Id)).ToList();
        var known = await PurchaseTable.KnownAsync(session, ids);
        var own = await PurchaseTable.OwnAsync(session, ids);
        foreach (var order in orders.Where(
            order => !known.Contains(PurchaseNews.Key(order.Id)) && !own.Contains(PurchaseNews.Key(order.Id))))
            await PurchaseTable.AddAsync(
                session, PurchaseDetails.FromOrder(order, customer, customerName), isPast: false, time.GetUtcNow());
    }

    private async Task PauseWhenThrottledAsync(CloudFault fault, CancellationToken ct)
    {
        if (fault.Reason == CloudReason.Throttled)
            await turns.PauseAsync(Topic, time.GetUtcNow() + (fault.RetryAfter ?? PauseWhenUntold), ct);
    }

    // A refund figure drifts with every day: it alone is no reason to edit a card.
    private static Purchase Comparable(Purchase purchase) =>
        purchase with { RefundAt = null, Refund = purchase.Refund is { } quote ? quote with { SessionId = "", Refund = null } : null };
}

/// <summary>A purchase whose time to be told has come: as it is stored, as it is known now, and whether nothing is missing.</summary>
internal sealed record DuePurchase(StoredPurchase Stored, Purchase Now, bool IsComplete);
