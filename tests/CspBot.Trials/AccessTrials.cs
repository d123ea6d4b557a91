using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Trials;

/// <summary>Rights that are taken away: raced on the last two Owners time and again, and killed at each step. Printed.</summary>
[Trait("Run", "Trial")]
public sealed class AccessTrials(ITestOutputHelper output)
{
    private const int Rounds = 6;

    private static readonly string[] Places =
    [
        "step-before-effect#2", "step-after-effect#2", "step-after-commit#2", "step-after-effect#3",
    ];

    [Fact]
    public async Task Raced_on_the_last_two_Owners_one_revoke_goes_through_each_time()
    {
        await using var host = await BotHost.StartAsync();
        await using var other = await host.StartAnotherAsync();
        LeaveToCustomer(host);
        var (byFirst, bySecond) = (0, 0);
        for (var round = 1; round <= Rounds; round++)
        {
            Take(host, item => item.Role == Owner);
            var requests = await RevokeAtOnceAsync(host, other, Give(host, User(1)), Give(host, User(2)));
            Assert.Single(await host.AuditAsync(), entry => entry.Kind == "succeeded" && requests.Contains(entry.Request ?? ""));
            var left = Assert.Single(Holders(host));
            (byFirst, bySecond) = left == User(2) ? (byFirst + 1, bySecond) : (byFirst, bySecond + 1);
        }

        output.WriteLine($"{Rounds} rounds: one Owner left each time; the first bot's revoke won {byFirst}, the second's {bySecond}.");
    }

    [Fact]
    public async Task Killed_at_each_step_a_right_is_taken_away_once()
    {
        await using var bot = await BotProcess.PrepareAsync();
        foreach (var place in Places)
        {
            var name = Give(bot, User(1), role: Ids.Contributor);
            await bot.StartAsync(stopAt: place);
            var request = await SubmitAsync(bot.Nora, await RevokeAsync(bot.Nora, name));
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
            await bot.StartInsideAsync();
            await SeesAsync(bot, request, "Done and verified");
            Assert.DoesNotContain(Subscription(bot).Assignments, item => item.Name == name);
            await bot.KillAsync();
            var removed = bot.Sandbox.Calls.All().Count(call => call is { Method: "DELETE", Api: "arm", Status: 200 });
            output.WriteLine($"{place}: removed {removed} time, “Done and verified”");
            Assert.Equal(1, removed);
            bot.Sandbox.Calls.Clear();
        }
    }

    /// <summary>The portal takes the other Owner, and the bot dies between the removal and the return of the right.</summary>
    [Theory]
    [InlineData("step-after-effect#2")]
    [InlineData("step-after-effect#3")]
    public async Task Killed_while_the_last_Owner_is_put_back_he_stands_in_the_end(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        LeaveToCustomer(bot);
        var name = Give(bot, User(1));
        Give(bot, User(2));
        await bot.StartAsync(stopAt: place);
        var review = await RevokeAsync(bot.Nora, name);
        await bot.ControlAsync("faults", new { api = "arm", method = "DELETE", delayMs = 1500, times = 1 });
        var request = await SubmitAsync(bot.Nora, review);

        // Names were asked for by the card, by its submit, and by the guard, which has then seen the other Owner.
        await Eventually.IsTrueAsync("the guard has looked", () => bot.Sandbox.Calls.All().Count(
            call => call.Method == "POST" && call.Path.EndsWith("getByIds", StringComparison.Ordinal)) > 2);
        Take(bot, item => item.PrincipalId == User(2));
        await bot.StoppedAsync(TimeSpan.FromMinutes(2));
        await bot.KillAsync();
        await bot.StartInsideAsync();
        await SeesAsync(bot, request, "the right was put back");
        Assert.Equal([User(1)], Holders(bot));
        await bot.KillAsync();
        output.WriteLine($"{place}: the last Owner stands under the name it had");
    }
}
