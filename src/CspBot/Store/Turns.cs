using System.Data.Common;

namespace CspBot.Store;

/// <summary>
/// Work that one instance at a time does, by name: whose turn it is, how far the work came, when it
/// is due, and until when all of them wait.
/// </summary>
internal sealed class Turns(Database database, Lease lease, TimeProvider time)
{
    /// <summary>Another instance may be told to hurry without this one hearing of it: the row is looked at now and then.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Does the work when its turn has come and no other instance has it; how long until somebody should ask again, zero when it was done.
    /// </summary>
    /// <param name="name">Of the work.</param>
    /// <param name="interval">From the end of one turn to the next.</param>
    /// <param name="work">Ends when another instance has taken the turn: what is stored is true, and that one goes on from there.</param>
    /// <param name="ct">The bot stops.</param>
    public async Task<TimeSpan> RunAsync(
        string name, TimeSpan interval, Func<Turn, CancellationToken, Task> work, CancellationToken ct)
    {
        if (await TakeAsync(name, ct) is { } turn)
        {
            try
            {
                await HoldAsync(turn, interval, token => work(turn, token), ct);
            }
            catch (LostLeaseException)
            {
                // The other instance has it.
            }

            return TimeSpan.Zero;
        }

        var most = interval < Poll ? interval : Poll;
        var wait = await NextAsync(name, ct) - time.GetUtcNow();
        return wait is null || wait > most ? most : wait < Shortest ? Shortest : wait.Value;
    }

    /// <summary>Makes the row when there is none: the work begins with what is newer than <paramref name="startedAt"/>.</summary>
    public Task EnsureAsync(string name, DateTimeOffset startedAt, CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            "insert into watch(name, started_at, due_at) values (@name, @started, @now) on conflict (name) do nothing",
            new { name, started = startedAt.ToUnixTimeMilliseconds(), now = Now }),
        ct);

    /// <summary>The turn, when it is due and nobody else has it.</summary>
    public Task<Turn?> TakeAsync(string name, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var clock = await session.ClockAsync(time);
            var row = await session.QueryOneAsync<Row>(
                $"""
                select started_at as StartedAt, mark as Mark, fence as Fence from watch
                where name = @name and due_at <= @now and paused_until <= @now and lease_until <= @clock{session.SkipLocked}
                """,
                new { name, now = Now, clock });
            if (row is null)
                return null;
            var fence = row.Fence + 1;
            await session.ExecuteAsync(
                "update watch set fence = @fence, lease_until = @until where name = @name",
                new { name, fence, until = clock + lease.Milliseconds });
            return new Turn(name, fence, time.GetUtcNow(), Time(row.StartedAt), row.Mark is { } mark ? Time(mark) : null);
        },
        ct);

    /// <summary>
    /// Does the work of a turn while a timer keeps it, and gives it back; the next one is due after
    /// <paramref name="wait"/>, unless somebody asked for it meanwhile. Work that was broken off is due at once, for whoever comes.
    /// </summary>
    /// <exception cref="LostLeaseException">Another instance has taken the turn.</exception>
    public async Task HoldAsync(Turn turn, TimeSpan wait, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await lease.HoldAsync(
                token => database.WriteAsync(
                    async s => await s.ExecuteAsync(
                        "update watch set lease_until = @until where name = @Name and fence = @Fence",
                        new { turn.Name, turn.Fence, until = await s.ClockAsync(time) + lease.Milliseconds }) == 1,
                    token),
                work,
                time,
                ct);
        }
        catch (Exception e) when (e is LostLeaseException or OperationCanceledException or DbException)
        {
            // Nobody may have taken the lease that was lost: the whole machine may have stood still.
            wait = TimeSpan.Zero;
            throw;
        }
        finally
        {
            // Also when stopping: another instance need not wait for the lease to end.
            await database.WriteAsync(
                s => s.ExecuteAsync(
                    """
                    update watch
                    set lease_until = 0, due_at = case when due_at > @began then due_at else @due end
                    where name = @Name and fence = @Fence
                    """,
                    new { turn.Name, turn.Fence, began = turn.At.ToUnixTimeMilliseconds(), due = Now + (long)wait.TotalMilliseconds }),
                CancellationToken.None);
        }
    }

    /// <summary>
    /// First in each write of the work: ends the write when another instance has taken the turn, and
    /// keeps it from being taken until the commit.
    /// </summary>
    /// <exception cref="LostLeaseException">Another instance has it.</exception>
    public static async Task KeepAsync(Session session, Turn turn)
    {
        if (await session.QueryOneAsync<long?>(
            $"select fence from watch where name = @Name{session.ForUpdate}", new { turn.Name }) != turn.Fence)
            throw new LostLeaseException();
    }

    /// <summary>Everything up to here is read and stored; it never moves back.</summary>
    public static Task MarkAsync(Session session, Turn turn, DateTimeOffset mark) => session.ExecuteAsync(
        "update watch set mark = @mark where name = @Name and fence = @Fence and (mark is null or mark < @mark)",
        new { turn.Name, turn.Fence, mark = mark.ToUnixTimeMilliseconds() });

    /// <summary>A service throttles: no instance does this work before that time.</summary>
    public Task PauseAsync(string name, DateTimeOffset until, CancellationToken ct) => database.WriteAsync(
        s => s.ExecuteAsync(
            "update watch set paused_until = case when paused_until > @at then paused_until else @at end where name = @name",
            new { name, at = until.ToUnixTimeMilliseconds() }),
        ct);

    /// <summary>Brings the next turn forward to now; a turn that runs is followed by another.</summary>
    public static async Task HurryAsync(Session session, string name, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            "update watch set due_at = @now where name = @name", new { name, now = now.ToUnixTimeMilliseconds() + 1 });
        session.Raise(name);
    }

    /// <summary>
    /// The same in a write of its own, for whoever holds another turn: the rows of two turns are never locked together.
    /// </summary>
    public Task HurryAsync(string name, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await HurryAsync(session, name, time.GetUtcNow());
            return true;
        },
        ct);

    /// <summary>When a turn may be taken next; null when the row is missing.</summary>
    public async Task<DateTimeOffset?> NextAsync(string name, CancellationToken ct)
    {
        var row = await database.ReadAsync(
            s => s.QueryOneAsync<NextRow>(
                "select due_at as DueAt, paused_until as PausedUntil, lease_until as LeaseUntil from watch where name = @name",
                new { name }),
            ct);
        return row is null ? null : Time(Math.Max(row.DueAt, Math.Max(row.PausedUntil, row.LeaseUntil)));
    }

    /// <summary>Until when a service asked to wait; null when none did.</summary>
    public async Task<DateTimeOffset?> PausedUntilAsync(string name, CancellationToken ct) =>
        await database.ReadAsync(
            s => s.QueryOneAsync<long?>(
                "select paused_until from watch where name = @name and paused_until > @now", new { name, now = Now }),
            ct) is { } at
            ? Time(at)
            : null;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

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

/// <summary>One turn.</summary>
/// <param name="Name">Of the work.</param>
/// <param name="Fence">Tells its writes from those of an earlier holder.</param>
/// <param name="At">When it began.</param>
/// <param name="StartedAt">What is older is history.</param>
/// <param name="Mark">Up to when all is read; null at the first start.</param>
internal sealed record Turn(string Name, long Fence, DateTimeOffset At, DateTimeOffset StartedAt, DateTimeOffset? Mark);
