using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A holding in the reader's words: what a row, a card and a search say of it.</summary>
internal static class HoldingWords
{
    /// <summary>What it is, of which size and where; the name of a plan.</summary>
    public static string Product(Texts texts, Holding holding) => holding.Kind == HoldingKind.Reservation
        ? ProductWords.Reserved(texts, holding.Resource, holding.Sku, holding.Location, holding.Name)
        : ProductWords.Named(texts, holding.Name);

    public static string Kind(Texts texts, HoldingKind kind) => texts["Notifications.Kind." + PurchaseKind.Of(kind)];

    /// <summary>The family of a reserved machine, as Microsoft writes it; empty for anything else.</summary>
    public static string Family(Holding holding) => OldFamiliesRule.FamilyOf(holding.Sku.Length > 0 ? holding.Sku : holding.Name) ?? "";

    /// <summary>How many, or for a savings plan how much an hour.</summary>
    public static string Quantity(Texts texts, Holding holding) => holding.Hourly is { } hourly
        ? texts[ReservationsText.Hourly, PurchaseCards.Amount(texts, hourly)]
        : texts[ReservationsText.Times, ProductWords.Number(texts, holding.Quantity)];

    public static string Scope(Texts texts, Holding holding) => holding.Scope.Length == 0 ? ""
        : (texts.Find("Reservations.Scope." + holding.Scope) ?? holding.Scope) is var said && holding.ScopeName is { Length: > 0 } name
            ? texts[ReservationsText.ScopeOf, said, name]
        : said;

    /// <summary>Whether it runs, and until when.</summary>
    public static string State(Texts texts, Holding holding, DateTimeOffset now) =>
        (holding.PhaseAt(now), holding.ExpiresAt) switch
        {
            (HoldingPhase.Active, { } end) when Days(end, now) <= 0 => texts[ReservationsText.EndsToday],
            (HoldingPhase.Active, { } end) when Days(end, now) == 1 => texts[ReservationsText.EndsTomorrow, texts.Day(end)],
            (HoldingPhase.Active, { } end) => texts[ReservationsText.EndsOn, texts.Day(end), Days(end, now)],
            (HoldingPhase.Active, null) => texts[ReservationsText.NoEnd],
            (HoldingPhase.Ended, { } end) => texts[ReservationsText.EndedOn, texts.Day(end)],
            (HoldingPhase.Cancelled, { } end) => texts[ReservationsText.CancelledOf, texts.Day(end)],
            (var phase, _) => texts["Reservations.Phase." + phase],
        };

    /// <summary>Whether it buys its successor by itself; empty where nothing tells, or where it is over.</summary>
    public static string Renewal(Texts texts, Holding holding, DateTimeOffset now) =>
        holding.PhaseAt(now) is HoldingPhase.Active or HoldingPhase.Pending && holding.Renews is { } renews
            ? texts[renews ? ReservationsText.RenewsOn : ReservationsText.RenewsOff]
            : "";

    /// <summary>How much of it was used: over a week in a row, over all that the service tells on the card.</summary>
    public static string Used(Texts texts, Holding holding, bool isShort)
    {
        var told = isShort ? [.. holding.Used.Where(share => share.Days == 7)] : holding.Used;
        return string.Join(" · ", told.Select(share => share.Days == 1
            ? texts[ReservationsText.UsedDay, Percent(texts, share.Percent)]
            : texts[ReservationsText.UsedDays, Percent(texts, share.Percent), share.Days]));
    }

    /// <summary>Who bought it, only as far as something says so.</summary>
    public static string Buyer(Texts texts, PurchaseOrigin? origin, Customer customer) => origin switch
    {
        { IsOwn: true, Request: { } request } => texts[ReservationsText.BuyerRequest, request],
        { IsOwn: true } => texts[ReservationsText.Buyer_Bot],
        { By: { } by } when origin.IsOf(customer.Domain) => texts[ReservationsText.BuyerCustomer, by],
        { By: { } by, IsPortal: true } => texts[ReservationsText.BuyerPortal, by],
        { By: { } by } => texts[ReservationsText.BuyerOther, by],
        _ => texts[ReservationsText.BuyerUnknown],
    };

    public static string Percent(Texts texts, decimal percent) => (percent / 100).ToString("P1", texts.Culture);

    /// <summary>Days until then, begun ones counted.</summary>
    private static int Days(DateTimeOffset end, DateTimeOffset now) => (int)Math.Ceiling((end - now).TotalDays);
}
