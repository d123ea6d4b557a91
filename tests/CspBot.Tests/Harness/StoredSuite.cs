using CspBot.Store;
using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>
/// What is said once and run on SQLite and on PostgreSQL: each test has a migrated store of its own, a file where nothing else is said.
/// </summary>
#pragma warning disable CA1001 // xunit disposes it through IAsyncLifetime.
public abstract class StoredSuite : IAsyncLifetime
#pragma warning restore CA1001
{
    private protected StoreOptions Options { get; private set; } = null!;

    private protected Database Database { get; private set; } = null!;

    /// <summary>What seals its audit; nothing where nothing else is said.</summary>
    private protected virtual SealKeys Seals => SealKeys.None;

    protected virtual Task<string> ConnectionStringAsync() =>
        Task.FromResult($"Data Source={Path.Combine(TempFolder.Create("store"), "store.db")}");

    public virtual async Task InitializeAsync()
    {
        Options = new StoreOptions { ConnectionString = await ConnectionStringAsync() };
        Database = new Database(Options, new Signals(TimeProvider.System)) { Seals = Seals };
        await Migrations.RunAsync(Database, TimeProvider.System, default);
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        TempFolder.DeleteOf(Options.ConnectionString);
    }
}
