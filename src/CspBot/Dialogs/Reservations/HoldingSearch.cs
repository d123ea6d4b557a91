using System.Collections.Concurrent;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// What a customer holds, searched as somebody types: from what was read for the list a moment ago, so that letters do not cost four calls
/// each, and read again when that is over. Whatever is chosen is looked up again.
/// </summary>
internal sealed class HoldingSearch(AzureOperations azure, Searches searches, TimeProvider time)
{
    private const int MostRemembered = 100;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, Customer Customer, Holdings Holdings)> _read =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The list of this customer is shown to this person.</summary>
    public void Remember(DialogTurn turn, Customer customer, Holdings holdings)
    {
        searches.Remember(turn, customer.Id);
        if (_read.Count >= MostRemembered)
            _read.Clear();
        _read[customer.Id] = (time.GetUtcNow() + Fresh, customer, holdings);
    }

    /// <exception cref="CloudFault">It is no customer of ours, or could not be read in time.</exception>
    public async Task<IReadOnlyList<AdaptiveChoice>> FindAsync(DialogTurn turn, string customerId, string text, CancellationToken ct)
    {
        if (!_read.TryGetValue(customerId, out var read) || read.Until <= time.GetUtcNow())
        {
            var customer = (await turn.ReadAsync(token => azure.GetCustomerAsync(customerId, token), ct)).Customer;
            Remember(turn, customer, await turn.ReadAsync(token => azure.ListHoldingsAsync(customerId, token), ct));
            read = _read[customerId];
        }

        var page = Page(read.Customer, read.Holdings) with { Words = text };
        var found = page.Found(turn.Texts).Select(holding => holding.Key).ToHashSet();
        return [.. Choices(turn.Texts, page).Where(choice => found.Contains(choice.Value)).Take(Searches.MostHits)];
    }

    /// <summary>The key that was picked; some clients send what the choice says.</summary>
    public string Named(DialogTurn turn, Customer customer, Holdings holdings, string sent) => Searches.ValueOf(
        sent, Choices(turn.Texts, Page(customer, holdings)));

    /// <summary>Product, region and end of each; those that would read the same have the beginning of their id besides.</summary>
    public static IReadOnlyList<AdaptiveChoice> Choices(Texts texts, HoldingsPage page)
    {
        var titled = page.Holdings.All
            .Select(holding => (holding.Key, Title: Title(texts, holding, page.Now)))
            .DistinctBy(one => one.Key)
            .ToList();
        var twice = titled.GroupBy(one => one.Title).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet();
        return
        [
            .. titled.Select(one => new AdaptiveChoice
            {
                Title = twice.Contains(one.Title) ? $"{one.Title} ({one.Key[..Math.Min(8, one.Key.Length)]}…)" : one.Title,
                Value = one.Key,
            }),
        ];
    }

    private HoldingsPage Page(Customer customer, Holdings holdings) =>
        new(customer, holdings, new Dictionary<string, PurchaseOrigin>(), time.GetUtcNow());

    private static string Title(Texts texts, Holding holding, DateTimeOffset now) =>
        (holding.PhaseAt(now), holding.ExpiresAt) is (HoldingPhase.Active or HoldingPhase.Ended, { } end)
            ? texts[ReservationsText.PickUntil, HoldingWords.Product(texts, holding), texts.Day(end)]
            : texts[ReservationsText.PickOther, HoldingWords.Product(texts, holding), texts["Reservations.Phase." + holding.PhaseAt(now)]];
}
