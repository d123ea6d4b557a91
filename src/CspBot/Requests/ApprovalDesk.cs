using System.Collections.Frozen;
using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>
/// Asks the directory what the rules must know, and lets them judge: what is submitted goes through here, and what only wants to know does
/// too, so that both say the same. Writes nothing.
/// </summary>
internal sealed class ApprovalDesk(CallerResolver callers, ApprovalOptions options, StandIns standIns, TimeProvider time)
{
    /// <summary>The rules, as they are configured.</summary>
    public ApprovalOptions Options => options;

    /// <summary>An operation that would be submitted now.</summary>
    public PolicyCase CaseOf(string dialog, Operation operation, string ticket) =>
        PolicyCase.Of(dialog, operation, ticket, time.GetUtcNow());

    /// <summary>What is to be read about this customer; null for one that is not sensitive.</summary>
    public StoredWarning? WarningOf(string customerId, string customerName) =>
        StoredWarning.Of(options.SensitiveOf(customerId, customerName));

    /// <summary>What the rules say of a case that this person brings, now.</summary>
    /// <param name="isAskedAnew">An approval became too old: somebody must say yes, whatever hour it is.</param>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may ask, or who may approve.</exception>
    public async Task<(PolicyFinding Found, Verdict Verdict)> JudgeAsync(
        PolicyCase asked, Caller requester, CancellationToken ct, bool isAskedAnew = false)
    {
        var rule = options.Book.Find(asked, options).Rule;
        var groups = await callers.InWhichAsync(requester.Person, rule?.Asked?.GroupIds ?? [], ct);
        var found = ApprovalPolicy.Find(asked, new PolicyStanding(requester, groups), options, time.GetUtcNow());
        if (isAskedAnew)
            found = found with
            {
                Forbidden = found.Forbidden is { Reason: "Policy.TooLong" or "Policy.NotAsker" } ? found.Forbidden : null,
                Need = found.Need ?? ApprovalNeed.OnePerson,
            };
        var approvers = found is { Forbidden: null, Need: { } need } ? await ApproversAsync(asked, need, rule?.Decided?.Who, ct) : [];
        return ApprovalPolicy.Judge(asked, found, approvers, requester.Person) is Verdict.NeedsApproval needs
            ? (found, needs with { StandIns = await standIns.ForAsync(needs.From, requester.Person, asked.CustomerId, ct) })
            : (found, ApprovalPolicy.Judge(asked, found, approvers, requester.Person));
    }

    /// <summary>Who may say yes to it, the requester among them or not.</summary>
    private async Task<IReadOnlyList<Person>> ApproversAsync(PolicyCase asked, ApprovalNeed need, PolicyWho? who, CancellationToken ct)
    {
        var approvers = need.MustRun
            ? await callers.ListApproversAsync(asked.RunPower, asked.CustomerId, ct)
            : await callers.ListApproversAsync(asked.CustomerId, ct);
        return who is null ? approvers : await callers.WhoAreAsync(approvers, who, ct);
    }
}
