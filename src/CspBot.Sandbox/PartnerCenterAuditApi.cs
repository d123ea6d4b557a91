using System.Globalization;
using System.Text.Json;

namespace CspBot.Sandbox;

/// <summary>One line of the activity log.</summary>
internal sealed record AuditRecord
{
    public required string Id { get; init; }

    public required Customer Customer { get; init; }

    public required string ResourceType { get; init; }

    public required string OperationType { get; init; }

    public required DateTimeOffset OperationDate { get; init; }

    /// <summary>The log shows it from then on.</summary>
    public required DateTimeOffset VisibleFrom { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? ApplicationId { get; init; }

    /// <summary>JSON in a string, PascalCase, as the service writes it.</summary>
    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    public IReadOnlyList<KeyValuePair<string, string?>> CustomizedData { get; init; } = [];
}

/// <summary>
/// The activity log (facts, partner-center §6). The <c>customizedData</c> keys of self-serve policies are not documented:
/// none are written for them.
/// </summary>
internal static class PartnerCenterAuditApi
{
    /// <summary>Writes down what a call did, in the name of its caller.</summary>
    public static void Record(Call call, Customer customer, string resourceType, string operation, object? before, object? after, IReadOnlyList<KeyValuePair<string, string?>> data) =>
        Record(call.World, customer, resourceType, operation, before, after, data, call.Token?.UserPrincipalName, call.Token?.AppId);

    public static void Record(
        World world, Customer customer, string resourceType, string operation, object? before, object? after,
        IReadOnlyList<KeyValuePair<string, string?>> data, string? user, string? application)
    {
        DateTimeOffset now = world.NextAuditMoment();
        string ticks = now.UtcTicks.ToString(CultureInfo.InvariantCulture);
        string name = operation.Replace("_", "", StringComparison.Ordinal);
        string? order = data.FirstOrDefault(item => item.Key == "OrderId").Value?.ToLowerInvariant();
        string middle = order is null ? "" : $"_{order}";
        world.AuditRecords.Add(new AuditRecord
        {
            Id = $"{Ids.PartnerTenant}_{customer.Id}{middle}_{name}_{ticks}",
            Customer = customer,
            ResourceType = resourceType,
            OperationType = operation,
            OperationDate = now,
            VisibleFrom = now.AddMilliseconds(world.Knobs.AuditDelayMs),
            UserPrincipalName = user,
            ApplicationId = application,
            OldValue = before is null ? null : JsonSerializer.Serialize(before),
            NewValue = after is null ? null : JsonSerializer.Serialize(after),
            CustomizedData = data,
        });
    }
}
