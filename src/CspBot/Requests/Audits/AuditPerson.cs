namespace CspBot.Requests.Audits;

/// <summary>A person as the audit knows them: every word under which they stand in it.</summary>
internal sealed class AuditPerson(IReadOnlyCollection<string> words)
{
    private const string ActorId = "actor.objectId";
    private const string ActorName = "actor.name";

    /// <summary>A personal chat is a person's.</summary>
    private const string Conversation = "conversation";

    // Where the audit names people by their ids, and where it names what is none.
    private static readonly string[] People = [ActorId, "detail.user", "detail.approverId", "detail.delegateId", "detail.forId"];
    private static readonly string[] Things =
        ["request", "actor.tenantId", "detail.tenant", "detail.customer", "detail.subscription", "detail.scope", "detail.assignment"];

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

    /// <summary>The object id, or the word that stands for it, in one spelling.</summary>
    public string Id => (words.Order(StringComparer.Ordinal).FirstOrDefault(word => Guid.TryParse(word, out _)) ?? words.First())
        .ToLowerInvariant();

    /// <summary>The entry knows one of the words as a person's id.</summary>
    public bool IsPerson(IReadOnlyDictionary<string, string> fields) => People.Any(name => Names(fields, name));

    /// <summary>The entry knows one of the words as a customer, a tenant, a subscription or whatever else is no person.</summary>
    public bool IsThing(IReadOnlyDictionary<string, string> fields) => Things.Any(name => Names(fields, name));

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
            .Where(field => field.Value != AuditFields.Erased && AuditFields.CanBeErased(field.Key))
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

    /// <summary>One of the words is the value, or one of several in it.</summary>
    private bool Names(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value)
        && value.Split(',', StringSplitOptions.TrimEntries).Any(one => words.Contains(one, StringComparer.OrdinalIgnoreCase));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
