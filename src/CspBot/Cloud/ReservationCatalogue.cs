using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cloud;

/// <summary>
/// What reservations a market sells, kept for a while: products and SKUs change rarely, and a search asks with every letter. What can
/// be bought this moment (its availability) is never kept.
/// </summary>
internal sealed partial class ReservationCatalogue(AzureOperations azure, IDistributedCache cache)
{
    /// <summary>How many products are read where none has the series of a size in its title.</summary>
    public const int MostProducts = 12;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <exception cref="CloudFault">It is not kept, and cannot be read.</exception>
    public async Task<IReadOnlyList<CatalogueProduct>> ProductsAsync(CatalogueMarket market, CancellationToken ct) =>
        await FindAsync($"products:{market.Country}:{market.ForPlan}", CatalogueCacheJson.Default.IReadOnlyListCatalogueProduct, ct)
        ?? await KeepAsync(
            $"products:{market.Country}:{market.ForPlan}",
            await azure.ListReservedProductsAsync(market, ct),
            CatalogueCacheJson.Default.IReadOnlyListCatalogueProduct,
            ct);

    /// <inheritdoc cref="ProductsAsync"/>
    public async Task<IReadOnlyList<CatalogueOffer>> OffersAsync(CatalogueMarket market, string product, CancellationToken ct) =>
        await FindAsync($"offers:{market.Country}:{market.ForPlan}:{product}", CatalogueCacheJson.Default.IReadOnlyListCatalogueOffer, ct)
        ?? await KeepAsync(
            $"offers:{market.Country}:{market.ForPlan}:{product}",
            await azure.ListOffersAsync(market, product, ct),
            CatalogueCacheJson.Default.IReadOnlyListCatalogueOffer,
            ct);

    /// <summary>The offer for a machine size in a region and a term; null where the market has none.</summary>
    public async Task<CatalogueOffer?> FindOfferAsync(CatalogueMarket market, WantedMachine wanted, CancellationToken ct)
    {
        foreach (var product in Fitting(await ProductsAsync(market, ct), wanted.Size))
        {
            var offers = await OffersAsync(market, product.Id, ct);
            if (offers.FirstOrDefault(offer => Same(offer.Size, wanted.Size)
                && Same(offer.Location, wanted.Location)
                && offer.Term == wanted.Term) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The products of which a size may be: by the series in their titles, and where none says it the first of all.</summary>
    public static IReadOnlyList<CatalogueProduct> Fitting(IReadOnlyList<CatalogueProduct> products, string size)
    {
        var series = SeriesOf(size);
        var named = products.Where(product => series is not null && Same(Series().Match(product.Title).Groups[1].Value, series)).ToList();
        return named.Count > 0 ? named : [.. products.Take(MostProducts)];
    }

    /// <summary>The series of a product's title, such as Dsv5; empty where it names none.</summary>
    public static string SeriesOf(CatalogueProduct product) => Series().Match(product.Title).Groups[1].Value;

    /// <summary>The series of a machine size, such as Dsv5 for Standard_D4s_v5; null for what is no machine's name.</summary>
    private static string? SeriesOf(string size) => Size().Match(size) is { Success: true } found
        ? found.Groups[1].Value + found.Groups[2].Value + found.Groups[3].Value.TrimStart('_', ' ')
        : null;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private async Task<T?> FindAsync<T>(string key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct)
        where T : class =>
        await cache.GetAsync("catalogue:" + key, ct) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null;

    private async Task<T> KeepAsync<T>(
        string key, T found, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct)
    {
        await cache.SetAsync(
            "catalogue:" + key,
            JsonSerializer.SerializeToUtf8Bytes(found, type),
            new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = Life },
            ct);
        return found;
    }

    [GeneratedRegex(@"(\w+) Series", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Series();

    [GeneratedRegex(@"^(?:Standard[_ ])?([A-Za-z]+)\d+(?:-\d+)?([a-z]*)([_ ]v\d+)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Size();
}

/// <summary>A machine to reserve.</summary>
/// <param name="Size">Such as Standard_D4s_v5.</param>
/// <param name="Location">Azure region.</param>
/// <param name="Term">P1Y or P3Y.</param>
internal sealed record WantedMachine(string Size, string Location, string Term);

[JsonSerializable(typeof(IReadOnlyList<CatalogueProduct>))]
[JsonSerializable(typeof(IReadOnlyList<CatalogueOffer>))]
internal sealed partial class CatalogueCacheJson : JsonSerializerContext;
