using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>Decides, with a named reason, whether an operation runs now, needs a second person, or is refused. Pure.</summary>
internal static class ApprovalPolicy
{
    public static Verdict Judge(
        string dialog, Operation operation, Caller requester, IReadOnlyList<Person> approvers, ApprovalOptions options)
    {
        if (!requester.Has(operation.Role))
            return new Verdict.Refused(new Refusal("RoleMissing." + operation.Role));
        if (Rule(dialog, operation, options) == ApprovalOptions.None)
            return new Verdict.RunNow(operation.TakesAway ? "takes-a-right-away" : "rule-none");

        // Nobody approves their own request: the requester does not count, even as an approver.
        var others = approvers.Where(approver => !approver.IsSame(requester.Person)).ToList();
        if (approvers.Count == 0)
            return new Verdict.Refused(new Refusal("NoApprovers"));
        return others.Count == 0
            ? new Verdict.Refused(new Refusal("OnlyYouApprove"))
            : new Verdict.NeedsApproval("four-eyes", others);
    }

    /// <summary>The configured rule, else the default: what only takes a right away needs nobody.</summary>
    public static string Rule(string dialog, Operation operation, ApprovalOptions options) =>
        operation.TakesAway ? ApprovalOptions.None : options.Rules.GetValueOrDefault(dialog, ApprovalOptions.FourEyes);

    /// <summary>Whose business a request is: its requester's, and that of everybody who may decide or do the like. Pure.</summary>
    public static bool MaySee(Caller caller, Request request) =>
        request.Requester.IsSame(caller.Person) || caller.IsApprover || caller.Has(PartnerRole.AdminAgent);

    /// <summary>What a click on a decision may be: accepted, or refused with the reason that fits it first. Pure.</summary>
    public static Refusal? MayDecide(Request request, DecisionClick click)
    {
        if (!string.Equals(click.Caller.Person.TenantId, request.Requester.TenantId, StringComparison.OrdinalIgnoreCase))
            return new Refusal("OtherTenant");
        if (click.Caller.Person.IsSame(request.Requester))
            return new Refusal("OwnRequest", request.Id);
        if (!click.Caller.IsApprover)
            return new Refusal("NotApprover", request.Id);
        if (click.CardOfOtherRequest)
            return new Refusal("OtherCard", request.Id);
        if (!click.PlaceIsRight)
            return new Refusal("OtherConversation", request.Id);
        if (request.State != RequestState.PendingApproval)
            return new Refusal("AlreadyDecided", request.Id);
        if (request.DecideBy <= click.At)
            return new Refusal("DecidedTooLate", request.Id);
        return click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);
    }
}

/// <summary>An approver's click as it came in.</summary>
/// <param name="Caller">Who clicked, with the roles held now.</param>
/// <param name="Version">The version that the card showed.</param>
/// <param name="PlaceIsRight">The conversation is one where this request's card was shown, or the clicker's own chat.</param>
/// <param name="CardOfOtherRequest">The card belongs to another request.</param>
/// <param name="At">When it came.</param>
internal sealed record DecisionClick(Caller Caller, int Version, bool PlaceIsRight, bool CardOfOtherRequest, DateTimeOffset At);

/// <summary>What the policy says.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    internal sealed record RunNow(string Reason) : Verdict;

    internal sealed record NeedsApproval(string Reason, IReadOnlyList<Person> From) : Verdict;

    internal sealed record Refused(Refusal Refusal) : Verdict;
}
