using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdaptiveCards;

/// <summary>One Adaptive Card.</summary>
/// <remarks>
/// This assembly holds the part of the package AdaptiveCards 3.1.0 (github.com/microsoft/AdaptiveCards, source/dotnet/Library) that
/// this project uses, under the package's names: code that compiles here compiles there. Two things differ on the wire: text of
/// blocks and facts is shown as it is and never read as Markdown (<see cref="PlainText"/>), and members that hold the schema's
/// default are left out.
/// </remarks>
public sealed class AdaptiveCard : AdaptiveTypedElement
{
    /// <summary>Content type of an attachment that holds a card.</summary>
    public const string ContentType = "application/vnd.microsoft.card.adaptive";

    /// <summary>A card of a schema version.</summary>
    /// <param name="schemaVersion"><c>major.minor</c>; a client that knows less shows the fallback text.</param>
    public AdaptiveCard(string schemaVersion)
        : base("AdaptiveCard") => Version = schemaVersion;

    /// <summary>What a client shows (and a screen reader reads) when it cannot render the card; of one line.</summary>
    public string? FallbackText
    {
        get;
        set => field = value is null ? null : PlainLine.Of(value);
    }

    /// <summary>What the immersive reader says of the card; of one line.</summary>
    public string? Speak
    {
        get;
        set => field = value is null ? null : PlainLine.Of(value);
    }

    /// <summary>Language of the card, two letters of ISO 639-1 (<c>fr</c>, <c>en</c>): date macros and screen readers follow it.</summary>
    public string? Lang { get; set; }

    /// <summary>How clients ask for each reader's own face of the card; null: all see the same.</summary>
    public AdaptiveRefresh? Refresh { get; set; }

    /// <summary>Elements from top to bottom; reading order is this order.</summary>
    public List<AdaptiveElement> Body { get; set; } = [];

    /// <summary>Buttons below the body, from left to right.</summary>
    [JsonIgnore]
    public List<AdaptiveAction> Actions { get; set; } = [];

    /// <summary>Members that the schema does not know, such as <c>msteams</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> AdditionalProperties { get; set; } = [];

    [JsonInclude]
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("$schema")]
    internal string Schema => "http://adaptivecards.io/schemas/adaptive-card.json";

    [JsonInclude]
    [JsonPropertyOrder(-1)]
    internal string Version { get; }

    [JsonInclude]
    [JsonPropertyName("actions")]
    internal List<AdaptiveAction>? Buttons => Actions.Count > 0 ? Actions : null;

    /// <summary>The card as JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Written.Readable.AdaptiveCard);
}

/// <summary>How a card that several people read becomes each reader's own (facts teams-protocol §2.2).</summary>
public sealed class AdaptiveRefresh
{
    /// <summary>What is asked of the bot; its answer takes the card's place for that reader alone.</summary>
    public required AdaptiveExecuteAction Action { get; set; }

    /// <summary>
    /// Teams' own ids (<c>29:…</c>) of those whose clients ask by themselves, at most sixty; all others ask by hand. Clients do not agree
    /// about a card without the list: it is always written.
    /// </summary>
    public List<string> UserIds { get; set; } = [];
}

/// <summary>What has a <c>type</c> on the wire.</summary>
public abstract class AdaptiveTypedElement
{
    private protected AdaptiveTypedElement(string type) => Type = type;

    /// <summary>The schema's name of the element: <c>TextBlock</c>, <c>Action.Execute</c>…</summary>
    [JsonPropertyOrder(-3)]
    public string Type { get; }

    /// <summary>Name of the element in its card; for inputs the key of the submitted value.</summary>
    public string? Id { get; set; }
}
