using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>How a card tells an end other than the one that was asked for.</summary>
internal static class EndWords
{
    /// <summary>By less than this no end comes early: it is how long steps take.</summary>
    private static readonly TimeSpan Notable = TimeSpan.FromMinutes(1);

    /// <summary>The end, where it is another than the operation's own facts say, and who wanted it so.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Request request, Texts texts)
    {
        if (request.ParentId is not null || (request.EndedAt ?? request.EndsAt) is not { } end)
            yield break;
        if (request is { EndedAt: not null, IsTakenBack: true, StoppedBy: { } by })
            yield return (texts[RequestsText.TakenBackFact], texts[RequestsText.TakenBackBy, texts.Time(end), by.Name]);
        else if (request.FinishedAt is { } done && request.Operation.EndsAfter is { } life && done + life - end > Notable)
            yield return (texts[request.EndedAt is null ? RequestsText.EndsEarlyFact : RequestsText.EndedEarlyFact], texts.Time(end));
    }
}
