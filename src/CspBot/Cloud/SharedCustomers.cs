using System.Text.Json.Serialization;
using CspBot.Cache;

namespace CspBot.Cloud;

/// <summary>
/// The list of customers as all instances share it: one of them reads it from Partner Center, the others
/// and a restarted one take it from the cache.
/// </summary>
/// <remarks>The cache may lose it at any time and may fail: then it is read from Partner Center again.</remarks>
internal sealed class SharedCustomers(CacheSegments segments, CacheClaims claims, TimeProvider time)
{
    private const string Key = "customers";

    /// <summary>How long one instance has the reading to itself: longer than fifty thousand customers take.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    private DateTimeOffset _oursUntil = DateTimeOffset.MinValue;

    /// <summary>The list that an instance read, and when it is too old; null when there is none.</summary>
    public Task<(Customer[] Customers, DateTimeOffset Ends)?> FindAsync(CancellationToken ct) =>
        segments.ReadAsync(Key, SharedCustomersJson.Default.CustomerArray, ct);

    /// <summary>True when it is this instance's turn to read the list; false while another one is at it.</summary>
    public async Task<bool> MayReadAsync(CancellationToken ct)
    {
        // A read that failed is tried again by the same instance within its turn.
        var now = time.GetUtcNow();
        if (now < _oursUntil)
            return true;
        if (!await claims.ClaimAsync("customers", Turn, ct))
            return false;
        _oursUntil = now + Turn;
        return true;
    }

    /// <summary>
    /// Gives a list that was read just now to the others; a cache that does not take it costs them a reading of their own.
    /// </summary>
    public Task ShareAsync(Customer[] customers, DateTimeOffset ends, CancellationToken ct) =>
        segments.WriteAsync(Key, customers, SharedCustomersJson.Default.CustomerArray, ends, ct);
}

[JsonSerializable(typeof(Customer[]))]
internal sealed partial class SharedCustomersJson : JsonSerializerContext;
