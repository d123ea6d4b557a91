using System.Numerics;

namespace CspBot.Conversation;

/// <summary>How far a typed word is from one that is known: letters wrong, missing, too many, or swapped with the next. Pure.</summary>
internal static class Spelling
{
    private const int Longest = 40;
    private const int Short = 4;

    /// <summary>How many faults are forgiven in a word of this length; in one of three letters only a swap.</summary>
    public static int Forgiven(int length) => length switch
    {
        < 3 => 0,
        < 7 => 1,
        < 12 => 2,
        _ => 3,
    };

    /// <summary>The faults of the typed word; null when they are more than a word of its length is forgiven.</summary>
    public static int? Faults(ReadOnlySpan<char> typed, ReadOnlySpan<char> known)
    {
        var most = Math.Min(Forgiven(typed.Length), Forgiven(known.Length));
        if (most == 0 || Math.Abs(typed.Length - known.Length) > most || typed.Length > Longest || known.Length > Longest)
            return typed.SequenceEqual(known) ? 0 : null;
        if (typed.Length == 3 || known.Length == 3)
            return IsSwap(typed, known) ? 1 : null;

        // Short words are too many: one that begins otherwise is another one ("table" is not "able").
        if ((typed.Length == Short || known.Length == Short) && typed[0] != known[0])
            return null;
        return Distance(typed, known, most) is var faults && faults <= most ? faults : null;
    }

    /// <summary>Which letters a word has, each as one of 32 bits: most words are told apart by this alone.</summary>
    public static uint Letters(ReadOnlySpan<char> word)
    {
        var letters = 0u;
        foreach (var letter in word)
            letters |= 1u << (letter & 31);
        return letters;
    }

    /// <summary>Each fault brings two letters at most that only one of the words has.</summary>
    public static bool MayBeNear(uint typed, uint known, int most) => BitOperations.PopCount(typed ^ known) <= 2 * most;

    private static bool IsSwap(ReadOnlySpan<char> typed, ReadOnlySpan<char> known) =>
        typed.Length == 3 && known.Length == 3
        && ((typed[0] == known[1] && typed[1] == known[0] && typed[2] == known[2])
            || (typed[0] == known[0] && typed[1] == known[2] && typed[2] == known[1]));

    /// <summary>Damerau and Levenshtein's, where no letter is changed twice.</summary>
    private static int Distance(ReadOnlySpan<char> typed, ReadOnlySpan<char> known, int most)
    {
        Span<int> before = stackalloc int[Longest + 1];
        Span<int> last = stackalloc int[Longest + 1];
        Span<int> now = stackalloc int[Longest + 1];
        for (var j = 0; j <= known.Length; j++)
            last[j] = j;
        for (var i = 1; i <= typed.Length; i++)
        {
            now[0] = i;
            var least = i;
            for (var j = 1; j <= known.Length; j++)
            {
                var best = Math.Min(Math.Min(last[j], now[j - 1]) + 1, last[j - 1] + (typed[i - 1] == known[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && typed[i - 1] == known[j - 2] && typed[i - 2] == known[j - 1])
                    best = Math.Min(best, before[j - 2] + 1);
                now[j] = best;
                least = Math.Min(least, best);
            }

            if (least > most)
                return least;
            var free = before;
            before = last;
            last = now;
            now = free;
        }

        return last[known.Length];
    }
}
