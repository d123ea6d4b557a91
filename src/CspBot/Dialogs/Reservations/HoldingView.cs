using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>One holding with what was asked about it just now.</summary>
/// <param name="More">What only the service's answer about this one tells; null where nobody asked or it failed.</param>
/// <param name="Quote">What a return would give; null where there is nothing to ask or it failed.</param>
/// <param name="Unasked">Why there is no quote, where one was asked for.</param>
internal sealed record HoldingView(
    Customer Customer,
    Holding Holding,
    PurchaseOrigin? Origin,
    ReservationMore? More,
    RefundQuote? Quote,
    Refusal? Unasked,
    DateTimeOffset Now)
{
    /// <summary>Something can be returned or exchanged at all.</summary>
    public bool IsOpen => Holding.PhaseAt(Now) == HoldingPhase.Active;

    /// <summary>Names of the acts that this reader may open.</summary>
    public IReadOnlyList<string> Acts { get; init; } = [];
}
