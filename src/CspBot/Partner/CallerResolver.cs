using System.Collections.Concurrent;
using CspBot.Cloud;

namespace CspBot.Partner;

/// <summary>Turns a directory id into a caller with roles, by transitive group membership; a source that fails gives no caller.</summary>
internal sealed class CallerResolver(AzureOperations azure, PartnerOptions options, TimeProvider time)
{
    /// <summary>How long roles may be remembered where nothing is changed: searches while typing, and help.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private const int MostRemembered = 1_000;

    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new();

    /// <summary>The caller with the roles held right now.</summary>
    /// <exception cref="CloudFault">The directory did not answer: nobody is let through.</exception>
    public async Task<Caller> ResolveAsync(Person person, CancellationToken ct)
    {
        var groups = await azure.GetMemberGroupsAsync(
            person.ObjectId,
            [options.AdminAgentsGroupId, options.SalesAgentsGroupId, options.HelpdeskAgentsGroupId, options.ApproversGroupId],
            ct).ConfigureAwait(false);
        var roles = new HashSet<PartnerRole>();
        if (groups.Contains(options.AdminAgentsGroupId))
            roles.Add(PartnerRole.AdminAgent);
        if (groups.Contains(options.SalesAgentsGroupId))
            roles.Add(PartnerRole.SalesAgent);
        if (groups.Contains(options.HelpdeskAgentsGroupId))
            roles.Add(PartnerRole.HelpdeskAgent);
        var caller = new Caller(person, roles, groups.Contains(options.ApproversGroupId));
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        _remembered[person.ObjectId] = (caller, time.GetUtcNow() + Life);
        return caller;
    }

    /// <summary>The caller with roles at most a minute old; for what changes nothing.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public Task<Caller> ResolveForReadingAsync(Person person, CancellationToken ct) =>
        _remembered.TryGetValue(person.ObjectId, out var known) && known.Until > time.GetUtcNow()
            ? Task.FromResult(known.Caller with { Person = person })
            : ResolveAsync(person, ct);

    /// <summary>The people who may decide, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListApproversAsync(CancellationToken ct)
    {
        var members = await azure.ListGroupMembersAsync(options.ApproversGroupId, ct).ConfigureAwait(false);
        return [.. members.Where(member => member.IsEnabled).Select(member => new Person(member.Id, options.TenantId, member.DisplayName))];
    }
}
