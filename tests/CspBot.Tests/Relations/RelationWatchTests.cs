using System.Text.Json;
using CspBot.Relations;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Relations;

/// <summary>The watch over delegated administration: each stage told once, over two instances and restarts.</summary>
public sealed class RelationWatchTests
{
    internal static readonly Dictionary<string, string?> Watching = new()
    {
        ["Purchases:Watch"] = "true",
        ["Purchases:WatchPermissions"] = "false",
        ["Relations:Watch"] = "true",
        ["Purchases:PollInterval"] = "1.00:00:00",
        ["Relations:PollInterval"] = "1.00:00:00",
    };

    [Fact]
    public async Task A_relation_that_ends_is_told_once_for_each_stage_over_two_instances_and_restarts()
    {
        await using var host = await BotHost.StartAsync(Watching, oneClock: true);
        await using var other = await host.StartAnotherAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        var ends = host.Time.GetUtcNow().AddDays(61);
        await host.ControlAsync("relations", new { customer = "adatum corporation", ends, extends = false });
        await LookAsync(host, other);
        Assert.Empty(await ToldAsync(host));
        (int Days, string Stage, string Says)[] stages =
        [
            (2, "ends-60", "59 days left"), (30, "ends-30", "29 days left"), (23, "ends-7", "6 days left"), (7, "over", "ran out on"),
        ];
        for (var i = 0; i < stages.Length; i++)
        {
            await host.LeapAsync(TimeSpan.FromDays(stages[i].Days) - TimeSpan.FromMinutes(i == 0 ? 1 : 0));
            await LookAsync(host, other);
            await LookAsync(other, host);
            foreach (var approver in new[] { host.Tomas, host.Aisha })
                await approver.SeesAsync(stages[i].Says.Replace("days left", approver == host.Aisha ? "jours" : "days left"));
            if (i == 1)
                await host.RestartAsync();
            await LookAsync(host, other);
            var told = await ToldAsync(host);
            Assert.Equal(2 * (i + 1), told.Count);
            Assert.Equal(2, told.Count(id => id.Contains("/" + stages[i].Stage, StringComparison.Ordinal)));
        }

        // Nobody asks what is gone: the customer's card says so, with the way forward.
        Assert.Contains(
            "is over", CardReader.Text(await RelationScenes.OpenAsync(host.Nora, "adatum corporation")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_customer_accepts_is_told_to_who_asked_and_the_request_goes_on_by_itself()
    {
        await using var host = await BotHost.StartAsync(Watching);
        await host.Nora.InstallAsync();
        await host.Tomas.InstallAsync();
        var id = await RelationScenes.AskAsync(host, RelationScenes.Wingtip);
        await RelationScenes.ShowsAsync(host, id, "Ready to send");
        await LookAsync(host);
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "accept" });
        await LookAsync(host);
        await host.Nora.SeesAsync("Wingtip Toys has accepted our delegated administration");
        await host.Tomas.SeesAsync("Wingtip Toys has accepted our delegated administration");
        await RelationScenes.ShowsAsync(host, id, "Done and verified");

        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "terminate" });
        await LookAsync(host);
        var over = await host.Nora.SeesAsync("was ended on");
        var card = await host.Nora.ClicksAsync(over.Card, "customers/relation", null, over.Id);
        Assert.Contains("is over", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_at_once_are_one_message_whose_rows_open_each_relation()
    {
        await using var host = await BotHost.StartAsync(Watching, customers: 30);
        await host.Tomas.InstallAsync();
        await LookAsync(host);
        var names = (await host.WorldAsync()).GetProperty("customers").EnumerateArray()
            .Where(one => one.GetProperty("delegatedAdministration").GetString() == "Active")
            .Select(one => one.GetProperty("id").GetString()!).Take(20).ToList();
        foreach (var customer in names)
            await host.ControlAsync("customers", new { customer, delegatedRoles = new[] { "Guest Inviter" } });
        await LookAsync(host);
        var told = await host.Tomas.SeesAsync("20 changes");
        Assert.Contains("and 8 more", told.Text, StringComparison.Ordinal);
        Assert.Single(host.Tomas.Mine(), message => message.Text.Contains("no role that reads", StringComparison.Ordinal));
        Assert.Equal(12, CardReader.Buttons(told.Card).Count(
            button => button.GetProperty("verb").GetString() == "customers/relation"));
    }

    /// <summary>A look of whichever instance takes the turn, from its beginning to its end.</summary>
    internal static async Task LookAsync(BotHost host, BotHost? other = null)
    {
        var before = await FenceAsync(host);
        await host.Services.GetRequiredService<CspBot.Store.Turns>().HurryAsync(RelationWatch.Topic, default);
        if (other is not null)
            await other.Services.GetRequiredService<CspBot.Store.Turns>().HurryAsync(RelationWatch.Topic, default);
        await Eventually.IsTrueAsync(
            "the relations were looked at", async () => await FenceAsync(host) > before && await IsIdleAsync(host));
    }

    private static Task<long> FenceAsync(BotHost host) => host.Services.GetRequiredService<Database>().ReadAsync(
        async session => await session.QueryOneAsync<long?>("select fence from watch where name = 'relations'") ?? 0, default);

    private static Task<bool> IsIdleAsync(BotHost host) => host.Services.GetRequiredService<Database>().ReadAsync(
        async session => await session.QueryOneAsync<long?>(
            "select lease_until from watch where name = 'relations' and due_at > @now",
            new { now = host.Time.GetUtcNow().ToUnixTimeMilliseconds() }) == 0,
        default);

    private static async Task<IReadOnlyList<string>> ToldAsync(BotHost host) =>
        [.. (await host.OutboxAsync()).Select(place => place.Id).Where(id => id.StartsWith("relation/", StringComparison.Ordinal))];
}
