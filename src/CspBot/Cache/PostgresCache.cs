using Dapper;
using Microsoft.Extensions.Caching.Distributed;
using Npgsql;

namespace CspBot.Cache;

/// <summary>
/// A PostgreSQL table as the shared cache, for several instances without Redis. The table is that of
/// <c>Schema/postgres-cache.sql</c>.
/// </summary>
internal sealed class PostgresCache(NpgsqlDataSource database, TimeProvider time) : ISharedCache
{
    private const long Forever = long.MaxValue;
    private const int SweepBatch = 5_000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private long _nextSweep;

    public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = Now();
        var taken = await ExecuteAsync(
            """
            insert into cache_entry (key, value, expires_at) values (@key, '', @end)
            on conflict (key) do update set expires_at = excluded.expires_at where cache_entry.expires_at <= @now
            """,
            new { key = "claim:" + key, end = now + AtLeastOne(life), now },
            cancellationToken);
        await SweepWhenDueAsync(cancellationToken);
        return taken == 1;
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "select value, sliding_ms as SlidingMs from cache_entry where key = @key and expires_at > @now",
            new { key = "entry:" + key, now = Now() },
            cancellationToken: token));
        if (row is { SlidingMs: not null })
            await RefreshAsync(key, token);
        return row?.Value;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var now = time.GetUtcNow();
        var expiry = CacheExpiry.From(options, now);
        await ExecuteAsync(
            """
            insert into cache_entry (key, value, expires_at, absolute_at, sliding_ms)
            values (@key, @value, @end, @absolute, @sliding)
            on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at,
                absolute_at = excluded.absolute_at, sliding_ms = excluded.sliding_ms
            """,
            new
            {
                key = "entry:" + key,
                value,
                end = expiry.LifeFrom(now) is { } life ? now.ToUnixTimeMilliseconds() + AtLeastOne(life) : Forever,
                absolute = expiry.Absolute?.ToUnixTimeMilliseconds(),
                sliding = expiry.Sliding is { } sliding ? AtLeastOne(sliding) : (long?)null,
            },
            token);
        await SweepWhenDueAsync(token);
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => ExecuteAsync(
        """
        update cache_entry set expires_at = least(@now + sliding_ms, absolute_at)
        where key = @key and expires_at > @now and sliding_ms is not null
        """,
        new { key = "entry:" + key, now = Now() },
        token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        ExecuteAsync("delete from cache_entry where key = @key", new { key = "entry:" + key }, token);

    /// <summary>Deletes rows that have ended, a batch at a time; returns how many.</summary>
    public Task<int> RemoveExpiredAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        delete from cache_entry where key in
            (select key from cache_entry where expires_at <= @now limit @batch for update skip locked)
        """,
        new { now = Now(), batch = SweepBatch },
        cancellationToken);

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    private async Task SweepWhenDueAsync(CancellationToken cancellationToken)
    {
        var due = Interlocked.Read(ref _nextSweep);
        var now = Now();
        var next = now + (long)SweepInterval.TotalMilliseconds;
        if (now >= due && Interlocked.CompareExchange(ref _nextSweep, next, due) == due)
            await RemoveExpiredAsync(cancellationToken);
    }

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long AtLeastOne(TimeSpan life) => Math.Max(1, (long)life.TotalMilliseconds);

    private sealed record Row(byte[] Value, long? SlidingMs);
}
