using System.Text.Json;
using AdaptiveCards;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Sends one message or edits it, and notes what became of it.</summary>
internal sealed class OutboxDelivery(
    Database database,
    ConversationStore conversations,
    ConnectorClient connector,
    FaultPoints faults,
    TimeProvider time,
    ILogger<OutboxDelivery> log)
{
    private const int MostNotes = 60;
    private static readonly TimeSpan EndOfSend = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMilliseconds(500);

    /// <summary>Where personal conversations are opened in a tenant that never wrote (facts teams-protocol §5.1).</summary>
    private static readonly Uri GlobalService = new("https://smba.trafficmanager.net/teams/");

    /// <summary>A lane holds no repeats: what is to be tried again waits in the store.</summary>
    private readonly ConnectorClient _connector = connector.Once;

    /// <summary>Delivers a claimed message.</summary>
    /// <exception cref="System.Data.Common.DbException">What became of it could not be noted.</exception>
    public async Task DeliverAsync(OutboxRow row, CancellationToken ct)
    {
        using var span = Trace.Continue("outbox deliver", row.Trace, row.Id);
        ct.ThrowIfCancellationRequested();

        // A send that has begun gets a moment to end while the bot stops: cut off, it would be unknown, and sent again.
        using var sending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stopping = ct.Register(() => sending.CancelAfter(EndOfSend));
        ConversationAddress? where = null;
        try
        {
            if (row.IsSpent)
            {
                await SettleAsync(row, null, Aftermath.Unknown(row));
                return;
            }

            where = await PlaceAsync(row, sending.Token);
            if (where is null)
            {
                await SettleAsync(row, null, Aftermath.Parked(row, Aftermath.Asleep));
                return;
            }

            var activityId = await SendAsync(row, where, sending.Token);

            // Also while stopping: what was sent and not noted would be sent again.
            await ShownAsync(row, where, activityId);
        }
        catch (ConnectorException e)
        {
            log.SendFailed(row.Id, e.Failure, e.Status, e.Code);
            if (e.Failure == ConnectorFailure.Throttled)
                Trace.Throttles.Add(1, new KeyValuePair<string, object?>("api", "teams"));
            await SettleAsync(row, where, Aftermath.After(row, e));
        }
        catch (Exception e) when (e is not System.Data.Common.DbException && !ct.IsCancellationRequested)
        {
            // One message that we cannot handle must not stop all others.
            log.DeliveryFault(row.Id, e);
            await SettleAsync(row, where, Aftermath.Later(row, e.GetType().Name));
        }
    }

    private async Task<string?> SendAsync(OutboxRow row, ConversationAddress where, CancellationToken ct)
    {
        var card = row.Cut == 0
            ? CardMessage.Of(JsonElement.Parse(row.Payload), row.Summary)
            : CardMessage.Of(Smaller(row));
        row.IsBegun = true;
        faults.Reach("outbox-before-send");
        if (row.ActivityId is { } standing)
            await _connector.UpdateAsync(where, standing, card, ct);
        var activityId = row.ActivityId ?? await _connector.SendAsync(where, card, ct);
        faults.Reach("outbox-after-send");
        return activityId;
    }

    /// <summary>What is left of a card that Teams finds too large (413): its one sentence, and where the whole is to be found.</summary>
    private static AdaptiveCard Smaller(OutboxRow row)
    {
        var texts = Texts.For(row.Language);
        return Look.Card(texts, row.Summary.Length > 500 ? row.Summary[..499] + "…" : row.Summary, [Look.Text(texts[CommonText.CutCard])]);
    }

    /// <summary>The conversation that the message goes to; null while the bot must keep silent there.</summary>
    /// <exception cref="ConnectorException">The chat could not be opened, or Teams does not answer.</exception>
    private async Task<ConversationAddress?> PlaceAsync(OutboxRow row, CancellationToken ct)
    {
        var known = row.Conversation is { } id
            ? await conversations.FindAsync(id, ct)
            : await conversations.FindPersonalAsync(row.Tenant, row.Recipient!, ct);
        row.KnownConversation = known?.Reference.ConversationId;
        row.IsToPerson = row.Recipient is not null && (known is null || known.Reference.ConversationType == "personal");
        if (known is not null && !(row.IsToPerson && row.OpensAnew))
        {
            if (known.IsParked && !row.IsProbe)
                return null;
            if (row is { Unsure: > 0, IsEdit: false })
                await AskAsync(known.Reference, ct);
            return row.Conversation is { } exact ? known.Reference with { ConversationId = exact } : known.Reference;
        }

        return row.IsToPerson ? await OpenAsync(row, known?.Reference, ct) : null;
    }

    /// <summary>
    /// A harmless question before a message whose first send may have arrived is sent once more:
    /// while Teams does not answer, nothing is sent.
    /// </summary>
    private async Task AskAsync(ConversationAddress where, CancellationToken ct)
    {
        try
        {
            await _connector.AskAsync(where, ct);
        }
        catch (ConnectorException e)
            when (e.Failure is not (ConnectorFailure.Unknown or ConnectorFailure.NotSent or ConnectorFailure.Throttled))
        {
            // It answers; what it says to the message itself is another matter.
        }
    }

    /// <summary>
    /// Opens the person's chat, or finds it: the same id each time unless it is another chat now (facts teams-protocol §3.2).
    /// </summary>
    private async Task<ConversationAddress> OpenAsync(OutboxRow row, ConversationAddress? known, CancellationToken ct)
    {
        var service = await conversations.FindServiceUrlAsync(row.Tenant, ct) ?? known?.ServiceUrl ?? GlobalService;
        var opened = await _connector.CreatePersonalConversationAsync(service, row.Tenant, known?.UserId ?? row.Recipient!, ct);
        if (opened == known?.ConversationId)
            return known;
        var where = (known ?? new ConversationAddress
        {
            ServiceUrl = service,
            ConversationId = opened,
            ConversationType = "personal",
            TenantId = row.Tenant,
            AadObjectId = row.Recipient,
        }) with
        {
            ServiceUrl = service,
            ConversationId = opened,
        };
        await conversations.RememberAsync(where, ct);

        // The message that stood is in a chat that is no more.
        (row.IsMoved, row.ActivityId) = (row.ActivityId is not null, null);
        return where;
    }

    private Task ShownAsync(OutboxRow row, ConversationAddress where, string? activityId) => NoteAsync(
        async session =>
        {
            // Where it stands is a fact, also when the lease was lost meanwhile; what is due next is for its present holder to say.
            var now = time.GetUtcNow();
            var next = (now + (row.MayBeOvertaken ? Outbox.LateEdit : Outbox.BetweenEdits)).ToUnixTimeMilliseconds();
            if (row.IsMoved)
                await session.ExecuteAsync(
                    "update outbox set activity_id = null where id = @Id and fence = @Fence", new { row.Id, row.Fence });
            if (activityId is not null)
                await Outbox.StandsAsync(session, row.Id, where.ConversationId, activityId, next);
            if (row.IsProbe)
                await conversations.ReviveAsync(session, where.ConversationId, row.IsToPerson ? row.Recipient : null, row.Problem);
            row.IsSettled = true;
            return await session.ExecuteAsync(
                """
                update outbox
                set conversation = @ConversationId, shown = @Wanted, attempts = 0, unsure = 0, refusals = 0, opened = 0,
                    problem = null, lease_until = 0,
                    due_at = @next, state = case when wanted = @Wanted and @again = 0 then 'done' else 'pending' end
                where id = @Id and fence = @Fence
                """,
                new { row.Id, row.Fence, row.Wanted, where.ConversationId, next, again = row.MayBeOvertaken ? 1 : 0 });
        });

    private Task SettleAsync(OutboxRow row, ConversationAddress? where, Aftermath after)
    {
        if (after.State is "refused" or "unknown")
        {
            log.NotDelivered(row.Id, after.State, after.Problem);
            Trace.Undelivered.Add(1, new KeyValuePair<string, object?>("state", after.State));
        }

        return NoteAsync(
            async session =>
            {
                var now = time.GetUtcNow();
                row.IsSettled = true;
                if (after.IsForgotten)
                    return await session.ExecuteAsync("delete from outbox where id = @Id and fence = @Fence", new { row.Id, row.Fence });
                if (after.Holds is { } hold)
                {
                    // Teams' limits are per conversation, and a closed one is closed for all of it: the store is what all instances share.
                    await session.ExecuteAsync(
                        """
                        update outbox set due_at = @until
                        where state = @State and due_at < @until and id <> @Id and tenant = @Tenant
                            and (conversation = @Conversation or recipient = @Recipient)
                        """,
                        new
                        {
                            row.Id,
                            row.Tenant,
                            row.Conversation,
                            row.Recipient,
                            after.State,
                            until = (now + hold).ToUnixTimeMilliseconds(),
                        });
                }

                if (after.ParksConversation && (where?.ConversationId ?? row.KnownConversation) is { } closed)
                    await ConversationStore.ParkAsync(session, closed, after.Problem ?? "", removed: false);

                // Heard from since this lane looked: whoever woke it released what was parked by then, and this was not.
                var isAwake = after.Problem == Aftermath.Asleep && row.KnownConversation is { } place
                    && await ConversationStore.IsActiveAsync(session, place);
                return await session.ExecuteAsync(
                    """
                    update outbox
                    set state = @State, problem = @Problem, due_at = @due, attempts = attempts + 1, unsure = @Unsure,
                        refusals = @Refusals,
                        opened = @Opened, cut = @Cut, activity_id = case when @asNew = 1 then null else activity_id end, lease_until = 0
                    where id = @Id and fence = @Fence
                    """,
                    new
                    {
                        row.Id,
                        row.Fence,
                        State = isAwake ? "pending" : after.State,
                        after.Problem,
                        due = (isAwake ? now : now + after.Wait).ToUnixTimeMilliseconds(),
                        after.Unsure,
                        after.Refusals,
                        after.Opened,
                        after.Cut,
                        asNew = after.AsNew ? 1 : 0,
                    });
            });
    }

    /// <summary>What was sent and could not be noted would be sent again: the store gets half a minute to take the note.</summary>
    /// <exception cref="System.Data.Common.DbException">It did not.</exception>
    private async Task NoteAsync(Func<Session, Task<int>> note)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await database.WriteAsync(note, CancellationToken.None);
                return;
            }
            catch (System.Data.Common.DbException) when (tries < MostNotes)
            {
                await Task.Delay(BetweenNotes, time, CancellationToken.None);
            }
        }
    }
}
