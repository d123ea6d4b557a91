using CspBot.Cloud;

namespace CspBot.Conversation;

/// <summary>
/// What the words of a phrase name among what a customer has. What names nothing, or several, stays as it was typed, and the form says so.
/// </summary>
internal static class HeardNames
{
    /// <summary>Words, and no value that a form made.</summary>
    public static bool IsWords(string value) =>
        value.Length > 0 && !value.Contains(',', StringComparison.Ordinal) && !Guid.TryParse(value, out _);

    /// <summary>The subscription that the words name alone; null where there is none, or it cannot be read.</summary>
    public static async Task<string?> SubscriptionAsync(
        Searches searches, DialogTurn turn, string customer, string said, CancellationToken ct)
    {
        var all = await turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, customer, ct), ct);
        return Meant(said, (all.Value ?? []).Select(choice => (choice.Title, choice.Value)));
    }

    /// <summary>The value of the one whose name holds all the words, or comes near them where none does.</summary>
    public static string? Meant(string said, IEnumerable<(string Name, string Value)> all)
    {
        var words = CustomerSearch.Fold(said).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var named = all.Select(one => (Name: CustomerSearch.Fold(one.Name), one.Value)).ToList();
        var exact = named.Where(one => words.All(word => Begins(one.Name, word))).ToList();
        var near = exact.Count > 0 ? exact : [.. named.Where(one => words.All(
            word => NearWords.IsForgiven(word) && NearWords.BehindAny(word, one.Name) is not null))];
        return words.Length > 0 && near is [var only] ? only.Value : null;
    }

    /// <summary>The name has words that begin like all of these.</summary>
    public static bool Names(string name, string said) =>
        CustomerSearch.Fold(said).Split(' ').All(word => Begins(CustomerSearch.Fold(name), word));

    private static bool Begins(string name, string word) => name.Split(' ').Any(part => part.StartsWith(word, StringComparison.Ordinal));
}
