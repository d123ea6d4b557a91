using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>Decides, with a named reason, whether an operation runs now, needs a second person, or is refused. Pure.</summary>
internal static class ApprovalPolicy
{
    public static Verdict Judge(
        string dialog, Operation operation, Caller requester, IReadOnlyList<Person> approvers, ApprovalOptions options)
    {
        if (!requester.May(operation.Power))
            return new Verdict.Refused(Refusal.Lacks(operation.Power));
        if (Need(dialog, operation, requester, options) is not { } need)
            return new Verdict.RunNow(operation.TakesAway ? "takes-a-right-away" : "rule-none");
        return WhyNobody(need, approvers, requester.Person) is { } refusal
            ? new Verdict.Refused(refusal)
            : new Verdict.NeedsApproval(Reason(need), Others(approvers, requester.Person), need);
    }

    /// <summary>
    /// What an approval of this takes; null when it runs without one. Above the limit two people decide, whatever the rule says; and who
    /// may ask but not run it needs somebody who may.
    /// </summary>
    public static ApprovalNeed? Need(string dialog, Operation operation, Caller requester, ApprovalOptions options)
    {
        var mustRun = !requester.May(operation.RunPower);
        var weighed = WeighedAmount.Of(operation.Commits, options);
        var isAbove = weighed is { IsAbove: true };
        return mustRun || isAbove || Rule(dialog, operation, options) == ApprovalOptions.FourEyes
            ? new ApprovalNeed(isAbove ? 2 : 1, mustRun, weighed)
            : null;
    }

    /// <summary>Why too few people could say yes; null when enough could. Nobody approves their own request.</summary>
    /// <param name="approvers">Those who may say yes to it, the requester among them or not.</param>
    public static Refusal? WhyNobody(ApprovalNeed need, IReadOnlyList<Person> approvers, Person requester)
    {
        var others = Others(approvers, requester);
        return others.Count >= need.People ? null
            : need.MustRun && others.Count == 0 ? new Refusal("NoRunner")
            : approvers.Count == 0 ? new Refusal("NoApprovers")
            : others.Count == 0 ? new Refusal("OnlyYouApprove")
            : new Refusal("OnlyOneApproves", others[0].Name);
    }

    /// <summary>Everybody on the list but the requester.</summary>
    public static IReadOnlyList<Person> Others(IReadOnlyList<Person> approvers, Person requester) =>
        [.. approvers.Where(approver => !approver.IsSame(requester))];

    /// <summary>The policy's named reason.</summary>
    public static string Reason(ApprovalNeed need) => need switch
    {
        { Amount: { IsAbove: true, Counted: null } } => "amount-without-rate",
        { Amount.IsAbove: true } => "above-limit",
        { MustRun: true } => "asks-and-does-not-run",
        _ => "four-eyes",
    };

    /// <summary>
    /// The configured rule, else the operation's own: what only takes a right away needs nobody. What two dialogs do alike has the stricter
    /// rule of both, so that none of them is a way around the other's.
    /// </summary>
    public static string Rule(string dialog, Operation operation, ApprovalOptions options)
    {
        if (operation.TakesAway)
            return ApprovalOptions.None;
        return Of(dialog) == ApprovalOptions.None && operation.RuledLike is { } other ? Of(other) : Of(dialog);

        string Of(string name) =>
            options.Rules.GetValueOrDefault(name, operation.NeedsNobody ? ApprovalOptions.None : ApprovalOptions.FourEyes);
    }

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
        if (click.Approves && request.Needs is { MustRun: true } && !click.Caller.May(request.Operation.RunPower))
            return new Refusal("ApproverMustRun." + PartnerPowers.First(request.Operation.RunPower), request.Id, request.Requester.Name);
        if (click.CardOfOtherRequest)
            return new Refusal("OtherCard", request.Id);
        if (!click.PlaceIsRight)
            return new Refusal("OtherConversation", request.Id);
        if (request.State != RequestState.PendingApproval)
            return new Refusal("AlreadyDecided", request.Id);
        if (request.DecideBy <= click.At)
            return new Refusal("DecidedTooLate", request.Id);
        if (click.Approves && request.FirstYes is { } first && first.By.IsSame(click.Caller.Person))
            return new Refusal("SameApprover", request.Id);
        return click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);
    }
}

/// <summary>An approver's click as it came in.</summary>
/// <param name="Caller">Who clicked, with the roles held now.</param>
/// <param name="Version">The version that the card showed.</param>
/// <param name="PlaceIsRight">The conversation is one where this request's card was shown, or the clicker's own chat.</param>
/// <param name="CardOfOtherRequest">The card belongs to another request.</param>
/// <param name="At">When it came.</param>
internal sealed record DecisionClick(Caller Caller, int Version, bool PlaceIsRight, bool CardOfOtherRequest, DateTimeOffset At)
{
    /// <summary>It says yes.</summary>
    public bool Approves { get; init; } = true;
}

/// <summary>What the policy says.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    internal sealed record RunNow(string Reason) : Verdict;

    internal sealed record NeedsApproval(string Reason, IReadOnlyList<Person> From, ApprovalNeed Need) : Verdict;

    internal sealed record Refused(Refusal Refusal) : Verdict;
}
