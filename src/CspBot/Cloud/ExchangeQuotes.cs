using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cloud;

/// <summary>
/// Quotes of exchanges for cards, which cannot wait: one that is not ready is looked for again by the next click. Where to look is
/// kept here and never on a card; a quote is kept for a short time, so that turning pages asks for nothing.
/// </summary>
internal sealed class ExchangeQuotes(AzureOperations azure, IDistributedCache cache, TimeProvider time)
{
    /// <summary>How long a quote is shown again, with the time it was made.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How long one look waits for a calculation that is not ready; a card has to be answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    /// <summary>The quote, or how it stands. One call in most cases; more only where the service asks for a very short pause.</summary>
    /// <exception cref="CloudFault">The service refused or could not be reached.</exception>
    public async Task<KeptQuote> QuoteAsync(string customerId, ExchangeWish wish, CancellationToken ct)
    {
        var key = KeyOf(customerId, wish);
        var kept = await FindAsync(key, ct);
        var now = time.GetUtcNow();
        if (kept is { Quote: not null } || kept?.NotBefore > now + Patience)
            return kept;
        var until = now + Patience;
        var answer = kept?.Address is { } address
            ? await AgainAsync(customerId, wish, (address, kept.NotBefore), ct)
            : await azure.CalculateExchangeAsync(customerId, wish, ct);
        while (answer is ExchangeAnswer.Computing computing)
        {
            var next = time.GetUtcNow() + computing.Wait;
            kept = new KeptQuote(time.GetUtcNow()) { Address = computing.Address, NotBefore = next };
            await KeepAsync(key, kept, ct);
            if (next > until)
                return kept;
            answer = await AgainAsync(customerId, wish, (computing.Address, next), ct);
        }

        kept = answer is ExchangeAnswer.Quoted quoted
            ? new KeptQuote(time.GetUtcNow()) { Quote = quoted.Quote }
            : new KeptQuote(time.GetUtcNow()) { Refused = (ExchangeAnswer.Refused)answer };
        await KeepAsync(key, kept with { Refused = null }, ct);
        return kept;
    }

    /// <summary>Not before the service allows it; an operation that is forgotten there is begun anew.</summary>
    private async Task<ExchangeAnswer> AgainAsync(
        string customerId, ExchangeWish wish, (string Address, DateTimeOffset NotBefore) place, CancellationToken ct)
    {
        if (place.NotBefore - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, ct);
        try
        {
            return await azure.ReadExchangeAsync(customerId, place.Address, ct);
        }
        catch (CloudFault fault) when (fault.Reason == CloudReason.NotFound)
        {
            return await azure.CalculateExchangeAsync(customerId, wish, ct);
        }
    }

    private async Task<KeptQuote?> FindAsync(string key, CancellationToken ct)
    {
        var bytes = await cache.GetAsync(key, ct);
        var kept = bytes is null ? null : JsonSerializer.Deserialize(bytes, KeptQuoteJson.Default.KeptQuote);
        return kept is { Quote: null, Address: null } ? null : kept;
    }

    private Task KeepAsync(string key, KeptQuote kept, CancellationToken ct) => cache.SetAsync(
        key,
        JsonSerializer.SerializeToUtf8Bytes(kept, KeptQuoteJson.Default.KeptQuote),
        new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = Life },
        ct);

    /// <summary>By customer and by every word of the wish: what somebody else asked for is never shown.</summary>
    private static string KeyOf(string customerId, ExchangeWish wish) => "exchange:" + Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new AskedExchange(customerId.ToLowerInvariant(), wish), KeptQuoteJson.Default.AskedExchange)));
}

/// <summary>A quote as a card shows it, or how its calculation stands.</summary>
/// <param name="At">When the service was asked, or answered.</param>
internal sealed record KeptQuote(DateTimeOffset At)
{
    public ExchangeQuote? Quote { get; init; }

    /// <summary>The calculation failed or was cancelled; not kept, the next look begins anew.</summary>
    public ExchangeAnswer.Refused? Refused { get; init; }

    /// <summary>Where to look again; for nobody's eyes.</summary>
    public string? Address { get; init; }

    /// <summary>Not to look again before.</summary>
    public DateTimeOffset NotBefore { get; init; }
}

/// <summary>Who was asked about, and what.</summary>
internal sealed record AskedExchange(string Customer, ExchangeWish Wish);

[JsonSerializable(typeof(KeptQuote))]
[JsonSerializable(typeof(AskedExchange))]
internal sealed partial class KeptQuoteJson : JsonSerializerContext;
