using System.Diagnostics;

namespace CspBot.Store;

/// <summary>The named places where a test may kill the process, to see what a restart makes of it. Off unless a place is named in Development.</summary>
internal sealed class FaultPoints(string? stopAt)
{
    /// <summary>All of them, in the order in which a request passes.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "submit-before-commit",
        "submit-after-commit",
        "outbox-before-send",
        "outbox-after-send",
        "decide-before-commit",
        "decide-after-commit",
        "run-claimed",
        "step-before-effect",
        "step-after-effect",
        "step-after-commit",
        "finish-before-commit",
        "finish-after-commit",
    ];

    /// <summary>Kills this process, as kill -9 would, when this is the place to stop at.</summary>
    public void Reach(string name)
    {
        Debug.Assert(Names.Contains(name), name);
        if (name == stopAt)
            Process.GetCurrentProcess().Kill();
    }
}
