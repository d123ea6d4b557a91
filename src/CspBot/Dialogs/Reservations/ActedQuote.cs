using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// The quote that a return or an exchange acts under: the service's session in the notes, taken anew when it is old, and once when the
/// service seems to have forgotten it.
/// </summary>
internal static class ActedQuote
{
    private const string SessionNote = "session";
    private const string QuotedNote = "quoted";
    private const string AgainNote = "again";

    /// <summary>No document says how long a session lives: an older one is not used.</summary>
    private static readonly TimeSpan SessionLife = TimeSpan.FromMinutes(10);

    public static string Session(OperationRun run) => run.Note(SessionNote)!;

    /// <summary>What the quoting step writes down, with the operation's own notes.</summary>
    public static Dictionary<string, string> Notes(string session, DateTimeOffset now, params (string Name, string Value)[] own)
    {
        var notes = own.ToDictionary(note => note.Name, note => note.Value);
        notes[SessionNote] = session;
        notes[QuotedNote] = now.ToString("O", CultureInfo.InvariantCulture);
        return notes;
    }

    /// <summary>
    /// Too old a quote is taken anew; not where a call under it may have had its effect. What to answer instead of acting, when the new one
    /// does not come or is worse.
    /// </summary>
    public static async Task<(OperationRun Run, StepResult? Instead)> FreshAsync(
        OperationRun run, Func<OperationRun, Task<StepResult>> quote)
    {
        if (SentOnce.IsOpen(run) || (run.Note(SessionNote) is { Length: > 0 } && Age(run) <= SessionLife))
            return (run, null);
        var quoted = await quote(run);
        return quoted is StepResult.Done { Notes: { } notes }
            ? (await run.KeepAsync([.. notes.Select(note => (note.Key, note.Value))]), null)
            : (run, quoted);
    }

    /// <summary>Once, a refusal may only mean that the session is gone: the quote is taken and compared anew.</summary>
    public static async Task<StepResult> RefusedAsync(OperationRun run, CloudFault fault)
    {
        if (run.Note(AgainNote) is null && fault is { Reason: CloudReason.Refused, Code: not "RefundLimitExceeded" })
        {
            await run.KeepAsync((SessionNote, ""), (AgainNote, "1"));
            return new StepResult.NotYet(TimeSpan.FromSeconds(1));
        }

        return PolicyWords.Of(fault) is { } refusal ? new StepResult.Refused(refusal) : throw fault;
    }

    private static TimeSpan Age(OperationRun run) =>
        DateTimeOffset.TryParseExact(
            run.Note(QuotedNote), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var quoted)
            ? run.Time.GetUtcNow() - quoted
            : TimeSpan.MaxValue;
}
