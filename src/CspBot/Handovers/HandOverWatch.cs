using System.Globalization;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Handovers;

/// <summary>
/// Reminds whoever handed licences over until somebody says how it went, and tells that a customer removed us; each once, whichever
/// instance does it. It asks the directory only when there is something to tell.
/// </summary>
internal sealed class HandOverWatch(
    Database database,
    HouseRoute route,
    HandOverOptions options,
    Signals signals,
    Turns turns,
    Loops loops,
    TimeProvider time,
    ILogger<HandOverWatch> log) : BackgroundService
{
    /// <summary>Name of its turn and of its loop.</summary>
    public const string Topic = "hand-overs";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>One look: what is due is counted and its message stored in one transaction each.</summary>
    /// <exception cref="CloudFault">The readers could not be found; the next look tells it.</exception>
    /// <exception cref="LostLeaseException">Another instance took over.</exception>
    public async Task LookAsync(Turn turn, CancellationToken ct)
    {
        foreach (var one in await database.ReadAsync(HandOverTable.UntoldAsync, ct))
            await TellRemovedAsync(turn, one, ct);
        foreach (var one in await database.ReadAsync(session => HandOverTable.DueAsync(session, options, time.GetUtcNow()), ct))
            await RemindAsync(turn, one, ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        Topic,
        async ct =>
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow(), ct);
            return await turns.RunAsync(Topic, Every, GuardedAsync, ct);
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
            log.HandOverWatchFault(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            if (fault.RetryAfter is { } pause)
                await turns.PauseAsync(Topic, time.GetUtcNow() + pause, ct);
        }
    }

    /// <summary>Who has left, lost the role or no longer sees the customer is left in peace; the wait goes on.</summary>
    private async Task RemindAsync(Turn turn, HandOver one, CancellationToken ct)
    {
        var reader = await route.PersonAsync(one.Requester.ObjectId, ct);
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await Turns.KeepAsync(session, turn);
                var now = time.GetUtcNow();
                if (!await HandOverTable.RemindedAsync(session, one, now) || !reader.Sees(one.CustomerId))
                    return false;
                var number = (one.Reminders + 1).ToString(CultureInfo.InvariantCulture);
                await Outbox.ShowAsync(
                    session,
                    Message(one, reader, $"reminder/{number}", HandOverNotices.Reminder(reader.Texts, one, now)) with
                    {
                        Subject = $"hand-over/{one.Id}{Outbox.Reminder}",
                    },
                    now);
                await Audit.AppendAsync(
                    session,
                    new AuditEvent("hand-over-reminded", one.Id, null, null, new Dictionary<string, string?>
                    {
                        ["customer"] = one.CustomerId,
                        ["number"] = number,
                    }),
                    now);
                return true;
            },
            ct);
    }

    /// <summary>To who handed it over and to the house, each in their language; not to who said it.</summary>
    private async Task TellRemovedAsync(Turn turn, HandOver one, CancellationToken ct)
    {
        List<RouteReader> readers = [await route.PersonAsync(one.Requester.ObjectId, ct), .. await route.ReadersAsync(ct)];

        // The audit's head comes first here too: whoever says a state locks it, then the row, then this turn.
        await Audit.WriteAsync(
            database,
            async session =>
            {
                await Turns.KeepAsync(session, turn);
                if (!await HandOverTable.ToldAsync(session, one))
                    return false;
                var now = time.GetUtcNow();
                foreach (var reader in readers
                    .Where(reader => reader.Sees(one.CustomerId) && !IsSame(reader.Recipient, one.SaidBy?.ObjectId))
                    .DistinctBy(reader => reader.Recipient ?? reader.Conversation))
                {
                    await Outbox.ShowAsync(
                        session, Message(one, reader, "removed", HandOverNotices.Removed(reader.Texts, one)), now);
                }

                return true;
            },
            ct);
    }

    private static bool IsSame(string? one, string? other) =>
        one is not null && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static OutboxMessage Message(HandOver one, RouteReader reader, string what, AdaptiveCards.AdaptiveCard card) => new(
        string.Create(
            CultureInfo.InvariantCulture, $"hand-over/{one.Id}/{one.Version}/{what}/{reader.Recipient ?? "route"}"),
        "hand-over/" + one.Id,
        reader.TenantId,
        reader.Recipient,
        reader.Conversation,
        null,
        card);
}
