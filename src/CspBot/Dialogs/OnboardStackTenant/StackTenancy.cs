using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Partner;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Who is a tenant of one stack: the directories that the stamp lets in, and the mappings of its registration.</summary>
internal sealed record StackTenancy(
    StackDeployment Stack, Probe<IReadOnlyList<DirectoryTenant>> Directories, Probe<IReadOnlyList<StackMapping>> Mappings)
{
    /// <summary>How the registration is billed; null when it was not asked for.</summary>
    public StackBilling? Billing { get; init; }

    /// <summary>Every configured stack at once; one that is out of reach says so and hides nothing of the others.</summary>
    public static async Task<IReadOnlyList<StackTenancy>> ReadAsync(AzureOperations azure, DialogTurn turn, CancellationToken ct) =>
        await Task.WhenAll(azure.Stacks.Select(async stack =>
        {
            var directories = turn.ProbeAsync(token => azure.ListDirectoryTenantsAsync(stack, token), ct);
            var mappings = turn.ProbeAsync(token => azure.ListStackMappingsAsync(stack, token), ct);
            var billing = StackBilling.ReadAsync(azure, turn, stack, ct);
            return new StackTenancy(stack, await directories, await mappings) { Billing = await billing }.For(turn.Caller);
        }));

    /// <summary>
    /// The billing leaks: a directory that a stamp lets in and that its registration has no mapping for, so that its use is billed to the
    /// registration's own subscription (facts azure §4.3). The home directory is no tenant.
    /// </summary>
    public static IReadOnlyList<StackLeak> FindLeaks(IReadOnlyList<StackTenancy> all) =>
    [
        .. from one in all
           where one.Mappings.Value is not null
           from directory in one.Directories.Value ?? []
           where directory.TenantId.Length > 0
               && !CloudJson.SameId(directory.TenantId, one.Stack.DirectoryTenantId)
               && !one.Maps(directory.TenantId)
           orderby directory.Name, one.Stack.Name
           select new StackLeak(one.Stack.Name, directory.TenantId, directory.Name, [.. all
               .Where(other => other.Maps(directory.TenantId))
               .Select(other => other.Stack.Name)]),
    ];

    /// <summary>Without those who do not exist for this caller.</summary>
    private StackTenancy For(Caller caller) => caller.Only is null
        ? this
        : this with
        {
            Directories = new(
                Directories.Value
                    ?.Where(one => caller.Sees(one.TenantId) || CloudJson.SameId(one.TenantId, Stack.DirectoryTenantId))
                    .ToList(),
                Directories.Fault),
            Mappings = new(Mappings.Value?.Where(one => caller.Sees(one.TenantId)).ToList(), Mappings.Fault),
        };

    public StackMapping? MappingOf(string tenantId) =>
        Mappings.Value?.FirstOrDefault(mapping => CloudJson.SameId(mapping.TenantId, tenantId));

    private bool Maps(string tenantId) => MappingOf(tenantId) is not null;
}

/// <summary>A directory whose use of a stack nobody is billed for but the partner.</summary>
/// <param name="MappedOn">Other deployments, where it is mapped.</param>
internal sealed record StackLeak(string Deployment, string TenantId, string Domain, IReadOnlyList<string> MappedOn)
{
    /// <summary>Value of a choice.</summary>
    public string Key => Deployment + "|" + TenantId;
}
