using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Resources;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using CspBot.Tests.Portfolio;
using CspBot.Tests.Purchases;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Partner;

/// <summary>
/// Some agents for some customers: whatever they type, click, search, forge or are told, no other customer shows by name, domain or id.
/// </summary>
internal sealed class CustomerScopeSuite(ITestOutputHelper output)
{
    public const string Scope = "00000000-0000-4000-8000-0000000000a1";
    public const string Mine = "10000000-0000-4000-8000-000001000000";
    public const string Nobody = "10000000-0000-4000-8000-999999000000";
    private const int Deepest = 3;
    private static readonly string[] LeadNowhere =
        ["/cancel", "/back", "/remove", "/mute", "/save", "submit", "/undo", "/approve", "/reject"];

    public async Task WalkAsync()
    {
        var settings = new Dictionary<string, string?>(PurchaseScenes.Watching(("Purchases:WatchPermissions", "true")))
        {
            ["Partner:CustomerScopes:0:GroupId"] = Scope,
            ["Partner:CustomerScopes:0:Customers"] = Mine,
        };
        await using var host = await PortfolioScenes.StartAsync(settings);
        Join(host, Scope, [host.Nora, host.Pierre, host.Aisha]);
        Join(host, Ids.Approvers, [host.Ingrid]);
        foreach (var agent in new[] { host.Tomas, host.Nora, host.Pierre, host.Aisha, host.Ingrid })
            await agent.InstallAsync();
        await PurchaseScenes.SubscribeAsync(host.Nora, ("kinds", "reservation,savings-plan,subscription,expiry"));
        await PurchaseScenes.SubscribeAsync(host.Tomas, ("kinds", "reservation,savings-plan,subscription,expiry"));
        await PurchaseScenes.FirstSweepAsync(host);

        // Others buy, are switched in the portal, are asked for by who sees all; and so is the one customer.
        var buyers = (await PurchaseScenes.BuyersAsync(host)).Where(buyer => buyer.Id != Mine).Take(2).ToList();
        foreach (var (id, _) in buyers)
        {
            await host.ControlAsync("policies", new { customer = id, reservedInstances = true, savingsPlan = true });
            await PurchaseScenes.BuyAsync(host, id, "reservation");
        }

        await PurchaseScenes.PollAsync(host);
        await PortfolioScenes.TurnAsync(host);
        var asked = await AskAsync(host, host.Tomas, buyers[0].Id);
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync(buyers[0].Name);
        await Scenarios.AskForAsync(host, host.Ingrid, asked);

        var others = (await host.WorldAsync()).GetProperty("customers").EnumerateArray()
            .Where(customer => customer.GetProperty("id").GetString() != Mine)
            .SelectMany(customer => new[] { "id", "name", "domain" }.Select(name => customer.GetProperty(name).GetString()!))
            .ToList();
        var walk = new Walk();
        foreach (var agent in new[] { host.Nora, host.Pierre, host.Aisha })
        {
            foreach (var phrase in Program.Table.Select(entry => entry.Phrase(Texts.English)))
            {
                foreach (var words in new[] { "", " adatum", " " + buyers[0].Name.ToLowerInvariant(), " tenants", " leaks", " plan" })
                    await walk.GoAsync(agent, await agent.SaysAsync(phrase + words), Deepest);
            }

            foreach (var dataset in new[] { "customers", "subscriptions", "users", "reservations", "products" })
            {
                foreach (var (id, name) in buyers)
                {
                    var hits = await agent.SearchesAsync(dataset, dataset == "customers" ? name : "", new JsonObject { ["customer"] = id });
                    walk.Seen.AddRange(hits.Select(hit => (agent, $"search {dataset}", hit.Title + hit.Value)));
                }
            }
        }

        walk.Seen.AddRange(
            from message in host.Teams.Messages
            from agent in new[] { host.Nora, host.Pierre, host.Aisha }
            where message.Conversation == agent.Chat
            from version in message.Versions
            select (agent, "message", version.ToString()));
        var told = walk.Seen
            .SelectMany(seen => others.Where(other => seen.What.Contains(other, StringComparison.Ordinal)).Select(
                other => $"{seen.Agent.ObjectId[^2..]} {seen.Where}: {other} in {seen.What[..Math.Min(300, seen.What.Length)]}"))
            .Distinct()
            .ToList();
        output.WriteLine($"{walk.Seen.Count} cards, messages and hits, {others.Count / 3} other customers");
        Assert.True(told.Count == 0, $"{told.Count}: {string.Join('\n', told.Take(40))}");
        var known = await PortfolioScenes.DeskOf(host).Among(new HashSet<string> { Mine }).OverviewAsync(default);
        Assert.InRange(known.Holders + known.Unread + (known.NotLookedAt ?? 0), 0, 1);
        Assert.Contains(walk.Seen, seen => seen.What.Contains("Adatum", StringComparison.Ordinal));

        await ForgedAsync(host, walk.Verbs, buyers[0].Id, asked);
    }

