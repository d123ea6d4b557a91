using System.Globalization;
using System.Numerics;
using System.Text;
using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <summary>
/// Finds customers by words in their name or domain, best match first; case and accents do not matter, and where nobody holds the words a
/// letter that is wrong, missing, doubled or swapped is forgiven in each longer one.
/// </summary>
internal sealed class CustomerSearch
{
    private const int MostFaults = 2;
    private const int LongestWhole = 256;

    private readonly Entry[] _entries;
    private readonly Dictionary<string, Customer> _byId;

    private CustomerSearch(Entry[] entries)
    {
        _entries = entries;
        Customers = [.. entries.Select(e => e.Customer)];
        _byId = new Dictionary<string, Customer>(entries.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var customer in Customers)
            _byId.TryAdd(customer.Id, customer);
    }

    /// <summary>Holds nobody.</summary>
    public static CustomerSearch Empty { get; } = new([]);

    /// <summary>How many customers are in it.</summary>
    public int Count => _entries.Length;

    /// <summary>Everyone in it, by name.</summary>
    public IReadOnlyList<Customer> Customers { get; }

    /// <summary>The customer with this id, in any case; null when it is not in it.</summary>
    public Customer? ById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Folds all names once, so that a search only compares.</summary>
    public static CustomerSearch Of(IEnumerable<Customer> customers) =>
        new([.. customers.Select(Read).OrderBy(e => e.Name, StringComparer.Ordinal)]);

    /// <summary>Those that hold what was typed; where nobody does, those that come near it.</summary>
    public IReadOnlyList<Customer> Find(string text, int max) => FindExact(text, max) is { Count: > 0 } found ? found : FindNear(text, max);

    /// <summary>The customer holds every word as it was typed, or has this tenant id: it was not guessed.</summary>
    public static bool Holds(Customer customer, string text) => Guid.TryParse(text, out var id)
        ? Guid.TryParse(customer.Id, out var own) && own == id
        : HoldsAll(Read(customer).Text, Fold(text).Split(' '));

    /// <summary>The words are the customer's whole name.</summary>
    public static bool IsNamed(Customer customer, string text) => Fold(customer.Name) == Fold(text);

    /// <summary>
    /// At most <paramref name="max"/> customers that hold every word: exact name, start of name, start of a word, inside the name, domain;
    /// shorter names first within a rank. Empty text gives the first by name, signs without a letter nobody; a tenant id its customer.
    /// </summary>
    public IReadOnlyList<Customer> FindExact(string text, int max)
    {
        if (Guid.TryParse(text, out var id))
            return max > 0 && ById(id.ToString()) is { } known ? [known] : [];

        var wanted = Fold(text);
        if (wanted.Length == 0)
            return string.IsNullOrWhiteSpace(text) ? [.. _entries.Take(max).Select(e => e.Customer)] : [];

        var words = wanted.Split(' ');
        var found = new List<(int Rank, Entry Entry)>();
        foreach (var entry in _entries)
        {
            if (HoldsAll(entry.Text, words))
                found.Add((Rank(entry, wanted, words), entry));
        }

        return [.. found
            .OrderBy(f => f.Rank)
            .ThenBy(f => f.Entry.Name.Length)
            .ThenBy(f => f.Entry.Name, StringComparer.Ordinal)
            .Take(max)
            .Select(f => f.Entry.Customer)];
    }

    /// <summary>
    /// At most <paramref name="max"/> customers with all words, at most two of them with a fault, or whose name without its spaces begins
    /// with what was typed without spaces, with one fault: fewest faults first, then whole words, then names of the length of what was
    /// typed. Nobody for words that are all short.
    /// </summary>
    public IReadOnlyList<Customer> FindNear(string text, int max)
    {
        var wanted = Fold(text);
        var words = wanted.Split(' ');
        if (!words.Any(word => NearWords.IsForgiven(word)))
            return [];
        var close = string.Concat(words);
        var found = new List<(int Faults, int Behind, int Length, Entry Entry)>();
        var letters = Letters(close);
        foreach (var entry in _entries)
        {
            // Each fault brings one letter at most that the entry has not: most are passed over by this alone.
            if (BitOperations.PopCount(letters & ~entry.Letters) <= MostFaults && Near(entry, words, close) is { } near)
                found.Add((near.Faults, near.Behind, Math.Abs(entry.Name.Length - wanted.Length), entry));
        }

        return [.. found
            .OrderBy(f => f.Faults)
            .ThenBy(f => Math.Min(f.Behind, 1))
            .ThenBy(f => f.Length)
            .ThenBy(f => f.Entry.Name, StringComparer.Ordinal)
            .Take(max)
            .Select(f => f.Entry.Customer)];
    }

    /// <summary>Lower case without accents, ligatures spelled out, everything but letters and digits a single space.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in CloudJson.WholeText(text).Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (Spelled(c) is { } letters)
                folded.Append(letters);
            else if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }

    private static Entry Read(Customer customer)
    {
        var name = Fold(customer.Name);
        var text = $"{name}\n{Fold(customer.Domain)}";
        return new Entry(customer, name, text, Letters(text));
    }

    /// <summary>Which letters a text has, each as one of 32 bits.</summary>
    private static uint Letters(string text)
    {
        var letters = 0u;
        foreach (var letter in text)
            letters |= letter is ' ' or '\n' ? 0 : 1u << (letter & 31);
        return letters;
    }

    /// <summary>How many words have a fault, and how many letters stand behind them; null when it is too far off.</summary>
    private static (int Faults, int Behind)? Near(Entry entry, string[] words, string close)
    {
        var (faults, behind) = (0, 0);
        foreach (var word in words)
        {
            if (entry.Text.Contains(word, StringComparison.Ordinal))
                continue;
            if (!NearWords.IsForgiven(word) || faults == MostFaults || NearWords.BehindAny(word, entry.Text) is not { } left)
                return NearWhole(entry.Name, close);
            faults++;
            behind += left;
        }

        return (faults, behind);
    }

    /// <summary>A space too many or too few, and a fault besides.</summary>
    private static (int Faults, int Behind)? NearWhole(string name, string close)
    {
        if (!NearWords.IsForgiven(close) || name.Length + 1 < close.Length || name.Length > LongestWhole)
            return null;
        Span<char> plain = stackalloc char[LongestWhole];
        var length = 0;
        foreach (var letter in name)
        {
            if (letter != ' ')
                plain[length++] = letter;
        }

        return NearWords.Behind(close, plain[..length]) is { } behind ? (1, behind) : null;
    }

    private static string? Spelled(char c) => c switch
    {
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' => "d",
        'ı' => "i",
        _ => null,
    };

    private static bool HoldsAll(string text, string[] words)
    {
        foreach (var word in words)
        {
            if (!text.Contains(word, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static int Rank(Entry entry, string wanted, string[] words)
    {
        var at = entry.Name.IndexOf(wanted, StringComparison.Ordinal);
        if (at == 0)
            return entry.Name.Length == wanted.Length ? 0 : 1;
        if (at > 0)
            return StartsWord(entry.Name, wanted) ? 2 : 3;
        if (!HoldsAll(entry.Name, words))
            return 4;
        return words.All(w => StartsWord(entry.Name, w)) ? 2 : 3;
    }

    private static bool StartsWord(string name, string wanted)
    {
        for (var at = name.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = name.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || name[at - 1] == ' ')
                return true;
        }

        return false;
    }

    /// <summary>A customer with its folded name, and name and domain in one text to look through.</summary>
    private sealed record Entry(Customer Customer, string Name, string Text, uint Letters);
}
