using System.Text;

namespace CspBot.Requests.Approvals;

/// <summary>A rule's text in words: what stands in quotation marks is one word; commas and comparisons stand alone.</summary>
internal sealed class PolicyWords
{
    private readonly string _rule;
    private readonly List<PolicyWord> _words = [];
    private int _at;

    private PolicyWords(string rule) => _rule = rule;

    /// <summary>The word that comes next; an empty one at the end.</summary>
    public PolicyWord Next => _at < _words.Count ? _words[_at] : new PolicyWord("", _rule.Length + 1, IsQuoted: false);

    /// <summary>Where the last word that was taken ends in the rule.</summary>
    public int End => _at == 0 ? 0 : _words[_at - 1].End;

    /// <summary>Cuts the text behind <paramref name="start"/> into words.</summary>
    /// <exception cref="PolicyProblemException">A quotation has no end.</exception>
    public static PolicyWords Of(string rule, int start)
    {
        var words = new PolicyWords(rule);
        for (var i = start; i < rule.Length;)
        {
            if (char.IsWhiteSpace(rule[i]))
            {
                i++;
                continue;
            }

            var word = rule[i] == '"' ? Quoted(rule, i) : Plain(rule, i);
            words._words.Add(word);
            i = word.End;
        }

        return words;
    }

    public PolicyWord Take()
    {
        var word = Next;
        if (_at < _words.Count)
            _at++;
        return word;
    }

    /// <summary>Takes the next word when it is this one.</summary>
    public bool Takes(string word)
    {
        if (!Next.Is(word))
            return false;
        _at++;
        return true;
    }

    /// <exception cref="PolicyProblemException">Another word stands there.</exception>
    public void Must(string word, string expected)
    {
        if (!Takes(word))
            throw new PolicyProblemException(Next, expected);
    }

    /// <summary>Two marks within a quotation are one that stands for itself.</summary>
    private static PolicyWord Quoted(string rule, int start)
    {
        var text = new StringBuilder();
        for (var i = start + 1; i < rule.Length; i++)
        {
            if (rule[i] != '"')
                text.Append(rule[i]);
            else if (i + 1 < rule.Length && rule[i + 1] == '"')
                text.Append(rule[++i]);
            else
                return new PolicyWord(text.ToString(), start + 1, IsQuoted: true) { End = i + 1 };
        }

        throw new PolicyProblemException(
            new PolicyWord(rule[start..], start + 1, IsQuoted: true), "a second quotation mark that ends what begins here");
    }

    private static PolicyWord Plain(string rule, int start)
    {
        var end = start + 1;
        if (rule[start] is '<' or '>')
        {
            if (end < rule.Length && rule[end] == '=')
                end++;
        }
        else if (rule[start] != ',')
        {
            while (end < rule.Length && !char.IsWhiteSpace(rule[end]) && rule[end] is not (',' or '"' or '<' or '>'))
                end++;
        }

        return new PolicyWord(rule[start..end], start + 1, IsQuoted: false) { End = end };
    }
}

/// <summary>A word of a rule.</summary>
/// <param name="At">Which character of the rule it begins at, from 1.</param>
internal sealed record PolicyWord(string Text, int At, bool IsQuoted)
{
    /// <summary>Behind its last character, from 0.</summary>
    public int End { get; init; }

    public bool Is(string word) => !IsQuoted && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A rule cannot be read: which word is in the way, and what should stand there.</summary>
internal sealed class PolicyProblemException(PolicyWord word, string expected)
    : Exception($"character {word.At.ToString(System.Globalization.CultureInfo.InvariantCulture)}: expected {expected}, "
        + (word is { Text: "", IsQuoted: false } ? "but the rule ends there" : $"not '{Short(word.Text)}'"))
{
    private const int Longest = 40;

    private static string Short(string text) => text.Length > Longest ? text[..Longest] + "…" : text;
}
