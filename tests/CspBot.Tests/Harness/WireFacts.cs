using System.Text.RegularExpressions;

namespace CspBot.Tests.Harness;

/// <summary>Every route that the facts files describe: a call outside of them is an invention.</summary>
internal static class WireFacts
{
    private const string Id = "[0-9a-fA-F-]{36}";

    private static readonly string[] Known =
    [
        @"login POST /[^/]+/oauth2/(v2\.0/)?token",
        @"login GET /common/discovery/instance",
        @"login GET /[^/]+/(v2\.0/)?\.well-known/openid-configuration",
        @"partnercenter GET /v1/customers",
        $@"partnercenter GET /v1/customers/{Id}",
        $@"partnercenter GET /v1/customers/{Id}/subscriptions",
        $@"partnercenter GET /v1/customers/{Id}/subscriptions/{Id}/azureEntitlements",
        @"partnercenter GET /v1/auditrecords",
        $@"partnercenter (GET|POST) /v1/SelfServePolicy",
        $@"partnercenter (GET|PUT|DELETE) /v1/SelfServePolicy/{Id}_{Id}",
        $@"partnercenter GET /v1/customers/{Id}/orders",
        @"partnercenter GET /v1/SelfServePolicy",
        $@"partnercenter GET /v1/customers/{Id}/(orders|entitlements)",
        $@"partnercenter GET /v1/customers/{Id}/artifacts/reservedinstance/groups/[^/]+/lineitems/[^/]+/resource/{Id}",
        $@"arm GET /providers/Microsoft\.Capacity/reservationOrders/{Id}/reservations",
        $@"arm POST /providers/Microsoft\.Capacity/reservationOrders/{Id}/calculateRefund",
        @"arm GET /providers/Microsoft\.BillingBenefits/savingsPlans",
        $@"graph POST /v1\.0/users/{Id}/checkMemberGroups",
        $@"graph GET /v1\.0/groups/{Id}/transitiveMembers(/microsoft\.graph\.user)?",
        @"graph GET /v1\.0/users(/[^/]+)?",
        @"graph GET /v1\.0/tenantRelationships/delegatedAdminRelationships",
        $@"arm GET /subscriptions/{Id}",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.Authorization/roleAssignments",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.Authorization/roleDefinitions(/{Id})?",
        $@"arm (GET|PUT|DELETE) /subscriptions/{Id}/providers/Microsoft\.Authorization/roleAssignments/{Id}",
    ];

    public static bool Describes(string call) => Known.Any(pattern => Regex.IsMatch(call, $"^{pattern}$", RegexOptions.IgnoreCase));
}
