using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Bot.Builder;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace CspBot.Teams;

/// <summary>Runs the bot over one activity: an invoke's answer, or null (messages and events; an invoke it does not know).</summary>
internal delegate Task<InvokeResponse?> TurnHandler(Activity activity, CancellationToken ct);

/// <summary>Takes note of an activity that came, genuinely, from a tenant that is not served.</summary>
public delegate Task ForeignTenantHandler(Activity activity, CancellationToken ct);

/// <summary>Runs turns: once per activity, answered in time.</summary>
/// <remarks>Time limits: facts teams-protocol §2.7. Duplicates: §6.1.</remarks>
internal sealed class Turns(
    TeamsOptions options,
    ConnectorClient connector,
    ActivityClaims claims,
    TimeProvider time,
    TurnWork work,
    ILogger<Turns> logger)
{
    private const int Ok = 200;
    private const int NotImplemented = 501;
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ClaimLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MessageLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BackgroundLimit = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Task<InvokeResponse>> _inFlight = new(StringComparer.Ordinal);

    /// <summary>The answer to an invoke; never throws but for the end of the caller's wait.</summary>
    /// <remarks>
    /// The same one that comes again while it runs shares its answer; later it runs again, and
    /// the bot answers with what stands by then.
    /// </remarks>
    public async Task<InvokeResponse> InvokeAsync(Activity activity, TurnHandler handler, CancellationToken ct)
    {
        // A search changes nothing, and each keystroke wants its own answer.
        if (Key(activity) is not { } key || activity.IsInvoke("application/search"))
            return await AnswerAsync(activity, handler);

        var first = new TaskCompletionSource<InvokeResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _inFlight.GetOrAdd(key, first.Task);
        if (running != first.Task)
        {
            Log.Redelivered(logger, activity.Id!);
            return await running.WaitAsync(ct);
        }

        try
        {
            var answer = await AnswerAsync(activity, handler);
            first.SetResult(answer);
            return answer;
        }
        catch (Exception e)
        {
            first.SetException(e);
            throw;
        }
        finally
        {
            _inFlight.TryRemove(key, out _);
        }
    }

    /// <summary>Runs a message or event; returns when it is done or has taken two seconds, whichever is first.</summary>
    public async Task ReceiveAsync(Activity activity, TurnHandler handler)
    {
        using var enough = new CancellationTokenSource();
        var clock = Task.Delay(MessageLimit, time, enough.Token);
        if (Key(activity) is { } key && !await ClaimAsync(key, activity))
        {
            await enough.CancelAsync();
            return;
        }

        var running = work.Track(RunAsync(activity, handler));
        if (await Task.WhenAny(running, clock) == clock && activity.Type == "message")
            _ = work.Track(TellAsync(activity, new Activity(ActivityTypes.Typing)));
        await enough.CancelAsync();
    }

    private async Task<InvokeResponse> AnswerAsync(Activity activity, TurnHandler handler)
    {
        using var limit = new CancellationTokenSource(options.InvokeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, work.Ending);
        var call = work.Track(CallAsync(activity, handler, both.Token));
        try
        {
            // The work may ignore its cancellation; the answer does not wait for that.
            var answer = await call.WaitAsync(both.Token);
            if (answer is not null and not { Status: NotImplemented })
                return answer;

            // A sign-in that failed silently is taken note of (facts teams-protocol §1.9); every other unknown invoke is told so.
            Log.UnknownInvoke(logger, activity.Name);
            return new InvokeResponse { Status = activity.Name == "signin/failure" ? Ok : NotImplemented };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            var reference = NewReference();
            Log.InvokeTooSlow(logger, reference, activity.Name, activity.Id, options.InvokeLimit);
            return Fault(activity, reference);
        }
        catch (Exception e)
        {
            return Fault(activity, Failed(activity, e));
        }
    }

    private async Task RunAsync(Activity activity, TurnHandler handler)
    {
        using var limit = new CancellationTokenSource(BackgroundLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, work.Ending);
        try
        {
            await CallAsync(activity, handler, both.Token);
        }
        catch (Exception e)
        {
            var reference = Failed(activity, e);
            if (activity.Type == ActivityTypes.Message && !work.Ending.IsCancellationRequested)
                await TellAsync(activity, MessageFactory.Text(FaultText(activity, reference)));
        }
    }

    /// <summary>A handler that blocks or throws before its first await must not hold up or escape the turn.</summary>
    private static async Task<InvokeResponse?> CallAsync(Activity activity, TurnHandler handler, CancellationToken ct)
    {
        await Task.Yield();
        return await handler(activity, ct);
    }

    private async Task TellAsync(Activity heard, Activity said)
    {
        try
        {
            await connector.SendAsync(ConversationAddress.From(heard), said, work.Ending);
        }
        catch (ConnectorException e)
        {
            Log.NotTold(logger, e.Failure, e.Status, e.Code);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task<bool> ClaimAsync(string key, Activity activity)
    {
        try
        {
            using var limit = new CancellationTokenSource(ClaimLimit, time);
            var first = await claims.TryClaimAsync(key, ClaimLifetime, limit.Token).AsTask().WaitAsync(limit.Token);
            if (!first)
                Log.Redelivered(logger, activity.Id!);
            return first;
        }
        catch (Exception e)
        {
            Log.ClaimFailed(logger, activity.Id!, e);
            return true;
        }
    }

    private string Failed(Activity activity, Exception e)
    {
        var reference = NewReference();
        var vector = activity.Properties?["MSCV"] is JValue { Value: string v } ? v : null;
        Log.TurnFailed(logger, reference, activity.Type, activity.Name, activity.Id, vector, e);
        return reference;
    }

    private InvokeResponse Fault(Activity activity, string reference) =>
        new() { Status = Ok, Body = InvokeAnswer.Error(500, "InternalServerError", FaultText(activity, reference)) };

    /// <summary>The bot's own words; a locale that nobody knows must not cost the answer.</summary>
    private string FaultText(Activity activity, string reference)
    {
        try
        {
            return options.FaultText(activity.Language(), reference);
        }
        catch (Exception e)
        {
            Log.TurnFailed(logger, reference, activity.Type, activity.Name, activity.Id, null, e);
            return TeamsOptions.EnglishFault(reference);
        }
    }

    /// <summary>Ids are unique inside one conversation only; an activity without one cannot be told from its twin.</summary>
    private static string? Key(Activity activity) =>
        activity.Id is { Length: > 0 } id ? $"{activity.Conversation!.Id}\n{id}" : null;

    /// <summary>Short, readable aloud: no letter that looks like a digit.</summary>
    private static string NewReference() => "F-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);
}
