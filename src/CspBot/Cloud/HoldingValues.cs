using System.Text.Json.Serialization;

namespace CspBot.Cloud;

/// <summary>What a holding is; told by what the services say is reserved, never guessed.</summary>
internal enum HoldingKind
{
    /// <summary>Can be returned and exchanged within Microsoft's rules.</summary>
    Reservation,

    /// <summary>Final (november-2026 §B 6).</summary>
    SavingsPlan,

    /// <summary>Credits paid ahead: final (november-2026 §B 5).</summary>
    PrePurchase,

    /// <summary>Paid once, and nothing tells more: promises nothing.</summary>
    OneTime,
}

/// <summary>One thing that a customer has committed to, as the services tell it now.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="OrderId">GUID of Azure's reservation order or savings plan order; Partner Center's order id where Azure shows none.</param>
/// <param name="Id">GUID of the reservation or plan; empty where Azure does not show it.</param>
/// <param name="Name">Display name.</param>
internal sealed record Holding(HoldingKind Kind, string OrderId, string Id, string Name)
{
    /// <summary>Such as Standard_D2s_v3; empty where nothing tells.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Azure region such as <c>westeurope</c>.</summary>
    public string? Location { get; init; }

    /// <summary>reservedResourceType of Microsoft.Capacity, such as VirtualMachines; empty where nothing tells.</summary>
    public string Resource { get; init; } = "";

    public int Quantity { get; init; } = 1;

    /// <summary>ISO 8601 duration such as P1Y.</summary>
    public string? Term { get; init; }

    /// <summary>Upfront or Monthly (savings plans: P1M or absent).</summary>
    public string? BillingPlan { get; init; }

    /// <summary>Shared, Single, ResourceGroup, ManagementGroup; empty where nothing tells.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Name of what a scope that is not shared covers; null where nothing tells.</summary>
    public string? ScopeName { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>provisioningState, such as Succeeded, Cancelled, Expired.</summary>
    public string State { get; init; } = "";

    /// <summary>Buys its successor by itself; null: not said.</summary>
    public bool? Renews { get; init; }

    /// <summary>A savings plan's commitment for each hour.</summary>
    public Money? Hourly { get; init; }

    /// <summary>How much of it was used over the last 1, 7 and 30 days; empty where the service does not tell.</summary>
    public IReadOnlyList<UsedShare> Used { get; init; } = [];

    /// <summary>What can be done about it; an unknown kind promises nothing.</summary>
    public HoldingPromise Promise { get; init; } = HoldingPromise.Unknown;

    /// <summary>The savings plans that cover what is reserved.</summary>
    public CoveredBy Covered { get; init; }

    /// <summary>Partner Center's order that it came from; null where Partner Center does not know it.</summary>
    public string? PartnerOrderId { get; init; }

    /// <summary>Azure shows it to the partner; otherwise Partner Center's entitlement alone tells of it.</summary>
    public bool InAzure { get; init; } = true;

    /// <summary>The reservation as Azure tells it, with what only quotes and plans need; null for everything else.</summary>
    public Reservation? Reservation { get; init; }

    /// <summary>What names it in buttons: the reservation's or plan's own id, else its order's.</summary>
    [JsonIgnore]
    public string Key => Id.Length > 0 ? Id : OrderId;

    /// <summary>
    /// Azure can be asked what returning it would give: it runs, Azure shows how many, and its kind is not final or unknown.
    /// </summary>
    public bool IsQuotedAt(DateTimeOffset now) =>
        this is { InAzure: true, Reservation: not null, Promise: HoldingPromise.Returnable, Quantity: > 0 }
        && PhaseAt(now) == HoldingPhase.Active;

    /// <summary>How far its life is; Azure's states that no reader needs are one.</summary>
    public HoldingPhase PhaseAt(DateTimeOffset now) => State switch
    {
        "Cancelled" => HoldingPhase.Cancelled,
        "Failed" or "BillingFailed" => HoldingPhase.Failed,
        _ when State is "Expired" || ExpiresAt <= now => HoldingPhase.Ended,
        "Creating" or "PendingResourceHold" or "ConfirmedResourceHold" or "PendingBilling" or "ConfirmedBilling" => HoldingPhase.Pending,
        _ => HoldingPhase.Active,
    };
}

/// <summary>How far the life of a holding is; in the order in which lists show them.</summary>
internal enum HoldingPhase
{
    Active,
    Pending,
    Failed,
    Ended,
    Cancelled,
}

/// <summary>Where holdings are read.</summary>
internal enum HoldingSource
{
    Reservations,
    SavingsPlans,
    Entitlements,
    Orders,
}

/// <summary>A source that could not be read, and why.</summary>
internal sealed record HoldingGap(HoldingSource Source, CloudFault Fault);

/// <summary>A reservation with what only the service's answer about this one tells (azure §7.1, expand=renewProperties).</summary>
/// <param name="BillingPlan">Upfront or Monthly; null where it does not tell.</param>
/// <param name="Flexible">The discount goes to other sizes of the same group too; null: does not apply, or not told.</param>
/// <param name="Successor">What it buys by itself at its end; null where it does not renew, or Azure does not tell.</param>
internal sealed record ReservationMore(string? BillingPlan, bool? Flexible, Successor? Successor);

/// <summary>What a renewal buys.</summary>
/// <param name="Price">Over its whole term; Azure locks it 30 days before the end.</param>
internal sealed record Successor(string Sku, string? Location, string Resource, string? Term, int Quantity, Money? Price);

/// <summary>All that a customer holds, and which of the sources could not be read.</summary>
/// <param name="All">
/// What runs first, soonest to end first; what ended or was cancelled last. Split, merged and archived ones are left out.
/// </param>
/// <param name="Faults">One for each source that failed: what is listed may then not be all.</param>
internal sealed record Holdings(IReadOnlyList<Holding> All, IReadOnlyList<CloudFault> Faults)
{
    /// <summary>The same faults with their sources.</summary>
    public IReadOnlyList<HoldingGap> Gaps { get; init; } = [];

    /// <summary>
    /// Azure answers, and shows none of the reservations that run by Partner Center: the partner's account has no right on them, or
    /// is a guest of the customer's directory and lost its road there (november-2026 §B 7).
    /// </summary>
    public bool IsBlind { get; init; }
}
