using System.Text.Json;
using CspBot.Cloud;

namespace CspBot.Permissions;

/// <summary>A customer's permissions as read at one moment, with the log's records that are not known to be taken in. Pure.</summary>
/// <param name="Name">As the customer list or the log says; null when neither does.</param>
/// <param name="Records">Oldest first.</param>
/// <param name="ReadAt">Just before the policy was read.</param>
/// <param name="Began">When the watch began; null when records are not news here.</param>
/// <param name="Unheard">What the customer was allowed if nothing is remembered of it; null: nobody knows.</param>
internal sealed record PermissionWatchSighting(
    string Customer,
    string? Name,
    string Domain,
    ReservationPermissions Permissions,
    IReadOnlyList<AuditRecord> Records,
    DateTimeOffset ReadAt,
    DateTimeOffset? Began,
    ReservationPermissions? Unheard)
{
    private const string ReservedInstances = "AzureReservedInstances";
    private const string SavingsPlan = "AzureSavingsPlan";
    private const string Entries = "Permissions";

    public static bool IsOwn(AuditRecord record, string appId) =>
        string.Equals(record.ApplicationId, appId, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is remembered next: the state that was read, and since when and by whom as far as the records tell.</summary>
    public static KnownPermission Next(
        KnownPermission? row, ReservationPermissions now, PermissionWatchSighting seen, IReadOnlyList<AuditRecord> fresh, string appId)
    {
        var reserved = (At: row?.ReservedAt, By: row?.ReservedBy, On: row?.Reserved is 1);
        var savings = (At: row?.SavingsAt, By: row?.SavingsBy, On: row?.Savings is 1);
        foreach (var record in fresh)
        {
            var after = StateAfter(record);
            reserved = Step(reserved, after.ReservedInstances, record, appId);
            savings = Step(savings, after.SavingsPlan, record, appId);
        }

        reserved = Settle(reserved, now.ReservedInstances);
        savings = Settle(savings, now.SavingsPlan);
        return new KnownPermission
        {
            Customer = seen.Customer,
            Name = seen.Name ?? row?.Name ?? seen.Customer,
            Reserved = now.ReservedInstances ? 1 : 0,
            ReservedAt = reserved.At,
            ReservedBy = reserved.By,
            Savings = now.SavingsPlan ? 1 : 0,
            SavingsAt = savings.At,
            SavingsBy = savings.By,
            Notice = row?.Notice,
        };
    }

    /// <summary>
    /// What the record left behind: its new value is a policy as PascalCase JSON in a string,
    /// absent after a deletion (partner-center §6.2).
    /// </summary>
    public static ReservationPermissions StateAfter(AuditRecord record)
    {
        if (record.NewValue is not { Length: > 0 } text || record.Operation.StartsWith("delete", StringComparison.OrdinalIgnoreCase))
            return ReservationPermissions.None;
        try
        {
            using var policy = JsonDocument.Parse(text);
            if (policy.RootElement.ValueKind != JsonValueKind.Object
                || !policy.RootElement.TryGetProperty(Entries, out var list)
                || list.ValueKind != JsonValueKind.Array)
                return ReservationPermissions.None;
            var on = list.EnumerateArray().Select(entry =>
                entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("Resource", out var resource)
                    ? resource.ToString()
                    : "").ToHashSet(StringComparer.OrdinalIgnoreCase);
            return new ReservationPermissions(on.Contains(ReservedInstances), on.Contains(SavingsPlan));
        }
        catch (JsonException)
        {
            // The form of this member is not documented; the policy itself is read anyway.
            return ReservationPermissions.None;
        }
    }

    private static (long? At, string? By, bool On) Step((long? At, string? By, bool On) was, bool on, AuditRecord record, string appId) =>
        !on ? (null, null, false)
        : was.On ? was
        : (record.At.ToUnixTimeMilliseconds(), IsOwn(record, appId) ? null : record.UserPrincipalName, true);

    private static (long? At, string? By, bool On) Settle((long? At, string? By, bool On) told, bool on) =>
        on && told.On ? told : (null, null, on);
}
