using System.Data.Common;
using System.Globalization;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot;

/// <summary>Says of each part whether it works: store, cache, sign-in, role source, and the loops of this process.</summary>
internal sealed class Readiness(Database database, ISharedCache cache, AzureOperations azure, PartnerOptions partner, Loops loops, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public async Task<IResult> AnswerAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var store = StoreAsync(both.Token);
        var roles = RolesAsync(both.Token);
        var parts = new Dictionary<string, string> { ["store"] = await store, ["cache"] = await CacheAsync(both.Token) };
        (parts["signIn"], parts["roles"]) = await roles;
        var health = loops.Health();
        var unwell = health.Where(loop => loop.UnwellSince is not null).ToList();
        parts["workers"] = unwell.Count == 0 ? "ok" : string.Join("; ", unwell.Select(Sentence));
        var ready = parts.Values.All(state => state == "ok");
        return Results.Json(new { ready, parts, loops = health }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string Sentence(LoopHealth loop) => string.Create(
        CultureInfo.InvariantCulture,
        $"{loop.Name} {(loop.Hangs ? "hangs" : "unwell")} since {loop.UnwellSince:yyyy-MM-dd'T'HH:mm:ss'Z'}{(loop.Reference is { } reference ? ", reference " + reference : "")}");

    private async Task<string> StoreAsync(CancellationToken ct)
    {
        try
        {
            await database.ReadAsync(session => session.QueryOneAsync<long>("select count(*) from schema_version"), ct);
            return "ok";
        }
        catch (Exception e) when (e is DbException or OperationCanceledException)
        {
            return "unreachable";
        }
    }

    private async Task<string> CacheAsync(CancellationToken ct)
    {
        try
        {
            await cache.GetAsync("ready", ct);
            return "ok";
        }
        catch (Exception e) when (e is IOException or DbException or RespServerException or OperationCanceledException)
        {
            return "unreachable";
        }
    }

    private async Task<(string SignIn, string Roles)> RolesAsync(CancellationToken ct)
    {
        try
        {
            await azure.ListGroupMembersAsync(partner.ApproversGroupId, ct);
            return ("ok", "ok");
        }
        catch (CloudFault fault)
        {
            var sentence = $"{fault.Reason} {fault.Code}".TrimEnd();
            return fault.Api == "login" ? (sentence, "unknown") : ("ok", sentence);
        }
        catch (OperationCanceledException)
        {
            return ("unknown", "no answer in time");
        }
    }
}
