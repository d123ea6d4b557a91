namespace CspBot.Cloud.Http;

/// <summary>What the cloud folder writes to the log (ids 3000 to 3099); no names, no tokens.</summary>
internal static partial class CloudLog
{
    [LoggerMessage(3000, LogLevel.Information, "Customer index holds {Count} customers")]
    public static partial void CustomersRead(ILogger log, int count);

    [LoggerMessage(3001, LogLevel.Warning, "Customers could not be read ({Reason}, code {Code}, request {RequestId}); next try in {Pause}")]
    public static partial void CustomersNotRead(ILogger log, CloudReason reason, string? code, string? requestId, TimeSpan pause);

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "{Api} sent {Count} entries or values that cannot be read as they are, the first at {Place}; they are left out or mended (told "
        + "once for each place)")]
    public static partial void OddEntries(ILogger log, string api, int count, string place);

    [LoggerMessage(3010, LogLevel.Error, "The rotated refresh token cannot be written to its file; it is kept in memory and tried again")]
    public static partial void RefreshTokenNotWritten(ILogger log, Exception fault);
}
