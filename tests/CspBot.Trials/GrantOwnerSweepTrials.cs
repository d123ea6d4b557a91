using System.Diagnostics;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Every call of Grant Owner's whole story with every misfortune: no wrong success, no false absence, no dead request that could wait, every card right in the end.</summary>
[Trait("Run", "Trial")]
public sealed class GrantOwnerSweepTrials(ITestOutputHelper output)
{
    [Theory]
    [InlineData("form")]
    [InlineData("approval")]
    [InlineData("undo")]
    public async Task Whatever_is_answered_the_story_ends_right(string phase)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var sweep = new GrantOwnerSweep(host);
        var calls = (await sweep.LookAsync()).Where(c => c.Phase == phase).ToList();
        var clock = Stopwatch.StartNew();
        var (tried, wrong) = (0, new List<string>());
        foreach (var (_, call) in calls)
        {
            foreach (var (name, fault) in Misfortunes.All)
            {
                tried++;
                if (await sweep.RunAsync(phase, call, name, fault) is { } bad)
                    wrong.Add(bad);
            }
        }

        output.WriteLine($"{phase}: {calls.Count} calls, {tried} combinations in {clock.Elapsed.TotalSeconds:F0} s, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
