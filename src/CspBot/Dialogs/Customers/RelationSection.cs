using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>
/// How the relation stands, in lines: what is there with its days left, and each sign of what is missing with its advice.
/// </summary>
internal static class RelationSection
{
    /// <param name="access">Who of ours holds roles of the active relationships; null where that was not read.</param>
    /// <param name="places">What the advice names besides.</param>
    public static IEnumerable<ReviewLine> Lines(
        Texts texts, CustomerRelation relation, Probe<IReadOnlyList<RelationAccess>>? access, RelationPlaces places)
    {
        var (name, signs) = (relation.Customer.Name, RelationSigns.Of(relation, access?.Value, places.Now));
        if (relation.IsReseller)
            yield return new ReviewLine(Mark.Done, texts[CustomerRelationText.Line_Reseller, name]);
        foreach (var one in relation.Delegated.Relations.Where(one => one.State == RelationState.Active))
        {
            var days = one.EndsAt is { } until ? Durations.Days(texts, until - places.Now) : "?";
            yield return new ReviewLine(
                Mark.Done,
                texts[
                    one.Extends ? CustomerRelationText.Line_ActiveExtends : CustomerRelationText.Line_Active,
                    one.EndsAt is { } end ? texts.Day(end) : "?",
                    days],
                texts[
                    CustomerRelationText.Line_Active_Help,
                    one.Name,
                    string.Join(", ", one.Roles.Select(role => RelationLine.Role(texts, role)).Order(StringComparer.Ordinal))]);
        }

        if (access?.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread) with { Mark = Mark.Caution, Why = null };
        foreach (var sign in signs)
            yield return RelationLine.Of(texts, sign, name, places);
    }
}
