using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Stacks;

/// <summary>What looks at the mappings of a deployment saw, and whose subscriptions its users had.</summary>
internal static class StackTable
{
    private const string Columns = """
        tenant as Tenant, first_at as FirstAt, subscription as Subscription, before_at as BeforeAt, last_at as LastAt, gone_at as GoneAt
        """;

    public static Task<StackLook?> FindLookAsync(Session session, string deployment) => session.QueryOneAsync<StackLook?>(
        "select first_at as FirstAt, last_at as LastAt from stack_look where deployment = @deployment", new { deployment });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<SeenMapping>> ListAsync(Session session, string deployment) => session.QueryAsync<SeenMapping>(
        $"select {Columns} from stack_mapping where deployment = @deployment order by first_at", new { deployment });

    /// <summary>Every subscription ever seen there, with its last tenant.</summary>
    public static Task<IReadOnlyList<SeenSubscription>> ListSubscriptionsAsync(Session session, string deployment) =>
        session.QueryAsync<SeenSubscription>(
            "select id as Id, tenant as Tenant, name as Name from stack_subscription where deployment = @deployment", new { deployment });

    /// <summary>Stores one look at all mappings of a deployment; one that is older than the last look says nothing new.</summary>
    public static async Task SawAsync(Session session, string deployment, IReadOnlyList<StackMapping> mappings, DateTimeOffset at)
    {
        await session.LockAsync("stacks:" + deployment);
        var (now, look) = (at.ToUnixTimeMilliseconds(), await FindLookAsync(session, deployment));
        if (now <= look?.LastAt)
            return;
        var standing = (await ListAsync(session, deployment)).Where(row => row.GoneAt is null).ToDictionary(row => row.Tenant);
        foreach (var mapping in mappings.Where(one => one.TenantId.Length > 0).DistinctBy(one => one.TenantId))
        {
            var row = new { deployment, tenant = mapping.TenantId, subscription = mapping.SubscriptionId, now, before = look?.LastAt };
            await session.ExecuteAsync(
                standing.Remove(mapping.TenantId)
                    ? """
                    update stack_mapping set last_at = @now, subscription = @subscription
                    where deployment = @deployment and tenant = @tenant and gone_at is null
                    """
                    : """
                    insert into stack_mapping(deployment, tenant, first_at, subscription, before_at, last_at, gone_at)
                    values (@deployment, @tenant, @now, @subscription, @before, @now, null)
                    """,
                row);
        }

        foreach (var tenant in standing.Keys)
            await session.ExecuteAsync(
                "update stack_mapping set gone_at = @now where deployment = @deployment and tenant = @tenant and gone_at is null",
                new { deployment, tenant, now });
        await session.ExecuteAsync(
            """
            insert into stack_look(deployment, first_at, last_at) values (@deployment, @now, @now)
            on conflict (deployment) do update set last_at = excluded.last_at
            """,
            new { deployment, now });
    }

    public static async Task SawSubscriptionsAsync(
        Session session, string deployment, IReadOnlyList<StackUserSubscription> all, DateTimeOffset at)
    {
        foreach (var one in all)
        {
            await session.ExecuteAsync(
                """
                insert into stack_subscription(deployment, id, tenant, name, seen_at) values (@deployment, @Id, @TenantId, @Name, @now)
                on conflict (deployment, id) do update set tenant = excluded.tenant, name = excluded.name, seen_at = excluded.seen_at
                """,
                new { deployment, one.Id, one.TenantId, one.Name, now = at.ToUnixTimeMilliseconds() });
        }
    }
}

/// <summary>First and last look at a deployment's mappings, in Unix milliseconds.</summary>
internal sealed class StackLook
{
    public long FirstAt { get; set; }

    public long LastAt { get; set; }
}

/// <summary>A mapping as looks saw it; times are Unix milliseconds.</summary>
internal sealed class SeenMapping
{
    public string Tenant { get; set; } = "";

    public string Subscription { get; set; } = "";

    public long FirstAt { get; set; }

    public long? BeforeAt { get; set; }

    public long LastAt { get; set; }

    public long? GoneAt { get; set; }
}

/// <summary>A subscription that a user had.</summary>
internal sealed class SeenSubscription
{
    public string Id { get; set; } = "";

    public string Tenant { get; set; } = "";

    public string Name { get; set; } = "";
}
