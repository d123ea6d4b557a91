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

/// <summary>What was done to something of a customer's, with its values before and after.</summary>
internal sealed record AuditedOperation(string ResourceType, string OperationType, object? Before, object? After)
{
    public IReadOnlyList<KeyValuePair<string, string?>> CustomizedData { get; init; } = [];
}

/// <summary>Who did it, as the activity log names them.</summary>
internal sealed record Actor(string? UserPrincipalName, string? ApplicationId)
{
    public static Actor Of(Call call) => new(call.Token?.UserPrincipalName, call.Token?.AppId);
}

/// <summary>
/// The activity log (facts, partner-center §6). The <c>customizedData</c> keys of self-serve policies are not documented:
/// none are written for them. The codes of refused queries are not documented either: 3000 and 800002 are the generic ones.
/// </summary>
internal static class PartnerCenterAuditApi
{
    private const int DefaultPage = 500;
    private const int OldestDay = 90;

    /// <summary>The enum's names, without regard to case (facts, partner-center §6.3).</summary>
    private static readonly HashSet<string> ResourceTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Customer", "CustomerUser", "Order", "Subscription", "License", "ThirdPartyAddOn", "MpnAssociation", "Transfer",
        "Application", "ApplicationCredential", "PartnerUser", "PartnerRelationship", "Referral", "SoftwareKey",
        "SoftwareDownloadLink", "SpendingLimit", "Invoice", "Agreement", "PartnerCustomerRelationship", "SelfServePolicy",
        "GranularAdminRelationship", "GranularAdminAccessAssignment", "PartnerCustomerDap", "Credit", "CustomerDirectoryRole",
        "SoftwarePage", "Device", "Policy", "Overage", "NewCommerceMigration", "AzureEntitlement",
        "IndirectProviderIndirectResellerDap",
    };

    public static void Map(Routes routes)
    {
        foreach (string root in new[] { "/v1/auditrecords", "/auditactivity/v1/auditrecords" })
        {
            routes.Map("GET", root, List);
            routes.Map("GET", $"{root}/{{record}}", One);
        }
    }

    /// <summary>Writes down what a call did, in the name of its caller.</summary>
    public static void Record(Call call, Customer customer, AuditedOperation operation) =>
        Record(call.World, customer, operation, Actor.Of(call));

    public static void Record(World world, Customer customer, AuditedOperation operation, Actor actor, DateTimeOffset? at = null)
    {
        DateTimeOffset moment = at ?? world.NextAuditMoment();
        string ticks = moment.UtcTicks.ToString(CultureInfo.InvariantCulture);
        string name = operation.OperationType.Replace("_", "", StringComparison.Ordinal);
        string? order = operation.CustomizedData.FirstOrDefault(item => item.Key == "OrderId").Value?.ToLowerInvariant();
        string middle = order is null ? "" : $"_{order}";
        world.AuditRecords.Add(new AuditRecord
        {
            Id = $"{Ids.PartnerTenant}_{customer.Id}{middle}_{name}_{ticks}",
            Customer = customer,
            ResourceType = operation.ResourceType,
            OperationType = operation.OperationType,
            OperationDate = moment,
            VisibleFrom = moment.AddMilliseconds(world.Knobs.AuditDelayMs + Spread(world)),
            UserPrincipalName = actor.UserPrincipalName,
            ApplicationId = world.Knobs.AuditApplication ?? actor.ApplicationId,
            OldValue = operation.Before is null ? null : JsonSerializer.Serialize(operation.Before),
            NewValue = operation.After is null ? null : JsonSerializer.Serialize(operation.After),
            CustomizedData = operation.CustomizedData,
        });
    }

    private static Answer List(Call call)
    {
        DateOnly today = DateOnly.FromDateTime(call.World.Now.UtcDateTime);
        if (!TryDay(call.Parameter("startDate"), today.AddDays(-30), out DateOnly start)
            || !TryDay(call.Parameter("endDate"), today, out DateOnly end))
            return PartnerCenterApi.Fault(400, "3000", "The dates must be written as yyyy-mm-dd.");
        if (start < today.AddDays(-OldestDay))
            return PartnerCenterApi.Fault(400, "3000", "The start date must be within the last 90 days.");
        string filterText = call.Parameter("filter") ?? "";
        if (!TryFilter(filterText, out Func<AuditRecord, bool> filter))
            return PartnerCenterApi.Fault(400, "3000", "The filter is not valid.");
        string query = $"{start:O}|{end:O}|{filterText}";
        if (!Continuation.TryRead(call, query, out int? place))
            return PartnerCenterApi.Fault(400, "800002", "The continuation token is not valid for this query.");
        int size = int.TryParse(call.Parameter("size"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            && asked is > 0 and <= DefaultPage
            ? asked
            : DefaultPage;

        // The place is that of the oldest record given, so that new ones shift nothing between two pages.
        List<object> page = [];
        int index = place ?? call.World.AuditRecords.Count;
        while (index > 0 && page.Count < size)
        {
            AuditRecord record = call.World.AuditRecords[--index];
            DateOnly day = DateOnly.FromDateTime(record.OperationDate.UtcDateTime);
            if (record.VisibleFrom <= call.World.Now && day >= start && day <= end && filter(record))
                page.Add(Json(record));
        }

        string filtered = filterText.Length > 0 ? "&filter=" + Uri.EscapeDataString(filterText) : "";
        string self = string.Create(
            CultureInfo.InvariantCulture, $"/auditrecords?startDate={start:yyyy-MM-dd}&endDate={end:yyyy-MM-dd}&size={size}{filtered}");
        bool isFull = page.Count == size;
        if (call.World.Knobs.AuditDisorder)
            page = [.. page.Concat(page).OrderBy(_ => Random.Shared.Next())];
        return PartnerCenterApi.Collection(page, self, isFull && index > 0 ? Continuation.Next(self, query, index) : null);
    }

    /// <summary>A step that shares no factor with the spread's round numbers: neighbours are late by quite different times.</summary>
    private static long Spread(World world) =>
        world.Knobs.AuditSpreadMs == 0 ? 0 : world.AuditRecords.Count * 7_919_003L % world.Knobs.AuditSpreadMs;

    private static Answer One(Call call) =>
        call.World.AuditRecords.Find(record => Ids.Same(record.Id, call["record"]) && record.VisibleFrom <= call.World.Now) is { } found
            ? Answer.Ok(Json(found))
            : PartnerCenterApi.Fault(404, "1000", "The audit record was not found.");

    /// <summary>Only the day counts, also when a time is written (the documentation's own example does).</summary>
    private static bool TryDay(string? text, DateOnly missing, out DateOnly day)
    {
        day = missing;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime read))
            return false;
        day = DateOnly.FromDateTime(read);
        return true;
    }

    private static bool TryFilter(string text, out Func<AuditRecord, bool> filter)
    {
        filter = _ => true;
        if (text.Length == 0)
            return true;
        if (PartnerCenterFilter.Read(text) is not { Value: string value } asked)
            return false;
        switch ($"{asked.Field}/{asked.Operator}".ToUpperInvariant())
        {
            case "COMPANYNAME/SUBSTRING":
                filter = record => record.Customer.Name.Contains(value, StringComparison.OrdinalIgnoreCase);
                return true;
            case "CUSTOMERID/EQUALS":
                filter = record => Ids.Same(record.Customer.Id, value);
                return true;
            case "RESOURCETYPE/EQUALS":
                // The enum's name; the records' own snake_case is none (facts, november-2026 §D).
                if (!ResourceTypes.Contains(value))
                    return false;
                string type = value;
                filter = record => Ids.Same(record.ResourceType.Replace("_", "", StringComparison.Ordinal), type);
                return true;
            default:
                return false;
        }
    }

    private static Dictionary<string, object?> Json(AuditRecord record) => new()
    {
        ["id"] = record.Id,
        ["partnerId"] = Ids.PartnerTenant,
        ["participants"] = new[] { Ids.PartnerTenant },
        ["customerId"] = record.Customer.Id,
        ["customerName"] = record.Customer.Name,
        ["userPrincipalName"] = record.UserPrincipalName,
        ["applicationId"] = record.ApplicationId,
        ["sessionId"] = Ids.Named($"session|{record.Id}"),
        ["resourceType"] = record.ResourceType,
        ["resourceOldValue"] = record.OldValue,
        ["resourceNewValue"] = record.NewValue,
        ["operationType"] = record.OperationType,
        ["originalCorrelationId"] = Ids.Named($"correlation|{record.Id}"),
        ["operationDate"] = record.OperationDate.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["operationStatus"] = "succeeded",
        ["customizedData"] = record.CustomizedData.Select(
            item => new Dictionary<string, string?> { ["key"] = item.Key, ["value"] = item.Value }),
        ["attributes"] = new { objectType = "AuditRecord" },
    };
}
