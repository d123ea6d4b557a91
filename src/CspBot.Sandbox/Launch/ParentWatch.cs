using System.Diagnostics;
using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>
/// Sees to it that nothing stays behind when a process is killed without a word: this one ends when the "dotnet run" that
/// started it is gone, and a small shell ends the bots and windows when this one is gone. On Windows neither is done.
/// </summary>
internal static class ParentWatch
{
    private const string Script = """
        trap '' INT
        end() { for child in $(pgrep -P "$1" 2>/dev/null); do end "$child"; done; kill -TERM "$1" 2>/dev/null; }
        while read -r process; do processes="$processes $process"; done
        for process in $processes; do end "$process"; done
        """;

    /// <summary>Completes when the parent was a dotnet command and has gone; else only by the token.</summary>
    public static async Task UntilParentIsGoneAsync(TimeProvider time, CancellationToken ct)
    {
        int? parent = ParentId();
        if (parent is null or 1 || NameOf(parent.Value) != "dotnet")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
            return;
        }

        while (ParentId() == parent)
            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
    }

    /// <summary>
    /// A shell that reads process ids and waits; its input ends when this process does, however it ends. Null on Windows.
    /// </summary>
    public static ChildProcess? StartGuard(string folder, TimeProvider time) => OperatingSystem.IsWindows()
        ? null
        : ChildProcess.Start(
            new Command("/bin/sh", ["-c", Script], folder) { KeepsInput = true }, Path.Combine(folder, "guard.log"), time);

    private static int? ParentId()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
            return null;
        string? line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("PPid:", StringComparison.Ordinal));
        return int.TryParse(line?[5..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
    }

    private static string? NameOf(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.ProcessName;
        }
        catch (ArgumentException)
        {
            return null; // gone between the two looks
        }
    }
}
