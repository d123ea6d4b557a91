using System.Globalization;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cache;

/// <summary>
/// Redis as the shared cache. Entries are hashes with the fields <c>absexp</c>, <c>sldexp</c> (ticks, -1 for none) and
/// <c>data</c>, as Microsoft.Extensions.Caching.StackExchangeRedis writes them, so that package can take this one's place.
/// </summary>
/// <remarks>A server that cannot be asked throws; <see cref="TwoLevelCache"/> makes a counted miss of that.</remarks>
internal sealed class RedisCache(RespClient client, TimeProvider time, string prefix = "csp:") : ISharedCache
{
    /// <summary>Largest value in bytes. All answers share one connection, so a large one makes the others wait.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private const long None = -1;

    // One script, so that no entry can be left behind without its end. Sent whole each time: a restarted server knows
    // no script of before.
    private const string SetScript = """
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'absexp', ARGV[1], 'sldexp', ARGV[2], 'data', ARGV[4])
        if ARGV[3] ~= '-1' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return 1
        """;

    public async Task<bool> ClaimAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(
            cancellationToken, Text("SET"), Text(prefix + "claim:" + key), Text("1"), Text("NX"), Text("PX"), Milliseconds(life));
        return answer is RespValue.Status;
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var fields = await ReadAsync(key, ["absexp", "sldexp", "data"], token);
        if (fields[2] is not { } data || data.Length > MaxValueBytes)
            return null;
        await SlideAsync(key, fields[0], fields[1], token);
        return data;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, MaxValueBytes, nameof(value));
        var now = time.GetUtcNow();
        var expiry = CacheExpiry.From(options, now);
        await client.SendAsync(
            token,
            Text("EVAL"),
            Text(SetScript),
            Text("1"),
            EntryKey(key),
            Number(expiry.Absolute?.UtcTicks ?? None),
            Number(expiry.Sliding?.Ticks ?? None),
            expiry.LifeFrom(now) is { } life ? Milliseconds(life) : Number(None),
            value);
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var fields = await ReadAsync(key, ["absexp", "sldexp"], token);
        await SlideAsync(key, fields[0], fields[1], token);
    }

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        client.SendAsync(token, Text("UNLINK"), EntryKey(key));

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    private async Task<byte[]?[]> ReadAsync(string key, string[] fields, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(cancellationToken, [Text("HMGET"), EntryKey(key), .. fields.Select(Text)]);
        if (answer is not RespValue.Items { Values: { } values } || values.Length != fields.Length)
            throw new RespProtocolException("Redis answered HMGET with something else than the fields.");
        return Array.ConvertAll(values, value => (value as RespValue.Bulk)?.Data);
    }

    private async Task SlideAsync(string key, byte[]? absolute, byte[]? sliding, CancellationToken cancellationToken)
    {
        if (Ticks(sliding) is not { } window)
            return;
        var end = Ticks(absolute) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null;
        var life = new CacheExpiry(end, TimeSpan.FromTicks(window)).LifeFrom(time.GetUtcNow())!.Value;
        await client.SendAsync(cancellationToken, Text("PEXPIRE"), EntryKey(key), Milliseconds(life));
    }

    private static long? Ticks(byte[]? field) =>
        field is not null && long.TryParse(field, CultureInfo.InvariantCulture, out var ticks) && ticks != None ? ticks : null;

    private ReadOnlyMemory<byte> EntryKey(string key) => Text(prefix + key);

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);

    private static ReadOnlyMemory<byte> Number(long number) => Text(number.ToString(CultureInfo.InvariantCulture));

    // Redis takes whole milliseconds above zero.
    private static ReadOnlyMemory<byte> Milliseconds(TimeSpan life) => Number(Math.Max(1, (long)life.TotalMilliseconds));
}
