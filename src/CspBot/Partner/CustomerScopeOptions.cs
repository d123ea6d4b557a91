namespace CspBot.Partner;

/// <summary>
/// Some agents for some customers: who is in this group sees these customers alone. In several groups: all of theirs. In none: everybody.
/// </summary>
internal sealed record CustomerScopeOptions
{
    /// <summary>Every customer.</summary>
    private const string Everybody = "*";

    /// <summary>Object id of a security group in the partner's directory; members of nested groups count.</summary>
    public string GroupId { get; init; } = "";

    /// <summary>Tenant ids, separated by commas; <c>*</c> for every customer.</summary>
    public string Customers { get; init; } = "";

    /// <summary>Null for every customer.</summary>
    public IReadOnlyList<string>? Ids => Customers.Trim() == Everybody
        ? null
        : [.. Listed.Select(one => Guid.TryParse(one, out var id) ? id.ToString() : one)];

    private string[] Listed => Customers.Split(
        [',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A sentence for each thing that is wrong.</summary>
    public IEnumerable<string> Validate(int number)
    {
        var key = $"Partner:CustomerScopes:{number}";
        if (!Guid.TryParse(GroupId, out _))
            yield return $"{key}:GroupId must be a group's object id (a GUID), not '{GroupId}'.";
        if (Customers.Trim() == Everybody)
            yield break;
        if (Listed.Length == 0)
            yield return $"{key}:Customers is missing: give customers' tenant ids, separated by commas, or * for all.";
        foreach (var wrong in Listed.Where(one => !Guid.TryParse(one, out _)))
            yield return $"{key}:Customers: '{wrong}' is no tenant id (a GUID).";
    }
}
