using System.Collections.Concurrent;
using CspBot.Proactive;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams.Cards;
using CspBot.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Proactive;

/// <summary>Much at once: a thousand purchases under restarts, five thousand notices under Teams' limits, and what a sweep costs.</summary>
public sealed class PurchaseLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_purchases_late_shuffled_and_doubled_are_told_exactly_once_by_two_instances_that_restart()
    {
        const int purchases = 1_000;
        const int customers = 200;
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:PollInterval", "00:00:02")), customers);
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

        // Orders show late, records later still and each at a different time, so that every sweep meets them in another order.
        await host.ControlAsync("knobs", new { orderDelayMs = 3_000, auditDelayMs = 1_000 });
        var random = new Random(7);
        var orders = new ConcurrentBag<string>();
        var buying = Parallel.ForEachAsync(
            Enumerable.Range(0, purchases).OrderBy(_ => random.Next()),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (i, _) => orders.Add(await PurchaseScenes.BuyAsync(host, buyers[i % customers].Id, i % 10 == 0 ? "reservation" : "subscription")));
        for (var i = 0; i < 3; i++)
        {
            await Eventually.IsTrueAsync("some more were bought", () => Task.FromResult(orders.Count >= (i + 1) * purchases / 5), TimeSpan.FromSeconds(60));
            await (i % 2 == 0 ? host : other).RestartAsync();
        }

        await buying;
        var wanted = orders.ToHashSet();
        Assert.Equal(purchases, wanted.Count);
        await Eventually.IsTrueAsync("all were sent", () => Task.FromResult(Told(host).Count >= purchases), TimeSpan.FromSeconds(120));

        // Some sweeps later nothing came twice.
        var sweeps = await CountAsync(host, "select fence from watch");
        await Eventually.IsTrueAsync("two more sweeps", async () => await CountAsync(host, "select fence from watch") >= sweeps + 2);
        await PurchaseScenes.SentAsync(host);
        var told = Told(host);
        Assert.Equal(purchases, told.Count);
        Assert.Equal(wanted, told.ToHashSet());
        Assert.Equal(purchases, await CountAsync(host, "select count(*) from notice"));
        output.WriteLine($"{purchases} purchases of {customers} customers, 2 instances, 3 restarts: {told.Count} cards, {told.Distinct().Count()} different orders, {wanted.Except(told).Count()} lost, {sweeps} sweeps.");
    }

    [Fact]
    public async Task Five_thousand_notices_keep_the_limits_of_teams_and_all_arrive()
    {
        const int notices = 5_000;
        const int conversations = 250;
        await using var host = await BotHost.StartAsync();
        var limits = new TeamsLimits(host.Time);
        for (var i = 0; i < conversations; i++)
            await RememberAsync(host, Conversation(i));
        host.Teams.Misbehave = (request, _) => limits.Take(request);
        var began = host.Time.GetUtcNow();
        using var over = new CancellationTokenSource();
        var clock = AccelerateAsync(host.Time, over.Token);
        await PurchaseScenes.StoreAsync(host, async s =>
        {
            for (var i = 0; i < notices; i++)
                await Outbox.ShowAsync(s, new OutboxMessage($"load/{i}", $"load/{i}", host.Nora.Tenant, null, Conversation(i % conversations), null, Notice(i)), began);
            return true;
        });
        await Eventually.IsTrueAsync("all notices arrived", async () => await CountAsync(host, "select count(*) from outbox where state = 'done' and id like 'load/%'") == notices, TimeSpan.FromSeconds(100));
        await over.CancelAsync();
        await clock;

        var arrived = host.Teams.Messages.Select(message => message.Text).Where(text => text.StartsWith("Notice", StringComparison.Ordinal)).ToList();
        Assert.Equal(notices, arrived.Distinct().Count());
        Assert.Equal(notices, arrived.Count);
        Assert.Equal(0, limits.Broken);
        var late = limits.Times.Select(time => (time - began).TotalSeconds).Order().ToList();
        output.WriteLine($"{notices} notices to {conversations} conversations, {limits.Broken} limits broken, most in a second: {limits.MostInASecond} per tenant, {limits.MostInASecondOfOne} per conversation. Lateness: median {late[notices / 2]:0.0} s, 95 % {late[notices * 95 / 100]:0.0} s, last {late[^1]:0.0} s (at 30 a second {notices / 30.0:0.0} s are needed).");
    }

    [Theory]
    [InlineData(50)]
    [InlineData(20_000)]
    public async Task A_sweep_costs_the_same_whatever_the_number_of_idle_customers(int customers)
    {
        await using var host = await BotHost.StartAsync(PurchaseScenes.Watching(), customers);
        await PurchaseScenes.FirstSweepAsync(host);
        await Eventually.IsTrueAsync("the customers are known", () => host.Services.GetRequiredService<CspBot.Cloud.CustomerIndex>().IsComplete);
        var after = (await host.CallsAsync()).Count;
        for (var i = 0; i < 3; i++)
            await PurchaseScenes.PollAsync(host);
        var calls = (await host.CallsAsync()).Skip(after)

            // What the watch over the permission itself reads is counted by its own test.
            .Where(call => !$"{call.GetProperty("path")} {call.GetProperty("query")}".Replace("_", "", StringComparison.Ordinal).Contains("selfservepolicy", StringComparison.OrdinalIgnoreCase))
            .Select(call => $"{call.GetProperty("api").GetString()} {call.GetProperty("path").GetString()}")

            // The list of customers is read for search every ten minutes, sweep or not.
            .Where(call => call is not "partnercenter /v1/customers" && !call.StartsWith("login", StringComparison.Ordinal))
            .ToList();
        output.WriteLine($"{customers} idle customers: {calls.Count} calls in 3 sweeps.");

        // Two pieces of the log in a sweep, and one customer's entitlements once all are known: never more, however many customers there are.
        Assert.InRange(calls.Count, 3, 9);
        Assert.InRange(calls.Count(call => call.Contains("auditrecords", StringComparison.OrdinalIgnoreCase)), 3, 6);
        Assert.InRange(calls.Count(call => call.EndsWith("/entitlements", StringComparison.OrdinalIgnoreCase)), 0, 3);
    }

    /// <summary>The order ids on all cards, one for each card.</summary>
    private static List<string> Told(BotHost host) =>
        [.. host.Teams.Messages.Select(message => CardReader.Facts(message.Card)).Where(facts => facts.ContainsKey("Order")).Select(facts => facts["Order"])];

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

    private static AdaptiveCard Notice(int i) => Look.Card(Texts.English, FormattableString.Invariant($"Notice {i}."), []);

    private static Task RememberAsync(BotHost host, string conversation) => host.Services.GetRequiredService<ConversationStore>().RememberAsync(
        new CspBot.Teams.ConversationReference { ServiceUrl = host.Teams.ServiceUrl, ConversationId = conversation, ConversationType = "groupChat", TenantId = host.Nora.Tenant },
        default);

    private static Task<long> CountAsync(BotHost host, string sql) => host.Services.GetRequiredService<Database>().ReadAsync(s => s.QueryOneAsync<long>(sql), default);

    /// <summary>Makes the clock run several times as fast, in steps smaller than any limit's span.</summary>
    private static async Task AccelerateAsync(JumpTime time, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            time.Leap(TimeSpan.FromMilliseconds(45));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Teams' limits as its documentation has them (facts teams-protocol §3.4): over them 429, and counted as broken.</summary>
    private sealed class TeamsLimits(TimeProvider time)
    {
        private static readonly (int Calls, double Seconds)[] PerConversation = [(7, 1), (8, 2), (60, 30), (1800, 3600)];
        private readonly Lock _gate = new();
        private readonly Dictionary<string, List<DateTimeOffset>> _of = [];
        private readonly List<DateTimeOffset> _all = [];

        public int Broken { get; private set; }

        public int MostInASecond { get; private set; }

        public int MostInASecondOfOne { get; private set; }

        public IReadOnlyList<DateTimeOffset> Times
        {
            get
            {
                lock (_gate)
                    return [.. _all];
            }
        }

        public IResult? Take(HttpRequest request)
        {
            lock (_gate)
            {
                var now = time.GetUtcNow();
                var conversation = request.Path.Value!;
                if (!_of.TryGetValue(conversation, out var own))
                    _of[conversation] = own = [];
                var isOver = PerConversation.Any(limit => Within(own, now, limit.Seconds) >= limit.Calls) || Within(_all, now, 1) >= 50;
                if (isOver)
                {
                    Broken++;
                    return Results.Json(new { error = new { code = "Throttled", message = "Too many requests." } }, statusCode: 429);
                }

                own.Add(now);
                _all.Add(now);
                MostInASecond = Math.Max(MostInASecond, Within(_all, now, 1));
                MostInASecondOfOne = Math.Max(MostInASecondOfOne, Within(own, now, 1));
                return null;
            }
        }

        private static int Within(List<DateTimeOffset> times, DateTimeOffset now, double seconds)
        {
            var count = 0;
            for (var i = times.Count - 1; i >= 0 && (now - times[i]).TotalSeconds < seconds; i--)
                count++;
            return count;
        }
    }
}
