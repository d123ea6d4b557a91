using AdaptiveCards;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>Who is told of requests and asked nothing.</content>
internal sealed partial class RequestCards
{
    /// <summary>Whom <c>Approvals:Told</c> names gets a card without buttons, which follows the request to its end.</summary>
    /// <param name="people">Members of its group; whoever asks, or is asked, has a card already.</param>
    public async Task TellOthersAsync(Session session, Request request, IEnumerable<Person> people, DateTimeOffset now)
    {
        foreach (var person in people.Where(person => !person.IsSame(request.Requester)))
        {
            var reader = await Readers.FindOneAsync(session, person.TenantId, person.ObjectId);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{Told(request)}/{person.ObjectId.ToLowerInvariant()}",
                    request.Id,
                    person.TenantId,
                    person.ObjectId,
                    null,
                    null,
                    ForTold(request, reader.Texts)),
                now);
        }

        if (approvals is { ToldGroup: null, Told: { Length: > 0 } conversation })
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    Told(request),
                    request.Id,
                    request.Requester.TenantId,
                    null,
                    conversation,
                    null,
                    ForTold(request, (await RequesterAsync(session, request)).Texts.Speaking(request.Language).Shared())),
                now);
    }

    private static string Told(Request request) => request.Id + "/told";

    private static bool IsTold(OutboxPlace place, Request request) =>
        place.Id == Told(request) || place.Id.StartsWith(Told(request) + "/", StringComparison.Ordinal);

    private static AdaptiveCard ForTold(Request request, Texts texts) => Look.Card(
        texts,
        request.Operation.Title(texts),
        [
            GlassBox(request, texts),
            Look.State(
                Style(request),
                Word(request, texts),
                request.State == RequestState.PendingApproval
                    ? texts[RequestsText.ToldLine, request.Requester.Name]
                    : Line(request, texts)),
            Look.Facts([.. request.Operation.Facts(texts), .. GlassFacts(request, texts), .. ApprovalWords.Facts(request, texts)]),
            Look.Quiet(Footer(request, texts)),
        ],
        [],
        $"{request.Id}: {Line(request, texts)}");
}
