namespace CspBot.Tests.Harness;

/// <summary>
/// Folders of one test run below the system's temp folder: gone when the run ends, and swept by a later run when it was killed.
/// </summary>
internal static class TempFolder
{
    private const string Prefix = "cspbot-";
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);
    private static readonly Lock Gate = new();
    private static readonly List<string> Made = [];

    static TempFolder()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            lock (Gate)
                Made.ForEach(Delete);
        };
        SweepOlderThan(TimeProvider.System.GetUtcNow() - Abandoned);
    }

    /// <summary>A new empty folder; <paramref name="name"/> says in its name what it is for.</summary>
    public static string Create(string name)
    {
        var folder = Directory.CreateTempSubdirectory(Prefix + name + "-").FullName;
        lock (Gate)
            Made.Add(folder);
        return folder;
    }

    /// <summary>Deletes what runs before this moment left.</summary>
    internal static void SweepOlderThan(DateTimeOffset moment)
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            if (folder.LastWriteTimeUtc < moment.UtcDateTime)
                Delete(folder.FullName);
        }
    }

    /// <summary>Deletes the folder of a SQLite store; others are none of a file.</summary>
    public static void DeleteOf(string connectionString)
    {
        const string file = "Data Source=";
        if (connectionString.StartsWith(file, StringComparison.Ordinal))
            Delete(Path.GetDirectoryName(connectionString[file.Length..])!);
    }

    /// <summary>Deletes a folder; what still writes there leaves it to the end of the run, or to a later run.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that is just ending may still write there, or another run deletes it too: the next run sweeps it.
        }
    }
}
