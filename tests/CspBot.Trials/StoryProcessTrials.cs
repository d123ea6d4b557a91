using System.Diagnostics;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// A bot as a process of its own meets a handful of each dialog's misfortunes, in the approved request and in its undo: it never ends by
/// itself, <c>/readyz</c> says that it is well after each, and it ends with 0 when it is told to. All other combinations are run in one
/// process (<see cref="StorySweepTrials"/>).
/// </summary>
[Trait("Run", "Trial")]
public sealed class StoryProcessTrials(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private BotProcess _bot = null!;

    public async Task InitializeAsync()
    {
        _bot = await BotProcess.PrepareAsync();
        await _bot.StartAsync();
        await _bot.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task A_process_that_meets_them_in_grants_stays_well()
    {
        (string Misfortune, string Api, string Method, string Path)[] handful =
        [
            ("null", "arm", "PUT", "roleAssignments"),
            ("HTML 502", "arm", "GET", "roleAssignments"),
            ("401 once", "arm", "PUT", "roleAssignments"),
            ("a claims challenge", "arm", "PUT", "roleAssignments"),
            ("a list with a null", "partnercenter", "GET", "azureEntitlements"),
            ("a cut body", "partnercenter", "GET", "azureEntitlements"),
        ];
        foreach (var misfortune in handful)
        {
            var (own, user, subscription) = await Scenarios.SubmitGrantAsync(_bot, _bot.Nora);
            var id = await ApproveAsync(Scenarios.RequestOf(own), misfortune);
            await DoneAsync(id);
            Assert.Contains((subscription, user), await _bot.UserOwnersAsync());
            await CheckWellAsync(misfortune.Misfortune);
        }

        await EndAsync(handful.Length);
    }

    [Fact]
    public async Task A_process_that_meets_them_in_permissions_stays_well()
    {
        (string Misfortune, string Api, string Method, string Path)[] handful =
        [
            ("empty 200", "partnercenter", "GET", "SelfServePolicy"),
            ("null", "partnercenter", "POST", "SelfServePolicy"),
            ("HTML 403", "partnercenter", "POST", "SelfServePolicy"),
            ("401 once", "partnercenter", "POST", "SelfServePolicy"),
            ("a list with a null", "partnercenter", "GET", "SelfServePolicy"),
        ];
        foreach (var misfortune in handful)
        {
            var own = await ReservationPermissionStories.AskAsync(_bot.Nora, ReservationPermissionStories.Wish(reserved: true));
            var id = await ApproveAsync(Scenarios.RequestOf(own), misfortune);
            await DoneAsync(id);
            Assert.Equal([ReservationPermissionStories.Reserved], await ReservationPermissionStories.PermissionsAsync(_bot));
            await CheckWellAsync(misfortune.Misfortune);
        }

        await EndAsync(handful.Length);
    }

    [Fact]
    public async Task A_process_that_meets_them_in_onboardings_stays_well()
    {
        var directories = await StackScenarios.DirectoriesAsync(_bot);
        (string Misfortune, string Api, string Method, string Path)[] handful =
        [
            ("HTML 403", "stackadmin", "GET", "directoryTenants"),
            ("null", "arm", "PUT", "customerSubscriptions"),
            ("a cut body", "stackadmin", "POST", "checkIdentityHealth"),
        ];
        foreach (var misfortune in handful)
        {
            var tenant = (await StackScenarios.TenantOfAsync(_bot, "Adatum Corporation"))!;
            var (id, ask) = await StackScenarios.SubmitAsync(_bot, await StackScenarios.ReviewAsync(_bot.Nora, "adatum", "Lyon"));
            await OrderAsync(misfortune);
            await _bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var waits = await StackScenarios.OwnAsync(_bot, id, "has to let Lyon into its directory", Patience);
            await StackScenarios.ConsentAsync(_bot, "Lyon", tenant);
            await _bot.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            var done = await DoneAsync(id);
            Assert.Contains(("Lyon", tenant), await StackScenarios.DirectoriesAsync(_bot));

            // The first of them once more in the undo.
            await OrderAsync(handful[0]);
            await _bot.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
            await StackScenarios.OwnAsync(_bot, id, "Ended and verified", Patience);
            Assert.Equal(directories.Order(), (await StackScenarios.DirectoriesAsync(_bot)).Order());
            await CheckWellAsync(misfortune.Misfortune);
        }

        await EndAsync(handful.Length);
    }

    private async Task<string> ApproveAsync(string id, (string Misfortune, string Api, string Method, string Path) misfortune)
    {
        var ask = await Scenarios.AskForAsync(_bot, _bot.Tomas, id);
        await OrderAsync(misfortune);
        await _bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        return id;
    }

    private Task OrderAsync((string Misfortune, string Api, string Method, string Path) one)
    {
        var fault = Misfortunes.All.Single(misfortune => misfortune.Name == one.Misfortune).Fault;
        var ordered = new Dictionary<string, object>(fault) { ["api"] = one.Api, ["method"] = one.Method, ["path"] = one.Path };
        return _bot.ControlAsync("faults", ordered);
    }

    private Task<ShownMessage> DoneAsync(string id) => StackScenarios.OwnAsync(_bot, id, "Done and verified", Patience);

    private async Task CheckWellAsync(string misfortune)
    {
        Assert.Contains(await _bot.CallsAsync(), call => call.GetProperty("fault").GetBoolean());
        Assert.False(_bot.HasStopped, misfortune);
        await Eventually.IsTrueAsync(
            "the bot is ready", async () => (await TestBot.Http.GetAsync(new Uri(_bot.Endpoint, "/readyz"))).IsSuccessStatusCode);
        await _bot.ClearFaultsAsync();
        await _bot.ControlAsync("reset", new { });
    }

    private async Task EndAsync(int answers)
    {
        var took = await _bot.StopGracefullyAsync();
        Assert.Equal(0, _bot.ExitCode);
        output.WriteLine(
            $"{answers} answers in {_clock.Elapsed.TotalSeconds:F0} s, ended with {_bot.ExitCode} {took.TotalSeconds:F1} s after SIGTERM");
    }
}
