using System.Globalization;
using System.Text.Json;

namespace CspBot.Sandbox;

/// <summary>
/// The provider's usage API of a stamp, by Microsoft's pages "Provider resource usage API" and "Usage API related FAQ" (codes of
/// refusals, reported and usage time) and the specification Microsoft.Commerce.Admin 2015-06-01-preview (both times required,
/// <c>nextLink</c> is the next page's address). Not said there, and assumed: an end that is today is refused like one in the future.
/// </summary>
internal static class StackUsageApi
{
    /// <summary>"When a response has more than 1,000 rows".</summary>
    private const int MostRows = 1000;
    private const string Version = "2015-06-01-preview";

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss'+00:00'", "yyyy-MM-dd'T'HH:mm:ss'+00:00Z'", "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
    ];

    public static Answer List(Call call, Stack.Stamp stamp)
    {
        if (string.IsNullOrEmpty(call.Parameter("api-version")))
            return ArmApi.Fault(400, "NoApiVersion", "The api-version query parameter is missing.");
        if (call.Parameter("api-version") != Version)
            return ArmApi.Fault(400, "InvalidProperty", $"api-version must be {Version}.");
        string granularity = call.Parameter("aggregationGranularity") ?? "Daily";
        if (!Ids.Same(granularity, "Daily") && !Ids.Same(granularity, "Hourly"))
            return ArmApi.Fault(400, "InvalidAggregationGranularity", "Valid values are daily and hourly.");
        if (Time(call, "reportedStartTime", granularity) is not { } start)
            return Invalid("reportedStartTime");
        if (Time(call, "reportedEndTime", granularity) is not { } end || end <= start)
            return Invalid("reportedEndTime");
        if (DateOnly.FromDateTime(end) >= DateOnly.FromDateTime(call.World.Now.UtcDateTime))
            return ArmApi.Fault(400, "RequestEndTimeIsInFuture", "Processing not complete: reportedEndTime must be before today.");
        string? subscriber = call.Parameter("subscriberId");
        if (subscriber is not null && !stamp.Usage.Resources.Exists(used => Ids.Same(used.Subscription, subscriber)))
            return ArmApi.Fault(400, "SubscriberIdIsNotDirectTenant", $"'{subscriber}' is no direct tenant of the caller.");
        List<object> rows =
        [
            .. stamp.Usage.Reported(DateOnly.FromDateTime(start), DateOnly.FromDateTime(end))
                .Where(row => subscriber is null || Ids.Same(row.Resource.Subscription, subscriber))
                .SelectMany(row => Json(stamp, row, Ids.Same(granularity, "Hourly"))),
        ];
        return Page(call, rows);
    }

    private static Answer Page(Call call, List<object> rows)
    {
        int skip = 0;
        if (call.Parameter("continuationToken") is { } token
            && (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out skip) || skip <= 0 || skip >= rows.Count))
            return Invalid("continuationToken");
        int size = Math.Min(MostRows, call.World.Knobs.PageSize);
        if (rows.Count - skip <= size)
            return Answer.Ok(new { value = rows.Skip(skip) });
        IEnumerable<string> kept = call.Query
            .Where(item => !Ids.Same(item.Key, "continuationToken"))
            .Select(item => $"{item.Key}={Uri.EscapeDataString(item.Value.ToString())}");
        string next = string.Create(CultureInfo.InvariantCulture, $"continuationToken={skip + size}");
        return Answer.Ok(new
        {
            value = rows.Skip(skip).Take(size),
            nextLink = $"{call.BaseUrl}{call.Path}?{string.Join('&', kept.Append(next))}",
        });
    }

    /// <summary>The day as one row, or its hours with a part each.</summary>
    private static IEnumerable<object> Json(Stack.Stamp stamp, StackUsage.Row row, bool hourly)
    {
        string instance = row.Resource.Instance ?? JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Microsoft.Resources"] = new
            {
                resourceUri = row.Resource.Uri,
                location = stamp.Deployment.Location,
                tags = (object?)null,
                additionalInfo = (object?)null,
            },
        });
        string name = $"{row.Resource.Subscription}-{row.Resource.Meter}";
        int parts = hourly ? 24 : 1;
        DateTime day = row.Day.ToDateTime(TimeOnly.MinValue);
        return Enumerable.Range(0, parts).Select(part => new
        {
            id = $"/subscriptions/{row.Resource.Subscription}/providers/Microsoft.Commerce.Admin/UsageAggregate/{name}",
            name,
            type = "Microsoft.Commerce.Admin/UsageAggregate",
            properties = new
            {
                subscriptionId = row.Resource.Subscription,
                usageStartTime = Text(day.AddHours(hourly ? part : 0)),
                usageEndTime = Text(day.AddHours(hourly ? part + 1 : 24)),
                instanceData = instance,
                quantity = row.Quantity / parts,
                meterId = row.Resource.Meter,
            },
        });
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>UTC and the beginning of an hour, for days midnight; null for anything else.</summary>
    private static DateTime? Time(Call call, string name, string granularity) =>
        DateTime.TryParseExact(
            call.Parameter(name), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time)
        && time is { Minute: 0, Second: 0, Millisecond: 0 }
        && (time.Hour == 0 || Ids.Same(granularity, "Hourly"))
            ? time
            : null;

    private static Answer Invalid(string name) =>
        ArmApi.Fault(400, "InvalidProperty", $"The property '{name}' is missing or has an invalid value.");
}
