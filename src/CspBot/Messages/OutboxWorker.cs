using System.Text.Json;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Sends what is due from the outbox, edits what stands already, and notes what became of it.</summary>
internal sealed class OutboxWorker(Database database, ConversationStore conversations, ConnectorClient connector, Signals signals, FaultPoints faults, Lease lease, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    public const string Topic = "outbox";
    private const int AtOnce = 8;
    private const int Claimed = 16;

    /// <summary>Of one conversation: a flood of notices there would hold up everybody else's approvals.</summary>
    private const int OfOneAtOnce = 3;
    private const int LookedThrough = 64;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndOfSend = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Where personal conversations are opened in a tenant that never wrote (facts teams-protocol §5.1).</summary>
    private static readonly Uri GlobalService = new("https://smba.trafficmanager.net/teams/");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync(stoppingToken) > 0)
                    continue;
                await signals.WaitAsync(Topic, await UntilNextAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is System.Data.Common.DbException or LostLeaseException)
            {
                // The store is out of reach: nothing is lost, everything is still due there.
                log.StoreUnavailable(e);
                await Task.Delay(Poll, time, stoppingToken);
            }
        }
    }

    /// <summary>Sends what is due now, conversations side by side; the number of messages handled.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var claimed = await ClaimAsync(ct);
        if (claimed.Count == 0)
            return 0;
        try
        {
            await lease.HoldAsync(
                token => RenewAsync(claimed, time.GetUtcNow() + lease.Length, token),
                token => DeliverAsync(claimed, token),
                time,
                ct);
        }
        finally
        {
            // Also when stopping: what was not begun is handed back at once. What was begun keeps its lease as the sign of that.
            var untouched = claimed.Where(row => !row.IsBegun).ToList();
            if (untouched.Count > 0)
                await RenewAsync(untouched, DateTimeOffset.UnixEpoch, CancellationToken.None);
        }

        return claimed.Count;
    }

    private async Task DeliverAsync(List<OutboxRow> claimed, CancellationToken ct)
    {
        // One conversation's messages keep their order; different conversations do not wait for each other.
        await Parallel.ForEachAsync(
            claimed.GroupBy(row => row.Conversation ?? row.Recipient),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (rows, token) =>
            {
                foreach (var row in rows)
                    await DeliverAsync(row, token);
            });
    }

    /// <summary>Keeps what is not sent yet: a row that was handled has no lease any more.</summary>
    private Task<bool> RenewAsync(List<OutboxRow> claimed, DateTimeOffset until, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            foreach (var row in claimed)
                await session.ExecuteAsync("update outbox set lease_until = @until where id = @Id and fence = @Fence and lease_until > 0", new { row.Id, row.Fence, until = until.ToUnixTimeMilliseconds() });
            return true;
        },
        ct);

    private Task<List<OutboxRow>> ClaimAsync(CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var due = await session.QueryAsync<OutboxRow>(
                $"""
                select id, subject, recipient, tenant, conversation, activity_id as ActivityId, payload, summary, wanted, attempts, fence, trace, lease_until as LeftAt
                from outbox where state = 'pending' and due_at <= @now and lease_until <= @now and {StorePace.IsFree}
                order by due_at, created_at limit {LookedThrough}{session.SkipLocked}
                """,
                new { now });
            var rows = due.GroupBy(row => row.Conversation ?? row.Recipient).SelectMany(rows => rows.Take(OfOneAtOnce)).Take(Claimed).ToList();
            foreach (var row in rows)
            {
                row.Fence++;
                await session.ExecuteAsync("update outbox set lease_until = @until, fence = @Fence where id = @Id", new { row.Id, row.Fence, until = now + (long)lease.Length.TotalMilliseconds });
            }

            return rows;
        },
        ct);

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        var due = await database.ReadAsync(s => s.QueryOneAsync<long?>("select min(case when due_at > lease_until then due_at else lease_until end) from outbox where state = 'pending'"), ct);
        if (due is null)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due.Value) - time.GetUtcNow();

        // What is due and was not claimed waits for its conversation's pace.
        return wait < Shortest ? Shortest : wait < Poll ? wait : Poll;
    }

    private async Task DeliverAsync(OutboxRow row, CancellationToken ct)
    {
        using var span = Trace.Continue("outbox deliver", row.Trace, row.Id);
        ct.ThrowIfCancellationRequested();

        // A send that has begun gets a moment to end while the bot stops: cut off, it would be unknown, and sent again.
        using var sending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stopping = ct.Register(() => sending.CancelAfter(EndOfSend));
        string? activityId = row.ActivityId;
        ConversationReference? where = null;
        try
        {
            where = await PlaceAsync(row, ct);
            if (where is null)
            {
                await ParkAsync(row, "conversation-parked", ct);
                return;
            }

            if (row is { WasLeft: true, ComesAgain: true })
            {
                await UnknownAsync(row, ct);
                return;
            }

            var card = OutgoingActivity.ShowJson(JsonElement.Parse(row.Payload), row.Summary);
            row.IsBegun = true;
            faults.Reach("outbox-before-send");
            if (activityId is null)
                activityId = await connector.SendAsync(where, card, sending.Token);
            else
                await connector.UpdateAsync(where, activityId, card, sending.Token);
            faults.Reach("outbox-after-send");

            // Also while stopping: what was sent and not noted would be sent again.
            await ShownAsync(row, where, activityId, CancellationToken.None);
        }
        catch (ConnectorException e)
        {
            log.SendFailed(row.Id, e.Failure, e.Status, e.Code);
            await FailedAsync(row, where, e, ct);
        }
        catch (Exception e) when (e is not System.Data.Common.DbException && !ct.IsCancellationRequested)
        {
            // One message that we cannot handle, or whose send was cut off, must not stop all others.
            log.DeliveryFault(row.Id, e);
            await UpdateAsync(row, "due_at = @due, attempts = attempts + 1, problem = @problem, lease_until = 0", After(Backoff(row.Attempts)), ct, e.GetType().Name);
        }
    }

    /// <summary>The conversation that the message goes to; null while the bot must keep silent there.</summary>
    private async Task<ConversationReference?> PlaceAsync(OutboxRow row, CancellationToken ct)
    {
        var known = row.Conversation is { } id
            ? await conversations.FindAsync(id, ct)
            : await conversations.FindPersonalAsync(row.Tenant, row.Recipient!, ct);
        if (known is not null)
            return known.IsParked ? null : row.Conversation is { } exact ? known.Reference with { ConversationId = exact } : known.Reference;
        if (row.Recipient is null)
            return null;
        var service = await conversations.FindServiceUrlAsync(row.Tenant, ct) ?? GlobalService;
        var opened = new ConversationReference
        {
            ServiceUrl = service,
            ConversationId = await connector.CreatePersonalConversationAsync(service, row.Tenant, row.Recipient, ct),
            ConversationType = "personal",
            TenantId = row.Tenant,
            AadObjectId = row.Recipient,
        };
        await conversations.RememberAsync(opened, ct);
        return opened;
    }

    private Task ShownAsync(OutboxRow row, ConversationReference where, string? activityId, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            // Where it stands is a fact, also when the lease was lost meanwhile; what is due next is for its present holder to say.
            if (activityId is not null)
                await Outbox.StandsAsync(session, row.Id, where.ConversationId, activityId, After(Outbox.BetweenEdits));
            return await session.ExecuteAsync(
                """
                update outbox set conversation = @ConversationId, shown = @Wanted, attempts = 0, problem = null, lease_until = 0, due_at = @next,
                    state = case when wanted = @Wanted then 'done' else 'pending' end
                where id = @Id and fence = @Fence
                """,
                new { row.Id, row.Fence, row.Wanted, where.ConversationId, next = After(Outbox.BetweenEdits) });
        },
        ct);

    private async Task FailedAsync(OutboxRow row, ConversationReference? where, ConnectorException e, CancellationToken ct)
    {
        switch (e.Failure)
        {
            case ConnectorFailure.Parked:
                if (where is not null)
                    await conversations.ParkAsync(where.ConversationId, e.Code ?? "403", removed: false, ct);
                await ParkAsync(row, e.Code ?? "403", ct);
                break;
            case ConnectorFailure.Gone when row.ActivityId is not null && !row.IsCopy:
                // The message was deleted: what it has to say is said in a new one.
                await UpdateAsync(row, "activity_id = null, due_at = @due, attempts = attempts + 1, problem = 'gone', lease_until = 0", After(TimeSpan.Zero), ct);
                break;
            case ConnectorFailure.Gone or ConnectorFailure.Refused:
                await UpdateAsync(row, "state = 'refused', problem = @problem, lease_until = 0", 0, ct, $"{e.Status} {e.Code}");
                break;
            case ConnectorFailure.Throttled:
                Trace.Throttles.Add(1, new KeyValuePair<string, object?>("api", "teams"));
                await PauseAsync(row, After(e.RetryAfter ?? Backoff(row.Attempts)), ct);
                break;
            case ConnectorFailure.Unknown when row is { ActivityId: null, ComesAgain: true }:
                await UnknownAsync(row, ct);
                break;
            default:
                // Never sent, or unknown: said again later. Teams can neither be asked what arrived nor recognises a repeat (facts
                // teams-protocol §3.3), so an unknown send may show twice; a lost decision would be worse. The first copy decides the
                // same request, and follows it from its first click on (RequestCards.AdoptAsync).
                var wait = e.RetryAfter ?? Backoff(row.Attempts);
                await UpdateAsync(row, "due_at = @due, attempts = attempts + 1, problem = @problem, lease_until = 0", After(wait), ct, e.Failure.ToString());
                break;
        }
    }

    /// <summary>Teams asked to wait (its limits are per conversation): all that is for this one waits, on all instances, for the store is what they share.</summary>
    private Task PauseAsync(OutboxRow row, long until, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                "update outbox set due_at = @until, attempts = attempts + 1, problem = 'Throttled', lease_until = 0 where id = @Id and fence = @Fence",
                new { row.Id, row.Fence, until });
            return await session.ExecuteAsync(
                "update outbox set due_at = @until where state = 'pending' and due_at < @until and tenant = @Tenant and (conversation = @Conversation or recipient = @Recipient)",
                new { row.Tenant, row.Conversation, row.Recipient, until });
        },
        ct);

    /// <summary>It may stand there or not, and is not worth showing twice: what it says will be said again.</summary>
    private Task UnknownAsync(OutboxRow row, CancellationToken ct) => UpdateAsync(row, "state = 'unknown', problem = @problem, lease_until = 0", 0, ct, "Unknown");

    private Task ParkAsync(OutboxRow row, string reason, CancellationToken ct) => UpdateAsync(row, "state = 'parked', problem = @problem, lease_until = 0", 0, ct, reason);

    private Task UpdateAsync(OutboxRow row, string set, long due, CancellationToken ct, string? problem = null) =>
        database.WriteAsync(s => s.ExecuteAsync($"update outbox set {set} where id = @Id and fence = @Fence", new { row.Id, row.Fence, due, problem }), ct);

    private long After(TimeSpan wait) => (time.GetUtcNow() + wait).ToUnixTimeMilliseconds();

    private static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10))));
}
