using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>The live facts behind the card, each read now and by id.</summary>
internal sealed record ReservationPermissionReview(
    ReservationPermissionForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<AzureSubscription>> Sold,
    Probe<IReadOnlyList<CustomerOwner>> Owners,
    Probe<ReservationPermissions> Permissions,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<ReservationPermissionForm>(Form)
{
    public static async Task<ReservationPermissionReview> ReadAsync(
        AzureOperations azure, CallerResolver callers, DialogTurn turn, ReservationPermissionForm form, CancellationToken ct)
    {
        var customer = form.Customer;
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer, token), ct);
        var owners = turn.ProbeAsync(token => azure.FindCustomerOwnersAsync(customer, token), ct);
        var permissions = turn.ProbeAsync(token => azure.GetReservationPermissionsAsync(customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(customer, token), ct);
        return new ReservationPermissionReview(
            form,
            await relation,
            await sold,
            await owners,
            await permissions,
            await approvers)
        {
            Budget = await budget,
        };
    }

    /// <summary>What the customer may spend; null where nobody asked. It is told, and stands in no one's way.</summary>
    public Probe<UsageBudget>? Budget { get; init; }

    /// <summary>How long a purchase may stand before the bot sees it, the services' own delay aside.</summary>
    public TimeSpan LooksEvery { get; init; }

    /// <summary>Turning off waits for nothing but the permissions themselves: what it costs grows while they are on.</summary>
    public override Refusal? TryAgain => Form.TurnsOn ? Unread : Permissions.Transient;

    /// <summary>Any read that may succeed later.</summary>
    public Refusal? Unread => Relation.Transient ?? Sold.Transient ?? Owners.Transient ?? Permissions.Transient ?? Approvers.Transient;

    /// <summary>The permissions as they stand now; as they were shown while they cannot be read.</summary>
    public ReservationPermissions Now => Permissions.Value ?? Form.Shown;

    public IReadOnlyList<AzureSubscription> Active => [.. (Sold.Value ?? []).Where(subscription => subscription.IsActive)];

    /// <summary>The customer could buy once it may: relation, subscription and an Owner of its own.</summary>
    public bool MayBeTurnedOn =>
        Relation.Value is { IsReseller: true } && Active.Count > 0 && Owners.Value is { Count: > 0 } && Permissions.Value is not null;

    public string CustomerName => Relation.Value?.Customer.Name ?? Form.Customer;
}
