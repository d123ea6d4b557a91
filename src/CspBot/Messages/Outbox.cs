using AdaptiveCards;
using CspBot.Store;

namespace CspBot.Messages;

/// <summary>What is to be shown where, committed with the change that it tells of: one row is one message that people see.</summary>
internal static class Outbox
{
    /// <summary>An edit follows the last one after this at the earliest, and an answer to a click always arrives before the edit.</summary>
    public static readonly TimeSpan BetweenEdits = TimeSpan.FromSeconds(1);

    /// <summary>An edit that got no answer has arrived, or never will, after this.</summary>
    public static readonly TimeSpan LateEdit = TimeSpan.FromSeconds(15);

    /// <summary>In a message's id: a second card of something that has its message already. Deleted, it is not sent anew.</summary>
    public const string Copy = "/copy/";

    /// <summary>Ends the subject of messages that come again anyway: one whose send is unknown is not sent twice.</summary>
    public const string Reminder = "/reminder";

    /// <summary>
    /// Shows a card: a new message, or an edit of the one that this id already is. Edits
    /// not yet sent fall together into the newest.
    /// </summary>
    public static async Task ShowAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        var due = (message.DueAt ?? now).ToUnixTimeMilliseconds();
        await session.ExecuteAsync(
            """
            insert into outbox(id, subject, language, recipient, tenant, conversation, activity_id, payload, summary, wanted,
                shown, state, due_at, created_at, trace)
            values (@Id, @Subject, @language, @recipient, @tenant, @Conversation, @ActivityId, @payload, @summary, 1, 0,
                'pending', @due, @at, @trace)
            on conflict (id) do update
            set payload = excluded.payload, trace = excluded.trace, summary = excluded.summary, wanted = outbox.wanted + 1,
                state = case when outbox.state = 'parked' then 'parked' else 'pending' end, refusals = 0, cut = 0,
                unsure = case when outbox.state = 'unknown' then 1 else outbox.unsure end,
                due_at = case when outbox.due_at > excluded.due_at then outbox.due_at else excluded.due_at end
            """,
            Row(message, due, now));
        session.Raise(OutboxWorker.Topic);
    }

    /// <summary>Records a message that people see already: the answer to a click on it. Later edits go to it.</summary>
    /// <remarks>
    /// Which message it is says the client. One that is known to be another's is not taken for it:
    /// the next edit becomes a message of its own.
    /// </remarks>
    public static async Task RecordShownAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        if (message is { Conversation: { } conversation, ActivityId: { } activity }
            && await FindByActivityAsync(session, conversation, activity) is { } other
            && other.Id != message.Id)
            message = message with { ActivityId = null };
        await session.ExecuteAsync(
            """
            insert into outbox(id, subject, language, recipient, tenant, conversation, activity_id, payload, summary, wanted,
                shown, state, due_at, created_at, trace)
            values (@Id, @Subject, @language, @recipient, @tenant, @Conversation, @ActivityId, @payload, @summary, 1, 1,
                'done', @due, @at, @trace)
            on conflict (id) do nothing
            """,
            Row(message, (now + BetweenEdits).ToUnixTimeMilliseconds(), now));
    }

    /// <summary>How many copies of this subject's cards a person has.</summary>
    public static Task<long> CountCopiesAsync(Session session, string subject, string recipient) => session.QueryOneAsync<long>(
        "select count(*) from outbox where subject = @subject and recipient = @recipient and id like @copy",
        new { subject, recipient, copy = $"%{Copy}%" });

    /// <summary>Forgets a person's copies of this subject's cards, all but the newest: they stand as they are.</summary>
    public static Task ForgetCopiesAsync(Session session, string subject, string recipient, int kept) => session.ExecuteAsync(
        """
        delete from outbox where id in (
            select id from outbox where subject = @subject and recipient = @recipient and id like @copy
            order by created_at desc, id desc limit 1000 offset @kept)
        """,
        new { subject, recipient = recipient.ToLowerInvariant(), copy = $"%{Copy}%", kept });

    /// <summary>A copy whose message shows something else now is edited no more.</summary>
    public static Task ForgetCopyAsync(Session session, string conversation, string activityId) => session.ExecuteAsync(
        "delete from outbox where conversation = @conversation and activity_id = @activityId and id like @copy",
        new { conversation, activityId, copy = $"%{Copy}%" });

    /// <summary>A notice about this subject is said once and never edited: its message has become the subject's card.</summary>
    public static Task GiveOverAsync(Session session, string subject, string conversation, string activityId) => session.ExecuteAsync(
        """
        update outbox set activity_id = null
        where conversation = @conversation and activity_id = @activityId and subject like @notices and state = 'done'
        """,
        new { conversation, activityId, notices = subject + "/%" });

    /// <summary>Withdraws a message that was not sent yet, such as a notice for a later time.</summary>
    public static Task WithdrawAsync(Session session, string id) =>
        session.ExecuteAsync("delete from outbox where id = @id and shown = 0 and activity_id is null", new { id });

    /// <summary>Withdraws all messages about this that were not sent yet.</summary>
    public static Task WithdrawAllAsync(Session session, string subject) => session.ExecuteAsync(
        "delete from outbox where subject = @subject and state = 'pending' and shown = 0 and activity_id is null", new { subject });

    /// <summary>Ids of the subject's messages that stand somewhere, or will.</summary>
    public static Task<IReadOnlyList<OutboxPlace>> PlacesAsync(Session session, string subject) =>
        session.QueryAsync<OutboxPlace>(
            """
            select id as Id, subject as Subject, language as Language, recipient as Recipient, conversation as Conversation,
                activity_id as ActivityId
            from outbox where subject = @subject
            """,
            new { subject });

    /// <summary>Whose message this is; null when it is none of ours.</summary>
    public static Task<OutboxPlace?> FindByActivityAsync(Session session, string conversation, string activityId) =>
        session.QueryOneAsync<OutboxPlace>(
            """
            select id as Id, subject as Subject, language as Language, recipient as Recipient, conversation as Conversation,
                activity_id as ActivityId
            from outbox
            where activity_id = @activityId and conversation = @conversation limit 1
            """,
            new { conversation, activityId });

    /// <summary>The person's message about this whose id is not known (sent and not confirmed, or not noted yet) is this one.</summary>
    /// <returns>False when there is no such message.</returns>
    public static async Task<bool> BindAsync(Session session, string subject, string recipient, string conversation, string activityId) =>
        await session.ExecuteAsync(
            """
            update outbox
            set activity_id = @activityId, conversation = @conversation
            where subject = @subject and recipient = @recipient and activity_id is null
            """,
            new { subject, recipient, conversation, activityId }) > 0;

    /// <summary>
    /// Notes which message it became. Another one may be known by now (its first copy was clicked, or sent by a second
    /// worker): then this is a copy, edited like it.
    /// </summary>
    public static async Task StandsAsync(Session session, string id, string conversation, string activityId, long due)
    {
        await session.ExecuteAsync(
            "update outbox set activity_id = @activityId where id = @id and activity_id is null", new { id, activityId });
        await session.ExecuteAsync(
            """
            insert into outbox(id, subject, language, recipient, tenant, conversation, activity_id, payload, summary, wanted,
                shown, state, due_at, created_at, trace)
            select id || @copy, subject, language, recipient, tenant, @conversation, @activityId, payload, summary, 2, 1,
                'pending', @due, created_at, trace
            from outbox where id = @id and activity_id <> @activityId
            on conflict (id) do nothing
            """,
            new { id, copy = Copy + activityId, conversation, activityId, due });
    }

    /// <summary>How many messages did not get through, by state: <c>parked</c>, <c>refused</c>, <c>unknown</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountUndeliveredAsync(Session session) =>
        (await session.QueryAsync<StateCount>(
            "select state as State, count(*) as Count from outbox where state in ('parked', 'refused', 'unknown') group by state"))
            .ToDictionary(row => row.State, row => row.Count, StringComparer.Ordinal);

    /// <summary>How many messages are due and not sent.</summary>
    public static Task<long> CountDueAsync(Session session, DateTimeOffset now) =>
        session.QueryOneAsync<long>(
            "select count(*) from outbox where state = 'pending' and due_at <= @at", new { at = now.ToUnixTimeMilliseconds() });

    private sealed class StateCount
    {
        public string State { get; set; } = "";

        public long Count { get; set; }
    }

    private static object Row(OutboxMessage message, long due, DateTimeOffset now) => new
    {
        message.Id,
        message.Subject,
        language = message.Card.Lang ?? "",
        recipient = message.Recipient?.ToLowerInvariant(),
        tenant = message.TenantId.ToLowerInvariant(),
        message.Conversation,
        message.ActivityId,
        payload = message.Card.ToJson(),
        summary = message.Card.FallbackText ?? "",
        due,
        at = now.ToUnixTimeMilliseconds(),
        trace = Trace.Here,
    };
}

