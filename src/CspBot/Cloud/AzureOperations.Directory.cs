using CspBot.Cloud.Http;
using Microsoft.Graph.Models;

namespace CspBot.Cloud;

/// <content>People: users of customers' directories, groups of the partner's own.</content>
internal sealed partial class AzureOperations
{
    private const int IdsPerQuestion = 20;

    /// <summary>
    /// Users of the customer's directory whose name, UPN or mail begins with the words; all words empty gives the first ones.
    /// </summary>
    public async Task<IReadOnlyList<DirectoryUser>> SearchUsersAsync(string customerId, string text, int max, CancellationToken ct)
    {
        var users = await InDirectoryAsync(
            customerId, DirectoryStep.Read, () => graph.SearchUsersAsync(Tenant(customerId), text.Trim(), max, ct), ct);
        return [.. users.Select(Read)];
    }

    /// <summary>The user with this object id, UPN, mail or guest's home address; null when there is none.</summary>
    /// <remarks>
    /// Asked in that order, at most three calls (azure §6.1). Two users with the same address give Conflict with code
    /// AmbiguousUser: a right must not go to a guess.
    /// </remarks>
    public Task<DirectoryUser?> FindUserAsync(string customerId, string user, CancellationToken ct) =>
        InDirectoryAsync(customerId, DirectoryStep.Read, () => LookUpAsync(customerId, user, ct), ct);

    private async Task<DirectoryUser?> LookUpAsync(string customerId, string user, CancellationToken ct)
    {
        var tenant = Tenant(customerId);
        var wanted = user.Trim();
        var isAddress = wanted.Contains('@', StringComparison.Ordinal);
        if (!isAddress && !Guid.TryParse(wanted, out _))
            return null;

        if (await graph.FindByIdAsync(tenant, wanted, ct) is { } byId)
            return Read(byId);
        if (!isAddress)
            return null;

        var byMail = await graph.FindByMailAsync(tenant, wanted, ct);
        var exact = byMail.Where(u => CloudJson.SameId(u.Mail, wanted)).ToList();
        return Only(exact.Count > 0 ? exact : byMail) ?? Only(await graph.FindGuestAsync(tenant, wanted, ct));
    }

    /// <summary>
    /// Which of these groups (object ids) and directory roles (template ids) the partner's own user holds, nested groups included.
    /// </summary>
    /// <remarks>
    /// checkMemberObjects as the app, 20 ids a question (azure §6.1). A user the directory does not know, or has switched off, is in none;
    /// any answer but the directory's own is a fault that passes.
    /// </remarks>
    public async Task<IReadOnlySet<string>> GetMembershipsAsync(string userId, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var member = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!Guid.TryParse(userId, out _))
            return member;
        try
        {
            var enabled = graph.IsEnabledAsync(userId, ct);
            var held = ids
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Chunk(IdsPerQuestion)
                .Select(some => graph.CheckMemberObjectsAsync(userId, some, ct))
                .ToList();
            await Task.WhenAll([enabled, .. held]);
            if (await enabled)
            {
                foreach (var some in held)
                    member.UnionWith(await some);
            }
        }
        catch (CloudFault fault) when (fault.Reason == CloudReason.NotFound && fault.Api == "graph")
        {
            return new HashSet<string>();
        }

        return member;
    }

    /// <summary>The enabled users in a group of the partner's own directory, nested groups included.</summary>
    public async Task<IReadOnlyList<DirectoryUser>> ListGroupMembersAsync(string groupId, CancellationToken ct)
    {
        var members = await graph.ListGroupUsersAsync(groupId, ct);
        return [.. members.Select(Read).Where(m => m.IsEnabled).DistinctBy(m => m.Id, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The group is in our directory.</summary>
    /// <exception cref="CloudFault">Graph refused, or did not answer.</exception>
    public async Task<bool> HasGroupAsync(string groupId, CancellationToken ct)
    {
        try
        {
            await graph.ListGroupUsersAsync(groupId, ct);
            return true;
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Reason: CloudReason.NotFound })
        {
            return false;
        }
    }

    private static DirectoryUser? Only(List<User> users) => users.Count switch
    {
        0 => null,
        1 => Read(users[0]),
        _ => throw new CloudFault(
            CloudReason.Conflict, "graph", null, "AmbiguousUser", null, "Several users have this address; give the object id."),
    };

    /// <summary>A missing accountEnabled counts as disabled: a right is not given on a guess.</summary>
    private static DirectoryUser Read(User shape) => new(
        shape.Id ?? "",
        CloudJson.Named(shape.DisplayName, shape.UserPrincipalName, shape.Id),
        shape.UserPrincipalName ?? "",
        shape.Mail,
        CloudJson.SameWord(shape.UserType, "guest"),
        shape.AccountEnabled == true);
}
