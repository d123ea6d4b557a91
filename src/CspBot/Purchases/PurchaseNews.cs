using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Cloud;

namespace CspBot.Purchases;

/// <summary>Reads the activity log: which records tell of a purchase, and what they say about it. Pure.</summary>
internal static partial class PurchaseNews
{
    /// <summary>An order stamped with the bot's own app may still be on its way into the store: it is told of only after this.</summary>
    public static readonly TimeSpan OwnGrace = TimeSpan.FromMinutes(15);

    /// <summary>The log is read again this far back, so that late and shuffled records are met.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(2);

    /// <summary>Days of one piece of the log; a sweep in ordinary times reads one.</summary>
    public const int DaysAtOnce = 7;

    /// <summary>First day to read: from the mark less the overlap, at most as far back as the log may be asked.</summary>
    public static DateOnly WindowFrom(DateTimeOffset? mark, DateTimeOffset now)
    {
        var oldest = now.AddDays(-AzureOperations.AuditDays);
        var from = mark is { } known ? known - Overlap : oldest;
        return DateOnly.FromDateTime((from < oldest ? oldest : from).UtcDateTime);
    }

    /// <summary>The purchases among the records, each once, oldest first, whatever order and how often they come.</summary>
    /// <remarks>
    /// Facts partner-center §6.4: <c>create_order</c> is a purchase, <c>update_order</c> only where a
    /// line adds quantity. Failed ones are none.
    /// </remarks>
    public static IReadOnlyList<NewsItem> Pick(IEnumerable<AuditRecord> records)
    {
        var found = new Dictionary<string, NewsItem>(StringComparer.Ordinal);
        foreach (var record in records.Where(record => record.Succeeded && record.CustomerId.Length > 0))
        {
            if (Read(record) is not { } item)
                continue;
            if (!found.TryGetValue(item.Purchase.Id, out var known))
                found[item.Purchase.Id] = item;
            else
                found[item.Purchase.Id] = (item.Purchase.At < known.Purchase.At ? item : known) with
                {
                    RecordIds = [.. known.RecordIds.Union(item.RecordIds)],
                };
        }

        return [.. found.Values.OrderBy(item => item.Purchase.At).ThenBy(item => item.Purchase.Id, StringComparer.Ordinal)];
    }

    /// <summary>A line about a permission: who switched it and when; null for other records.</summary>
    public static PermissionChange? ReadPermission(AuditRecord record, string ownApplication)
    {
        if (!record.Succeeded
            || record.CustomerId.Length == 0
            || !record.Operation.EndsWith("self_serve_policy", StringComparison.OrdinalIgnoreCase))
            return null;
        var isDelete = record.Operation.StartsWith("delete", StringComparison.OrdinalIgnoreCase);
        var permissions = !isDelete
            && Parse(record.NewValue) is { } value
            && Member(value, "Permissions") is { ValueKind: JsonValueKind.Array } array
                ? array
                : (JsonElement?)null;
        var isOn = !isDelete && (permissions is not { } some || some.GetArrayLength() > 0);
        bool? savings = isDelete ? false : permissions?.EnumerateArray().Any(entry => Says(Text(entry, "Resource") ?? "", "savings"));
        return new PermissionChange(
            Key(record.Id),
            record.CustomerId.ToLowerInvariant(),
            record.At,
            isOn,
            record.UserPrincipalName,
            IsOurs(record.ApplicationId, ownApplication))
        {
            Savings = savings,
        };
    }

    /// <summary>The record was written by the bot's own app.</summary>
    public static bool IsOurs(string? applicationId, string ownApplication) =>
        string.Equals(applicationId, ownApplication, StringComparison.OrdinalIgnoreCase);

    /// <summary>Ids of orders and records compare without case.</summary>
    public static string Key(string id) => id.ToLowerInvariant();

    /// <summary>What sort of purchase it is, by what the order says.</summary>
    /// <remarks>
    /// No field names the kind: until Azure says what is reserved, the names of its lines are all there is
    /// (<see cref="HoldingKinds"/>). Whatever has a subscription is one, but for a savings plan, which has one too where a partner
    /// bought it (Microsoft's page "Purchase Azure savings plans": a subscription of the unit type benefit).
    /// </remarks>
    public static string KindOf(bool isOneTime, IReadOnlyCollection<(string OfferId, string Name, string? SubscriptionId)> lines)
    {
        var kind = HoldingKinds.OfNames([.. lines.Select(line => line.Name)]).Kind;
        var isSubscription = !isOneTime || lines.Any(line => !string.IsNullOrEmpty(line.SubscriptionId)
            || line.OfferId.StartsWith(HoldingKinds.PlanProduct, StringComparison.OrdinalIgnoreCase));
        return isSubscription && kind != HoldingKind.SavingsPlan ? PurchaseKind.Subscription : PurchaseKind.Of(kind);
    }

