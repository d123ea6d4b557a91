using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>A record of the activity log (partner-center §6.2).</summary>
internal sealed class AuditShape
{
    public string? Id { get; init; }

    public string? PartnerId { get; init; }

    public string? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? ApplicationId { get; init; }

    public string? ResourceType { get; init; }

    [JsonConverter(typeof(LooseTextConverter))]
    public string? ResourceNewValue { get; init; }

    public string? OperationType { get; init; }

    public string? OperationDate { get; init; }

    public string? OperationStatus { get; init; }

    public List<LinkHeaderShape>? CustomizedData { get; init; }
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageShape<AuditShape>))]
internal sealed partial class AuditJson : JsonSerializerContext;

/// <content>The activity log's call (partner-center §6.1).</content>
internal sealed partial class PartnerCenterClient
{
    /// <summary>
    /// <c>GET /v1/auditrecords</c> over whole days, both included, with at most one filter; 400 when the start is over 90 days ago.
    /// </summary>
    public IAsyncEnumerable<IReadOnlyList<AuditShape>> ListAuditRecordsAsync(
        DateOnly from, DateOnly to, string? resourceType, string? customerId, CancellationToken ct)
    {
        var filter = (customerId, resourceType) switch
        {
            ({ } customer, _) => Filter("CustomerId", customer, "equals"),
            (null, { } type) => Filter("ResourceType", EnumName(type), "equals"),
            _ => "",
        };
        return PagesAsync(
            $"/v1/auditrecords?startDate={Day(from)}&endDate={Day(to)}&size=500{filter}", AuditJson.Default.PageShapeAuditShape, ct);
    }

    /// <summary>
    /// The filter takes the enum's name (<c>SelfServePolicy</c>), the records say <c>self_serve_policy</c> (november-2026 §D).
    /// </summary>
    private static string EnumName(string word) => string.Concat(word.Split('_').Select(part => part[..1].ToUpperInvariant() + part[1..]));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Filter(string field, string value, string comparison)
    {
        var filter = new JsonObject { ["Field"] = field, ["Value"] = value, ["Operator"] = comparison };
        return "&filter=" + Uri.EscapeDataString(filter.ToJsonString());
    }
}
