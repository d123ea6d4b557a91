using CspBot.Cloud;
using Microsoft.Extensions.Caching.Hybrid;

namespace CspBot.Partner;

/// <summary>Turns a directory id into a caller with roles, by transitive group membership; a source that fails gives no caller.</summary>
internal sealed class CallerResolver(AzureOperations azure, PartnerOptions options, HybridCache cache)
{
    /// <summary>
    /// How long roles may be remembered, on all instances, where nothing is changed: searches
    /// while typing, and who sees which button.
    /// </summary>
    private static readonly HybridCacheEntryOptions AMinute = new() { Expiration = TimeSpan.FromMinutes(1) };

    /// <summary>The caller with the roles held right now.</summary>
    /// <exception cref="CloudFault">The directory did not answer: nobody is let through.</exception>
    public async Task<Caller> ResolveAsync(Person person, CancellationToken ct) => CallerOf(person, await ReadGroupsAsync(person, ct));

    /// <summary>The caller with roles at most a minute old; for what changes nothing.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<Caller> ResolveForReadingAsync(Person person, CancellationToken ct) =>
        CallerOf(
            person,
            await cache.GetOrCreateAsync(
                "roles:" + person.ObjectId,
                token => new ValueTask<string[]>(ReadGroupsAsync(person, token)),
                AMinute,
                cancellationToken: ct));

    /// <summary>The people who may decide, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListApproversAsync(CancellationToken ct)
    {
        var members = await azure.ListGroupMembersAsync(options.ApproversGroupId, ct);
        return [.. members.Where(member => member.IsEnabled).Select(member => new Person(member.Id, options.TenantId, member.DisplayName))];
    }

    private async Task<string[]> ReadGroupsAsync(Person person, CancellationToken ct) =>
        [.. await azure.GetMemberGroupsAsync(
            person.ObjectId,
            [options.AdminAgentsGroupId, options.SalesAgentsGroupId, options.HelpdeskAgentsGroupId, options.ApproversGroupId],
            ct)];

    private Caller CallerOf(Person person, string[] groups)
    {
        var held = groups.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var roles = new HashSet<PartnerRole>();
        if (held.Contains(options.AdminAgentsGroupId))
            roles.Add(PartnerRole.AdminAgent);
        if (held.Contains(options.SalesAgentsGroupId))
            roles.Add(PartnerRole.SalesAgent);
        if (held.Contains(options.HelpdeskAgentsGroupId))
            roles.Add(PartnerRole.HelpdeskAgent);
        return new Caller(person, roles, held.Contains(options.ApproversGroupId));
    }
}
