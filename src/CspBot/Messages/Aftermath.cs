using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>What becomes of a message that did not get through. It is lost only when nobody can ever get it.</summary>
/// <param name="State">pending, parked (tried again when the place is heard from, and at its time), refused, or unknown.</param>
/// <param name="Wait">Until the next try.</param>
internal sealed record Aftermath(string State, TimeSpan Wait)
{
    /// <summary>The problem of what waits for a conversation that is closed to the bot.</summary>
    public const string Asleep = "conversation-parked";

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestThrottle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whatever made the answer get lost is over by then, for most.</summary>
    private static readonly TimeSpan BeforeOnceMore = TimeSpan.FromSeconds(10);

    /// <summary>A hanging chat keeps a lane busy for ten seconds: what else is for it waits a little.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    /// <summary>After this many answers of "wrong", with a minute and an hour between, it is wrong.</summary>
    private const int MostRefusals = 3;

    public string? Problem { get; init; }

    public int Unsure { get; init; }

    public int Refusals { get; init; }

    public int Opened { get; init; }

    public int Cut { get; init; }

    /// <summary>The message that stands cannot be edited: what it has to say is said in a new one.</summary>
    public bool AsNew { get; init; }

    /// <summary>The copy is no message of ours in that conversation, or no more.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>The conversation is closed to the bot until it is heard from, or a probe gets through.</summary>
    public bool ParksConversation { get; init; }

    /// <summary>What else waits for the conversation waits at least so long; null when it need not.</summary>
    public TimeSpan? Holds { get; init; }

    /// <summary>Sent as often as a send of unknown result may be.</summary>
    public static Aftermath Unknown(OutboxRow row) => Of(row, "unknown", TimeSpan.Zero) with { Problem = nameof(ConnectorFailure.Unknown) };

    /// <summary>The bot must keep silent there: it waits with the conversation.</summary>
    public static Aftermath Parked(OutboxRow row, string reason) => Of(row, "parked", Day) with { Problem = reason, Opened = 0 };

    /// <summary>Nothing was sent, or whatever went wrong is a fault of ours.</summary>
    public static Aftermath Later(OutboxRow row, string problem) => Of(row, Waiting(row), Backoff(row)) with { Problem = problem };

    /// <summary>What the failure of a delivery means for the message.</summary>
    /// <param name="row">The message.</param>
    /// <param name="e">The answer, or what came instead of one.</param>
    /// <remarks>
    /// Statuses: facts teams-protocol §3.3. That 404 and 403 without a known code come at random,
    /// and 409 and 400 at times: cases 07 and 08.
    /// </remarks>
    public static Aftermath After(OutboxRow row, ConnectorException e)
    {
        var problem = $"{e.Status} {e.Code}".Trim();
        var after = e.Failure switch
        {
            ConnectorFailure.Throttled => Of(row, Waiting(row), Shorter(e.RetryAfter ?? Backoff(row), LongestThrottle)),
            ConnectorFailure.NotSent => Of(row, Waiting(row), Backoff(row)),
            ConnectorFailure.Unknown => AfterUnknown(row, e),
            ConnectorFailure.Rejected => Of(row, "parked", Growing(row, TimeSpan.FromMinutes(1), 2, TimeSpan.FromHours(1))),
            _ when row.IsBegun => AfterNo(row, e),
            _ => AfterClosed(row, e),
        };
        return after with
        {
            Problem = problem.Length == 0 || e.Failure is ConnectorFailure.Throttled or ConnectorFailure.NotSent or ConnectorFailure.Unknown
                ? e.Failure.ToString()
                : problem,
            Holds = e.Failure == ConnectorFailure.Throttled || after.State == "parked" ? after.Wait
                : e.Failure == ConnectorFailure.Unknown && e.Status is null ? Shorter(after.Wait, LongestHold) : null,
        };
    }

    private static Aftermath AfterUnknown(OutboxRow row, ConnectorException e)
    {
        // An edit, and opening a chat, are the same done twice. Of a new message Teams can neither
        // be asked what arrived nor knows a repeat.
        if (!row.IsBegun || row.IsEdit)
            return Of(row, Waiting(row), Shorter(e.RetryAfter ?? Backoff(row), LongestThrottle));
        var spent = row.ComesAgain || row.Unsure > 0;
        return Of(row, spent ? "unknown" : "pending", Longer(BeforeOnceMore, e.RetryAfter)) with { Unsure = row.Unsure + 1 };
    }

    /// <summary>Teams said no to the message itself.</summary>
    private static Aftermath AfterNo(OutboxRow row, ConnectorException e)
    {
        var forbidden = e.Failure == ConnectorFailure.Parked;
        if (e is { Failure: ConnectorFailure.TooLarge } && row.Cut == 0)
            return Of(row, "pending", TimeSpan.Zero) with { Cut = 1 };
        if (row.IsEdit && (!forbidden || row.WasForbidden))
            return Of(row, "pending", TimeSpan.Zero) with { AsNew = !row.IsCopy, IsForgotten = row.IsCopy, Unsure = 0 };
        if (e.Failure == ConnectorFailure.TooLarge)
            return Of(row, "refused", TimeSpan.Zero);
        if (e is { Failure: ConnectorFailure.Refused, Status: not null })
        {
            return row.Refusals + 1 >= MostRefusals
                ? Of(row, "refused", TimeSpan.Zero) with { Refusals = row.Refusals + 1 }
                : Of(row, "pending", row.Refusals == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1)) with
                {
                    Refusals = row.Refusals + 1,
                };
        }

        return row is { IsToPerson: true, OpensAnew: false } ? Of(row, "pending", TimeSpan.Zero) with { Opened = 1 } : AfterClosed(row, e);
    }

    /// <summary>The bot may not speak there, or cannot get there now.</summary>
    private static Aftermath AfterClosed(OutboxRow row, ConnectorException e)
    {
        var isForGood = e.Failure == ConnectorFailure.Parked && e.Code is not null;
        var first = e.Failure == ConnectorFailure.Gone ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10);
        return Of(row, "parked", isForGood ? Day : Growing(row, first, 6, Day)) with
        {
            Opened = 0,
            ParksConversation = e.Failure == ConnectorFailure.Parked || (row.IsBegun && row.Attempts > 1),
        };
    }

    private static Aftermath Of(OutboxRow row, string state, TimeSpan wait) =>
        new(state, wait) { Unsure = row.Unsure, Refusals = row.Refusals, Opened = row.Opened, Cut = row.Cut };

    /// <summary>A probe that did not reach Teams goes on waiting as what it was.</summary>
    private static string Waiting(OutboxRow row) => row.IsProbe ? "parked" : "pending";

    private static TimeSpan Backoff(OutboxRow row) => Growing(row, TimeSpan.FromSeconds(1), 2, LongestBackoff);

    private static TimeSpan Growing(OutboxRow row, TimeSpan first, double by, TimeSpan most) =>
        TimeSpan.FromSeconds(Math.Min(most.TotalSeconds, first.TotalSeconds * Math.Pow(by, Math.Min(row.Attempts, 20))));

    private static TimeSpan Shorter(TimeSpan wait, TimeSpan most) => wait < most ? wait : most;

    private static TimeSpan Longer(TimeSpan least, TimeSpan? wait) => wait > least ? Shorter(wait.Value, LongestThrottle) : least;
}
