using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CspBot.Trials.Histories;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Random lives of requests with all that approvals know, on two instances: no effect without the people that the rule wants, never two,
/// no decision that is lost, and cards, cloud and audit that agree.
/// </summary>
/// <remarks>
/// <c>CSPBOT_HISTORIES</c> says how many, <c>CSPBOT_HISTORY_SEED</c> (two numbers with a comma, as a failure prints them) plays them again.
/// </remarks>
public sealed class LifeTrials(ITestOutputHelper output)
{
    private const int Side = 2;

    [Fact]
    public async Task Whatever_happens_nothing_is_done_without_those_whom_the_rule_wants()
    {
        var count = HistoryCount.Or(200);
        var watch = Stopwatch.StartNew();
        using var stages = new BlockingCollection<Stage>();
        foreach (var _ in Enumerable.Range(0, Side))
            stages.Add(await Stage.StartAsync(customers: count + 500));
        var all = stages.ToList();
        var (played, effects, undone) = (0, 0, 0);
        var property = Prop.ForAll(History.Arbitrary, history =>
        {
            var stage = stages.Take();
            try
            {
                var play = PlayAsync(stage, history).GetAwaiter().GetResult();
                Interlocked.Increment(ref played);
                Interlocked.Add(ref effects, play.HasEffect ? 1 : 0);
                Interlocked.Add(ref undone, play.Life.Undos);
            }
            finally
            {
                stages.Add(stage);
            }
        });
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithParallelRunConfig(new ParallelRunConfig(Side));
        if (Environment.GetEnvironmentVariable("CSPBOT_HISTORY_SEED")?.Split(',') is [var seed, var gamma])
            config = config.WithReplay(
                ulong.Parse(seed, CultureInfo.InvariantCulture), ulong.Parse(gamma, CultureInfo.InvariantCulture));
        try
        {
            await Task.Run(() => property.Check(config));
        }
        finally
        {
            output.WriteLine(
                $"{played} histories in {watch.Elapsed}, {Environment.CpuUsage.TotalTime} of the processor: "
                + $"{effects} with a right that was given, {undone} undone.");
        }

        Assert.InRange(effects, count / 5, count);
        foreach (var stage in all)
            await stage.DisposeAsync();
    }

    private static async Task<Play> PlayAsync(Stage stage, History history)
    {
        await stage.ResetAsync();
        var play = new Play(stage, history);
        await play.RunAsync();
        return play;
    }
}
