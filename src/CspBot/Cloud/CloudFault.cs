namespace CspBot.Cloud;

/// <summary>Why the cloud did not do what was asked; each has its own sentence in the resources.</summary>
internal enum CloudReason
{
    /// <summary>The thing asked for does not exist (or is invisible): the service's own word, see <see cref="Http.Absence"/>.</summary>
    NotFound,

    /// <summary>404/60003 or 403/20002: not a customer of this partner.</summary>
    NotOurCustomer,

    /// <summary>
    /// The token for the customer's tenant was refused: no guest path, no such user there (AADSTS50020, 50177, 90099, 530034).
    /// </summary>
    NoDelegatedAdministration,

    /// <summary>Graph 403 in a customer's directory whose relationship holds no role that does for the step (november-2026 §C).</summary>
    DirectoryRoleMissing,

    /// <summary>The same where the relationship holds the role: no group of ours with the service account has it.</summary>
    DirectoryRoleUnassigned,

    /// <summary>AADSTS65001, 90094, 700016: the app is not consented in the tenant.</summary>
    NoConsent,

    /// <summary>
    /// AADSTS50076, 50078, 50079, 900421, or Resource Manager's RequestDisallowedByAzure: the
    /// partner's sign-in lacks the second factor.
    /// </summary>
    MfaMissing,

    /// <summary>53003 and its kin in a customer's tenant, 900309: blocked by the customer's conditional access.</summary>
    ConditionalAccess,

    /// <summary>
    /// The same numbers in the partner's own tenant: its own conditional access blocks the service account. The operator's to mend.
    /// </summary>
    OwnConditionalAccess,

    /// <summary>
    /// AADSTS50173, 70008, 70043, 700082: the service account's refresh token was revoked or is too old. The operator's to mend.
    /// </summary>
    SignInExpired,

    /// <summary>900150, 900308, 2032: the partner's service account lacks the Partner Center role.</summary>
    PartnerRoleMissing,

    /// <summary>900329: the route takes no app-only token.</summary>
    AppOnlyRefused,

    /// <summary>900420: token for the wrong audience.</summary>
    WrongAudience,

    /// <summary>Resource Manager 403 AuthorizationFailed: the partner's Owner right is missing on the subscription.</summary>
    NoRightOnSubscription,

    /// <summary>The subscription takes no writes (disabled, deleted).</summary>
    SubscriptionDisabled,

    /// <summary>400 PrincipalNotFound: the directory does not know the principal (yet).</summary>
    PrincipalNotFound,

    /// <summary>RoleAssignmentLimitExceeded.</summary>
    AssignmentLimit,

    /// <summary>409 ScopeLocked.</summary>
    Locked,

    /// <summary>Azure refuses to remove the last Owner.</summary>
    LastOwner,

    /// <summary>The name is taken by another assignment, or another conflict that a repeat cannot solve.</summary>
    Conflict,

    /// <summary>429: wait for <see cref="CloudFault.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>No answer in time; a write may have happened.</summary>
    TimedOut,

    /// <summary>Connection refused or cut; a write may have happened.</summary>
    Unreachable,

    /// <summary>5xx, and every answer that is not the service's own word: a gateway's page, an empty or unreadable body.</summary>
    ServiceFault,

    /// <summary>Wrong secret, unknown app, a token that is not taken although it is new: the operator's to mend.</summary>
    OperatorFault,

    /// <summary>Any other refusal (4xx).</summary>
    Refused,
}

/// <summary>An upstream call failed: decisive or transient, with the service's own code and ids.</summary>
internal sealed class CloudFault(
    CloudReason reason,
    string api,
    int? status,
    string? code,
    string? requestId,
    string message,
    TimeSpan? retryAfter = null,
    Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What it means.</summary>
    public CloudReason Reason { get; } = reason;

    /// <summary><c>login</c>, <c>partnercenter</c>, <c>arm</c>, <c>graph</c>, <c>stackadmin</c>, <c>stacktenant</c>.</summary>
    public string Api { get; } = api;

    /// <summary>HTTP status; null without an answer.</summary>
    public int? Status { get; } = status;

    /// <summary>
    /// The service's own code, in its own body form, to show and to search for; null when it said
    /// none (a gateway's page, a status alone).
    /// </summary>
    public string? Code { get; } = code;

    /// <summary>The service's request or correlation id.</summary>
    public string? RequestId { get; } = requestId;

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The service's own words with <see cref="Code"/>, shortened; foreign text, to be escaped where it is shown.</summary>
    public string? Words { get; init; }

    /// <summary>The service itself refuses us: its own code in its own body form, not a gateway's page and not a status alone.</summary>
    public bool IsRefusal => Code is not null && Status is 401 or 403;

    /// <summary>What was to be done in a customer's directory, where a role for it is missing.</summary>
    public DirectoryStep? Step { get; init; }

    /// <summary>A later repeat may succeed.</summary>
    public bool IsTransient => Reason is CloudReason.Throttled or CloudReason.TimedOut or CloudReason.Unreachable
        or CloudReason.ServiceFault or CloudReason.PrincipalNotFound;

    /// <summary>The operator of the bot has to mend something first; what was asked for is sound and can wait for it.</summary>
    public bool IsOperators =>
        Reason is CloudReason.OperatorFault or CloudReason.SignInExpired or CloudReason.MfaMissing or CloudReason.OwnConditionalAccess
            or CloudReason.PartnerRoleMissing or CloudReason.WrongAudience or CloudReason.AppOnlyRefused;

    /// <summary>The call that failed was not a mere GET or HEAD.</summary>
    public bool IsWrite { get; set; }

    /// <summary>A write may have happened although it failed: read back before anything else.</summary>
    public bool IsUnknown => Reason is CloudReason.TimedOut or CloudReason.Unreachable or CloudReason.ServiceFault;
}
