namespace CspBot.Cloud;

/// <summary>Words that somebody typed with one letter wrong, missing, too many, or swapped with the next. Pure.</summary>
internal static class NearWords
{
    private const int Shortest = 4;

    /// <summary>
    /// Shorter words are taken as typed, since with a letter exchanged they could be anything; so are numbers, of which the next one is
    /// somebody else.
    /// </summary>
    public static bool IsForgiven(ReadOnlySpan<char> typed) => typed.Length >= Shortest && typed.ContainsAnyExceptInRange('0', '9');

    /// <summary>How the typed word begins this one with at most one such fault; null when it does not.</summary>
    /// <returns>How many letters of the word are behind what was typed; 0 when it is the whole word.</returns>
    public static int? Behind(ReadOnlySpan<char> typed, ReadOnlySpan<char> word)
    {
        var at = typed.CommonPrefixLength(word);
        if (at == typed.Length)
            return word.Length - at;
        var rest = typed[at..];
        var left = word[at..];

        // Too many, wrong, missing, swapped: the one that leaves least is what was meant.
        int? best = Least(null, rest[1..], left);
        if (left.Length > 0)
        {
            best = Least(best, rest[1..], left[1..]);
            best = Least(best, rest, left[1..]);
            if (rest.Length > 1 && left.Length > 1 && rest[0] == left[1] && rest[1] == left[0])
                best = Least(best, rest[2..], left[2..]);
        }

        return best;
    }

    /// <summary>The same for the word of a text, its words parted by a space or a new line, that leaves least.</summary>
    public static int? BehindAny(ReadOnlySpan<char> typed, ReadOnlySpan<char> text)
    {
        int? best = null;
        while (text.Length > 0)
        {
            var end = text.IndexOfAny(' ', '\n');
            var word = end < 0 ? text : text[..end];
            if (word.Length + 1 >= typed.Length && Behind(typed, word) is { } behind && (best is null || behind < best))
                best = behind;
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return best;
    }

    private static int? Least(int? best, ReadOnlySpan<char> typed, ReadOnlySpan<char> word) =>
        word.StartsWith(typed) && (best is null || word.Length - typed.Length < best) ? word.Length - typed.Length : best;
}
