using CspBot.Partner;

namespace CspBot.Requests.Approvals;

/// <summary>Who hears of a request that nobody decided on for a time (<c>Approvals:Escalate</c>).</summary>
internal sealed record EscalateOptions
{
    /// <summary>So long after it was asked for; null: nobody.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Object id of a security group: its members get the card, and may decide from then on.</summary>
    public string Group
    {
        get;
        init => field = Guid.TryParse(value, out var id) ? id.ToString() : value ?? "";
    } = "";

    /// <summary>A conversation that gets the card; it gives no right to decide.</summary>
    public string Conversation { get; init; } = "";

    /// <summary>When a request that is made now is escalated; null for never.</summary>
    public DateTimeOffset? At(DateTimeOffset now) => now + After;

    /// <summary>For the audit: who heard of it.</summary>
    public IReadOnlyDictionary<string, string?> Told(IReadOnlyList<Person> people) => new Dictionary<string, string?>
    {
        ["people"] = people.Count > 0 ? string.Join(", ", people.Select(person => person.Name)) : null,
        ["to"] = Conversation.Length > 0 ? Conversation : null,
    };

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate(TimeSpan expiry)
    {
        if (After is { } after && (after <= TimeSpan.Zero || after >= expiry))
            yield return "Approvals:Escalate:After must be between a moment and Approvals:Expiry, e.g. 01:00:00.";
        if (After is not null && Group.Length == 0 && Conversation.Length == 0)
            yield return "Approvals:Escalate:After needs Approvals:Escalate:Group or :Conversation: who is to hear of it?";
        if (After is null && (Group.Length > 0 || Conversation.Length > 0))
            yield return "Approvals:Escalate:After is missing: after how long do Approvals:Escalate:Group and Conversation hear of it?";
        if (Group.Length > 0 && !Guid.TryParse(Group, out _))
            yield return $"Approvals:Escalate:Group must be a group's object id (a GUID), not '{Group}'.";
    }
}
