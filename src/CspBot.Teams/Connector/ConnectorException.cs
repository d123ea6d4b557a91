namespace CspBot.Teams;

/// <summary>What became of a Connector call that failed.</summary>
public enum ConnectorFailure
{
    /// <summary>Called wrong (400), or never asked for a reason of ours: repeating it as it is will hardly help.</summary>
    Refused,

    /// <summary>The message is too large (413): make it smaller.</summary>
    TooLarge,

    /// <summary>
    /// Not taken now, for a reason that says nothing about the message (401, and statuses without a
    /// documented meaning): later, in minutes to hours.
    /// </summary>
    Rejected,

    /// <summary>The message or conversation is gone (404, 410), or so a gateway says: an update becomes a new message.</summary>
    Gone,

    /// <summary>The conversation is closed to the bot (403 with or without a known code): park it until heard from.</summary>
    Parked,

    /// <summary>Rejected for now (429, 412, 409): wait <see cref="ConnectorException.RetryAfter"/> and repeat.</summary>
    Throttled,

    /// <summary>Nothing was sent (connection refused, token not to be had): may be repeated.</summary>
    NotSent,

    /// <summary>The answer never came or was a 5xx: it may have been posted.</summary>
    Unknown,
}

/// <summary>A Connector call failed.</summary>
public sealed class ConnectorException(
    ConnectorFailure failure, int? status, string? code, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the caller may do.</summary>
    public ConnectorFailure Failure { get; } = failure;

    /// <summary>HTTP status, when there was an answer.</summary>
    public int? Status { get; } = status;

    /// <summary>The Connector's own code, e.g. <c>BotNotInConversationRoster</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>How long the Connector asked to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
