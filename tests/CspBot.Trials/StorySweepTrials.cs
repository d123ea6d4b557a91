using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Every call of each dialog's whole story with every misfortune: no wrong success, no false absence, no dead request that
/// could wait, every card right in the end, and the bot well. As many combinations as a few minutes hold, drawn by a seed;
/// with <c>CSPBOT_SWEEP=all</c> all of them.
/// </summary>
[Trait("Run", "Trial")]
public sealed class StorySweepTrials(ITestOutputHelper output)
{
    /// <summary>Of each phase; one takes up to three seconds, since much of a story is waiting.</summary>
    private const int Drawn = 12;

    /// <summary>An onboarding has many steps.</summary>
    private const int DrawnOnboardings = 5;

    private const int DrawnActs = 6;

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

    /// <summary>On one clock: a cart and its price are over when the cloud says so.</summary>
    [Theory]
    [InlineData("buy")]
    [InlineData("return")]
    [InlineData("exchange")]
    [InlineData("renew")]
    [InlineData("split")]
    [InlineData("commit")]
    public Task Whatever_is_answered_an_act_on_reservations_ends_right(string act) =>
        RunAsync("approval", host => new ActSweep(host, act), DrawnActs, oneClock: true);

    private async Task RunAsync(string phase, Func<BotHost, StorySweep> story, int drawn = Drawn, bool oneClock = false)
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams, oneClock: oneClock);
        await host.Tomas.InstallAsync();
        var wrong = await story(host).DrawAsync(phase, drawn, output);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
