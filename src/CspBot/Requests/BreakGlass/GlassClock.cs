using System.Globalization;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Requests.BreakGlass;

/// <summary>
/// The clock of what ran without approval: reminds who can confirm it, and takes it back when nobody has by its last moment, or somebody
/// said no. What a click may do hangs on the time alone, not on this.
/// </summary>
internal sealed class GlassClock(
    Database database, RequestStore store, RequestCards cards, RequestEnds ends, Loops loops, Signals signals, TimeProvider time)
    : BackgroundService
{
    public const string Topic = "broken-glass";
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>A worker has it in hand, and stops it by itself.</summary>
    private static readonly TimeSpan WhileHeld = TimeSpan.FromSeconds(1);

    /// <summary>It is being stopped or undone; that it is done is told sooner by the request itself.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "broken glass",
        async ct => await RunOnceAsync(ct) ? TimeSpan.Zero : await UntilNextAsync(ct),
        stoppingToken,
        (pause, ct) => signals.WaitAsync(Topic, pause, ct));

    /// <summary>Does what is due for one request; false when nothing was.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(session => GlassTable.FindDueAsync(session, time.GetUtcNow()), ct) is not { } due)
            return false;
        try
        {
            return await Audit.WriteAsync(database, LookAsync, ct);
        }
        catch (LostRequestException)
        {
            // A click or a worker was first: what is true now is looked at next.
            return true;
        }
        catch (UnreadableRequestException)
        {
            // It waits for a version that can read it.
            return await database.WriteAsync(
                async session =>
                {
                    await GlassTable.LookAtAsync(session, due, Moment(due.RemindAt), time.GetUtcNow() + LookAgain);
                    return true;
                },
                ct);
        }
    }

    private async Task<bool> LookAsync(Session session)
    {
        var now = time.GetUtcNow();
        if (await GlassTable.FindDueAsync(session, now) is not { } row)
            return false;
        if (await store.FindFencedAsync(session, row.Request) is not { } found)
        {
            await GlassTable.SettleAsync(session, row.Request, GlassTable.Over);
            return true;
        }

        switch (found.Request.GlassPhase)
        {
            case GlassPhase.Open when found.Request.Glass!.IsInTime(now):
                await RemindAsync(session, found.Request, row, now);
                break;
            case GlassPhase.Open:
                await LateAsync(session, found, row, now);
                break;
            case GlassPhase.TakingBack:
                await TakeBackAsync(session, found, row, now);
                break;
            case GlassPhase.Reported:
                await GlassTable.SettleAsync(session, row.Request, GlassTable.Reported);
                break;
            default:
                await GlassTable.SettleAsync(session, row.Request, GlassTable.Over);
                break;
        }

        return true;
    }

    private async Task RemindAsync(Session session, Request request, GlassRow row, DateTimeOffset now)
    {
        var remind = Moment(row.RemindAt);
        if (remind <= now)
        {
            await cards.RemindOfGlassAsync(session, request, now);
            await Audit.AppendAsync(session, AuditEvent.Of("reminded", request, null, null), now);
            remind = BreakGlassOptions.RemindAfter(now, request.Glass!);
        }

        await GlassTable.LookAtAsync(session, row, remind, Request.Earlier(remind, request.Glass!.ConfirmBy)!.Value);
    }

    /// <summary>Nobody has confirmed it by its last moment.</summary>
    private async Task LateAsync(Session session, ClaimedRequest found, GlassRow row, DateTimeOffset now)
    {
        var request = found.Request;
        if (!request.State.IsOver() && await store.IsHeldAsync(session, request.Id, time))
        {
            await GlassTable.LookAtAsync(session, row, null, now + WhileHeld);
            return;
        }

        var after = request.TakeBack(now);
        await SaveAsync(session, found, after);
        var detail = new Dictionary<string, string?>
        {
            ["confirmBy"] = request.Glass!.ConfirmBy.ToString("O", CultureInfo.InvariantCulture),
            ["becomes"] = after.Glass!.ReportedAt is null ? "taken back" : "reported",
            ["confirmations"] = request.Glass.Yes.Count.ToString(CultureInfo.InvariantCulture),
        };
        await Audit.AppendAsync(session, AuditEvent.Of("break-glass-unconfirmed", after, null, null, detail), now);
        await cards.TellOfGlassAsync(session, after, now);
        await GoOnAsync(session, after, row, now);
    }

    /// <summary>It is over by now, or an end of it stumbled: whatever became of that, it is taken back.</summary>
    private async Task TakeBackAsync(Session session, ClaimedRequest found, GlassRow row, DateTimeOffset now)
    {
        var after = found.Request.State.IsOver() ? found.Request.TakeBack(now) : found.Request;
        if (after.Glass!.ReportedAt is not null)
        {
            await SaveAsync(session, found, after);
            await Audit.AppendAsync(session, AuditEvent.Of("break-glass-reported", after, null, null), now);
            await cards.TellOfGlassAsync(session, after, now);
        }
        else if (found.Request.UndoUntil is not null)
        {
            await SaveAsync(session, found, after);
            await cards.ShowAllAsync(session, after, now);
        }

        await GoOnAsync(session, after, row, now);
    }

    private async Task GoOnAsync(Session session, Request request, GlassRow row, DateTimeOffset now)
    {
        if (request.GlassPhase == GlassPhase.Reported)
        {
            await GlassTable.SettleAsync(session, request.Id, GlassTable.Reported);
            return;
        }

        if (request.State.IsOver())
            await ends.TakeBackAsync(session, request, now);
        session.Raise(RequestWorker.Topic);
        await GlassTable.LookAtAsync(session, row, null, now + LookAgain);
    }

    private async Task SaveAsync(Session session, ClaimedRequest found, Request after)
    {
        if (!await store.SaveAsync(session, found.Request, after, found.Fence))
            throw new LostRequestException();
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(GlassTable.NextDueAsync, ct) is not { } due)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due) - time.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : wait < Poll ? wait : Poll;
    }

    private static DateTimeOffset? Moment(long? at) => at is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;
}
