using System.Globalization;
using System.Text.Json;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>One turn as a dialog sees it: who, in which language, where, what was filled in, and how long reads may take.</summary>
/// <param name="Caller">Who asks, with the roles held now.</param>
/// <param name="Texts">The reader's language.</param>
/// <param name="Place">The conversation, and the card's message for a click.</param>
/// <param name="Input">What the form or button sent.</param>
/// <param name="TimeZone">The reader's IANA time zone, when Teams told it.</param>
/// <param name="ReadUntil">Ends when the turn must answer.</param>
internal sealed record DialogTurn(
    Caller Caller, Texts Texts, RequestPlace Place, FormInput Input, string? TimeZone, CancellationToken ReadUntil)
{
    /// <summary>The rules of approval; null where nothing is asked for.</summary>
    public ApprovalDesk? Rules { get; init; }

    /// <summary>The sign-in that the client sent beside a click; null for none.</summary>
    public SentSignIn? SignIn { get; init; }

    public bool IsPersonal => Place.IsPersonal;

    /// <summary>A click as the request service wants it.</summary>
    public RequestClick Click => new(Caller, Input.Version, Place.ConversationId, IsPersonal, Place.CardActivityId, Texts.Language);

    /// <inheritdoc cref="TurnTime.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken ct) => TurnTime.ReadAsync(read, ReadUntil, ct);

    /// <summary>The same, with the fault as a value: for reviews that show what each read found.</summary>
    public async Task<Probe<T>> ProbeAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken ct)
    {
        try
        {
            return new Probe<T>(await ReadAsync(read, ct), null);
        }
        catch (CloudFault fault)
        {
            return new Probe<T>(default, fault);
        }
    }
}

/// <summary>How long all reads of a turn together may take; the rest of the three seconds is for storing and answering.</summary>
internal sealed record TurnLimit(TimeSpan Reads)
{
    public static TurnLimit Default { get; } = new(TimeSpan.FromSeconds(2.3));
}

/// <summary>The time that a turn has for all its reads together.</summary>
internal static class TurnTime
{
    /// <summary>Reads from the cloud within the turn's time.</summary>
    /// <exception cref="CloudFault">The cloud refused, or did not answer in time.</exception>
    public static async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken readUntil, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, readUntil);
        try
        {
            return await read(both.Token);
        }
        catch (OperationCanceledException e) when (readUntil.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new CloudFault(
                CloudReason.TimedOut, "cloud", null, null, null, "The read did not answer within the turn's time.", inner: e);
        }
    }
}

/// <summary>What a read found, or why it found nothing.</summary>
internal sealed record Probe<T>(T? Value, CloudFault? Fault)
{
    /// <summary>The reason, when trying later may help.</summary>
    public Refusal? Transient => Fault is { IsTransient: true } ? Refusal.From(Fault) : null;
}

/// <summary>What a card sent: all values are text, none is trusted.</summary>
internal sealed class FormInput(JsonElement data)
{
    public static FormInput Empty { get; } = new(JsonSerializer.SerializeToElement(new { }));

    private const int LongestValue = 16_000;

    /// <summary>The form's id; empty when the card sent none that could be one of ours.</summary>
    public string Form => CardIds.Form(this["form"]);

    /// <summary>The request that a button names; empty for none.</summary>
    public string Request => CardIds.Request(this["request"]);

    /// <summary>The version that the card showed, exactly as a card of ours says it; -1 when it sent none.</summary>
    public int Version =>
        data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("version", out var said)
        && said.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && int.TryParse(said.GetRawText().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : -1;

    /// <summary>A value as trimmed text without signs that nobody types; empty when absent.</summary>
    public string this[string name] =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => Plain(value),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => "",
            }
            : "";

    /// <summary>All ids that stand in what was sent, also those within a longer value, such as <c>deployment|tenant</c>.</summary>
    public IEnumerable<string> Ids => data.ValueKind == JsonValueKind.Object
        ? data.EnumerateObject().SelectMany(
            value => this[value.Name]
                .Split(['|', ',', '/', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Where(part => Guid.TryParse(part, out _)))
        : [];

    /// <summary>A field of this name was there, and nothing was chosen or typed in it.</summary>
    public bool IsLeftEmpty(string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && this[name].Length == 0;

    public bool IsTrue(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The values under these names, as typed: to show a form again with nothing lost.</summary>
    public IReadOnlyDictionary<string, string> Keep(params string[] names) => names.ToDictionary(name => name, name => this[name]);

    /// <summary>PostgreSQL keeps no NUL, and half a sign is no text at all: both are marked as what they are, unreadable.</summary>
    private static string Plain(JsonElement value)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }

        if (text.Length > LongestValue)
            text = text[..LongestValue];
        return text.Any(letter => letter == '\0' || char.IsSurrogate(letter))
            ? string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? Unreadable : rune.ToString())).Trim()
            : text.Trim();
    }

    private const string Unreadable = "\uFFFD";
}
