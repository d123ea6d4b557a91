using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Every call of each dialog's whole story with every misfortune: no wrong success, no false absence, no dead request that could wait,
/// every card right in the end, and the bot well. As many combinations as a few minutes hold, drawn by a seed; with <c>CSPBOT_SWEEP=all</c> all of them.
/// </summary>
[Trait("Run", "Trial")]
public sealed class StorySweepTrials(ITestOutputHelper output)
{
    /// <summary>Of each phase; one takes up to three seconds, since much of a story is waiting.</summary>
    private const int Drawn = 20;

    /// <summary>An onboarding has many steps.</summary>
    private const int DrawnOnboardings = 8;

    [Theory]
    [InlineData("form")]
    [InlineData("approval")]
    [InlineData("undo")]
    public Task Whatever_is_answered_a_grant_ends_right(string phase) => RunAsync(phase, host => new GrantOwnerSweep(host));

    [Theory]
    [InlineData("form")]
    [InlineData("approval")]
    [InlineData("undo")]
    [InlineData("off")]
    public Task Whatever_is_answered_a_permission_ends_right(string phase) => RunAsync(phase, host => new ReservationPermissionSweep(host));

    [Theory]
    [InlineData("form")]
    [InlineData("approval")]
    [InlineData("undo")]
    public Task Whatever_is_answered_an_onboarding_ends_right(string phase) =>
        RunAsync(phase, host => new OnboardStackTenantSweep(host), DrawnOnboardings);

    [Fact]
    public async Task A_process_that_meets_them_stays_well_and_ends_with_zero_when_it_is_told_to()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        (string Misfortune, string Api, string Method, string Path)[] handful =
        [
            ("null", "arm", "PUT", "roleAssignments"),
            ("HTML 502", "arm", "GET", "roleAssignments"),
            ("401 once", "arm", "PUT", "roleAssignments"),
            ("a claims challenge", "arm", "PUT", "roleAssignments"),
            ("a list with a null", "partnercenter", "GET", "azureEntitlements"),
            ("a cut body", "partnercenter", "GET", "azureEntitlements"),
        ];
        foreach (var (misfortune, api, method, path) in handful)
        {
            var (own, user, subscription) = await Scenarios.SubmitGrantAsync(bot, bot.Nora);
            var id = Scenarios.RequestOf(own);
            var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
            var fault = Misfortunes.All.Single(one => one.Name == misfortune).Fault;
            await bot.ControlAsync("faults", new Dictionary<string, object>(fault) { ["api"] = api, ["method"] = method, ["path"] = path });
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            await StackScenarios.OwnAsync(bot, id, "Done and verified");
            Assert.Contains((subscription, user), await bot.UserOwnersAsync());
            Assert.Contains(await bot.CallsAsync(), call => call.GetProperty("fault").GetBoolean());
            Assert.False(bot.HasStopped, misfortune);
            await Eventually.IsTrueAsync(
                "the bot is ready", async () => (await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"))).IsSuccessStatusCode);
            await bot.ClearFaultsAsync();
            await bot.ControlAsync("reset", new { });
        }

        var took = await bot.StopGracefullyAsync();
        Assert.Equal(0, bot.ExitCode);
        output.WriteLine($"{handful.Length} answers, ended with {bot.ExitCode} {took.TotalSeconds:F1} s after SIGTERM");
    }

    private async Task RunAsync(string phase, Func<BotHost, StorySweep> story, int drawn = Drawn)
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await host.Tomas.InstallAsync();
        var wrong = await story(host).DrawAsync(phase, drawn, output);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
