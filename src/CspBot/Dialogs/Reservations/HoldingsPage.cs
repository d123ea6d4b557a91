using System.Globalization;
using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What a customer holds as somebody reads it: searched through, a page at a time, with who bought each.</summary>
/// <param name="Origins">Who placed an order, by its id, where something says so.</param>
internal sealed record HoldingsPage(
    Customer Customer, Holdings Holdings, IReadOnlyDictionary<string, PurchaseOrigin> Origins, DateTimeOffset Now)
{
    /// <summary>Rows of a page; a card stays under its size with them.</summary>
    public const int Rows = 6;

    /// <summary>What was searched for.</summary>
    public string Words { get; init; } = "";

    /// <summary>One was to be opened, and none was chosen.</summary>
    public bool IsNoneChosen { get; init; }

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    /// <summary>The reader may buy for customers.</summary>
    public bool MayBuy { get; init; }

    /// <summary>What a return of those on the page would give, by their keys, as far as Azure told it just now.</summary>
    public IReadOnlyDictionary<string, RefundQuote> Quotes { get; init; } = new Dictionary<string, RefundQuote>();

    public PurchaseOrigin? OriginOf(Holding holding) =>
        Origins.GetValueOrDefault(holding.PartnerOrderId ?? "") ?? Origins.GetValueOrDefault(holding.OrderId);

    /// <summary>The page that is shown: the nearest one where the asked one does not exist.</summary>
    public (IReadOnlyList<Holding> Rows, int Page, int Pages) Turned(Texts texts)
    {
        var found = Found(texts);
        var pages = Math.Max(1, (found.Count + Rows - 1) / Rows);
        var page = Math.Clamp(Page, 0, pages - 1);
        return ([.. found.Skip(page * Rows).Take(Rows)], page, pages);
    }

    /// <summary>Those in which every word stands: product, kind, scope, state, buyer, ids.</summary>
    public IReadOnlyList<Holding> Found(Texts texts)
    {
        var words = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? Holdings.All : [.. Holdings.All.Where(holding =>
        {
            var said = Said(texts, holding);
            return words.All(word => texts.Culture.CompareInfo.IndexOf(
                said, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);
        })];
    }

    private string Said(Texts texts, Holding holding) => string.Join(
        ' ',
        HoldingWords.Product(texts, holding),
        HoldingWords.Kind(texts, holding.Kind),
        HoldingWords.Family(holding),
        HoldingWords.Scope(texts, holding),
        HoldingWords.State(texts, holding, Now),
        HoldingWords.Renewal(texts, holding, Now),
        HoldingWords.Buyer(texts, OriginOf(holding), Customer),
        ProductWords.Term(texts, holding.Term),
        holding.Name,
        holding.Sku,
        holding.Location,
        holding.OrderId,
        holding.Id,
        holding.PartnerOrderId);
}
