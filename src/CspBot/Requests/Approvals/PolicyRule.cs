using CspBot.Partner;

namespace CspBot.Requests.Approvals;

/// <summary>A rule of <c>Approvals:Policy</c>: when it holds, and what it then wants.</summary>
/// <param name="Name">Stands on the cards of what it ruled.</param>
/// <param name="Text">As it was written.</param>
internal sealed record PolicyRule(string Name, string Text)
{
    /// <summary>All must hold; none: it always does.</summary>
    public IReadOnlyList<PolicyCondition> When { get; init; } = [];

    /// <summary>Who alone may ask; null for everybody whose role may.</summary>
    public PolicyWho? Asked { get; init; }

    /// <summary>Who decides; null: what the rule of the dialog says.</summary>
    public PolicyDecided? Decided { get; init; }

    public bool NeedsReason { get; init; }

    public PolicyTicket? Ticket { get; init; }

    public TimeSpan? AtMost { get; init; }

    /// <summary>How old the sign-in of who says yes may be; null where the rule wants none.</summary>
    public TimeSpan? SignIn { get; init; }

    public PolicyHours? Hours { get; init; }

    /// <summary>The first condition that does not hold; null when the rule is this case's.</summary>
    public PolicyCondition? WhyNot(PolicyCase asked, ApprovalOptions options) =>
        When.FirstOrDefault(condition => !condition.Holds(asked, options));

    /// <summary>Why this cannot be asked for under the rule, by this person, at this moment; null when it can.</summary>
    public Refusal? Forbids(PolicyCase asked, PolicyStanding requester, DateTimeOffset now)
    {
        if (Asked is { } who && !who.Has(requester.Caller, requester.Groups))
            return new Refusal("Policy.NotAsker", Name, who.Names);
        if (AtMost is { } most && asked.Lasts > most)
            return new Refusal("Policy.TooLong", Name, most.ToString("c"));
        return Hours is { } hours && !hours.IsOpen(now)
            ? new Refusal(PolicyHours.Closed, Name, hours.Text, Sentences.Stored(hours.OpensOn(now)))
            : null;
    }

    /// <summary>What the rule wants besides and was not given; null when nothing is missing.</summary>
    public Refusal? Lacks(PolicyCase asked) =>
        NeedsReason && string.IsNullOrWhiteSpace(asked.Reason) ? new Refusal("Policy.ReasonMissing", Name)
        : Ticket is not { } ticket || ticket.Fits(asked.Ticket) ? null
        : asked.Ticket.Length == 0 ? new Refusal(PolicyTicket.Missing, Name, ticket.Example)
        : new Refusal(PolicyTicket.Wrong, Name, ticket.Example, asked.Ticket);
}

/// <summary>Who decides under a rule.</summary>
/// <param name="People">How many different people; 0: nobody has to.</param>
/// <param name="Who">Which of the approvers; null for all of them.</param>
internal sealed record PolicyDecided(int People, PolicyWho? Who);

/// <summary>Somebody with the groups that were asked about.</summary>
internal sealed record PolicyStanding(Caller Caller, IReadOnlySet<string> Groups);

/// <summary>What of a rule stays with a request that it ruled, whatever the configuration says later.</summary>
/// <param name="Name">The rule's.</param>
/// <param name="Text">As it was written then.</param>
internal sealed record AppliedRule(string Name, string Text)
{
    /// <inheritdoc cref="PolicyRule.Asked"/>
    public PolicyWho? Asked { get; init; }

    /// <summary>Which of the approvers decide; null for all of them.</summary>
    public PolicyWho? Decided { get; init; }

    public string? Ticket { get; init; }

    /// <inheritdoc cref="PolicyRule.SignIn"/>
    public TimeSpan? SignIn { get; init; }

    /// <summary>Where the ticket is read.</summary>
    public string? TicketLink { get; init; }

    public static AppliedRule? Of(PolicyRule? rule, PolicyCase asked) => rule is null ? null : new AppliedRule(rule.Name, rule.Text)
    {
        Asked = rule.Asked,
        Decided = rule.Decided?.Who,
        Ticket = rule.Ticket is null ? null : asked.Ticket,
        SignIn = rule.SignIn,
        TicketLink = rule.Ticket?.LinkOf(asked.Ticket),
    };
}