    /// <summary>Whatever names the other customer is answered as if there were none: word for word as for an id that nobody has.</summary>
    private async Task ForgedAsync(BotHost host, IReadOnlySet<string> verbs, string other, string asked)
    {
        var tries = 0;
        foreach (var verb in verbs.Where(verb => !verb.StartsWith("requests/", StringComparison.Ordinal)))
        {
            async Task<string> AnswerAsync(string customer) => CardReader.Text((await host.Nora.SendAsync(host.Nora.Forge(
                verb,
                new JsonObject { ["customer"] = customer, ["mapping"] = "Lyon|" + customer, ["leak"] = "Lyon|" + customer })))
                .Body.GetProperty("value")).Replace(customer, "#", StringComparison.Ordinal);
            Assert.Equal(await AnswerAsync(Nobody), await AnswerAsync(other));
            tries++;
        }

        foreach (var verb in new[] { "show", "approve", "reject", "cancel", "undo", "retry" })
        {
            async Task<string> AnswerAsync(string request) => CardReader.Text((await host.Aisha.SendAsync(host.Aisha.Forge(
                "requests/" + verb, new JsonObject { ["request"] = request, ["version"] = 1 }))).Body.GetProperty("value"))
                .Replace(request, "#", StringComparison.Ordinal);
            Assert.Equal(await AnswerAsync("R-ZZZZZ"), await AnswerAsync(asked));
            tries++;
        }

        output.WriteLine($"{tries} forged clicks, each answered as for nobody");
    }

    /// <summary>From now on these people are in the group.</summary>
    public static void Join(BotHost host, string group, Agent[] agents)
    {
        lock (host.Sandbox.World.Gate)
        {
            var people = host.Sandbox.World.People;
            if (people.Group(group) is null)
                people.Add(new Group { Id = group, Tenant = Ids.PartnerTenant, DisplayName = "Adatum team" });
            people.Group(group)!.Members.UnionWith(agents.Select(agent => agent.ObjectId));
        }
    }

    private static async Task<string> AskAsync(BotHost host, Agent agent, string customer)
    {
        var form = await agent.SaysAsync("grant owner " + customer);
        var review = await agent.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "8h",
            ["reason"] = "Migration",
        });
        return Scenarios.RequestOf(await agent.ClicksAsync(review, "grant-owner/submit"));
    }

    /// <summary>Clicks through whatever is shown.</summary>
    private sealed class Walk
    {
        private readonly HashSet<string> _tried = new(StringComparer.Ordinal);

        public List<(Agent Agent, string Where, string What)> Seen { get; } = [];

        public HashSet<string> Verbs { get; } = new(StringComparer.Ordinal);

        public async Task GoAsync(Agent agent, JsonElement card, int further)
        {
            Seen.Add((agent, ShownCards.Title(card), card.ToString()));
            foreach (var button in CardReader.Buttons(card))
            {
                var verb = button.GetProperty("verb").GetString()!;
                Verbs.Add(verb);
                if (further == 0
                    || LeadNowhere.Any(verb.EndsWith)
                    || !_tried.Add($"{agent.ObjectId} {verb} {ShownCards.Title(card)} {button.GetProperty("data").GetRawText().Length}"))
                    continue;
                await GoAsync(agent, await agent.ClicksAsync(card, verb, Filled(card)), further - 1);
            }
        }

        private static Dictionary<string, string> Filled(JsonElement card) => CardReader.Inputs(card).ToDictionary(
            input => input.GetProperty("id").GetString()!,
            input => input.TryGetProperty("value", out var standing) && standing.ValueKind == JsonValueKind.String ? standing.GetString()!
                : input.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
                    ? choices[0].GetProperty("value").GetString()!
                : "");
    }
}
