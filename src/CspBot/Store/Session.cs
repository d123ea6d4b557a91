using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;

namespace CspBot.Store;

/// <summary>One connection, in a write with its transaction: plain SQL that both databases speak.</summary>
internal sealed partial class Session(DbConnection connection, DbTransaction? transaction, bool isPostgres, CancellationToken ct)
{
    private readonly HashSet<string> _raised = [];

    /// <summary>What seals the audit.</summary>
    public SealKeys Seals { get; set; } = SealKeys.None;

    /// <summary>Topics to wake after the commit.</summary>
    public IReadOnlyCollection<string> Raised => _raised;

    /// <summary>
    /// Ends a select that claims rows: another worker's rows are skipped, not waited for. SQLite has one writer, so it needs none.
    /// </summary>
    public string SkipLocked => isPostgres ? " for update skip locked" : "";

    /// <summary>Ends a select whose row nobody else may change until the commit.</summary>
    public string ForUpdate => isPostgres ? " for update" : "";

    /// <summary>
    /// Waits until nobody else holds the name, and holds it until the commit. SQLite's write transaction holds everything already.
    /// </summary>
    public Task LockAsync(string name) =>
        isPostgres ? ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name }) : Task.CompletedTask;

    /// <summary>
    /// Unix milliseconds of the clock that all instances share, for leases: PostgreSQL's own. With
    /// SQLite there is one instance, and its clock.
    /// </summary>
    public async Task<long> ClockAsync(TimeProvider time) => isPostgres
        ? await QueryOneAsync<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")
        : time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Wakes the topic's workers once the transaction is committed.</summary>
    public void Raise(string topic) => _raised.Add(topic);

    public Task<int> ExecuteAsync(string sql, object? args = null) => connection.ExecuteAsync(Command(sql, args));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null) =>
        (await connection.QueryAsync<T>(Command(sql, args))).AsList();

    public Task<T?> QueryOneAsync<T>(string sql, object? args = null) => connection.QuerySingleOrDefaultAsync<T?>(Command(sql, args));

    private CommandDefinition Command(string sql, object? args) =>
        new(isPostgres ? InList().Replace(sql, "= any(@$1)") : sql, args, transaction, cancellationToken: ct);

    // Dapper spells a list out for SQLite; PostgreSQL gets it as one array (or list), which "in" does not take.
    [GeneratedRegex(@"\bin @(\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InList();
}
