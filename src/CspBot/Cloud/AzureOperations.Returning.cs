using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>Returns and exchanges of reservations (azure §7), each resting on the session of a quote.</content>
internal sealed partial class AzureOperations
{
    /// <summary>States in which nothing of a reservation is held any more under its own id (azure §7.2).</summary>
    private static readonly string[] OverStates = ["Cancelled", "Canceled", "Expired", "Failed", "BillingFailed", "Split", "Merged"];

    /// <summary>
    /// How many units of an order are held. A part that is returned may leave the same reservation with fewer, or a new one in the same
    /// order: no document says which, and the sum over the order is the same.
    /// </summary>
    public async Task<int> CountHeldAsync(string customerId, string orderId, CancellationToken ct) =>
        (await ListReservationsOfOrderAsync(customerId, orderId, ct))
            .Where(one => !OverStates.Contains(one.State, StringComparer.OrdinalIgnoreCase))
            .Sum(one => one.Quantity);

    /// <summary>Returns so many of a reservation. Never repeated by itself; whether it took effect, the order tells.</summary>
    /// <param name="sessionId">Of a quote for exactly this.</param>
    /// <param name="reason">For Microsoft; no personal data.</param>
    public async Task<CloudReceipt> ReturnReservationAsync(
        string customerId, ReservationReturn back, string sessionId, string reason, CancellationToken ct)
    {
        var what = new ReturnPropertiesBody(
            sessionId,
            "Reservation",
            new ReservationToReturn(
                $"/providers/microsoft.capacity/reservationOrders/{back.OrderId}/reservations/{back.Id}", back.Quantity),
            reason);
        return (await arm.ReturnAsync(Tenant(customerId), back.OrderId, what, ct)).Receipt;
    }

    /// <summary>Exchanges what the session's calculation was about. Never repeated by itself.</summary>
    public async Task<ExchangeWork> ExchangeReservationsAsync(string customerId, string sessionId, CancellationToken ct) =>
        ReadWork(await arm.ExchangeAsync(Tenant(customerId), sessionId, ct), null);

    /// <summary>Looks at an exchange that goes on; <paramref name="address"/> is the service's own.</summary>
    public async Task<ExchangeWork> ReadExchangeWorkAsync(string customerId, string address, CancellationToken ct) =>
        ReadWork(await arm.ReadOperationAsync(Tenant(customerId), address, ct), address);

    /// <summary>Cancelled is Capacity's word, Canceled Resource Manager's. A word that is neither good nor bad goes on.</summary>
    private ExchangeWork ReadWork(CloudAnswer answer, string? address)
    {
        var said = arm.ReadExchangeWork(answer);
        switch (said?.Status)
        {
            case "Failed" or "Cancelled" or "Canceled":
                var why = said.Error ?? said.Properties?.PolicyResult?.PolicyErrors?.FirstOrDefault();
                return new ExchangeWork.Ended(said.Status, why?.Code ?? "", why?.Message ?? "") { Receipt = answer.Receipt };
            case "Succeeded":
                var bought = (said.Properties?.ReservationsToPurchase ?? []).Concat(said.Properties?.SavingsPlansToPurchase ?? []).ToList();
                var parts = bought.Concat(said.Properties?.ReservationsToExchange ?? []);
                return new ExchangeWork.Done(
                    [.. bought.Select(one => one?.ReservationId ?? one?.SavingsPlanId).OfType<string>()],
                    !parts.Any(part => part?.Status is "Failed" or "Cancelled" or "Canceled"))
                {
                    Receipt = answer.Receipt,
                };
            default:
                return new ExchangeWork.Going(answer.AsyncOperation ?? answer.Location ?? address, answer.RetryAfter ?? UsualWait)
                {
                    Receipt = answer.Receipt,
                };
        }
    }
}
