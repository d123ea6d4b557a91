using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.ResourceManager;

/// <content>Changes of reservations that run (azure §7.1): 200, or 202 with nothing to read; read back by the caller.</content>
internal sealed partial class ResourceManagerClient
{
    /// <summary><c>PATCH /reservationOrders/{o}/reservations/{r}</c>.</summary>
    public Task<CloudAnswer> PatchReservationAsync(
        string tenant, BenefitId reservation, ReservationPatchBody body, CancellationToken ct) => _api.SendAsync(
        new CloudCall(
            RequestMethod.Patch,
            $"{Orders}/{Segment(reservation.Order)}/reservations/{Segment(reservation.Id)}?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, ManagingJson.Default.ReservationPatchBody),
            Tenant = tenant,
        },
        ct);

    /// <summary><c>POST …/availableScopes</c>: a question, nothing is changed. Not repeated.</summary>
    /// <remarks>The documents allow 202 too; an answer without a body is a fault that passes, and is asked again.</remarks>
    public async Task<AvailableScopesShape> CheckScopesAsync(
        string tenant, BenefitId reservation, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(
                RequestMethod.Post,
                $"{Orders}/{Segment(reservation.Order)}/reservations/{Segment(reservation.Id)}/availableScopes?{CapacityVersion}")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new ScopesBody(new ScopesPropertiesBody(scopes)), ManagingJson.Default.ScopesBody),
                Tenant = tenant,
            },
            ct);
        return _api.Read(answer, ManagingJson.Default.AvailableScopesShape);
    }

    /// <summary><c>POST /reservationOrders/{o}/split</c>: into two (Microsoft's reference). Not repeated.</summary>
    public Task<CloudAnswer> SplitAsync(
        string tenant, BenefitId reservation, IReadOnlyList<int> quantities, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Post, $"{Orders}/{Segment(reservation.Order)}/split?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new SplitBody(new SplitPropertiesBody(quantities, $"{Orders}/{reservation.Order}/reservations/{reservation.Id}")),
                ManagingJson.Default.SplitBody),
            Tenant = tenant,
        },
        ct);

    /// <summary><c>POST /reservationOrders/{o}/merge</c>: two that are alike (Microsoft's reference). Not repeated.</summary>
    public Task<CloudAnswer> MergeAsync(
        string tenant, string orderId, IReadOnlyList<string> reservationIds, CancellationToken ct) => _api.SendAsync(
        new CloudCall(RequestMethod.Post, $"{Orders}/{Segment(orderId)}/merge?{CapacityVersion}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new MergeBody(new MergePropertiesBody([.. reservationIds.Select(id => $"{Orders}/{orderId}/reservations/{id}")])),
                ManagingJson.Default.MergeBody),
            Tenant = tenant,
        },
        ct);
}