    private static NewsItem? Read(AuditRecord record)
    {
        var isNew = record.Operation.Equals("create_order", StringComparison.OrdinalIgnoreCase);
        if (!isNew && !record.Operation.Equals("update_order", StringComparison.OrdinalIgnoreCase))
            return null;
        var order = Parse(record.NewValue);
        var orderId = record.OrderId ?? Text(order, "Id");
        if (string.IsNullOrEmpty(orderId))
            return null;
        var lines = Lines(order, record);
        if (!isNew)
            lines = [.. lines.Where(line => line.Transaction.Equals("addQuantity", StringComparison.OrdinalIgnoreCase))];
        if (!isNew && lines.Count == 0)
            return null;
        var cycle = (Text(order, "BillingCycle") ?? record.Data.GetValueOrDefault("BillingCycle") ?? "").Replace(
            "_", "", StringComparison.Ordinal);
        var purchase = new Purchase
        {
            Id = isNew ? Key(orderId) : Key(record.Id),
            OrderId = orderId,
            CustomerId = record.CustomerId.ToLowerInvariant(),
            CustomerName = record.CustomerName ?? "",
            Kind = KindOf(cycle.Equals("onetime", StringComparison.OrdinalIgnoreCase), [.. lines.Select(
                line => (line.OfferId, line.Name, line.SubscriptionId))]),
            Lines = [.. lines.Select(line => new PurchaseLine(line.Name, line.Quantity, line.Term))],
            At = record.At,
            By = string.IsNullOrWhiteSpace(record.UserPrincipalName) ? null : record.UserPrincipalName,
            Through = order is { } placed && Member(placed, "Client") is { } client ? Text(client, "name") : null,
        };
        return new NewsItem(purchase, [Key(record.Id)], record.ApplicationId);
    }

    private static List<RecordLine> Lines(JsonElement? order, AuditRecord record)
    {
        var lines = new List<RecordLine>();
        if (order is { } value && Member(value, "LineItems") is { ValueKind: JsonValueKind.Array } items)
        {
            foreach (var item in items.EnumerateArray())
            {
                var offer = Text(item, "OfferId") ?? "";
                lines.Add(new RecordLine(
                    offer,
                    Text(item, "FriendlyName") ?? offer,
                    Number(Text(item, "Quantity")),
                    Text(item, "TermDuration"),
                    Text(item, "SubscriptionId"),
                    Text(item, "TransactionType") ?? ""));
            }
        }

        // Older records hold the numbered keys alone (facts partner-center §6.2).
        for (var i = 0; lines.Count <= i && record.Data.GetValueOrDefault($"OfferId-{i}") is { Length: > 0 } offer; i++)
            lines.Add(new RecordLine(
                offer,
                record.Data.GetValueOrDefault($"SubscriptionName-{i}") ?? offer,
                Number(record.Data.GetValueOrDefault($"Quantity-{i}")),
                null,
                record.Data.GetValueOrDefault($"SubscriptionId-{i}"),
                ""));
        return lines;
    }

    private static JsonElement? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            // The record's other parts still tell enough to say that something was bought.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }

    private static string? Text(JsonElement? value, string name) => value is { } known && Member(known, name) is { } member
        ? member.ValueKind switch
        {
            JsonValueKind.String => Whole(member),
            JsonValueKind.Number => member.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>Half a character (a name cut in the middle of an emoji) is no text to .NET's reader: the rest of it still is one.</summary>
    private static string? Whole(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return HalfCharacter().Replace(text.GetRawText().Trim('"'), "\uFFFD");
        }
    }

    [GeneratedRegex(@"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HalfCharacter();

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool Says(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private sealed record RecordLine(string OfferId, string Name, int Quantity, string? Term, string? SubscriptionId, string Transaction);
}

/// <summary>A purchase as the log tells it, with the records that do.</summary>
internal sealed record NewsItem(Purchase Purchase, IReadOnlyList<string> RecordIds, string? ApplicationId);

/// <summary>Somebody switched a customer's permission to buy.</summary>
internal sealed record PermissionChange(string Id, string CustomerId, DateTimeOffset At, bool IsOn, string? By, bool ByBot)
{
    /// <summary>Savings plans are among what may be bought from then on; null: the record does not say.</summary>
    public bool? Savings { get; init; }
}
