using CspBot.Cloud;

namespace CspBot.Conversation;

/// <summary>What a phrase says of an act's fields, and what of it no field takes: that is said on the card.</summary>
internal static class PhraseFilling
{
    private const string Several = ", ";

    /// <returns>The act with its fields; where the words went; and whether two customers are named.</returns>
    public static async Task<(Meant Meant, PhrasePlaces Places, bool IsTorn)> FillAsync(
        PhraseScore said, TypedWords words, PhraseFacts facts, KnownNames names, CancellationToken ct)
    {
        var act = said.Saying.Act;
        var taken = said.Used.Zip(facts.Taken, (one, other) => one || other).ToArray();
        var time = act.Takes("duration") || act.Takes("until") ? facts.Time : null;
        for (var at = time?.From ?? 0; at <= (time?.To ?? -1); at++)
            taken[at] = true;
        var (told, left) = (new Dictionary<string, string>(), new List<string>());
        if (act.Takes("ticket") && facts.Ticket is { } ticket)
        {
            told["ticket"] = ticket.Say(words);
            for (var at = ticket.From; at <= ticket.To; at++)
                taken[at] = true;
        }

        PhraseOrder.Tell(said, words, facts, new PhraseTold(taken, told, left));
        var places = new PhrasePlaces(words, taken, act, names)
        {
            TakesRest = said.Matched > 1 || said.Leads,
            IsLed = said.Leads,
            IsPhrase = said.IsPhrase,
            IsOfPerson = said.Saying.Parts.Any(part => Concepts.Taking.Contains(part.Concept)),
        };
        await places.PlaceAsync(ct);
        var fields = places.Fields;
        foreach (var (field, value) in said.Told)
            fields[field] = value;
        foreach (var (field, value) in told)
            fields[field] = value;
        Tell("request", facts.Request);
        Tell("role", facts.Role);
        Tell("duration", facts.Duration);
        if (act.Takes("user") && facts.Addresses.Count > 0)
            TellAddresses(words, facts, fields);
        if (places.Left.Length > 0)
            left.Insert(0, places.Left);
        var isTorn = places.IsTorn;
        foreach (var at in facts.Ids)
            isTorn |= await IsOtherCustomerAsync(words, at, new(act, fields, left), names, ct);
        if (time is not null)
            Remark(act.Takes("duration") ? Remarks.Time : Remarks.Day, words.Between(time.From, time.To));
        if (left.Count > 0)
            fields[Remarks.Left] = Meant.Cut(string.Join(' ', left));
        if (facts.IsQuestion && act.ShowsState)
            fields[Remarks.Asked] = "true";
        if ((facts.On ?? (facts.IsForOthers ? true : null)) is { } on && !facts.IsQuestion && act.Takes("turn"))
        {
            fields["turn"] = on ? "on" : "off";
            var (savings, reserved) = (words.Has(Concepts.Savings), words.Has(Concepts.Reserved));
            if (savings != reserved && (savings || on))
                fields["kind"] = savings ? "savingsPlan" : "reservedInstances";
        }

        if (act.CustomerAs != "customer" && fields.Remove("customer", out var sought))
            fields[act.CustomerAs] = sought;
        return (new Meant(said.Saying.Dialog, act) { Fields = fields }, places, isTorn);

        void Remark(string remark, string text) =>
            fields[remark] = Meant.Cut(fields.TryGetValue(remark, out var other) ? other + Several + text : text);

        void Tell(string field, string? value)
        {
            if (value is not null && act.Takes(field))
                fields.TryAdd(field, value);
        }
    }

    /// <summary>Addresses say who; somebody named besides, by “and”, is meant too.</summary>
    private static void TellAddresses(TypedWords words, PhraseFacts facts, Dictionary<string, string> fields)
    {
        var all = facts.Addresses.Select(at => words.All[at].Raw).ToList();
        if (fields.TryGetValue("user", out var named) && facts.Addresses.Any(at => IsBesideAnd(words, at)))
            all.Insert(0, named);
        fields["user"] = Meant.Cut(string.Join(Several, all.Distinct(StringComparer.OrdinalIgnoreCase)));
    }

    private static bool IsBesideAnd(TypedWords words, int at) =>
        (at > 0 && (words.Is(at - 1, Concepts.And) || words.IsParted(at - 1)))
        || (at + 1 < words.All.Count && (words.Is(at + 1, Concepts.And) || words.IsParted(at)));

    /// <summary>An id is the customer's where none is named, else a person's behind “to”, else a subscription's.</summary>
    /// <returns>It is another customer's than the one that is named.</returns>
    private static async Task<bool> IsOtherCustomerAsync(TypedWords words, int at, Told told, KnownNames names, CancellationToken ct)
    {
        var (id, (act, fields, left)) = (words.All[at].Raw, told);
        var isUser = at > 0 && words.Is(at - 1, Concepts.ToUser) && !words.Is(at - 1, Concepts.AtPlace);
        if (await names.OfIdAsync(id, ct) is { } customer && act.Takes("customer"))
        {
            if (fields.TryAdd("customer", id))
                return false;
            return fields["customer"] != id && !CustomerSearch.Holds(customer, fields["customer"]);
        }

        var field = isUser && act.Takes("user") ? "user" : fields.ContainsKey("customer") ? "subscription" : "customer";
        if (!act.Takes(field) || !fields.TryAdd(field, id))
            left.Add(id);
        return false;
    }

    /// <param name="Left">What no field takes.</param>
    private sealed record Told(TypedAct Act, Dictionary<string, string> Fields, List<string> Left);
}
