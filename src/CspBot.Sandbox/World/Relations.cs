namespace CspBot.Sandbox;

/// <summary>One granular relation (GDAP) between the partner and a customer, with its clock (facts, partner-center §9).</summary>
/// <remarks>
/// The one that a customer is seeded with follows <see cref="Customer.Delegation"/>; those that the partner asks for live here. What is
/// past its end is expired, or goes on for 180 days where it extends itself.
/// </remarks>
internal sealed class Relation
{
    /// <summary>How long a request waits for the customer's yes.</summary>
    public static readonly TimeSpan ApprovalLimit = TimeSpan.FromDays(90);

    private static readonly TimeSpan Extension = TimeSpan.FromDays(180);

    public required string Id { get; init; }

    public required string DisplayName { get; init; }

    public required TimeSpan Duration { get; init; }

    public bool Extends { get; set; }

    public required IReadOnlyList<string> Roles { get; set; }

    /// <summary><c>created</c>, <c>approvalPending</c>, <c>active</c>, <c>expired</c> or <c>terminated</c>.</summary>
    public string Status { get; set; } = "created";

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; set; }

    public DateTimeOffset? Locked { get; set; }

    public DateTimeOffset? Activated { get; set; }

    public DateTimeOffset? Ends { get; set; }

    /// <summary>Which groups of the partner hold which of its roles.</summary>
    public List<RelationAccess> Access { get; } = [];

    /// <summary>Lets the clock do its part.</summary>
    public Relation At(DateTimeOffset now)
    {
        if (Status == "approvalPending" && Locked + ApprovalLimit <= now)
            End("expired", Locked!.Value + ApprovalLimit);
        while (Status == "active" && Ends <= now && Extends)
            Ends += Extension;
        if (Status == "active" && Ends <= now)
            End("expired", Ends!.Value);
        return this;
    }

    public void Accept(DateTimeOffset now)
    {
        (Status, Activated, Modified) = ("active", now, now);
        Ends = now + Duration;
    }

    public void End(string status, DateTimeOffset at) => (Status, Ends, Modified) = (status, at, at);
}

/// <summary>Roles of a relation in the hands of a security group.</summary>
internal sealed class RelationAccess
{
    public required string Id { get; init; }

    public required string Group { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary><c>pending</c> until it was looked at once, then <c>active</c>.</summary>
    public string Status { get; set; } = "pending";

    public required DateTimeOffset Created { get; init; }
}
