using CspBot.Conversation;
using CspBot.Messages;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CspBot.Tests.Harness;

/// <summary>A bot on its own store, with a pretend Microsoft and a pretend Teams around it; everything real but the cloud.</summary>
internal sealed class BotHost : TestBot, IAsyncDisposable
{
    /// <summary>
    /// A person's three seconds are not those of a machine that runs much else: a test waits longer for an answer, unless it is about time.
    /// </summary>
    public const string Slower = "10";

    private const string AsSoon = "1";
    private const string Paced = "Test:Paced";

    /// <summary>
    /// Settings of a test that is about time: people get their answers, and their refusals, as soon as in Teams, and conversations keep the
    /// pace that instances share. Other tests have the process's own windows alone, so that their stories do not wait for the next call.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> AsInTeams { get; } = new Dictionary<string, string?> { ["Test:Slower"] = AsSoon };

    /// <summary>
    /// The pace of Teams, and all the patience of a test: what it is about is order and number, not a person's three seconds.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> PacedAsInTeams { get; } =
        new Dictionary<string, string?> { [Paced] = bool.TrueString };

    private readonly string _folder;
    private readonly Dictionary<string, string?> _settings;
    private readonly bool _ownsWorld;
    private readonly DialogEntry? _dialog;
    private WebApplication _app;

    private BotHost(
        WebApplication app,
        SandboxHost sandbox,
        PretendTeams teams,
        JumpTime time,
        string folder,
        Dictionary<string, string?> settings,
        bool ownsWorld,
        DialogEntry? dialog = null)
        : base(sandbox, teams)
    {
        _dialog = dialog;
        _app = app;
        Time = time;
        _folder = folder;
        _settings = settings;
        _ownsWorld = ownsWorld;
    }

    /// <summary>
    /// The bot's clock. A leap in the middle of a send or a step looks to the bot like a service that did
    /// not answer: see <see cref="LeapAsync"/>.
    /// </summary>
    public JumpTime Time { get; }

    public override Uri Endpoint => EndpointOf(_app);

