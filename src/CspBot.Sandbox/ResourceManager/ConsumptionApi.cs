using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.Consumption: how much of a reservation is used, as Microsoft's specification 2023-05-01 has it (facts, azure §7.5;
/// its samples ReservationSummariesDaily.json, ReservationDetailsWithReservationId.json).
/// </summary>
/// <remarks>
/// Assumed: the rights are those on the order; a filter that is missing or cannot be read is 400 BadRequest; monthly figures
/// without a filter go back to the purchase. Credits paid ahead have no hours: their percentages are 0 and utilizedPercentage tells
/// what is used up, which is 0 of everything else (BenefitUtilizationSummaryReportSchema of the specification cost-management
/// 2024-08-01 says so of its columns).
/// </remarks>
internal static partial class ConsumptionApi
{
    public static readonly string[] Versions = ["2024-08-01", "2023-05-01", "2021-10-01"];

    private const string Consumption = "providers/Microsoft.Consumption";

    public static void Map(Routes routes)
    {
        const string One = "/providers/Microsoft.Capacity/reservationorders/{order}/reservations/{reservation}";
        routes.Map("GET", $"{One}/{Consumption}/reservationSummaries", OfReservation(Summaries));
        routes.Map("GET", $"{One}/{Consumption}/reservationDetails", OfReservation(Details));
        RecommendationsApi.Map(routes);
    }

    /// <summary>The days of a filter on <c>properties/usageDate</c> with <c>ge</c> and <c>le</c>; null when it is another.</summary>
    public static (DateOnly From, DateOnly To)? Days(string? filter)
    {
        Match match = UsageDates().Match(filter ?? "");
        return Day(match.Groups[1].Value) is { } from && Day(match.Groups[2].Value) is { } to ? (from, to) : null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    public static IEnumerable<DateOnly> Each(DateOnly from, DateOnly to)
    {
        for (DateOnly day = from; day <= to; day = day.AddDays(1))
            yield return day;
    }

    public static string Midnight(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);

    public static Answer BadRequest(string message) => ArmApi.Fault(400, "BadRequest", message);

    private static Func<Call, Answer> OfReservation(Func<Call, Reservation, Answer> handler) => call =>
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        Reservation? item = call.World.Reservations.Find(found =>
            Ids.Same(found.ReservationOrder, call["order"]) && Ids.Same(found.Customer, call.Token!.Tenant));
        if (item is null)
            return ArmApi.Fault(404, "ReservationOrderNotFound", "The reservation order was not found.");
        if (!Ids.Same(item.Id, call["reservation"]))
            return ArmApi.Fault(404, "ReservationIdNotInReservationOrder", "The reservation is not in this order.");
        return item.Readable && ArmApi.IsOwner(call, item.Subscription)
            ? handler(call, item)
            : ArmApi.NotAllowed(
                call,
                "Microsoft.Consumption/reservationSummaries/read",
                $"/providers/Microsoft.Capacity/reservationOrders/{item.ReservationOrder}");
    };

    private static Answer Summaries(Call call, Reservation item)
    {
        DateOnly today = DateOnly.FromDateTime(call.World.Now.UtcDateTime);
        DateOnly bought = DateOnly.FromDateTime(item.Purchased.UtcDateTime);
        string? filter = call.Parameter("$filter");
        (DateOnly From, DateOnly To)? days = filter is null ? null : Days(filter);
        if (filter is not null && days is null)
            return BadRequest("The filter cannot be read: it takes properties/usageDate with ge and le.");
        switch (call.Parameter("grain")?.ToLowerInvariant())
        {
            case "daily" when days is { } asked:
                return ArmApi.Page(call, Each(asked.From, asked.To)
                    .Where(day => item.Used(day, call.World.Now) is not null)
                    .Select(day => Summary(call, item, day, [day])));
            case "daily":
                return BadRequest("The query option '$filter' is required for the daily grain.");
            case "monthly":
                (DateOnly from, DateOnly to) = days ?? (bought, today);
                return ArmApi.Page(call, Each(from, to)
                    .Where(day => item.Used(day, call.World.Now) is not null)
                    .GroupBy(day => new DateOnly(day.Year, day.Month, 1))
                    .Select(month => Summary(call, item, month.Key, [.. month])));
            default:
                return BadRequest("The query option 'grain' is required: daily or monthly.");
        }
    }

