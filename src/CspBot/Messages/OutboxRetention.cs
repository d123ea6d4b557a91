using CspBot.Store;

namespace CspBot.Messages;

/// <summary>
/// Forgets what was sent long ago, with the notices that it carried; the audit, the purchases and the requests themselves stay.
/// </summary>
/// <remarks>
/// A message goes when it was sent, last edited or refused <see cref="Kept"/> ago and nothing will change it: the cards of a request that
/// is not over, or that can be undone or tried again at any time, stay, only without their content, which the next edit brings anew.
/// Nothing comes twice for it: that a purchase or a reminder was told is said by <c>purchase</c> and <c>reservation_end</c>, and a notice
/// that is gone is not edited. What waits in a parked conversation stays until it is heard from.
/// </remarks>
internal sealed class OutboxRetention(Database database, Loops loops, TimeProvider time, ILogger<OutboxRetention> log) : BackgroundService
{
    /// <summary>As long as the activity log knows what it tells of (facts partner-center §6.1), and some days.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(100);

    private const int AtOnce = 500;
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private const string OfRequestThatMayChange = "exists (select 1 from request where request.id = outbox.subject and request.state not "
        + "in ('rejected', 'expired', 'cancelled'))";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "retention",
        async ct => await ForgetAsync(ct) ? TimeSpan.Zero : Between,
        stoppingToken);

    /// <summary>Forgets a piece, so that nobody waits long for the store; true when there may be more.</summary>
    public Task<bool> ForgetAsync(CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            var now = time.GetUtcNow();
            var args = new { before = (now - Kept).ToUnixTimeMilliseconds() };
            var emptied = await session.ExecuteAsync(
                $"""
                update outbox set payload = '' where id in (select id from outbox
                where state = 'done' and due_at < @before and payload <> '' and {OfRequestThatMayChange} limit {AtOnce})
                """,
                args);
            var messages = await session.ExecuteAsync(
                $"""
                delete from outbox where id in (select id from outbox
                where state in ('done', 'refused', 'unknown') and due_at < @before and not {OfRequestThatMayChange}
                limit {AtOnce})
                """,
                args);
            var notices = await session.ExecuteAsync(
                $"""
                delete from notice where (purchase, target) in (
                    select purchase, target from notice where created_at < @before
                        and not exists (select 1 from outbox where outbox.id = notice.outbox_id) limit {AtOnce})
                """,
                args);
            await StorePace.ForgetAsync(session, now);
            if (messages + notices > 0)
                log.Forgotten(messages, notices);
            return emptied == AtOnce || messages == AtOnce || notices == AtOnce;
        },
        ct);
}
