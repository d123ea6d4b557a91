namespace CspBot.Sandbox;

/// <summary>How the pretend cloud behaves where the real one varies; set by <c>POST /control/knobs</c>.</summary>
internal sealed record Knobs
{
    /// <summary>A role assignment shows in lists and reads only after this time.</summary>
    public int PropagationDelayMs { get; init; }

    /// <summary>A record shows in the activity log only after this time.</summary>
    public int AuditDelayMs { get; init; }

    /// <summary>What the activity log names as <c>applicationId</c> instead of the caller's app; null leaves it.</summary>
    public string? AuditApplication { get; init; }

    /// <summary>On top of that, each record is late by another time of its own, up to this.</summary>
    public int AuditSpreadMs { get; init; }

    /// <summary>
    /// The activity log gives each record twice, and in no order; the real one promises neither (facts, partner-center §13).
    /// </summary>
    public bool AuditDisorder { get; init; }

    /// <summary>An order shows in Partner Center only after this time (at most 15 minutes by the facts).</summary>
    public int OrderDelayMs { get; init; }

    /// <summary>A new or invited user is not found by Resource Manager for this time unless principalType is sent.</summary>
    public int ReplicationDelayMs { get; init; }

    /// <summary>Partner Center bodies start with a byte order mark.</summary>
    public bool Bom { get; init; }

    /// <summary>Partner Center repeats header values with a comma on GET, as its samples show.</summary>
    public bool DoubledHeaders { get; init; } = true;

    /// <summary>User tokens carry the MFA claim.</summary>
    public bool Mfa { get; init; } = true;

    /// <summary>
    /// False: user tokens for Resource Manager carry no MFA claim until somebody signs in again, and it refuses their writes.
    /// </summary>
    public bool ArmMfa { get; init; } = true;

    /// <summary>Resource Manager asks for MFA by a claims challenge (401) instead of RequestDisallowedByAzure (403).</summary>
    public bool ArmChallenge { get; init; }

    /// <summary>Life of an access token.</summary>
    public int TokenLifetimeSeconds { get; init; } = 3599;

    /// <summary>Deletes of role assignments and Azure Stack mappings answer 409 ScopeLocked.</summary>
    public bool ScopeLocked { get; init; }

    /// <summary><c>docs</c> = PUT customerSubscriptions answers 201 without a body; <c>spec</c> = 200 with one.</summary>
    public string StackMode { get; init; } = "docs";

    /// <summary>Largest page of Resource Manager and Graph lists.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>How many reads of <c>registrationstatus</c> answer <c>registering</c>.</summary>
    public int RegisteringPolls { get; init; } = 1;

    /// <summary>Partner Center orders may be cancelled, as in its integration sandbox.</summary>
    public bool IntegrationSandbox { get; init; }

    /// <summary>A new customer accepts the Microsoft Customer Agreement at once.</summary>
    public bool AcceptAgreements { get; init; }

    /// <summary>A customer's directory administrator accepts invitations at once.</summary>
    public bool AcceptInvitations { get; init; }
}
