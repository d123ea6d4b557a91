using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Customers;

/// <summary>The live facts behind the request of a relation.</summary>
/// <param name="Access">Who of ours holds roles of the active relationships; null where there is none.</param>
internal sealed record RelationReview(
    RelationForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<RelationAccess>>? Access,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<RelationForm>(Form)
{
    /// <summary>The group that is to get the roles is in our directory; a fault says nothing of it.</summary>
    public required Probe<bool> Group { get; init; }

    public override Refusal? TryAgain => Relation.Transient ?? Approvers.Transient;
}

/// <summary>What ties a customer to us, as read within one turn.</summary>
internal sealed record RelationFacts(Probe<CustomerRelation> Relation, Probe<IReadOnlyList<RelationAccess>>? Access)
{
    public static async Task<RelationFacts> ReadAsync(AzureOperations azure, DialogTurn turn, string customer, CancellationToken ct)
    {
        var relation = await turn.ProbeAsync(token => azure.GetCustomerAsync(customer, token), ct);
        var active = relation.Value?.Delegated.Relations.Where(one => one.IsActive).Take(MostRead).ToList() ?? [];
        return new RelationFacts(relation, active.Count == 0 ? null : await turn.ProbeAsync(token => AllAsync(azure, active, token), ct));
    }

    /// <summary>Of so many active relationships is it read who holds their roles.</summary>
    private const int MostRead = 3;

    private static async Task<IReadOnlyList<RelationAccess>> AllAsync(
        AzureOperations azure, IReadOnlyList<DelegatedRelation> active, CancellationToken ct) =>
        [.. (await Task.WhenAll(active.Select(one => azure.ListRelationAccessAsync(one.Id, ct)))).SelectMany(some => some)];
}
