using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CspBot.Sandbox;

/// <summary>What an API answers: status, headers and an object that is written as JSON.</summary>
internal sealed record Answer(int Status, object? Body = null)
{
    private static readonly JsonSerializerOptions WithNulls = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions WithoutNulls = new(WithNulls)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Members that are null are written (Resource Manager does) or left out (Partner Center does).</summary>
    public bool KeepNulls { get; init; } = true;

    /// <summary>Starts the body with a byte order mark, as Partner Center sometimes does (facts, partner-center §1.5).</summary>
    public bool ByteOrderMark { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public bool IsSuccess => Status is >= 200 and < 300;

    public static Answer Ok(object body) => new(200, body);

    public Answer WithHeader(string name, string value)
    {
        Headers[name] = value;
        return this;
    }

    public byte[] ToBytes()
    {
        if (Body is null)
            return [];
        byte[] json = Body is byte[] raw ? raw : JsonSerializer.SerializeToUtf8Bytes(Body, KeepNulls ? WithNulls : WithoutNulls);
        return ByteOrderMark ? [0xEF, 0xBB, 0xBF, .. json] : json;
    }
}
