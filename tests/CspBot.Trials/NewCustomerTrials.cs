using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// A new customer that accepts its agreement late: the bot is killed at every step, before and after the wait, and goes on by itself.
/// </summary>
[Trait("Run", "Trial")]
public sealed class NewCustomerTrials(ITestOutputHelper output)
{
    private const string Name = "Slow Signers";
    private const string Waits = "has not accepted the Microsoft Customer Agreement";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("step-after-effect#2")]
    [InlineData("step-after-commit#1")]
    public async Task Killed_at_each_step_it_parks_with_the_link_goes_on_by_itself_and_makes_nothing_twice(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.ControlAsync("knobs", new { acceptInvitations = true });
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var (id, ask) = await StackScenarios.SubmitAsync(bot, await StackScenarios.ReviewNewAsync(bot.Nora, Name, agreed: false));
        await bot.KillAsync();

        // Its clock runs ahead with each start: what waits for somebody is looked at again, and nobody clicks anything.
        var (kills, ahead, accepted, seen) = (0, TimeSpan.Zero, false, 0);
        for (var starts = 0; ; starts++)
        {
            Assert.True(starts < 80, StackScenarios.Own(bot, id)?.Text);
            await bot.StartAsync(stopAt: place, ahead: ahead);
            if (starts == 0)
                await ApproveAsync(bot, ask);
            await bot.StoppedOrAsync(
                () => Stands(bot, id, "Done and verified") || (Stands(bot, id, "Waiting for somebody") && Edits(bot, id) > seen), Patience);
            if (Stands(bot, id, "Done and verified"))
                break;
            if (bot.HasStopped)
                kills++;
            else if (Stands(bot, id, Waits))
            {
                // A card may be said once more by the next start, before it looks again.
                if (!accepted)
                {
                    Assert.Contains(PlanScenes.Link, StackScenarios.Own(bot, id)!.Text, StringComparison.Ordinal);
                    Assert.Equal(0, PlanScenes.Sent(bot, "POST", "/checkout"));
                    await bot.ControlAsync("customers", new { customer = Name, agreementAccepted = true });
                }

                accepted = true;
            }
            else
            {
                var tenant = (await StackScenarios.TenantOfAsync(bot, Name))!;
                await StackScenarios.ConsentAsync(bot, "Paris", tenant);
                await StackScenarios.ConsentAsync(bot, "Lyon", tenant);
            }

            if (!bot.HasStopped)
                (ahead, seen) = (ahead + TimeSpan.FromHours(5), Edits(bot, id));
            await bot.KillAsync();
        }

        Assert.Equal(1, await ParkedAsync(bot, "OnboardStackTenant.AgreementMissing"));
        Assert.InRange(kills, 14, 22);
        await StackScenarios.CheckOneEffectAsync(bot, Name);
        Assert.Equal(0, PlanScenes.Sent(bot, "POST", "/agreements"));
        output.WriteLine($"{place}: killed {kills} times, parked once with the link, one customer, one plan, nothing twice");
    }

    [Fact]
    public async Task Killed_after_the_effect_of_every_step_a_plan_is_bought_once()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var own = await bot.Nora.ClicksAsync(await PlanScenes.OpenAsync(bot.Nora, PlanScenes.Litware), PlanScenes.Submit, PlanScenes.Why);
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
        await bot.KillAsync();
        var kills = 0;
        for (; kills < 3; kills++)
        {
            await bot.StartAsync(stopAt: kills == 0 ? "step-after-effect" : "step-after-effect#2");
            if (kills == 0)
                await ApproveAsync(bot, ask);
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
        }

        await bot.StartInsideAsync();
        await PlanScenes.SeesAsync(bot, id, "Done and verified");
        Assert.Equal([Order.ByBot], PlanScenes.Orders(bot));
        Assert.Equal([1], PlanScenes.Plans(bot));
        await using var database = Open(bot);
        Assert.Null(await database.ReadAsync(Audit.FindBreakAsync, default));
        output.WriteLine($"killed {kills} times, once in each step; orders 1, plans 1, audit unbroken");
    }

    private static async Task ApproveAsync(BotProcess bot, ShownMessage ask)
    {
        try
        {
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        }
        catch (HttpRequestException)
        {
            // It died over the first step: the decision was stored before that.
        }
    }

    /// <summary>How often it was parked for this, as the audit says.</summary>
    private static async Task<int> ParkedAsync(BotProcess bot, string reason)
    {
        await using var database = Open(bot);
        var parked = await database.ReadAsync(
            session => session.QueryAsync<string>("select document from audit where kind = 'parked'"), default);
        return parked.Count(document => document.Contains(reason, StringComparison.Ordinal));
    }

    private static Database Open(BotProcess bot)
    {
        var store = new StoreOptions { ConnectionString = bot.StoreConnection };
        return new Database(store, new Signals(TimeProvider.System)) { Seals = SealKeys.Open(null, store) };
    }

    private static int Edits(BotProcess bot, string id) => StackScenarios.Own(bot, id)?.Versions.Count ?? 0;

    private static bool Stands(BotProcess bot, string id, string words) =>
        StackScenarios.Own(bot, id)?.Text.Contains(words, StringComparison.Ordinal) == true;
}
