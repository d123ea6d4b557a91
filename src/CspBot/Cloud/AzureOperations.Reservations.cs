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
            GivenBack(shape.Properties?.BillingRefundAmount),
            Read(policy?.ConsumedRefundsTotal),
            Read(policy?.MaxRefundLimit),
            [.. (policy?.PolicyErrors ?? []).Select(p => new RefundProblem(p.Code ?? "", p.Message ?? ""))])
        {
            Remaining = Read(shape.Properties?.BillingInformation?.BillingCurrencyRemainingCommitmentAmount),
            Paid = Read(shape.Properties?.BillingInformation?.BillingCurrencyTotalPaidAmount),
        };
    }

    /// <summary>A number without a currency is no amount.</summary>
    private static Money? Read(AmountShape? amount) =>
        amount is { Amount: { } value, CurrencyCode: { Length: > 0 } currency } ? new Money(value, currency) : null;

    /// <summary>A return that costs is none that any document knows.</summary>
    private static Money? GivenBack(AmountShape? refund) => Read(refund) is { Amount: >= 0 and < RefundQuote.Beyond } told ? told : null;

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
            said.Renew)
        {
            BillingPlan = said.BillingPlan,
            ScopeName = said.AppliedScopeProperties?.DisplayName,
            Used = Read(said.Utilization),
        };
    }

    /// <summary>Only percentages over days are understood; whatever else comes, and what no percentage can be, is left out.</summary>
    private static IReadOnlyList<UsedShare> Read(UtilizationShape? shape) =>
    [
        .. (shape?.Aggregates ?? [])
            .Where(grain => grain is { Grain: > 0 and <= 366, Value: >= 0 and < 10_000 }
                && CloudJson.SameWord(grain.GrainUnit, "days")
                && CloudJson.SameWord(grain.ValueUnit, "percentage"))
            .Select(grain => new UsedShare((int)grain.Grain!.Value, grain.Value!.Value))
            .OrderBy(share => share.Days),
    ];

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
            said.UserFriendlyAppliedScopeType ?? said.AppliedScopeType ?? "",
            CloudJson.Time(said.PurchaseDateTime ?? said.PurchaseDate),
            CloudJson.Time(said.ExpiryDateTime ?? said.ExpiryDate),
            said.ExtendedStatusInfo?.StatusCode is { } past and ("Split" or "Merged") ? past : said.ProvisioningState ?? "",
            said.Renew == true)
        {
            ScopeId = said.AppliedScopeProperties is { } scope
                && (scope.ManagementGroupId ?? scope.ResourceGroupId ?? scope.SubscriptionId) is { Length: > 0 } named
                ? named
                : said.AppliedScopes is [{ Length: > 0 } applied, ..] ? applied : null,
            Sources =
            [
                .. (said.MergeProperties?.MergeSources ?? []).Append(said.SplitProperties?.SplitSource).Select(LastOf).OfType<string>(),
            ],
            Used = Read(said.Utilization),
            BillingSubscription = SubscriptionOf(said.BillingScopeId),
            AppliedScopes = said.AppliedScopes ?? [],
            ScopeName = said.AppliedScopeProperties?.DisplayName,
            IsArchived = said.Archived == true,
            IsRenewal = !string.IsNullOrEmpty(said.RenewSource),
            IsSwap = !string.IsNullOrEmpty(said.SwapProperties?.SwapSource),
        };
    }

    private static string? LastOf(string? path) => path is { Length: > 0 } ? path.Split('/')[^1].ToLowerInvariant() : null;

    /// <summary>The GUID in <c>/subscriptions/{s}</c>; empty where none stands there.</summary>
    private static string SubscriptionOf(string? scope) =>
        Guid.TryParse(scope?.Split('/').LastOrDefault(), out var id) ? id.ToString() : "";
}
