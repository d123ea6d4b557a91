using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Trials.Histories;

/// <summary>
/// Two instances of the bot on one store with their world and their people; many histories are played on it, one after the other.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly BotHost _one;
    private readonly BotHost _two;
    private readonly HashSet<Who> _changed = [];
    private readonly List<string> _absences = [];
    private AuditMark _checked = AuditMark.Start;
    private bool _hasFaults;

    private Stage(BotHost one, BotHost two) => (_one, _two) = (one, two);

    /// <summary>The customer whose turn it is: each history has one of its own.</summary>
    public int Customer { get; private set; } = 47;

    /// <summary>Sign-ins that have decided something.</summary>
    public Dictionary<Who, string> Spent { get; } = [];

    public DateTimeOffset Now => _one.Time.GetUtcNow();

    public SandboxHost Sandbox => _one.Sandbox;

    public PretendTeams Teams => _one.Teams;

    public static async Task<Stage> StartAsync(int customers)
    {
        var one = await BotHost.StartAsync(HouseRules.Settings, customers: customers);
        var stage = new Stage(one, await one.StartAnotherAsync());
        foreach (var who in Enum.GetValues<Who>())
        {
            await stage.SetRolesAsync(who, HouseRules.Roles[who]);
            await stage.AgentOf(who).InstallAsync();
        }

        foreach (var conversation in new[] { HouseRules.Told, HouseRules.Channel })
            await Scenarios.KnowChannelAsync(one.Tomas, conversation);
        return stage;
    }

    public BotHost Host(bool two) => two ? _two : _one;

    public Agent AgentOf(Who who, bool two = false)
    {
        var host = Host(two);
        return (who switch
        {
            Who.Nora => host.Nora,
            Who.Tomas => host.Tomas,
            Who.Aisha => host.Aisha,
            Who.Pierre => host.Pierre,
            Who.Ingrid => host.Ingrid,
            _ => host.Omar,
        }).In("en-GB");
    }

    /// <summary>The next customer, and everybody and everything as it was.</summary>
    public async Task ResetAsync()
    {
        Customer++;
        if (_hasFaults)
            await _one.ClearFaultsAsync();
        _hasFaults = false;
        foreach (var who in _changed.ToList())
        {
            await SwitchAsync(who, on: true);
            await SetRolesAsync(who, HouseRules.Roles[who]);
        }

        _changed.Clear();
        foreach (var absence in _absences)
            await AgentOf(Who.Omar).SendAsAskedAsync(AgentOf(Who.Omar).Forge("requests/absence-end", new() { ["absence"] = absence }));
        _absences.Clear();
        Sandbox.Calls.Clear();
    }

    public Task RestAsync() => _one.LeapAsync(TimeSpan.Zero);

    public void Leap(TimeSpan by) => _one.Time.Leap(by);

    public async Task SetRolesAsync(Who who, IReadOnlyList<string> groups)
    {
        _changed.Add(who);
        await _one.ControlAsync("roles", new { user = who.IdOf(), roles = groups });
    }

    public async Task SwitchAsync(Who who, bool on)
    {
        _changed.Add(who);
        await _one.ControlAsync("users", new { user = who.IdOf(), enabled = on });
    }

    public async Task OrderAsync(object fault)
    {
        _hasFaults = true;
        await _one.ControlAsync("faults", fault);
    }

    /// <summary>An absence of this history, to be ended with it.</summary>
    public void Remember(string absence) => _absences.Add(absence);

    public Task RestartAsync(bool two) => Host(two).RestartAsync();

    public async Task<IReadOnlyList<Line>> AuditAsync(long after, string request) =>
        await LinesAsync("request in (@request, @end)", new { after, request, end = RequestIds.EndOf(request) });

    /// <summary>What was asked for since.</summary>
    public Task<IReadOnlyList<Line>> SubmittedAsync(long after) => LinesAsync("kind = 'submitted'", new { after });

    public Task<IReadOnlyList<Line>> AbsencesAsync(long after) => LinesAsync("kind like 'absence%'", new { after });

    public async Task<long> HeadAsync() => await ReadAsync<long?>("select max(seq) from audit", new { }) ?? 0;

    public Task<T?> ReadAsync<T>(string sql, object args) => Database.ReadAsync(session => session.QueryOneAsync<T>(sql, args), default);

    public Task<Request?> FindAsync(string id) => _one.Services.GetRequiredService<RequestService>().FindAsync(id, default);

    public async Task<IReadOnlyList<OutboxShown>> CardsAsync(string request) => await Database.ReadAsync(
        session => session.QueryAsync<OutboxShown>(
            """
            select id as Id, recipient as Recipient, conversation as Conversation, activity_id as ActivityId, state as State from outbox
            where subject = @request
            """,
            new { request }),
        default);

    /// <summary>The chain of the audit is whole from where it was last checked.</summary>
    public async Task<string?> FindBreakAsync()
    {
        while (true)
        {
            var piece = await Database.WriteAsync(session => Audit.WalkAsync(session, _checked, 500), default);
            _checked = piece.Mark;
            if (piece.Break is not null || piece.IsWhole)
                return piece.Break;
        }
    }

    /// <summary>A token of a person's sign-in, as a client would get it.</summary>
    public string Token(Who who, TimeSpan age)
    {
        var claims = SingleSignOn.Claims(Now, Sandbox.World.People.User(who.IdOf())!, Ids.TeamsOnDevices, Now - age);
        claims["uti"] = Guid.NewGuid().ToString("N");
        return Sandbox.Tokens.SignRsa(claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    private Database Database => _one.Services.GetRequiredService<Database>();

    private async Task<IReadOnlyList<Line>> LinesAsync(string where, object args)
    {
        var entries = await Database.ReadAsync(
            session => session.QueryAsync<AuditEntry>(
                $"select {AuditEntry.Columns} from audit where seq > @after and {where} order by seq", args),
            default);
        return [.. entries.Select(entry => new Line(
            entry.Seq,
            DateTimeOffset.FromUnixTimeMilliseconds(entry.At),
            entry.Kind,
            entry.Request ?? "",
            HouseRules.PersonOf(entry.Actor),
            JsonElement.Parse(entry.Document).GetProperty("detail")))];
    }
}

/// <summary>A message of the bot as its store knows it.</summary>
internal sealed class OutboxShown
{
    public string Id { get; set; } = "";

    public string? Recipient { get; set; }

    public string? Conversation { get; set; }

    public string? ActivityId { get; set; }

    public string State { get; set; } = "";
}
