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
        @"login GET /[^/]+/discovery/v2\.0/keys",
        @"partnercenter GET /v1/customers",
        $@"partnercenter GET /v1/customers/{Id}",
        $@"partnercenter GET /v1/customers/{Id}/subscriptions",
        $@"partnercenter GET /v1/customers/{Id}/subscriptions/{Id}/azureEntitlements",
        @"partnercenter GET /v1/auditrecords",
        $@"partnercenter GET /v1/customers/{Id}/usage(summary|budget)",
        $@"partnercenter PATCH /v1/customers/{Id}/usagebudget",
        $@"partnercenter (GET|POST) /v1/SelfServePolicy",
        $@"partnercenter (GET|PUT|DELETE) /v1/SelfServePolicy/{Id}_{Id}",
        $@"partnercenter GET /v1/customers/{Id}/orders",
        @"partnercenter GET /v1/SelfServePolicy",
        $@"partnercenter GET /v1/customers/{Id}/(orders|entitlements)",
        $@"partnercenter GET /v1/customers/{Id}/artifacts/reservedinstance/groups/[^/]+/lineitems/[^/]+/resource/{Id}",
        $@"arm GET /providers/Microsoft\.Capacity/reservationOrders/{Id}/reservations(/{Id})?",
        @"arm GET /providers/Microsoft\.Capacity/reservations",
        $@"partnercenter GET /v1/customers/{Id}/products/[A-Z0-9]+",
        $@"arm POST /providers/Microsoft\.Capacity/reservationOrders/{Id}/(calculateRefund|return)",
        @"arm POST /providers/Microsoft\.Capacity/exchange",
        @"arm GET /providers/Microsoft\.BillingBenefits/savingsPlans",
        $@"arm GET /providers/Microsoft\.Capacity/reservationorders/{Id}/reservations/{Id}/providers/Microsoft\.Consumption/reservation\w+",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.Consumption/reservationRecommendation(s|Details)",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.CostManagement/benefitRecommendations",
        $@"arm GET /providers/Microsoft\.BillingBenefits/savingsPlanOrders/{Id}/savingsPlans/{Id}/providers/Microsoft\.CostManagement/\w+",
        $@"graph POST /v1\.0/users/{Id}/checkMemberObjects",
        @"graph POST /v1\.0/directoryObjects/getByIds",
        $@"graph GET /v1\.0/groups/{Id}/transitiveMembers(/microsoft\.graph\.user)?",
        @"graph GET /v1\.0/users(/[^/]+)?",
        @"graph (GET|POST) /v1\.0/tenantRelationships/delegatedAdminRelationships",
        $@"graph GET /v1\.0/tenantRelationships/delegatedAdminRelationships/{Id}-{Id}",
        $@"graph (GET|POST) /v1\.0/tenantRelationships/delegatedAdminRelationships/{Id}-{Id}/accessAssignments",
        $@"graph POST /v1\.0/tenantRelationships/delegatedAdminRelationships/{Id}-{Id}/requests",
        @"partnercenter GET /v1/customers/relationshiprequests",
        $@"arm GET /subscriptions/{Id}",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.Authorization/roleAssignments",
        $@"arm GET /subscriptions/{Id}/providers/Microsoft\.Authorization/roleDefinitions(/{Id})?",
        $@"arm (GET|PUT|DELETE) /subscriptions/{Id}/providers/Microsoft\.Authorization/roleAssignments/{Id}",
        $@"arm GET /subscriptions/{Id}/resourceGroups(/[^/]+)?",
        $@"arm GET /subscriptions/{Id}/resourceGroups/[^/]+/providers/Microsoft\.Authorization/roleAssignments",
        $@"arm (GET|PUT|DELETE) /subscriptions/{Id}/resourceGroups/[^/]+/providers/Microsoft\.Authorization/roleAssignments/{Id}",
        $@"graph GET /v1\.0/groups(/{Id})?",
    ];

    public static bool Describes(string call) => Known.Any(pattern => Regex.IsMatch(call, $"^{pattern}$", RegexOptions.IgnoreCase));
}
