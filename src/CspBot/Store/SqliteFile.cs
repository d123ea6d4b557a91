namespace CspBot.Store;

/// <summary>The store's file and its folder: nobody but the bot's own account reads what agents and customers did.</summary>
internal static class SqliteFile
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes what is missing; SQLite gives the files beside it (log and index) the same rights.</summary>
    public static void Prepare(string file)
    {
        if (file is ":memory:" or "")
            return;
        var full = Path.GetFullPath(file);
        if (OperatingSystem.IsWindows())
            return;
        if (!File.Exists(full))
        {
            using var made = new FileStream(full, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = Own,
            });
            return;
        }

        // The operator's group may read it, for a backup: everybody on the machine may not.
        foreach (var present in new[] { full, full + "-wal", full + "-shm" }.Where(File.Exists))
        {
            var mode = File.GetUnixFileMode(present);
            if ((mode & Others) != UnixFileMode.None)
                File.SetUnixFileMode(present, mode & ~Others);
        }
    }
}
