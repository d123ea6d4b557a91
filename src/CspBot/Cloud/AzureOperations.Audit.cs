using System.Runtime.CompilerServices;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>Partner Center's activity log (partner-center §6).</content>
internal sealed partial class AzureOperations
{
    /// <summary>The log keeps this long; an older start is refused with 400.</summary>
    public const int AuditDays = 90;

    private const int AuditPieceDays = 30;

    /// <summary>
    /// Records of whole UTC days, both ends included, newest piece first; within a piece in the service's order (newest first in the samples).
    /// </summary>
    /// <param name="from">First day; earlier than 90 days ago is cut to that, since nothing older is kept.</param>
    /// <param name="to">Last day.</param>
    /// <param name="resourceType">snake_case word such as <c>order</c>; null = all.</param>
    /// <param name="customerId">Only this customer's; null = all.</param>
    /// <param name="ct">Cancels.</param>
    /// <remarks>
    /// <c>GET /v1/auditrecords?startDate=&amp;endDate=&amp;size=500&amp;filter=</c> in pieces of 30 days, pages followed. The service takes one filter only: the
    /// customer's when given, and the type is then compared here. A record may come twice over overlapping reads: compare <see cref="AuditRecord.Id"/>.
    /// </remarks>
    public async IAsyncEnumerable<AuditRecord> ReadAuditRecordsAsync(DateOnly from, DateOnly to, string? resourceType, string? customerId, [EnumeratorCancellation] CancellationToken ct)
    {
        var oldest = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-AuditDays);
        var start = from < oldest ? oldest : from;
        var customer = customerId is null ? null : Tenant(customerId);
        for (var end = to; end >= start; end = end.AddDays(-AuditPieceDays))
        {
            var first = end.AddDays(1 - AuditPieceDays);
            await foreach (var page in partner.ListAuditRecordsAsync(first < start ? start : first, end, resourceType, customer, ct))
            {
                foreach (var shape in page.Where(s => resourceType is null || CloudJson.SameWord(s.ResourceType, resourceType)))
                    yield return Read(shape);
            }
        }
    }

    private static AuditRecord Read(AuditShape shape)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in shape.CustomizedData ?? [])
            data[entry.Key ?? ""] = entry.Value;
        var at = CloudJson.Time(shape.OperationDate) ?? DateTimeOffset.MinValue;
        var id = string.IsNullOrEmpty(shape.Id)
            ? $"{shape.PartnerId}_{shape.CustomerId}_{data.GetValueOrDefault("OrderId")}_{shape.OperationType}_{at.UtcTicks}"
            : shape.Id;
        return new AuditRecord(
            id,
            shape.CustomerId ?? "",
            shape.CustomerName,
            shape.ResourceType ?? "",
            shape.OperationType ?? "",
            CloudJson.SameWord(shape.OperationStatus, "succeeded"),
            at,
            shape.UserPrincipalName,
            shape.ApplicationId,
            shape.ResourceNewValue,
            data);
    }
}
