using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud;

/// <content>
/// Reservations as Azure itself sees them (azure §7). NoRightOnSubscription means no right on the order, which is separate.
/// </content>
internal sealed partial class AzureOperations
{
    /// <summary>The reservation order in the customer's tenant; null when there is none or it is invisible.</summary>
    public async Task<ReservationOrder?> FindReservationOrderAsync(string customerId, string reservationOrderId, CancellationToken ct)
    {
        var shape = await arm.FindReservationOrderAsync(Tenant(customerId), reservationOrderId, ct);
        return shape?.Properties is not { } order ? null : new ReservationOrder(
            shape.Name ?? reservationOrderId,
            order.DisplayName ?? "",
            CloudJson.Time(order.RequestDateTime),
            CloudJson.Time(order.ExpiryDateTime ?? order.ExpiryDate),
            order.Term,
            order.BillingPlan,
            order.ProvisioningState ?? "",
            order.OriginalQuantity ?? 0,
            [.. (order.Reservations ?? []).Select(r => r.Id?.Split('/')[^1] ?? "")]);
    }

    /// <summary>The reservations of one order.</summary>
    public async Task<IReadOnlyList<Reservation>> ListReservationsOfOrderAsync(
        string customerId, string reservationOrderId, CancellationToken ct)
    {
        var shapes = await arm.ListReservationsOfOrderAsync(Tenant(customerId), reservationOrderId, ct);
        return [.. shapes.Select(s => Read(s, reservationOrderId))];
    }

    /// <summary>All reservations of the customer that the partner may see, soonest to end first.</summary>
    public async Task<IReadOnlyList<Reservation>> ListReservationsAsync(string customerId, CancellationToken ct)
    {
        var shapes = await arm.ListReservationsAsync(Tenant(customerId), ct);
        return [.. shapes.Select(s => Read(s, "")).OrderBy(r => r.ExpiresAt)];
    }

    /// <summary>
    /// The customer's savings plans that the partner may see; an empty list does not say that there are none (november-2026 §B 6).
    /// </summary>
    public async Task<IReadOnlyList<SavingsPlan>> ListSavingsPlansAsync(string customerId, CancellationToken ct)
    {
        var shapes = await arm.ListSavingsPlansAsync(Tenant(customerId), ct);
        return [.. shapes.Select(Read).Where(plan => plan.OrderId.Length > 0).OrderBy(plan => plan.PurchasedAt)];
    }

    /// <summary>What returning this many would give back now; nothing is returned by asking. Never repeated by itself.</summary>
    public async Task<RefundQuote> CalculateRefundAsync(
        string customerId, string reservationOrderId, string reservationId, int quantity, CancellationToken ct)
    {
        var shape = await arm.CalculateRefundAsync(Tenant(customerId), reservationOrderId, reservationId, quantity, ct);
        var policy = shape.Properties?.PolicyResult?.Properties;
        return new RefundQuote(
            shape.Properties?.SessionId ?? "",
            shape.Properties?.Quantity ?? quantity,
            Read(shape.Properties?.BillingRefundAmount),
            Read(policy?.ConsumedRefundsTotal),
            Read(policy?.MaxRefundLimit),
            [.. (policy?.PolicyErrors ?? []).Select(p => new RefundProblem(p.Code ?? "", p.Message ?? ""))]);
    }

    private static Money? Read(AmountShape? amount) => amount?.Amount is { } value ? new Money(value, amount.CurrencyCode ?? "") : null;

    /// <summary>The order's id stands in the plan's own id: <c>…/savingsPlanOrders/{o}/savingsPlans/{s}</c>.</summary>
    private static SavingsPlan Read(SavingsPlanShape shape)
    {
        var parts = shape.Id?.Split('/') ?? [];
        var at = Array.FindIndex(parts, part => CloudJson.SameId(part, "savingsPlanOrders"));
        var said = shape.Properties ?? new SavingsPlanPropertiesShape();
        return new SavingsPlan(
            at >= 0 && at + 1 < parts.Length ? parts[at + 1].ToLowerInvariant() : "",
            parts.Length > 0 ? parts[^1].ToLowerInvariant() : "",
            said.DisplayName is { Length: > 0 } name ? name : shape.Sku?.Name ?? "",
            said.Term,
            CloudJson.SameWord(said.Commitment?.Grain, "Hourly") ? Read(said.Commitment) : null,
            said.UserFriendlyAppliedScopeType ?? said.AppliedScopeType ?? "",
            CloudJson.Time(said.PurchaseDateTime ?? said.EffectiveDateTime),
            CloudJson.Time(said.ExpiryDateTime),
            said.ProvisioningState ?? "",
            said.Renew);
    }

    /// <summary>The order's id stands in the reservation's own id: <c>…/reservationOrders/{o}/reservations/{r}</c>.</summary>
    private static Reservation Read(CapacityReservationShape shape, string orderId)
    {
        var parts = shape.Id?.Split('/') ?? [];
        var at = Array.FindIndex(parts, part => CloudJson.SameId(part, "reservationOrders"));
        var order = at >= 0 && at + 1 < parts.Length ? parts[at + 1] : orderId;
        var said = shape.Properties ?? new CapacityReservationPropertiesShape();

        // A name may come as {order}/{reservation}.
        var id = (parts.Length > 0 ? parts[^1] : shape.Name?.Split('/')[^1]) ?? "";
        return new Reservation(
            order,
            id,
            said.DisplayName ?? "",
            shape.Sku?.Name ?? "",
            shape.Location,
            said.ReservedResourceType ?? "",
            said.Quantity ?? 0,
            said.Term,
            said.BillingPlan,
            said.AppliedScopeType ?? "",
            CloudJson.Time(said.PurchaseDateTime ?? said.PurchaseDate),
            CloudJson.Time(said.ExpiryDateTime ?? said.ExpiryDate),
            said.ProvisioningState ?? "",
            said.Renew == true);
    }
}
