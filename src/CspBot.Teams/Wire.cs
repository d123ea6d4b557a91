using System.Text.Encodings.Web;
using System.Text.Json;
using CspBot.Teams.Cards;

namespace CspBot.Teams;

/// <summary>
/// How what we send is written: letters stay letters. The serializer's own choice escapes all but ASCII, for pages of HTML;
/// no card is part of one, and an é of six bytes would fill the 28 KB of a French card early.
/// </summary>
internal static class Wire
{
    public static CardJson Card { get; } = new(Readable(CardJson.Default.Options));

    public static ActivityJson Activity { get; } = new(Readable(ActivityJson.Default.Options));

    public static InvokeJson Invoke { get; } = new(Readable(InvokeJson.Default.Options));

    private static JsonSerializerOptions Readable(JsonSerializerOptions options) => new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
