using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>
/// Microsoft.Capacity and Microsoft.BillingBenefits, tenant level, api-version 2022-11-01 of both (azure §7.1, november-2026 §B 6).
/// Rights there are separate from subscriptions' (azure §7.4).
/// </content>
internal sealed partial class ResourceManagerClient
{
    private const string Orders = "/providers/Microsoft.Capacity/reservationOrders";
    private const string CapacityVersion = "api-version=2022-11-01";

    /// <summary><c>GET /reservationOrders/{o}</c>; null when the service says that there is none.</summary>
    public async Task<CapacityOrderShape?> FindReservationOrderAsync(string tenant, string orderId, CancellationToken ct)
    {
        try
        {
            return await _api.GetAsync(
                $"{Orders}/{Segment(orderId)}?{CapacityVersion}", CapacityJson.Default.CapacityOrderShape, ct, tenant);
        }
        catch (CloudFault fault)
            when (fault is { Api: "arm", Reason: CloudReason.NotFound, Code: "ReservationOrderNotFound" or "ResourceNotFound" })
        {
            return null;
        }
    }

    /// <summary><c>GET /reservationOrders/{o}/reservations</c>.</summary>
    public Task<List<CapacityReservationShape>> ListReservationsOfOrderAsync(string tenant, string orderId, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"{Orders}/{Segment(orderId)}/reservations?{CapacityVersion}",
            CapacityJson.Default.ArmPageShapeCapacityReservationShape,
            ct);

    /// <summary><c>GET /reservationOrders/{o}/reservations/{r}</c> with what it buys at its end.</summary>
    public Task<CapacityReservationShape> GetReservationAsync(
        string tenant, string orderId, string reservationId, CancellationToken ct) =>
        _api.GetAsync(
            $"{Orders}/{Segment(orderId)}/reservations/{Segment(reservationId)}?{CapacityVersion}&expand=renewProperties",
            CapacityJson.Default.CapacityReservationShape,
            ct,
            tenant);

    /// <summary><c>GET /reservations</c>: all that the service account may see in this tenant.</summary>
    public Task<List<CapacityReservationShape>> ListReservationsAsync(string tenant, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"/providers/Microsoft.Capacity/reservations?{CapacityVersion}",
            CapacityJson.Default.ArmPageShapeCapacityReservationShape,
            ct);

    /// <summary><c>GET /savingsPlans</c>: those that the service account may see in this tenant, pages followed.</summary>
    public Task<List<SavingsPlanShape>> ListSavingsPlansAsync(string tenant, CancellationToken ct) =>
        AllAsync(
            tenant,
            $"/providers/Microsoft.BillingBenefits/savingsPlans?{CapacityVersion}",
            CapacityJson.Default.ArmPageShapeSavingsPlanShape,
            ct);

    /// <summary><c>POST /reservationOrders/{o}/calculateRefund</c>: a quote, nothing is returned by it; not repeated.</summary>
    public async Task<RefundShape> CalculateRefundAsync(
        string tenant, string orderId, string reservationId, int quantity, CancellationToken ct)
    {
        var order = $"{Orders}/{orderId}";
        var question = new RefundQuestion(
            order, new RefundQuestionProperties("Reservation", new ReservationToReturn($"{order}/reservations/{reservationId}", quantity)));
        var body = JsonSerializer.SerializeToUtf8Bytes(question, CapacityJson.Default.RefundQuestion);
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Post, $"{Orders}/{Segment(orderId)}/calculateRefund?{CapacityVersion}")
            {
                Body = body,
                Tenant = tenant,
            },
            ct);
        return _api.Read(answer, CapacityJson.Default.RefundShape);
    }
}
