using System.Globalization;
using CspBot.Cloud;

namespace CspBot.Relations;

/// <summary>Something of a relationship that is told once.</summary>
/// <param name="Key">Under which it is remembered; of an end with its day, since that can move.</param>
/// <param name="Text">Which sentence tells it: <c>Relation.Told.{Text}</c>.</param>
internal sealed record RelationStage(string Key, string Text)
{
    private static readonly int[] Days = [7, 30, 60];

    /// <summary>
    /// What there is to tell of a customer's relationship, whether it was told already or not. Pure.
    /// </summary>
    /// <param name="one">As read now.</param>
    /// <param name="all">All relationships with the same customer, this one too.</param>
    /// <param name="before">As it was at the last look; null when it was not seen before.</param>
    /// <param name="began">What happened before the watch began is history; what is still to come is told all the same.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<RelationStage> Of(
        DelegatedRelation one, IReadOnlyList<DelegatedRelation> all, RelationState? before, DateTimeOffset began, DateTimeOffset now)
    {
        var isReplaced = all.Any(other => other.Id != one.Id && RelationSigns.Outlives(other, one));
        if (one.State == RelationState.Active)
        {
            if (before is null ? one.ActivatedAt >= began : before is not (RelationState.Active or RelationState.Expiring))
                yield return new RelationStage("accepted", "Accepted");
            if (one.Lapses is { } end && !isReplaced && Reached(end - now) is { } days)
                yield return new RelationStage(
                    string.Create(CultureInfo.InvariantCulture, $"ends-{days}/{end.UtcDateTime:yyyy-MM-dd}"), "Ends");
            var held = all.Where(other => other.IsActive).SelectMany(other => other.Roles).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!DirectoryRoles.Holds(held, DirectoryStep.Read))
                yield return new RelationStage("short", "Short");
        }

        var wasAlive = before is RelationState.Active or RelationState.Expiring
            || (before is null && one.ActivatedAt is not null && one.EndsAt >= began);
        if (one.IsOver && wasAlive && !all.Any(other => other.Id != one.Id && other.IsActive && one.Roles.All(other.Roles.Contains)))
            yield return new RelationStage("over", one.State == RelationState.Expired ? "Expired" : "Terminated");
    }

    /// <summary>The nearest of 60, 30 and 7 days that is reached; null for none.</summary>
    private static int? Reached(TimeSpan left) => Days.Where(days => left <= TimeSpan.FromDays(days)).Cast<int?>().FirstOrDefault();
}
