using System.Globalization;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Handovers;

/// <summary>Hand-overs as dialogs see them: found, listed, and spoken of, each word with its audit event.</summary>
internal sealed class HandOverDesk(Database database, TimeProvider time)
{
    /// <summary>By its id or its request's, for somebody for whom the customer exists; null as if there were none.</summary>
    public async Task<HandOver?> FindAsync(string id, Caller caller, CancellationToken ct) =>
        id.Length > 0 && await database.ReadAsync(session => HandOverTable.FindAsync(session, id), ct) is { } found
            && caller.Sees(found.CustomerId)
                ? found
                : null;

    public Task<HandOver?> FindByNumbersAsync(string customer, string authorization, string licence, CancellationToken ct) =>
        database.ReadAsync(session => HandOverTable.FindByNumbersAsync(session, customer, authorization, licence), ct);

    public Task<IReadOnlyList<HandOver>> ListAsync(HandOverQuery query, CancellationToken ct) =>
        database.ReadAsync(session => HandOverTable.ListAsync(session, query), ct);

    public Task<int> CountAsync(HandOverQuery query, CancellationToken ct) =>
        database.ReadAsync(session => HandOverTable.CountAsync(session, query), ct);

    /// <summary>Somebody says how it went. The word, its event and what is to be told of it are stored together.</summary>
    /// <param name="seen">As the card showed it.</param>
    /// <param name="place">The conversation in which it was said.</param>
    /// <returns>False when somebody else said something meanwhile: nothing was stored.</returns>
    public Task<bool> SayAsync(HandOver seen, HandOverState state, Person by, string place, CancellationToken ct) => Audit.WriteAsync(
        database,
        async session =>
        {
            var now = time.GetUtcNow();
            if (!await HandOverTable.SayAsync(session, seen, state, by, now))
                return false;
            var detail = new Dictionary<string, string?>
            {
                ["customer"] = seen.CustomerId,
                ["from"] = seen.State.Name(),
                ["to"] = state.Name(),
                ["version"] = (seen.Version + 1).ToString(CultureInfo.InvariantCulture),
                ["tenant"] = by.TenantId,
            };
            await Audit.AppendAsync(session, new AuditEvent("hand-over-" + state.Name(), seen.Id, by, place, detail), now);
            if (state == HandOverState.Removed)
                await Turns.HurryAsync(session, HandOverWatch.Topic, now);
            return true;
        },
        ct);
}
