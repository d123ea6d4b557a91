using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Teams.Cards;

/// <summary>One Adaptive Card as Teams takes it: version 1.5, with a fallback text for clients that cannot show it.</summary>
/// <remarks>Version and schema: facts teams-protocol §7.1 (a missing version does not render on mobile).</remarks>
public sealed record AdaptiveCard
{
    /// <summary>Always <c>AdaptiveCard</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string Type => "AdaptiveCard";

    /// <summary>The schema that Teams' own samples name.</summary>
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("$schema")]
    public string Schema => "http://adaptivecards.io/schemas/adaptive-card.json";

    /// <summary>Always <c>1.5</c>; higher ones show the fallback text in Teams.</summary>
    [JsonPropertyOrder(-1)]
    public string Version => "1.5";

    /// <summary>What a client shows (and a screen reader reads) when it cannot render the card; plain text.</summary>
    public required string FallbackText { get; init; }

    /// <summary>Language of the card (<c>fr</c>, <c>en</c>): date macros and screen readers follow it.</summary>
    public required string Lang { get; init; }

    /// <summary>Elements from top to bottom; reading order is this order.</summary>
    public required IReadOnlyList<CardElement> Body { get; init; }

    /// <summary>At most six buttons.</summary>
    public IReadOnlyList<CardAction>? Actions { get; init; }

    /// <summary>Lets some people's clients ask for their own form of the card when it comes into view.</summary>
    public CardRefresh? Refresh { get; init; }

    /// <summary>Teams' own hints: full width.</summary>
    [JsonPropertyName("msteams")]
    public TeamsCardOptions? Teams { get; init; }

    /// <summary>The card as the JSON object that goes on the wire.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Wire.Card.AdaptiveCard);
}

/// <summary>Asks the bot for a person's own form of the card.</summary>
/// <remarks>Facts teams-protocol §2.2. Never send or update while answering one.</remarks>
public sealed record CardRefresh
{
    /// <summary>A refresh by some people's clients.</summary>
    /// <param name="action">What is asked; arrives with <c>trigger: automatic</c>.</param>
    /// <param name="userIds">Whose clients ask by themselves: at most 60 bot-scoped addresses (<c>29:…</c>); empty = only on "Refresh card".</param>
    public CardRefresh(ExecuteAction action, IReadOnlyList<string> userIds)
    {
        Action = action;
        UserIds = userIds;
    }

    /// <summary>What is asked; typed as the base, or its <c>type</c> would not be written.</summary>
    public CardAction Action { get; }

    /// <summary>Whose clients ask by themselves; always sent, for clients disagree on what its absence means.</summary>
    public IReadOnlyList<string> UserIds { get; }
}

/// <summary>Teams' own members of a card.</summary>
public sealed record TeamsCardOptions
{
    /// <summary><c>Full</c> lets a card use the chat's whole width on desktop.</summary>
    public string? Width { get; init; }
}

/// <summary>Source-generated JSON of the card vocabulary.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdaptiveCard))]
internal sealed partial class CardJson : JsonSerializerContext;
