using System.Collections.Concurrent;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// The products that a customer can be sold, to choose from and to search: machine sizes by region, of the catalogue that fits the
/// customer's agreement. What is not sold any more is not listed.
/// </summary>
internal sealed class BuyProducts(
    AzureOperations azure, ReservationCatalogue catalogue, PurchaseOptions purchases, TimeProvider time)
{
    /// <summary>So many products are read for a list that nobody has searched yet.</summary>
    private const int MostUnasked = 3;

    private const int MostRemembered = 1_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    // Letters of a search shall not cost three calls each. Only what is listed depends on it: a review reads anew.
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, CatalogueMarket Market)> _markets = new();

    /// <summary>The market of a customer: its country, and the agreement of its Azure subscriptions; null where one is not told.</summary>
    /// <param name="subscription">The chosen one; empty for none: then the first that is active.</param>
    public async Task<CatalogueMarket?> MarketAsync(string customer, string subscription, CancellationToken ct)
    {
        var key = $"{customer} {subscription}".ToLowerInvariant();
        if (_markets.TryGetValue(key, out var known) && known.Until > time.GetUtcNow())
            return known.Market;
        var countryRead = azure.FindCountryAsync(customer, ct);
        var sold = await azure.ListAzureSubscriptionsAsync(customer, ct);
        var one = sold.FirstOrDefault(item => item.Id.Equals(subscription, StringComparison.OrdinalIgnoreCase))
            ?? (sold is [var first, ..] ? first : null);
        if (await countryRead is not { } country || one is null)
            return null;
        if (_markets.Count >= MostRemembered)
            _markets.Clear();
        var market = new CatalogueMarket(country, one.Kind == SubscriptionKind.AzurePlan);
        _markets[key] = (time.GetUtcNow() + Fresh, market);
        return market;
    }

    /// <summary>Hits of a search, or the first choices where nothing was typed.</summary>
    /// <exception cref="CloudFault">The catalogue cannot be read.</exception>
    public async Task<IReadOnlyList<AdaptiveChoice>> FindAsync(
        DialogTurn turn, CatalogueMarket market, string text, CancellationToken ct)
    {
        var words = Words(text);
        var products = await turn.ReadAsync(token => catalogue.ProductsAsync(market, token), ct);
        var found = new List<CatalogueOffer>();
        foreach (var product in Wanted(products, words))
            found.AddRange(await turn.ReadAsync(token => catalogue.OffersAsync(market, product.Id, token), ct));
        var rule = purchases.Rules.OldFamilies;
        var now = time.GetUtcNow();
        return
        [
            .. found
                .Where(offer => rule.Gone(offer.Size, offer.Term, now) is null)
                .GroupBy(offer => BuyForm.ProductOf(offer.Size, offer.Location), StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(same => same.Count())
                .Where(same => Searched(turn.Texts, same.First(), same.Key) is var all
                    && words.All(word => all.Contains(word, StringComparison.Ordinal)))
                .Select(same => new AdaptiveChoice { Title = Title(turn.Texts, same.First()), Value = same.Key })
                .Take(text.Length > 0 ? Searches.MostHits : Searches.Listed),
        ];
    }

    /// <summary>What a chosen product is called.</summary>
    public static string Title(Texts texts, BuyForm form) =>
        ProductWords.Reserved(texts, form.Resource, form.Size, form.Location, form.Size);

    /// <summary>The size comes first: some clients look through a list by the beginnings of its titles, and all are machines.</summary>
    private static string Title(Texts texts, CatalogueOffer offer) =>
        ProductWords.Reserved(texts, "", offer.Size, offer.Location, offer.Title);

    /// <summary>What a typed word may be a part of.</summary>
    private static string Searched(Texts texts, CatalogueOffer offer, string value) => Phrase.Normalize(
        $"{ProductWords.Reserved(texts, "VirtualMachines", offer.Size, offer.Location, offer.Title)} {value}");

    private static List<string> Words(string text) =>
        [.. Phrase.Normalize(text.Replace('_', ' ').Replace('@', ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>
    /// The products whose SKUs are read: those of the size that was typed, else those whose title says a word of it, else the first;
    /// the newest series first.
    /// </summary>
    private IReadOnlyList<CatalogueProduct> Wanted(IReadOnlyList<CatalogueProduct> products, List<string> words)
    {
        var machines = words.Where(word => word != "standard" && word.Any(char.IsDigit)).ToList();
        for (var at = 0; at < machines.Count; at++)
        {
            var version = at + 1 < machines.Count && machines[at + 1][0] == 'v' ? "_" + machines[at + 1] : "";
            var fitting = ReservationCatalogue.Fitting(products, "Standard_" + machines[at] + version);
            if (fitting.Count < Math.Min(products.Count, ReservationCatalogue.MostProducts))
                return fitting;
        }

        var titled = products.Where(product => words.Any(
            word => word.Length > 1 && Phrase.Normalize(product.Title).Contains(word, StringComparison.Ordinal))).ToList();
        return titled.Count > 0 && titled.Count < products.Count
            ? titled[..Math.Min(titled.Count, ReservationCatalogue.MostProducts)]
            : [.. products.OrderBy(IsOld).Take(words.Count > 0 ? ReservationCatalogue.MostProducts : MostUnasked)];
    }

    private bool IsOld(CatalogueProduct product)
    {
        var (rule, series) = (purchases.Rules.OldFamilies, ReservationCatalogue.SeriesOf(product));
        return $"{rule.BothTerms}, {rule.OneYear}, BS".Split(", ").Contains(series, StringComparer.OrdinalIgnoreCase);
    }
}
