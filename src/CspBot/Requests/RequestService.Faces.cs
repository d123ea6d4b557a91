using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>What a reader of a shared card looks at.</content>
internal sealed partial class RequestService
{
    /// <summary>The request, and its card in this conversation when several people read that; null: there is no such request.</summary>
    /// <param name="id">The request that was named.</param>
    /// <param name="here">Where it was asked; nobody else's conversation shows its card.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<StandingRequest?> FindStandingAsync(string id, RequestPlace here, CancellationToken ct) =>
        database.ReadAsync(session => FindStandingAsync(session, id, here), ct);

    /// <summary>A yes or a no by this person would count now; the click itself is judged again.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say whether the rule's people are meant.</exception>
    public async Task<bool> MayDecideAsync(Request request, Caller caller, CancellationToken ct)
    {
        if (request.AwaitsConfirmation)
            return await MayConfirmAsync(request, caller, ct);
        var rights = await RightsAsync(caller, request.Rule?.Decided?.GroupIds ?? [], ct);
        var no = new DecisionClick(caller, request.Version, PlaceIsRight: true, CardOfOtherRequest: false, time.GetUtcNow())
        {
            Approves = false,
            Groups = rights.Own,
            InPlaceOf = rights.InPlaceOf,
        };
        return ApprovalPolicy.MayDecide(request, no) is null;
    }

    private async Task<StandingRequest?> FindStandingAsync(Session session, string id, RequestPlace here)
    {
        if (await store.FindAsync(session, id) is not { } request)
            return null;
        var places = here.IsPersonal ? [] : (await Outbox.PlacesAsync(session, id))
            .Where(place => RequestCards.IsShared(place, request) && ConversationStore.IsSame(place.Conversation, here.ConversationId))
            .ToList();
        var clicked = places.Find(place => place.ActivityId is { } activity && activity == here.CardActivityId) ?? places.FirstOrDefault();
        return new StandingRequest(
            request,
            clicked is null ? null : await RequestCards.FaceAsync(session, request, RequestCards.IsOwn(clicked, request)));
    }
}

/// <summary>A request, and its card where somebody looks at it.</summary>
/// <param name="Request">As it now stands.</param>
/// <param name="Shared">The card there, when several people read it; null where none stands.</param>
internal sealed record StandingRequest(Request Request, SharedFace? Shared);
