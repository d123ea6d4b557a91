using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;

namespace CspBot.Cloud.AzureStack;

/// <content>
/// What a stamp's tenants used: the provider's usage API (Microsoft's page "Provider resource usage API", Microsoft.Commerce.Admin
/// 2015-06-01-preview). The caller needs Owner, Contributor or Reader on the provider's subscription.
/// </content>
internal sealed partial class StackClient
{
    private readonly ConcurrentDictionary<string, string> _providers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// All rows of all tenants, deleted subscriptions too, by the day and the resource, that were reported in that time. Only the reported
    /// time can be asked for; what was used in a day's last hours may be reported on the next.
    /// </summary>
    /// <param name="until">Not counted; today and later are refused (RequestEndTimeIsInFuture).</param>
    public async Task<List<UsageAggregateShape>> ListUsageAsync(StackDeployment stack, DateOnly from, DateOnly until, CancellationToken ct)
    {
        if (!_providers.TryGetValue(stack.AdminResourceManager, out var provider))
            provider = _providers.GetOrAdd(stack.AdminResourceManager, await GetProviderSubscriptionAsync(stack, ct));
        var path = $"/subscriptions/{provider}/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates?api-version=2015-06-01-preview"
            + $"&reportedStartTime={Midnight(from)}&reportedEndTime={Midnight(until)}&aggregationGranularity=Daily";
        var admin = await AdminAsync(stack, ct);

        // The specification has an address there, the page speaks of a token.
        return await admin.AllAsync(
            path,
            StackUsageJson.Default.ArmPageShapeUsageAggregateShape,
            page => page.Value,
            page => page.NextLink is not { Length: > 0 } next || next.Contains('/', StringComparison.Ordinal)
                ? page.NextLink
                : $"{path}&continuationToken={Uri.EscapeDataString(next)}",
            null,
            ct);
    }

    private static string Midnight(DateOnly day) =>
        Uri.EscapeDataString(day.ToString("yyyy-MM-dd'T00:00:00+00:00'", CultureInfo.InvariantCulture));
}

/// <summary>A row of usage.</summary>
internal sealed class UsageAggregateShape
{
    public UsageAggregatePropertiesShape? Properties { get; init; }
}

/// <summary>What a row says.</summary>
internal sealed class UsageAggregatePropertiesShape
{
    public string? SubscriptionId { get; init; }

    public string? UsageStartTime { get; init; }

    /// <summary>JSON in a text: <c>{"Microsoft.Resources":{"resourceUri","location","tags","additionalInfo"}}</c>.</summary>
    public string? InstanceData { get; init; }

    public decimal? Quantity { get; init; }

    public string? MeterId { get; init; }

    /// <summary>The resource that it names; null where the data cannot be read.</summary>
    public string? Resource()
    {
        try
        {
            using var data = JsonDocument.Parse(InstanceData ?? "");
            return data.RootElement.ValueKind == JsonValueKind.Object
                && data.RootElement.TryGetProperty("Microsoft.Resources", out var said)
                && said.ValueKind == JsonValueKind.Object
                && said.TryGetProperty("resourceUri", out var uri)
                && uri.ValueKind == JsonValueKind.String
                    ? uri.GetString()
                    : null;
        }
        catch (JsonException)
        {
            // The quantity counts all the same; the caller counts rows that name no resource.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArmPageShape<UsageAggregateShape>))]
internal sealed partial class StackUsageJson : JsonSerializerContext;
