using System.Diagnostics;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Every call of Grant Owner's whole story with every misfortune: no wrong success, no false absence, no dead request that could wait, every card right in
/// the end. As many combinations as four minutes hold, drawn by a seed; with <c>CSPBOT_SWEEP=all</c> all of them.
/// </summary>
[Trait("Run", "Trial")]
public sealed class GrantOwnerSweepTrials(ITestOutputHelper output)
{
    private const int Seed = 20261128;

    /// <summary>Of each phase; one takes three seconds and more, since much of a story is waiting.</summary>
    private const int Drawn = 20;

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
        var product = calls.SelectMany(_ => Misfortunes.All, (c, misfortune) => (c.Call, misfortune.Name, misfortune.Fault)).ToArray();
        new Random(Seed).Shuffle(product);
        var drawn = Environment.GetEnvironmentVariable("CSPBOT_SWEEP") == "all" ? product.Length : Math.Min(Drawn, product.Length);
        var wrong = new List<string>();
        foreach (var (call, name, fault) in product[..drawn])
        {
            if (await sweep.RunAsync(phase, call, name, fault) is { } bad)
                wrong.Add(bad);
        }

        output.WriteLine($"{phase}: {calls.Count} calls, {product.Length} combinations, {drawn} tried in {clock.Elapsed.TotalSeconds:F0} s, {wrong.Count} wrong; left out:");
        foreach (var (call, name, _) in product[drawn..])
            output.WriteLine($"  {call} answers {name}");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
