namespace CspBot.Messages;

/// <summary>
/// Tenant ids of the only customers that exist for a person (<c>Partner:CustomerScopes</c>), null for all, none for who
/// has left: whoever speaks unasked asks it before it names a customer.
/// </summary>
/// <exception cref="Exception">The directory did not say: nothing is told yet.</exception>
internal delegate Task<IReadOnlySet<string>?> FindCustomersOf(string tenantId, string objectId, CancellationToken ct);
