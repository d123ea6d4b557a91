using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CspBot.Store;

/// <summary>SQLite or PostgreSQL by connection string: reads, and writes in one transaction each.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _sqlite = "";
    private readonly Signals _signals;
    private readonly NpgsqlDataSource? _postgres;

    // SQLite has one writer; waiting here is fair and needs no busy retries.
    private readonly SemaphoreSlim _writer = new(1, 1);

    // Another program (a backup, a shell) held the write lock until then: whoever stood in line behind that try need not try again at once.
    private static readonly TimeSpan LockedFor = TimeSpan.FromSeconds(1);
    private const int Busy = 5;
    private long? _lockedAt;

    public Database(StoreOptions options, Signals signals)
    {
        _signals = signals;
        if (options.IsPostgres)
        {
            _postgres = new NpgsqlDataSourceBuilder(options.ConnectionString).Build();
        }
        else
        {
            var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && file != ":memory:")
                Directory.CreateDirectory(folder);
            SqliteFile.Prepare(file);

            _sqlite = options.ConnectionString;
        }
    }

    /// <summary>What seals the audit in this store.</summary>
    public SealKeys Seals { get; init; } = SealKeys.None;

    /// <summary>Whole seconds that a write waits for another program's lock on the SQLite file.</summary>
    public int LockPatience { get; init; } = 1;

    public bool IsPostgres => _postgres is not null;

    /// <summary>The PostgreSQL pool, for the cache table and the listener; null with SQLite.</summary>
    public NpgsqlDataSource? Postgres => _postgres;

    /// <summary>Runs queries outside a transaction.</summary>
    /// <exception cref="DbException">The store is out of reach.</exception>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        return await work(new Session(connection, null, IsPostgres, ct) { Seals = Seals });
    }

    /// <summary>Runs the work in one transaction: all of it is stored, or nothing.</summary>
    /// <exception cref="DbException">The store is out of reach; nothing was stored.</exception>
    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        if (!IsPostgres)
            await _writer.WaitAsync(ct);
        try
        {
            await using var connection = await OpenAsync(ct);

            // A deferred SQLite transaction that reads first and writes later can fail with a snapshot error that no wait cures.
            await using var transaction = connection is SqliteConnection sqlite
                ? Begin(sqlite)
                : await connection.BeginTransactionAsync(ct);
            var session = new Session(connection, transaction, IsPostgres, ct);
            session.Seals = Seals;
            var result = await work(session);
            if (IsPostgres)
            {
                foreach (var topic in session.Raised)
                    await session.ExecuteAsync("select pg_notify('cspbot', @topic)", new { topic });
            }

            await transaction.CommitAsync(ct);
            foreach (var topic in session.Raised)
                _signals.Raise(topic);
            return result;
        }
        finally
        {
            if (!IsPostgres)
                _writer.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _writer.Dispose();
    }

    /// <summary>
    /// SQLite's write transaction. What waits for another program's lock fails within a second or
    /// two (<see cref="LockPatience"/>), so that a turn still answers in time.
    /// </summary>
    /// <exception cref="SqliteException">Another program has the lock.</exception>
    private SqliteTransaction Begin(SqliteConnection connection)
    {
        if (_lockedAt is { } at && TimeProvider.System.GetElapsedTime(at) < LockedFor)
            throw new SqliteException("The database is locked by another program.", Busy);
        try
        {
            var transaction = connection.BeginTransaction(deferred: false);
            _lockedAt = null;
            return transaction;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Busy)
        {
            _lockedAt = TimeProvider.System.GetTimestamp();
            throw;
        }
    }

    private async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (_postgres is not null)
            return await _postgres.OpenConnectionAsync(ct);

        // The driver's own limit: the pragma below bounds one of its tries only.
        var connection = new SqliteConnection(_sqlite) { DefaultTimeout = LockPatience };
        await connection.OpenAsync(ct);
        using var setup = connection.CreateCommand();
        setup.CommandText = "pragma journal_mode=wal; pragma synchronous=full; pragma busy_timeout=100; pragma foreign_keys=on";
        setup.ExecuteNonQuery();
        return connection;
    }
}
