using System.Collections.Frozen;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Requests;

/// <summary>
/// Each reader's own face of a request's card that several people read. Reads only: no message, no audit, nothing noted, whoever asks.
/// </summary>
internal sealed class RequestFaces(
    CallerResolver callers, RequestService requests, ILogger<RequestFaces> log)
{
    /// <summary>The card of the request that was named, as this person may see it in this conversation.</summary>
    public async Task<AdaptiveCard> FaceAsync(Person person, RouterTurn turn, CancellationToken ct)
    {
        if (turn.Input.Request is not { Length: > 0 } id)
            return RefusalCards.Card(new Refusal("UnknownButton"), turn.Texts);
        StandingRequest? standing;
        try
        {
            standing = await requests.FindStandingAsync(id, turn.Place, ct);
        }
        catch (UnreadableRequestException)
        {
            var reader = new Caller(person, FrozenSet<PartnerRole>.Empty, IsApprover: false);
            return RefusalCards.Card(await requests.UnreadAsync(id, reader, ct), turn.Texts);
        }

        return standing is null ? RefusalCards.Card(new Refusal("UnknownRequest", id), turn.Texts)
            : standing.Shared is { } shared ? await SharedAsync(person, shared, turn, ct)
            : await AloneAsync(person, standing.Request, turn, ct);
    }

    /// <summary>What everybody there reads is no secret to who reads it there; what can be done differs.</summary>
    private async Task<AdaptiveCard> SharedAsync(Person person, SharedFace face, RouterTurn turn, CancellationToken ct)
    {
        if (face.Request.Requester.IsSame(person))
            return RequestCards.Asking(RequestCards.ForRequester(face.Request, turn.Texts), face, turn.Texts);
        if (face.Request.State != RequestState.PendingApproval && !face.Request.AwaitsConfirmation)
            return RequestCards.ForBystander(face, turn.Texts);
        try
        {
            return await MayDecideAsync(person, face.Request, turn, ct)
                ? RequestCards.Asking(
                    RequestCards.ForApprover(face.Request, turn.Texts, reader: person.ObjectId), face, turn.Texts)
                : RequestCards.ForBystander(face, turn.Texts);
        }
        catch (CloudFault fault)
        {
            // Nobody knows now what this person may do: the card stays as it stands for all, with the button to ask again.
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return RequestCards.ForEverybody(face, turn.Texts);
        }
    }

    /// <summary>A yes or a no by this person, here and now, would count; the click itself is judged again.</summary>
    private async Task<bool> MayDecideAsync(Person person, Request request, RouterTurn turn, CancellationToken ct)
    {
        var caller = await CallerAsync(person, turn, ct);
        return caller.Sees(request.Operation.CustomerId)
            && await TurnTime.ReadAsync(token => requests.MayDecideAsync(request, caller, token), turn.ReadUntil, ct);
    }

    /// <summary>Where its card does not stand for all, only those may read it whose business it is.</summary>
    private async Task<AdaptiveCard> AloneAsync(Person person, Request request, RouterTurn turn, CancellationToken ct)
    {
        try
        {
            return RequestCards.ForReader(request, await CallerAsync(person, turn, ct), turn.Texts)
                ?? RefusalCards.Card(new Refusal("UnknownRequest", request.Id), turn.Texts);
        }
        catch (CloudFault fault)
        {
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return RefusalCards.Card(Refusal.From(fault), turn.Texts);
        }
    }

    private Task<Caller> CallerAsync(Person person, RouterTurn turn, CancellationToken ct) =>
        TurnTime.ReadAsync(token => callers.ResolveForReadingAsync(person, token), turn.ReadUntil, ct);
}
