using System.Diagnostics;
using System.Globalization;
using CspBot.Sandbox;

namespace CspBot.Tests.Harness;

/// <summary>The bot as a process of its own, to be killed and started again; cloud, Teams and store stay.</summary>
internal sealed class BotProcess : TestBot, IAsyncDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string?> _settings;
    private static readonly TimeSpan StartMayTake = TimeSpan.FromMinutes(2);
    private Process? _process;
    private int _ended;
    private int _port;

    private readonly bool _ownsWorld;
    private readonly TimeSpan _ahead;

    private BotProcess(
        SandboxHost sandbox, PretendTeams teams, string folder, Dictionary<string, string?> settings, bool ownsWorld, TimeSpan ahead)
        : base(sandbox, teams)
    {
        _ahead = ahead;
        _folder = folder;
        _settings = settings;
        _ownsWorld = ownsWorld;
    }

    public override Uri Endpoint => new($"http://127.0.0.1:{_port}/api/messages");

    /// <summary>Cloud and Teams without a bot yet.</summary>
    /// <param name="settings">Environment variables that differ from the sandbox's.</param>
    public static async Task<BotProcess> PrepareAsync(IReadOnlyDictionary<string, string?>? settings = null, int customers = 0)
    {
        var folder = TempFolder.Create("test");
        var ahead = TestClock.Ahead();
        var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { Port = 0, Folder = folder, Customers = customers }, new JumpTime(ahead), default);
        var all = sandbox.BotEnvironment.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            all[key] = value;
        return new BotProcess(sandbox, await PretendTeams.StartAsync(), folder, all, ownsWorld: true, ahead);
    }

    /// <summary>Another instance on the same store, cache, cloud and Teams; not started yet.</summary>
    public BotProcess Another() => new(Sandbox, Teams, _folder, _settings, ownsWorld: false, _ahead);

    /// <summary>Asks the process to stop, as a platform does, and waits until it has.</summary>
    public async Task<TimeSpan> StopGracefullyAsync()
    {
        var watch = Stopwatch.StartNew();
        using (var term = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await term.WaitForExitAsync();
        await StoppedAsync(TimeSpan.FromMinutes(2));
        var took = watch.Elapsed;
        await KillAsync();
        return took;
    }

    /// <summary>Starts the bot and waits until it may get traffic.</summary>
    /// <param name="stopAt">The place where it kills itself; null for nowhere.</param>
    /// <param name="ahead">How far its clock is ahead.</param>
    /// <param name="probe">
    /// What has to answer: unless told, store, cache, sign-in and role source; <c>/healthz</c> where one of them is out on purpose.
    /// </param>
    public async Task StartAsync(string? stopAt = null, TimeSpan ahead = default, string probe = "/readyz")
    {
        Restarted = stopAt is null;
        _port = ServerProcess.FreePort();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(BotAssembly);
        foreach (var (key, value) in _settings)
            start.Environment[key] = value;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}";
        string[] watches = ["Purchases__Watch", "Purchases__WatchCredit", "Reservations__Watch", "Relations__Watch"];
        foreach (var watch in watches.Where(watch => !_settings.ContainsKey(watch)))
            start.Environment[watch] = "false";
        start.Environment["Test__Slower"] = BotHost.Slower;
        start.Environment["Test__StopAt"] = stopAt;

        // It may be killed, and would leave its debugger's pipes and sockets in the temp folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        // A third of the usual one: what a killed process held is soon free, and one beside many others still renews in time.
        start.Environment["Test__Lease"] = "00:00:05";
        start.Environment["Test__Ahead"] = (_ahead + ahead).ToString("c", CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        await Eventually.IsTrueAsync(
            "the bot is ready, or has stopped where it was told to",
            async () =>
            {
                try
                {
                    return HasStopped || (await Http.GetAsync(new Uri(Endpoint, probe))).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return HasStopped;
                }
            },
            StartMayTake);
    }

    /// <summary>The bot runs without a place to stop at.</summary>
    public bool Restarted { get; private set; }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _ended = _process.ExitCode;
        _process.Dispose();
        _process = null;
    }

    public Task StoppedAsync(TimeSpan patience) => _process!.WaitForExitAsync(new CancellationTokenSource(patience).Token);

    /// <summary>What the bot ended with.</summary>
    public int ExitCode => _process?.ExitCode ?? _ended;

    /// <summary>The bot stopped by itself.</summary>
    public bool HasStopped => _process is null || _process.HasExited;

    /// <summary>Until the bot has stopped, or this is so.</summary>
    public Task StoppedOrAsync(Func<bool> so, TimeSpan patience) =>
        Eventually.IsTrueAsync("the bot stopped, or came to a rest", () => HasStopped || so(), patience);

    /// <summary>The store of this bot, opened from outside.</summary>
    public string StoreConnection => _settings["Store__ConnectionString"]!;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (!_ownsWorld)
            return;
        await Teams.DisposeAsync();
        await Sandbox.DisposeAsync();
        if (Sandbox.OwnFaults.TryPeek(out var broken))
            throw new InvalidOperationException("The sandbox itself failed: " + broken);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        TempFolder.Delete(_folder);
    }

    /// <summary>What the bot says is not looked at, unless somebody who hunts a fault wants to see it.</summary>
    private void Note(string? line)
    {
        if (Environment.GetEnvironmentVariable("CSPBOT_TEST_LOG") is not null && line is not null)
            Console.Error.WriteLine($"bot {_port}: {line}");
    }

    private static string BotAssembly
    {
        get
        {
            // tests/CspBot.Tests/bin/<configuration>/net10.0 -> src/CspBot/bin/<configuration>/net10.0
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var root = here.Parent!.Parent!.Parent!.Parent!.Parent!;
            return Path.Combine(root.FullName, "src", "CspBot", "bin", here.Parent.Name, here.Name, "CspBot.dll");
        }
    }
}
