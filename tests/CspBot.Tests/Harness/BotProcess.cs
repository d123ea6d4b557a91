using System.Diagnostics;
using System.Globalization;
using CspBot.Sandbox;
using CspBot.Store;
using Microsoft.AspNetCore.Builder;

namespace CspBot.Tests.Harness;

/// <summary>The bot as a process of its own, to be killed and started again; cloud, Teams and store stay.</summary>
/// <remarks>
/// What goes before a kill and what comes after it may run inside the tests' process: a start of a process costs 1.6 seconds of a
/// processor, one inside a tenth of a second. An only instance is back a lease later, by its clock and the cloud's: what the killed
/// one held is free by then.
/// </remarks>
internal sealed class BotProcess : TestBot, IAsyncDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string?> _settings;
    private static readonly TimeSpan StartMayTake = TimeSpan.FromMinutes(2);
    private Process? _process;
    private WebApplication? _inside;
    private int _ended;

    private readonly bool _ownsWorld;
    private readonly JumpTime _cloud;
    private bool _isAlone;
    private TimeSpan _ahead;
    private Uri? _endpoint;

    private BotProcess(
        SandboxHost sandbox,
        PretendTeams teams,
        string folder,
        Dictionary<string, string?> settings,
        bool ownsWorld,
        TimeSpan ahead,
        JumpTime cloud)
        : base(sandbox, teams)
    {
        (_ahead, _isAlone, _cloud) = (ahead, ownsWorld, cloud);
        _folder = folder;
        _settings = settings;
        _ownsWorld = ownsWorld;
    }

    public override Uri Endpoint => _endpoint!;

    /// <summary>Cloud and Teams without a bot yet.</summary>
    /// <param name="settings">Environment variables that differ from the sandbox's.</param>
    public static async Task<BotProcess> PrepareAsync(IReadOnlyDictionary<string, string?>? settings = null, int customers = 0)
    {
        var folder = TempFolder.Create("test");
        var ahead = TestClock.Ahead();
        var cloud = new JumpTime(ahead);
        var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { Port = 0, Folder = folder, Customers = customers }, cloud, default);
        var all = sandbox.BotEnvironment.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        foreach (var watch in (string[])["Purchases__Watch", "Purchases__WatchCredit", "Reservations__Watch", "Relations__Watch"])
            all[watch] = "false";
        all["Test__Slower"] = BotHost.Slower;
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            all[key] = value;
        return new BotProcess(sandbox, await PretendTeams.StartAsync(), folder, all, ownsWorld: true, ahead, cloud);
    }

    /// <summary>Another instance on the same store, cache, cloud and Teams; not started yet.</summary>
    public BotProcess Another()
    {
        // Two of one clock: what a killed one held is waited for, a third of the usual time.
        _isAlone = false;
        _settings["Test__Lease"] = "00:00:05";
        return new(Sandbox, Teams, _folder, _settings, ownsWorld: false, _ahead, _cloud);
    }

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
        var port = ServerProcess.FreePort();
        _endpoint = new Uri($"http://127.0.0.1:{port}/api/messages");
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
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Test__StopAt"] = stopAt;

        // It may be killed, and would leave its debugger's pipes and sockets in the temp folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        start.Environment["Test__Ahead"] = (_ahead + ahead).ToString("c", CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(port, line.Data);
        _process.ErrorDataReceived += (_, line) => Note(port, line.Data);
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

    /// <summary>Starts the bot inside this process, where nothing kills it.</summary>
    public async Task StartInsideAsync(TimeSpan ahead = default)
    {
        Restarted = true;
        _inside = await BotHost.RunAsync(
            _settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value),
            new JumpTime(_ahead + ahead));
        _endpoint = BotHost.EndpointOf(_inside);
    }

    /// <summary>kill -9; a bot inside this process is stopped.</summary>
    public async Task KillAsync()
    {
        if (_inside is not null)
            await _inside.DisposeAsync();
        _inside = null;
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _ended = _process.ExitCode;
        _process.Dispose();
        _process = null;
        if (!_isAlone)
            return;
        _ahead += Lease.Default.Length;
        _cloud.Leap(Lease.Default.Length);
    }

    public Task StoppedAsync(TimeSpan patience) => _process!.WaitForExitAsync(new CancellationTokenSource(patience).Token);

    /// <summary>What the bot ended with.</summary>
    public int ExitCode => _process?.ExitCode ?? _ended;

    /// <summary>The bot stopped by itself.</summary>
    public bool HasStopped => _inside is null && (_process is null || _process.HasExited);

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
    private static void Note(int port, string? line)
    {
        if (Environment.GetEnvironmentVariable("CSPBOT_TEST_LOG") is not null && line is not null)
            Console.Error.WriteLine($"bot {port}: {line}");
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
