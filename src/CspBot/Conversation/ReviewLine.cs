using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>One prerequisite on a review: its mark, what was found, and what to do when it is missing.</summary>
internal sealed record ReviewLine(Mark Mark, string Text, string? Help = null)
{
    /// <summary>The no behind a failed prerequisite, for the audit.</summary>
    public Refusal? Why { get; init; }

    public static ReviewLine Of(Texts texts, CloudFault fault) => Of(texts, Refusal.From(fault));

    public static ReviewLine Of(Texts texts, Refusal refusal)
    {
        var help = string.Join(" ", new[] { Sentences.Help(refusal, texts), Sentences.Reference(refusal, texts) }.OfType<string>());
        return new ReviewLine(Mark.Failed, texts[refusal.TextKey, [.. refusal.Args]], help.Length == 0 ? null : help) { Why = refusal };
    }
}
