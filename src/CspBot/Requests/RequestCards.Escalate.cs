using CspBot.Messages;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>Who hears of what nobody decided on in time.</content>
internal sealed partial class RequestCards
{
    /// <summary>In a message's id: it stands with somebody who heard of it when nobody had decided.</summary>
    private const string EscalatedPlace = "/escalated/";

    /// <summary>The card goes to these people and the conversation of <c>Approvals:Escalate</c>; those out there say so.</summary>
    public async Task EscalateAsync(Session session, Request request, IReadOnlyList<Person> people, DateTimeOffset now)
    {
        var places = await Outbox.PlacesAsync(session, request.Id);
        await ShowAllAsync(session, request, now);
        foreach (var person in people.Where(person => !person.IsSame(request.Requester)
            && !places.Any(place => place.Recipient is { } recipient && IsId(person, recipient))))
        {
            var reader = await Readers.FindOneAsync(session, person.TenantId, person.ObjectId);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    request.Id + EscalatedPlace + person.ObjectId.ToLowerInvariant(),
                    request.Id,
                    person.TenantId,
                    person.ObjectId,
                    null,
                    null,
                    ForApprover(request, reader.Texts, reader: person.ObjectId)),
                now);
        }

        if (approvals.Escalate.Conversation is { Length: > 0 } conversation)
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    request.Id + "/escalated-channel",
                    request.Id,
                    request.Requester.TenantId,
                    null,
                    conversation,
                    null,
                    ForEverybody(
                        await FaceAsync(session, request, isOwn: false),
                        (await RequesterAsync(session, request)).Texts.Speaking(request.Language).Shared())),
                now);
    }
}