/// <summary>One message: a card for a person's own chat, or for a conversation.</summary>
/// <param name="Id">Business key, e.g. <c>R-7K3QD/requester</c>: the same id is the same message.</param>
/// <param name="Subject">What it is about, e.g. the request's id.</param>
/// <param name="TenantId">The Entra tenant.</param>
/// <param name="Recipient">Object id of the person whose chat it goes to; null for a conversation.</param>
/// <param name="Conversation">The conversation; null: the recipient's personal chat, to be found or opened.</param>
/// <param name="ActivityId">The message that is edited, when it stands already.</param>
/// <param name="Card">What is shown.</param>
/// <param name="DueAt">Not before this time.</param>
internal sealed record OutboxMessage(
    string Id,
    string Subject,
    string TenantId,
    string? Recipient,
    string? Conversation,
    string? ActivityId,
    AdaptiveCard Card,
    DateTimeOffset? DueAt = null);

/// <summary>Where a message of a subject stands.</summary>
internal sealed class OutboxPlace
{
    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Language { get; set; } = "";

    public string? Recipient { get; set; }

    public string? Conversation { get; set; }

    public string? ActivityId { get; set; }

    /// <summary>A second card, such as one that somebody brought up.</summary>
    public bool IsCopy => Id.Contains(Outbox.Copy, StringComparison.Ordinal);
}
