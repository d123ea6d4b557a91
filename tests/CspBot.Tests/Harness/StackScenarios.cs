using System.Text.Json;
using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>Onboarding of Azure Stack tenants by real clicks, and what the pretend world then holds.</summary>
internal static class StackScenarios
{
    public const string Dialog = "onboard-stack-tenant/";
    public const string Both = "Paris,Lyon";
    public const string Guest = "lena.ops@fabrikam.example";

    public static Dictionary<string, string> Company(string name) => new()
    {
        ["company"] = name,
        ["domain"] = Domain(name)[..^".onmicrosoft.com".Length],
        ["firstName"] = "Ada",
        ["lastName"] = "Byron",
        ["email"] = "ada@newco.example",
        ["phone"] = "555-0100",
        ["line1"] = "1 Main Street",
        ["city"] = "Redmond",
        ["state"] = "WA",
        ["postalCode"] = "98052",
        ["country"] = "US",
    };

    public static string Domain(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() + ".onmicrosoft.com";

    /// <summary>The review of a company that does not exist yet.</summary>
    /// <param name="agreed">The new customer accepts the agreement as soon as it exists.</param>
    public static async Task<JsonElement> ReviewNewAsync(
        Agent agent, string name, string deployments = Both, string guest = Guest, bool agreed = true)
    {
        await agent.Host.ControlAsync("knobs", new { acceptAgreements = agreed });
        var choice = await agent.SaysAsync(agent.Words("onboard stack", "intégrer stack"));
        var company = await agent.ClicksAsync(choice, Dialog + "new");
        var details = await agent.ClicksAsync(company, Dialog + "company", Company(name));
        return await agent.ClicksAsync(details, Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = deployments,
            ["subscription"] = "new-plan",
            ["guest"] = guest,
            ["reason"] = "New Stack customer",
        });
    }

