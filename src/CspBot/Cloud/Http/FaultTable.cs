using System.Collections.Frozen;

namespace CspBot.Cloud.Http;

/// <summary>What each service's error code means to the bot (partner-center §1.8, azure §1.5, §3.5, §8.3).</summary>
internal static class FaultTable
{
    private static readonly FrozenDictionary<string, CloudReason> PartnerCenter = new Dictionary<string, CloudReason>
    {
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
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, CloudReason> ResourceManager = new Dictionary<string, CloudReason>
    {
        ["AuthorizationFailed"] = CloudReason.NoRightOnSubscription,
        ["DenyAssignmentAuthorizationFailed"] = CloudReason.NoRightOnSubscription,
        ["InvalidAuthenticationTokenTenant"] = CloudReason.NotFound,
        ["RequestDisallowedByAzure"] = CloudReason.MfaMissing,
        ["ReadOnlyDisabledSubscription"] = CloudReason.SubscriptionDisabled,
        ["PrincipalNotFound"] = CloudReason.PrincipalNotFound,
        ["RoleAssignmentLimitExceeded"] = CloudReason.AssignmentLimit,
        ["ScopeLocked"] = CloudReason.Locked,
        ["RoleAssignmentExists"] = CloudReason.Conflict,
        ["RoleAssignmentUpdateNotPermitted"] = CloudReason.Conflict,
        ["HashConflictOnDifferentRoleAssignmentIds"] = CloudReason.Conflict,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, CloudReason> None = FrozenDictionary<string, CloudReason>.Empty;

    /// <summary>
    /// By AADSTS number (azure §8.3; the others from Microsoft's list of these codes and from public reports of
    /// partners that met them in customers' tenants).
    /// </summary>
    private static readonly FrozenDictionary<string, CloudReason> SignIn = new Dictionary<string, CloudReason>
    {
        ["50020"] = CloudReason.NoDelegatedAdministration,
        ["50034"] = CloudReason.NoDelegatedAdministration,
        ["50105"] = CloudReason.NoDelegatedAdministration,
        ["50177"] = CloudReason.NoDelegatedAdministration,
        ["90072"] = CloudReason.NoDelegatedAdministration,
        ["90099"] = CloudReason.NoDelegatedAdministration,
        ["530034"] = CloudReason.NoDelegatedAdministration,
        ["65001"] = CloudReason.NoConsent,
        ["90094"] = CloudReason.NoConsent,
        ["700016"] = CloudReason.NoConsent,
        ["500011"] = CloudReason.NoConsent,
        ["50076"] = CloudReason.MfaMissing,
        ["50078"] = CloudReason.MfaMissing,
        ["50079"] = CloudReason.MfaMissing,
        ["50005"] = CloudReason.ConditionalAccess,
        ["50097"] = CloudReason.ConditionalAccess,
        ["50158"] = CloudReason.ConditionalAccess,
        ["53000"] = CloudReason.ConditionalAccess,
        ["53001"] = CloudReason.ConditionalAccess,
        ["53002"] = CloudReason.ConditionalAccess,
        ["53003"] = CloudReason.ConditionalAccess,
        ["530003"] = CloudReason.ConditionalAccess,
        ["700003"] = CloudReason.ConditionalAccess,
        ["50173"] = CloudReason.SignInExpired,
        ["70008"] = CloudReason.SignInExpired,
        ["70043"] = CloudReason.SignInExpired,
        ["700082"] = CloudReason.SignInExpired,
        ["90002"] = CloudReason.NotFound,
    }.ToFrozenDictionary();

    /// <summary>
    /// Meaning of an error answer; <paramref name="code"/> only out of the service's own body form, null when it said nothing in that form;
    /// <paramref name="isPartner"/>: the call was in the partner's own tenant.
    /// </summary>
    public static CloudReason Reason(string api, int status, string? code, string? message, bool isPartner)
    {
        if (status == 429)
            return CloudReason.Throttled;
        if (status == 408)
            return CloudReason.TimedOut;
        if (status >= 500)
            return CloudReason.ServiceFault;
        if (Absence.IsSaid(api, status, code))
            return CloudReason.NotFound;
        if (code is not null && Of(api).TryGetValue(code, out var known))
            return known;
        if (status == 401)
            return CloudReason.OperatorFault;

        // No word of the service's own, or a 404 with a word that does not mean absence: nothing is known about the world.
        if (code is null || status is 404 or < 400)
            return CloudReason.ServiceFault;

        // No code is documented for it, only this sentence (azure §3.5).
        if (message?.Contains("last RBAC admin", StringComparison.OrdinalIgnoreCase) == true)
            return CloudReason.LastOwner;

        return status switch
        {
            403 when api == "graph" => isPartner ? CloudReason.OperatorFault : CloudReason.NoDelegatedAdministration,
            409 or 412 => CloudReason.Conflict,
            _ => CloudReason.Refused,
        };
    }

    /// <summary>
    /// Meaning of a refused sign-in: by its AADSTS number, else by <c>error</c> and <c>suberror</c> (azure §8.3).
    /// In the partner's own tenant what is missing is the operator's to mend. An answer without <c>error</c> is not the sign-in's.
    /// </summary>
    public static CloudReason SignInReason(int status, string? number, string? error, string? suberror, bool isPartner)
    {
        if (status == 429)
            return CloudReason.Throttled;
        if (status == 408)
            return CloudReason.TimedOut;
        if (status >= 500 || string.IsNullOrEmpty(error) || (status == 404 && number is null))
            return CloudReason.ServiceFault;

        var reason = number is not null && SignIn.TryGetValue(number, out var known) ? known : (error, suberror) switch
        {
            (_, "consent_required") or ("unauthorized_client", _) => CloudReason.NoConsent,
            ("interaction_required", _) => CloudReason.MfaMissing,
            _ => CloudReason.OperatorFault,
        };
        return !isPartner ? reason : reason switch
        {
            CloudReason.ConditionalAccess => CloudReason.OwnConditionalAccess,
            CloudReason.MfaMissing or CloudReason.SignInExpired => reason,
            _ => CloudReason.OperatorFault,
        };
    }

    private static FrozenDictionary<string, CloudReason> Of(string api) => api switch
    {
        "partnercenter" => PartnerCenter,
        "arm" or "stackadmin" or "stacktenant" => ResourceManager,
        _ => None,
    };
}
