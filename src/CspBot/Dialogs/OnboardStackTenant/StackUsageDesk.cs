using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Reads the usage of stamps beside the history of their mappings; every look at the mappings is kept.</summary>
internal sealed class StackUsageDesk(
    AzureOperations azure, StackUsageReader reader, StackDesk desk, RequestService requests, TimeProvider time)
{
    /// <summary>So many requests of the dialog date mappings; older ones are seen by the looks since.</summary>
    private const int MostRequests = 1000;

    /// <summary>The last day that stamps tell.</summary>
    public DateOnly LastDay => reader.LastDay;

    /// <summary>
    /// All these stamps at once. What cannot be read, or not in the turn's time, is in the answer beside what was read, and comes faster
    /// the next time: days that are over are kept.
    /// </summary>
    public async Task<IReadOnlyList<StackUsageRead>> ReadAsync(
        DialogTurn turn, IEnumerable<StackDeployment> stacks, StackUsageSpan span, CancellationToken ct)
    {
        var done = requests.ListDoneAsync(OnboardStackTenantDialog.Own, MostRequests, ct);
        return await Task.WhenAll(stacks.Select(stack => OneAsync(turn, stack, span, done, ct)));
    }

    private async Task<StackUsageRead> OneAsync(
        DialogTurn turn, StackDeployment stack, StackUsageSpan span, Task<IReadOnlyList<Request>> done, CancellationToken ct)
    {
        var (read, at) = (new StackUsageSoFar(), time.GetUtcNow());
        var reading = turn.ProbeAsync(token => reader.ReadAsync(stack, span.Dates, read, token), ct);
        var mapping = turn.ProbeAsync(token => azure.ListStackMappingsAsync(stack, token), ct);
        var naming = turn.ProbeAsync(token => azure.ListStackUserSubscriptionsAsync(stack, token), ct);
        var (mappings, names) = (await mapping, await naming);
        if (mappings.Value is not null)
            await desk.SawAsync(stack, mappings.Value, at, ct);
        if (names.Value is not null)
            await desk.SawAsync(stack, names.Value, ct);
        var history = await desk.ReadAsync(stack, ct);
        var usage = await reading;
        var whose = new Whose(stack, history, names.Value, mappings.Value, await done);
        return new StackUsageRead(
            stack,
            [
                .. from line in read.Of(span.From, span.To)
                   group line by whose.GroupOf(line.Subscription)
                   into of
                   where turn.Caller.Only is null || (of.Key.Tenant.Length > 0 && turn.Caller.Sees(of.Key.Tenant))
                   select UseOf(whose, of.Key.Tenant, [.. of]),
            ])
        {
            UsageFault = usage.Fault,
            MappingFault = mappings.Fault,
            NamesFault = names.Fault,
            Since = read.Since < span.From ? span.From : read.Since,
            Began = history.Began,
        };
    }

    private StackUse UseOf(Whose whose, string tenant, IReadOnlyList<StackUsageLine> lines)
    {
        var times = whose.TimesOf(tenant);
        var states = lines.Select(line => line.Day).Distinct().ToDictionary(day => day, times.On);
        var deleted = lines.Select(line => line.Subscription).Distinct().Where(whose.IsDeleted).Order(StringComparer.Ordinal).ToList();
        return new StackUse(
            whose.Stack.Name,
            tenant,
            tenant.Length == 0 ? lines[0].Subscription : azure.FindKnownCustomer(tenant)?.Name ?? whose.DomainOf(tenant) ?? tenant,
            times,
            [
                .. from line in lines
                   group line by (line.Day, line.Meter)
                   into of
                   orderby of.Key.Day
                   select new StackUseDay(of.Key.Day, of.Key.Meter, of.Sum(line => line.Quantity), states[of.Key.Day])
                   {
                       Resources = of.Sum(line => line.Resources),
                       Unnamed = of.Sum(line => line.Unnamed),
                   },
            ])
        {
            IsOwn = CloudJson.SameId(tenant, whose.Stack.DirectoryTenantId),
            Deleted = deleted,
            PaidBy = whose.PayerOf(tenant),
        };
    }

    /// <summary>Whose a subscription is, and how its tenant is mapped.</summary>
    private sealed record Whose(
        StackDeployment Stack,
        StackHistory History,
        IReadOnlyList<StackUserSubscription>? Listed,
        IReadOnlyList<StackMapping>? Mappings,
        IReadOnlyList<Request> Requests)
    {
        private readonly Dictionary<string, string> _remembered =
            History.Subscriptions.ToDictionary(one => one.Id, one => one.Tenant, StringComparer.OrdinalIgnoreCase);

        /// <summary>The tenant, of a deleted subscription too where it was ever seen; a subscription that nobody knows is alone.</summary>
        public (string Tenant, string Alone) GroupOf(string subscription) =>
            TenantOf(subscription) is { Length: > 0 } tenant ? (tenant, "") : ("", subscription);

        /// <summary>The list could be read and does not have it, or it was never seen.</summary>
        public bool IsDeleted(string subscription) => Listed is null
            ? !_remembered.ContainsKey(subscription)
            : !Listed.Any(one => CloudJson.SameId(one.Id, subscription));

        public string? DomainOf(string tenant) => Listed
            ?.FirstOrDefault(one => one.TenantId == tenant && one.Owner.Contains('@', StringComparison.Ordinal))
            ?.Owner.Split('@')[^1];

        public string? PayerOf(string tenant) =>
            Mappings?.FirstOrDefault(one => CloudJson.SameId(one.TenantId, tenant))?.SubscriptionId;

        public MappingTimes TimesOf(string tenant) => new(tenant.Length == 0
            ? []
            : History.MarksOf(tenant).Concat(StackUsageSteps.MarksOf(Requests, Stack.Name, tenant)));

        private string? TenantOf(string subscription) =>
            Listed?.FirstOrDefault(one => CloudJson.SameId(one.Id, subscription))?.TenantId is { Length: > 0 } told
                ? told
                : _remembered.GetValueOrDefault(subscription);
    }
}
