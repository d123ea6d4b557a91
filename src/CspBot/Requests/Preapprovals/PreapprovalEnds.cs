using CspBot.Partner;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests.Preapprovals;

/// <summary>How a pre-approval ends before its time: by a click, or when who gave it may no longer decide.</summary>
internal sealed class PreapprovalEnds(RequestChanges changes, RequestEnds ends, TimeProvider time)
{
    /// <summary>From this click on it lets nothing run.</summary>
    public Task<ClickResult> EndAsync(string id, RequestClick click, CancellationToken ct) => changes.MakeAsync(
        new RequestChange(
            id,
            "preapproval-ended",
            click,
            (_, request) => Task.FromResult(WhyNot(request, click)),
            request => request.UndoAsked(click.Caller.Person),
            (Session session, Request request) => ends.ComesNowAsync(session, request, time.GetUtcNow())),
        ct);

    /// <summary>Who asked for it, whom it is for, every approver and every admin agent may end it. Pure.</summary>
    public static bool May(Caller caller, Request given) =>
        given.Requester.IsSame(caller.Person)
        || given.Operation.Beneficiary?.IsSame(caller.Person) == true
        || caller.Decides
        || caller.Has(PartnerRole.AdminAgent);

    /// <summary>The clock ends it, with the sentence that says why.</summary>
    public static EffectEnding Lost(PreapprovalLost lost) => new(
        operation => operation is PreapprovalOperation { Lost: null } given ? given with { Lost = lost.Who.Name } : operation,
        new Dictionary<string, string?> { ["reason"] = "Preapproval.ApproverLost", ["approver"] = lost.Who.Name },
        texts => texts[PreapprovalText.LostTitle],
        (_, texts) => [texts[PreapprovalText.EndedForLost, lost.Who.Name], texts[PreapprovalText.LostText]]);

    private static Refusal? WhyNot(Request request, RequestClick click) =>
        request.Operation is not PreapprovalOperation ? new Refusal("Preapproval.None", request.Id)
        : !May(click.Caller, request) ? new Refusal("Preapproval.NotYours", request.Id)
        : !PreapprovalMatch.Stands(request) ? new Refusal("Preapproval.IsOver", request.Id)
        : click.Version != request.Version ? new Refusal("StaleVersion", request.Id)
        : null;
}
