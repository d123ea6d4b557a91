using System.Text.Json;
using System.Text.Json.Serialization;
using CspBot.Cloud;

namespace CspBot.Purchases;

/// <summary>Something that was bought outside the bot, with all that is known of it so far.</summary>
internal sealed record Purchase
{
    /// <summary>Key of the purchase: the order's id in lower case; for an added quantity the record's id.</summary>
    public required string Id { get; init; }

    public required string OrderId { get; init; }

    public required string CustomerId { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>One of <see cref="PurchaseKind"/>.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<PurchaseLine> Lines { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who, when the record says so.</summary>
    public string? By { get; init; }

    /// <summary>
    /// Where it was placed, when the record says so: <c>Partner Center Web</c> for the portal (facts partner-center §5.4, §6.2).
    /// </summary>
    public string? Through { get; init; }

    /// <summary>When the order says so; Partner Center's orders mostly carry no price.</summary>
    public Money? Amount { get; init; }

    /// <summary>A savings plan's commitment for each hour.</summary>
    public Money? Hourly { get; init; }

    /// <summary>A savings plan buys its successor by itself; null: not said.</summary>
    public bool? Renews { get; init; }

    /// <summary>Azure's own list tells of it, and Partner Center knows nothing of it.</summary>
    public bool InAzure { get; init; }

    /// <summary>Shared, Single, …; only for reservations and savings plans.</summary>
    public string? Scope { get; init; }

    public string? ReservationOrderId { get; init; }

    public string? ReservationId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What a return would give back, asked at <see cref="RefundAt"/>.</summary>
    public RefundQuote? Refund { get; init; }

    public DateTimeOffset? RefundAt { get; init; }

    /// <summary>Why no figure could be asked for: the code of the fault's reason.</summary>
    public string? RefundRefused { get; init; }

    /// <summary>Was the customer allowed to buy by itself? Null: could not be read.</summary>
    public bool? PermissionOn { get; init; }

    public string? PermissionBy { get; init; }

    public DateTimeOffset? PermissionAt { get; init; }

    /// <summary>The request that turns the permission off because of it; null: none does.</summary>
    public string? Closes { get; init; }

    /// <summary>Names of <see cref="UnusualReason"/>; empty for an everyday purchase.</summary>
    public IReadOnlyList<UnusualReason> Unusual { get; init; } = [];

    /// <summary>Partner Center shows the order (up to 15 minutes late, facts partner-center §5.4).</summary>
    public bool OrderRead { get; init; }

    [JsonIgnore]
    public bool IsUrgent => Unusual.Count > 0;

    [JsonIgnore]
    public int Quantity => Lines.Sum(line => line.Quantity);

    /// <summary>The longest term of its lines, such as P3Y.</summary>
    [JsonIgnore]
    public string? Term => Lines.Select(line => line.Term).OfType<string>().Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>The customer's permission covers this kind, or may: nothing tells what some one-time purchases are.</summary>
    [JsonIgnore]
    public bool IsCommitment => Kind is not PurchaseKind.Subscription;
}

/// <summary>One line of the order.</summary>
internal sealed record PurchaseLine(string Product, int Quantity, string? Term);

/// <summary>The kinds that people can choose to hear of.</summary>
internal static class PurchaseKind
{
    public const string Reservation = "reservation";
    public const string SavingsPlan = "savings-plan";
    public const string Subscription = "subscription";

    /// <summary>
    /// Credits paid ahead (Copilot, Databricks, Sentinel, …): final, bought under the same permission (facts november-2026 §B 5).
    /// </summary>
    public const string PrePurchase = "pre-purchase";

    /// <summary>Paid once, and nothing tells more: no return is promised.</summary>
    public const string OneTime = "one-time";

    /// <summary>A reservation nears its end.</summary>
    public const string Expiry = "expiry";

    /// <summary>What people choose among; one-time purchases and pre-purchase plans come with the reservations.</summary>
    public static IReadOnlyList<string> All { get; } = [Reservation, SavingsPlan, Subscription, Expiry];

    /// <summary>The choice that a kind comes with.</summary>
    public static string ChoiceOf(string kind) => kind is PrePurchase or OneTime ? Reservation : kind;

    /// <summary>How a purchase is called by what <see cref="HoldingKinds"/> says that it is.</summary>
    public static string Of(HoldingKind kind) => kind switch
    {
        HoldingKind.Reservation => Reservation,
        HoldingKind.SavingsPlan => SavingsPlan,
        HoldingKind.PrePurchase => PrePurchase,
        _ => OneTime,
    };
}

/// <summary>Why a purchase is marked and passes digest and quiet hours.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnusualReason>))]
internal enum UnusualReason
{
    FirstEver,
    MuchLarger,
    ThreeYears,
    OutsideOfficeHours,
}

/// <summary>Who took care of a purchase first.</summary>
internal sealed record PurchaseTaken(string ObjectId, string Name, DateTimeOffset At);

/// <summary>JSON of what is stored about purchases and routes.</summary>
internal static class PurchaseJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>What reading throws at a document of another version, or a broken one.</summary>
    public static bool IsUnreadable(Exception e) =>
        e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException;

    /// <summary>The document; null when this version cannot read it.</summary>
    public static T? TryRead<T>(string document)
        where T : class
    {
        try
        {
            return Read<T>(document);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    public static T Read<T>(string document) =>
        JsonSerializer.Deserialize<T>(document, Options) ?? throw new JsonException("A stored document is empty.");
}
