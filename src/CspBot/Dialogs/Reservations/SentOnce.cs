using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the cloud shows of a call whose effect is to happen once.</summary>
internal enum Seen
{
    /// <summary>As before the call.</summary>
    Unchanged,

    Done,

    /// <summary>Neither: it is at work, or somebody else changed it too.</summary>
    Unclear,
}

/// <summary>A POST with an effect that nothing in it makes unique.</summary>
/// <param name="LookAsync">Reads the cloud.</param>
/// <param name="SendAsync">Sends it, under the session that the notes hold.</param>
/// <param name="RefusedAsync">The service said no, in its own words, to a call that was the first.</param>
internal sealed record Sending(
    Func<Task<Seen>> LookAsync,
    Func<OperationRun, Task<StepResult>> SendAsync,
    Func<OperationRun, CloudFault, Task<StepResult>> RefusedAsync)
{
    /// <summary>Area of its sentences: ChangedMeanwhile, Unknown, NotTaken.</summary>
    public required Refusal ChangedMeanwhile { get; init; }

    public required Refusal Unknown { get; init; }

    public required Refusal NotTaken { get; init; }

    /// <summary>How long a call of unknown result may still be on its way, or at work unseen.</summary>
    public required TimeSpan Settles { get; init; }
}

/// <summary>
/// Sends a POST so that it has one effect, whatever is cut or killed. That it is about to be sent is stored first. From then on the cloud
/// is read before anything else: done is done; what is neither is waited for, and told as unknown in the end; and what is unchanged for
/// long enough is sent again under the same session, which no document says to be good for one use, so that nothing rests on it.
/// A service that then refuses may have used the session up: that is unknown too, and nothing is sent any more.
/// </summary>
internal static class SentOnce
{
    private const string SentNote = "sent";
    private const string SendsNote = "sends";
    private const int MostSends = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GivesUp = TimeSpan.FromHours(1);

    /// <summary>A call was sent, and nobody knows yet what became of it.</summary>
    public static bool IsOpen(OperationRun run) => At(run.Note(SentNote)) is not null;

    /// <summary>The same of a request whose step is not done.</summary>
    public static bool IsOpen(Request request, string step) =>
        At(request.Notes.GetValueOrDefault(SentNote)) is not null
        && request.Steps.Any(line => line.Name == step && line.State != StepState.Done);

    /// <summary>
    /// From the first call until the end of the request: what another one takes from the same customer's orders meanwhile would be read
    /// back as this one's effect.
    /// </summary>
    public static HeldRight? Holds(Request request, string step) =>
        request.State is RequestState.Approved or RequestState.Running
        && (At(request.Notes.GetValueOrDefault(SentNote)) is not null
            || request.Steps.Any(line => line.Name == step && line.State == StepState.Done))
            ? Taking(request)
            : null;

    /// <summary>
    /// Waits while another request's call may have its effect still; null when there is none. Requests of one customer run one after the
    /// other, so that two cannot both find none.
    /// </summary>
    public static async Task<StepResult?> OtherAsync(OperationRun run) =>
        !IsOpen(run) && await run.HoldersAsync(Taking(run.Request)) is [var other, ..]
            ? new StepResult.Waits("ReservationReturn.OtherOpen", other.Id) { Passes = true }
            : null;

    private static HeldRight Taking(Request request)
    {
        var key = "taking:" + request.Operation.CustomerId.ToLowerInvariant();
        return new HeldRight(key, key, At(request.Notes.GetValueOrDefault(SentNote)) ?? request.CreatedAt);
    }

    public static async Task<StepResult> RunAsync(OperationRun run, Sending what)
    {
        var (now, before) = (run.Time.GetUtcNow(), At(run.Note(SentNote)));
        var sends = int.TryParse(run.Note(SendsNote), CultureInfo.InvariantCulture, out var count) ? count : 0;
        var seen = await what.LookAsync();
        switch (seen, before)
        {
            case (not Seen.Unchanged, null):
                return new StepResult.Refused(what.ChangedMeanwhile);
            case (Seen.Done, _):
                return ReadBack();
            case (Seen.Unclear, { } at):
                return now - at < GivesUp ? new StepResult.NotYet(Pause) : new StepResult.Refused(what.Unknown);
            case (Seen.Unchanged, { } at) when now - at < what.Settles:
                return new StepResult.NotYet(Pause);
            case (Seen.Unchanged, not null) when sends >= MostSends:
                await run.KeepAsync((SentNote, ""), (SendsNote, "0"));
                return new StepResult.Refused(what.NotTaken);
        }

        run = await run.KeepAsync(
            (SentNote, now.ToString("O", CultureInfo.InvariantCulture)), (SendsNote, $"{sends + 1}"));
        try
        {
            return await what.SendAsync(run);
        }
        catch (CloudFault fault) when (!fault.IsUnknown)
        {
            // This call had no effect: the service says so. One before it may have had one.
            if (before is null)
            {
                run = await run.KeepAsync((SentNote, ""));
                if (!fault.IsTransient)
                    return await what.RefusedAsync(run, fault);
            }

            if (fault.IsTransient)
                throw;
            return await what.LookAsync() == Seen.Done ? ReadBack() : new StepResult.Refused(what.Unknown);
        }
    }

    /// <summary>
    /// Sends what by its nature cannot have its effect twice; that it is about to be sent is stored first, so that the request is not taken
    /// back as long as nobody knows what became of it. A call that the service refuses had none, unless one before it may have had one.
    /// </summary>
    public static async Task<CloudReceipt> NotedAsync(OperationRun run, Func<Task<CloudReceipt>> sendAsync)
    {
        var isFirst = !IsOpen(run);
        run = await run.KeepAsync((SentNote, run.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));
        try
        {
            return await sendAsync();
        }
        catch (CloudFault fault) when (isFirst && !fault.IsUnknown)
        {
            await run.KeepAsync((SentNote, ""));
            throw;
        }
    }

    private static StepResult.Done ReadBack() => new(Remark: "read-back") { HasWritten = true };

    private static DateTimeOffset? At(string? note) =>
        DateTimeOffset.TryParseExact(note, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
}
