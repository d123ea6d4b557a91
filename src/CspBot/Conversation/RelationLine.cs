using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>A sign of what is missing between us and a customer, as a line with its own advice: on cards and reviews alike.</summary>
internal static class RelationLine
{
    public static ReviewLine Of(Texts texts, RelationFinding finding, string customer, RelationPlaces places)
    {
        var key = "Relation.Sign." + finding.Sign;
        object[] args =
        [
            customer,
            finding.Relation?.ApprovalUrl ?? "",
            (finding.Relation?.ApproveBy ?? finding.Relation?.EndsAt) is { } day ? texts.Day(day) : "?",
            DaysLeft(texts, finding.Relation, places.Now),
            places.Group,
        ];

        // Only who wants the bot's application in needs it: a caution on nearly every customer would teach to skip cautions.
        var mark = finding.Blocks ? Mark.Failed : finding.Sign == RelationSign.ShortConsent ? Mark.Waiting : Mark.Caution;
        return new ReviewLine(mark, texts[key, args], texts[key + ".Help", args]);
    }

    /// <summary>What will lapse soon, before an operation that hangs on it; nothing where the relation was not read.</summary>
    public static IEnumerable<ReviewLine> Ending(Texts texts, CustomerRelation? relation, DateTimeOffset now) => relation is null
        ? []
        : RelationSigns.Of(relation, null, now)
            .Where(finding => finding.Sign is RelationSign.Ending or RelationSign.Expiring)
            .Select(finding => Of(texts, finding, relation.Customer.Name, new RelationPlaces("", now)));

    /// <summary>A role of a directory in the reader's language; the id of one that no table of ours has.</summary>
    public static string Role(Texts texts, string templateId) => texts.Find("Relation.Role." + templateId) ?? templateId;

    private static string DaysLeft(Texts texts, DelegatedRelation? relation, DateTimeOffset now) =>
        (relation?.ApproveBy ?? relation?.EndsAt) is { } end
            ? Durations.Days(texts, end - now)
            : "?";
}

/// <summary>What the advice names besides.</summary>
/// <param name="Group">Our security group that is to hold the roles.</param>
internal sealed record RelationPlaces(string Group, DateTimeOffset Now);
