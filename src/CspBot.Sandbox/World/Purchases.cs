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

    /// <summary>So many looks see it not provisioned.</summary>
    public int LooksLeft { get; set; }
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

    /// <summary>Buys its successor by itself at its end.</summary>
    public bool Renew { get; init; }

    /// <summary><c>Shared</c> or <c>Single</c>: the subscription that it is billed to.</summary>
    public string Scope { get; init; } = "Shared";

    /// <summary>How much of the commitment is used on an everyday, in percent.</summary>
    public decimal Use { get; init; } = 92m;

    /// <summary>Paid each month; otherwise at once.</summary>
    public bool IsMonthly { get; init; } = true;

    /// <summary>The name under which it was ordered; null for one that was bought in the portal.</summary>
    public string? Alias { get; init; }

    /// <summary>What was ordered, word for word; with <see cref="Alias"/>.</summary>
    public string? Request { get; init; }

    /// <summary><c>Created</c>, or <c>Failed</c> and <c>Cancelled</c>, which nobody pays.</summary>
    public string State { get; init; } = "Created";

    /// <summary>So many looks at its order see it being created.</summary>
    public int PollsLeft { get; set; }

    /// <summary>Somebody has it.</summary>
    public bool IsBought => State == "Created" && PollsLeft <= 0;

    /// <summary>How much of a day's commitment was used, in percent.</summary>
    public decimal? Used(DateOnly day, DateTimeOffset now) => Usage.On(day, Use, Purchased, Expires, now);

    /// <summary>The mean of the last days that are over; null where it had not begun.</summary>
    public decimal? UsedOver(int days, DateTimeOffset now) => Usage.Over(days, now, day => Used(day, now));
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

    /// <summary>Line of an order of Copilot credits (made up).</summary>
    public const string CopilotOffer = "DZH318Z0COPC:0001:DZH318Z0COPI";

    /// <summary>Line of an order of reserved databases (made up).</summary>
    public const string DatabaseOffer = "DZH318Z0SQLR:0001:DZH318Z0SQLA";

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
    public string ResourceType
    {
        get => field ?? (Kind == PrePurchase ? "Databricks" : "VirtualMachines");
        init;
    }

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

    /// <summary><c>Succeeded</c>, <c>Cancelled</c>, <c>Split</c> or <c>Merged</c>.</summary>
    public string State { get; init; } = "Succeeded";

    /// <summary><c>Shared</c>, <c>Single</c>, or what the portal calls <c>ResourceGroup</c> and <c>ManagementGroup</c>.</summary>
    public string Scope { get; init; } = "Shared";

    /// <summary>Full id of what a scope that is not shared covers; without one the subscription that it is billed to.</summary>
    public string? AppliedScope { get; init; }

    /// <summary>Ids of those in the same order that it came from by a split or a merge.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>It was split into others, or merged into one.</summary>
    public bool IsPast => State is "Split" or "Merged";

    /// <summary>The partner's principal may read the order in Resource Manager.</summary>
    public bool Readable { get; init; } = true;

    /// <summary>How much of it is used on an everyday, in percent.</summary>
    public decimal Use { get; init; } = 97.5m;

    /// <summary><c>Upfront</c> or <c>Monthly</c>.</summary>
    public string BillingPlan { get; init; } = "Upfront";

    /// <summary>Buys its successor by itself at its end.</summary>
    public bool Renew { get; init; }

    /// <summary>What a PATCH said that is to be bought then, word for word; null: the same again.</summary>
    public string? Successor { get; init; }

    /// <summary><c>On</c> or <c>Off</c>; null where it does not apply.</summary>
    public string? Flexibility => ResourceType == "VirtualMachines" ? "On" : null;

    /// <summary>Put away by somebody in the portal.</summary>
    public bool Archived { get; init; }

    /// <summary>How much of a day was used, in percent; null when it had not begun, was over, or the day is not.</summary>
    public decimal? Used(DateOnly day, DateTimeOffset now) => Usage.On(day, Use, Purchased, Expires, now);

    /// <summary>The mean of the last days that are over; null where it had not begun.</summary>
    public decimal? UsedOver(int days, DateTimeOffset now) => Usage.Over(days, now, day => Used(day, now));

    /// <summary>
    /// What returning so many would be worth. Money: the unused part of what was paid. Commitment: that and what would still have been
    /// paid; it is what the ceiling counts (facts, november-2026 §B 3).
    /// </summary>
    public (decimal Paid, decimal Back, decimal Unpaid) Worth(int quantity, DateTimeOffset now)
    {
        decimal whole = Amount * quantity / Quantity;
        double term = (Expires - Purchased).TotalDays;
        double left = Math.Clamp((Expires - now).TotalDays, 0, term);
        if (BillingPlan != "Monthly")
            return (whole, Math.Round(whole * (decimal)(left / term), 2), 0);
        decimal month = whole / Months;
        double gone = (term - left) / term * Months;
        int paid = Math.Min(Months, (int)gone + 1);
        return (Math.Round(month * paid, 2), Math.Round(month * (decimal)(paid - gone), 2), Math.Round(month * (Months - paid), 2));
    }

    /// <summary>How many payments its term has.</summary>
    public int Months => Term == "P3Y" ? 36 : 12;
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

    public required DateTimeOffset Expires { get; init; }
}

/// <summary>One line of a cart; an error does not stop the cart, but its checkout.</summary>
internal sealed record CartLine(
    int Id, string CatalogItemId, string FriendlyName, int Quantity, string BillingCycle, string? TermDuration,
    IReadOnlyDictionary<string, string> ProvisioningContext, string? ErrorCode);