    public static Uri EndpointOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/api/messages");

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">Settings that differ from the sandbox's, with colons.</param>
    /// <param name="customers">How many idle customers to make besides the seeded ones.</param>
    /// <param name="prepare">Sees the sandbox's settings before the bot starts.</param>
    /// <param name="dialog">One more than those of the table.</param>
    /// <param name="oneClock">The cloud leaps with the bot; without, it goes on without leaps.</param>
    public static async Task<BotHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        int customers = 0,
        Action<IReadOnlyDictionary<string, string?>>? prepare = null,
        bool oneClock = false,
        DialogEntry? dialog = null)
    {
        var ahead = TestClock.Ahead();
        var time = new JumpTime(ahead);
        var folder = TempFolder.Create("test");
        var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { Port = 0, Folder = folder, Customers = customers }, oneClock ? time : new JumpTime(ahead), default);
        var all = sandbox.BotEnvironment.ToDictionary(
            setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value);
        prepare?.Invoke(all);

        // These ask the cloud by themselves: only their own tests want that, all others count calls and inject faults.
        all["Purchases:Watch"] = "false";
        all["Purchases:WatchCredit"] = "false";
        all["Reservations:Watch"] = "false";
        all["Relations:Watch"] = "false";
        all["Stack:Watch"] = "false";
        all["Test:Slower"] = Slower;
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            all[key] = value;
        await EmptyStore.PlaceAsync(all["Store:ConnectionString"]!);
        var app = await RunAsync(all, time, dialog);
        return new BotHost(app, sandbox, await PretendTeams.StartAsync(), time, folder, all, ownsWorld: true, dialog);
    }

    /// <summary>It is so much later, once the bot has done what is due by now: nobody holds a lease, and what it sent is noted.</summary>
    public async Task LeapAsync(TimeSpan by)
    {
        await RestsAsync();
        Time.Leap(by);
    }

    /// <summary>It is this very moment and stays so, until the next leap; nothing is left that is due by then.</summary>
    public async Task StandAsync(DateTimeOffset at)
    {
        await RestsAsync();
        Time.Stand(at);
        await RestsAsync();
    }

    /// <summary>It is this very moment until the bot has written this down, and then goes on.</summary>
    public async Task<AuditEntry> StandUntilAsync(DateTimeOffset at, string kind)
    {
        await RestsAsync();
        Time.Stand(at);
        AuditEntry? written = null;
        await Eventually.IsTrueAsync(
            $"'{kind}' is in the audit",
            async () => (written = (await AuditAsync()).SingleOrDefault(entry => entry.Kind == kind)) is not null);
        Time.Leap(TimeSpan.Zero);
        return written!;
    }

    private Task RestsAsync() => Eventually.IsTrueAsync("the bot is at rest", async () => await WorkAsync() == 0);

    /// <summary>How many requests and messages are due or in a worker's hands, and how many sweeps run.</summary>
    private Task<long> WorkAsync() => Services.GetRequiredService<Database>().ReadAsync(
        session => session.QueryOneAsync<long>(
            """
            select (select count(*) from request where due_at <= @now or lease_until > @now)
                + (select count(*) from outbox where state = 'pending' and (due_at <= @now or lease_until > @now))
                + (select count(*) from watch where lease_until > 0)
                + (select count(*) from broken_glass where next_at <= @now)
            """,
            new { now = Time.GetUtcNow().ToUnixTimeMilliseconds() }),
        default);

    /// <summary>A second bot on the same store, cloud, Teams and clock.</summary>
    public async Task<BotHost> StartAnotherAsync(params (string Key, string? Value)[] differences)
    {
        var settings = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in differences)
            settings[key] = value;
        return new BotHost(
            await RunAsync(settings, Time, _dialog), Sandbox, Teams, Time, _folder, settings, ownsWorld: false, _dialog);
    }

    /// <summary>Stops the bot, and starts it on the same store.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await _app.DisposeAsync();
        meanwhile?.Invoke();
        _app = await RunAsync(_settings, Time, _dialog);
    }

    /// <summary>The audit, oldest first; it is checked to be unbroken.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        var database = Services.GetRequiredService<Database>();

        // In a write's transaction: entries and head are of one moment, also while the bot appends.
        var gap = await database.WriteAsync(Audit.FindBreakAsync, default);
        if (gap is not null)
            throw new InvalidOperationException(gap);
        return await database.ReadAsync(
            session =>
                session.QueryAsync<AuditEntry>($"select {AuditEntry.Columns} from audit order by seq"),
            default);
    }

    /// <summary>Where every message of the bot stands.</summary>
    public Task<IReadOnlyList<OutboxPlace>> OutboxAsync() => Services.GetRequiredService<Database>().ReadAsync(
        session => session.QueryAsync<OutboxPlace>(
            """
            select id as Id, subject as Subject, recipient as Recipient, conversation as Conversation, activity_id as ActivityId
            from outbox
            """),
        default);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_ownsWorld)
            return;
        await Teams.DisposeAsync();
        await Sandbox.DisposeAsync();
        WireInventory.Check(Sandbox.Calls.All());
        if (Sandbox.OwnFaults.TryPeek(out var broken))
            throw new InvalidOperationException("The sandbox itself failed: " + broken);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        TempFolder.Delete(_folder);
    }

    /// <summary>A bot inside this process.</summary>
    /// <param name="settings">All of them, with colons.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="dialog">One more than those of the table.</param>
    public static async Task<WebApplication> RunAsync(Dictionary<string, string?> settings, JumpTime time, DialogEntry? dialog = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Development", ApplicationName = "CspBot" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new Faults());
        if (Environment.GetEnvironmentVariable("CSPBOT_TEST_LOG") is not null)
            builder.Logging.AddSimpleConsole();
        builder.Services.AddSingleton<TimeProvider>(time);
        var problems = Program.Prepare(builder, dialog is null ? null : [dialog, .. Program.Table]);
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        if (settings["Test:Slower"] != AsSoon && !settings.ContainsKey(Paced))
            builder.Services.AddSingleton<SharedPace, Unpaced>();
        var app = Program.Map(builder.Build());
        await app.StartAsync();
        return app;
    }

    private sealed class Unpaced : SharedPace
    {
        public override ValueTask<PaceWait> TakeAsync(string tenantId, string? conversation, CancellationToken ct) => new(PaceWait.None);
    }
}
