using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;
using Microsoft.Kiota.Abstractions;

namespace CspBot.Cloud.Graph;

/// <summary>One call to Graph: in which tenant, and afterwards what proves it. Goes with the SDK's request as an option of it.</summary>
/// <param name="tenant">A customer's directory; null is the partner's own.</param>
/// <param name="entries">Entries of a list that are no objects are left out; false where each of them counts.</param>
internal sealed class GraphCall(string? tenant, bool entries = true) : IRequestOption
{
    public static readonly HttpRequestOptionsKey<IRequestOption> Key = new(typeof(GraphCall).FullName!);

    public string? Tenant => tenant;

    public bool LeavesOutEntries => entries;

    public CloudReceipt? Receipt { get; set; }
}

/// <summary>
/// Sends the Graph SDK's requests through the one pipeline, where token, one host, pauses, repeats, receipts and faults are; the SDK's
/// own repeats, waits and redirects are not there at all.
/// </summary>
internal sealed class GraphHandler(Upstream graph, OddEntries odd) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = request.Options.TryGetValue(GraphCall.Key, out var option) && option is GraphCall named
            ? named
            : throw new InvalidOperationException("Every call to Graph says whose directory it is for.");
        ReadOnlyMemory<byte>? body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var method = RequestMethod.Parse(request.Method.Method);
        var answer = await graph.SendAsync(
            new CloudCall(method, request.RequestUri!.AbsoluteUri) { Body = body, Tenant = call.Tenant }, cancellationToken);
        call.Receipt = answer.Receipt;
        var read = new ByteArrayContent(Mend(answer.Body.Span, call.LeavesOutEntries));
        read.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status) { RequestMessage = request, Content = read };
    }

    /// <summary>
    /// The body as the SDK can read it (it gives up a whole page for one odd entry): in the list <c>value</c> what is no object is left
    /// out, and half a surrogate pair becomes the replacement character.
    /// </summary>
    /// <exception cref="JsonException">The whole cannot be read.</exception>
    private byte[] Mend(ReadOnlySpan<byte> body, bool leavesOut)
    {
        var whole = new ArrayBufferWriter<byte>(Math.Max(body.Length, 16));
        using var writer = new Utf8JsonWriter(whole);
        var reader = new Utf8JsonReader(body);
        var isList = false;
        for (var entry = 0; reader.Read();)
        {
            if (isList
                && reader is { CurrentDepth: 2, TokenType: not JsonTokenType.EndObject }
                && reader.TokenType != JsonTokenType.PropertyName
                && ++entry > 0
                && leavesOut
                && reader.TokenType != JsonTokenType.StartObject)
            {
                odd.Tell(graph.Api, [$"value[{entry - 1}]"]);
                reader.Skip();
                continue;
            }

            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
                isList = reader.ValueTextEquals("value");
            Copy(ref reader, writer);
        }

        writer.Flush();
        return whole.WrittenSpan.ToArray();
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(LooseJson.Text(ref reader)!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(LooseJson.Text(ref reader));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan);
                break;
        }
    }
}
