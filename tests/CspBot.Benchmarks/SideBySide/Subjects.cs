namespace CspBot.Benchmarks.SideBySide;

/// <summary>Processes that are measured in turns.</summary>
internal sealed class Subjects : List<Subject>, IAsyncDisposable
{
    /// <summary>Takes a process in once it is ready.</summary>
    public async Task AddAsync(Subject subject)
    {
        Add(subject);
        await subject.UntilReadyAsync();
    }

    /// <summary>
    /// Each process's microseconds of processor time for one post, round by round; the first ones warm up and do not count.
    /// </summary>
    public async Task<double[][]> TakeTurnsAsync(Post post, int count, int rounds, int warm = 2)
    {
        var costs = this.Select(_ => new double[rounds]).ToArray();
        for (var round = -warm; round < rounds; round++)
        {
            for (var i = 0; i < Count; i++)
            {
                // Who comes first takes turns, too.
                var one = round % 2 == 0 ? i : Count - 1 - i;
                var cost = await this[one].LoadAsync(post, count);
                if (round >= 0)
                    costs[one][round] = cost;
            }
        }

        return costs;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subject in this)
            await subject.DisposeAsync();
    }
}
