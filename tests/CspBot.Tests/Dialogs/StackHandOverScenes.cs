using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>Adatum's tenant is kept by us and its account handed over: asked for, carried on, taken back, and what then stands.</summary>
internal static class StackHandOverScenes
{
    public const string Submit = StackScenarios.Dialog + "submit";
    public const string Details = StackScenarios.Dialog + "details";
    public const string HandOver = StackScenarios.Dialog + "handover";
    public const string Subscriptions = "Microsoft.Subscriptions.Admin/subscriptions/";
    public const string Place = "Vault Fabrikam, entry Adatum Stack";

    public static async Task<(string Account, string Tenant)> AccountAsync(TestBot host)
    {
        var tenant = (await StackScenarios.TenantOfAsync(host, "Adatum Corporation"))!;
        var user = (await host.WorldAsync()).GetProperty("users").EnumerateArray().First(user =>
            user.GetProperty("tenant").GetString() == tenant && user.GetProperty("userType").GetString() == "Member");
        return (user.GetProperty("userPrincipalName").GetString()!, tenant);
    }

    public static Task<JsonElement> ReviewAsync(TestBot host, string deployments, string account, string place = Place) =>
        StackScenarios.ReviewAsync(
            host.Nora,
            "adatum",
            deployments,
            guest: account,
            more: new Dictionary<string, string> { ["manages"] = "handed-over", ["secretPlace"] = place });

    /// <summary>The administrator lets the stamp in, without taking a subscription from its offer.</summary>
    public static void LetIn(TestBot host, string deployment, string tenant)
    {
        lock (host.Sandbox.World.Gate)
            host.Sandbox.World.Stack.Stamps.Single(stamp => stamp.Deployment.Name == deployment).Consented.Add(tenant);
    }

    public static async Task<ShownMessage> ConsentAsync(TestBot host, string id, string tenant, string deployment, string words)
    {
        var waits = await StackScenarios.OwnAsync(host, id, $"has to let {deployment} into its directory");
        LetIn(host, deployment, tenant);
        await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        return await StackScenarios.OwnAsync(host, id, words);
    }

    public static async Task<ShownMessage> FinishAsync(TestBot host, string id, string tenant, string deployments)
    {
        foreach (var deployment in deployments.Split(','))
        {
            var waits = await StackScenarios.OwnAsync(host, id, $"has to let {deployment} into its directory");
            LetIn(host, deployment, tenant);
            await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        }

        return await StackScenarios.OwnAsync(host, id, "Done and verified");
    }

    public static async Task<ShownMessage> UndoAsync(TestBot host, string id, ShownMessage done, string words = "Ended and verified")
    {
        await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        return await StackScenarios.OwnAsync(host, id, words);
    }

    /// <summary>The operator made one by hand on Lyon.</summary>
    public static string Stand(TestBot host, string tenant, string account)
    {
        var id = Guid.NewGuid().ToString();
        Stand(host, lyon => new Stack.UserSubscription(id, tenant, "By hand", account, lyon.Offer, "Enabled"));
        return id;
    }

    /// <summary>A subscription as Lyon has it from now on.</summary>
    public static void Stand(TestBot host, Func<Stack.Stamp, Stack.UserSubscription> made)
    {
        lock (host.Sandbox.World.Gate)
        {
            var lyon = host.Sandbox.World.Stack.Stamps[1];
            var one = made(lyon);
            lyon.Subscriptions[one.Id] = one;
        }
    }

    public static async Task<IReadOnlyList<(string Deployment, string Id, string Owner)>> MadeAsync(TestBot host, string tenant) =>
        [.. (await host.WorldAsync())
            .GetProperty("stackSubscriptions")
            .EnumerateArray()
            .Where(one => one.GetProperty("tenantId").GetString() == tenant)
            .Select(one => (
                one.GetProperty("deployment").GetString()!, one.GetProperty("id").GetString()!, one.GetProperty("owner").GetString()!))];

    public static async Task<int> PutsAsync(TestBot host) => (await host.CallsAsync()).Count(call =>
        call.GetProperty("method").GetString() == "PUT"
        && call.GetProperty("path").GetString()!.Contains(Subscriptions, StringComparison.OrdinalIgnoreCase));
}
