using System.Collections.Concurrent;
using System.Text;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>The data sets that forms search as people type, and the choices that stand in the form for clients without search.</summary>
internal sealed class Searches(AzureOperations azure)
{
    public const string Customers = "customers";
    public const string Subscriptions = "subscriptions";
    public const string Users = "users";

    /// <summary>What the customer holds; its dialog knows the words for it.</summary>
    public const string Reservations = "reservations";

    /// <summary>What the customer can be sold; its dialog knows the catalogue.</summary>
    public const string Products = "products";

    /// <summary>How many choices a form lists by itself; a card stays well under its size limit with them.</summary>
    public const int Listed = 25;
    public const int MostHits = 15;

    // {"title":"","value":""},
    private const int Syntax = 24;
    private const int MostRemembered = 2_000;

    /// <summary>Groups are looked for from so many letters on.</summary>
    private const int ShortestGroup = 2;

    // Which customer each person's form is about: clients may search without sending the form's other inputs. Only a hint for
    // what is listed; whatever is chosen is looked up again.
    private readonly ConcurrentDictionary<string, string> _customerOf = new();

    // The last good lists, so that a form can be shown again with its choices while the cloud is out of reach.
    private readonly ConcurrentDictionary<string, IReadOnlyList<AdaptiveChoice>> _lastGood = new();

    public async Task<IReadOnlyList<AdaptiveChoice>> FindAsync(string dataset, string text, DialogTurn turn, CancellationToken ct)
    {
        if (dataset == Customers)
            return await CustomersAsync(turn, text, MostHits, ct);
        if (CustomerOf(turn) is not { } customer)
            return [];
        return dataset switch
        {
            Subscriptions => [.. (await SubscriptionsAsync(turn, customer, ct))
                .Where(choice => Phrase.Normalize(choice.Title).Contains(Phrase.Normalize(text), StringComparison.Ordinal))
                .Take(MostHits)],
            Users => await PeopleAsync(turn, customer, text, ct),
            _ => [],
        };
    }

    /// <summary>Users, then security groups; an address that nobody has can be chosen too, to be invited.</summary>
    private async Task<IReadOnlyList<AdaptiveChoice>> PeopleAsync(DialogTurn turn, string customer, string text, CancellationToken ct)
    {
        var listing = UsersAsync(turn, customer, text, MostHits, ct);
        var grouping = text.Trim().Length < ShortestGroup || text.Contains('@', StringComparison.Ordinal)
            ? null
            : turn.ProbeAsync(token => azure.SearchGroupsAsync(customer, text, MostHits, token), ct);
        var users = await listing;
        var groups = grouping is null ? [] : (await grouping).Value ?? [];
        IReadOnlyList<AdaptiveChoice> typed = users.Count == 0 && text.IndexOf('@', StringComparison.Ordinal) > 0
            ? [new AdaptiveChoice { Title = text.Trim(), Value = text.Trim() }]
            : [];
        return
        [
            .. users.Take(groups.Count > 0 ? MostHits - 5 : MostHits),
            .. groups.Take(5).Select(
                group => new AdaptiveChoice { Title = turn.Texts[CommonText.GroupChoice, group.Name], Value = group.Id }),
            .. typed,
        ];
    }

    public async Task<IReadOnlyList<AdaptiveChoice>> CustomersAsync(DialogTurn turn, string text, int most, CancellationToken ct) =>
        [.. (await turn.ReadAsync(token => azure.SearchCustomersAsync(text, most, token, turn.Caller.Only), ct)).Select(Choice)];

    public Task<IReadOnlyList<AdaptiveChoice>> SubscriptionsAsync(DialogTurn turn, string customer, CancellationToken ct) => RememberAsync(
        "subscriptions " + customer,
        async () => [.. (await turn.ReadAsync(token => azure.ListAzureSubscriptionsAsync(customer, token), ct)).Select(
            found => new AdaptiveChoice { Title = $"{found.Name} ({found.Id[..8]}…)", Value = found.Id })]);

    public Task<IReadOnlyList<AdaptiveChoice>> UsersAsync(DialogTurn turn, string customer, string text, int most, CancellationToken ct) =>
        RememberAsync(
            text.Length == 0 ? "users " + customer : null,
            async () => [.. (await turn.ReadAsync(token => azure.SearchUsersAsync(customer, text, most, token), ct)).Select(
                user => new AdaptiveChoice { Title = $"{user.DisplayName} ({user.UserPrincipalName})", Value = user.Id })]);

