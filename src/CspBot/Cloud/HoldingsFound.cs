namespace CspBot.Cloud;

/// <summary>What the sources of one customer's holdings said, null for one that failed; joins them. Pure.</summary>
internal sealed record HoldingsFound(
    IReadOnlyList<Reservation>? Reservations,
    IReadOnlyList<SavingsPlan>? Plans,
    IReadOnlyList<Entitlement>? Entitlements,
    IReadOnlyList<Order>? Orders)
{
    private static readonly HashSet<string> Past = new(StringComparer.OrdinalIgnoreCase) { "Split", "Merged" };

    /// <summary>
    /// Each thing once, also where a list that grew between two pages names it twice, with its catalogue product where Partner Center
    /// names it.
    /// </summary>
    public IReadOnlyList<(Holding Holding, string? Product)> All()
    {
        var inAzure = (Reservations ?? []).Select(reservation => reservation.OrderId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. (Reservations ?? []).Where(IsShown).DistinctBy(one => (Lower(one.OrderId), Lower(one.Id))).Select(Hold),
            .. (Plans ?? []).Where(plan => plan.IsBought).DistinctBy(one => (Lower(one.OrderId), Lower(one.Id)))
                .Select(plan => (Hold(plan), (string?)null)),
            .. (Entitlements ?? [])
                .Where(entitlement => entitlement.ReservationOrderId is null || !inAzure.Contains(entitlement.ReservationOrderId))
                .Select(Hold),
            .. Entitlements is null ? [] : (Orders ?? []).Where(IsBare).DistinctBy(order => Lower(order.Id)).Select(Hold),
        ];
    }

    /// <inheritdoc cref="Holdings.IsBlind"/>
    public bool IsBlind(DateTimeOffset now) => Reservations is { Count: 0 }
        && Entitlements?.Any(entitlement => entitlement.ReservationOrderId is not null && entitlement.ExpiresAt > now) == true;

    /// <summary>Split and merged ones are the past of others, archived ones were put away by somebody.</summary>
    private static bool IsShown(Reservation reservation) => !reservation.IsArchived && !Past.Contains(reservation.State);

    /// <summary>Paid once, and neither a subscription nor an entitlement came of it: software, or a plan that shows nowhere else.</summary>
    private bool IsBare(Order order) => order is { IsOneTime: true, Status: not "cancelled" }
        && !order.Lines.Any(line => !string.IsNullOrEmpty(line.SubscriptionId)
            || line.OfferId.StartsWith(HoldingKinds.PlanProduct, StringComparison.OrdinalIgnoreCase))
        && !Entitlements!.Any(entitlement => IsOf(entitlement, order))
        && HoldingKinds.OfNames(NamesOf(order)).Kind is HoldingKind.OneTime or HoldingKind.PrePurchase;

    private (Holding Holding, string? Product) Hold(Reservation reservation)
    {
        var entitlement = Entitlements?.FirstOrDefault(one => Same(one.ReservationOrderId, reservation.OrderId));
        var order = OrderOf(entitlement);
        var traits = HoldingKinds.Of(reservation.Resource, [reservation.Name]);
        if (traits.Promise == HoldingPromise.Unknown && order is not null)
            traits = HoldingKinds.Of(reservation.Resource, NamesOf(order));
        return (new Holding(traits.Kind, reservation.OrderId, reservation.Id, reservation.Name)
        {
            Promise = traits.Promise,
            Covered = traits.Covered,
            PartnerOrderId = entitlement?.OrderId,
            Sku = reservation.Sku,
            Location = reservation.Location,
            Resource = reservation.Resource,
            Quantity = reservation.Quantity,
            Term = reservation.Term,
            BillingPlan = reservation.BillingPlan,
            Scope = reservation.Scope,
            ScopeName = reservation.ScopeName,
            PurchasedAt = reservation.PurchasedAt,
            ExpiresAt = reservation.ExpiresAt,
            State = reservation.State,
            Renews = reservation.Renews,
            Used = reservation.Used,
            Reservation = reservation,
        },
            entitlement?.ProductId);
    }

    private static Holding Hold(SavingsPlan plan) => new(HoldingKind.SavingsPlan, plan.OrderId, plan.Id, plan.Name)
    {
        Promise = HoldingPromise.Final,
        Term = plan.Term,
        BillingPlan = plan.BillingPlan,
        Scope = plan.Scope,
        ScopeName = plan.ScopeName,
        PurchasedAt = plan.PurchasedAt,
        ExpiresAt = plan.ExpiresAt,
        State = plan.State,
        Renews = plan.Renews,
        Hourly = plan.Hourly,
        Used = plan.Used,
    };

    private (Holding Holding, string? Product) Hold(Entitlement entitlement)
    {
        var order = OrderOf(entitlement);
        var traits = HoldingKinds.Of(entitlement.ReservationType, order is null ? [] : NamesOf(order));
        return (new Holding(
            traits.Kind,
            entitlement.ReservationOrderId ?? entitlement.OrderId,
            "",
            order is null ? entitlement.ProductId : NameOf(order))
        {
            Promise = traits.Promise,
            Covered = traits.Covered,
            PartnerOrderId = entitlement.OrderId,
            Resource = entitlement.ReservationType ?? "",
            Quantity = entitlement.Quantity,
            Term = order is null ? null : TermOf(order),
            PurchasedAt = order?.CreatedAt,
            ExpiresAt = entitlement.ExpiresAt,
            InAzure = false,
        },
            entitlement.ProductId);
    }

    private static (Holding Holding, string? Product) Hold(Order order)
    {
        var traits = HoldingKinds.OfNames(NamesOf(order));
        return (new Holding(traits.Kind, order.Id, "", NameOf(order))
        {
            Promise = traits.Promise,
            PartnerOrderId = order.Id,
            Quantity = order.Lines.Sum(line => line.Quantity),
            Term = TermOf(order),
            PurchasedAt = order.CreatedAt,
            InAzure = false,
        },
            order.Lines is [var line, ..] ? line.OfferId.Split(':')[0] : null);
    }

    private Order? OrderOf(Entitlement? entitlement) =>
        entitlement is null ? null : Orders?.FirstOrDefault(order => IsOf(entitlement, order));

    private static bool IsOf(Entitlement entitlement, Order order) =>
        Same(entitlement.OrderId, order.Id)
        || Same(entitlement.OrderId, order.AlternateId)
        || Same(entitlement.AlternateId, order.AlternateId);

    private static bool Same(string? left, string? right) =>
        left is { Length: > 0 } && left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Lower(string id) => id.ToLowerInvariant();

    private static string[] NamesOf(Order order) => [.. order.Lines.Select(line => line.Name)];

    private static string NameOf(Order order) => string.Join(", ", NamesOf(order).Distinct());

    private static string? TermOf(Order order) => order.Lines.Select(line => line.Term).OfType<string>().FirstOrDefault();
}
