using System.Collections.Frozen;

namespace CspBot.Cloud.Http;

/// <summary>What each service's error code means to the bot (partner-center §1.8, azure §1.5, §3.5, §8.3).</summary>
internal static class FaultTable
{
    private static readonly FrozenDictionary<string, CloudReason> Codes = new Dictionary<string, CloudReason>
    {
        // Partner Center
        ["60003"] = CloudReason.NotOurCustomer,
        ["20002"] = CloudReason.NotOurCustomer,
        ["900118"] = CloudReason.NotOurCustomer,
        ["900421"] = CloudReason.MfaMissing,
        ["900309"] = CloudReason.ConditionalAccess,
        ["900150"] = CloudReason.PartnerRoleMissing,
        ["900308"] = CloudReason.PartnerRoleMissing,
        ["2032"] = CloudReason.PartnerRoleMissing,
        ["900329"] = CloudReason.AppOnlyRefused,
        ["900420"] = CloudReason.WrongAudience,
        ["2055"] = CloudReason.Conflict,
        ["600061"] = CloudReason.Conflict,
        ["800065"] = CloudReason.Conflict,

        // Resource Manager
        ["AuthorizationFailed"] = CloudReason.NoRightOnSubscription,
        ["DenyAssignmentAuthorizationFailed"] = CloudReason.NoRightOnSubscription,
        ["InvalidAuthenticationTokenTenant"] = CloudReason.NotFound,
        ["SubscriptionNotFound"] = CloudReason.NotFound,
        ["ReadOnlyDisabledSubscription"] = CloudReason.SubscriptionDisabled,
        ["PrincipalNotFound"] = CloudReason.PrincipalNotFound,
        ["RoleAssignmentLimitExceeded"] = CloudReason.AssignmentLimit,
        ["ScopeLocked"] = CloudReason.Locked,
        ["RoleAssignmentExists"] = CloudReason.Conflict,
        ["RoleAssignmentUpdateNotPermitted"] = CloudReason.Conflict,
        ["HashConflictOnDifferentRoleAssignmentIds"] = CloudReason.Conflict,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, CloudReason> SignIn = new Dictionary<string, CloudReason>
    {
        ["50020"] = CloudReason.NoDelegatedAdministration,
        ["50177"] = CloudReason.NoDelegatedAdministration,
        ["90099"] = CloudReason.NoDelegatedAdministration,
        ["530034"] = CloudReason.NoDelegatedAdministration,
        ["65001"] = CloudReason.NoConsent,
        ["90094"] = CloudReason.NoConsent,
        ["700016"] = CloudReason.NoConsent,
        ["500011"] = CloudReason.NoConsent,
        ["50076"] = CloudReason.MfaMissing,
        ["50079"] = CloudReason.MfaMissing,
        ["53003"] = CloudReason.ConditionalAccess,
        ["90002"] = CloudReason.NotFound,
    }.ToFrozenDictionary();

    /// <summary>Meaning of an error answer; <paramref name="isPartner"/>: the call was in the partner's own tenant.</summary>
    public static CloudReason Reason(string api, int status, string? code, string? message, bool isPartner)
    {
        if (status == 429)
            return CloudReason.Throttled;
        if (code is not null && Codes.TryGetValue(code, out var known))
            return known;

        // No code is documented for it, only this sentence (azure §3.5).
        if (message?.Contains("last RBAC admin", StringComparison.OrdinalIgnoreCase) == true)
            return CloudReason.LastOwner;

        return status switch
        {
            401 => CloudReason.OperatorFault,
            403 when api == "graph" => isPartner ? CloudReason.OperatorFault : CloudReason.NoDelegatedAdministration,
            404 => CloudReason.NotFound,
            408 => CloudReason.TimedOut,
            409 or 412 => CloudReason.Conflict,
            >= 500 => CloudReason.ServiceFault,
            _ => CloudReason.Refused,
        };
    }

    /// <summary>
    /// Meaning of a refused sign-in: by its AADSTS number, else by <c>error</c> and <c>suberror</c> (azure §8.3).
    /// In the partner's own tenant what is missing is the operator's to mend.
    /// </summary>
    public static CloudReason SignInReason(int status, string? number, string? error, string? suberror, bool isPartner)
    {
        if (status == 429)
            return CloudReason.Throttled;
        if (status >= 500)
            return CloudReason.ServiceFault;
        if (status == 408)
            return CloudReason.TimedOut;

        var reason = number is not null && SignIn.TryGetValue(number, out var known) ? known : (error, suberror) switch
        {
            (_, "consent_required") or ("unauthorized_client", _) => CloudReason.NoConsent,
            ("interaction_required", _) => CloudReason.MfaMissing,
            _ => CloudReason.OperatorFault,
        };
        return isPartner && reason is not (CloudReason.MfaMissing or CloudReason.ConditionalAccess) ? CloudReason.OperatorFault : reason;
    }
}
