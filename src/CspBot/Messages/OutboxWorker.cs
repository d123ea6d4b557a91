using System.Collections.Concurrent;
using CspBot.Store;

namespace CspBot.Messages;

/// <summary>
/// Claims what is due for lanes that work side by side: each has one message of one conversation, and none waits for another.
/// </summary>
internal sealed class OutboxWorker(
    Database database, OutboxDelivery delivery, Signals signals, Lease lease, Loops loops, TimeProvider time, ILogger<OutboxWorker> log)
    : BackgroundService
{
    public const string Topic = "outbox";
    private const int Lanes = 8;

    /// <summary>Lanes that what has failed before may take: chats that hang must not take them all.</summary>
    private const int LanesForTriedOnes = 6;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<OutboxRow, Task> _lanes = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await loops.RunAsync("outbox", RoundAsync, stoppingToken, (pause, ct) => signals.WaitAsync(Topic, pause, ct));
        await Task.WhenAll(_lanes.Values);
    }

    /// <summary>Gives free lanes what is due; a lane that ends calls for the next round.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken ct)
    {
        var free = Lanes - _lanes.Count;
        var claimed = free > 0 ? await ClaimAsync(free, ct) : [];
        foreach (var row in claimed)
            Start(row, ct);
        return claimed.Count == free ? Poll : await UntilNextAsync(ct);
    }

    private void Start(OutboxRow row, CancellationToken ct)
    {
        var begins = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lanes[row] = RunAsync(row, begins.Task, ct);
        begins.SetResult();
    }

    private async Task RunAsync(OutboxRow row, Task begins, CancellationToken ct)
    {
        await begins;
        try
        {
            await lease.HoldAsync(token => RenewAsync(row, token), token => delivery.DeliverAsync(row, token), time, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was begun keeps its lease as the sign of that.
        }
        catch (Exception e) when (e is System.Data.Common.DbException or LostLeaseException)
        {
            // The store is out of reach: nothing is lost, everything is still due there.
            log.StoreUnavailable(e);
        }
        finally
        {
            await HandBackAsync(row);
            _lanes.TryRemove(row, out _);
            signals.Raise(Topic);
        }
    }

    private Task<List<OutboxRow>> ClaimAsync(int free, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            // Two instances must not each take a message of one conversation in the same moment.
            await session.LockAsync("outbox-claim");
            var (now, clock) = (time.GetUtcNow().ToUnixTimeMilliseconds(), await session.ClockAsync(time));
            var due = await session.QueryAsync<OutboxRow>(
                $"""
                select {OutboxRow.Columns} from outbox
                where id in (
                    select waiting.id from (
                        select id, row_number() over (partition by coalesce(recipient, conversation) order by due_at, created_at,
                            id) as place,
                            max(lease_until) over (partition by coalesce(recipient, conversation)) as held
                        from outbox where state in ('pending', 'parked') and due_at <= @now) waiting
                    where waiting.place = 1 and waiting.held <= @clock)
                    and {StorePace.IsFree}
                order by due_at, created_at limit {Lanes * 4}
                """,
                new { now, clock });
            var tried = LanesForTriedOnes - _lanes.Keys.Count(row => row.Attempts > 0);

            // A lease that a starved process could not renew in time is no other's yet: its lane goes on, and a second send would count as
            // one of unknown result.
            var busy = _lanes.Keys.Select(row => row.Place).ToHashSet(StringComparer.Ordinal);
            var rows = due.Where(row => !busy.Contains(row.Place) && (row.Attempts == 0 || tried-- > 0)).Take(free).ToList();
            foreach (var row in rows.ToList())
            {
                // From here on it may have been sent, should this process not live to say what became of it.
                var taken = await session.ExecuteAsync(
                    """
                    update outbox
                    set lease_until = @until, fence = fence + 1, unsure = case when activity_id is null then unsure + 1 else unsure end
                    where id = @Id and fence = @Fence and state = @State
                    """,
                    new { row.Id, row.Fence, row.State, until = clock + lease.Milliseconds });
                row.Fence++;
                if (taken == 0)
                    rows.Remove(row);
            }

            return rows;
        },
        ct);

    private Task<bool> RenewAsync(OutboxRow row, CancellationToken ct) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "update outbox set lease_until = @until where id = @Id and fence = @Fence",
            new { row.Id, row.Fence, until = await session.ClockAsync(time) + lease.Milliseconds }) == 1,
        ct);

    /// <summary>Also when stopping: what was not begun is due at once, and was not sent.</summary>
    private async Task HandBackAsync(OutboxRow row)
    {
        if (row.IsBegun || row.IsSettled)
            return;
        try
        {
            await database.WriteAsync(
                session => session.ExecuteAsync(
                    "update outbox set lease_until = 0, unsure = @Unsure where id = @Id and fence = @Fence",
                    new { row.Id, row.Fence, row.Unsure }),
                CancellationToken.None);
        }
        catch (System.Data.Common.DbException e)
        {
            log.StoreUnavailable(e);
        }
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        var due = await database.ReadAsync(
            s => s.QueryOneAsync<long?>("select min(due_at) from outbox where state in ('pending', 'parked') and lease_until = 0"), ct);
        if (due is null)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due.Value) - time.GetUtcNow();

        // What is due and was not claimed waits for its conversation's pace, or for the one before it.
        return wait < Shortest ? Shortest : wait < Poll ? wait : Poll;
    }
}
