using System.Collections.Concurrent;

namespace CspBot.Tests.Harness;

/// <summary>Rows of a table whose stories mostly wait: several side by side, each with a bot of its own.</summary>
internal static class Rows
{
    private const int SideBySide = 5;

    /// <summary>Runs the test for each row; all that fail are named.</summary>
    public static async Task EachAsync<T>(IEnumerable<T> rows, Func<T, Task> test)
    {
        var failed = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (row, _) =>
        {
            try
            {
                await test(row);
            }
            catch (Exception e)
            {
                failed.Enqueue($"{row}: {e}");
            }
        });
        Xunit.Assert.True(failed.IsEmpty, string.Join("\n\n", failed));
    }
}
