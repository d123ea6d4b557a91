using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// A budget's write cut before, in and after its effect, and the bot killed at each step: the budget that was asked for stands, each
/// request ends in the truth, and what it replaced is known. Printed.
/// </summary>
[Trait("Run", "Trial")]
public sealed partial class CustomerBudgetTrials(ITestOutputHelper output)
{
    private const string Done = "Done and verified";

    private static readonly (string Name, object Fault)[] Misfortunes =
    [
        ("cut before", new { dropConnection = true }),
        ("cut after", new { afterWrite = true, dropConnection = true }),
        ("an error after", new { afterWrite = true, status = 500 }),
        ("a gateway's page", new { status = 502, body = "<html>Bad gateway</html>", contentType = "text/html" }),
        ("too many", new { status = 429, retryAfter = "1" }),
        ("a cut answer", new { afterWrite = true, truncate = true }),
    ];

    [Fact]
    public async Task A_write_of_unknown_result_leaves_the_budget_that_was_asked_for()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var (number, (name, fault)) in Misfortunes.Index())
        {
            var review = await OpenAsync(host.Nora);
            var ordered = JsonSerializer.SerializeToNode(fault)!.AsObject();
            (ordered["api"], ordered["method"], ordered["path"], ordered["times"]) = ("partnercenter", "PATCH", "usagebudget", 1);
            await host.ControlAsync("faults", ordered);
            await DoneAsync(host, review, 100 + number);
            await host.ClearFaultsAsync();
            output.WriteLine($"{name}: {Writes(host)} writes in all, “{Done}”");
        }

        Assert.InRange(Writes(host), Misfortunes.Length, 2 * Misfortunes.Length);
    }

    [Fact]
    public async Task Killed_at_each_step_the_budget_stands_and_the_one_before_is_known()
    {
        await using var bot = await BotProcess.PrepareAsync();
        var places = new[] { "step-before-effect#1", "step-after-effect#1", "step-after-commit#1", "step-after-effect#2" };
        foreach (var (number, place) in places.Index())
        {
            await bot.StartAsync(stopAt: place);
            var asked = await bot.Nora.ClicksAsync(await OpenAsync(bot.Nora), "customers/submit", Filled(200 + number));
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
            await bot.StartInsideAsync();
            await SeesAsync(bot, asked);
            var card = await bot.Nora.SaysAsync("requests " + RequestId().Match(CardReader.Text(asked)).Value);
            Assert.Equal(number > 0, CardReader.HasButton(card, "requests/undo"));
            Assert.Contains($"{200 + number}.00 USD a month", CardReader.Text(await OpenAsync(bot.Nora)), StringComparison.Ordinal);
            await bot.KillAsync();
            output.WriteLine($"{place}: {200 + number}.00 stands, “{Done}”");
        }
    }

    private static async Task DoneAsync(TestBot host, JsonElement card, int budget) =>
        await SeesAsync(host, await host.Nora.ClicksAsync(card, "customers/submit", Filled(budget)));

    private static Task<ShownMessage> SeesAsync(TestBot host, JsonElement asked)
    {
        var id = RequestId().Match(CardReader.Text(asked)).Value;
        Assert.NotEmpty(id);
        return host.Teams.WaitForAsync($"'{Done}' of {id}", message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(id, StringComparison.Ordinal)
            && message.Text.Contains(Done, StringComparison.Ordinal));
    }

    private static async Task<JsonElement> OpenAsync(Agent agent)
    {
        var click = agent.Forge("customers/budget", new JsonObject { ["customer"] = ReservationPermissionStories.Adatum });
        return (await agent.SendAsAskedAsync(click)).Body.GetProperty("value");
    }

    private static Dictionary<string, string> Filled(int budget) => new() { ["budget"] = $"{budget}" };

    private static int Writes(TestBot host) => host.Sandbox.Calls.All().Count(call => call.Method == "PATCH");

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    private static partial Regex RequestId();
}
