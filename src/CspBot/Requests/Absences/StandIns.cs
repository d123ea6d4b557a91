using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests.Absences;

/// <summary>Who is asked at this moment in the place of approvers who are away, with the roles held now.</summary>
internal sealed class StandIns(Database database, CallerResolver callers, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>Those who stand in for these approvers now, may see the customer, and are not asked or asking themselves.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not answer.</exception>
    public async Task<IReadOnlyList<Person>> ForAsync(
        IReadOnlyList<Person> approvers, Person requester, string customerId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var absences = await database.ReadAsync(session => AbsenceTable.ListAsync(session, requester.TenantId, now, Most), ct);
        var people = new List<Person>();
        foreach (var absence in absences.Where(absence => absence.IsOn(now)
            && !absence.MadeBy.IsSame(requester)
            && !absence.Delegate.IsSame(requester)
            && approvers.Any(absence.Approver.IsSame)
            && !approvers.Any(absence.Delegate.IsSame)))
        {
            var standIn = await callers.ResolveAsync(absence.Delegate, ct);
            if (standIn.Sees(customerId)
                && standIn.StandsIn.Any(one => one.Absence == absence.Id)
                && !people.Exists(absence.Delegate.IsSame))
                people.Add(absence.Delegate);
        }

        return people;
    }
}
