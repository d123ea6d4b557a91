using System.Diagnostics;

namespace CspBot.Tests.Harness;

/// <summary>Runs a script of tests/browser with Node.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Its exit code, and all that it printed.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments) =>
        RunAsync(Patience, script, arguments);

    /// <summary>The same for a script that has to wait for something.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan patience, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tools.Node!, [Path.Combine(Tools.BrowserFolder, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Tools.BrowserFolder,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(said));
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not end within {patience}.", e);
        }
    }
}