    /// <summary>The list as it was when it last could be read; empty when it never could.</summary>
    public IReadOnlyList<AdaptiveChoice> LastGood(string dataset, string customer) =>
        _lastGood.GetValueOrDefault(dataset + " " + customer, []);

    /// <summary>The customer whom a search is about, as sent or remembered; null where neither is an id.</summary>
    public string? CustomerOf(DialogTurn turn)
    {
        var customer = turn.Input["customer"] is { Length: > 0 } named
            ? named
            : _customerOf.GetValueOrDefault(turn.Caller.Person.ObjectId, "");
        return Guid.TryParse(customer, out _) && turn.Caller.Sees(customer) ? customer : null;
    }

    /// <summary>From now on this person's searches are about this customer.</summary>
    public void Remember(DialogTurn turn, string customer)
    {
        if (_customerOf.Count > MostRemembered)
            _customerOf.Clear();
        _customerOf[turn.Caller.Person.ObjectId] = customer;
    }

    /// <summary>Some clients send what a choice says instead of its value: taken where one choice alone says it.</summary>
    public static string ValueOf(string sent, IReadOnlyList<AdaptiveChoice> listed) =>
        listed.Any(choice => choice.Value == sent) ? sent
        : listed.Where(choice => choice.Title == sent).Select(choice => choice.Value).Distinct().ToList() is [var only] ? only
        : sent;

    /// <summary>The same for a customer.</summary>
    public async Task<string> CustomerOfAsync(DialogTurn turn, string sent, CancellationToken ct)
    {
        if (!sent.EndsWith(')'))
            return sent;
        var domain = sent[(sent.LastIndexOf('(') + 1)..^1];
        var found = await turn.ProbeAsync(token => CustomersAsync(turn, domain, MostHits, token), ct);
        return ValueOf(sent, found.Value ?? []);
    }

    /// <summary>The same for a subscription of the customer.</summary>
    public async Task<string> SubscriptionOfAsync(DialogTurn turn, string customer, string sent, CancellationToken ct)
    {
        if (sent.Length == 0 || Guid.TryParse(sent, out _) || !Guid.TryParse(customer, out _))
            return sent;
        var listed = await turn.ProbeAsync(_ => SubscriptionsAsync(turn, customer, ct), ct);
        return ValueOf(sent, listed.Value ?? LastGood(Subscriptions, customer));
    }

    /// <summary>The same for a user of the customer, also one that a search listed: the title ends with the user's sign-in name.</summary>
    public async Task<string> UserOfAsync(DialogTurn turn, string customer, string sent, CancellationToken ct)
    {
        if (!sent.EndsWith(')') || !Guid.TryParse(customer, out _))
            return sent;
        var name = sent[(sent.LastIndexOf('(') + 1)..^1];
        var found = await turn.ProbeAsync(_ => UsersAsync(turn, customer, name, MostHits, ct), ct);
        return ValueOf(sent, found.Value ?? LastGood(Users, customer));
    }

    /// <summary>A chosen value always stands among the choices, or the field would show it raw or empty.</summary>
    public static List<AdaptiveChoice> With(IReadOnlyList<AdaptiveChoice> choices, string value) =>
        value.Length == 0 || choices.Any(choice => choice.Value == value)
            ? [.. choices]
            : [new AdaptiveChoice { Title = value, Value = value }, .. choices];

    /// <summary>
    /// As many choices as fit beside the rest of a card, 28 KB in all in UTF-8 and in UTF-16; the rest is found by searching.
    /// </summary>
    /// <param name="bytes">What this list may take.</param>
    public static IReadOnlyList<AdaptiveChoice> Fit(IEnumerable<AdaptiveChoice> choices, int bytes = 6_500)
    {
        var fitting = new List<AdaptiveChoice>();
        foreach (var choice in choices.Take(Listed))
        {
            var text = choice.Title + choice.Value;
            bytes -= 2 * Syntax + Math.Max(Encoding.UTF8.GetByteCount(text), 2 * text.Length);
            if (bytes < 0)
                break;
            fitting.Add(choice);
        }

        return fitting;
    }

    public static AdaptiveChoice Choice(Customer customer) =>
        new AdaptiveChoice { Title = $"{customer.Name} ({customer.Domain})", Value = customer.Id };

    private async Task<IReadOnlyList<AdaptiveChoice>> RememberAsync(string? key, Func<Task<IReadOnlyList<AdaptiveChoice>>> read)
    {
        var found = await read();
        if (_lastGood.Count > MostRemembered)
            _lastGood.Clear();
        if (key is not null)
            _lastGood[key] = found;
        return found;
    }
}
