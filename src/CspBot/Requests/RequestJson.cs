using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CspBot.Requests;

/// <summary>JSON of stored requests; which operation hides behind which kind comes from the dialog table.</summary>
/// <remarks>
/// A document is carried out only when all of it is understood: an unknown kind, an unknown member or a later format may say that less is
/// to be done than this version would do. Such a document waits, unchanged, for a version that can read it. So a member that is no longer
/// used stays readable, and what it meant is mapped; the tests read documents of every kind as each format wrote them.
/// </remarks>
internal sealed class RequestJson
{
    /// <summary>
    /// The format that this version writes. To be raised when a document means something else than the same document meant before.
    /// </summary>
    public const int Format = 1;

    // Their members are looked up once in a process, however many bots it runs.
    private static readonly ConcurrentDictionary<string, JsonSerializerOptions> Known = new();

    private readonly JsonSerializerOptions _options;

    /// <param name="operations">Stored name of each kind of operation.</param>
    public RequestJson(IReadOnlyDictionary<string, Type> operations) =>
        _options = Known.GetOrAdd(
            string.Join('\n', operations.Select(one => $"{one.Key} {one.Value.AssemblyQualifiedName}")), _ => Of(operations));

    /// <summary>Web names, nulls left out.</summary>
    public static JsonSerializerOptions Plain { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        AllowOutOfOrderMetadataProperties = true,
    };

    private static JsonSerializerOptions Of(IReadOnlyDictionary<string, Type> operations) => new(Plain)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                AddRetired,
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

    /// <summary>Members that older versions wrote and that mean nothing any more are read past.</summary>
    private static void AddRetired(JsonTypeInfo info)
    {
        foreach (var name in info.Type.GetCustomAttribute<RetiredMembersAttribute>()?.Names ?? [])
        {
            if (info.Kind != JsonTypeInfoKind.Object || info.Properties.Any(property => property.Name == name))
                continue;
            var past = info.CreateJsonPropertyInfo(typeof(JsonElement), name);
            past.Set = (_, _) => { };
            info.Properties.Add(past);
        }
    }

    public string Write(Request request) => JsonSerializer.Serialize(request with { Format = Format }, _options);

    /// <param name="id">The row's, since the document may not tell its own.</param>
    /// <param name="document">As stored.</param>
    /// <exception cref="UnreadableRequestException">This version does not understand all of it.</exception>
    public Request Read(string id, string document)
    {
        try
        {
            var request = JsonSerializer.Deserialize<Request>(document, _options) ?? throw new JsonException("The document is empty.");
            return request.Format <= Format
                ? request
                : throw new JsonException($"The document is of format {request.Format}, and this version knows {Format}.");
        }
        catch (Exception e)
            when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new UnreadableRequestException(id, e);
        }
    }
}

/// <summary>
/// Stored names of members that older versions wrote into this operation; to leave them out
/// asks for no more than was asked for then.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RetiredMembersAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names => names;
}

/// <summary>A stored request that this version does not understand: it waits, unchanged, and the rest goes on.</summary>
internal sealed class UnreadableRequestException(string id, Exception inner) : Exception($"{id} cannot be read: {inner.Message}", inner)
{
    public string Id => id;
}
