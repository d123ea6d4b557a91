using System.Collections.Frozen;
using CspBot.Cloud;
using Microsoft.Extensions.Caching.Hybrid;

namespace CspBot.Partner;

/// <summary>
/// Turns a directory id into a caller with roles, by transitive membership of groups and directory roles; a source that fails gives none.
/// </summary>
internal sealed class CallerResolver(AzureOperations azure, PartnerOptions options, HybridCache cache, FindAbsentApprovers absences)
{
    /// <summary>
    /// How long roles may be remembered, on all instances, where nothing is changed: searches
    /// while typing, and who sees which button.
    /// </summary>
    private static readonly HybridCacheEntryOptions AMinute = new() { Expiration = TimeSpan.FromMinutes(1) };

    /// <summary>The caller with the roles held right now.</summary>
    /// <exception cref="CloudFault">The directory did not answer: nobody is let through.</exception>
    public async Task<Caller> ResolveAsync(Person person, CancellationToken ct)
    {
        var caller = CallerOf(person, await ReadGroupsAsync(person, ct));
        if (!caller.MayStandIn)
            return caller;
        var standing = new List<StandIn>();
        foreach (var absent in await absences(person, ct))
        {
            var approver = CallerOf(absent.Approver, await ReadGroupsAsync(absent.Approver, ct));
            if (approver.IsApprover)
                standing.Add(new StandIn(absent.Absence, approver, absent.MadeBy));
        }

        return standing.Count == 0 ? caller : caller with { StandsIn = standing };
    }

    /// <summary>Who hears of what nobody decided in time, and sees this customer, read now; nobody where no group is named.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListSecondLineAsync(string customerId, CancellationToken ct)
    {
        var members = new List<Person>();
        foreach (var group in SecondLine)
            members.AddRange(await ListMembersAsync(group, customerId, ct));
        return members;
    }

