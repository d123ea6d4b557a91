using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CspBot.Requests.Audits;

/// <summary>
/// The fields of an entry and the commitment to each: a salted hash that stands in the chain in the field's place, so that a field
/// and its salt can be erased, and every hash stays what it was.
/// </summary>
/// <remarks>
/// A field's name is its path (<c>actor.name</c>, <c>detail.reason</c>); <c>at</c> is the entry's time. All hashes are SHA-256, of lines in
/// UTF-8, in hexadecimal digits. Salt of a field: the first 32 digits of the hash of the entry's salt and the field's name. Commitment:
/// hash of its salt and its value. Digest of an entry: hash of its names, in the order of their bytes, each with its commitment. Link of an
/// entry: hash of its number, its digest and the link before. No key is in it: who has the fields can check them. A salt is so many
/// hexadecimal digits and a name has no line of its own: so lines have one reading, and no field passes into another.
/// </remarks>
internal static class AuditFields
{
    /// <summary>What stands in the place of a value that was erased.</summary>
    public const string Erased = "(erased)";

    /// <summary>When it happened.</summary>
    public const string At = "at";

    private const char IsErased = '#';
    private const int OwnLength = 32;
    private const int HashLength = 64;

    [ThreadStatic]
    private static IncrementalHash? t_digest;

    /// <summary>What happened, to which request and when is never a person, and is never erased.</summary>
    public static bool CanBeErased(string name) => name is not (At or "kind" or "request");

    /// <summary>A fresh salt of an entry.</summary>
    public static string NewSalt() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>All fields that have a value, by name; null when the document is none that this version writes.</summary>
    public static SortedDictionary<string, string>? Of(long at, string document)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal) { [At] = AuditTime.Write(at) };
        try
        {
            using var read = JsonDocument.Parse(document);
            return read.RootElement.ValueKind == JsonValueKind.Object && Add(fields, "", read.RootElement) ? fields : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The commitment to each field; null when the salts are not those of these fields.</summary>
    public static SortedDictionary<string, string>? Commit(IReadOnlyDictionary<string, string> fields, string salt)
    {
        var parts = Parts(salt);
        if (parts is null ? !IsHex(salt, HashLength) : parts.Count != fields.Count)
            return null;
        var commitments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (name.Any(char.IsControl))
                return null;
            if (parts is null)
                commitments[name] = Commit(SaltOf(salt, name), value);
            else if (!parts.TryGetValue(name, out var own))
                return null;
            else if (own is [IsErased, ..] && IsHex(own[1..], HashLength) && value == Erased && CanBeErased(name))
                commitments[name] = own[1..];
            else if (IsHex(own, OwnLength))
                commitments[name] = Commit(own, value);
            else
                return null;
        }

        return commitments;
    }

    /// <summary>The salts once these fields are erased: each other field keeps its own, and of these the commitment stays.</summary>
    public static string Erase(IReadOnlyDictionary<string, string> fields, string salt, IReadOnlySet<string> names)
    {
        var (parts, commitments) = (Parts(salt), Commit(fields, salt) ?? throw new InvalidOperationException("The salts do not fit."));
        var left = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in fields.Keys)
        {
            var own = parts is null ? SaltOf(salt, name) : parts[name];
            left[name] = names.Contains(name) && own is not [IsErased, ..] ? IsErased + commitments[name] : own;
        }

        return JsonSerializer.Serialize(left);
    }

    /// <summary>The names of the fields that were erased.</summary>
    public static IEnumerable<string> ErasedIn(string? salt) =>
        Parts(salt ?? "")?.Where(one => one.Value is [IsErased, ..]).Select(one => one.Key) ?? [];

    /// <summary>The salt of each field, or <c>#</c> and the commitment of one that was erased; null while the entry has one salt.</summary>
    public static SortedDictionary<string, string>? Parts(string salt)
    {
        if (salt is not ['{', ..])
            return null;
        try
        {
            var parts = JsonSerializer.Deserialize<Dictionary<string, string?>>(salt)!;
            return new SortedDictionary<string, string>(
                parts.ToDictionary(one => one.Key, one => one.Value ?? "", StringComparer.Ordinal), StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }
    }

    public static string Commit(string salt, string value) => Hash($"{salt}\n{value}");

    public static string SaltOf(string salt, string name) => Commit(salt, name)[..OwnLength];

    public static string Digest(IReadOnlyDictionary<string, string> commitments) =>
        Hash(string.Concat(commitments.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}\n{one.Value}\n")));

    public static string Link(long seq, string digest, string before) =>
        Hash(string.Create(CultureInfo.InvariantCulture, $"{seq}\n{digest}\n{before}"));

    /// <summary>Hexadecimal digits in lower case, so many.</summary>
    public static bool IsHex(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What a terminal can show as it is: nothing that moves, hides or turns what stands beside it.</summary>
    public static string Printable(string text) => string.Concat(text.EnumerateRunes().Select(one => Rune.GetUnicodeCategory(one)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            ? "?" : one.ToString()));

    /// <summary>An entry has some dozens of them: a digest that is kept costs half of one that looks for its algorithm each time.</summary>
    private static string Hash(string text)
    {
        const int Short = 512;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= Short ? stackalloc byte[Short] : new byte[most];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var digest = t_digest ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        digest.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }

    private static bool Add(SortedDictionary<string, string> fields, string before, JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = before + member.Name;
            var added = member.Value.ValueKind switch
            {
                JsonValueKind.Null => true,
                JsonValueKind.String => fields.TryAdd(name, member.Value.GetString()!),
                JsonValueKind.Object => Add(fields, name + ".", member.Value),
                _ => false,
            };
            if (!added)
                return false;
        }

        return true;
    }
}
