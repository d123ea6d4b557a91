using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CspBot.Store;

/// <summary>Binds SQLite to the operating system's library, which gets security updates; the bundled one is of 2021.</summary>
internal static class SqliteLibrary
{
    private static readonly Lock Gate = new();
    private static readonly Version Oldest = new(3, 38);
    private static bool s_bound;

    /// <exception cref="InvalidOperationException">No SQLite on this machine, or one older than 3.38.</exception>
    public static void Bind()
    {
        try
        {
            BindNow();
        }
        catch (DllNotFoundException e)
        {
            throw new InvalidOperationException("SQLite is not installed on this machine (Debian: libsqlite3-0). Install it, or name a PostgreSQL server in Store:ConnectionString.", e);
        }
    }

    private static void BindNow()
    {
        lock (Gate)
        {
            if (s_bound)
                return;
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            s_bound = true;
        }

        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        using var ask = memory.CreateCommand();
        ask.CommandText = "select sqlite_version()";
        var found = Version.Parse((string)ask.ExecuteScalar()!);
        if (found < Oldest)
            throw new InvalidOperationException($"SQLite {found} is too old: the bot needs {Oldest} or newer from the operating system.");
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3")
            return 0;
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3"] : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return handle;
        }

        return 0;
    }
}