    /// <summary>The members of a group who can sign in and see this customer, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListMembersAsync(string group, string customerId, CancellationToken ct) => await WhoSeeAsync(
        customerId,
        [
            .. (await azure.ListGroupMembersAsync(group, ct))
                .Where(member => member.IsEnabled)
                .Select(member => new Person(member.Id, options.TenantId, member.DisplayName)),
        ],
        ct);

    /// <summary>Whom an approver may ask to decide in their place: approvers and admin agents who can sign in, by name, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListStandInsAsync(CancellationToken ct)
    {
        var groups = new[] { options.ApproversGroupId, options.AdminAgentsGroupId }.Select(group => azure.ListGroupMembersAsync(group, ct));
        return
        [
            .. (await Task.WhenAll(groups))
                .SelectMany(members => members)
                .Where(member => member.IsEnabled)
                .DistinctBy(member => member.Id, StringComparer.OrdinalIgnoreCase)
                .OrderBy(member => member.DisplayName, StringComparer.OrdinalIgnoreCase)
                .Select(member => new Person(member.Id, options.TenantId, member.DisplayName)),
        ];
    }

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

    /// <summary>The people who may decide, read now; who of them may on a customer's requests is another question.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListAllApproversAsync(CancellationToken ct)
    {
        var members = await azure.ListGroupMembersAsync(options.ApproversGroupId, ct);
        return [.. members.Where(member => member.IsEnabled).Select(member => new Person(member.Id, options.TenantId, member.DisplayName))];
    }

    /// <summary>Those of them for whom this customer exists, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListApproversAsync(string customerId, CancellationToken ct) =>
        await WhoSeeAsync(customerId, await ListAllApproversAsync(ct), ct);

    /// <summary>Those of them who hold a role that may do this, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListApproversAsync(PartnerPower power, string customerId, CancellationToken ct)
    {
        var approvers = await ListApproversAsync(customerId, ct);
        var may = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (group, _) in Marks.Where(mark => IsGroup(mark.Role) && PartnerPowers.Who(power).Contains(mark.Role)))
            may.UnionWith((await azure.ListGroupMembersAsync(group, ct)).Select(member => member.Id));
        return [.. approvers.Where(approver => may.Contains(approver.ObjectId))];
    }

    /// <summary>Those of these people whom a rule means, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> WhoAreAsync(IReadOnlyList<Person> people, PolicyWho who, CancellationToken ct)
    {
        var meant = who.People.Select(person => person.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var groups = Marks.Where(mark => IsGroup(mark.Role) && who.Roles.Contains(mark.Role.ToString())).Select(mark => mark.Id);
        foreach (var group in people.Count == 0 ? [] : groups.Concat(who.GroupIds).Distinct(StringComparer.OrdinalIgnoreCase))
            meant.UnionWith((await azure.ListGroupMembersAsync(group, ct)).Select(member => member.Id));
        return [.. people.Where(person => meant.Contains(person.ObjectId))];
    }

    /// <summary>Which of these groups somebody is in, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlySet<string>> InWhichAsync(Person person, IReadOnlyCollection<string> groups, CancellationToken ct) =>
        groups.Count == 0 ? FrozenSet<string>.Empty : await azure.GetMembershipsAsync(person.ObjectId, groups, ct);

    /// <summary>Everybody with an agent's role, by name, read now.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListAgentsAsync(CancellationToken ct)
    {
        var groups = Marks.Where(mark => IsGroup(mark.Role)).Select(mark => azure.ListGroupMembersAsync(mark.Id, ct));
        return
        [
            .. (await Task.WhenAll(groups))
                .SelectMany(members => members)
                .DistinctBy(member => member.Id, StringComparer.OrdinalIgnoreCase)
                .OrderBy(member => member.DisplayName, StringComparer.OrdinalIgnoreCase)
                .Select(member => new Person(member.Id, options.TenantId, member.DisplayName)),
        ];
    }

    /// <summary>Those for whom the customer exists: they are in no group with customers of its own, or in one with it.</summary>
    /// <exception cref="CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> WhoSeeAsync(string customerId, IReadOnlyList<Person> people, CancellationToken ct)
    {
        var seeing = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var narrow = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var scope in people.Count == 0 ? [] : options.CustomerScopes)
        {
            var members = (await azure.ListGroupMembersAsync(scope.GroupId, ct)).Select(member => member.Id);
            (scope.Ids?.Contains(customerId, StringComparer.OrdinalIgnoreCase) == false ? narrow : seeing).UnionWith(members);
        }

        return [.. people.Where(person => seeing.Contains(person.ObjectId) || !narrow.Contains(person.ObjectId))];
    }

    /// <summary>What makes a role: a group's object id, or a directory role's template id.</summary>
    private (string Id, PartnerRole Role)[] Marks =>
    [
        (options.AdminAgentsGroupId, PartnerRole.AdminAgent),
        (options.SalesAgentsGroupId, PartnerRole.SalesAgent),
        (options.HelpdeskAgentsGroupId, PartnerRole.HelpdeskAgent),
        (DirectoryRoles.GlobalAdministrator, PartnerRole.GlobalAdministrator),
        (DirectoryRoles.UserAdministratorId, PartnerRole.UserAdministrator),
    ];

    private string[] SecondLine => options.SecondLineGroupId.Length > 0 ? [options.SecondLineGroupId] : [];

    private static bool IsGroup(PartnerRole role) =>
        role is PartnerRole.AdminAgent or PartnerRole.SalesAgent or PartnerRole.HelpdeskAgent;

    private async Task<string[]> ReadGroupsAsync(Person person, CancellationToken ct) =>
        [.. await azure.GetMembershipsAsync(
            person.ObjectId,
            [
                .. Marks.Select(mark => mark.Id)
                    .Append(options.ApproversGroupId)
                    .Concat(SecondLine)
                    .Concat(options.CustomerScopes.Select(scope => scope.GroupId))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            ct)];

    private Caller CallerOf(Person person, string[] groups)
    {
        var held = groups.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var roles = Marks.Where(mark => held.Contains(mark.Id)).Select(mark => mark.Role).ToHashSet();
        return new Caller(person, roles, held.Contains(options.ApproversGroupId))
        {
            Only = OnlyOf(held),
            IsSecondLine = SecondLine.Any(held.Contains),
        };
    }

    /// <summary>Null for all customers: in no group that has its own, or in one that has all.</summary>
    private HashSet<string>? OnlyOf(HashSet<string> groups)
    {
        var mine = options.CustomerScopes.Where(scope => groups.Contains(scope.GroupId)).Select(scope => scope.Ids).ToList();
        return mine.Count == 0 || mine.Contains(null)
            ? null
            : mine.SelectMany(ids => ids!).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
