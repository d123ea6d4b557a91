using System.Diagnostics;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Infra;

/// <summary>Microsoft's Bicep compiler, run on one file; what it warns of counts as a fault.</summary>
internal static class Bicep
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The template that it makes, or the document of parameters.</summary>
    /// <exception cref="InvalidDataException">It refused the file or warned of something.</exception>
    public static async Task<string> CompileAsync(string path)
    {
        var verb = path.EndsWith(".bicepparam", StringComparison.Ordinal) ? "build-params" : "build";
        var (code, made, said) = await RunAsync(verb, path, "--stdout");
        return code == 0 && said.Length == 0 ? made : throw new InvalidDataException(said);
    }

    /// <summary>What its rules find; empty when nothing.</summary>
    public static async Task<string> LintAsync(string path)
    {
        var (_, made, said) = await RunAsync("lint", path);
        return made + said;
    }

    /// <summary>The file as it would write it.</summary>
    /// <exception cref="InvalidDataException">It is no Bicep.</exception>
    public static async Task<string> FormatAsync(string path)
    {
        var (code, made, said) = await RunAsync("format", path, "--stdout");
        return code == 0 ? made : throw new InvalidDataException(said);
    }

    private static async Task<(int Code, string Made, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Tools.Bicep!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The parameter file reads it from whoever deploys, and the template asks for 20 characters.
        start.Environment["CSPBOT_DATABASE_PASSWORD"] = "only-for-the-compiler-1";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, texts[0], texts[1]);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"bicep {arguments[0]} did not end within {Patience}.", e);
        }
    }
}
