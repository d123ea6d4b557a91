using System.Diagnostics;
using Npgsql;

namespace CspBot.Tests.Harness;

/// <summary>
/// A real PostgreSQL server in a temporary folder. <see cref="SharedAsync"/> is one for all tests of a run, started when
/// first asked for and gone with the test process; each test takes a database of its own.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);

    private readonly ServerProcess _process;
    private readonly string _folder;
    private readonly int _port;
    private ServerProcess? _restarted;

    private PostgresServer(ServerProcess process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        _port = port;
    }

    /// <summary>The server that all tests of this run share.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>A server for one test that wants to stop it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CreateAsync(ServerProcess.FreePort());
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody else took the port in the moment between; another one then.
            }
        }
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = "t_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made here, of hexadecimal digits.
        command.CommandText = $"create database {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Ends it at once, with all connections, as a crash would: the next start has to recover.</summary>
    public Task CrashAsync() => (_restarted ?? _process).SignalAsync("QUIT");

    /// <summary>Starts it again on its data, after <see cref="CrashAsync"/>.</summary>
    public async Task RestartAsync()
    {
        if (_restarted is not null)
            await _restarted.DisposeAsync();

        // The folder stays with the first process's guard.
        _restarted = await LaunchAsync(_folder, _port, removeAtEnd: null);
    }

    /// <summary>Ends it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_restarted is not null)
            await _restarted.DisposeAsync();
        await _process.DisposeAsync();
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server._process.Abandon();
        return server;
    }

    private static async Task<PostgresServer> CreateAsync(int port)
    {
        // A folder of its own for each attempt: the guard of one that failed removes it some time later.
        var folder = TempFolder.Create("postgres");
        if (Environment.UserName == "root")
            await RunAsync(["chown", "postgres", folder]);
        await RunAsync(
            [
                .. AsServerUser, Path.Combine(Tools.PostgresFolder!, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "bot", "-A",
                "trust", "-E", "UTF8", "--no-sync",
            ]);
        return new PostgresServer(await LaunchAsync(folder, port, removeAtEnd: folder), folder, port);
    }

    private static Task<ServerProcess> LaunchAsync(string folder, int port, string? removeAtEnd)
    {
        string[] settings =
        [
            $"port={port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={folder}", "max_connections=300",
            // Nothing here must outlive the machine; what is committed must outlive the server.
            "fsync=off", "full_page_writes=off",
        ];
        return ServerProcess.StartAsync(
            "QUIT",
            removeAtEnd,
            "database system is ready to accept connections",
            [
                .. AsServerUser,
                Path.Combine(Tools.PostgresFolder!, "postgres"),
                "-D",
                Path.Combine(folder, "data"),
                .. settings.SelectMany(s => (string[])["-c", s]),
            ]);
    }

    // PostgreSQL refuses to run as root.
    private static string[] AsServerUser => Environment.UserName == "root"
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        : [];

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=bot;Database={database};Include Error Detail=true;Maximum Pool Size=20";

    private static async Task RunAsync(string[] command)
    {
        // The tools look into the folder they stand in, which root's own may not let them do.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{string.Concat(said)}");
    }
}
