namespace CspBot.Cloud;

/// <summary>What a customer may buy by itself, as the partner's self-serve policy says (partner-center §4).</summary>
internal sealed record ReservationPermissions(bool ReservedInstances, bool SavingsPlan)
{
    /// <summary>May buy nothing by itself; also what "no policy" means.</summary>
    public static readonly ReservationPermissions None = new(false, false);

    /// <summary>May buy something by itself.</summary>
    public bool Any => ReservedInstances || SavingsPlan;
}

/// <summary>What is wanted of each permission; null leaves it as it is, also when somebody else changes it meanwhile.</summary>
internal sealed record ReservationPermissionChange(bool? ReservedInstances, bool? SavingsPlan)
{
    /// <summary>The permissions after this change.</summary>
    public ReservationPermissions ApplyTo(ReservationPermissions now) =>
        new(ReservedInstances ?? now.ReservedInstances, SavingsPlan ?? now.SavingsPlan);
}

/// <summary>What a change of permission found and left behind.</summary>
/// <param name="Before">Read just before the change.</param>
/// <param name="After">Read back after it: what the server says now.</param>
/// <param name="Changed">False: it was so already, nothing was written.</param>
/// <param name="Receipt">Of the write; of the last read when nothing was written.</param>
internal sealed record ReservationPermissionResult(
    ReservationPermissions Before, ReservationPermissions After, bool Changed, CloudReceipt Receipt);

/// <summary>A customer's permissions, found by a sweep; null with the fault when they could not be read.</summary>
internal sealed record CustomerPermissions(string CustomerId, ReservationPermissions? Permissions, CloudFault? Fault);

/// <summary>A user of the customer who is Owner by the built-in role, and where.</summary>
internal sealed record CustomerOwner(DirectoryUser User, IReadOnlyList<AzureSubscription> Subscriptions);

/// <summary>One line of Partner Center's activity log (partner-center §6.2).</summary>
/// <param name="Id">Unique; made up from its parts when the record has none.</param>
/// <param name="CustomerId">Customer's tenant; empty when it concerns none.</param>
/// <param name="CustomerName">May be missing.</param>
/// <param name="Resource">snake_case, e.g. <c>order</c>, <c>self_serve_policy</c>; newer words are passed on.</param>
/// <param name="Operation">snake_case, e.g. <c>create_order</c>.</param>
/// <param name="Succeeded">operationStatus is succeeded.</param>
/// <param name="At">UTC.</param>
/// <param name="UserPrincipalName">Who, when the record says so.</param>
/// <param name="ApplicationId">A GUID or a name, when the record says so.</param>
/// <param name="NewValue">The changed resource as JSON text in PascalCase, when the record has it.</param>
/// <param name="Data">customizedData; values may be null.</param>
internal sealed record AuditRecord(
    string Id,
    string CustomerId,
    string? CustomerName,
    string Resource,
    string Operation,
    bool Succeeded,
    DateTimeOffset At,
    string? UserPrincipalName,
    string? ApplicationId,
    string? NewValue,
    IReadOnlyDictionary<string, string?> Data)
{
    /// <summary>The order it tells of, when it does.</summary>
    public string? OrderId => Data.GetValueOrDefault("OrderId");
}
