using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Onboardings that earlier versions stored, row by row as they lay in their database: this version goes on with them, in its own way, to
/// the end.
/// </summary>
/// <remarks>
/// <c>onboarding-parked</c> was written by the version of 2026-11-29 14:45 (5022e20): it waits for the customer's agreement.
/// <c>onboarding-agreed</c> was written by the last version in which a partner could vouch for the customer (bf70824, 2026-11-28): that
/// confirmation is in the document, and its POST had just failed. Neither file is ever edited.
/// </remarks>
public sealed class CustomerPlanUpgradeTests
{
    [Theory]
    [InlineData("onboarding-parked", "Latecomer")]
    [InlineData("onboarding-agreed", "Oldtimer")]
    public async Task It_waits_for_the_customers_own_acceptance_and_ends_done(string row, string name)
    {
        var sample = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Rows", row + ".json")))!.AsObject();
        var (id, document) = ((string)sample["request"]!["id"]!, JsonNode.Parse((string)sample["request"]!["document"]!)!);
        Assert.Equal(row == "onboarding-agreed", document["operation"]!["agreement"] is not null);
        await using var host = await BotHost.StartAsync();
        var tenant = PlanScenes.In(host, world => world.CreateCustomer(name, StackScenarios.Domain(name), "US")).Id;
        Assert.Equal(tenant, (string?)document["notes"]!["customer"]);
        await host.Nora.InstallAsync();

        foreach (var (table, values) in sample)
            await StoreAsync(host, table, values!.AsObject());
        if (DateTimeOffset.FromUnixTimeMilliseconds((long)sample["request"]!["due_at"]!) is var due && host.Time.GetUtcNow() < due)
            host.Time.Leap(due - host.Time.GetUtcNow());
        await SaysAsync(host, id, "has not accepted the Microsoft Customer Agreement");
        Assert.Equal(0, PlanScenes.Sent(host, "POST", "/agreements"));
        Assert.Equal(0, PlanScenes.Sent(host, "POST", "/carts"));

        await host.ControlAsync("customers", new { customer = tenant, agreementAccepted = true });
        await host.LeapAsync(TimeSpan.FromHours(5));
        await SaysAsync(host, id, "has to let Paris into its directory");
        await StackScenarios.ConsentAsync(host, "Paris", tenant);
        await host.LeapAsync(TimeSpan.FromHours(5));
        await SaysAsync(host, id, "Done and verified");
        Assert.Equal([Order.ByBot], PlanScenes.Orders(host, name));
        Assert.Equal([1], PlanScenes.Plans(host, name));
        Assert.Single(await StackScenarios.MappingsAsync(host), mapping => mapping.Tenant == tenant);
        Assert.Equal(0, PlanScenes.Sent(host, "POST", "/agreements"));
        Assert.Equal(0, PlanScenes.Sent(host, "POST", "/v1/customers"));
    }

    /// <summary>As it is: column by column.</summary>
    private static Task StoreAsync(BotHost host, string table, JsonObject row)
    {
        var columns = row.Where(column => column.Value is not null).ToDictionary(
            column => column.Key,
            column => column.Value!.GetValueKind() == JsonValueKind.Number ? (object)(long)column.Value! : (string)column.Value!);
        var names = string.Join(", ", columns.Keys);
        var places = string.Join(", ", columns.Keys.Select(name => "@" + name));
        return host.Services.GetRequiredService<Database>().WriteAsync(
            session => session.ExecuteAsync($"insert into {table} ({names}) values ({places})", columns), default);
    }

    /// <summary>The request as its requester is shown it, once it says this.</summary>
    private static Task SaysAsync(BotHost host, string id, string words) => Eventually.IsTrueAsync($"{id} says '{words}'", async () =>
        CardReader.Text(await PlanScenes.ForgeAsync(host.Nora, "requests/show", new JsonObject { ["request"] = id, ["version"] = 1 }))
            .Contains(words, StringComparison.Ordinal));
}
