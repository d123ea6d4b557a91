using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A reservation that a request gives back, as it was when the request was made.</summary>
/// <param name="OrderId">GUID of Azure's reservation order.</param>
/// <param name="Id">GUID of the reservation.</param>
/// <param name="Name">Display name.</param>
internal sealed record HeldReservation(string OrderId, string Id, string Name)
{
    /// <summary>reservedResourceType, such as VirtualMachines.</summary>
    public string Resource { get; init; } = "";

    public string Sku { get; init; } = "";

    public string? Location { get; init; }

    /// <summary>Units held then.</summary>
    public int Quantity { get; init; }

    /// <summary>Units to be given back.</summary>
    public int Returned { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public static HeldReservation Of(Holding holding, int returned) => new(holding.OrderId, holding.Id, holding.Name)
    {
        Resource = holding.Resource,
        Sku = holding.Sku,
        Location = holding.Location,
        Quantity = holding.Quantity,
        Returned = returned,
        ExpiresAt = holding.ExpiresAt,
    };

    public ReservationReturn AsReturn() => new(OrderId, Id, Returned);

    public string Product(Texts texts) => ProductWords.Reserved(texts, Resource, Sku, Location, Name);

    public string Times(Texts texts) => texts[ReservationReturnText.Times, ProductWords.Number(texts, Returned), Product(texts)];
}
