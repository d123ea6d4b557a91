using System.Text.Encodings.Web;
using System.Text.Json;

namespace CspBot.Teams;

/// <summary>
/// How what we send is written: letters stay letters. The serializer's own choice escapes all but ASCII, for pages of HTML;
/// no message is part of one, and an é of six bytes would fill the room of a French one early.
/// </summary>
internal static class Wire
{
    public static ActivityJson Activity { get; } = new(Readable(ActivityJson.Default.Options));

    public static InvokeJson Invoke { get; } = new(Readable(InvokeJson.Default.Options));

    private static JsonSerializerOptions Readable(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
