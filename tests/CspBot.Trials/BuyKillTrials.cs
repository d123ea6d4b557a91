using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// The process is killed in every step of a purchase, after what it did and before it could write that down: bought once.
/// </summary>
public sealed class BuyKillTrials(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Upfront", 6)]
    [InlineData("Monthly", 5)]
    public async Task Killed_after_the_effect_of_every_step_it_is_bought_once(string billing, int steps)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        BuyScenes.Register(bot);
        var review = await BuyScenes.ReviewAsync(bot.Nora, BuyScenes.Adatum, ("billing", billing));
        var own = await bot.Nora.ClicksAsync(review, "reservations/submit");
        var request = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(bot, bot.Tomas, request);
        await bot.KillAsync();

        // Each start does the step again in whose effect the last one died, and dies in that of the next.
        var kills = 0;
        for (; kills < steps; kills++)
        {
            await bot.StartAsync(stopAt: kills == 0 ? "step-after-effect" : "step-after-effect#2");
            if (kills == 0)
                await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
        }

        await bot.StartInsideAsync();
        await BuyScenes.SeesAsync(bot, request, "Done and verified");
        Assert.Single(BuyScenes.Orders(bot));
        Assert.Single(BuyScenes.Reservations(bot));
        var store = new StoreOptions { ConnectionString = bot.StoreConnection };
        await using var database = new Database(store, new Signals(TimeProvider.System)) { Seals = SealKeys.Open(null, store) };
        Assert.Null(await database.ReadAsync(Audit.FindBreakAsync, default));
        output.WriteLine($"{billing}: killed {kills} times, once in each step; orders 1, reservations 1, audit unbroken");
    }
}
