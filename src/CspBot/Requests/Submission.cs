using System.Text.RegularExpressions;
using CspBot.Partner;
using CspBot.Requests.SignIns;

namespace CspBot.Requests;

/// <summary>What a dialog hands in, once its seal was found good.</summary>
/// <param name="FormId">Of <see cref="CardIds.FormIdOf"/>: never what a card sent.</param>
/// <param name="Shown">What the requester saw and agreed to, for the audit.</param>
internal sealed record Submission(
    string Dialog,
    Operation Operation,
    Caller Caller,
    string FormId,
    string Language,
    RequestPlace Place,
    IReadOnlyDictionary<string, string?> Shown)
{
    /// <summary>Why it is to run without approval, and be confirmed afterwards; null for what is asked for as usual.</summary>
    public string? GlassReason { get; init; }

    /// <summary>The ticket that was typed beside what the dialog asks for; empty for none.</summary>
    public string Ticket { get; init; } = "";
}

/// <summary>The ids that cards bring back, read at the door: known letters and a length, or nothing.</summary>
internal static partial class CardIds
{
    /// <summary>The form that a card sent; empty for anything that is not formed like one.</summary>
    public static string Form(string sent) => FormPattern().IsMatch(sent) ? sent : "";

    /// <summary>The request that a card sent, in capitals; empty for anything that is not formed like one.</summary>
    public static string Request(string sent) =>
        sent.Length < 20 && sent.ToUpperInvariant() is var id && RequestPattern().IsMatch(id) ? id : "";

    /// <summary>The key under which a form makes one request: of this dialog and this person, whatever the card says.</summary>
    /// <param name="form">As <see cref="Form"/> gave it.</param>
    public static string FormIdOf(string dialog, Person person, string form) => $"form:{dialog}:{person.ObjectId}:{form}";

    // The shorter ones were made by earlier versions: routes of notices are kept under them.
    [GeneratedRegex(@"\AF-[0-9a-f]{1,9}-[0-9a-f]{16,40}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormPattern();

    [GeneratedRegex(@"\AR-[0-9A-Z]{5}(-E)?\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestPattern();
}

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
internal sealed record RequestClick(
    Caller Caller, int Version, string ConversationId, bool IsPersonal, string? CardActivityId, string Language)
{
    /// <summary>The sign-in that came with it, looked at; null for none.</summary>
    public GivenSignIn? SignIn { get; init; }
}

/// <summary>The request as it now stands, and why the click changed nothing, if so.</summary>
internal sealed record ClickResult(Request? Request, Refusal? Refusal);
