using System.Diagnostics;
using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>
/// What must be answered soon is: a machine that was busy for a moment gets another try; what
/// waits for something takes as long each time.
/// </summary>
internal static class InTime
{
    private const int Tries = 5;

    /// <param name="limit">Real time.</param>
    /// <param name="act">May be done again.</param>
    public static async Task<T> Async<T>(TimeSpan limit, Func<Task<T>> act)
    {
        for (var tries = 1; ; tries++)
        {
            var watch = Stopwatch.StartNew();
            var result = await act();
            watch.Stop();
            if (watch.Elapsed < limit)
                return result;
            Assert.True(tries < Tries, $"It took {watch.Elapsed} and longer, {Tries} times.");
        }
    }
}
