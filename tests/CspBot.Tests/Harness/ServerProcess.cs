using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace CspBot.Tests.Harness;

/// <summary>
/// A server that tests started. A small shell stands between: it ends the server and removes its folder also when the
/// test process itself is killed, because its standard input closes then.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // $1 = signal that ends the server, $2 = folder to remove at the end or -, the rest = the server's command line.
    private const string Guard = """
        signal=$1; folder=$2; shift 2
        exec 3<&0
        "$@" &
        server=$!
        echo "pid $server"
        ( cat <&3 >/dev/null; kill "-$signal" $server; while kill -0 $server; do sleep 0.05; done
          [ "$folder" = - ] || rm -rf "$folder" ) >/dev/null 2>&1 &
        exec 3<&-
        wait $server
        """;

    private static readonly ConcurrentDictionary<int, byte> Given = new();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _guard;
    private int _ended;

    private ServerProcess(Process guard, int id)
    {
        // 0 and less name whole groups of processes, this one's among them.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        _guard = guard;
        Id = id;
    }

    /// <summary>The server's own process id.</summary>
    public int Id { get; }

    /// <summary>Starts a server and waits until it has printed <paramref name="readyText"/>.</summary>
    /// <param name="stopSignal">What ends it: KILL, QUIT, TERM.</param>
    /// <param name="removeAtEnd">A folder that goes with it; null keeps all.</param>
    /// <param name="patience">How long it may take; two minutes unless told.</param>
    public static async Task<ServerProcess> StartAsync(
        string stopSignal, string? removeAtEnd, string readyText, IEnumerable<string> command, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A bot or a sandbox that is killed would leave its debugger's pipes and sockets in the temp folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var argument in (string[])["-c", Guard, "guard", stopSignal, removeAtEnd ?? "-", .. command])
            start.ArgumentList.Add(argument);

        var lines = Channel.CreateUnbounded<string>();
        var guard = new Process { StartInfo = start };
        guard.OutputDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
        guard.ErrorDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
        guard.EnableRaisingEvents = true;
        guard.Exited += (_, _) => lines.Writer.TryComplete();
        guard.Start();
        guard.BeginOutputReadLine();
        guard.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(patience ?? Patience);
        var said = new StringBuilder();
        var (id, ready) = (0, false);
        await foreach (var line in lines.Reader.ReadAllAsync(limit.Token))
        {
            said.AppendLine(line);

            // The guard and the server write at the same time: either line may come first.
            if (line.StartsWith("pid ", StringComparison.Ordinal))
                id = int.Parse(line.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);
            else
                ready |= line.Contains(readyText, StringComparison.Ordinal);
            if (ready && id > 0)
                return new ServerProcess(guard, id);
        }

        guard.Dispose();
        throw new InvalidOperationException($"The server ended before it was ready. It said:\n{said}");
    }

    /// <summary>Sends a signal such as STOP or CONT; after KILL and QUIT the server has ended when this returns.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/kill", ["-" + signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (signal is "KILL" or "QUIT")
            await _guard.WaitForExitAsync();
    }

    /// <summary>Ends the server now, without waiting; for the end of the test process.</summary>
    public void Abandon() => _guard.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1)
            return;
        Abandon();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    /// <summary>
    /// A port that was free a moment ago. Below those that the system gives to outgoing connections: a server that is started
    /// again must not find one of them on its port.
    /// </summary>
    public static int FreePort()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (!Given.TryAdd(port, 0))
                continue;
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // Taken; the next one then.
            }
        }
    }
}
