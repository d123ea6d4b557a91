using AdaptiveCards;
using CspBot.Messages;
using CspBot.Requests.Approvals;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>Who is told of requests and asked nothing.</content>
internal sealed partial class RequestCards
{
    /// <summary>The conversation of <c>Approvals:Told</c> gets a card without buttons, which follows the request to its end.</summary>
    public async Task TellOthersAsync(Session session, Request request, DateTimeOffset now)
    {
        if (approvals.Told is { Length: > 0 } conversation)
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
