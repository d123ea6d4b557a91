using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The reservation that a request is about, as it was when it was asked for.</summary>
/// <param name="OrderId">GUID of the reservation order.</param>
/// <param name="Id">GUID of the reservation.</param>
/// <param name="Sku">Such as Standard_D4s_v5.</param>
/// <param name="Resource">reservedResourceType of Microsoft.Capacity.</param>
internal sealed record ReservationTarget(
    string OrderId, string Id, string Sku, string? Location, string Resource, int Quantity, string Name)
{
    public static ReservationTarget Of(Reservation one) =>
        new(one.OrderId, one.Id, one.Sku, one.Location, one.Resource, one.Quantity, one.Name);

    public BenefitId Benefit() => new(OrderId, Id);

    public bool Is(Reservation one) => one.Id.Equals(Id, StringComparison.OrdinalIgnoreCase);

    public string Product(Texts texts) => texts[
        ReservationManageText.Product,
        ProductWords.Number(texts, Quantity),
        ProductWords.Reserved(texts, Resource, Sku, Location, Name)];

    /// <summary>It now; null where a second look says too that it is not there.</summary>
    public Task<Reservation?> FindAsync(AzureOperations azure, string customer, CancellationToken ct) => azure.FindConfirmedAsync(
        async token => (await azure.ListReservationsOfOrderAsync(customer, OrderId, token)).FirstOrDefault(Is), ct);
}
