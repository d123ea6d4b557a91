namespace CspBot.Cloud;

/// <summary>What is to be different about a reservation; null leaves it as it is.</summary>
internal sealed record ReservationChange
{
    /// <summary>Display name.</summary>
    public string? Name { get; init; }

    public ScopeTarget? Scope { get; init; }

    /// <summary>It buys its successor by itself at its end.</summary>
    public bool? Renews { get; init; }

    /// <summary>What is bought then; with <see cref="Renews"/> alone.</summary>
    public ReservationPurchase? Successor { get; init; }

    /// <summary>Nothing of it is left to do.</summary>
    public bool IsDone(Reservation now) =>
        (Name is null || Name == now.Name)
        && (Renews is null || Renews == now.Renews)
        && (Scope is null || Scope.Is(now));
}

/// <summary>What a reservation or savings plan is to be for.</summary>
/// <param name="Type">Shared, Single, ResourceGroup or ManagementGroup.</param>
/// <param name="Id">Full id of the subscription, resource group or management group; null for a shared one.</param>
internal sealed record ScopeTarget(string Type, string? Id)
{
    /// <summary>The types, the widest last.</summary>
    public static IReadOnlyList<string> Types { get; } = ["Single", "ResourceGroup", "ManagementGroup", "Shared"];

    /// <summary>That reservation is for this.</summary>
    public bool Is(Reservation now) => Id is null
        ? now.Scope == "Shared"
        : now.Scope != "Shared" && Id.Equals(now.ScopeId, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the service says about a purchase that was not made yet.</summary>
/// <param name="IsValid">It would be taken.</param>
/// <param name="Code">The service's reasonCode where it would not.</param>
/// <param name="Words">The service's own words.</param>
internal sealed record PlanVerdict(bool IsValid, string Code, string Words);

/// <summary>A savings plan that was ordered under a name of ours.</summary>
/// <param name="OrderId">GUID of the savings plan order; empty as long as the service does not tell.</param>
/// <param name="State">Creating, PendingBilling, ConfirmedBilling, Created, Failed, Cancelled.</param>
internal sealed record PlanOrder(string OrderId, string State)
{
    public bool IsBought => State == "Created";

    /// <summary>It came to nothing: both spellings of Cancelled.</summary>
    public bool IsOver => State is "Failed" or "Cancelled" or "Canceled";
}
