using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>When the next turn is due: after its time, or at once where this one was broken off.</summary>
public sealed class TurnsTests : IAsyncLifetime
{
    private const string Work = "test";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly string _folder = TempFolder.Create("turns");
    private Database _database = null!;
    private CspBot.Store.Turns _turns = null!;

    public async Task InitializeAsync()
    {
        _database = new Database(
            new StoreOptions { ConnectionString = $"Data Source={Path.Combine(_folder, "store.db")}" }, new Signals(TimeProvider.System));
        await Migrations.RunAsync(_database, TimeProvider.System, default);
        _turns = new CspBot.Store.Turns(_database, Lease.Default, _time);
        await _turns.EnsureAsync(Work, _time.GetUtcNow(), default);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        SqliteConnection.ClearAllPools();
        TempFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_turn_that_was_done_comes_again_after_its_time()
    {
        Assert.Equal(TimeSpan.Zero, await RunAsync(_ => Task.CompletedTask));
        Assert.Equal(Interval, await _turns.NextAsync(Work, default) - _time.GetUtcNow());
    }

    [Fact]
    public async Task What_was_refused_waits_its_time_and_what_the_store_broke_off_does_not()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(_ => throw new TimeoutException("the cloud's")));
        Assert.Equal(Interval, await _turns.NextAsync(Work, default) - _time.GetUtcNow());
        _time.Advance(Interval);
        await Assert.ThrowsAsync<SqliteException>(() => RunAsync(_ => throw new SqliteException("database is locked", 5)));
        Assert.Equal(TimeSpan.Zero, await _turns.NextAsync(Work, default) - _time.GetUtcNow());
    }

    [Fact]
    public async Task A_turn_whose_lease_ran_out_and_that_nobody_took_is_due_at_once()
    {
        var (began, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var run = RunAsync(async token =>
        {
            began.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await began.Task;
        await _database.WriteAsync(
            async _ =>
            {
                // Whoever holds the store's only writer lets no renewal through.
                while (await Task.WhenAny(ended.Task, _time.Waited(_ => true)) != ended.Task)
                    _time.Advance(_time.Next);
                return true;
            },
            default);
        Assert.Equal(TimeSpan.Zero, await run);
        var again = false;
        await RunAsync(_ =>
        {
            again = true;
            return Task.CompletedTask;
        });
        Assert.True(again);
    }

    private Task<TimeSpan> RunAsync(Func<CancellationToken, Task> work) =>
        _turns.RunAsync(Work, Interval, (_, token) => work(token), default);
}
