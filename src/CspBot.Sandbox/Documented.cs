namespace CspBot.Sandbox;

/// <summary>Query names that the documents of each service have: another one is refused, as a kind sandbox would hide a typing error of the bot.</summary>
/// <remarks>Facts partner-center §1.6, §2.1, §4.1, §5, §6.1; azure §1.3, §3.3, §6.1, §7.1. Resource Manager's continuation is <c>$skiptoken</c>.</remarks>
internal static class Documented
{
    private static readonly Dictionary<string, HashSet<string>> Names = new()
    {
        ["partnercenter"] = Set(
            "size", "offset", "filter", "seekOperation", "entity_id", "country", "targetView", "targetSegment", "reservationScope", "billingType", "entitlementType",
            "showExpiry", "agreementType", "startDate", "endDate", "order_id", "mpnId", "customer_id"),
        ["arm"] = Set("api-version", "$filter", "$skiptoken", "$skipToken", "$expand", "$orderby", "$top", "$refreshSummary", "$selectedState", "$take"),
        ["graph"] = Set("$select", "$filter", "$top", "$skiptoken", "$search", "$count", "$orderby", "$expand"),
        ["stackadmin"] = Set("api-version", "$filter", "$skiptoken", "$top"),
        ["stacktenant"] = Set("api-version", "$filter", "$skiptoken", "$top"),
    };

    /// <summary>The first name that no document has; null when all are known.</summary>
    public static string? Unknown(Call call) => Names.TryGetValue(call.Api, out HashSet<string>? known) ? call.Query.Keys.FirstOrDefault(name => !known.Contains(name)) : null;

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);
}
