using System.Collections.Frozen;

namespace CspBot.Cloud.Http;

/// <summary>The one place that decides when a service has said that something does not exist (DESIGN rule 7).</summary>
/// <remarks>
/// A 404 alone comes from gateways, front doors and lagging replicas as well; so only a code that the documents name counts, from
/// the service that they name it for, in that service's own body form (<see cref="FaultReader.ReadError"/>). Everything else is a
/// fault that passes. Sources: partner-center §1.8; azure §1.5, §3.1, §4.6, §6.5, §7.3, §8.3. The statuses of the registration codes
/// are a proposal there (azure §4.6): 404 is assumed. Documented without any body is only <c>HEAD /v1/domains/{domain}</c>
/// (partner-center §2.1), where no answer has one.
/// </remarks>
internal static class Absence
{
    private static readonly FrozenSet<string> PartnerCenter = Set(
        "1000", "20000", "20003", "60002", "400013", "400018", "600039", "600040", "800007", "800008", "800111");

    private static readonly FrozenSet<string> ResourceManager = Set(
        "SubscriptionNotFound",
        "ResourceGroupNotFound",
        "ResourceNotFound",
        "RoleAssignmentNotFound",
        "RoleDefinitionDoesNotExist",
        "RegistrationNotFound",
        "CustomerSubscriptionNotFound",
        "ReservationOrderNotFound",
        "ReservationIdNotInReservationOrder");

    private static readonly FrozenSet<string> Stack = Set("SubscriptionNotFound", "ResourceGroupNotFound", "ResourceNotFound");

    private static readonly FrozenSet<string> Graph = Set("Request_ResourceNotFound");

    /// <summary>The service's own code, read out of its own body form, says that what was asked for is not there.</summary>
    public static bool IsSaid(string api, int status, string? ownCode) => status == 404 && ownCode is not null && Of(api).Contains(ownCode);

    private static FrozenSet<string> Of(string api) => api switch
    {
        "partnercenter" => PartnerCenter,
        "arm" => ResourceManager,
        "graph" => Graph,
        "stackadmin" or "stacktenant" => Stack,
        _ => FrozenSet<string>.Empty,
    };

    private static FrozenSet<string> Set(params string[] codes) => codes.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
