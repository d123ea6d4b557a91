using System.Text.Json.Serialization;
using CspBot.Messages;

namespace CspBot.Purchases;

/// <summary>Who hears of what, where and when: one line of the routing.</summary>
internal sealed record NoticeRoute
{
    public required string Id { get; init; }

    /// <summary>Object id of the person whose own chat it goes to; null for a conversation.</summary>
    public string? Recipient { get; init; }

    /// <summary>The group chat or channel; null for a person's own chat.</summary>
    public string? Conversation { get; init; }

    public required string TenantId { get; init; }

    /// <summary>Who made it: object id, and the name as it was then.</summary>
    public required string Owner { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>Only this customer; null = all.</summary>
    public string? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    /// <summary>Of <see cref="PurchaseKind"/>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = PurchaseKind.All;

    /// <summary>Smaller known amounts are left out, in the order's currency; an unknown amount is told.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Once a day at <see cref="DigestAt"/> instead of at once.</summary>
    public bool Digest { get; init; }

    public TimeOnly DigestAt { get; init; } = new(8, 0);

    /// <summary>Between these times only unusual purchases are told; both or none.</summary>
    public TimeOnly? QuietFrom { get; init; }

    public TimeOnly? QuietTo { get; init; }

    /// <summary>IANA time zone of the reader.</summary>
    public required string TimeZone { get; init; }

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Where it arrives: all routes to one chat or conversation share it, and tell one purchase once.</summary>
    [JsonIgnore]
    public string Target => TargetOf(Recipient, Conversation);

    /// <summary>A person's own chat, or a conversation; a channel's threads are one place.</summary>
    public static string TargetOf(string? recipient, string? conversation) =>
        recipient is { } person ? "p:" + person.ToLowerInvariant() : "c:" + ConversationStore.Key(conversation ?? "");

    public bool Wants(string customerId, string kind, decimal? amount) =>
        (CustomerId is null || CustomerId.Equals(customerId, StringComparison.OrdinalIgnoreCase))
        && Kinds.Contains(PurchaseKind.ChoiceOf(kind))
        && (Minimum is null || amount is null || amount >= Minimum);
}
