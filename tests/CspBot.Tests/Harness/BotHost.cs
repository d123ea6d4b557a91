using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CspBot.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CspBot.Tests.Harness;

/// <summary>A bot on its own store, with a pretend Microsoft and a pretend Teams around it; everything real but the cloud.</summary>
internal sealed class BotHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string?> _settings;
    private readonly bool _ownsWorld;
    private WebApplication _app;

    private BotHost(WebApplication app, SandboxHost sandbox, PretendTeams teams, JumpTime time, string folder, Dictionary<string, string?> settings, bool ownsWorld)
    {
        _app = app;
        Sandbox = sandbox;
        Teams = teams;
        Time = time;
        _folder = folder;
        _settings = settings;
        _ownsWorld = ownsWorld;
    }

    public SandboxHost Sandbox { get; }

    public PretendTeams Teams { get; }

    public JumpTime Time { get; }

    /// <summary>Where activities are posted.</summary>
    public Uri Endpoint => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/api/messages");

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">Settings that differ from the sandbox's, with colons.</param>
    public static async Task<BotHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, int customers = 0)
    {
        var folder = Directory.CreateTempSubdirectory("cspbot-").FullName;
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Folder = folder, Customers = customers }, TimeProvider.System, default);
        var all = sandbox.BotEnvironment.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value);
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            all[key] = value;
        var time = new JumpTime();
        return new BotHost(await RunAsync(all, time), sandbox, await PretendTeams.StartAsync(), time, folder, all, ownsWorld: true);
    }

    /// <summary>A second bot on the same store, cloud, Teams and clock.</summary>
    public async Task<BotHost> StartAnotherAsync() => new(await RunAsync(_settings, Time), Sandbox, Teams, Time, _folder, _settings, ownsWorld: false);

    /// <summary>Stops the bot, and starts it on the same store.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await _app.DisposeAsync();
        meanwhile?.Invoke();
        _app = await RunAsync(_settings, Time);
    }

    public Agent Nora => new(this, "00000000-0000-4000-8000-000000000020", "Nora Lind", "en-US");

    public Agent Tomas => new(this, "00000000-0000-4000-8000-000000000021", "Tomas Berg", "en-US");

    public Agent Aisha => new(this, "00000000-0000-4000-8000-000000000022", "Aisha Khan", "en-GB");

    public Agent Pierre => new(this, "00000000-0000-4000-8000-000000000023", "Pierre Martin", "fr-FR");

    public Agent Ingrid => new(this, "00000000-0000-4000-8000-000000000024", "Ingrid Solberg", "en-US");

    public Agent Omar => new(this, "00000000-0000-4000-8000-000000000025", "Omar Haddad", "en-US");

    /// <summary>The world of the pretend Microsoft, as its control route tells it.</summary>
    public async Task<JsonElement> WorldAsync() => await Http.GetFromJsonAsync<JsonElement>(new Uri(Sandbox.Control, "/control/world"));

    /// <summary>What the pretend Microsoft received.</summary>
    public async Task<IReadOnlyList<JsonElement>> CallsAsync() => [.. (await Http.GetFromJsonAsync<JsonElement>(new Uri(Sandbox.Control, "/control/calls"))).EnumerateArray()];

    public async Task ControlAsync(string route, object body)
    {
        var answer = await Http.PostAsJsonAsync(new Uri(Sandbox.Control, "/control/" + route), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"/control/{route}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task ClearFaultsAsync() => (await Http.DeleteAsync(new Uri(Sandbox.Control, "/control/faults"))).EnsureSuccessStatusCode();

    /// <summary>Owner assignments of users in the world: subscription and principal.</summary>
    public async Task<IReadOnlyList<(string Subscription, string Principal)>> UserOwnersAsync() =>
    [
        .. (await WorldAsync()).GetProperty("roleAssignments").EnumerateArray()
            .Where(assignment => assignment.GetProperty("principalType").GetString() == "User" && assignment.GetProperty("roleDefinitionId").GetString()!.EndsWith("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", StringComparison.OrdinalIgnoreCase))
            .Select(assignment => (assignment.GetProperty("subscription").GetString()!, assignment.GetProperty("principalId").GetString()!)),
    ];

    public static HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_ownsWorld)
            return;
        await Teams.DisposeAsync();
        await Sandbox.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<WebApplication> RunAsync(Dictionary<string, string?> settings, JumpTime time)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ApplicationName = "CspBot" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("CSPBOT_TEST_LOG") is not null)
            builder.Logging.AddSimpleConsole();
        builder.Services.AddSingleton<TimeProvider>(time);
        var problems = Program.Prepare(builder);
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        var app = Program.Map(builder.Build());
        await app.StartAsync();
        return app;
    }
}