    /// <summary>The review for a customer that exists; without a subscription the first of the list.</summary>
    public static async Task<JsonElement> ReviewAsync(
        Agent agent,
        string customer,
        string deployments = Both,
        string? subscription = null,
        string guest = "",
        IReadOnlyDictionary<string, string>? more = null)
    {
        var details = await agent.SaysAsync(agent.Words("onboard stack ", "intégrer stack ") + customer);
        var typed = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["deployments"] = deployments,
            ["subscription"] = subscription ?? CardReader.Choices(details, "subscription")[0].Value,
            ["guest"] = guest,
            ["reason"] = "Stack project",
        };
        return await agent.ClicksAsync(details, Dialog + "details", typed);
    }

    /// <summary>Submits a review and lets Tomas approve; the id of the request.</summary>
    public static async Task<string> ApproveAsync(
        TestBot host,
        JsonElement review,
        string verb = Dialog + "submit",
        IReadOnlyDictionary<string, string>? filled = null,
        string? cardId = null,
        Agent? agent = null)
    {
        var (id, ask) = await SubmitAsync(host, review, verb, filled, cardId, agent);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return id;
    }

    /// <summary>Submits a review, as Nora unless somebody else is named; the id of the request, and the card that asks Tomas.</summary>
    public static async Task<(string Id, ShownMessage Ask)> SubmitAsync(
        TestBot host,
        JsonElement review,
        string verb = Dialog + "submit",
        IReadOnlyDictionary<string, string>? filled = null,
        string? cardId = null,
        Agent? agent = null)
    {
        var card = await (agent ?? host.Nora).ClicksAsync(review, verb, filled, cardId);
        var id = CardReader.Text(card)
            .Split(" | ")
            .Select(words => words.Split(' ')[0])
            .First(word => word.StartsWith("R-", StringComparison.Ordinal));
        return (id,
            await host.Teams.WaitForAsync("the approval card of " + id, message => message.Conversation == host.Tomas.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && CardReader.HasButton(message.Card, "requests/approve")));
    }

    /// <summary>The requester's card, once it says this.</summary>
    public static Task<ShownMessage> OwnAsync(TestBot host, string id, string words, TimeSpan? patience = null) =>
        host.Teams.WaitForAsync(
            $"'{words}' on the card of {id}",
            message => message.Conversation == host.Nora.Chat
                && message.Text.Contains($"{id} ·", StringComparison.Ordinal)
                && message.Text.Contains(words, StringComparison.Ordinal),
            patience);

    /// <summary>The requester's card as it is now; null when there is none.</summary>
    public static ShownMessage? Own(TestBot host, string id) => host.Teams.Messages.LastOrDefault(
        message => message.Conversation == host.Nora.Chat && message.Text.Contains($"{id} ·", StringComparison.Ordinal));

    /// <summary>The customer's administrator does the customer's part on a stamp.</summary>
    public static Task ConsentAsync(TestBot host, string deployment, string customer) =>
        host.ControlAsync("stack", new { deployment, customer, consented = true });

    /// <summary>The guest follows the link.</summary>
    public static async Task AcceptAsync(TestBot host, string tenant)
    {
        var guest = (await host.WorldAsync()).GetProperty("users").EnumerateArray().Single(user =>
            user.GetProperty("tenant").GetString() == tenant
            && user.GetProperty("userPrincipalName").GetString()!.StartsWith(Guest.Replace('@', '_'), StringComparison.Ordinal));
        await host.ControlAsync("users", new { user = guest.GetProperty("id").GetString(), tenant, acceptInvitation = true });
    }

    public static async Task<string?> TenantOfAsync(TestBot host, string name) =>
        (await host.WorldAsync())
            .GetProperty("customers")
            .EnumerateArray()
            .Where(customer => customer.GetProperty("name").GetString() == name)
            .Select(customer => customer.GetProperty("id").GetString())
            .FirstOrDefault();

    /// <summary>All mappings in the world: deployment, subscription, tenant.</summary>
    public static async Task<IReadOnlyList<(string Deployment, string Subscription, string Tenant)>> MappingsAsync(TestBot host) =>
    [
        .. (await host.WorldAsync())
            .GetProperty("stackRegistrations")
            .EnumerateArray()
            .SelectMany(registration => registration.GetProperty("customerSubscriptions").EnumerateArray().Select(mapping =>
                (registration.GetProperty("deployment").GetString()!,
                    mapping.GetProperty("subscription").GetString()!,
                    mapping.GetProperty("tenantId").GetString()!))),
    ];

    /// <summary>All directories that stamps let in: deployment and tenant.</summary>
    public static async Task<IReadOnlyList<(string Deployment, string Tenant)>> DirectoriesAsync(TestBot host) =>
        [.. (await host.WorldAsync())
            .GetProperty("directoryTenants")
            .EnumerateArray()
            .Select(directory => (directory.GetProperty("deployment").GetString()!, directory.GetProperty("tenantId").GetString()!))];

    /// <summary>What an onboarding of a new customer onto both deployments left in the world is there exactly once.</summary>
    public static async Task CheckOneEffectAsync(TestBot host, string name)
    {
        var world = await host.WorldAsync();
        var customer = Assert.Single(world.GetProperty("customers").EnumerateArray(), one => one.GetProperty("name").GetString() == name);
        var tenant = customer.GetProperty("id").GetString()!;
        var plan = Assert.Single(
            world.GetProperty("subscriptions").EnumerateArray(), one => one.GetProperty("customer").GetString() == tenant);
        var paying = Assert.Single(plan.GetProperty("azureSubscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        Assert.Single(world.GetProperty("orders").EnumerateArray(), one => one.GetProperty("customer").GetString() == tenant);
        var guest = Assert.Single(world.GetProperty("users").EnumerateArray(), one =>
            one.GetProperty("tenant").GetString() == tenant && one.GetProperty("userType").GetString() == "Guest");
        Assert.Single(await host.UserOwnersAsync(), (paying, guest.GetProperty("id").GetString()!));
        Assert.Equal(
            [("Lyon", paying), ("Paris", paying)],
            (await MappingsAsync(host))
                .Where(mapping => mapping.Tenant == tenant)
                .Select(mapping => (mapping.Deployment, mapping.Subscription))
                .Order());
        Assert.Equal(
            ["Lyon", "Paris"],
            (await DirectoriesAsync(host))
                .Where(directory => directory.Tenant == tenant)
                .Select(directory => directory.Deployment)
                .Order());
        Assert.All(world.GetProperty("stackSubscriptions").EnumerateArray(), one =>
            Assert.Equal(0, one.GetProperty("resourceGroups").GetArrayLength()));
    }
}
