using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>The live facts behind the card, each read now and by id.</summary>
internal sealed record ReservationPermissionReview(
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<AzureSubscription>> Sold,
    Probe<IReadOnlyList<CustomerOwner>> Owners,
    Probe<ReservationPermissions> Policy,
    Probe<IReadOnlyList<Person>> Approvers)
{
    public static async Task<ReservationPermissionReview> ReadAsync(AzureOperations azure, CallerResolver callers, DialogTurn turn, string customer, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer, token), ct);
        var owners = turn.ProbeAsync(token => azure.FindCustomerOwnersAsync(customer, token), ct);
        var policy = turn.ProbeAsync(token => azure.GetReservationPermissionsAsync(customer, token), ct);
        var approvers = turn.ProbeAsync(callers.ListApproversAsync, ct);
        return new ReservationPermissionReview(
            await relation,
            await sold,
            await owners,
            await policy,
            await approvers);
    }

    /// <summary>A read that may succeed later: nothing can be said yet, and nothing typed is lost.</summary>
    public Refusal? TryAgain => Relation.Transient ?? Sold.Transient ?? Owners.Transient ?? Policy.Transient ?? Approvers.Transient;

    public IReadOnlyList<AzureSubscription> Active => [.. (Sold.Value ?? []).Where(subscription => subscription.IsActive)];

    /// <summary>The customer could buy once it may: relation, subscription and an Owner of its own.</summary>
    public bool MayBeTurnedOn => Relation.Value is { IsReseller: true } && Active.Count > 0 && Owners.Value is { Count: > 0 } && Policy.Value is not null;

    public string CustomerName(string id) => Relation.Value?.Customer.Name ?? id;
}
