using System.Globalization;
using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Permissions;

/// <summary>Reads what some customers may buy by themselves now, remembers it, and tells of what was switched outside the bot.</summary>
internal sealed class PermissionWatchLook(
    AzureOperations azure,
    Database database,
    PermissionWatchNotices notices,
    PermissionWatchOptions options,
    TimeProvider time,
    ILogger<PermissionWatchLook> log)
{
    /// <summary>
    /// Looks at each of these customers once; the ids of those to look at again, since they could not be
    /// read or the bot itself is changing them.
    /// </summary>
    /// <param name="ids">Customers' tenants.</param>
    /// <param name="records">What the log says of them and may be news.</param>
    /// <param name="began">Records before that are history; null: none is news.</param>
    /// <param name="unheard">
    /// What a customer was allowed of whom nothing is remembered; null: nobody knows, so nothing found there is news.
    /// </param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CloudFault">
    /// Throttled, or the readers of notices could not be found: whoever is left is looked at later.
    /// </exception>
    public async Task<IReadOnlyList<string>> TakeAsync(
        IReadOnlyList<string> ids,
        IReadOnlyList<AuditRecord> records,
        DateTimeOffset? began,
        ReservationPermissions? unheard,
        CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var again = new List<string>();
        var readAt = time.GetUtcNow();
        var targets = await notices.TargetsAsync(ct);
        await foreach (var found in azure.ReadReservationPermissionsAsync(ids, ct))
        {
            var id = found.CustomerId.ToLowerInvariant();

            // A customer that is gone may buy nothing on our account.
            var permissions = found.Permissions
                ?? (found.Fault!.Reason is CloudReason.NotOurCustomer or CloudReason.NotFound ? ReservationPermissions.None : null);
            if (permissions is null)
            {
                log.PermissionWatchFailed(
                    found.Fault!.Api, found.Fault.Reason, found.Fault.Status, found.Fault.Code, found.Fault.RequestId);

                // A refusal stands until somebody mends it; waiting for it would keep the watch from ever moving on.
                if (found.Fault.IsTransient)
                    again.Add(id);
                continue;
            }

            var own = records.Where(record => record.CustomerId == id).OrderBy(record => record.At).ToList();
            var known = await azure.SearchCustomersAsync(id, 1, ct) is [var listed, ..] ? listed : null;
            var seen = new PermissionWatchSighting(
                id, known?.Name ?? own.FirstOrDefault()?.CustomerName, known?.Domain ?? "", permissions, own, readAt, began, unheard);
            if (!await database.WriteAsync(s => TakeOneAsync(s, seen, targets), ct))
                again.Add(id);
        }

        return again;
    }

    /// <summary>
    /// One customer in one transaction: whoever commits first takes the records in and tells of them; the others find nothing
    /// new. False while the bot is at work there.
    /// </summary>
    private async Task<bool> TakeOneAsync(Session session, PermissionWatchSighting seen, IReadOnlyList<NoticeTarget> targets)
    {
        var now = time.GetUtcNow();
        await session.LockAsync("permission:" + seen.Customer);
        if (await PermissionWatchLedger.IsAtWorkAsync(session, seen.Customer, now))
            return false;
        var row = await PermissionWatchLedger.FindAsync(session, seen.Customer);
        var byBot = await PermissionWatchLedger.TakeFinishedAsync(session, seen.Customer, now);
        var fresh = await FreshAsync(session, seen.Records, now);

        // Somebody looked later than this read did: what it saw is old, only the records are news.
        var stale = row?.CheckedAt > seen.ReadAt.ToUnixTimeMilliseconds();
        var before = row?.Permissions ?? seen.Unheard;
        var changed = before is not null && !stale && before != seen.Permissions;
        var after = PermissionWatchSighting.Next(row, stale ? row!.Permissions : seen.Permissions, seen, fresh, options.AppId);
        var outside = await OutsideAsync(session, seen, fresh);
        if (outside.Count > 0)
        {
            // The notice that could not name anybody is completed instead of telling the same twice.
            var id = row?.Notice is { } unnamed && !changed ? unnamed : $"permission/{seen.Customer}/{outside[^1].Id}";
            await TellAsync(session, new PermissionDrift(id, after, outside), targets, now);
            after.Notice = null;
        }
        else if (changed && !byBot && fresh.Count == 0)
        {
            after.Notice = string.Create(
                CultureInfo.InvariantCulture, $"permission/{seen.Customer}/{seen.ReadAt.ToUnixTimeMilliseconds()}");
            await TellAsync(session, new PermissionDrift(after.Notice, after, []), targets, now);
        }
        else if (changed)
        {
            after.Notice = null;
        }

        after.CheckedAt = Math.Max(row?.CheckedAt ?? 0, seen.ReadAt.ToUnixTimeMilliseconds());
        if (row is not null || after.Permissions.Any || fresh.Count > 0)
            await PermissionWatchLedger.SaveAsync(session, after, seen.Domain);
        return true;
    }

    private Task TellAsync(Session session, PermissionDrift drift, IReadOnlyList<NoticeTarget> targets, DateTimeOffset at)
    {
        if (targets.Count == 0)
            log.PermissionWatchTellsNobody(drift.Now.Customer);
        return notices.TellAsync(session, drift, targets, at);
    }

    private static async Task<List<AuditRecord>> FreshAsync(Session session, IReadOnlyList<AuditRecord> records, DateTimeOffset now)
    {
        var fresh = new List<AuditRecord>();
        foreach (var record in records)
        {
            if (await PermissionWatchLedger.TakeAsync(session, record.Id, now))
                fresh.Add(record);
        }

        return fresh;
    }

    /// <summary>The records of what somebody else did while the bot watched.</summary>
    private async Task<List<AuditRecord>> OutsideAsync(Session session, PermissionWatchSighting seen, IReadOnlyList<AuditRecord> fresh)
    {
        var outside = new List<AuditRecord>();
        foreach (var record in fresh.Where(record => record.At >= seen.Began && !PermissionWatchSighting.IsOwn(record, options.AppId)))
        {
            // The log may hold a name instead of an app's id, or nothing: then it is the bot's doing if a
            // request of its own ended there just then.
            if (Guid.TryParse(record.ApplicationId, out _)
                || !await PermissionWatchLedger.EndedAboutAsync(session, seen.Customer, record.At))
                outside.Add(record);
        }

        return outside;
    }
}
