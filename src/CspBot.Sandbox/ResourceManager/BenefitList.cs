using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// A list over all reservations or savings plans of a tenant, as Reservation_ListAll and SavingsPlan_ListAll of Microsoft's
/// specifications 2022-11-01 have it: filter, order, one state, so many at once, and the number to skip as <c>$skiptoken</c>.
/// </summary>
/// <remarks>
/// That <c>selectedState</c> means the shown state, that an unreadable filter is 400 BadRequest, and that a page without
/// <c>take</c> is as large as elsewhere in Resource Manager are assumptions.
/// </remarks>
internal static class BenefitList
{
    /// <summary>displayProvisioningState of the specification, and the member of the summary that counts it.</summary>
    private static readonly (string State, string Count)[] States =
    [
        ("Succeeded", "succeededCount"), ("Failed", "failedCount"), ("Expiring", "expiringCount"), ("Expired", "expiredCount"),
        ("Pending", "pendingCount"), ("Cancelled", "cancelledCount"), ("Processing", "processingCount"), ("Warning", "warningCount"),
        ("NoBenefit", "noBenefitCount"),
    ];

    public static Answer Show(Call call, IEnumerable<object> items)
    {
        List<JsonNode> all = [.. items.Select(item => JsonSerializer.SerializeToNode(item)!)];
        if (Selected(call, all) is not { } chosen)
            return ArmApi.Fault(400, "BadRequest", "The query option cannot be read: see the documents of $filter, $orderby and take.");
        int most = call.World.Knobs.PageSize;
        int size = Math.Min(most, Number(call.Parameter("take")) ?? most);
        int skip = Number(call.Parameter("$skiptoken")) ?? 0;
        List<JsonNode> page = [.. chosen.Skip(skip).Take(size)];
        return Answer.Ok(new
        {
            value = page,
            nextLink = skip + page.Count < chosen.Count ? Next(call, skip + page.Count) : null,
            summary = States.ToDictionary(state => state.Count, state => all.Count(item => Shown(item) == state.State)),
        });
    }

    private static List<JsonNode>? Selected(Call call, List<JsonNode> all)
    {
        IEnumerable<JsonNode> chosen = all;
        if (call.Parameter("take") is { } take && Number(take) is null or 0)
            return null;
        if (call.Parameter("selectedState") is { Length: > 0 } state)
        {
            if (!States.Any(known => Ids.Same(known.State, state)))
                return null;
            chosen = chosen.Where(item => Ids.Same(Shown(item), state));
        }

        if (call.Parameter("$filter") is { Length: > 0 } filter)
        {
            if (BenefitFilter.Read(filter) is not { } matches)
                return null;
            chosen = chosen.Where(matches);
        }

        return call.Parameter("$orderby") is { Length: > 0 } order ? Ordered(chosen, order) : [.. chosen];
    }

    private static List<JsonNode>? Ordered(IEnumerable<JsonNode> items, string order)
    {
        string[] words = order.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 2 || !BenefitFilter.IsProperty(words[0]) || words.ElementAtOrDefault(1) is not (null or "asc" or "desc"))
            return null;
        List<JsonNode> sorted = [.. items.OrderBy(item => BenefitFilter.Value(item, words[0]), StringComparer.OrdinalIgnoreCase)];
        if (words.ElementAtOrDefault(1) == "desc")
            sorted.Reverse();
        return sorted;
    }

    private static string? Shown(JsonNode item) => (string?)item["properties"]!["displayProvisioningState"];

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Next(Call call, int skip)
    {
        IEnumerable<string> kept = call.Query.Where(item => !item.Key.Equals("$skiptoken", StringComparison.OrdinalIgnoreCase))
            .Select(item => $"{item.Key}={Uri.EscapeDataString(item.Value.ToString())}");
        string query = string.Join('&', kept.Append(string.Create(CultureInfo.InvariantCulture, $"$skiptoken={skip}")));
        return $"{call.BaseUrl}{call.Path}?{query}";
    }
}
