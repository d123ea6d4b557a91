using CspBot.Partner;
using CspBot.Requests.Preapprovals;

namespace CspBot.Requests.Approvals;

/// <summary>Decides, with a named reason, whether an operation runs now, needs a second person, or is refused. Pure.</summary>
internal static class ApprovalPolicy
{
    /// <summary>
    /// Which rule this has, and what it then takes: the first half of the decision, before anybody knows who the approvers are.
    /// </summary>
    public static PolicyFinding Find(PolicyCase asked, PolicyStanding requester, ApprovalOptions options, DateTimeOffset now)
    {
        var (caller, match) = (requester.Caller, options.Book.Find(asked, options));
        return new PolicyFinding(
            match,
            caller.May(asked.Power) ? match.Rule?.Forbids(asked, requester, now) : Refusal.Lacks(asked.Power),
            match.Rule?.Lacks(asked),
            Need(asked, match.Rule, caller, options));
    }

    /// <summary>The other half.</summary>
    /// <param name="approvers">Those who may say yes to it, the requester among them or not.</param>
    public static Verdict Judge(PolicyCase asked, PolicyFinding found, IReadOnlyList<Person> approvers, Person requester)
    {
        if (found.Forbidden is { } forbidden)
            return new Verdict.Refused(forbidden);
        if (found.Need is not { } need)
            return new Verdict.RunNow(asked.TakesAway ? "takes-a-right-away" : found.Rule?.Decided is null ? "rule-none" : ByRule);
        return WhyNobody(need, found.Rule, approvers, requester) is { } refusal
            ? new Verdict.Refused(refusal)
            : new Verdict.NeedsApproval(Reason(need, found.Rule), Others(approvers, requester), need);
    }

    /// <summary>
    /// What an approval of this takes; null when it runs without one. Above the limit two people decide, whatever a rule says; and who
    /// may ask but not run it needs somebody who may.
    /// </summary>
    private static ApprovalNeed? Need(PolicyCase asked, PolicyRule? rule, Caller requester, ApprovalOptions options)
    {
        var mustRun = !requester.May(asked.RunPower);
        var weighed = WeighedAmount.Of(asked.Amount, options);
        var people = Math.Max(
            rule?.Decided?.People ?? (Rule(asked, options) == ApprovalOptions.FourEyes ? 1 : 0),
            weighed is { IsAbove: true } ? 2 : mustRun ? 1 : 0);
        return people > 0 ? new ApprovalNeed(people, mustRun, weighed) : null;
    }

    /// <summary>Why too few people could say yes; null when enough could. Nobody approves their own request.</summary>
    private static Refusal? WhyNobody(ApprovalNeed need, PolicyRule? rule, IReadOnlyList<Person> approvers, Person requester)
    {
        var others = Others(approvers, requester);
        return others.Count >= need.People ? null
            : rule?.Decided is { People: > 0 } decided
                ? new Refusal(
                    "Policy.TooFew",
                    rule.Name,
                    Count(need.People),
                    Count(others.Count),
                    decided.Who?.Names ?? "Approvals:ApproversGroupId")
            : need.MustRun && others.Count == 0 ? new Refusal("NoRunner")
            : approvers.Count == 0 ? new Refusal("NoApprovers")
            : others.Count == 0 ? new Refusal("OnlyYouApprove")
            : new Refusal("OnlyOneApproves", others[0].Name);
    }

    /// <summary>Everybody on the list but the requester.</summary>
    public static IReadOnlyList<Person> Others(IReadOnlyList<Person> approvers, Person requester) =>
        [.. approvers.Where(approver => !approver.IsSame(requester))];

    private const string ByRule = "rule";

