namespace CspBot.Cloud.PartnerCenter;

/// <content>The reseller link.</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>
    /// <c>GET /v1/customers/relationshiprequests</c> (partner-center §2.4; App+User): the link that a company follows to become our
    /// customer, the same for every one.
    /// </summary>
    public Task<RelationshipRequestShape> GetRelationshipRequestAsync(CancellationToken ct) =>
        GetAsync("/v1/customers/relationshiprequests", PartnerCenterJson.Default.RelationshipRequestShape, ct);
}

/// <summary>RelationshipRequest: its address (partner-center §2.4).</summary>
internal sealed class RelationshipRequestShape
{
    public string? Url { get; init; }
}
