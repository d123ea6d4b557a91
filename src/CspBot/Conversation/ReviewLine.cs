using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>One prerequisite on a review: its mark, what was found, and what to do when it is missing.</summary>
internal sealed record ReviewLine(Mark Mark, string Text, string? Help = null)
{
    /// <summary>The no behind a failed prerequisite, for the audit.</summary>
    public Refusal? Why { get; init; }

    /// <summary>It tells who could say yes; where a rule names others, those are told instead.</summary>
    public bool IsApprovers { get; init; }

    /// <summary>It tells what will be done, to whom or for how much: it stands, however high the card is.</summary>
    public bool IsEffect { get; init; }

    /// <summary>In order, and what will be done by it.</summary>
    public static ReviewLine Effect(string text, string? help = null) => new(Mark.Done, text, help) { IsEffect = true };

    /// <summary>As lines stand on a card; on one that is too high for a phone, what is merely in order folds away.</summary>
    public static IEnumerable<AdaptiveElement> Show(Texts texts, IEnumerable<ReviewLine> lines) => Look.SecondOf(
        "checks",
        count => texts[CommonText.InOrder, count],
        lines.Select(line => (
            (AdaptiveElement)Look.Line(line.Mark, line.Text, line.Help),
            line is { Mark: Mark.Done, IsApprovers: false, IsEffect: false })));

    /// <summary>Who could say yes: everybody on the list but the requester.</summary>
    /// <param name="area">Whose sentence: <c>{area}.Line.Approvers</c>.</param>
    public static ReviewLine Approvers(Texts texts, string area, Probe<IReadOnlyList<Person>> approvers, Person requester)
    {
        if (approvers.Fault is { } fault)
            return Of(texts, fault);
        var others = approvers.Value!.Where(approver => !approver.IsSame(requester)).ToList();
        var line = others.Count > 0
            ? new ReviewLine(Mark.Done, texts[area + ".Line.Approvers", string.Join(", ", others.Select(approver => approver.Name))])
            : Of(texts, new Refusal(approvers.Value!.Count == 0 ? "NoApprovers" : "OnlyYouApprove"));
        return line with { IsApprovers = true };
    }

    /// <summary>A subscription that we sold and Azure does not show us: our Owner right there was removed.</summary>
    public static bool IsHidden(CloudFault fault) =>
        fault.Api == "arm" && fault.Reason is CloudReason.NotFound or CloudReason.NoRightOnSubscription;

    /// <summary>What stands in the way of several reads in the same words is said once.</summary>
    public static IEnumerable<ReviewLine> Once(IEnumerable<ReviewLine> lines)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        return lines.Where(line => line.Why is not { } why || !why.Reason.StartsWith("Cloud.", StringComparison.Ordinal)
            || said.Add($"{why.Reason}/{why.Code}"));
    }

    public static ReviewLine Of(Texts texts, CloudFault fault) => Of(texts, Refusal.From(fault));

    public static ReviewLine Of(Texts texts, Refusal refusal)
    {
        var help = string.Join(" ", new[] { Sentences.Help(refusal, texts), Sentences.Reference(refusal, texts) }.OfType<string>());
        var said = texts[refusal.TextKey, Sentences.Args(refusal, texts)];
        return new ReviewLine(Mark.Failed, said, help.Length == 0 ? null : help) { Why = refusal };
    }
}
