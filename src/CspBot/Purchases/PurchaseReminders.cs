using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>Reminds 60, 30 and 7 days before a reservation ends, once each.</summary>
/// <remarks>
/// Reservations are met through the log (90 days back at the first start), and with them all others of the same customer. Older ones
/// are met by the walk over what customers hold (the folder Portfolio), which puts their customers into the table of those to look at.
/// </remarks>
internal sealed class PurchaseReminders(
    Database database,
    AzureOperations azure,
    PurchaseOptions options,
    TimeProvider time,
    ILogger<PurchaseReminders> log)
{
    private const int CustomersAtOnce = 50;
    private const int EndsAtOnce = 1_000;

    /// <summary>An order of the customer is readable by then (facts partner-center §5.4).</summary>
    private static readonly TimeSpan UntilReadable = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan TryAgain = TimeSpan.FromHours(1);
    private static readonly int[] Days = [60, 30, 7];

    /// <summary>The days to tell now, and when the next ones are due. Pure.</summary>
    /// <param name="expiresAt">The end.</param>
    /// <param name="told">Days told last; more than 60 for none.</param>
    /// <param name="now">The time.</param>
    public static (int? Tell, DateTimeOffset? Next) Plan(DateTimeOffset expiresAt, int told, DateTimeOffset now)
    {
        if (expiresAt <= now)
            return (null, null);

        // After a long silence only the nearest is told: three reminders at once would say the same.
        var reached = Days.Where(days => days < told && expiresAt.AddDays(-days) <= now).Select(days => (int?)days).Min();
        var next = Days.Where(days => days < (reached ?? told) && expiresAt.AddDays(-days) > now)
            .Select(days => (DateTimeOffset?)expiresAt.AddDays(-days))
            .Min();
        return (reached, next);
    }

    /// <summary>The customer's reservations are read once its order can be.</summary>
    public static Task LookAtAsync(Session session, string customer, string name, DateTimeOffset now) => session.ExecuteAsync(
        """
        insert into customer_look(customer, name, due_at)
        values (@customer, @name, @due) on conflict (customer) do update
        set due_at = excluded.due_at
        """,
        new { customer, name = name.Length > 0 ? name : customer, due = PurchaseTable.Ms(now + UntilReadable) });

    /// <summary>Remembers the ends of a customer's reservations.</summary>
    public static Task KnowAsync(
        Session session, string customer, string name, IReadOnlyList<Entitlement> entitlements, DateTimeOffset now) =>
        RememberAsync(
            session,
            [.. entitlements
                .Where(entitlement => entitlement is { ReservationOrderId: not null, ExpiresAt: not null })
                .Select(entitlement => new ReservationEnd(
                    entitlement.ReservationOrderId!,
                    customer,
                    name,
                    $"{entitlement.ProductId}:{entitlement.SkuId}",
                    entitlement.Quantity,
                    entitlement.ExpiresAt!.Value)
                {
                    Resource = entitlement.ReservationType,
                })],
            now);

    /// <summary>Remembers ends that lie ahead; one that moved is reminded of anew.</summary>
    public static async Task RememberAsync(Session session, IReadOnlyList<ReservationEnd> ends, DateTimeOffset now)
    {
        foreach (var one in ends.Where(one => one.ExpiresAt > now))
        {
            var (id, customer, end) = (one.Id, one.CustomerId, one.ExpiresAt);
            var document = PurchaseJson.Write(one);
            var (tell, next) = Plan(end, int.MaxValue, now);
            await session.ExecuteAsync(
                """
                insert into reservation_end(id, customer, expires_at, told, next_at, document)
                values (@id, @customer, @end, 999, @next, @document)
                on conflict (id) do update set expires_at = excluded.expires_at, document = excluded.document,
                    told = case when reservation_end.expires_at = excluded.expires_at then reservation_end.told else 999 end,
                    next_at = case when reservation_end.expires_at = excluded.expires_at then reservation_end.next_at
                    else excluded.next_at end
                """,
                new
                {
                    id,
                    customer,
                    end = PurchaseTable.Ms(end),
                    next = (tell is null ? next : now) is { } at ? PurchaseTable.Ms(at) : (long?)null,
                    document,
                });
        }
    }

    /// <summary>Reads the reservations of customers that bought something, and tells of those that near their end.</summary>
    /// <exception cref="CloudFault">The cloud throttles.</exception>
    public async Task RemindAsync(Turn sweep, NoticeRouting routing, Lazy<Task<PurchaseReaders>> readers, CancellationToken ct)
    {
        foreach (var look in await database.ReadAsync(
            s => s.QueryAsync<LookRow>(
                $"""
                select customer as Customer, name as Name from customer_look
                where due_at <= @now order by due_at limit {CustomersAtOnce}
                """,
                new { now = Now }),
            ct))
            await LookAsync(sweep, look.Customer, look.Name, ct);

        var due = await database.ReadAsync(
            s => s.QueryAsync<EndRow>(
                $"""
                select id as Id, customer as Customer, document as Document, told as Told, set_aside as SetAside
                from reservation_end where next_at <= @now order by customer, id limit {EndsAtOnce}
                """,
                new { now = Now }),
            ct);
        foreach (var ofCustomer in due.GroupBy(row => row.Customer))
        {
            var ends = ofCustomer.Select(row => (Row: row, End: PurchaseJson.TryRead<ReservationEnd>(row.Document))).ToList();
            foreach (var (row, _) in ends.Where(end => end.End is null))
                await SetAsideAsync(sweep, row, ct);

            // Read again first: it may be returned, exchanged or renewed by now.
            var plans = await PlansAsync(ofCustomer.Key, ends.Any(end => end.End is { IsSavingsPlan: true }), ct);
            var (entitlements, isGone) = ends.All(end => end.End is { IsSavingsPlan: true })
                ? ([], false)
                : await ListAsync(ofCustomer.Key, ct);
            if (isGone)
            {
                await ForgetAsync(sweep, ofCustomer.Key, ct);
                continue;
            }

            foreach (var (row, end) in ends.Where(end => end.End is not null))
                await RemindAsync(
                    sweep,
                    (end!, (int)row.Told),
                    end!.IsSavingsPlan ? Renewed(end, plans) : Current(end, entitlements),
                    routing,
                    await readers.Value,
                    ct);
        }
    }

    private async Task LookAsync(Turn sweep, string customer, string name, CancellationToken ct)
    {
        var (entitlements, isGone) = await ListAsync(customer, ct);
        if (isGone)
        {
            await ForgetAsync(sweep, customer, ct);
            return;
        }

        await database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                if (entitlements is null)
                    return await session.ExecuteAsync(
                        "update customer_look set due_at = @due where customer = @customer",
                        new { customer, due = PurchaseTable.Ms(time.GetUtcNow() + TryAgain) });
                await KnowAsync(session, customer, name, entitlements, time.GetUtcNow());
                return await session.ExecuteAsync("delete from customer_look where customer = @customer", new { customer });
            },
            ct);
    }

    /// <summary>The reservation as Partner Center lists it now; gone when it does not any more.</summary>
    private static (ReservationEnd End, Entitlement? Entitlement, bool IsGone) Current(
        ReservationEnd end, IReadOnlyList<Entitlement>? entitlements)
    {
        var current = entitlements?.FirstOrDefault(
            entitlement => string.Equals(entitlement.ReservationOrderId, end.Id, StringComparison.OrdinalIgnoreCase));
        return (current?.ExpiresAt is { } newEnd
                ? end with { ExpiresAt = newEnd, Quantity = current.Quantity, Resource = current.ReservationType }
                : end,
            current,
            entitlements is not null && current is null);
    }

    /// <summary>
    /// The savings plan as Azure lists it now. One that it does not show is not gone: plans are
    /// final, and who sees the list may change.
    /// </summary>
    private static (ReservationEnd End, Entitlement? Entitlement, bool IsGone) Renewed(
        ReservationEnd end, IReadOnlyList<SavingsPlan>? plans)
    {
        var current = plans?.FirstOrDefault(plan => string.Equals(plan.OrderId, end.Id, StringComparison.OrdinalIgnoreCase));
        return (current is null ? end : end with { ExpiresAt = current.ExpiresAt ?? end.ExpiresAt, Renews = current.Renews },
            null,
            current is { IsBought: false });
    }

    private async Task RemindAsync(
        Turn sweep,
        (ReservationEnd End, int Days) told,
        (ReservationEnd End, Entitlement? Entitlement, bool IsGone) current,
        NoticeRouting routing,
        PurchaseReaders readers,
        CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var end = current.End;
        var (tell, next) = current.IsGone ? (null, null) : Plan(end.ExpiresAt, told.Days, now);
        if (tell is not null && current.Entitlement is { } entitlement)
            end = end with { Name = await NameAsync(end, entitlement, ct) };
        await database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                if (tell is { } days)
                {
                    var matter = NoticeMatter.Of(end, days, (int)Math.Ceiling((end.ExpiresAt - now).TotalDays), options);
                    await PurchaseNotices.TellAsync(
                        session, matter, routing.For(end.CustomerId, PurchaseKind.Expiry, null, false, now), readers, now);
                }

                return await session.ExecuteAsync(
                    """
                    update reservation_end
                    set told = @told, set_aside = null, next_at = @next, expires_at = @ends, document = @document
                    where id = @Id
                    """,
                    new
                    {
                        end.Id,
                        told = (long)(tell ?? told.Days),
                        next = next is { } at ? PurchaseTable.Ms(at) : (long?)null,
                        ends = PurchaseTable.Ms(end.ExpiresAt),
                        document = PurchaseJson.Write(end),
                    });
            },
            ct);
    }

    private async Task<string> NameAsync(ReservationEnd end, Entitlement entitlement, CancellationToken ct)
    {
        try
        {
            return await azure.ReadEntitlementAsync(end.CustomerId, entitlement, ct) is [{ Name.Length: > 0 } details, ..]
                ? details.Name
                : end.Name;
        }
        catch (CloudFault fault) when (fault.Reason != CloudReason.Throttled)
        {
            return end.Name;
        }
    }

    /// <summary>Whoever is no customer of ours any more buys nothing on our account: nobody asks for it again.</summary>
    private Task ForgetAsync(Turn sweep, string customer, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await Turns.KeepAsync(session, sweep);
            await session.ExecuteAsync("delete from customer_look where customer = @customer", new { customer });
            return await session.ExecuteAsync("update reservation_end set next_at = null where customer = @customer", new { customer });
        },
        ct);

    private Task SetAsideAsync(Turn sweep, EndRow row, CancellationToken ct)
    {
        if (row.SetAside is null)
            log.LeftOut(1, "reminders");
        return database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, sweep);
                return await session.ExecuteAsync(
                    "update reservation_end set set_aside = 'unreadable', next_at = @at where id = @Id",
                    new { row.Id, at = PurchaseTable.Ms(time.GetUtcNow() + TryAgain) });
            },
            ct);
    }

    /// <summary>The customer's reservations; null when they cannot be read now, or when it is a customer of ours no more.</summary>
    private async Task<(IReadOnlyList<Entitlement>? Entitlements, bool IsGone)> ListAsync(string customer, CancellationToken ct)
    {
        try
        {
            return (await azure.ListEntitlementsAsync(customer, ct), false);
        }
        catch (CloudFault fault) when (fault.Reason != CloudReason.Throttled)
        {
            log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return (null, fault.Reason == CloudReason.NotOurCustomer);
        }
    }

    /// <summary>The customer's savings plans; null when nobody asked for them, or they cannot be read now.</summary>
    private async Task<IReadOnlyList<SavingsPlan>?> PlansAsync(string customer, bool isWanted, CancellationToken ct)
    {
        if (!isWanted)
            return null;
        try
        {
            return await azure.ListSavingsPlansAsync(customer, ct);
        }
        catch (CloudFault fault)
        {
            // Azure counts each customer's directory by itself: a pause there keeps no other reminder back.
            log.WatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return null;
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class LookRow
    {
        public string Customer { get; set; } = "";

        public string Name { get; set; } = "";
    }

    private sealed class EndRow
    {
        public string Customer { get; set; } = "";

        public string Document { get; set; } = "";

        public long Told { get; set; }

        public string Id { get; set; } = "";

        public string? SetAside { get; set; }
    }
}
