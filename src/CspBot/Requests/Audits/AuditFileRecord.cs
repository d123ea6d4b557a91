using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CspBot.Requests.Audits;

/// <summary>An entry in a file: with its fields, or left out and there by its digest, or older than links and there by its hash.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Link">What the next one goes on from.</param>
internal sealed record AuditFileRecord(long Seq, string Link)
{
    /// <summary>Its fields by name; null for one that is left out.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>As the store has it.</summary>
    public string? Salt { get; init; }

    /// <summary>Of one that is left out.</summary>
    public string? Digest { get; init; }

    /// <summary>An entry of before: its hash is its link, and says nothing without the store.</summary>
    public bool IsOlder => Fields is null && Digest is null;

    /// <summary>How the store has it.</summary>
    /// <param name="shown">The filters let it through.</param>
    public static AuditFileRecord Of(AuditEntry entry, bool shown)
    {
        var record = new AuditFileRecord(entry.Seq, entry.Chain);
        if (entry.Link is null || AuditFields.Of(entry.At, entry.Document) is not { } fields)
            return record;
        return shown
            ? record with { Fields = fields, Salt = entry.Salt }
            : record with { Digest = AuditFields.Digest(AuditFields.Commit(fields, entry.Salt ?? "") ?? []) };
    }

    /// <summary>One line.</summary>
    public void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"seq\":{Seq},\"link\":{AuditFile.Quoted(Link)}");
        if (Digest is not null)
            text.Append(",\"digest\":").Append(AuditFile.Quoted(Digest));
        if (Fields is not null)
        {
            Members(text.Append(",\"fields\":"), Fields);
            text.Append(",\"salt\":");
            if (AuditFields.Parts(Salt ?? "") is { } parts)
                Members(text, parts);
            else
                text.Append(AuditFile.Quoted(Salt ?? ""));
        }

        text.Append('}');
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static AuditFileRecord Read(JsonElement element) => new(element.GetProperty("seq").GetInt64(), Text(element, "link"))
    {
        Digest = element.TryGetProperty("digest", out _) ? Text(element, "digest") : null,
        Fields = element.TryGetProperty("fields", out var fields) ? Members(fields) : null,
        Salt = !element.TryGetProperty("salt", out var salt) ? null
            : salt.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(Members(salt))
            : Text(element, "salt"),
    };

    /// <exception cref="JsonException">There is no such text.</exception>
    internal static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"There is no {name}.");

    private static SortedDictionary<string, string> Members(JsonElement element)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            members[member.Name] = member.Value.GetString() ?? throw new JsonException($"{member.Name} is empty.");
        return members;
    }

    private static void Members(StringBuilder text, IReadOnlyDictionary<string, string> members)
    {
        text.Append('{');
        var first = true;
        foreach (var (name, value) in members)
        {
            text.Append(first ? "" : ",").Append(AuditFile.Quoted(name)).Append(':').Append(AuditFile.Quoted(value));
            first = false;
        }

        text.Append('}');
    }
}
