using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Proactive;

/// <summary>Finds purchase permissions that were switched outside the bot, and keeps the list of who is on. What it costs grows with what changed.</summary>
/// <remarks>
/// Each sweep, on one of the bots, reads the activity log of self-serve policies (partner-center §6) with two days of overlap, since the log knows
/// days only and may be late, and then the policies of the customers named there. Once a day everybody who is on is read again, for what the log
/// lost. Policies older than the log's 90 days are found by one slow walk over all customers after the first start, and after an outage longer than that.
/// Assumed: the log's <c>applicationId</c> of the bot's own writes is the id of its app; where it holds none, the bot's own requests explain the change.
/// </remarks>
internal sealed class PolicyWatch(
    AzureOperations azure,
    CustomerIndex customers,
    Database database,
    PolicyWatchLook look,
    Signals signals,
    PolicyWatchOptions options,
    TimeProvider time,
    ILogger<PolicyWatch> log) : BackgroundService
{
    /// <summary>Name of the dialog whose requests change permissions; raised when one of them is over.</summary>
    public const string Topic = "reservation-permission";

    private const string Began = "policy-watch-began";
    private const string Swept = "policy-watch-swept";
    private const string Due = "policy-watch-due";
    private const string Everybody = "policy-watch-everybody";
    private const string WhoIsOn = "policy-watch-who-is-on";
    private const int Overlap = 2;
    private static readonly TimeSpan Logged = TimeSpan.FromDays(AzureOperations.AuditDays);
    private static readonly TimeSpan Remembered = Logged + TimeSpan.FromDays(10);
    private static readonly TimeSpan WalkPace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WalkIsOver = TimeSpan.FromHours(1);

    /// <summary>One round: 20 reads a minute are a small part of what Partner Center allows, and 50,000 customers take less than two days.</summary>
    private readonly PolicyWalk _everybody = new(
        new PolicyWalkPlan(Everybody, 20, WalkPace, null, SeesEverybody: true, _ => Task.FromResult<IReadOnlyList<string>?>(customers.IsComplete ? [.. customers.Customers.Select(customer => customer.Id)] : null)),
        look,
        database,
        time);

    /// <summary>A round a day, some with each sweep.</summary>
    private readonly PolicyWalk _whoIsOn = new(
        new PolicyWalkPlan(WhoIsOn, 200, TimeSpan.Zero, TimeSpan.FromDays(1), SeesEverybody: false, async ct => await database.ReadAsync(PolicyWatchLedger.ListOnIdsAsync, ct).ConfigureAwait(false)),
        look,
        database,
        time);

    /// <summary>Takes in what the bot's own finished requests changed: a few reads at most.</summary>
    /// <exception cref="CloudFault">Throttled.</exception>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var finished = await database.ReadAsync(PolicyWatchLedger.ListFinishedAsync, ct).ConfigureAwait(false);
        await look.TakeAsync([.. finished.Select(request => request.Customer).Distinct()], [], null, null, ct).ConfigureAwait(false);
    }

    /// <summary>Customers that may buy something by themselves, as last seen, by name; the words stand anywhere in name or domain.</summary>
    public Task<IReadOnlyList<KnownPermission>> ListOnAsync(string words, int skip, int take, CancellationToken ct) =>
        database.ReadAsync(s => PolicyWatchLedger.ListOnAsync(s, words, skip, take), ct);

    /// <summary>How many they are.</summary>
    public Task<int> CountOnAsync(string words, CancellationToken ct) => database.ReadAsync(s => PolicyWatchLedger.CountOnAsync(s, words), ct);

    /// <summary>How much of the list is there: the first sweep is done, and so is the walk over all customers.</summary>
    public Task<(bool Swept, bool Walked)> ProgressAsync(CancellationToken ct) => database.ReadAsync(
        async s => (
            await PolicyWatchLedger.ReadTimeAsync(s, Swept).ConfigureAwait(false) is not null,
            await PolicyWalk.IsOverAsync(s, Everybody).ConfigureAwait(false)),
        ct);

    /// <summary>One sweep: the log, then the policies of the customers that it names, then some of those who are on.</summary>
    /// <exception cref="CloudFault">The log cannot be read now; nothing is lost, the next sweep reads it again.</exception>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (began, last) = await BeginAsync(now, ct).ConfigureAwait(false);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = last is { } day ? DateOnly.FromDateTime(day.UtcDateTime).AddDays(-Overlap) : today.AddDays(-AzureOperations.AuditDays);
        var fresh = new List<AuditRecord>();
        await foreach (var record in azure.ReadAuditRecordsAsync(from, today, "self_serve_policy", null, ct).ConfigureAwait(false))
        {
            if (record is { Succeeded: true, CustomerId.Length: > 0 } && !await database.ReadAsync(s => PolicyWatchLedger.IsTakenAsync(s, record.Id), ct).ConfigureAwait(false))
                fresh.Add(record with { CustomerId = record.CustomerId.ToLowerInvariant() });
        }

        var again = await look.TakeAsync([.. fresh.Select(record => record.CustomerId).Distinct()], fresh, began, null, ct).ConfigureAwait(false);
        await CatchUpAsync(ct).ConfigureAwait(false);
        await _whoIsOn.StepAsync(ct).ConfigureAwait(false);

        // What could not be read stays unseen, and the next sweep begins where this one did.
        if (again.Count == 0)
            await EndAsync(now, last, ct).ConfigureAwait(false);
    }

    /// <summary>The next few customers of the walk over everybody, when they are due; false when not.</summary>
    /// <exception cref="CloudFault">Throttled; the same few come again.</exception>
    public Task<bool> WalkAsync(CancellationToken ct) => _everybody.StepAsync(ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Purchases is { Watch: true, WatchPermissions: true }
        ? Task.WhenAll(
            RepeatAsync(SweepInTurnAsync, pause => signals.WaitAsync(Topic, pause, stoppingToken), stoppingToken),
            RepeatAsync(WalkInTurnAsync, pause => Task.Delay(pause, time, stoppingToken), stoppingToken))
        : Task.CompletedTask;

    /// <summary>Does the work, and again after the pause that it asks for, or after what the cloud asks for when it refuses.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task<TimeSpan>> work, Func<TimeSpan, Task> wait, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = options.PollInterval;
            try
            {
                pause = await work(ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (CloudFault fault)
            {
                log.PolicyWatchFailed(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
            }
            catch (System.Data.Common.DbException e)
            {
                log.PolicyWatchStoreUnavailable(e);
            }

            await wait(pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        }
    }

    /// <summary>Sweeps when no other bot did so lately; else takes in what the bot's own requests changed.</summary>
    private async Task<TimeSpan> SweepInTurnAsync(CancellationToken ct)
    {
        if (await database.WriteAsync(s => PolicyWatchLedger.ClaimAsync(s, Due, time.GetUtcNow(), options.PollInterval), ct).ConfigureAwait(false))
            await SweepAsync(ct).ConfigureAwait(false);
        else
            await CatchUpAsync(ct).ConfigureAwait(false);
        var due = await database.ReadAsync(s => PolicyWatchLedger.ReadTimeAsync(s, Due), ct).ConfigureAwait(false) - time.GetUtcNow();
        return due < options.PollInterval ? due.Value : options.PollInterval;
    }

    private async Task<TimeSpan> WalkInTurnAsync(CancellationToken ct)
    {
        await WalkAsync(ct).ConfigureAwait(false);
        return (await ProgressAsync(ct).ConfigureAwait(false)).Walked ? WalkIsOver : WalkPace;
    }

    /// <summary>When the watch began, ever, and when it last swept. What was switched before it began is history, not news.</summary>
    private Task<(DateTimeOffset Began, DateTimeOffset? Swept)> BeginAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            var began = await PolicyWatchLedger.ReadTimeAsync(s, Began).ConfigureAwait(false);
            if (began is null)
                await PolicyWatchLedger.WriteSettingAsync(s, Began, now).ConfigureAwait(false);
            return (began ?? now, await PolicyWatchLedger.ReadTimeAsync(s, Swept).ConfigureAwait(false));
        },
        ct);

    private Task<bool> EndAsync(DateTimeOffset now, DateTimeOffset? last, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            await PolicyWatchLedger.WriteSettingAsync(s, Swept, now).ConfigureAwait(false);
            await PolicyWatchLedger.ForgetAsync(s, now - Remembered).ConfigureAwait(false);

            // The log no longer holds all that happened since: everybody is looked at again.
            if (now - last > Logged)
                await PolicyWalk.BeginAgainAsync(s, Everybody, now).ConfigureAwait(false);
            return true;
        },
        ct);
}
