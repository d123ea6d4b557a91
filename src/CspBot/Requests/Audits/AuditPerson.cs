namespace CspBot.Requests.Audits;

/// <summary>A person as the audit knows them: every word under which they stand in it.</summary>
internal sealed class AuditPerson(IReadOnlyCollection<string> words)
{
    private const string ActorId = "actor.objectId";
    private const string ActorName = "actor.name";

    /// <summary>A personal chat is a person's.</summary>
    private const string Conversation = "conversation";

    /// <summary>Object ids, addresses and names.</summary>
    public IReadOnlyCollection<string> Words => words;

    /// <summary>The typed word, and with it the ids and names of whoever acted under it.</summary>
    public static AuditPerson Of(string typed, IEnumerable<(string Id, string Name)> actors) => new(
        actors
            .Where(actor => Is(actor.Id, typed) || Is(actor.Name, typed))
            .SelectMany(actor => (string[])[actor.Id, actor.Name])
            .Append(typed)
            .Where(word => word.Length > 0 && word != AuditFields.Erased)
            .ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>The names of the fields in which the person stands; those of who acted belong together.</summary>
    public IEnumerable<string> Fields(IReadOnlyDictionary<string, string> fields)
    {
        // Two people may have one name: who acted is known by the id, and by the name only where that was erased before.
        var id = fields.GetValueOrDefault(ActorId);
        var acted = Stands(id is null or AuditFields.Erased ? fields.GetValueOrDefault(ActorName) : id);
        return fields
            .Where(field => field.Key switch
            {
                ActorId or ActorName => acted,
                Conversation => acted || Stands(field.Value),
                _ => Stands(field.Value),
            })
            .Where(field => field.Value != AuditFields.Erased)
            .Select(field => field.Key);
    }

    /// <summary>One of the words stands in the value, and is no part of a longer one.</summary>
    private bool Stands(string? value) => value is not null && words.Any(word => At(value, word));

    private static bool At(string value, string word)
    {
        for (var at = value.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = value.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(value[at - 1])) && (end == value.Length || !char.IsLetterOrDigit(value[end])))
                return true;
        }

        return false;
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
