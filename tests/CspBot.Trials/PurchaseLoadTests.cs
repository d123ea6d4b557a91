using CspBot.Messages;
using CspBot.Purchases;
using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Much at once: a thousand purchases under restarts.</summary>
public sealed class PurchaseLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_purchases_late_shuffled_and_doubled_are_told_exactly_once_by_two_instances_that_restart()
    {
        const int purchases = 1_000;
        const int customers = 200;
        const int batches = 10;
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(), customers, oneClock: true);
        await using var other = await host.StartAnotherAsync();
        await PurchaseScenes.FirstSweepAsync(host);
        var buyers = (await PurchaseScenes.BuyersAsync(host)).Take(customers).ToList();
        Assert.Equal(customers, buyers.Count);

        // Each customer has a conversation of its own: the limits of one alone would stretch the sending over an hour.
        foreach (var (buyer, i) in buyers.Select((buyer, i) => (buyer, i)))
        {
            await RememberAsync(host, Conversation(i));
            await host.Services.GetRequiredService<Subscriptions>().SaveAsync(RouteTo(host, Conversation(i), buyer.Id), default);
        }

        // Orders show 15 minutes late, each record at a time of its own within 15 minutes, twice in
        // every answer, and in another order in each.
        await host.ControlAsync("knobs", new { orderDelayMs = 900_000, auditSpreadMs = 900_000, auditDisorder = true });
        var random = new Random(7);
        var turns = Enumerable.Range(0, purchases).OrderBy(_ => random.Next()).Chunk(purchases / batches).ToList();
        var wanted = new HashSet<string>();
        var restarts = 0;
        foreach (var (turn, n) in turns.Select((turn, n) => (turn, n)))
        {
            foreach (var i in turn)
                wanted.Add(await PurchaseScenes.BuyAsync(host, buyers[i % customers].Id, i % 10 == 0 ? "reservation" : "subscription"));
            await CalmAsync(host);
            await host.LeapAsync(PurchaseScenes.Poll);
            if (n % 2 == 0)
                continue;

            // In the midst of the sweep, or of what it brings: sometimes one of the two, sometimes the other.
            await Eventually.IsTrueAsync("the sweep has begun", async () => await CountAsync(
                host,
                "select count(*) from watch where name = 'purchases' and (lease_until > 0 or due_at > @now)",
                host.Time.GetUtcNow()) == 1);
            await (restarts++ % 2 == 0 ? host : other).RestartAsync();
        }

        for (var i = 0; i < 12 && Told(host).Count < purchases; i++)
        {
            await CalmAsync(host);
            await PurchaseScenes.PollAsync(host);
            await PurchaseScenes.SentAsync(host);
        }

        // Some sweeps later nothing came twice.
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.PollAsync(host);
        await PurchaseScenes.SentAsync(host);
        var told = Told(host);
        output.WriteLine($"{purchases} purchases of {customers} customers, 2 instances, {restarts} restarts: {told.Count} cards, "
            + $"{told.Distinct().Count()} different orders, {wanted.Except(told).Count()} lost, {told.Count - told.Distinct().Count()} "
            + $"twice, {await CountAsync(host, "select fence from watch where name = 'purchases'")} sweeps.");
        Assert.Equal(purchases, wanted.Count);
        Assert.Equal(purchases, told.Count);
        Assert.Equal(wanted, told.ToHashSet());
        Assert.Equal(purchases, await CountAsync(host, "select count(*) from notice"));
    }

    /// <summary>What is due is sent and no sweep runs; the lease of a sweep whose bot is gone is waited for by leaping over it.</summary>
    private static async Task CalmAsync(BotHost host)
    {
        // What a stopped bot had claimed is taken up when its lease is over.
        await Eventually.IsTrueAsync("what is due is sent", async () =>
            await CountAsync(host, "select count(*) from outbox where state = 'pending' and due_at <= @now", host.Time.GetUtcNow()) == 0);
        var (fence, patience) = (-1L, 0);
        await Eventually.IsTrueAsync(
            "no sweep runs",
            async () =>
            {
                if (await CountAsync(
                    host, "select count(*) from watch where name = 'purchases' and lease_until <= @now", host.Time.GetUtcNow()) == 1)
                    return true;
                var now = await CountAsync(host, "select fence from watch where name = 'purchases'");
                (fence, patience) = now == fence ? (fence, patience + 1) : (now, 0);
                if (patience < 300)
                    return false;

                // Nobody gave it back in seconds: it belongs to the bot that was stopped.
                host.Time.Leap(TimeSpan.FromMinutes(2));
                patience = 0;
                return false;
            },
            TimeSpan.FromSeconds(60));
        await PurchaseScenes.SentAsync(host);
    }

    /// <summary>The order ids on all cards, one for each card.</summary>
    private static List<string> Told(BotHost host) =>
        [.. host.Teams.Messages
            .Select(message => CardReader.Facts(message.Card))
            .Where(facts => facts.ContainsKey("Order"))
            .Select(facts => facts["Order"])];

    private static NoticeRoute RouteTo(BotHost host, string conversation, string customer) => new()
    {
        Id = conversation,
        Conversation = conversation,
        TenantId = host.Nora.Tenant,
        Owner = host.Nora.ObjectId,
        OwnerName = "Nora Lind",
        CustomerId = customer,
        TimeZone = "Europe/Paris",
        Language = "en",
    };

    private static string Conversation(int i) => FormattableString.Invariant($"19:load{i}@thread.v2");

    private static Task RememberAsync(BotHost host, string conversation) => host.Services
        .GetRequiredService<ConversationStore>()
        .RememberAsync(
            new CspBot.Teams.ConversationAddress
            {
                ServiceUrl = host.Teams.ServiceUrl,
                ConversationId = conversation,
                ConversationType = "groupChat",
                TenantId = host.Nora.Tenant,
            },
            default);

    private static Task<long> CountAsync(BotHost host, string sql, DateTimeOffset? now = null) =>
        host.Services
            .GetRequiredService<Database>()
            .ReadAsync(s => s.QueryOneAsync<long>(sql, new { now = now?.ToUnixTimeMilliseconds() }), default);
}
