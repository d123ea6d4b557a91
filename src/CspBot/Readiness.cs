using System.Data.Common;
using System.Globalization;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.SignIn;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using StackExchange.Redis;

namespace CspBot;

/// <summary>
/// Says of each part whether it works: store and cache by a write, both ways of signing in, the role source, the
/// audit's chain, and the loops of this process.
/// </summary>
/// <remarks>
/// Anybody may ask, so asking must cost nothing: all who ask within ten seconds get one answer (within one second while
/// something is out, so that what is back is seen soon). Names of parts and codes of services are told only where they
/// are wanted: <see cref="HealthOptions"/>.
/// </remarks>
internal sealed class Readiness(
    Database database,
    StoreStart start,
    ISharedCache cache,
    CloudTokens tokens,
    AzureOperations azure,
    PartnerOptions partner,
    AuditWatch audit,
    Loops loops,
    HealthOptions options,
    TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan KeptWhileOut = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<Answer>? _flight;
    private Answer? _answer;

    public async Task<IResult> AnswerAsync(CancellationToken ct)
    {
        var answer = await Present().WaitAsync(ct);
        object body = options.ShowsDetails
            ? new
            {
                ready = answer.Ready,
                parts = answer.Parts,
                setAside = answer.SetAside,
                schema = start.SchemaNote,
                loops = answer.Loops,
            }
            : new { ready = answer.Ready };
        return Results.Json(body, statusCode: answer.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The last answer while it is fresh, else that of the look that is under way, or of a new one.</summary>
    private Task<Answer> Present()
    {
        lock (_gate)
        {
            if (_answer is { } answer && time.GetElapsedTime(answer.At) < KeptFor(answer))
                return Task.FromResult(answer);
            return _flight is null or { IsCompleted: true } ? _flight = LookAsync() : _flight;
        }
    }

    private TimeSpan KeptFor(Answer answer) => answer.Ready || options.KeepFor < KeptWhileOut ? options.KeepFor : KeptWhileOut;

    private async Task<Answer> LookAsync()
    {
        // Whoever asked first may go away: the look is everybody's.
        using var limit = new CancellationTokenSource(Limit, time);
        var (store, stored, signIn, roles) = (StoreAsync(limit.Token),
            CacheAsync(limit.Token),
            SignInAsync(limit.Token),
            RolesAsync(limit.Token));
        var (storeSays, setAside) = await store;
        var parts = new Dictionary<string, string> { ["store"] = storeSays, ["cache"] = await stored, ["signIn"] = await signIn };
        parts["roles"] = parts["signIn"] == "ok" || await roles == "ok" ? await roles : "unknown";
        parts["audit"] = audit.Problem ?? "ok";
        var health = loops.Health();
        var unwell = health.Where(loop => loop.UnwellSince is not null).ToList();
        parts["workers"] = unwell.Count == 0 ? "ok" : string.Join("; ", unwell.Select(Sentence));
        var answer = new Answer(time.GetTimestamp(), parts.Values.All(state => state == "ok"), parts, setAside, health);
        lock (_gate)
            _answer = answer;
        return answer;
    }

    private static string Sentence(LoopHealth loop) => string.Create(
        CultureInfo.InvariantCulture,
        $"{loop.Name} {(loop.Hangs ? "hangs" : "unwell")} since "
        + $"{loop.UnwellSince:yyyy-MM-dd'T'HH:mm:ss'Z'}{(loop.Reference is { } reference ? ", reference " + reference : "")}");

    /// <summary>A row of its own is written: a store that only reads (a replica after a failover, a full disk) keeps nothing.</summary>
    private async Task<(string Says, long SetAside)> StoreAsync(CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync(
                        "insert into setting(name, value) values ('ready', @at) on conflict (name) do update set value = excluded.value",
                        new { at = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) });
                    return ("ok", await RequestStore.CountSetAsideAsync(session));
                },
                ct);
        }
        catch (DbException e) when (e.SqlState is { Length: 5 } state
            && !state.StartsWith("08", StringComparison.Ordinal)
            && !state.StartsWith("57", StringComparison.Ordinal))
        {
            return ($"takes no writes: {state}", 0);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"takes no writes: SQLite {e.SqliteErrorCode}"), 0);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException)
        {
            return ("unreachable", 0);
        }
    }

    /// <summary>What was written is read back.</summary>
    private async Task<string> CacheAsync(CancellationToken ct)
    {
        try
        {
            return await cache.AnswersAsync(ct) ? "ok" : "keeps nothing";
        }
        catch (IOException e) when (e.InnerException is RedisServerException || e.Message.StartsWith("READONLY", StringComparison.Ordinal))
        {
            return "takes no writes: " + e.Message.Split(' ')[0];
        }
        catch (DbException e) when (e.SqlState == "25006")
        {
            return "takes no writes: 25006";
        }
        catch (Exception e) when (e is IOException or DbException or OperationCanceledException)
        {
            return "unreachable";
        }
    }

    /// <summary>The service account and the app both sign in.</summary>
    private async Task<string> SignInAsync(CancellationToken ct)
    {
        try
        {
            await tokens.CheckAsync(ct);
            return "ok";
        }
        catch (CloudFault fault)
        {
            return $"{fault.Reason} {fault.Code}".TrimEnd();
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
    }

    private async Task<string> RolesAsync(CancellationToken ct)
    {
        try
        {
            await azure.ListGroupMembersAsync(partner.ApproversGroupId, ct);
            return "ok";
        }
        catch (CloudFault fault)
        {
            return $"{fault.Reason} {fault.Code}".TrimEnd();
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
    }

    private sealed record Answer(
        long At, bool Ready, IReadOnlyDictionary<string, string> Parts, long SetAside, IReadOnlyList<LoopHealth> Loops);
}

/// <summary>What <c>/readyz</c> tells (section Health).</summary>
internal sealed record HealthOptions
{
    /// <summary>
    /// Names of parts and codes of services; without a word, only where every listener is on
    /// loopback or the environment is Development.
    /// </summary>
    public bool? Details { get; init; }

    /// <summary>How long an answer stands.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromSeconds(10);

    public bool ShowsDetails => Details == true;

    /// <summary>The settings, with the default of this environment.</summary>
    public static HealthOptions From(IConfiguration configuration, bool isDevelopment, IReadOnlyList<string> listeners)
    {
        var options = configuration.GetSection("Health").Get<HealthOptions>() ?? new HealthOptions();
        return options with
        {
            Details = options.Details
                ?? (isDevelopment || listeners.All(listener => Uri.TryCreate(listener, UriKind.Absolute, out var url) && url.IsLoopback)),
        };
    }
}
