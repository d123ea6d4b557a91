using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>
/// What one instance commits wakes the workers of another at once, also after the server was gone; no poll is waited for.
/// </summary>
public sealed class StoreListenerTests
{
    private static readonly TimeSpan NoPoll = TimeSpan.FromMinutes(2);

    [RequiresFact("postgres")]
    public async Task A_commit_is_heard_by_the_other_instance_and_a_rollback_is_not()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var options = new StoreOptions { ConnectionString = await postgres.NewDatabaseAsync() };
        await using var speaking = new Database(options, new Signals(TimeProvider.System));
        var signals = new Signals(TimeProvider.System);
        await using var hearing = new Database(options, signals);
        using var listener = new StoreListener(hearing, signals, new Loops(TimeProvider.System, NullLogger<Loops>.Instance));
        await listener.StartAsync(default);
        await ListensAsync(speaking);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RaiseAsync(speaking, "lost", fails: true));
        await RaiseAsync(speaking, "request");
        await HeardAsync(signals, "request");

        // Told in order: had the rollback been told, it would have been before.
        var lost = signals.WaitAsync("lost", NoPoll, default);
        await RaiseAsync(speaking, "outbox");
        await HeardAsync(signals, "outbox");
        Assert.False(lost.IsCompleted);

        await postgres.CrashAsync();
        await postgres.RestartAsync();
        await ListensAsync(speaking);
        await RaiseAsync(speaking, "request");
        await HeardAsync(signals, "request");
        await listener.StopAsync(default);
    }

    private static Task<bool> RaiseAsync(Database database, string topic, bool fails = false) => database.WriteAsync(
        session =>
        {
            session.Raise(topic);
            return fails ? throw new InvalidOperationException("rolled back") : Task.FromResult(true);
        },
        default);

    private static async Task HeardAsync(Signals signals, string topic)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await signals.WaitAsync(topic, NoPoll, patience.Token);
    }

    /// <summary>Until the server has somebody who listens; it may have just come back.</summary>
    private static Task ListensAsync(Database database) => Eventually.IsTrueAsync("somebody listens", async () =>
    {
        try
        {
            return await database.ReadAsync(
                s => s.QueryOneAsync<long>(
                    "select count(*) from pg_stat_activity where query = 'listen cspbot' and datname = current_database()"),
                default) == 1;
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    });
}
