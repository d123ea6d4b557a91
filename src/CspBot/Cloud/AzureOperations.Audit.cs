using System.Runtime.CompilerServices;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>Partner Center's activity log (partner-center §6).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// The log keeps 90 days and refuses a start that is "greater than 90 days prior" with 400 (november-2026
    /// §D): a day less, so that no clock decides.
    /// </summary>
    public const int AuditDays = 89;

    private const int AuditPieceDays = 30;

    /// <summary>
    /// Records of whole UTC days, both ends included, newest piece first; within a piece in the
    /// service's order (newest first in the samples).
    /// </summary>
    /// <param name="from">First day; earlier than 89 days ago is cut to that, since nothing older is kept.</param>
    /// <param name="to">Last day.</param>
    /// <param name="resourceType">snake_case word such as <c>order</c>; null = all.</param>
    /// <param name="customerId">Only this customer's; null = all.</param>
    /// <param name="ct">Cancels.</param>
    /// <remarks>
    /// <c>GET /v1/auditrecords?startDate=&amp;endDate=&amp;size=500&amp;filter=</c> in pieces of 30 days, pages followed. The service
    /// takes one filter only: the customer's when given, and the type is then compared here. A filter that is refused (400) is left out,
    /// and both are compared here. A record may come twice over overlapping reads: compare <see cref="AuditRecord.Id"/>.
    /// </remarks>
    public async IAsyncEnumerable<AuditRecord> ReadAuditRecordsAsync(
        DateOnly from, DateOnly to, string? resourceType, string? customerId, [EnumeratorCancellation] CancellationToken ct)
    {
        var oldest = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-AuditDays);
        var start = from < oldest ? oldest : from;
        var customer = customerId is null ? null : Tenant(customerId);
        for (var end = to; end >= start; end = end.AddDays(-AuditPieceDays))
        {
            var first = end.AddDays(1 - AuditPieceDays);
            await foreach (var page in PagesAsync(first < start ? start : first, end, resourceType, customer, ct))
            {
                foreach (var shape in page.Where(IsWanted))
                    yield return Read(shape);
            }
        }

        bool IsWanted(AuditShape shape) =>
            (resourceType is null || CloudJson.SameWord(shape.ResourceType, resourceType))
            && (customer is null || CloudJson.SameId(shape.CustomerId, customer));
    }

    private async IAsyncEnumerable<IReadOnlyList<AuditShape>> PagesAsync(
        DateOnly from, DateOnly to, string? resourceType, string? customer, [EnumeratorCancellation] CancellationToken ct)
    {
        var refused = false;
        await using (var pages = partner.ListAuditRecordsAsync(from, to, resourceType, customer, ct).GetAsyncEnumerator(ct))
        {
            for (var more = true; more;)
            {
                try
                {
                    more = await pages.MoveNextAsync();
                }
                catch (CloudFault fault) when (fault.Status == 400 && (resourceType ?? customer) is not null)
                {
                    (more, refused) = (false, true);
                }

                if (more)
                    yield return pages.Current;
            }
        }

        if (!refused)
            yield break;
        await foreach (var page in partner.ListAuditRecordsAsync(from, to, null, null, ct))
            yield return page;
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
