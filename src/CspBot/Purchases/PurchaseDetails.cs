using CspBot.Cloud;

namespace CspBot.Purchases;

/// <summary>
/// Reads what the cloud knows of a purchase beyond the log: order, entitlement, Azure's reservation, the refund of this moment.
/// </summary>
internal sealed class PurchaseDetails(AzureOperations azure, TimeProvider time)
{
    /// <summary>What is read once for all of these purchases of a customer. A fault leaves its part empty.</summary>
    /// <exception cref="CloudFault">The cloud throttles: nobody should ask on.</exception>
    public async Task<CustomerFacts> ReadCustomerAsync(string customer, IReadOnlyList<Purchase> purchases, CancellationToken ct)
    {
        var ordered = purchases.Where(purchase => !purchase.InAzure).ToList();
        var orders = ordered.Count > 0 ? await TryAsync(() => azure.ListOrdersAsync(customer, false, ct)) : (null, null);
        var entitlements = ordered.Any(purchase => purchase.IsCommitment)
            ? await TryAsync(() => azure.ListEntitlementsAsync(customer, ct))
            : (null, null);
        var permissions = purchases.Any(purchase => purchase.IsCommitment)
            ? await TryAsync(() => azure.GetReservationPermissionsAsync(customer, ct))
            : (null, null);
        var relation = purchases.Any(purchase => IsUnnamed(purchase))
            ? await TryAsync(() => azure.GetCustomerAsync(customer, ct))
            : (null, null);
        return new CustomerFacts(orders.Value, entitlements.Value, permissions.Value, relation.Value?.Customer.Name)
        {
            MayImprove = new[] { orders.Fault, entitlements.Fault, permissions.Fault }.Any(fault => fault is { IsTransient: true }),
        };
    }

    /// <summary>The purchase with everything that can be known now, and whether a later look could tell more.</summary>
    /// <exception cref="CloudFault">The cloud throttles.</exception>
    public async Task<(Purchase Purchase, bool IsComplete)> CompleteAsync(Purchase purchase, CustomerFacts facts, CancellationToken ct)
    {
        var order = facts.Orders?.FirstOrDefault(
            candidate => SameOrder(candidate.Id, purchase) || SameOrder(candidate.AlternateId, purchase));
        var known = IsUnnamed(purchase) ? purchase with { CustomerName = facts.CustomerName ?? purchase.CustomerId } : purchase;
        if (order is not null)
            known = WithOrder(known, order);
        if (!known.IsCommitment)
            return (known, order is not null);

        var permissionOn = known.PermissionOn ?? Covers(facts.Permissions, known.Kind);
        known = known with { PermissionOn = permissionOn };
        if (known.InAzure)
            return (known, !facts.MayImprove);
        var entitlement = facts.Entitlements?.FirstOrDefault(candidate =>
            SameOrder(candidate.OrderId, known) || (order?.AlternateId is { Length: > 0 } other && candidate.AlternateId == other));
        if (entitlement is null)
            return (known, order is not null && known.Kind == PurchaseKind.SavingsPlan && !facts.MayImprove);
        known = known with
        {
            Kind = Refined(known, entitlement.ReservationType),
            ReservationOrderId = entitlement.ReservationOrderId,
            ExpiresAt = entitlement.ExpiresAt,
        };
        return await WithAzureAsync(known, entitlement, order is not null && !facts.MayImprove, ct);
    }

    /// <summary>What a return would give back now; null where there is nothing to ask about.</summary>
    /// <exception cref="CloudFault">The partner cannot ask, or the cloud fails.</exception>
    public async Task<Purchase> AskRefundAsync(Purchase purchase, CancellationToken ct)
    {
        if (purchase is not { Kind: PurchaseKind.Reservation, ReservationOrderId: { } order, ReservationId: { } reservation })
            return purchase;
        var quote = await azure.CalculateRefundAsync(purchase.CustomerId, order, reservation, purchase.Quantity, ct);
        return purchase with { Refund = quote, RefundAt = time.GetUtcNow(), RefundRefused = null };
    }

    /// <summary>The orders of the same kind that came before.</summary>
    public static IReadOnlyCollection<PastPurchase>? Earlier(Purchase purchase, CustomerFacts facts, IEnumerable<Purchase> stored)
    {
        var past = stored.Select(other => new PastPurchase(PurchaseNews.Key(other.OrderId), other.Quantity, other.Amount?.Amount));
        if (purchase.InAzure)
            return [.. past];
        if (facts.Orders is not { } orders)
            return past.ToList() is { Count: > 0 } some ? some : null;
        var listed = orders
            .Where(order => order.CreatedAt < purchase.At && !SameOrder(order.Id, purchase) && KindOf(order) == purchase.Kind)
            .Select(order => new PastPurchase(PurchaseNews.Key(order.Id), order.Lines.Sum(line => line.Quantity), order.Total?.Amount));
        return [.. listed.Concat(past).DistinctBy(order => order.OrderId)];
    }

