using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Store;

namespace CspBot.Relations;

/// <summary>
/// Watches delegated administration of all customers: accepted, ending in 60, 30 and 7 days, short of the role that reads, over. Each is
/// told once, whichever instance sees it and however often the bot starts.
/// </summary>
/// <remarks>
/// One look reads all relationships, 300 a call; nothing tells a partner of it but a webhook, which not everybody can receive. Assumed:
/// Graph lists those that are over at least until the next look, as its page's sample does.
/// </remarks>
internal sealed partial class RelationWatch(
    AzureOperations azure,
    Database database,
    RelationNotices notices,
    Signals signals,
    Turns turns,
    Loops loops,
    RelationWatchOptions options,
    TimeProvider time,
    ILogger<RelationWatch> log) : BackgroundService
{
    /// <summary>Name of its turn and of its loop.</summary>
    public const string Topic = "relations";

    /// <summary>One look: what is news is stored as told, and its messages with it, in one transaction.</summary>
    /// <exception cref="CloudFault">Graph refused, or the readers could not be found; the next look reads it again.</exception>
    /// <exception cref="LostLeaseException">Another instance took over.</exception>
    public async Task LookAsync(Turn turn, CancellationToken ct)
    {
        var all = await azure.ListAllRelationsAsync(ct);
        var (known, now) = (await database.ReadAsync(RelationLedger.ListAsync, ct), time.GetUtcNow());
        var news = new List<RelationNews>();
        foreach (var ofOne in all.Where(one => one.Id.Length > 0 && one.CustomerId.Length > 0).GroupBy(one => one.CustomerId))
        {
            var theirs = ofOne.ToList();
            news.AddRange(theirs.SelectMany(one => RelationStage
                .Of(one, theirs, known.GetValueOrDefault(one.Id)?.Seen, turn.StartedAt, now)
                .Select(stage => new RelationNews(one, NameOf(one), stage, RequestOf(one)))));
        }

        var told = await database.ReadAsync(RelationLedger.ListToldAsync, ct);
        var fresh = news.Where(one => !told.Contains((one.Relation.Id.ToLowerInvariant(), one.Stage.Key))).ToList();
        var changed = all.Where(one => one.Id.Length > 0 && IsChanged(one, known.GetValueOrDefault(one.Id))).ToList();
        if (fresh.Count == 0 && changed.Count == 0)
            return;
        var route = fresh.Count == 0 ? [] : await notices.ReadersAsync(ct);
        var askers = await AskersAsync(fresh, route, ct);
        await database.WriteAsync(
            async session =>
            {
                await Turns.KeepAsync(session, turn);
                await TellAsync(session, fresh, route, askers, now);
                foreach (var one in changed)
                {
                    await RelationLedger.SaveAsync(session, one, now);
                    if (known.ContainsKey(one.Id) && RequestOf(one) is { } request)
                        await RelationLedger.WakeAsync(session, request, now);
                }

                return true;
            },
            ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Watch ? Task.CompletedTask : loops.RunAsync(
        Topic,
        async ct =>
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow(), ct);
            return await turns.RunAsync(Topic, options.PollInterval, GuardedAsync, ct);
        },
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    private async Task GuardedAsync(Turn turn, CancellationToken ct)
    {
        try
        {
            await LookAsync(turn, ct);
        }
        catch (CloudFault fault)
        {
            log.RelationWatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            if (fault.RetryAfter is { } pause)
                await turns.PauseAsync(Topic, time.GetUtcNow() + pause, ct);
        }
    }

    /// <summary>What nobody was told yet goes to the route in one message, and to each who asked for it in this bot.</summary>
    private async Task TellAsync(
        Session session,
        IReadOnlyList<RelationNews> news,
        IReadOnlyList<RouteReader> route,
        IReadOnlyDictionary<string, RouteReader> askers,
        DateTimeOffset now)
    {
        var fresh = new List<RelationNews>();
        foreach (var one in news)
        {
            if (await RelationLedger.TakeAsync(session, one.Relation.Id, one.Stage.Key, now))
                fresh.Add(one);
        }

        if (fresh.Count == 0)
            return;
        if (route.Count == 0)
            log.RelationWatchTellsNobody(fresh.Count);
        foreach (var target in route)
            await RelationNotices.TellAsync(session, target, fresh, now);
        foreach (var asked in fresh)
        {
            if (asked.Request is { } request && askers.GetValueOrDefault(request) is { } asker)
                await RelationNotices.TellAsync(session, asker, [asked], now);
        }
    }

    /// <summary>By request, who asked for it and does not hear of it on the route.</summary>
    private async Task<IReadOnlyDictionary<string, RouteReader>> AskersAsync(
        IReadOnlyList<RelationNews> news, IReadOnlyList<RouteReader> route, CancellationToken ct)
    {
        var askers = new Dictionary<string, RouteReader>(StringComparer.Ordinal);
        foreach (var request in news.Select(one => one.Request).OfType<string>().Distinct())
        {
            if (await database.ReadAsync(session => RelationLedger.FindAskerAsync(session, request), ct) is { } asker
                && !route.Any(target => asker.Equals(target.Recipient, StringComparison.OrdinalIgnoreCase)))
                askers[request] = await notices.OfPersonAsync(asker, ct);
        }

        return askers;
    }

    private string NameOf(DelegatedRelation one) => azure.FindKnownCustomer(one.CustomerId)?.Name
        ?? (one.CustomerName.Length > 0 ? one.CustomerName : one.CustomerId);

    private static bool IsChanged(DelegatedRelation one, KnownRelation? known) =>
        known is null || known.Seen != one.State || known.EndsAt != one.EndsAt?.ToUnixTimeMilliseconds();

    /// <summary>The request of this bot whose name the relationship bears; null for one that was made elsewhere.</summary>
    private static string? RequestOf(DelegatedRelation one) =>
        Ours().Match(one.Name) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"\ACspBot (R-[0-9A-Z]{5})(?: |\z)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ours();
}
