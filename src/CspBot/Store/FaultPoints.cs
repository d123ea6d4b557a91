using System.Diagnostics;
using System.Globalization;

namespace CspBot.Store;

/// <summary>
/// The named places where a test may kill the process, to see what a restart makes of it.
/// Off unless a place is named in Development.
/// </summary>
/// <param name="stopAt">A name, or <c>name#3</c> for the third time that it is reached.</param>
internal sealed class FaultPoints(string? stopAt)
{
    private readonly string? _place = stopAt?.Split('#')[0];
    private int _left = stopAt?.Split('#') is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 1;

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
        "note-after-commit",
        "step-after-effect",
        "step-after-commit",
        "finish-before-commit",
        "finish-after-commit",
        "close-before-commit",
        "close-after-commit",
    ];

    /// <summary>Kills this process, as kill -9 would, when this is the place to stop at.</summary>
    public void Reach(string name)
    {
        Debug.Assert(Names.Contains(name), name);
        if (name == _place && Interlocked.Decrement(ref _left) == 0)
            Process.GetCurrentProcess().Kill();
    }
}
