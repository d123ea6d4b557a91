using CspBot.Requests.Approvals;

namespace CspBot.Requests;

/// <content>What those who decide tell each other before they do.</content>
internal sealed partial class RequestService
{
    /// <summary>An approver looks at it: the others read so on their copies. No lock; a second click takes it back.</summary>
    /// <param name="comment">What stands in the comment of the clicked card: it stays there.</param>
    /// <exception cref="Cloud.CloudFault">The directory did not say whether the rule's people are meant: nothing was changed.</exception>
    public async Task<ClickResult> LookAsync(string id, string? comment, RequestClick click, CancellationToken ct)
    {
        var rights = await RightsAsync(id, click.Caller, ct);
        return await changes.MakeAsync(
            new RequestChange(
                id,
                "looking",
                click,
                async (session, request) => ApprovalPolicy.MayDecide(
                    request, await ClickedAsync(session, request, click, new DecisionSaid(Approves: false, rights))),
                request => request.Looked(click.Caller.Person, time.GetUtcNow()).Drafted(click.Caller.Person, Short(comment))),
            ct);
    }
}
