using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Bot.Schema.Teams;
using Newtonsoft.Json.Linq;

namespace CspBot.Teams;

/// <summary>Makes the SDK's activity of what Teams posted.</summary>
/// <remarks>
/// Fields and forms: facts teams-protocol §1. Read by System.Text.Json: an invoke's value stays a <see cref="JsonElement"/>, so
/// that nothing of what people typed goes through a second reader. Half a surrogate pair (names and quoted previews are cut at a
/// length) becomes a replacement character.
/// </remarks>
internal static class ActivityReader
{
    private const int EscapeLength = 6;

    /// <summary>The activity; null for what is none. The media type is not looked at: Teams has sent odd ones.</summary>
    public static Activity? Read(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (!Utf8.IsValid(json))
            return null;
        try
        {
            var read = JsonSerializer.Deserialize(WithoutHalves(json), ActivityJson.Default.IncomingActivity);
            return read is { Type.Length: > 0, Conversation.Id.Length: > 0, ServiceUrl: not null } ? Map(read) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same JSON with each escaped half of a surrogate pair replaced; nearly always the very same bytes.</summary>
    internal static ReadOnlySpan<byte> WithoutHalves(ReadOnlySpan<byte> json)
    {
        byte[]? mended = null;
        for (var at = 0; at < json.Length - 1; at++)
        {
            if (json[at] != '\\')
                continue;
            if (json[at + 1] != 'u' || Unit(json[at..]) is not { } unit || !char.IsSurrogate(unit))
            {
                at++; // what is escaped may itself be a backslash
                continue;
            }

            var follows = json[at..].Length > EscapeLength
                && char.IsHighSurrogate(unit)
                && Unit(json[(at + EscapeLength)..]) is { } next
                && char.IsLowSurrogate(next);
            if (!follows)
                "\\uFFFD"u8.CopyTo((mended ??= json.ToArray()).AsSpan(at));
            at += (follows ? 2 : 1) * EscapeLength - 1;
        }

        return mended is null ? json : mended;
    }

    /// <summary>The code unit of an escape <c>\uXXXX</c>; null for anything else.</summary>
    private static char? Unit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json[0] == '\\' && json[1] == 'u'
        && ushort.TryParse(json.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private static Activity Map(IncomingActivity read) => new()
    {
        Type = read.Type,
        Id = read.Id,
        Name = read.Name,
        Text = read.Text,
        TextFormat = read.TextFormat,
        Locale = read.Locale,
        LocalTimezone = read.LocalTimezone,
        Timestamp = Time(read.Timestamp),
        LocalTimestamp = Time(read.LocalTimestamp),
        ChannelId = read.ChannelId,
        ServiceUrl = read.ServiceUrl!.OriginalString,
        From = Map(read.From),
        Recipient = Map(read.Recipient),
        Conversation = Map(read.Conversation!),
        ReplyToId = read.ReplyToId,
        Action = read.Action,
        MembersAdded = Map(read.MembersAdded),
        MembersRemoved = Map(read.MembersRemoved),
        Attachments = read.Attachments is { Count: > 0 } files ? [.. files.Select(MapAttachment).OfType<Attachment>()] : null,
        Entities = read.Entities is { Count: > 0 } entities ? [.. entities.Select(MapEntity).OfType<Entity>()] : null,
        Value = read.Value is { ValueKind: not JsonValueKind.Null } value ? value : null,
        ChannelData = Map(read.ChannelData),
        Properties = Map(read.Rest),
    };

    private static ChannelAccount? Map(IncomingAccount? account) =>
        account is null ? null : new ChannelAccount(account.Id, account.Name) { AadObjectId = account.AadObjectId ?? account.ObjectId };

    private static IList<ChannelAccount>? Map(IReadOnlyList<IncomingAccount>? accounts) =>
        accounts is null ? null : [.. accounts.Select(Map).OfType<ChannelAccount>()];

    private static ConversationAccount Map(IncomingConversation conversation) =>
        new(conversation.IsGroup, conversation.ConversationType, conversation.Id, conversation.Name, tenantId: conversation.TenantId);

    private static TeamsChannelData? Map(IncomingChannelData? data) => data is null ? null : new TeamsChannelData
    {
        Tenant = data.Tenant is { } tenant ? new TenantInfo(tenant.Id) : null,
        Team = data.Team is { } team ? new TeamInfo(team.Id, team.Name) : null,
        Channel = data.Channel is { } channel ? new ChannelInfo(channel.Id, channel.Name) : null,
        EventType = data.EventType,
    };

    private static Entity? MapEntity(JsonElement entity) =>
        Json.Text(entity, "type") is { } type ? new Entity(type) { Properties = (JObject)Token(entity) } : null;

    private static Attachment? MapAttachment(JsonElement file) =>
        Json.Text(file, "contentType") is { } type
            ? new Attachment(type, Json.Text(file, "contentUrl"), Json.Member(file, "content"), Json.Text(file, "name"))
            : null;

    private static JObject Map(Dictionary<string, JsonElement>? rest)
    {
        var properties = new JObject();
        foreach (var (name, value) in rest ?? [])
            properties[name] = Token(value);
        return properties;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The SDK keeps what has no property of its own in Newtonsoft's form.</summary>
    private static JToken Token(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JObject(
            value.EnumerateObject().DistinctBy(member => member.Name).Select(member => new JProperty(member.Name, Token(member.Value)))),
        JsonValueKind.Array => new JArray(value.EnumerateArray().Select(Token)),
        JsonValueKind.String => new JValue(value.GetString()),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? new JValue(whole) : new JValue(value.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => new JValue(value.GetBoolean()),
        _ => JValue.CreateNull(),
    };
}