    private static object Summary(Call call, Reservation item, DateOnly date, IReadOnlyList<DateOnly> days)
    {
        bool credits = item.Kind == Reservation.PrePurchase;
        List<decimal> shares = [.. days.Select(day => credits ? 0 : item.Used(day, call.World.Now)!.Value)];
        decimal reserved = credits ? 0 : 24m * item.Quantity * days.Count;
        decimal average = shares.Average();
        string name = $"{item.ReservationOrder}_{item.Id}_{date:yyyyMMdd}";
        return new
        {
            id = $"providers/Microsoft.Capacity/reservationOrders/{item.ReservationOrder}/reservations/{item.Id}/{Consumption}"
                + $"/reservationSummaries/{date:yyyyMMdd}",
            name,
            type = "Microsoft.Consumption/reservationSummaries",
            properties = new
            {
                reservationOrderId = item.ReservationOrder,
                reservationId = item.Id,
                skuName = item.Product,
                kind = "Reservation",
                reservedHours = reserved,
                usageDate = Midnight(date),
                usedHours = Math.Round(reserved * average / 100, 4),
                minUtilizationPercentage = shares.Min(),
                avgUtilizationPercentage = Math.Round(average, 2),
                maxUtilizationPercentage = shares.Max(),
                purchasedQuantity = item.Quantity,
                remainingQuantity = 0,
                totalReservedQuantity = item.Quantity,
                usedQuantity = Math.Round(item.Quantity * average / 100, 2),
                utilizedPercentage = credits ? UsedUp(item, days[^1]) : 0,
            },
        };
    }

    /// <summary>Percent of the credits that are gone at the end of a day, in even steps.</summary>
    private static decimal UsedUp(Reservation item, DateOnly day)
    {
        decimal gone = day.DayNumber + 1 - DateOnly.FromDateTime(item.Purchased.UtcDateTime).DayNumber;
        return Math.Round(Math.Min(100, item.Use * gone / (decimal)(item.Expires - item.Purchased).TotalDays), 2);
    }

    /// <summary>
    /// One row for each day and machine. A shared reservation is used by the customer's subscriptions in turn, the first of them
    /// most; the machines have made-up names.
    /// </summary>
    private static Answer Details(Call call, Reservation item)
    {
        if (Days(call.Parameter("$filter")) is not { } asked)
            return BadRequest("The query option '$filter' is required: properties/usageDate with ge and le.");
        List<AzureSubscription> subscriptions = item.Scope == "Single"
            ? [call.World.AzureSubscription(item.Subscription)!]
            : [.. call.World.AzureSubscriptionsOf(item.Customer)];
        (string series, _, decimal ratio) = item.ResourceType == "VirtualMachines" ? Workloads.Flexibility(item.Product) : ("NA", "", 1);
        return ArmApi.Page(call,
            from day in Each(asked.From, asked.To)
            let share = item.Used(day, call.World.Now)
            where share is > 0
            from machine in Enumerable.Range(0, item.Quantity)
            let subscription = subscriptions[machine % 3 == 2 && subscriptions.Count > 1 ? 1 : 0]
            select (object)new
            {
                id = $"providers/Microsoft.Capacity/reservationOrders/{item.ReservationOrder}/reservations/{item.Id}/{Consumption}"
                    + $"/reservationDetails/{day:yyyyMMdd}",
                name = $"{item.ReservationOrder}_{item.Id}_{day:yyyyMMdd}",
                type = "Microsoft.Consumption/reservationDetails",
                properties = new
                {
                    reservationOrderId = item.ReservationOrder,
                    reservationId = item.Id,
                    skuName = item.Product,
                    instanceFlexibilityGroup = series,
                    instanceFlexibilityRatio = ratio.ToString(CultureInfo.InvariantCulture),
                    instanceId = $"/subscriptions/{subscription.Id}/resourcegroups/production/providers/microsoft.compute/virtualmachines"
                        + $"/vm-{machine + 1:00}",
                    kind = "Reservation",
                    reservedHours = 24m * item.Quantity,
                    totalReservedQuantity = item.Quantity,
                    usageDate = Midnight(day),
                    usedHours = Math.Round(24m * share.Value / 100, 4),
                },
            });
    }

    [GeneratedRegex(
        @"^\s*properties/usageDate\s+ge\s+'?(\d{4}-\d{2}-\d{2})'?\s+and\s+properties/usageDate\s+le\s+'?(\d{4}-\d{2}-\d{2})'?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex UsageDates();
}
