using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// The part of OData's <c>$filter</c> and of <c>$search</c> that the facts describe: eq, startsWith, endsWith, otherMails/any,
/// joined by and / or without parentheses.
/// </summary>
internal static partial class GraphFilter
{
    /// <summary>
    /// Properties of users and groups that a filter may name (facts, azure §6.1); another one is no query that Graph supports.
    /// </summary>
    private static readonly HashSet<string> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        "id",
        "displayName",
        "userPrincipalName",
        "mail",
        "userType",
        "otherMails",
        "accountEnabled",
        "givenName",
        "surname",
        "creationType",
        "externalUserState",
        "securityEnabled",
        "mailEnabled",
        "groupTypes",
    };

    /// <summary>False when the filter uses something else.</summary>
    public static bool TryParse(string text, out Func<Dictionary<string, object?>, bool> matches)
    {
        List<List<Func<Dictionary<string, object?>, bool>>> alternatives = [];
        matches = item => alternatives.Exists(all => all.TrueForAll(one => one(item)));
        foreach (string alternative in Split(text, " or "))
        {
            List<Func<Dictionary<string, object?>, bool>> terms = [];
            foreach (string term in Split(alternative, " and "))
            {
                if (Term(term.Trim()) is not { } parsed)
                    return false;
                terms.Add(parsed);
            }

            alternatives.Add(terms);
        }

        return true;
    }

    /// <summary><c>"displayName:anna" OR "mail:anna"</c>: words that start so; false when it is written otherwise.</summary>
    public static bool TryParseSearch(string text, out Func<Dictionary<string, object?>, bool> matches)
    {
        List<(string Field, string Value)> terms = [];
        matches = item => terms.Exists(term => Values(item, term.Field).Any(value => HasWord(value, term.Value)));
        foreach (string part in text.Split(" OR ", StringSplitOptions.TrimEntries))
        {
            Match match = SearchTerm().Match(part);
            if (!match.Success)
                return false;
            terms.Add((match.Groups["field"].Value, match.Groups["value"].Value));
        }

        return true;
    }

    private static bool HasWord(string value, string start) =>
        value.StartsWith(start, StringComparison.OrdinalIgnoreCase)
        || value.Split([' ', '.', '@', '-', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    private static Func<Dictionary<string, object?>, bool>? Term(string term)
    {
        if (new[] { Comparison(), Function(), AnyOf() }
            .Select(form => form.Match(term))
            .Any(match => match.Success && !Fields.Contains(match.Groups["field"].Value)))
            return null;
        if (Comparison().Match(term) is { Success: true } equal)
        {
            string wanted = Unquote(equal.Groups["value"].Value);
            return item => Values(item, equal.Groups["field"].Value).Any(value => Ids.Same(value, wanted));
        }

        if (Function().Match(term) is { Success: true } function)
        {
            string wanted = Unquote(function.Groups["value"].Value);
            bool end = Ids.Same(function.Groups["name"].Value, "endsWith");
            return item => Values(item, function.Groups["field"].Value).Any(value => end
                ? value.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)
                : value.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));
        }

        if (AnyOf().Match(term) is { Success: true } any)
        {
            string wanted = Unquote(any.Groups["value"].Value);
            return item => Values(item, any.Groups["field"].Value).Any(value => Ids.Same(value, wanted));
        }

        return null;
    }

    private static IEnumerable<string> Values(Dictionary<string, object?> item, string field)
    {
        object? value = item.FirstOrDefault(member => Ids.Same(member.Key, field)).Value;
        return value switch
        {
            null => [],
            string text => [text],
            bool flag => [flag ? "true" : "false"],
            IEnumerable<string> list => list,
            _ => [value.ToString() ?? ""],
        };
    }

    private static string Unquote(string text) =>
        text.StartsWith('\'') ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;

    /// <summary>Splits at a word, but not inside quotes.</summary>
    private static IEnumerable<string> Split(string text, string word)
    {
        bool quoted = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'')
                quoted = !quoted;
            if (quoted || string.Compare(text, i, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0)
                continue;
            yield return text[start..i];
            start = i + word.Length;
        }

        yield return text[start..];
    }

    [GeneratedRegex(
        @"^(?<field>[\w/]+)\s+eq\s+(?<value>'(?:[^']|'')*'|true|false)$",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();

    [GeneratedRegex(
        @"^(?<name>startsWith|endsWith)\((?<field>\w+),\s*(?<value>'(?:[^']|'')*')\)$",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Function();

    [GeneratedRegex(
        @"^(?<field>\w+)/any\((?<x>\w+):\s*\k<x>\s+eq\s+(?<value>'(?:[^']|'')*')\)$",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyOf();

    [GeneratedRegex("""^"(?<field>\w+):(?<value>[^"]*)"$""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SearchTerm();
}
