using CspBot.Partner;

namespace CspBot.Requests.Audits;

/// <summary>Which entries a file of the audit shows; null for no bound.</summary>
/// <param name="Customer">Tenant id.</param>
/// <param name="Person">Object id, address or name, as it was typed.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The moment after the last one.</param>
internal sealed record AuditFilter(string? Customer = null, string? Person = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    public static AuditFilter None { get; } = new();

    public bool Covers(long at) => !(at < From?.ToUnixTimeMilliseconds()) && !(at >= To?.ToUnixTimeMilliseconds());
}

/// <summary>Whose file it is, and what is in it: the same for everybody who makes it.</summary>
/// <param name="Caller">Who asks, with the roles held now.</param>
/// <param name="Filter">What was asked for.</param>
/// <param name="UpTo">The last entry that may be in it: what comes later does not change the file.</param>
internal sealed record AuditWish(Caller Caller, AuditFilter Filter, long UpTo);

/// <summary>Who may see which entries: approvers all, others what they did or asked for; whose customers are few, theirs alone.</summary>
/// <param name="caller">With the roles held now.</param>
/// <param name="own">Ids of the requests that the caller made.</param>
internal sealed class AuditSight(Caller caller, IReadOnlySet<string> own)
{
    public bool Shows(IReadOnlyDictionary<string, string> fields)
    {
        if (string.Equals(fields.GetValueOrDefault("actor.objectId"), caller.Person.ObjectId, StringComparison.OrdinalIgnoreCase))
            return true;
        if (caller.Only is not null && !(fields.GetValueOrDefault("detail.customer") is { } customer && caller.Sees(customer)))
            return false;
        return caller.IsApprover || own.Contains(fields.GetValueOrDefault("request") ?? "");
    }
}
