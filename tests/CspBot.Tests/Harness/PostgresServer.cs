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
    private readonly int _port;

    private PostgresServer(ServerProcess process, int port)
    {
        _process = process;
        _port = port;
    }

    /// <summary>The server that all tests of this run share.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>A server for one test that wants to stop it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("cspbot-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        if (Environment.UserName == "root")
            await RunAsync(["chown", "postgres", folder]);
        await RunAsync(
            [.. AsServerUser, Path.Combine(Tools.PostgresFolder!, "initdb"), "-D", data, "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync"]);

        for (var attempt = 1; ; attempt++)
        {
            var port = ServerProcess.FreePort();
            string[] settings =
            [
                $"port={port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={folder}", "max_connections=300",
                // Nothing here must outlive the machine.
                "fsync=off", "synchronous_commit=off", "full_page_writes=off",
            ];
            try
            {
                var process = await ServerProcess.StartAsync(
                    "QUIT",
                    folder,
                    "database system is ready to accept connections",
                    [.. AsServerUser, Path.Combine(Tools.PostgresFolder!, "postgres"), "-D", data, .. settings.SelectMany(s => (string[])["-c", s])]);
                return new PostgresServer(process, port);
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

    /// <summary>SIGSTOP of the server's main process: new connections hang.</summary>
    public Task StallAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    /// <summary>Ends it and removes its folder.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server._process.Abandon();
        return server;
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
