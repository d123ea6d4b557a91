using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Permissions;

/// <summary>
/// Finds purchase permissions that were switched outside the bot, and keeps the list of who is
/// on. What it costs grows with what changed.
/// </summary>
/// <remarks>
/// Each sweep, on one of the bots, reads the activity log of self-serve policies (partner-center §6) with two days of overlap, since the
/// log knows days only and may be late, and then the policies of the customers named there. Once a day everybody who is on is read again,
/// for what the log lost. Policies older than the log's 90 days are found by one slow walk over all customers after the first start, and
/// after an outage longer than that. Assumed: the log's <c>applicationId</c> of the bot's own writes is the id of its app; where it holds
/// none, the bot's own requests explain the change.
/// </remarks>
internal sealed class PermissionWatch(
    AzureOperations azure,
    CustomerIndex customers,
    Database database,
    PermissionWatchLook look,
    Signals signals,
    Turns turns,
    Loops loops,
    PermissionWatchOptions options,
    TimeProvider time,
    ILogger<PermissionWatch> log) : BackgroundService
{
    /// <summary>Name of the dialog whose requests change permissions; raised when one of them is over.</summary>
    public const string Topic = "reservation-permission";

    /// <summary>The button that turns everything off at once.</summary>
    public const string OffVerb = Topic + "/off";

    private const string Began = "policy-watch-began";
    private const string Swept = "policy-watch-swept";
    private const string SweepTurn = "permissions";
    private const string WalkTurn = "permissions-walk";
    private const string Trouble = "policy-watch-trouble";
    private const string CaughtUp = "policy-watch-caught-up";
    private const string Everybody = "policy-watch-everybody";
    private const string WhoIsOn = "policy-watch-who-is-on";
    private const int Overlap = 2;
    private static readonly TimeSpan Logged = TimeSpan.FromDays(AzureOperations.AuditDays);
    private static readonly TimeSpan Remembered = Logged + TimeSpan.FromDays(10);
    private static readonly TimeSpan WalkPace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostTrouble = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WalkIsOver = TimeSpan.FromHours(1);

    /// <summary>
    /// One round: 20 reads a minute are a small part of what Partner Center allows, and 50,000 customers take less than two days.
    /// </summary>
    private readonly Walk _everybody = new(
        new WalkPlan
        {
            Name = Everybody,
            Stride = 20,
            Pace = WalkPace,
            First = WalkPace,
            Rest = null,
            Ids = _ => Task.FromResult<IReadOnlyList<string>?>(
                customers.IsComplete ? [.. customers.Customers.Select(customer => customer.Id)] : null),

            // A later round finds news also at customers of whom nothing is remembered: they were off before.
            Look = (ids, rounds, ct) => look.TakeAsync(ids, [], null, rounds > 0 ? ReservationPermissions.None : null, ct),
        },
        database,
        time);

    /// <summary>A round a day, some with each sweep.</summary>
    private readonly Walk _whoIsOn = new(
        new WalkPlan
        {
            Name = WhoIsOn,
            Stride = 200,
            Pace = TimeSpan.Zero,
            First = TimeSpan.FromDays(1),
            Rest = TimeSpan.FromDays(1),
            Ids = async ct => await database.ReadAsync(PermissionWatchLedger.ListOnIdsAsync, ct),
            Look = (ids, _, ct) => look.TakeAsync(ids, [], null, null, ct),
        },
        database,
        time);

    /// <summary>Takes in what the bot's own finished requests changed: a few reads at most.</summary>
    /// <exception cref="CloudFault">Throttled.</exception>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var (finished, from, to) = await database.ReadAsync(
            async s =>
            {
                var mark = long.TryParse(
                    await StoredSetting.ReadAsync(s, CaughtUp), CultureInfo.InvariantCulture, out var known)
                        ? known
                        : 0;
                var last = await PermissionWatchLedger.LastEventAsync(s);
                return (last > mark ? await PermissionWatchLedger.ListFinishedAsync(s, mark, last) : [], mark, last);
            },
            ct);
        var again = await look.TakeAsync([.. finished.Select(request => request.Customer).Distinct()], [], null, null, ct);
        if (again.Count == 0 && to > from)
        {
            await database.WriteAsync(
                async s =>
                {
                    await StoredSetting.WriteAsync(s, CaughtUp, to.ToString(CultureInfo.InvariantCulture));
                    return true;
                },
                ct);
        }
    }

    /// <summary>
    /// Customers that may buy something by themselves, as last seen, by name; the words stand anywhere in name or domain.
    /// </summary>
    public Task<IReadOnlyList<KnownPermission>> ListOnAsync(PermissionQuery query, int skip, int take, CancellationToken ct) =>
        database.ReadAsync(s => PermissionWatchLedger.ListOnAsync(s, query, skip, take), ct);

    /// <summary>How many they are.</summary>
    public Task<int> CountOnAsync(PermissionQuery query, CancellationToken ct) =>
        database.ReadAsync(s => PermissionWatchLedger.CountOnAsync(s, query), ct);

    /// <summary>How much of the list is there: the first sweep is done, and so is the walk over all customers.</summary>
    public Task<(bool Swept, bool Walked)> ProgressAsync(CancellationToken ct) => database.ReadAsync(
        async s => (
            await PermissionWatchLedger.ReadTimeAsync(s, Swept) is not null,
            await Walk.IsOverAsync(s, Everybody)),
        ct);

    /// <summary>One sweep: the log, then the policies of the customers that it names, then some of those who are on.</summary>
    /// <exception cref="CloudFault">The log cannot be read now; nothing is lost, the next sweep reads it again.</exception>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (began, last) = await BeginAsync(now, ct);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = last is { } day ? DateOnly.FromDateTime(day.UtcDateTime).AddDays(-Overlap) : today.AddDays(-AzureOperations.AuditDays);
        var fresh = new List<AuditRecord>();
        await foreach (var record in azure.ReadAuditRecordsAsync(from, today, "self_serve_policy", null, ct))
        {
            if (record is { Succeeded: true, CustomerId.Length: > 0 }
                && !await database.ReadAsync(s => PermissionWatchLedger.IsTakenAsync(s, record.Id), ct))
                fresh.Add(record with { CustomerId = record.CustomerId.ToLowerInvariant() });
        }

        var again = await look.TakeAsync([.. fresh.Select(record => record.CustomerId).Distinct()], fresh, began, null, ct);
        await CatchUpAsync(ct);
        await _whoIsOn.StepAsync(ct);

        // What could not be read stays unseen, and the next sweep begins where this one did; but not for ever: who cannot be read for a
        // day is left to the daily round, so that what a sweep reads does not grow with one customer's trouble.
        if (again.Count == 0 || now - await TroubleSinceAsync(now, ct) > MostTrouble)
            await EndAsync(now, last, ct);
    }

    /// <summary>The next few customers of the walk over everybody, when they are due; false when not.</summary>
    /// <exception cref="CloudFault">Throttled; the same few come again.</exception>
    public Task<bool> WalkAsync(CancellationToken ct) => _everybody.StepAsync(ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Watch
        ? Task.WhenAll(
            loops.RunAsync(
                "permissions", ct => GuardedAsync(SweepInTurnAsync, ct), stoppingToken, (pause, ct) => signals.WaitAsync(Topic, pause, ct)),
            loops.RunAsync("permissions walk", ct => GuardedAsync(WalkInTurnAsync, ct), stoppingToken))
        : Task.CompletedTask;

    /// <summary>The pause that the work asks for, or what the cloud asks for when it refuses.</summary>
    private async Task<TimeSpan> GuardedAsync(Func<CancellationToken, Task<TimeSpan>> work, CancellationToken ct)
    {
        var pause = options.PollInterval;
        try
        {
            pause = await work(ct);
        }
        catch (LostLeaseException)
        {
            // Another instance took over, or nobody did: what is stored is true, and whoever comes first goes on from there.
            pause = Shortest;
        }
        catch (CloudFault fault)
        {
            log.PermissionWatchFailed(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
        }

        return pause > Shortest ? pause : Shortest;
    }

    /// <summary>Sweeps when no other bot did so lately; else takes in what the bot's own requests changed.</summary>
    private async Task<TimeSpan> SweepInTurnAsync(CancellationToken ct)
    {
        await turns.EnsureAsync(SweepTurn, time.GetUtcNow(), ct);
        if (await turns.TakeAsync(SweepTurn, ct) is { } turn)
            await turns.HoldAsync(turn, options.PollInterval, SweepAsync, ct);
        else
            await CatchUpAsync(ct);
        var due = await turns.NextAsync(SweepTurn, ct) - time.GetUtcNow();
        return due < options.PollInterval ? due.Value : options.PollInterval;
    }

    private async Task<TimeSpan> WalkInTurnAsync(CancellationToken ct)
    {
        await turns.EnsureAsync(WalkTurn, time.GetUtcNow(), ct);
        if (await turns.TakeAsync(WalkTurn, ct) is { } turn)
            await turns.HoldAsync(turn, TimeSpan.Zero, WalkAsync, ct);
        return (await ProgressAsync(ct)).Walked ? WalkIsOver : WalkPace;
    }

    /// <summary>When the watch began, ever, and when it last swept. What was switched before it began is history, not news.</summary>
    private Task<(DateTimeOffset Began, DateTimeOffset? Swept)> BeginAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            var began = await PermissionWatchLedger.ReadTimeAsync(s, Began);
            if (began is null)
                await PermissionWatchLedger.WriteTimeAsync(s, Began, now);
            return (began ?? now, await PermissionWatchLedger.ReadTimeAsync(s, Swept));
        },
        ct);

    /// <summary>Since when sweeps have ended with customers that could not be read.</summary>
    private Task<DateTimeOffset> TroubleSinceAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            if (await PermissionWatchLedger.ReadTimeAsync(s, Trouble) is { } since)
                return since;
            await PermissionWatchLedger.WriteTimeAsync(s, Trouble, now);
            return now;
        },
        ct);

    private Task<bool> EndAsync(DateTimeOffset now, DateTimeOffset? last, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            await PermissionWatchLedger.WriteTimeAsync(s, Swept, now);
            await StoredSetting.WriteAsync(s, Trouble, "");
            await PermissionWatchLedger.ForgetAsync(s, now - Remembered);

            // The log no longer holds all that happened since: everybody is looked at again.
            if (now - last > Logged)
                await Walk.BeginAgainAsync(s, Everybody, now);
            return true;
        },
        ct);
}
