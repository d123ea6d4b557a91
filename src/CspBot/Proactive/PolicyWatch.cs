using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Proactive;

/// <summary>Finds purchase permissions that were switched outside the bot, and keeps the list of who is on. What it costs grows with what changed.</summary>
/// <remarks>
/// Each sweep reads the activity log of self-serve policies (partner-center §6) with two days of overlap, since the log knows days only and may be late,
/// and then the policies of the customers named there. Once a day everybody who is on is read again, for what the log lost. Policies older than
/// the log's 90 days are found by one walk over all customers, a slice now and then, after the first start only.
/// Assumed: the log's <c>applicationId</c> of the bot's own writes is its app id; without it the bot's own requests explain the change too.
/// </remarks>
internal sealed class PolicyWatch(
    AzureOperations azure,
    CustomerIndex customers,
    Database database,
    PolicyWatchNotices notices,
    Signals signals,
    PolicyWatchOptions options,
    TimeProvider time,
    ILogger<PolicyWatch> log) : BackgroundService
{
    /// <summary>Name of the dialog whose requests change permissions; raised when one of them is over.</summary>
    public const string Topic = "reservation-permission";

    private const string Began = "policy-watch-began";
    private const string Swept = "policy-watch-swept";
    private const string Daily = "policy-watch-daily";
    private const string Walked = "policy-watch-walked";
    private const string WalkIsOver = "over";
    private const int Overlap = 2;
    private const int Slice = 200;
    private static readonly TimeSpan BetweenSlices = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(AzureOperations.AuditDays + 10);

    private DateTimeOffset _nextSlice;

    /// <summary>Takes in what the bot's own finished requests changed: a few reads at most.</summary>
    /// <exception cref="CloudFault">Throttled.</exception>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        var finished = await database.ReadAsync(PolicyWatchLedger.ListFinishedAsync, ct).ConfigureAwait(false);
        if (finished.Count > 0)
            await SettleAsync([.. finished.Select(request => request.Customer).Distinct()], [], ct).ConfigureAwait(false);
    }

    /// <summary>Customers that may buy something by themselves, as last seen, by name; the words stand anywhere in name or domain.</summary>
    public Task<IReadOnlyList<KnownPermission>> ListOnAsync(string words, int skip, int take, CancellationToken ct) =>
        database.ReadAsync(s => PolicyWatchLedger.ListOnAsync(s, words, skip, take), ct);

    /// <summary>How many they are.</summary>
    public Task<int> CountOnAsync(string words, CancellationToken ct) => database.ReadAsync(s => PolicyWatchLedger.CountOnAsync(s, words), ct);

    /// <summary>How much of the list is there: the first sweep is done, and so is the walk over all customers.</summary>
    public async Task<(bool Swept, bool Walked)> ProgressAsync(CancellationToken ct) => await database.ReadAsync(
        async s => (
            await PolicyWatchLedger.ReadSettingAsync(s, Swept).ConfigureAwait(false) is not null,
            await PolicyWatchLedger.ReadSettingAsync(s, Walked).ConfigureAwait(false) == WalkIsOver),
        ct).ConfigureAwait(false);

    /// <summary>One sweep: the log, then the policies of the customers that it names.</summary>
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

        var all = await SettleAsync([.. fresh.Select(record => record.CustomerId).Distinct()], fresh, ct, began).ConfigureAwait(false);
        await CatchUpAsync(ct).ConfigureAwait(false);
        if (await IsDueAsync(now, ct).ConfigureAwait(false))
            await SettleAsync(await database.ReadAsync(PolicyWatchLedger.ListOnIdsAsync, ct).ConfigureAwait(false), [], ct).ConfigureAwait(false);

        // What could not be read stays unseen, and the next sweep begins where this one did.
        if (all)
            await WriteAsync(Swept, now, ct).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Purchases.Watch || !options.Purchases.WatchPermissions)
            return;
        var nextSweep = DateTimeOffset.MinValue;
        _nextSlice = time.GetUtcNow() + BetweenSlices;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.PollInterval;
            try
            {
                if (time.GetUtcNow() >= nextSweep)
                {
                    await SweepAsync(stoppingToken).ConfigureAwait(false);
                    await WalkAsync(stoppingToken).ConfigureAwait(false);
                    nextSweep = time.GetUtcNow() + options.PollInterval;
                }
                else
                {
                    await CatchUpAsync(stoppingToken).ConfigureAwait(false);
                    pause = nextSweep - time.GetUtcNow();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (CloudFault fault)
            {
                log.PolicyWatchFailed(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
                nextSweep = time.GetUtcNow() + pause;
            }
            catch (System.Data.Common.DbException e)
            {
                log.PolicyWatchStoreUnavailable(e);
            }

            await signals.WaitAsync(Topic, pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(100), stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads these customers' policies now, and takes in what became of them; false when one could not be read or is being changed by the bot.</summary>
    private async Task<bool> SettleAsync(IReadOnlyList<string> ids, IReadOnlyList<AuditRecord> records, CancellationToken ct, DateTimeOffset? began = null)
    {
        if (ids.Count == 0)
            return true;
        var readAt = time.GetUtcNow();
        var targets = await notices.TargetsAsync(ct).ConfigureAwait(false);
        var all = true;
        await foreach (var found in azure.ReadReservationPermissionsAsync(ids, ct).ConfigureAwait(false))
        {
            // A customer that is gone may buy nothing on our account.
            var permissions = found.Permissions ?? (found.Fault!.Reason is CloudReason.NotOurCustomer or CloudReason.NotFound ? ReservationPermissions.None : null);
            if (permissions is null)
            {
                log.PolicyWatchFailed(found.Fault!.Api, found.Fault.Reason, found.Fault.Status, found.Fault.Code, found.Fault.RequestId);

                // A refusal stands until somebody mends it; waiting for it would keep the sweep from ever moving on.
                all &= !found.Fault.IsTransient;
                continue;
            }

            var id = found.CustomerId.ToLowerInvariant();
            var own = records.Where(record => record.CustomerId == id).OrderBy(record => record.At).ToList();
            var known = await azure.SearchCustomersAsync(id, 1, ct).ConfigureAwait(false) is [var listed, ..] ? listed : null;
            var seen = new PolicyWatchSighting(id, known?.Name ?? own.FirstOrDefault()?.CustomerName, known?.Domain ?? "", permissions, own, readAt, began);
            all &= await database.WriteAsync(s => SettleOneAsync(s, seen, targets), ct).ConfigureAwait(false);
        }

        return all;
    }

    /// <summary>One customer in one transaction: whoever commits first takes the records in and tells of them; the others find nothing new.</summary>
    private async Task<bool> SettleOneAsync(Session session, PolicyWatchSighting seen, IReadOnlyList<NoticeTarget> targets)
    {
        var now = time.GetUtcNow();
        await session.LockAsync("permission:" + seen.Customer).ConfigureAwait(false);
        if (await PolicyWatchLedger.IsAtWorkAsync(session, seen.Customer, now).ConfigureAwait(false))
            return false;
        var row = await PolicyWatchLedger.FindAsync(session, seen.Customer).ConfigureAwait(false);
        var byBot = await PolicyWatchLedger.TakeFinishedAsync(session, seen.Customer, now).ConfigureAwait(false);
        var fresh = new List<AuditRecord>();
        foreach (var record in seen.Records)
        {
            if (await PolicyWatchLedger.TakeAsync(session, record.Id, now).ConfigureAwait(false))
                fresh.Add(record);
        }

        // Somebody looked later than this read did: what it saw is old, only the records are news.
        var stale = row?.CheckedAt > seen.ReadAt.ToUnixTimeMilliseconds();
        var changed = row is not null && !stale && row.Permissions != seen.Permissions;
        var after = PolicyWatchSighting.Next(row, stale ? row!.Permissions : seen.Permissions, seen, fresh, options.AppId);
        var outside = fresh.Where(record => record.At >= seen.Began && !PolicyWatchSighting.IsOwn(record, options.AppId)).ToList();
        if (outside.Count > 0)
        {
            // The notice that could not name anybody is completed instead of telling the same twice.
            var id = row?.Notice is { } unnamed && !changed ? unnamed : $"permission/{seen.Customer}/{outside[^1].Id}";
            await notices.TellAsync(session, id, after, outside, targets, now).ConfigureAwait(false);
            after.Notice = null;
        }
        else if (changed && !byBot && fresh.Count == 0)
        {
            after.Notice = string.Create(CultureInfo.InvariantCulture, $"permission/{seen.Customer}/{seen.ReadAt.ToUnixTimeMilliseconds()}");
            await notices.TellAsync(session, after.Notice, after, [], targets, now).ConfigureAwait(false);
        }
        else if (changed)
        {
            after.Notice = null;
        }

        after.CheckedAt = Math.Max(row?.CheckedAt ?? 0, seen.ReadAt.ToUnixTimeMilliseconds());
        if (row is not null || after.Permissions.Any || fresh.Count > 0)
            await PolicyWatchLedger.SaveAsync(session, after, seen.Domain).ConfigureAwait(false);
        return true;
    }

    /// <summary>When the watch began, ever, and when it last swept. What was switched before it began is history, not news.</summary>
    private Task<(DateTimeOffset Began, DateTimeOffset? Swept)> BeginAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            var began = Time(await PolicyWatchLedger.ReadSettingAsync(s, Began).ConfigureAwait(false));
            if (began is null)
                await PolicyWatchLedger.WriteSettingAsync(s, Began, Text(now)).ConfigureAwait(false);
            return (began ?? now, Time(await PolicyWatchLedger.ReadSettingAsync(s, Swept).ConfigureAwait(false)));
        },
        ct);

    /// <summary>Once a day, for one of the bots.</summary>
    private Task<bool> IsDueAsync(DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            await s.LockAsync(Daily).ConfigureAwait(false);
            if (Time(await PolicyWatchLedger.ReadSettingAsync(s, Daily).ConfigureAwait(false)) is not { } last)
            {
                await PolicyWatchLedger.WriteSettingAsync(s, Daily, Text(now)).ConfigureAwait(false);
                return false;
            }

            if (now - last < LookAgain)
                return false;
            await PolicyWatchLedger.WriteSettingAsync(s, Daily, Text(now)).ConfigureAwait(false);
            await PolicyWatchLedger.ForgetAsync(s, now - Remembered).ConfigureAwait(false);
            return true;
        },
        ct);

    /// <summary>After the first start: a slice of all customers, in order of id, until the walk has seen everybody once.</summary>
    private async Task WalkAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() < _nextSlice || !customers.IsComplete)
            return;
        _nextSlice = time.GetUtcNow() + BetweenSlices;
        var walked = await database.ReadAsync(s => PolicyWatchLedger.ReadSettingAsync(s, Walked), ct).ConfigureAwait(false) ?? "";
        if (walked == WalkIsOver)
            return;
        var slice = customers.Customers.Select(customer => customer.Id.ToLowerInvariant()).Where(id => string.CompareOrdinal(id, walked) > 0).Order(StringComparer.Ordinal).Take(Slice).ToList();
        await SettleAsync(slice, [], ct).ConfigureAwait(false);
        await database.WriteAsync(
            async s =>
            {
                await PolicyWatchLedger.WriteSettingAsync(s, Walked, slice.Count < Slice ? WalkIsOver : slice[^1]).ConfigureAwait(false);
                return true;
            },
            ct).ConfigureAwait(false);
    }

    private Task WriteAsync(string name, DateTimeOffset value, CancellationToken ct) => database.WriteAsync(
        async s =>
        {
            await PolicyWatchLedger.WriteSettingAsync(s, name, Text(value)).ConfigureAwait(false);
            return true;
        },
        ct);

    private static string Text(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
