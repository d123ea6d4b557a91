using CspBot.Store;

namespace CspBot.Credit;

/// <summary>What the keeper last saw, from the store alone: no call.</summary>
internal sealed class CreditDesk(Database database)
{
    /// <summary>A customer's subscriptions of Azure plans, by name; empty until it was looked at.</summary>
    public Task<IReadOnlyList<KnownCredit>> ListAsync(string customerId, CancellationToken ct) =>
        database.ReadAsync(session => CreditTable.ListAsync(session, customerId), ct);
}
