using System.Collections.Frozen;
using CspBot.Partner;
using CspBot.Requests.Absences;
using CspBot.Requests.Preapprovals;

namespace CspBot.Requests.Approvals;

/// <summary>
/// Asks the directory what the rules must know, and lets them judge: what is submitted goes through here, and what only wants to know does
/// too, so that both say the same. Writes nothing.
/// </summary>
internal sealed class ApprovalDesk(
    CallerResolver callers, ApprovalOptions options, StandIns standIns, PreapprovalDesk preapprovals, TimeProvider time)
{
    /// <summary>The rules, as they are configured.</summary>
    public ApprovalOptions Options => options;

    /// <summary>An operation that would be submitted now.</summary>
    public PolicyCase CaseOf(string dialog, Operation operation, string ticket) =>
        PolicyCase.Of(dialog, operation, ticket, time.GetUtcNow());

    /// <summary>What is to be read about this customer; null for one that is not sensitive.</summary>
    public StoredWarning? WarningOf(string customerId, string customerName) =>
        StoredWarning.Of(options.SensitiveOf(customerId, customerName));

    /// <summary>A pre-approval may let this run.</summary>
    public bool MayBePreapproved(PolicyCase asked) => preapprovals.MayLet(asked);

    /// <summary>What the rules say of a case that this person brings, now.</summary>
    /// <param name="moment">What is asked for anew always needs somebody's yes.</param>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may ask, or who may approve.</exception>
    public async Task<(PolicyFinding Found, Verdict Verdict)> JudgeAsync(
        PolicyCase asked, Caller requester, CancellationToken ct, PolicyMoment moment = PolicyMoment.First)
    {
        var rule = options.Book.Find(asked, options).Rule;
        var groups = await callers.InWhichAsync(requester.Person, rule?.Asked?.GroupIds ?? [], ct);
        var found = ApprovalPolicy.Find(asked, new PolicyStanding(requester, groups), options, time.GetUtcNow());
        if (moment is PolicyMoment.AsksForMore or PolicyMoment.ApprovalTooOld)
            found = found with { Need = found.Need ?? ApprovalNeed.OnePerson };
        if (moment == PolicyMoment.ApprovalTooOld && found.Forbidden is not { Reason: "Policy.TooLong" or "Policy.NotAsker" })
            found = found with { Forbidden = null };
        var isInTheNight = moment == PolicyMoment.BreaksGlass && found.Forbidden is { Reason: PolicyHours.Closed };
        if (isInTheNight)
            found = found with { Forbidden = null };
        var approvers = found is { Forbidden: null, Need: { } need } ? await ApproversAsync(asked, need, rule?.Decided?.Who, ct) : [];
        if (ApprovalPolicy.Judge(asked, found, approvers, requester.Person) is var verdict && verdict is not Verdict.NeedsApproval)
            return (found, verdict);
        var needs = (Verdict.NeedsApproval)verdict;
        var given = moment == PolicyMoment.First || (moment == PolicyMoment.BreaksGlass && !isInTheNight)
            ? await preapprovals.FindAsync(asked, needs.Need, rule, requester, ct)
            : PreapprovalFinding.None;
        if (given.Use is { } use)
            return (found, new Verdict.RunNow("preapproval") { Preapproval = use });
        var inPlace = await standIns.ForAsync(needs.From, requester.Person, asked.CustomerId, ct);
        return (found, needs with { StandIns = [.. inPlace.Where(person => !Gains(asked, person))], Lost = given.Lost });
    }

    /// <summary>Whom <c>Approvals:Told</c> names of the people who see this customer; nobody where it names a conversation.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ListToldAsync(string customerId, CancellationToken ct) =>
        options.ToldGroup is { } group ? await callers.ListMembersAsync(group, customerId, ct) : [];

    /// <summary>Who may say yes to it, the requester among them or not.</summary>
    private async Task<IReadOnlyList<Person>> ApproversAsync(PolicyCase asked, ApprovalNeed need, PolicyWho? who, CancellationToken ct)
    {
        var approvers = need.MustRun
            ? await callers.ListApproversAsync(asked.RunPower, asked.CustomerId, ct)
            : await callers.ListApproversAsync(asked.CustomerId, ct);
        approvers = [.. approvers.Where(person => !Gains(asked, person))];
        return who is null ? approvers : await callers.WhoAreAsync(approvers, who, ct);
    }

    private static bool Gains(PolicyCase asked, Person person) => asked.Beneficiary?.IsSame(person) == true;
}

/// <summary>When the rules are asked.</summary>
internal enum PolicyMoment
{
    /// <summary>Something is asked for.</summary>
    First,

    /// <summary>It waits, and asks for more than it did: like the first time.</summary>
    AsksForMore,

    /// <summary>It was asked for in time and its approval became too old: the hour does not matter any more.</summary>
    ApprovalTooOld,

    /// <summary>It is to run without the approval that it needs: the hours, in which people are there to give one, do not matter.</summary>
    BreaksGlass,
}