    private static string Count(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The policy's named reason.</summary>
    private static string Reason(ApprovalNeed need, PolicyRule? rule) => need switch
    {
        { Amount: { IsAbove: true, Counted: null } } => "amount-without-rate",
        { Amount.IsAbove: true } => "above-limit",
        { MustRun: true } => "asks-and-does-not-run",
        _ => rule?.Decided is null ? "four-eyes" : ByRule,
    };

    /// <summary>
    /// The configured rule, else the operation's own: what only takes a right away needs nobody. What two dialogs do alike has the stricter
    /// rule of both, so that none of them is a way around the other's.
    /// </summary>
    public static string Rule(PolicyCase asked, ApprovalOptions options)
    {
        if (asked.TakesAway)
            return ApprovalOptions.None;
        return Of(asked.Dialog) == ApprovalOptions.None && asked.RuledLike is { } other ? Of(other) : Of(asked.Dialog);

        string Of(string name) =>
            options.Rules.GetValueOrDefault(name, asked.NeedsNobody ? ApprovalOptions.None : ApprovalOptions.FourEyes);
    }

    /// <summary>Whose business a request is: its requester's, and that of everybody who may decide or do the like. Pure.</summary>
    public static bool MaySee(Caller caller, Request request) =>
        IsFor(request, caller.Person) || caller.Decides || caller.Has(PartnerRole.AdminAgent)
        || IsSecondLine(request, caller);

    /// <summary>Who asks for it, or gains by it: they have no yes to it. Pure.</summary>
    public static bool IsFor(Request request, Person person) =>
        request.Requester.IsSame(person) || request.Operation.Beneficiary?.IsSame(person) == true;

    /// <summary>What a click on a decision may be: accepted, or refused with the reason that fits it first. Pure.</summary>
    public static Refusal? MayDecide(Request request, DecisionClick click)
    {
        if (!string.Equals(click.Caller.Person.TenantId, request.Requester.TenantId, StringComparison.OrdinalIgnoreCase))
            return new Refusal("OtherTenant");
        if (click.Caller.Person.IsSame(request.Requester))
            return new Refusal("OwnRequest", request.Id);
        if (IsFor(request, click.Caller.Person))
            return new Refusal("Preapproval.ForYou", request.Id);
        var (refused, forWhom) = InWhoseRight(request, click);
        if (refused is not null)
            return refused;
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
        if (click.Approves && request.HasSaidYes(click.Caller.Person.ObjectId))
            return request.HasOwnYes(click.Caller.Person.ObjectId)
                ? new Refusal(request.Needs is { People: > 2 } ? "Policy.SameAgain" : "SameApprover", request.Id)
                : new Refusal("Absence.SaidInPlace", request.Id, click.Caller.Person.Name);
        if (click.Approves && forWhom is not null && request.HasSaidYes(forWhom.ObjectId))
            return new Refusal("Absence.SaidInPlace", request.Id, forWhom.Name);
        return click.Version == request.Version ? null : new Refusal("StaleVersion", request.Id);
    }

    /// <summary>
    /// By which right somebody decides: an own one first, else that of an absent approver, who is named. Nobody's right reaches to what
    /// they ask for themselves, nor an absence to what its maker asks for. Pure.
    /// </summary>
    /// <returns>Why there is none; or the absent approver, null for an own right.</returns>
    public static (Refusal? Refusal, Person? For) InWhoseRight(Request request, DecisionClick click)
    {
        if (WhyNoDecider(request, click.Caller, click.Groups) is not { } own)
            return (null, null);
        var right = click.InPlaceOf
            .Where(one => !IsFor(request, one.StandIn.For.Person)
                && !IsFor(request, one.StandIn.MadeBy)
                && one.StandIn.For.Sees(request.Operation.CustomerId)
                && WhyNoDecider(request, one.StandIn.For, one.Groups) is null)
            .OrderBy(one => request.HasSaidYes(one.StandIn.For.Person.ObjectId))
            .FirstOrDefault();
        return right is null ? (own, null) : (null, right.StandIn.For.Person);
    }

    /// <summary>
    /// A yes that was said counts as long as its right stands, whoever's it was. That an absence has ended since takes nothing from what
    /// was said in it. Who must be able to run it is another question, asked when it runs. Pure.
    /// </summary>
    public static bool StillCounts(Request request, Decision yes, YesStanding now) =>
        now.By.Sees(request.Operation.CustomerId)
        && now.Owner.Sees(request.Operation.CustomerId)
        && (yes.For is null || now.By.MayStandIn)
        && WhyNoDecider(request, now.Owner, now.Groups) is null;

    private static Refusal? WhyNoDecider(Request request, Caller caller, IReadOnlySet<string> groups) =>
        IsSecondLine(request, caller) ? null
        : !caller.IsApprover ? new Refusal("NotApprover", request.Id)
        : request.Rule is { Decided: { } who } rule && !who.Has(caller, groups)
            ? new Refusal("Policy.NotDecider", request.Id, rule.Name, who.Names)
        : null;

    /// <summary>Nobody decided on it in time, and this caller is of those who may then, whatever its rule says.</summary>
    public static bool IsSecondLine(Request request, Caller caller) => caller.IsSecondLine && request.EscalatedAt is not null;
}

/// <summary>An approver's click as it came in.</summary>
/// <param name="Caller">Who clicked, with the roles held now.</param>
/// <param name="Version">The version that the card showed.</param>
/// <param name="PlaceIsRight">The conversation is one where this request's card was shown, or the clicker's own chat.</param>
/// <param name="CardOfOtherRequest">The card belongs to another request.</param>
/// <param name="At">When it came.</param>
internal sealed record DecisionClick(Caller Caller, int Version, bool PlaceIsRight, bool CardOfOtherRequest, DateTimeOffset At)
{
    /// <summary>Which groups of the request's rule the clicker is in now.</summary>
    public IReadOnlySet<string> Groups { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>In whose place the clicker may decide at this moment.</summary>
    public IReadOnlyList<StandInRight> InPlaceOf { get; init; } = [];

    /// <summary>It says yes.</summary>
    public bool Approves { get; init; } = true;
}

/// <summary>Somebody's place, and which groups of the request's rule the absent one is in now.</summary>
internal sealed record StandInRight(StandIn StandIn, IReadOnlySet<string> Groups);

/// <summary>What the rules say of a case before anybody asks who the approvers are.</summary>
/// <param name="Match">The rule, and those that were passed by.</param>
/// <param name="Forbidden">Why it cannot be asked for at all.</param>
/// <param name="Missing">What the rule wants besides and was not given.</param>
/// <param name="Need">What an approval takes; null: it runs without one.</param>
internal sealed record PolicyFinding(PolicyMatch Match, Refusal? Forbidden, Refusal? Missing, ApprovalNeed? Need)
{
    public PolicyRule? Rule => Match.Rule;
}

/// <summary>What the policy says.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    internal sealed record RunNow(string Reason) : Verdict
    {
        /// <summary>The pre-approval that lets it run; null where nobody has to approve it anyway.</summary>
        public PreapprovalUse? Preapproval { get; init; }
    }

    internal sealed record NeedsApproval(string Reason, IReadOnlyList<Person> From, ApprovalNeed Need) : Verdict
    {
        /// <summary>Who else is asked, in the place of those of them who are absent.</summary>
        public IReadOnlyList<Person> StandIns { get; init; } = [];

        public IReadOnlyList<Person> All => [.. From, .. StandIns];

        /// <summary>Pre-approvals that would have let it run, and end now, as who gave them may no longer decide.</summary>
        public IReadOnlyList<PreapprovalLost> Lost { get; init; } = [];
    }

    internal sealed record Refused(Refusal Refusal) : Verdict;
}
