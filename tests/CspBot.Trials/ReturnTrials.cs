using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Returns and exchanges under every misfortune and every kill: one effect at most, and the card tells the truth.</summary>
public sealed class ReturnTrials(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_call_under_every_misfortune_before_and_after_its_effect()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var sweep = new ReturnSweep(host);
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var (act, method, path) in ReturnSweep.Calls)
        {
            var faults = ReturnSweep.Passing.Select(one => (one.Name, one.Fault, Passes: true))
                .Concat(method == "POST" ? ReturnSweep.Refusing.Select(one => (one.Name, one.Fault, Passes: false)) : []);
            foreach (var (name, fault, passes) in faults)
            {
                tried++;
                if (await sweep.RunAsync(act, method, path, fault, passes) is { } bad)
                    wrong.Add($"{act}: {method} {path} answers {name}: {bad}");
            }
        }

        output.WriteLine($"Returns and exchanges: {tried} misfortunes, {wrong.Count} wrong, no double effect.");
        Assert.Equal([], wrong);
    }

    /// <summary>
    /// A process repeats the step that the last one did not get to store, does the next one, and dies; or dies right after it stored one;
    /// or when it had written down that it is about to send what cannot be repeated.
    /// </summary>
    [Theory]
    [InlineData("return", "step-after-effect#2")]
    [InlineData("return", "step-after-commit#1")]
    [InlineData("return", "note-after-commit#1")]
    [InlineData("exchange", "step-after-effect#2")]
    [InlineData("exchange", "note-after-commit#1")]
    public async Task Killed_at_every_step(string act, string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.ControlAsync("knobs", new { exchangeAtOnce = true, reusableSessions = true });
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var item = ReturnScenes.Pick(bot, "Standard_D4s_v5", one => one.Quantity == 6);
        var (id, ask) = await ReturnScenes.SubmitAsync(bot, await ReturnScenes.ReviewAsync(bot.Nora, act, item));
        await bot.KillAsync();
        await bot.StartAsync(stopAt: place);
        try
        {
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        }
        catch (HttpRequestException)
        {
            // It died over the first step: the decision was stored before that.
        }

        var kills = 0;
        var ahead = TimeSpan.Zero;
        while (true)
        {
            await bot.StoppedOrAsync(() => Says(bot, id, "Done and verified") || Says(bot, id, "Failed"), Patience);
            var over = !bot.HasStopped;
            await bot.KillAsync();
            if (over)
                break;
            kills++;
            ahead += TimeSpan.FromMinutes(11);

            // A place that each process passes again would be no end.
            await (place.StartsWith("note", StringComparison.Ordinal) ? bot.StartInsideAsync(ahead) : bot.StartAsync(place, ahead));
        }

        Assert.True(Says(bot, id, "Done and verified"));
        var left = ReturnScenes.Again(bot, item);
        Assert.Equal(act == "return" ? ("Succeeded", 5) : ("Cancelled", 6), (left.State, left.Quantity));
        Assert.Equal(act == "return" ? 0 : 1, ReturnScenes.In(bot, world => world.Reservations.Count(one => one.Order.Length == 0)));
        var posts = ReturnScenes.Posts(bot, act == "return" ? "/return" : "Capacity/exchange");
        Assert.Equal(1, posts);
        Assert.True(kills > 0);
        output.WriteLine($"{act} at {place}: {kills} kills, {posts} POST with effect, one effect");
    }

    /// <summary>Three people's yes at once; the first call is cut before its effect.</summary>
    [RequiresFact("postgres")]
    public async Task Three_returns_of_one_order_on_two_instances_are_three_returns()
    {
        var connection = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using var host = await BotHost.StartAsync(
            new Dictionary<string, string?> { ["Store:ConnectionString"] = connection }, oneClock: true);
        await using var another = await host.StartAnotherAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { reusableSessions = true });
        var item = ReturnScenes.Pick(host, "Standard_D4s_v5", one => one.Quantity == 6);
        var all = new List<(string Id, ShownMessage Ask)>();
        for (var i = 0; i < 3; i++)
            all.Add(await ReturnScenes.SubmitAsync(host, await ReturnScenes.ReviewAsync(host.Nora, item, "1")));
        await host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, times = 1 });
        await Task.WhenAll(all.Select(one => ReturnScenes.ApproveAsync(host, one.Ask)));
        foreach (var (id, _) in all)
            Assert.Contains("Done and verified", (await ReturnScenes.EndAsync(host, id)).Text, StringComparison.Ordinal);
        Assert.Equal((4, 3), (ReturnScenes.Posts(host, "/return"), ReturnScenes.Again(host, item).Quantity));
    }

    private static bool Says(BotProcess bot, string id, string words) => bot.Teams.Messages.Any(message =>
        message.Conversation == bot.Nora.Chat
        && message.Text.Contains(id + " ·", StringComparison.Ordinal)
        && message.Text.Contains(words, StringComparison.Ordinal));
}
