using System.Diagnostics;

namespace CspBot.Tests.Harness;

/// <summary>Waits for something that another process brings about and that gives no signal of its own.</summary>
internal static class Eventually
{
    /// <summary>For a machine that runs much else as well; a test that passes does not wait that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    /// <param name="seen">What the message of a failure says besides.</param>
    public static Task IsTrueAsync(string what, Func<bool> condition, TimeSpan? patience = null, Func<string>? seen = null) =>
        IsTrueAsync(what, () => Task.FromResult(condition()), patience, seen);

    /// <summary>Looks soon and then less often: many tests ask at once, and each look takes from what they wait for.</summary>
    public static async Task IsTrueAsync(string what, Func<Task<bool>> condition, TimeSpan? patience = null, Func<string>? seen = null)
    {
        var limit = patience ?? Patience;
        var watch = Stopwatch.StartNew();
        for (var pause = First; !await condition(); pause = pause * 1.5 < Longest ? pause * 1.5 : Longest)
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"Within {limit.TotalSeconds:0} s it did not come true that {what}. {seen?.Invoke()}");
            await Task.Delay(pause, TimeProvider.System);
        }
    }
}
