using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CspBot.Benchmarks;

/// <summary>The measurements: each against its plain alternative, side by side in one run and given as ratios.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        // In this process: nothing has to be restored or built a second time to measure.
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*", "--join"] : args, config);
    }
}
