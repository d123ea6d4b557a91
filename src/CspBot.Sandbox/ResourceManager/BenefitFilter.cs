using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// The filter of reservations and savings plans: <c>eq</c>, <c>and</c>, <c>or</c> and brackets over the properties that the
/// specification names; it has no <c>ne</c>, <c>gt</c>, <c>le</c>, <c>ge</c> and <c>not</c>.
/// </summary>
internal sealed partial class BenefitFilter
{
    private static readonly HashSet<string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        "sku/name", "properties/appliedScopeType", "properties/archived", "properties/displayName",
        "properties/displayProvisioningState", "properties/effectiveDateTime", "properties/expiryDate", "properties/expiryDateTime",
        "properties/provisioningState", "properties/quantity", "properties/renew", "properties/reservedResourceType", "properties/term",
        "properties/userFriendlyAppliedScopeType", "properties/userFriendlyRenewState",
    };

    private readonly List<string> words;
    private int at;

    private BenefitFilter(string filter) => words = [.. Word().Matches(filter).Select(match => match.Value)];

    public static bool IsProperty(string name) => Properties.Contains(name);

    /// <summary>Null when it cannot be read.</summary>
    public static Func<JsonNode, bool>? Read(string filter)
    {
        BenefitFilter reader = new(filter);
        return reader.Or() is { } read && reader.at == reader.words.Count ? read : null;
    }

    /// <summary>A property as text; the path's parts are parted by slashes.</summary>
    public static string Value(JsonNode item, string path)
    {
        JsonNode? node = item;
        foreach (string part in path.Split('/'))
            node = (node as JsonObject)?.FirstOrDefault(member => Ids.Same(member.Key, part)).Value;
        return node?.ToString() ?? "";
    }

    private Func<JsonNode, bool>? Or() => Joined("or", And, (left, right) => item => left(item) || right(item));

    private Func<JsonNode, bool>? And() => Joined("and", One, (left, right) => item => left(item) && right(item));

    private Func<JsonNode, bool>? Joined(
        string word,
        Func<Func<JsonNode, bool>?> part,
        Func<Func<JsonNode, bool>, Func<JsonNode, bool>, Func<JsonNode, bool>> join)
    {
        Func<JsonNode, bool>? left = part();
        while (left is not null && Take(word))
            left = part() is { } right ? join(left, right) : null;
        return left;
    }

    private Func<JsonNode, bool>? One()
    {
        if (Take("("))
        {
            Func<JsonNode, bool>? inner = Or();
            return Take(")") ? inner : null;
        }

        if (at + 2 >= words.Count || !IsProperty(words[at]) || !Ids.Same(words[at + 1], "eq"))
            return null;
        (string path, string wanted) = (words[at], words[at + 2].Trim('\''));
        at += 3;
        return item => Ids.Same(Value(item, path), wanted);
    }

    private bool Take(string word)
    {
        bool found = at < words.Count && Ids.Same(words[at], word);
        at += found ? 1 : 0;
        return found;
    }

    [GeneratedRegex(@"'[^']*'|[()]|[^\s()']+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
