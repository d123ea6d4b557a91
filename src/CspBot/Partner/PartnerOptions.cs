namespace CspBot.Partner;

/// <summary>The groups that decide: object ids, never display names, which anybody can imitate.</summary>
internal sealed record PartnerOptions
{
    public string TenantId { get; init => field = Id(value); } = "";

    public string AdminAgentsGroupId { get; init => field = Id(value); } = "";

    public string SalesAgentsGroupId { get; init => field = Id(value); } = "";

    public string HelpdeskAgentsGroupId { get; init => field = Id(value); } = "";

    /// <summary>
    /// The security group of ours that gets the roles of a GDAP relationship; AdminAgents without one. Microsoft recommends a group of its
    /// own within AdminAgents for those who manage Azure (page "GDAP introduction").
    /// </summary>
    public string DelegationGroupId
    {
        get => field.Length > 0 ? field : AdminAgentsGroupId;
        init => field = Id(value);
    } = "";

    /// <summary>Who may decide on requests (<c>Approvals:ApproversGroupId</c>).</summary>
    public string ApproversGroupId { get; init => field = Id(value); } = "";

    /// <summary>Who may decide besides on what nobody decided in time (<c>Approvals:Escalate:Group</c>); empty for nobody.</summary>
    public string SecondLineGroupId { get; init => field = Id(value); } = "";

    /// <summary>Which agents see which customers alone (<c>Partner:CustomerScopes:N:{GroupId,Customers}</c>); none: all see all.</summary>
    public IReadOnlyList<CustomerScopeOptions> CustomerScopes { get; init; } = [];

    /// <summary>
    /// One sentence for each setting that is missing or wrong; tenant and admin agents are checked with the partner's account.
    /// </summary>
    public IEnumerable<string> Validate()
    {
        (string Key, string Value)[] ids =
        [
            ("Partner:SalesAgentsGroupId", SalesAgentsGroupId),
            ("Partner:HelpdeskAgentsGroupId", HelpdeskAgentsGroupId),
            ("Approvals:ApproversGroupId", ApproversGroupId),
        ];
        foreach (var (key, value) in ids)
        {
            if (value.Length == 0)
                yield return $"{key} is missing: give the object id from Entra.";
            else if (!Guid.TryParse(value, out _))
                yield return $"{key} must be an object id (a GUID), not '{value}'.";
        }

        if (DelegationGroupId.Length > 0 && !Guid.TryParse(DelegationGroupId, out _))
            yield return $"Partner:DelegationGroupId must be an object id (a GUID), not '{DelegationGroupId}'.";

        foreach (var wrong in CustomerScopes.SelectMany((scope, number) => scope.Validate(number)))
            yield return wrong;
    }

    /// <summary>In the one spelling that directories answer in, whatever spelling of a GUID the setting has.</summary>
    private static string Id(string? value) => Guid.TryParse(value, out var id) ? id.ToString() : value ?? "";
}
