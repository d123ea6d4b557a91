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
/// <remarks>Classes run beside each other, the rows of one behind each other: hence a class for each kind of story.</remarks>
public abstract class StorySweepTrials(ITestOutputHelper output)
{
    /// <param name="drawn">Of each phase; one takes up to three seconds, since much of a story is waiting.</param>
    private protected async Task RunAsync(string phase, Func<BotHost, StorySweep> story, int drawn = 12, bool oneClock = false)
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams, oneClock: oneClock);
        await host.Tomas.InstallAsync();
        var wrong = await story(host).DrawAsync(phase, drawn, output);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}

/// <summary>The sweep of what gives and takes rights.</summary>
[Trait("Run", "Trial")]
public sealed class RightSweepTrials(ITestOutputHelper output) : StorySweepTrials(output)
{
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
}

/// <summary>The sweep of an onboarding, which has many steps.</summary>
[Trait("Run", "Trial")]
public sealed class OnboardingSweepTrials(ITestOutputHelper output) : StorySweepTrials(output)
{
    [Theory]
    [InlineData("form")]
    [InlineData("approval")]
    [InlineData("undo")]
    public Task Whatever_is_answered_an_onboarding_ends_right(string phase) =>
        RunAsync(phase, host => new OnboardStackTenantSweep(host), drawn: 5);
}

/// <summary>The sweep of acts on reservations, on one clock: a cart and its price are over when the cloud says so.</summary>
[Trait("Run", "Trial")]
public sealed class ActSweepTrials(ITestOutputHelper output) : StorySweepTrials(output)
{
    [Theory]
    [InlineData("buy")]
    [InlineData("return")]
    [InlineData("exchange")]
    [InlineData("renew")]
    [InlineData("split")]
    [InlineData("commit")]
    public Task Whatever_is_answered_an_act_on_reservations_ends_right(string act) =>
        RunAsync("approval", host => new ActSweep(host, act), drawn: 6, oneClock: true);
}
