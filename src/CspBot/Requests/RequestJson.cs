using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CspBot.Requests;

/// <summary>JSON of stored requests; which operation hides behind which kind comes from the dialog table.</summary>
internal sealed class RequestJson
{
    private readonly JsonSerializerOptions _options;

    /// <param name="operations">Stored name of each kind of operation.</param>
    public RequestJson(IReadOnlyDictionary<string, Type> operations)
    {
        _options = new JsonSerializerOptions(Plain)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver
            {
                Modifiers =
                {
                    info =>
                    {
                        if (info.Type != typeof(Operation))
                            return;
                        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
                        foreach (var (kind, type) in operations)
                            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, kind));
                    },
                },
            },
        };
    }

    /// <summary>Web names, nulls left out.</summary>
    public static JsonSerializerOptions Plain { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        AllowOutOfOrderMetadataProperties = true,
    };

    public string Write(Request request) => JsonSerializer.Serialize(request, _options);

    public Request Read(string document) =>
        JsonSerializer.Deserialize<Request>(document, _options) ?? throw new JsonException("A stored request is empty.");
}
