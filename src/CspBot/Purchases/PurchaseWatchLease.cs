using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>The store's one row about the watch: who sweeps, how far the log is read, and until when the cloud asked all of us to wait.</summary>
internal sealed class PurchaseWatchLease(Database database, Lease lease, TimeProvider time)
{
    private const string Name = "purchases";

    // A sweep renews with each write, not by a timer: between two of them lie several calls of the cloud.
    private readonly TimeSpan _length = lease.Length * 8;

    /// <summary>A first start also tells of what was bought so shortly before it; older purchases are history.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromHours(1);

    /// <summary>Makes the row when there is none: from here on nothing is missed.</summary>
    public Task EnsureAsync(CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            $"insert into watch(name, started_at, due_at) values ('{Name}', @started, @now) on conflict (name) do nothing",
            new { started = Now - (long)JustBefore.TotalMilliseconds, now = Now }),
        ct);

    /// <summary>The turn to sweep, when it is due and nobody else has it.</summary>
    public Task<PurchaseSweep?> TakeAsync(CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var row = await session.QueryOneAsync<Row>(
                $"select started_at as StartedAt, mark as Mark, fence as Fence from watch where name = '{Name}' and due_at <= @now and paused_until <= @now and lease_until <= @now{session.SkipLocked}",
                new { now = Now });
            if (row is null)
                return null;
            var fence = row.Fence + 1;
            await session.ExecuteAsync(
                $"update watch set fence = @fence, lease_until = @until where name = '{Name}'",
                new { fence, until = Now + (long)_length.TotalMilliseconds });
            return new PurchaseSweep(fence, time.GetUtcNow(), PurchaseTable.Time(row.StartedAt), row.Mark is { } mark ? PurchaseTable.Time(mark) : null);
        },
        ct);

    /// <summary>Inside a write of the sweep: keeps the turn, or ends the write when another instance has taken it.</summary>
    /// <exception cref="LostSweepException">Another instance sweeps now.</exception>
    public async Task HoldAsync(Session session, PurchaseSweep sweep)
    {
        var held = await session.ExecuteAsync(
            $"update watch set lease_until = @until where name = '{Name}' and fence = @Fence",
            new { sweep.Fence, until = Now + (long)_length.TotalMilliseconds });
        if (held != 1)
            throw new LostSweepException();
    }

    /// <summary>Everything up to here was read and stored.</summary>
    public static Task MarkAsync(Session session, PurchaseSweep sweep) =>
        session.ExecuteAsync($"update watch set mark = @mark where name = '{Name}' and fence = @Fence", new { sweep.Fence, mark = PurchaseTable.Ms(sweep.At) });

    /// <summary>Gives the turn back; the next one is due after <paramref name="wait"/>, unless somebody asked for it meanwhile.</summary>
    public Task ReleaseAsync(PurchaseSweep sweep, TimeSpan wait, CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            $"update watch set lease_until = 0, due_at = case when due_at > @began then due_at else @due end where name = '{Name}' and fence = @Fence",
            new { sweep.Fence, began = PurchaseTable.Ms(sweep.At), due = Now + (long)wait.TotalMilliseconds }),
        ct);

    /// <summary>The cloud throttles: no instance asks it anything about purchases before this time.</summary>
    public Task PauseAsync(DateTimeOffset until, CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            $"update watch set paused_until = case when paused_until > @at then paused_until else @at end where name = '{Name}'",
            new { at = PurchaseTable.Ms(until) }),
        ct);

    /// <summary>Brings the next sweep forward to now; a sweep that runs is followed by another.</summary>
    public static async Task HurryAsync(Session session, DateTimeOffset now)
    {
        await session.ExecuteAsync($"update watch set due_at = @now where name = '{Name}'", new { now = PurchaseTable.Ms(now) + 1 });
        session.Raise(PurchaseWatch.Topic);
    }

    /// <summary>When a sweep may be taken next; null when the row is missing.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken ct)
    {
        var row = await database.ReadAsync(s => s.QueryOneAsync<NextRow>($"select due_at as DueAt, paused_until as PausedUntil, lease_until as LeaseUntil from watch where name = '{Name}'"), ct);
        return row is null ? null : PurchaseTable.Time(Math.Max(row.DueAt, Math.Max(row.PausedUntil, row.LeaseUntil)));
    }

    /// <summary>Until when the cloud asked to wait; null when it did not.</summary>
    public async Task<DateTimeOffset?> PausedUntilAsync(CancellationToken ct) =>
        await database.ReadAsync(s => s.QueryOneAsync<long?>($"select paused_until from watch where name = '{Name}' and paused_until > @now", new { now = Now }), ct) is { } at
            ? PurchaseTable.Time(at)
            : null;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public long StartedAt { get; set; }

        public long? Mark { get; set; }

        public long Fence { get; set; }
    }

    private sealed class NextRow
    {
        public long DueAt { get; set; }

        public long PausedUntil { get; set; }

        public long LeaseUntil { get; set; }
    }
}

/// <summary>One turn of sweeping.</summary>
/// <param name="Fence">Tells its writes from those of an earlier holder.</param>
/// <param name="At">When it began.</param>
/// <param name="StartedAt">What is older was bought before the bot watched.</param>
/// <param name="Mark">Up to when the log was read; null at the first start.</param>
internal sealed record PurchaseSweep(long Fence, DateTimeOffset At, DateTimeOffset StartedAt, DateTimeOffset? Mark);

/// <summary>Another instance took the sweep over.</summary>
internal sealed class LostSweepException : Exception;
