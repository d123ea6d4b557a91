using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What people do with the access list, and who stands on it.</summary>
internal static class AccessScenes
{
    public const string Adatum = "10000000-0000-4000-8000-000001000000";
    public const string Production = "3c0ffee0-0000-4000-8000-000001000001";
    public const string Development = "3c0ffee0-0000-4000-8000-000001000002";
    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    /// <summary>A user of Adatum.</summary>
    public static string User(int number) => Ids.User(1, number);

    public static AzureSubscription Subscription(TestBot host, string id = Production) => In(host, world => world.AzureSubscription(id)!);

    public static T In<T>(TestBot host, Func<World, T> look) => UsageScenes.In(host, look);

    /// <summary>Somebody else gives a right, in the portal; the assignment's name.</summary>
    public static string Give(
        TestBot host,
        string principal,
        string type = "User",
        string role = Owner,
        string? group = null,
        string subscription = Production,
        string? scope = null) => In(host, world =>
    {
        var azure = world.AzureSubscription(subscription)!;
        if (group is not null)
            azure.ResourceGroups.Add(group);
        var given = Seed.Assignment(azure, principal, type, role, world.Now) with
        {
            Name = Guid.NewGuid().ToString(),
            ResourceGroup = group,
            Above = scope,
        };
        azure.Assignments.Add(given);
        return given.Name;
    });

    /// <summary>Somebody else takes rights away, in the portal.</summary>
    public static int Take(TestBot host, Func<RoleAssignment, bool> which, string subscription = Production) =>
        In(host, world => world.AzureSubscription(subscription)!.Assignments.RemoveAll(item => which(item)));

    /// <summary>Who stands on the subscription itself with a role.</summary>
    public static IReadOnlyList<string> Holders(TestBot host, string role = Owner, string subscription = Production) =>
        In(host, world => world.AzureSubscription(subscription)!.Assignments
            .Where(item => item.ResourceGroup is null && item.Above is null && item.Role == role)
            .Select(item => item.PrincipalId)
            .ToList());

    public static Task<JsonElement> ListAsync(Agent agent, string subscription = Production, int page = 0) =>
        ForgeAsync(agent, "access", ("subscription", subscription), ("page", $"{page}"));

    public static async Task<JsonElement> ForgeAsync(Agent agent, string step, params (string Name, string? Value)[] data)
    {
        var sent = new JsonObject { ["customer"] = Adatum };
        foreach (var (name, value) in data)
            sent[name] = value;
        return (await agent.SendAsAskedAsync(agent.Forge("customers/" + step, sent))).Body.GetProperty("value");
    }

    /// <summary>The card that takes this right away, opened from the list.</summary>
    public static Task<JsonElement> RevokeAsync(Agent agent, string assignment, string subscription = Production) =>
        ForgeAsync(agent, "revoke", ("subscription", subscription), ("assignment", assignment));

    /// <summary>Submits the card; the request's id.</summary>
    public static async Task<string> SubmitAsync(Agent agent, JsonElement review) => await TrySubmitAsync(agent, review) switch
    {
        { Request: { } id } => id,
        var refused => throw new InvalidOperationException("No request: " + refused.Shown),
    };

    /// <summary>Two people on two bots take one right each at the same time, until both are over; the requests that were made.</summary>
    public static async Task<IReadOnlySet<string>> RevokeAtOnceAsync(BotHost host, BotHost other, string first, string second)
    {
        var reviews = await Task.WhenAll(RevokeAsync(host.Nora, first), RevokeAsync(other.Aisha, second));
        var submits = await Task.WhenAll(TrySubmitAsync(host.Nora, reviews[0]), TrySubmitAsync(other.Aisha, reviews[1]));

        // The faster one may be done before the other submits, who is then told so, and nothing is asked for.
        Assert.All(submits.Where(submit => submit.Request is null), submit => Assert.Contains("is the last Owner", submit.Shown));
        var requests = submits.Select(submit => submit.Request).OfType<string>().ToHashSet();
        await Eventually.IsTrueAsync("what was asked for is over", async () => (await host.AuditAsync())
            .Count(entry => entry.Kind is "succeeded" or "failed" && requests.Contains(entry.Request ?? "")) == requests.Count);
        return requests;
    }

    private static async Task<(string? Request, string Shown)> TrySubmitAsync(Agent agent, JsonElement review)
    {
        var card = await agent.ClicksAsync(review, "customers/submit", new Dictionary<string, string> { ["reason"] = "Not needed" });
        var shown = CardReader.Text(card);
        var found = System.Text.RegularExpressions.Regex.Match(shown, "R-[0-9A-Z]{5}");
        return (found.Success ? found.Value : null, shown);
    }

    /// <summary>The name of the one assignment that a principal has on the subscription.</summary>
    public static string NameOf(TestBot host, string principal, string subscription = Production) => In(host, world =>
        world.AzureSubscription(subscription)!.Assignments.Single(item => item.PrincipalId == principal).Name);

    /// <summary>AdminAgents may give rights and are no Owner: so that the last Owner of the customer can be the last of all.</summary>
    public static void LeaveToCustomer(TestBot host)
    {
        Take(host, item => item.PrincipalId == Ids.AdminAgents || item.Role == Owner);
        Give(host, Ids.AdminAgents, "ForeignGroup", Ids.UserAccessAdministrator);
    }

    /// <summary>The request's own card, once it says this.</summary>
    public static Task<ShownMessage> SeesAsync(TestBot host, string request, string words) => host.Teams.WaitForAsync(
        $"'{words}' on {request}",
        message => message.Text.Contains(request, StringComparison.Ordinal) && message.Text.Contains(words, StringComparison.Ordinal));
}
