using System.Text.Json.Nodes;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <summary>
/// A self-serve policy as it came over the wire; what the bot does not know in it is sent back untouched (partner-center §4.2).
/// </summary>
internal sealed class SelfServePolicy
{
    public const string ReservedInstances = "AzureReservedInstances";
    public const string SavingsPlan = "AzureSavingsPlan";

    private readonly JsonObject _policy;

    private SelfServePolicy(JsonObject policy) => _policy = policy;

    /// <summary><c>{grantor tenant}_{customer tenant}</c>.</summary>
    public string Id => Text(_policy, "id") ?? "";

    /// <summary>What it allows of what the bot knows.</summary>
    public ReservationPermissions Permissions => new(Has(ReservedInstances), Has(SavingsPlan));

    /// <summary>Nothing is allowed by it, also nothing that the bot does not know.</summary>
    public bool IsEmpty => Entries().Count == 0;

    /// <summary>The body to POST or PUT; the etag travels inside it.</summary>
    public byte[] ToBody() => System.Text.Encoding.UTF8.GetBytes(_policy.ToJsonString());

    /// <summary>The etag as it is inside the body, with its quotes; null for a new policy.</summary>
    public string? Etag => Text(Member(_policy, "attributes"), "etag");

    /// <summary>
    /// The policy of this partner among a customer's; other grantors' are none of ours, and what is no policy is passed over.
    /// </summary>
    public static SelfServePolicy? OfPartner(JsonArray items, string partnerTenant)
    {
        var ours = items.OfType<JsonObject>().FirstOrDefault(item =>
            CloudJson.SameId(Text(Member(item, "grantor"), "tenantID"), partnerTenant)
            || Text(item, "id")?.StartsWith(partnerTenant + "_", StringComparison.OrdinalIgnoreCase) == true);
        return ours is null ? null : new SelfServePolicy(ours);
    }

    /// <summary>A policy that does not exist yet: words and casing of the documented sample.</summary>
    public static SelfServePolicy Create(string partnerTenant, string customerTenant) => new(new JsonObject
    {
        ["selfServeEntity"] = new JsonObject { ["selfServeEntityType"] = "customer", ["tenantID"] = customerTenant },
        ["grantor"] = new JsonObject { ["grantorType"] = "billToPartner", ["tenantID"] = partnerTenant },
        ["permissions"] = new JsonArray(),
    });

    /// <summary>Adds and removes the known permissions so that they are as wanted; every other entry stays.</summary>
    public void Set(ReservationPermissions wanted)
    {
        Set(ReservedInstances, wanted.ReservedInstances);
        Set(SavingsPlan, wanted.SavingsPlan);
    }

    private bool Has(string resource) => Entries().Any(entry => Is(entry, resource));

    private void Set(string resource, bool wanted)
    {
        var entries = Entries();
        if (!wanted)
        {
            foreach (var entry in entries.Where(e => Is(e, resource)).ToList())
                entries.Remove(entry);
        }
        else if (!Has(resource))
        {
            entries.Add(new JsonObject { ["resource"] = resource, ["action"] = "Purchase" });
        }
    }

    private JsonArray Entries()
    {
        if (Member(_policy, "permissions") is JsonArray entries)
            return entries;
        var none = new JsonArray();
        _policy["permissions"] = none;
        return none;
    }

    private static bool Is(JsonNode? entry, string resource) =>
        CloudJson.SameId(Text(entry, "resource"), resource) && CloudJson.SameId(Text(entry, "action") ?? "Purchase", "Purchase");

    /// <summary>The member; null where there is none, or what should hold it is no object.</summary>
    private static JsonNode? Member(JsonNode? of, string name)
    {
        try
        {
            return of is JsonObject held ? held[name] : null;
        }
        catch (ArgumentException)
        {
            // The same name twice: nobody can tell which of the two is meant.
            return null;
        }
    }

    private static string? Text(JsonNode? of, string name)
    {
        try
        {
            return Member(of, name)?.ToString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no word that the bot knows.
            return null;
        }
    }
}
