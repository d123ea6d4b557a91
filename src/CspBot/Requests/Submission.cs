using CspBot.Partner;

namespace CspBot.Requests;

/// <summary>What a dialog hands in.</summary>
/// <param name="Shown">What the requester saw and agreed to, for the audit.</param>
internal sealed record Submission(string Dialog, Operation Operation, Caller Caller, string FormId, string Language, RequestPlace Place, IReadOnlyDictionary<string, string?> Shown);

/// <summary>What became of a submission.</summary>
internal abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    internal sealed record Stored(Request Request) : SubmitResult;

    internal sealed record Refused(Refusal Refusal) : SubmitResult;
}

/// <summary>A click on a request's card as it came in.</summary>
/// <param name="Version">The version that the card showed.</param>
/// <param name="CardActivityId">The card's message; null when the client did not say.</param>
/// <param name="Language">The reader's language.</param>
internal sealed record RequestClick(Caller Caller, int Version, string ConversationId, bool IsPersonal, string? CardActivityId, string Language);

/// <summary>The request as it now stands, and why the click changed nothing, if so.</summary>
internal sealed record ClickResult(Request? Request, Refusal? Refusal);
