using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Everything the channel logs; never a token, a secret, a text or a card's input.</summary>
internal static partial class Log
{
    // 1000-1019: who may post

    [LoggerMessage(1000, LogLevel.Warning, "Inbound token refused: {Reason}")]
    public static partial void TokenRefused(ILogger logger, JwtError reason);

    [LoggerMessage(1001, LogLevel.Warning, "Activity {Type} refused with {Status}: {Reason}")]
    public static partial void ActivityRefused(ILogger logger, int status, string type, string reason);

    [LoggerMessage(1002, LogLevel.Information, "Signing keys fetched: {Count}")]
    public static partial void KeysFetched(ILogger logger, int count);

    [LoggerMessage(1003, LogLevel.Error, "Signing keys could not be fetched; {Kept} old ones stay in use")]
    public static partial void KeysNotFetched(ILogger logger, int kept, Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "Bot:Authentication is None: unsigned activities from this machine are taken")]
    public static partial void Unauthenticated(ILogger logger);

    [LoggerMessage(1005, LogLevel.Warning, "Single sign-on token refused: {Reason}")]
    public static partial void SignInRefused(ILogger logger, JwtError reason);

    // 1020-1039: turns

    [LoggerMessage(1020, LogLevel.Error, "Fault {Reference} in a turn ({Type} {Name}, activity {ActivityId}, MS-CV {Vector})")]
    public static partial void TurnFailed(
        ILogger logger, string reference, string type, string? name, string? activityId, string? vector, Exception exception);

    [LoggerMessage(1021, LogLevel.Error, "Fault {Reference}: invoke {Name} (activity {ActivityId}) was not answered within {Limit}")]
    public static partial void InvokeTooSlow(ILogger logger, string reference, string? name, string? activityId, TimeSpan limit);

    [LoggerMessage(1022, LogLevel.Warning, "Claim store failed; activity {ActivityId} counts as first delivery")]
    public static partial void ClaimFailed(ILogger logger, string activityId, Exception exception);

    [LoggerMessage(1023, LogLevel.Information, "Activity {ActivityId} was delivered before")]
    public static partial void Redelivered(ILogger logger, string activityId);

    [LoggerMessage(1024, LogLevel.Warning, "{Count} turns did not finish before the process ended and were cancelled")]
    public static partial void TurnsCancelled(ILogger logger, int count);

    [LoggerMessage(1025, LogLevel.Information, "Could not tell the conversation ({Failure} {Status} {Code})")]
    public static partial void NotTold(ILogger logger, ConnectorFailure failure, int? status, string? code);

    [LoggerMessage(1026, LogLevel.Information, "Unknown invoke {Name} answered with 501")]
    public static partial void UnknownInvoke(ILogger logger, string? name);

    // 1040-1059: the Connector

    [LoggerMessage(1040, LogLevel.Information, "Connector {Method} answered {Status} {Code}; repeated in {Delay}")]
    public static partial void ConnectorRepeated(ILogger logger, string method, int? status, string? code, TimeSpan delay);

    [LoggerMessage(1041, LogLevel.Warning, "Connector {Method} failed: {Failure} {Status} {Code}")]
    public static partial void ConnectorFailed(ILogger logger, string method, ConnectorFailure failure, int? status, string? code);

    [LoggerMessage(1042, LogLevel.Warning, "No token for the Connector was to be had")]
    public static partial void NoToken(ILogger logger, Exception exception);
}
