using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.RoleScenes;

namespace CspBot.Trials;

/// <summary>
/// A group and several users on several subscriptions: the bot is killed at each line, given and taken back, and every right stands once.
/// </summary>
[Trait("Run", "Trial")]
public sealed class RoleTrials(ITestOutputHelper output)
{
    private const int Drawn = 4;

    [Fact]
    public async Task Killed_at_each_line_and_taken_up_again_each_right_is_given_once_and_ends_once()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var before = await HeldAsync(bot);
        var review = await ReviewAsync(
            bot.Nora,
            ("subscription", $"{Production},{Development}"),
            ("user", $"{Member},{Guest},{Operators}"),
            ("role", "Reader"),
            ("duration", "1h"));

        var id = Scenarios.RequestOf(await bot.Nora.ClicksAsync(review, "grant-owner/submit"));
        var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);

        // The guest is locked for the time of the first run: its lines fail, and the others go on.
        await bot.ControlAsync("users", new { user = Guest, enabled = false });
        await bot.KillAsync();
        await bot.StartAsync(stopAt: "step-after-effect#2");
        await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var kills = 0;
        foreach (var place in new[] { "step-after-effect#4", "step-after-effect#3", "step-after-effect#4", null })
            await KilledAsync(place, given: ++kills);
        var partly = await SeesAsync(bot, id, "2 of 6 rights could not be given; the others were given.");
        Assert.Equal(4, (await HeldAsync(bot)).Except(before).Count());

        // Continue takes up the two that are missing, killed at each again.
        await bot.ControlAsync("users", new { user = Guest, enabled = true });
        await bot.KillAsync();
        await bot.StartAsync(stopAt: "step-after-effect#2");
        await bot.Nora.ClicksAsync(partly.Card, "requests/retry", null, partly.Id);
        await KilledAsync("step-after-effect#3", given: ++kills);
        await KilledAsync(null, given: ++kills);
        await SeesAsync(bot, id, "Done and verified");
        (string, string, string)[] given =
        [
            .. from place in new[] { Production, Development }
            from who in new[] { Member, Guest, Operators }
            select ($"/subscriptions/{place}", Ids.Reader, who),
        ];
        Assert.Equal(given.Order(), (await HeldAsync(bot)).Except(before).Order());
        Assert.Equal(6, Answered(bot, "PUT", 201));
        output.WriteLine($"given: {kills} kills, 6 rights, each made once; written {Sent(bot, "PUT")} times");

        // The end, killed at each line too.
        await bot.KillAsync();
        await bot.StartAsync(stopAt: "step-after-effect#2", ahead: TimeSpan.FromHours(1.2));
        for (var line = 1; line <= 6; line++)
            await KilledAsync(line < 6 ? "step-after-effect#4" : null, given: 6 - line, TimeSpan.FromHours(1.2));
        await SeesAsync(bot, id, "Ended and verified");
        Assert.Equal(before.Order(), (await HeldAsync(bot)).Order());
        Assert.Equal(6, Answered(bot, "DELETE", 200));
        output.WriteLine($"taken back: 6 kills, 6 rights, each removed once; sent {Sent(bot, "DELETE")} times");

        async Task KilledAsync(string? next, int given, TimeSpan ahead = default)
        {
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(given, (await HeldAsync(bot)).Except(before).Count());
            await bot.KillAsync();
            await (next is null ? bot.StartInsideAsync(ahead) : bot.StartAsync(next, ahead));
        }
    }

    [Theory]
    [InlineData("approval")]
    [InlineData("undo")]
    public async Task Whatever_is_answered_several_rights_end_right(string phase)
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await host.Tomas.InstallAsync();
        var wrong = await new RoleSweep(host).DrawAsync(phase, Drawn, output);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static int Answered(TestBot bot, string method, int status) => bot.Sandbox.Calls.All().Count(
        call => call.Api == "arm"
            && call.Method == method
            && call.Status == status
            && call.Path.Contains("/roleAssignments/", StringComparison.Ordinal));
}
