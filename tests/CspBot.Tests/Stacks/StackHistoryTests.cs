using System.Text.Json;
using CspBot.Stacks;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Stacks;

/// <summary>The history of mappings: by looks, by our own requests, and what neither tells; what of the usage it makes a leak.</summary>
public sealed class StackHistoryTests
{
    [Fact]
    public async Task What_is_mapped_in_the_portal_is_dated_by_the_looks_around_it()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await StackUsageScenes.KnowsAsync(host);
        await StackUsageScenes.LookAsync(host);
        var began = Today(host);
        await LeapAsync(host, TimeSpan.FromDays(3));
        var paying = "3c0ffee0-0000-4000-8000-000047000001";
        await host.ControlAsync("stack", new { deployment = "Lyon", customer = StackUsageScenes.Pharma, mappedTo = paying });
        await LeapAsync(host, TimeSpan.FromDays(7));
        var table = await DaysAsync(host, "Lyon");

        // Unmapped up to the last look without it; on the day of the first look with it, and between, nobody knows or it changed.
        var mapped = began.AddDays(3);
        Assert.All(table.Where(day => day.Key < mapped.AddDays(-1)), day => Assert.Equal("not mapped", day.Value));
        Assert.All(table.Where(day => day.Key > mapped), day => Assert.Equal("mapped", day.Value));
        Assert.Contains(table[mapped], new[] { "changed", "not known" });

        // Of who was mapped before anybody looked, nobody knows since when: no leak, and not called mapped either.
        var paris = await DaysAsync(host, "Paris");
        Assert.All(paris.Where(day => day.Key < began), day => Assert.Equal("not known", day.Value));
        Assert.All(paris.Where(day => day.Key > began), day => Assert.Equal("mapped", day.Value));
        var card = await StackUsageScenes.OpenAsync(host.Nora, ("tenant", $"Paris|{StackUsageScenes.Pharma}"));
        Assert.Contains("since when is not known", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("Not mapped on", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_request_dates_a_mapping_and_its_end_and_a_fixed_leak_keeps_its_figure()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await host.Tomas.InstallAsync();
        await StackUsageScenes.KnowsAsync(host);
        var leaks = await host.Nora.SaysAsync("onboard stack leaks");
        var leak = CardReader.Choices(leaks, "leak").Single(one => one.Title.StartsWith("Contoso", StringComparison.Ordinal));
        var details = await host.Nora.ClicksAsync(
            leaks, StackScenarios.Dialog + "fix", new Dictionary<string, string> { ["leak"] = leak.Value });
        var review = await host.Nora.ClicksAsync(
            details,
            StackScenarios.Dialog + "details",
            new Dictionary<string, string> { ["subscription"] = "3c0ffee0-0000-4000-8000-000047000001", ["reason"] = "Leak" });
        await StackScenarios.OwnAsync(host, await StackScenarios.ApproveAsync(host, review), "Done and verified");
        var mapped = Today(host);
        await LeapAsync(host, TimeSpan.FromDays(5));
        var days = await DaysAsync(host, "Lyon");
        Assert.All(days.Where(day => day.Key < mapped), day => Assert.Equal("not mapped", day.Value));
        Assert.Equal("changed", days[mapped]);
        Assert.All(days.Where(day => day.Key > mapped), day => Assert.Equal("mapped", day.Value));
        var one = await StackUsageScenes.OpenAsync(host.Nora, ("tenant", $"Lyon|{StackUsageScenes.Pharma}"), ("period", "40"));
        var text = CardReader.Text(one);
        Assert.Contains($"Not mapped on {days.Count(day => day.Key < mapped)} of {days.Count} days", text, StringComparison.Ordinal);
        Assert.Contains("Mapped since ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(CardReader.Buttons(one), button => button.GetProperty("title").GetString() == "Fix this leak");

        // And the other way: from our removal on it leaks again.
        var list = await host.Nora.SaysAsync("onboard stack tenants pharma");
        var mapping = CardReader.Choices(list, "mapping").Single(choice => choice.Title.EndsWith("Lyon", StringComparison.Ordinal));
        var leave = await host.Nora.ClicksAsync(
            list, StackScenarios.Dialog + "offboard", new Dictionary<string, string> { ["mapping"] = mapping.Value });
        var id = await StackScenarios.ApproveAsync(
            host,
            leave,
            StackScenarios.Dialog + "submit",
            new Dictionary<string, string> { ["reason"] = "Contract ended", ["shutOut"] = "false" });
        await StackScenarios.OwnAsync(host, id, "Done and verified");
        var removed = Today(host);
        await LeapAsync(host, TimeSpan.FromDays(5));
        days = await DaysAsync(host, "Lyon");
        Assert.Equal("changed", days[removed]);
        Assert.All(days.Where(day => day.Key > mapped && day.Key < removed), day => Assert.Equal("mapped", day.Value));
        Assert.All(days.Where(day => day.Key > removed), day => Assert.Equal("not mapped", day.Value));
        Assert.Contains(
            "Not mapped since ",
            CardReader.Text(await StackUsageScenes.OpenAsync(host.Nora, ("tenant", $"Lyon|{StackUsageScenes.Pharma}"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_two_instances_looks_and_a_stamp_out_of_reach_hides_nothing_of_the_other()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Stack:Watch"] = "true" });
        await using var other = await host.StartAnotherAsync();
        await Eventually.IsTrueAsync("all was looked at", async () => await RowsAsync(host, "stack_subscription") == 7);
        Assert.Equal(2, await RowsAsync(host, "stack_look"));
        Assert.Equal(5, await RowsAsync(host, "stack_mapping"));

        await host.ControlAsync(
            "faults", new { api = "arm", path = "customerSubscriptions", status = 403, code = "AuthorizationFailed", times = 1 });
        await host.ControlAsync("stack", new { deployment = "Lyon", customer = StackUsageScenes.Consolidated, mappedTo = "" });
        await StackUsageScenes.LookAsync(host);
        await StackUsageScenes.LookAsync(other);
        Assert.Equal(1, await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.QueryOneAsync<long>("select count(*) from stack_mapping where gone_at is not null"), default));
        Assert.Equal(5, await RowsAsync(host, "stack_mapping"));
    }

    private static Task<long> RowsAsync(BotHost host, string table) => host.Services.GetRequiredService<Database>().ReadAsync(
        session => session.QueryOneAsync<long>($"select count(*) from {table}"), default);

    /// <summary>A look before and after, as the watch has them at least every hour.</summary>
    private static async Task LeapAsync(BotHost host, TimeSpan by)
    {
        await StackUsageScenes.LookAsync(host);
        await host.LeapAsync(by);
        await StackUsageScenes.LookAsync(host);
    }

    /// <summary>How a tenant's mapping stood on each day with use, as the table to copy has it.</summary>
    private static async Task<IReadOnlyDictionary<DateOnly, string>> DaysAsync(BotHost host, string stack) =>
        (await StackUsageScenes.TableAsync(host.Nora, ("tenant", $"{stack}|{StackUsageScenes.Pharma}"), ("period", "40")))
            .GroupBy(line => StackUsageScenes.Day(line["day"]))
            .ToDictionary(day => day.Key, day => Assert.Single(day.Select(line => line["mapping"]).Distinct()));

    private static DateOnly Today(BotHost host) => DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime);
}
