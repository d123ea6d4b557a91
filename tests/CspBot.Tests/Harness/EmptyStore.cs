using CspBot.Store;
using Microsoft.Data.Sqlite;

namespace CspBot.Tests.Harness;

/// <summary>A store in which all scripts were applied and nothing else: made once in a run, copied by hosts that begin on none.</summary>
internal static class EmptyStore
{
    private static readonly Lazy<Task<byte[]>> Bytes = new(MakeAsync);

    /// <summary>Puts it where this connection looks for its file; a store on a server, and one that is there, stay as they are.</summary>
    public static async Task PlaceAsync(string connection)
    {
        if (!connection.StartsWith("Data Source=", StringComparison.Ordinal))
            return;
        var file = new SqliteConnectionStringBuilder(connection).DataSource;
        if (File.Exists(file))
            return;

        // With the rights that the bot gives its own.
        SqliteFile.Prepare(file);
        await File.WriteAllBytesAsync(file, await Bytes.Value);
    }

    private static async Task<byte[]> MakeAsync()
    {
        var folder = TempFolder.Create("empty");
        var file = Path.Combine(folder, "store.db");

        // Without a pool the last connection to close puts all of it into the one file.
        var options = new StoreOptions { ConnectionString = $"Data Source={file};Pooling=False" };
        await using (var database = new Database(options, new Signals(TimeProvider.System)))
            await Migrations.RunAsync(database, TimeProvider.System, default);
        var bytes = await File.ReadAllBytesAsync(file);
        TempFolder.Delete(folder);
        return bytes;
    }
}
