using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>Which of a customer's own people may buy on its subscriptions (partner-center §4.3, azure §3.4).</content>
internal sealed partial class AzureOperations
{
    private const int SubscriptionsAtATime = 4;

    /// <summary>
    /// The customer's users who are Owner by the built-in role on at least one of its active Azure subscriptions, directly or through a
    /// group of its directory. The partner's own principal, service principals and custom roles do not count.
    /// </summary>
    /// <remarks>
    /// One list of assignments per active subscription, four at a time, then one directory
    /// read per person or group. In order of name.
    /// </remarks>
    public async Task<IReadOnlyList<CustomerOwner>> FindCustomerOwnersAsync(string customerId, CancellationToken ct)
    {
        var sold = await ListAzureSubscriptionsAsync(Tenant(customerId), ct);
        return await FindCustomerOwnersAsync(customerId, [.. sold.Where(s => s.IsActive)], ct);
    }

    /// <summary>The same on these subscriptions alone.</summary>
    public async Task<IReadOnlyList<CustomerOwner>> FindCustomerOwnersAsync(
        string customerId, IReadOnlyList<AzureSubscription> subscriptions, CancellationToken ct)
    {
        var tenant = Tenant(customerId);
        var held = new List<(RoleAssignment Assignment, AzureSubscription Subscription)>();
        foreach (var some in subscriptions.Chunk(SubscriptionsAtATime))
        {
            foreach (var owners in await Task.WhenAll(some.Select(s => ListOwnersAsync(tenant, s, ct))))
                held.AddRange(owners);
        }

        var found = new Dictionary<string, (DirectoryUser User, List<AzureSubscription> On)>(StringComparer.OrdinalIgnoreCase);
        foreach (var principal in held.GroupBy(h => h.Assignment.PrincipalId, StringComparer.OrdinalIgnoreCase))
        {
            var assignment = principal.First().Assignment;
            foreach (var user in await InDirectoryAsync(tenant, DirectoryStep.Read, () => ResolveAsync(tenant, assignment, ct), ct))
            {
                if (!found.TryGetValue(user.Id, out var entry))
                    found[user.Id] = entry = (user, []);
                entry.On.AddRange(principal.Select(p => p.Subscription).Except(entry.On));
            }
        }

        return [.. found.Values
            .OrderBy(f => f.User.DisplayName, StringComparer.CurrentCultureIgnoreCase)
            .Select(f => new CustomerOwner(f.User, f.On))];
    }

    private async Task<IEnumerable<(RoleAssignment Assignment, AzureSubscription Subscription)>> ListOwnersAsync(
        string tenant, AzureSubscription subscription, CancellationToken ct)
    {
        var assignments = await arm.ListAssignmentsAsync(tenant, new AzureScope(subscription.Id), "atScope()", ct);
        return assignments
            .Select(Read)
            .Where(a => a.RoleId == AzureRoles.Owner && IsAtOrAbove(a.Scope, new AzureScope(subscription.Id)))
            .Where(a => CloudJson.SameWord(a.PrincipalType, "User") || CloudJson.SameWord(a.PrincipalType, "Group"))
            .Select(a => (a, subscription));
    }

    /// <summary>Deleted principals stay in the list of assignments (azure §3.5): they resolve to nobody.</summary>
    private async Task<IEnumerable<DirectoryUser>> ResolveAsync(string tenant, RoleAssignment assignment, CancellationToken ct)
    {
        if (CloudJson.SameWord(assignment.PrincipalType, "Group"))
            return (await graph.ListGroupUsersAsync(assignment.PrincipalId, ct, tenant)).Select(Read).Where(u => u.IsEnabled);
        var user = await graph.FindByIdAsync(tenant, assignment.PrincipalId, ct);
        return user is null ? [] : new[] { Read(user) }.Where(u => u.IsEnabled);
    }
}