    /// <summary>The same as the log would say of this order.</summary>
    public static Purchase FromOrder(Order order, string customer, string customerName) => new()
    {
        Id = PurchaseNews.Key(order.Id),
        OrderId = order.Id,
        CustomerId = customer,
        CustomerName = customerName,
        Kind = KindOf(order),
        Lines = Lines(order),
        At = order.CreatedAt ?? DateTimeOffset.MinValue,
    };

    private async Task<(Purchase Purchase, bool IsComplete)> WithAzureAsync(
        Purchase purchase, Entitlement entitlement, bool isComplete, CancellationToken ct)
    {
        if (entitlement.ReservationOrderId is not { } orderId)
            return (purchase, false);
        var reservations = await TryAsync(() => azure.ListReservationsOfOrderAsync(purchase.CustomerId, orderId, ct));
        if (reservations.Value is not [var reservation, ..])
        {
            // The partner may lack the right on the order: Partner Center's own details still tell the scope.
            var details = await TryAsync(() => azure.ReadEntitlementAsync(purchase.CustomerId, entitlement, ct));
            return (purchase with
            {
                Scope = details.Value is [var first, ..] ? first.Scope : purchase.Scope,
                RefundRefused = (reservations.Fault?.Reason ?? CloudReason.NotFound).ToString(),
            },
                isComplete && reservations.Fault is { IsTransient: false } && details.Fault is not { IsTransient: true });
        }

        var seen = purchase with
        {
            Kind = Refined(purchase, reservation.Resource),
            ReservationId = reservation.Id,
            Scope = reservation.Scope.Length > 0 ? reservation.Scope : purchase.Scope,
            ExpiresAt = reservation.ExpiresAt ?? purchase.ExpiresAt,
        };
        if (seen.Kind != PurchaseKind.Reservation)
            return (seen with { Refund = null, RefundAt = null }, isComplete);
        var asked = await TryAsync(() => AskRefundAsync(seen, ct));
        return asked.Value is { } quoted
            ? (quoted, isComplete)
            : (seen with { RefundRefused = asked.Fault!.Reason.ToString() }, isComplete && !asked.Fault.IsTransient);
    }

    private static Purchase WithOrder(Purchase purchase, Order order) => purchase with
    {
        OrderRead = true,
        Kind = purchase.Kind == PurchaseKind.OneTime ? KindOf(order) : purchase.Kind,
        Amount = order.Total ?? purchase.Amount,
        Lines = purchase.Lines.Count == 0 || purchase.Lines.All(line => line.Quantity == 0) ? Lines(order) : purchase.Lines,
    };

    private static List<PurchaseLine> Lines(Order order) =>
        [.. order.Lines.Select(line => new PurchaseLine(line.Name, line.Quantity, line.Term))];

    private static string KindOf(Order order) =>
        PurchaseNews.KindOf(order.IsOneTime, [.. order.Lines.Select(line => (line.OfferId, line.Name, line.SubscriptionId))]);

    /// <summary>Its name may still be the customer's id, or nothing.</summary>
    private static bool IsUnnamed(Purchase purchase) =>
        purchase.CustomerName.Length == 0 || purchase.CustomerName.Equals(purchase.CustomerId, StringComparison.OrdinalIgnoreCase);

    /// <summary>What Azure says is reserved is truer than the name of a line; a savings plan is no reservation whatever it says.</summary>
    private static string Refined(Purchase purchase, string? reserved) =>
        purchase.Kind == PurchaseKind.SavingsPlan || string.IsNullOrEmpty(reserved)
            ? purchase.Kind
            : PurchaseKind.Of(HoldingKinds.Of(reserved, [.. purchase.Lines.Select(line => line.Product)]).Kind);

    private static bool? Covers(ReservationPermissions? permissions, string kind) =>
        kind == PurchaseKind.SavingsPlan ? permissions?.SavingsPlan : permissions?.ReservedInstances;

    private static bool SameOrder(string? id, Purchase purchase) =>
        id is { Length: > 0 } && id.Equals(purchase.OrderId, StringComparison.OrdinalIgnoreCase);

    /// <summary>A fault as a value; only "too many" goes on, since everybody has to stop then.</summary>
    private static async Task<(T? Value, CloudFault? Fault)> TryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return (await read(), null);
        }
        catch (CloudFault fault) when (fault.Reason != CloudReason.Throttled)
        {
            return (default, fault);
        }
    }
}

/// <summary>What is read once per customer; a part that could not be read is null.</summary>
internal sealed record CustomerFacts(
    IReadOnlyList<Order>? Orders, IReadOnlyList<Entitlement>? Entitlements, ReservationPermissions? Permissions, string? CustomerName)
{
    /// <summary>Nothing was read.</summary>
    public static CustomerFacts None { get; } = new(null, null, null, null) { MayImprove = true };

    /// <summary>A part failed in a way that may pass.</summary>
    public bool MayImprove { get; init; }
}
