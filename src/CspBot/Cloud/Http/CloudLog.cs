namespace CspBot.Cloud.Http;

/// <summary>What the cloud folder writes to the log (ids 3000 to 3099); no names, no tokens.</summary>
internal static partial class CloudLog
{
    [LoggerMessage(3000, LogLevel.Information, "Customer index holds {Count} customers")]
    public static partial void CustomersRead(ILogger log, int count);

    [LoggerMessage(3001, LogLevel.Warning, "Customers could not be read ({Reason}, code {Code}, request {RequestId}); next try in {Pause}")]
    public static partial void CustomersNotRead(ILogger log, CloudReason reason, string? code, string? requestId, TimeSpan pause);
}
