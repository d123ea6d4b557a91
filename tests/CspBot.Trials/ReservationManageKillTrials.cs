using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.ManageScenes;

namespace CspBot.Trials;

/// <summary>
/// The bot killed at one place of each change, split, merge and savings plan: none happens twice, and each request ends in the truth.
/// </summary>
/// <remarks>Classes run beside each other, the tests of one behind each other: hence a class for each place.</remarks>
/// <param name="place">Where the bot stops.</param>
/// <param name="renews">Whether the reservation renews at first: turning that on wants an approval, turning it off does not.</param>
/// <param name="output">What was done is printed.</param>
public abstract class ReservationManageKillTrials(string place, bool renews, ITestOutputHelper output)
{
    [Fact]
    public async Task No_change_split_merge_or_savings_plan_happens_twice()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        await bot.KillAsync();
        Change(bot, Alive(bot), one => one with { Renew = renews });
        var source = Alive(bot);
        await KilledAsync(() => ReviewAsync(bot.Nora, "name", source.Id, ("name", "Named")), approved: false);
        Assert.Equal("Named", Now(bot, source).DisplayName);
        await KilledAsync(() => ReviewAsync(bot.Nora, "renew", source.Id), approved: !renews);
        Assert.Equal(!renews, Now(bot, source).Renew);
        await KilledAsync(() => ReviewAsync(bot.Nora, "split", source.Id, ("quantity", $"1,{source.Quantity - 1}")));
        var parts = Parts(bot, source.Id);
        Assert.Equal([1, source.Quantity - 1], parts.Select(part => part.Quantity));
        await KilledAsync(() => ReviewAsync(bot.Nora, "merge", parts[0].Id, ("with", parts[1].Id)));
        Assert.Equal((source.Quantity, source.Amount), (Alive(bot).Quantity, Alive(bot).Amount));
        var plans = Bought(bot).Count;
        await KilledAsync(() => PlanAsync(bot));
        Assert.Equal(plans + 1, Bought(bot).Count);
        output.WriteLine($"{place}: one name, renewal, split, merge and savings plan, each “{Done}”");

        async Task KilledAsync(Func<Task<JsonElement>> review, bool approved = true)
        {
            await bot.StartAsync(stopAt: place);
            var id = await SubmitAsync(bot.Nora, await review());
            if (approved)
                await ApproveAsync(bot, id);
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
            await bot.StartInsideAsync();
            await SeesAsync(bot, id, Done);
            await bot.KillAsync();
        }
    }
}

/// <summary>After the first effect.</summary>
[Trait("Run", "Trial")]
public sealed class ReservationKilledAfterFirstEffectTrials(ITestOutputHelper output)
    : ReservationManageKillTrials("step-after-effect#1", renews: false, output);

/// <summary>Before the second effect.</summary>
[Trait("Run", "Trial")]
public sealed class ReservationKilledBeforeSecondEffectTrials(ITestOutputHelper output)
    : ReservationManageKillTrials("step-before-effect#2", renews: true, output);

/// <summary>After the second effect.</summary>
[Trait("Run", "Trial")]
public sealed class ReservationKilledAfterSecondEffectTrials(ITestOutputHelper output)
    : ReservationManageKillTrials("step-after-effect#2", renews: false, output);

/// <summary>After the second effect is stored.</summary>
[Trait("Run", "Trial")]
public sealed class ReservationKilledAfterSecondCommitTrials(ITestOutputHelper output)
    : ReservationManageKillTrials("step-after-commit#2", renews: true, output);

/// <summary>After the third effect.</summary>
[Trait("Run", "Trial")]
public sealed class ReservationKilledAfterThirdEffectTrials(ITestOutputHelper output)
    : ReservationManageKillTrials("step-after-effect#3", renews: false, output);
