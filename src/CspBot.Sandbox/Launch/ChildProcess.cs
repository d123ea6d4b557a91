using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>A program with its arguments, and the folder in which it works.</summary>
internal sealed record Command(string Program, IEnumerable<string> Arguments, string Folder)
{
    /// <summary>Added to the environment that this process has itself.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Its input stays open, so that it can be told something.</summary>
    public bool KeepsInput { get; init; }
}

/// <summary>A process that the launcher started; its output goes to a file, and it ends with all that it started itself.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string AskAll = """
        ask() { for child in $(pgrep -P "$1" 2>/dev/null); do ask "$child"; done; kill -TERM "$1" 2>/dev/null; }
        ask "$1"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process process;
    private readonly TimeProvider time;
    private readonly StreamWriter log;
    private readonly Queue<string> last = new();
    private readonly Lock gate = new();

    private ChildProcess(Process process, string logFile, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        log = new StreamWriter(logFile, append: false) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Name => $"'{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}'";

    public int Id => process.Id;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    public static ChildProcess Start(Command command, string logFile, TimeProvider time)
    {
        ProcessStartInfo start = new(command.Program, command.Arguments)
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What "dotnet run" sets for itself would mislead a build that is started from here.
        foreach (string name in start.Environment.Keys
            .Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
            .ToList())
            start.Environment.Remove(name);
        foreach ((string name, string value) in command.Environment)
            start.Environment[name] = value;
        Process started = new() { StartInfo = start };
        ChildProcess child = new(started, logFile, time);
        try
        {
            started.Start();
        }
        catch (Win32Exception exception)
        {
            throw new LaunchException($"{child.Name} cannot be started: {exception.Message}");
        }

        if (!command.KeepsInput)
            started.StandardInput.Close();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return child;
    }

    public void Tell(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    public string LastLines(int count)
    {
        lock (gate)
            return string.Join('\n', last.TakeLast(count));
    }

    public async Task<int> WaitAsync(CancellationToken ct)
    {
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    public void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    /// <summary>Asks it to end, and ends it and its descendants when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(Patience, time);
        try
        {
            if (!process.HasExited && !OperatingSystem.IsWindows())
            {
                // npx ends at once and leaves the tool that it started behind: whatever is below is asked first.
                using Process ask = Process.Start("/bin/sh", ["-c", AskAll, "ask", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await ask.WaitForExitAsync(patience.Token);
                await process.WaitForExitAsync(patience.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or Win32Exception)
        {
            // It does not listen, or there is no command to ask it with: it is ended below.
        }

        Kill();
        lock (gate)
            log.Dispose();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            last.Enqueue(line);
            if (last.Count > 200)
                last.Dequeue();
            if (log.BaseStream is { CanWrite: true })
                log.WriteLine(line);
        }
    }
}
