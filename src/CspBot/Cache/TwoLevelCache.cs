using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace CspBot.Cache;

/// <summary>
/// The bot's cache: this process's memory in front of the shared cache. A key is loaded once for all who wait for it, no
/// value outlives its life time counted from the moment its load began, on any instance, and a shared cache that fails
/// is a miss that is counted (<see cref="CacheUses"/>), never an error of the caller.
/// </summary>
/// <remarks>The instances' clocks are compared: a value can live longer by as much as they differ.</remarks>
internal sealed class TwoLevelCache(ISharedCache shared, CacheUses uses, TimeProvider time) : IDisposable
{
    // Somebody waits in a chat: a shared cache slower than this is as good as none.
    private static readonly TimeSpan SharedPatience = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { Clock = new CacheClock(time) });
    private readonly ConcurrentDictionary<string, ICacheFlight> _flights = new();

    /// <summary>The cached value, or the one that <paramref name="load"/> brings; null is a value too.</summary>
    /// <param name="key">Names one value of one type for all instances.</param>
    /// <param name="life">How long a loaded value counts, on whichever instance it is read.</param>
    /// <param name="load">Gets the value. Its failure goes to all who wait for it and is not kept. It is cancelled when
    /// nobody waits any more.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    public async Task<T> GetOrAddAsync<T>(
        string key, TimeSpan life, Func<CancellationToken, Task<T>> load, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (_memory.TryGetValue(key, out var known))
                return (T)known!;
            var flight = (CacheFlight<T>)_flights.GetOrAdd(key, _ => new CacheFlight<T>());
            if (!flight.TryJoin())
            {
                // Its last passenger has just left; the next one must start anew.
                _flights.TryRemove(new KeyValuePair<string, ICacheFlight>(key, flight));
                continue;
            }

            flight.StartOnce(cancel => FlyAsync(key, life, load, flight, cancel));
            try
            {
                return await flight.Landing.WaitAsync(cancellationToken);
            }
            finally
            {
                flight.Leave();
            }
        }
    }

    /// <summary>
    /// Forgets a value here and in the shared cache. Other instances may still hold it in their memory until its life
    /// time ends.
    /// </summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        // A load under way may have read the old state: its passengers get it, but nobody after them.
        if (_flights.TryRemove(key, out var flight))
            flight.Outdate();
        _memory.Remove(key);
        await TryAsync("remove", cancel => shared.RemoveAsync(key, cancel), cancellationToken);
    }

    /// <summary>
    /// True for the first who claims the key within its life time, on whichever instance. Also true when the shared cache
    /// fails: a claim saves work, it does not guard an effect.
    /// </summary>
    public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        var first = true;
        await TryAsync("claim", async cancel => first = await shared.ClaimAsync(key, life, cancel), cancellationToken);
        return first;
    }

    public void Dispose() => _memory.Dispose();

    private async Task<T> FlyAsync<T>(
        string key, TimeSpan life, Func<CancellationToken, Task<T>> load, CacheFlight<T> flight, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadSharedAsync<T>(key, cancellationToken) is { } stored)
            {
                Remember(key, stored.Value, stored.Ends, flight);
                return stored.Value;
            }

            var ends = time.GetUtcNow() + life;
            var value = await load(cancellationToken);
            if (ends > time.GetUtcNow() && !flight.IsOutdated)
            {
                await WriteSharedAsync(key, value, ends, cancellationToken);
                if (flight.IsOutdated)
                    await TryAsync("remove", cancel => shared.RemoveAsync(key, cancel), cancellationToken);
            }

            Remember(key, value, ends, flight);
            return value;
        }
        finally
        {
            _flights.TryRemove(new KeyValuePair<string, ICacheFlight>(key, flight));
        }
    }

    private void Remember<T>(string key, T value, DateTimeOffset ends, CacheFlight<T> flight)
    {
        // The flight's lock: either the removal sees the value and takes it out, or this sees the removal.
        flight.UnlessOutdated(() => _memory.Set(key, (object?)value, ends));
    }

    // A stored value is the end of its life (Unix milliseconds, 8 bytes) and then its JSON.
    private async Task<Stored<T>?> ReadSharedAsync<T>(string key, CancellationToken cancellationToken)
    {
        Stored<T>? stored = null;
        await TryAsync(
            "get",
            async cancel =>
            {
                if (await shared.GetAsync(key, cancel) is not { Length: > sizeof(long) } bytes)
                    return;
                var ends = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
                if (ends > time.GetUtcNow())
                    stored = new Stored<T>(JsonSerializer.Deserialize<T>(bytes.AsSpan(sizeof(long)), JsonSerializerOptions.Web)!, ends);
            },
            cancellationToken);
        return stored;
    }

    private Task WriteSharedAsync<T>(string key, T value, DateTimeOffset ends, CancellationToken cancellationToken) => TryAsync(
        "set",
        async cancel =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web);
            var bytes = new byte[sizeof(long) + json.Length];
            BinaryPrimitives.WriteInt64BigEndian(bytes, ends.ToUnixTimeMilliseconds());
            json.CopyTo(bytes, sizeof(long));
            await shared.SetAsync(key, bytes, new DistributedCacheEntryOptions { AbsoluteExpiration = ends }, cancel);
        },
        cancellationToken);

    private Task TryAsync(string use, Func<CancellationToken, Task> action, CancellationToken cancellationToken) =>
        uses.TryAsync(use, SharedPatience, action, cancellationToken);

    private sealed record Stored<T>(T Value, DateTimeOffset Ends);
}
