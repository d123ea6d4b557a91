using System.Collections.Frozen;
using CspBot.Cloud;

namespace CspBot.Conversation;

/// <summary>Customers whose names hold these words, or come near them; only those who exist for the caller.</summary>
internal delegate Task<IReadOnlyList<Customer>> FindCustomers(string words, CancellationToken ct);

/// <summary>What a phrase is compared with: customers' names, each looked up once. Where nothing can be read, nobody is known.</summary>
internal sealed class KnownNames(FindCustomers find)
{
    /// <summary>Words in the longest part of a name that is looked for.</summary>
    public const int LongestName = 6;

    /// <summary>How companies are called besides their names, in English and French.</summary>
    public static FrozenSet<string> CompanyForms { get; } = FrozenSet.Create(
        "ag", "bv", "co", "company", "corp", "corporation", "eurl", "gmbh", "inc", "limited", "llc", "llp", "ltd", "nv", "plc", "sa",
        "sarl", "sas");

    private const int ShortestBeginning = 3;
    private const int MostLookUps = 40;

    private readonly Dictionary<string, IReadOnlyList<Customer>> _found = new(StringComparer.Ordinal);

    /// <summary>The customer with this id; null where it is nobody's who exists for the caller.</summary>
    public async Task<Customer?> OfIdAsync(string id, CancellationToken ct) =>
        Guid.TryParse(id, out var tenant) && await FindAsync(tenant.ToString(), ct) is [var customer, ..] ? customer : null;

    /// <summary>A word of a customer's name.</summary>
    public async Task<bool> IsWordAsync(string word, CancellationToken ct) =>
        (await FindAsync(word, ct)).Any(customer => Words(customer).Contains(word));

    /// <summary>Every word is one of one customer's name or domain, or its beginning.</summary>
    /// <param name="isWhole">The name has to begin with exactly these words.</param>
    public async Task<bool> IsCustomerAsync(string said, bool isWhole, CancellationToken ct)
    {
        var folded = CustomerSearch.Fold(said);
        var words = folded.Split(' ');

        // Whatever is no part of a name by itself makes none with others: the words one by one spare most of the look-ups.
        foreach (var word in words)
        {
            if (word.Length == 0 || !(await FindAsync(word, ct)).Any(customer => CustomerSearch.Holds(customer, word)))
                return false;
        }

        return (await FindAsync(folded, ct)).Any(customer =>
            isWhole
                ? $"{CustomerSearch.Fold(customer.Name)} ".StartsWith(folded + " ", StringComparison.Ordinal)
                : CustomerSearch.Holds(customer, folded) && Array.TrueForAll(words, word => Begins(customer, word)));
    }

    /// <summary>A customer's name or domain begins with it.</summary>
    public async Task<bool> IsBeginningAsync(string said, CancellationToken ct)
    {
        var folded = CustomerSearch.Fold(said);
        return (await FindAsync(folded, ct)).Any(customer =>
            CustomerSearch.Fold(customer.Name).StartsWith(folded, StringComparison.Ordinal)
            || CustomerSearch.Fold(customer.Domain).StartsWith(folded, StringComparison.Ordinal));
    }

    /// <summary>The customers' names that the words are, one behind the other; empty where anything else is said.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(TypedWords words, CancellationToken ct)
    {
        var all = new List<string>();
        for (var from = 0; from < words.All.Count;)
        {
            var to = Math.Min(words.All.Count, from + LongestName) - 1;
            while (to >= from && !await IsCustomerAsync(words.Between(from, to), isWhole: false, ct))
                to--;
            if (to >= from)
                all.Add(words.Between(from, to));
            else if (!words.Is(from, Concepts.And) && !words.Is(from, Concepts.Filler))
                return [];
            from = Math.Max(to, from) + 1;
        }

        return all;
    }

    /// <summary>It begins a customer's words, or comes near them; what merely stands inside a word does not.</summary>
    public async Task<bool> IsNearAsync(string said, CancellationToken ct)
    {
        var folded = CustomerSearch.Fold(said);
        var words = folded.Split(' ');
        return (await FindAsync(folded, ct)).Any(
            customer => !CustomerSearch.Holds(customer, folded)
                || Array.TrueForAll(words, word => Begins(customer, word))
                || (words.Length > 1 && Begins(customer, string.Concat(words))));
    }

    private static bool Begins(Customer customer, string word) => Words(customer).Any(
        one => one == word || (word.Length >= ShortestBeginning && one.StartsWith(word, StringComparison.Ordinal)));

    private static IEnumerable<string> Words(Customer customer) =>
        CustomerSearch.Fold(customer.Name).Split(' ').Concat(CustomerSearch.Fold(customer.Domain).Split(' '));

    private async Task<IReadOnlyList<Customer>> FindAsync(string folded, CancellationToken ct)
    {
        if (folded.Length == 0 || (_found.Count >= MostLookUps && !_found.ContainsKey(folded)))
            return [];
        if (_found.TryGetValue(folded, out var found))
            return found;
        return _found[folded] = await find(folded, ct);
    }
}
