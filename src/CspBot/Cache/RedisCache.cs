using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using Entries = Microsoft.Extensions.Caching.StackExchangeRedis.RedisCache;

namespace CspBot.Cache;

/// <summary>
/// Redis as the shared cache: the entries of Microsoft.Extensions.Caching.StackExchangeRedis, a
/// cap on their size, and claims beside them.
/// </summary>
/// <remarks>A server that cannot be asked is an <see cref="IOException"/>; <see cref="CacheUses"/> makes a counted miss of that.</remarks>
internal sealed class RedisCache(RedisLink link, TimeProvider time, string prefix = "csp:") : ISharedCache
{
    /// <summary>Largest value in bytes. All answers share one connection, so a large one makes the others wait.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private volatile Bound? _bound;

    public Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken) => UseAsync(
        bound => bound.Connection.GetDatabase().StringSetAsync(prefix + "claim:" + key, 1, AtLeastOne(life), when: When.NotExists),
        cancellationToken);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await UseAsync(bound => bound.Entries.GetAsync(key, token), token) is { Length: <= MaxValueBytes } value ? value : null;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, MaxValueBytes, nameof(value));

        // The library takes the machine's clock; a life is the same by both.
        var now = time.GetUtcNow();
        var expiry = CacheExpiry.From(options, now);
        var lives = new DistributedCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = expiry.Absolute - now,
            SlidingExpiration = expiry.Sliding,
        };
        return UseAsync(
            async bound =>
            {
                // The library leaves the end of an earlier value on one that has none.
                if (expiry is { Absolute: null, Sliding: null })
                    await bound.Entries.RemoveAsync(key, token);
                await bound.Entries.SetAsync(key, value, lives, token);
                return true;
            },
            token);
    }

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        UseAsync(bound => DoneAsync(bound.Entries.RefreshAsync(key, token)), token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        UseAsync(bound => DoneAsync(bound.Entries.RemoveAsync(key, token)), token);

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    private async Task<T> UseAsync<T>(Func<Bound, Task<T>> use, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var connection = await link.Now.WaitAsync(ct);
        if (!connection.IsConnected)
        {
            await link.AskAsync(connection).WaitAsync(ct);
            throw new IOException("Redis is not connected. " + link.Told);
        }

        try
        {
            return await use(BoundTo(connection)).WaitAsync(ct);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException)
        {
            if (TakesNoWrites(e, connection))
            {
                await link.LeaveAsync(connection);
                throw new IOException("READONLY Redis takes no writes: it has become a replica.", e);
            }

            link.TellRefused(e);
            throw new IOException(e.Message, e);
        }
    }

    // READONLY from a server that was a master when it was asked for its role; afterwards the
    // library finds no server that may be written to.
    private static bool TakesNoWrites(Exception e, ConnectionMultiplexer connection) =>
        e is RedisServerException && e.Message.Contains("READONLY", StringComparison.Ordinal)
        || (connection.IsConnected && connection.GetServers().All(server => server.IsReplica));

    private Bound BoundTo(ConnectionMultiplexer connection)
    {
        if (_bound is { } known && ReferenceEquals(known.Connection, connection))
            return known;
        return _bound = new Bound(connection, new Entries(new RedisCacheOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection),
            InstanceName = prefix,
        }));
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    // Redis takes whole milliseconds above zero.
    private static TimeSpan AtLeastOne(TimeSpan life) => life < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : life;

    private sealed record Bound(ConnectionMultiplexer Connection, Entries Entries);
}
