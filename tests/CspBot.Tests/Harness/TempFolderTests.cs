using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>A run that was killed leaves folders; a later one sweeps what is older than it may be.</summary>
public sealed class TempFolderTests
{
    [Fact]
    public void What_a_killed_run_left_is_swept_and_what_is_in_use_stays()
    {
        var (left, used) = (TempFolder.Create("left"), TempFolder.Create("used"));
        File.WriteAllText(Path.Combine(left, "store.db"), "");

        // The file system's own time: it may differ from the process's.
        var now = Directory.GetLastWriteTimeUtc(used);
        Directory.SetLastWriteTimeUtc(left, now - TimeSpan.FromDays(3));

        TempFolder.SweepOlderThan(new DateTimeOffset(now - TimeSpan.FromDays(2)));

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(used));
    }
}
