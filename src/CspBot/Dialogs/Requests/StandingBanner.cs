using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>On top of what is done and not over, for who typed a decision on it: that it stands, and which click takes it back.</summary>
internal static class StandingBanner
{
    /// <summary>Null where nothing of it stands.</summary>
    public static AdaptiveElement? Of(Request request, DialogTurn turn, DateTimeOffset now)
    {
        if (request is not { State: RequestState.Succeeded, EndedAt: null, ParentId: null })
            return null;
        var texts = turn.Texts;
        var canBeUndone = request.CanBeUndone && now <= request.UndoUntil;
        var undo = texts[RequestsText.UndoButton, request.Id];
        var isComing = request.Operation is PreapprovalOperation && !PreapprovalMatch.IsInForce(request, now);
        var isInForce = request.StoppedBy is null && !isComing && (request.EndsAt is not null || canBeUndone);
        var button = PreapprovalMatch.Stands(request) ? texts[PreapprovalText.EndButton, request.Id]
            : canBeUndone ? undo
            : request.EndsByItself && request.Operation.EndsAfter is not null ? texts[RequestsText.EndButton, request.Id]
            : null;
        var isHere = PreapprovalMatch.Stands(request) || !RequestCards.IsToDecide(request, turn.Caller);
        return Look.Banner(
            Look.Calm,
            texts[isInForce ? RequestsText.InForce : RequestsText.Standing, request.Id, RequestCards.Standing(request, texts)],
            button is null ? null
                : isHere ? texts[RequestsText.InForce_Click, button]
                : texts[RequestsText.InForce_Other, request.Requester.Name, button],
            canBeUndone ? texts[RequestsText.InForce_Until, undo, texts.Time(request.UndoUntil!.Value)] : null);
    }
}
