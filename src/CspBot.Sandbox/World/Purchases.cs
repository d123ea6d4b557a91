namespace CspBot.Sandbox;

/// <summary>An order of Partner Center and who placed it.</summary>
internal sealed record Order
{
    public const string ByBot = "bot";
    public const string ByPortal = "portal";
    public const string ByCustomer = "customer";

    public required string Id { get; init; }

    /// <summary>Twelve hex characters.</summary>
    public required string AlternateId { get; init; }

    public required string Customer { get; init; }

    public required string PlacedBy { get; init; }

    /// <summary><c>one_time</c>, <c>monthly</c>…</summary>
    public required string BillingCycle { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Partner Center shows it from then on.</summary>
    public DateTimeOffset VisibleFrom { get; init; }

    public string Status { get; init; } = "pending";
}

/// <summary>One line of an order.</summary>
internal sealed record OrderLine
{
    /// <summary>Product, SKU and availability, parted by colons.</summary>
    public required string OfferId { get; init; }

    public required string FriendlyName { get; init; }

    public required int Quantity { get; init; }

    public string? TermDuration { get; init; }

    public string? SubscriptionId { get; init; }

    public IReadOnlyDictionary<string, string> ProvisioningContext { get; init; } = new Dictionary<string, string>();
}

/// <summary>A savings plan: Azure alone knows of it, Partner Center has no order and no record (facts, november-2026 §B 6).</summary>
internal sealed record SavingsPlan
{
    /// <summary>Kind of <c>POST /control/purchases</c>.</summary>
    public const string Kind = "savings-plan";

    public required string Id { get; init; }

    public required string Order { get; init; }

    public required string Customer { get; init; }

    public required string DisplayName { get; init; }

    /// <summary><c>P1Y</c> or <c>P3Y</c>.</summary>
    public required string Term { get; init; }

    /// <summary>What is committed to, in US dollars an hour.</summary>
    public required decimal Hourly { get; init; }

    /// <summary>The Azure subscription that it is billed to.</summary>
    public required string Subscription { get; init; }

    public required DateTimeOffset Purchased { get; init; }

    public DateTimeOffset Expires => Purchased.AddYears(Term == "P3Y" ? 3 : 1);

    /// <summary>The partner's principal may see it in Resource Manager.</summary>
    public bool Readable { get; init; } = true;
}

/// <summary>A reserved instance or pre-purchase plan: an entitlement in Partner Center and a reservation in Resource Manager.</summary>
internal sealed record Reservation
{
    public const string Instances = "reservation";

    /// <summary>A pre-purchase plan, such as Databricks' commit units.</summary>
    public const string PrePurchase = "pre-purchase";

    /// <summary>Some other thing that is paid once; no reservation comes of it.</summary>
    public const string OneTime = "one-time";

    /// <summary>Line of a pre-purchase plan's order (made up).</summary>
    public const string PrePurchaseOffer = "DZH318Z0PREP:0001:DZH318Z0PPLN";

    /// <summary>Line of an order of software (made up).</summary>
    public const string OneTimeOffer = "DG7GMGF0ONCE:0001:DG7GMGF0ONC1";

    public required string Id { get; init; }

    /// <summary>The reservation order in Resource Manager.</summary>
    public required string ReservationOrder { get; init; }

    /// <summary>The order in Partner Center.</summary>
    public required string Order { get; init; }

    public required string Customer { get; init; }

    public required string Kind { get; init; }

    /// <summary>What Microsoft.Capacity says that is reserved.</summary>
    public string ResourceType => Kind == PrePurchase ? "Databricks" : "VirtualMachines";

    /// <summary>The machine size, such as <c>Standard_B2s</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The product and SKU of the catalogue.</summary>
    public required string OfferId { get; init; }

    public required string DisplayName { get; init; }

    public required int Quantity { get; init; }

    /// <summary><c>P1Y</c> or <c>P3Y</c>.</summary>
    public required string Term { get; init; }

    public required string Location { get; init; }

    /// <summary>The Azure subscription that it is billed to.</summary>
    public required string Subscription { get; init; }

    /// <summary>What it costs over the whole term, in US dollars.</summary>
    public required decimal Amount { get; init; }

    public required DateTimeOffset Purchased { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary><c>Succeeded</c> or <c>Cancelled</c>.</summary>
    public string State { get; init; } = "Succeeded";

    public string Scope { get; init; } = "Shared";

    /// <summary>The partner's principal may read the order in Resource Manager.</summary>
    public bool Readable { get; init; } = true;
}

/// <summary>A shopping cart of Partner Center.</summary>
internal sealed class Cart
{
    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; set; }

    public required IReadOnlyList<CartLine> Lines { get; set; }

    public bool Ordered { get; set; }

    public DateTimeOffset Expires => Created.AddMinutes(15);
}

/// <summary>One line of a cart; an error does not stop the cart, but its checkout.</summary>
internal sealed record CartLine(
    int Id, string CatalogItemId, string FriendlyName, int Quantity, string BillingCycle, string? TermDuration,
    IReadOnlyDictionary<string, string> ProvisioningContext, string? ErrorCode);
