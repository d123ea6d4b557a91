using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>A program that is measured: a process of its own that listens on loopback.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HttpClient _http;

    private Subject(string name, Process process, Uri address)
    {
        (Name, _process) = (name, process);
        _http = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public string Name { get; }

    /// <summary>Processor time since it was started, in milliseconds; the system counts in steps of ten.</summary>
    public double Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Memory in use now, and the most that it ever was, in MiB.</summary>
    public (double Now, double Most) Memory
    {
        get
        {
            _process.Refresh();
            return (_process.WorkingSet64 / 1048576.0, _process.PeakWorkingSet64 / 1048576.0);
        }
    }

    /// <summary>
    /// Of the memory in use what it alone holds, in MiB: without the runtime's and the libraries' files. Linux only; else not a number.
    /// </summary>
    public double Own
    {
        get
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/smaps_rollup");
            return !File.Exists(file) ? double.NaN : File.ReadLines(file)
                .Where(line => line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
                .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1024;
        }
    }

    /// <summary>Starts <c>dotnet</c> with these arguments; returns at once, as what follows is measured, too.</summary>
    public static Subject Start(string name, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Logging__LogLevel__Default"] = "Error";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is { Length: > 0 } text ? $"{name}: {text}\n" : "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Subject(name, process, address);
    }

    /// <summary>Returns when the address answers 200.</summary>
    public async Task UntilReadyAsync(string path = "/healthz")
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var answer = await _http.GetAsync(path);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet; that is what is waited for.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        throw new InvalidOperationException($"{Name} did not become ready.");
    }

    /// <summary>One post; throws when it is not answered as it should be.</summary>
    public async Task PostAsync(Post post, long number)
    {
        if (!await AnswersAsync(post, number))
            throw new InvalidOperationException($"{Name} gave another answer to: {post.Name}.");
    }

    /// <summary>One post, and whether status and body are those that belong to it.</summary>
    public async Task<bool> AnswersAsync(Post post, long number = 0)
    {
        using var request = post.Request(number);
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == post.Status && body.Contains(post.Answer, StringComparison.Ordinal);
    }

    /// <summary>So many posts from four senders at once; the processor time of each, in microseconds.</summary>
    public async Task<double> LoadAsync(Post post, int count)
    {
        var (before, replies) = (Processor, post.Replies?.Invoke());
        var next = 0L;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
                await PostAsync(post, number);
        }));
        if (post.Replies?.Invoke() - replies is { } came && came != count)
            throw new InvalidOperationException($"{Name} answered {came} of {count} posts.");
        return (Processor - before) * 1000 / count;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
