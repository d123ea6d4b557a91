using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CspBot.Benchmarks.SideBySide;
using Perfolizer.Horology;

namespace CspBot.Benchmarks;

/// <summary>
/// The measurements: each against its plain alternative, side by side in one run and given as ratios; with <c>beside</c> and folders,
/// whole builds against each other.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["beside", .. var folders]:
                return await Comparison.RunAsync(folders);
            case ["floor"]:
                await ChannelHost.RunFloorAsync();
                return 0;
            case ["channel", var folder, .. var metadata]:
                await ChannelHost.RunChannelAsync(folder, metadata.SingleOrDefault());
                return 0;
        }

        // In this process: nothing has to be restored or built a second time to measure. Short rounds: a ratio needs no more, and all
        // of it ends within a few minutes.
        var job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(200));
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*", "--join"] : args, config);
        return 0;
    }
}
