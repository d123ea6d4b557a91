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

    /// <summary>How many looks at a calculation of an exchange see it pending.</summary>
    public int ExchangePolls { get; init; }

    /// <summary>The pause in seconds that such a calculation asks for; the specification's sample has 5.</summary>
    public int ExchangeRetryAfter { get; init; } = 1;

    /// <summary>The calculation of an exchange is answered at once (200), as it may be.</summary>
    public bool ExchangeAtOnce { get; init; }

    /// <summary>How it ends: <c>Succeeded</c>, <c>Failed</c>, <c>Cancelled</c>, or Resource Manager's <c>Canceled</c>.</summary>
    public string ExchangeEnds { get; init; } = "Succeeded";

    /// <summary>How many looks at an exchange itself see it at work: first its refunds, then its purchases.</summary>
    public int ExchangeWorkPolls { get; init; }

    /// <summary>
    /// A quote's session is good for several returns or exchanges. Assumed is one; no document says it, so nobody may rest on it.
    /// </summary>
    public bool ReusableSessions { get; init; }

    /// <summary>How an exchange itself ends; anything but <c>Succeeded</c> changes nothing.</summary>
    public string ExchangeWorkEnds { get; init; } = "Succeeded";

    /// <summary>
    /// Reservations of what savings plans cover that are bought from then on cannot be exchanged (facts, november-2026 §B 2).
    /// </summary>
    public DateTimeOffset ExchangesUntil { get; init; } = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A change of a reservation, a split or a merge is answered with 202 and shows only after this time; 0: 200, at once.
    /// </summary>
    public int ReservationDelayMs { get; init; }

    /// <summary>How many looks at a new savings plan's order see it being created.</summary>
    public int PlanPolls { get; init; }

    /// <summary>How it ends: <c>Created</c>, <c>Failed</c> or <c>Cancelled</c>.</summary>
    public string PlanEnds { get; init; } = "Created";

    /// <summary>The service refuses every savings plan before it is bought, with the reason of its sample.</summary>
    public bool PlansRefused { get; init; }

    /// <summary>What customers are billed in; ceilings stay in US dollars.</summary>
    public string BillingCurrency { get; init; } = "USD";

    /// <summary>What reservations cost, times their usual price.</summary>
    public decimal PriceFactor { get; init; } = 1;

    /// <summary>How long a price of calculatePrice can be bought at, in minutes; no document says it.</summary>
    public int QuoteMinutes { get; init; } = 60;

    /// <summary>A machine size whose reservations are restricted for every subscription; empty for none.</summary>
    public string RestrictedSize { get; init; } = "";

    /// <summary>The CartErrorCode that everything that is sound gets in a new cart; empty for none.</summary>
    public string CartError { get; init; } = "";

    /// <summary>How long a cart lives; the documents say 15 minutes and seven days (facts, partner-center §12).</summary>
    public int CartMinutes { get; init; } = 15;

    /// <summary>How many looks at a purchase see it not provisioned yet.</summary>
    public int ProvisioningPolls { get; init; }

    /// <summary>The provisioningState that a purchase in Resource Manager comes to.</summary>
    public string PurchaseEnds { get; init; } = "Succeeded";

    /// <summary>A price is billed by the partner; false: Azure would bill the customer itself.</summary>
    public bool PartnerBilled { get; init; } = true;

    /// <summary>A new customer accepts the Microsoft Customer Agreement at once.</summary>
    public bool AcceptAgreements { get; init; }

    /// <summary>A customer's directory administrator accepts invitations at once.</summary>
    public bool AcceptInvitations { get; init; }
}
