namespace CspBot.Partner;

/// <summary>People as a rule names them: who holds a partner role, who is in a group, or one person; any of these is enough.</summary>
/// <param name="Roles">Names of <see cref="PartnerRole"/>; stored with requests, and so in letters.</param>
/// <param name="Groups">Security groups of the partner's directory; members of nested groups count.</param>
/// <param name="People">Single people, by object id.</param>
internal sealed record PolicyWho(IReadOnlyList<string> Roles, IReadOnlyList<PolicyName> Groups, IReadOnlyList<PolicyName> People)
{
    /// <summary>Object ids of the groups that must be asked about somebody.</summary>
    public IReadOnlyList<string> GroupIds => [.. Groups.Select(group => group.Id)];

    /// <summary>This caller is one of them.</summary>
    /// <param name="caller">With the roles held now.</param>
    /// <param name="groups">Which of the groups the caller is in now.</param>
    public bool Has(Caller caller, IReadOnlySet<string> groups) =>
        caller.Roles.Any(role => Roles.Contains(role.ToString()))
        || Groups.Any(group => groups.Contains(group.Id))
        || People.Any(person => person.Id.Equals(caller.Person.ObjectId, StringComparison.OrdinalIgnoreCase));

    /// <summary>Partner Center's and the rule's own names, the same in every language: for refusals and the audit.</summary>
    public string Names => string.Join(", ", Roles.Concat(Groups.Concat(People).Select(one => one.Said)));
}

/// <summary>A group or a person in a rule.</summary>
/// <param name="Id">Object id in the partner's directory.</param>
/// <param name="Name">How the rule calls it; shown only, never compared.</param>
internal sealed record PolicyName(string Id, string? Name)
{
    public string Said => Name ?? Id;
}
