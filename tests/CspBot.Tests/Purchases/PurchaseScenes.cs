using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Purchases;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Purchases;

/// <summary>What people and customers do in the stories of the purchase watch.</summary>
internal static class PurchaseScenes
{
    public const string Channel = "19:purchases@thread.tacv2";
    public const string GroupChat = "19:group@thread.v2";
    public static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    /// <summary>Settings of a bot that watches.</summary>
    public static IReadOnlyDictionary<string, string?> Watching(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Purchases:Watch"] = "true",
            ["Purchases:WatchPermissions"] = "false",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>A customer buys by itself; the order's id.</summary>
    public static async Task<string> BuyAsync(
        TestBot host, string customer, string kind, int quantity = 1, string term = "P1Y", bool readable = true)
    {
        var answer = await TestBot.Http.PostAsJsonAsync(
            new Uri(host.Sandbox.Control, "/control/purchases"), new { customer, kind, quantity, term, readable });
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"/control/purchases: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("order").GetString()!;
    }

    /// <summary>Customers with an Azure subscription and no purchase of their own yet: id and name.</summary>
    public static async Task<IReadOnlyList<(string Id, string Name)>> BuyersAsync(TestBot host)
    {
        var world = await host.WorldAsync();
        var have = world.GetProperty("subscriptions").EnumerateArray()
            .Where(plan =>
                plan.GetProperty("azureSubscriptions").EnumerateArray().Any(azure => azure.GetProperty("state").GetString() == "Enabled"))
            .Select(plan => plan.GetProperty("customer").GetString())
            .Except(world.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("customer").GetString()))
            .ToHashSet();
        return [.. world
            .GetProperty("customers")
            .EnumerateArray()
            .Where(customer => have.Contains(customer.GetProperty("id").GetString()))
            .Select(customer => (customer.GetProperty("id").GetString()!, customer.GetProperty("name").GetString()!))];
    }

    /// <summary>The bot is added to a conversation, and knows it from then on.</summary>
    public static async Task AddAsync(Agent agent, string conversation, string type, string? team = null, string? channel = null)
    {
        var added = In(agent.Activity("installationUpdate", new JsonObject { ["action"] = "add" }), agent, conversation, type);
        if (team is not null)
            added["channelData"]!["team"] = new JsonObject { ["id"] = conversation, ["name"] = team };
        if (channel is not null)
            added["channelData"]!["channel"] = new JsonObject { ["id"] = conversation, ["name"] = channel };
        (await agent.PostAsync(added)).EnsureSuccessStatusCode();
    }

    /// <summary>The activity as it comes from a shared conversation.</summary>
    public static JsonObject In(JsonObject activity, Agent agent, string conversation, string type)
    {
        activity["conversation"] =
            new JsonObject { ["id"] = conversation, ["conversationType"] = type, ["isGroup"] = true, ["tenantId"] = agent.Tenant };
        return activity;
    }

    /// <summary>Asks for notices in the agent's own chat.</summary>
    public static async Task<JsonElement> SubscribeAsync(Agent agent, params (string Input, string Value)[] wishes)
    {
        var form = await agent.ClicksAsync(await agent.SaysAsync("notifications"), "notifications/new");
        return await agent.ClicksAsync(form, "notifications/save", wishes.ToDictionary(wish => wish.Input, wish => wish.Value));
    }

    /// <summary>An admin agent makes a shared conversation hear of everything.</summary>
    public static async Task SubscribeConversationAsync(Agent agent, string conversation, string type)
    {
        var (_, form) = await agent.SendAsync(In(agent.Forge("notifications/here", []), agent, conversation, type));
        var save = agent.Click(form.GetProperty("value"), "notifications/save");
        var (answer, body) = await agent.SendAsync(In(save, agent, conversation, type));
        answer.EnsureSuccessStatusCode();
        if (!CardReader.Text(body.GetProperty("value")).Contains("Saved", StringComparison.Ordinal))
            throw new InvalidOperationException(body.ToString());
    }

    /// <summary>The first sweep is over, so that a next one is a poll away.</summary>
    public static Task FirstSweepAsync(BotHost host) => SweepsAsync(host, 1);

    public static Task SweepsAsync(BotHost host, int atLeast) => Eventually.IsTrueAsync(
        $"{atLeast} sweeps are over",
        async () => await host.Services.GetRequiredService<Database>().ReadAsync(
            s => s.QueryOneAsync<long?>("select fence from watch where name = 'purchases' and lease_until = 0 and mark is not null"),
            default) >= atLeast,
        seen: () => string.Join(' ', host.Sandbox.Calls.All().TakeLast(3).Select(call => $"{call.Method} {call.Path} {call.Status}")));

    /// <summary>A poll later: the sweep that follows is over.</summary>
    public static async Task PollAsync(BotHost host)
    {
        await SweptAsync(host);
        var before = await FenceAsync(host);

        // Last of all: what the sweep before had to say is sent and noted. A leap over a message
        // that is just being sent would end its lease.
        await host.LeapAsync(Poll);
        await SweepsAsync(host, (int)before + 1);
        await SweptAsync(host);
    }

    /// <summary>No sweep runs or is due, neither of the log nor of savings plans.</summary>
    public static Task SweptAsync(BotHost host) => Eventually.IsTrueAsync("no sweep runs or is due", async () =>
        await host.Services.GetRequiredService<Database>().ReadAsync(
            s => s.QueryOneAsync<long>(
                """
                select count(*) from watch where name in ('purchases', 'savings-plans')
                    and (lease_until <> 0 or (due_at <= @now and paused_until <= @now))
                """,
                new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() }),
            default) == 0);

    /// <summary>Nothing that is due waits in the outbox any more.</summary>
    public static Task SentAsync(BotHost host) => Eventually.IsTrueAsync(
        "the outbox is empty of what is due",
        async () => await host.Services.GetRequiredService<Database>().ReadAsync(
            s => s.QueryOneAsync<long>(
                "select count(*) from outbox where state = 'pending' and due_at <= @now",
                new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() }),
            default) == 0);

    /// <summary>The messages in a conversation that say this.</summary>
    public static IReadOnlyList<ShownMessage> In(TestBot host, string conversation, string words) =>
        [.. host.Teams.Messages.Where(
            message => message.Conversation == conversation && message.Text.Contains(words, StringComparison.Ordinal))];

    public static Task<T> StoreAsync<T>(BotHost host, Func<Session, Task<T>> work) =>
        host.Services.GetRequiredService<Database>().WriteAsync(work, default);

    public static Task OwnAsync(BotHost host, string order) => StoreAsync(host, async s =>
    {
        await PurchaseTable.RecordOwnAsync(s, order, "R-OWN", host.Time.GetUtcNow());
        return true;
    });

    private static async Task<long> FenceAsync(BotHost host) =>
        await host.Services
            .GetRequiredService<Database>()
            .ReadAsync(s => s.QueryOneAsync<long?>("select fence from watch where name = 'purchases'"), default)
        ?? 0;
}
