using System.Collections.Concurrent;
using CspBot.Cloud;
using CspBot.Teams.Cards;

namespace CspBot.Conversation;

/// <summary>The data sets that forms search as people type, and the choices that stand in the form for clients without search.</summary>
internal sealed class Searches(AzureOperations azure)
{
    public const string Customers = "customers";
    public const string Subscriptions = "subscriptions";
    public const string Users = "users";

    /// <summary>How many choices a form lists by itself; a card stays well under its size limit with them.</summary>
    public const int Listed = 25;
    private const int MostHits = 15;
    private const int MostRemembered = 2_000;

    // Which customer each person's form is about: clients may search without sending the form's other inputs. Only a hint for
    // what is listed; whatever is chosen is looked up again.
    private readonly ConcurrentDictionary<string, string> _customerOf = new();

    // The last good lists, so that a form can be shown again with its choices while the cloud is out of reach.
    private readonly ConcurrentDictionary<string, IReadOnlyList<Choice>> _lastGood = new();

    public async Task<IReadOnlyList<Choice>> FindAsync(string dataset, string text, DialogTurn turn, CancellationToken ct)
    {
        if (dataset == Customers)
            return await CustomersAsync(turn, text, MostHits, ct);
        var customer = turn.Input["customer"] is { Length: > 0 } named ? named : _customerOf.GetValueOrDefault(turn.Caller.Person.ObjectId, "");
        if (!Guid.TryParse(customer, out _))
            return [];
        return dataset switch
        {
            Subscriptions => [.. (await SubscriptionsAsync(turn, customer, ct)).Where(choice => Phrase.Normalize(choice.Title).Contains(Phrase.Normalize(text), StringComparison.Ordinal)).Take(MostHits)],
            Users => await UsersAsync(turn, customer, text, MostHits, ct),
            _ => [],
        };
    }

    public async Task<IReadOnlyList<Choice>> CustomersAsync(DialogTurn turn, string text, int most, CancellationToken ct) =>
        [.. (await turn.ReadAsync(token => azure.SearchCustomersAsync(text, most, token), ct)).Select(Choice)];

    public Task<IReadOnlyList<Choice>> SubscriptionsAsync(DialogTurn turn, string customer, CancellationToken ct) => RememberAsync(
        "subscriptions " + customer,
        async () => [.. (await turn.ReadAsync(token => azure.ListAzureSubscriptionsAsync(customer, token), ct)).Select(found => new Choice($"{found.Name} ({found.Id[..8]}…)", found.Id))]);

    public Task<IReadOnlyList<Choice>> UsersAsync(DialogTurn turn, string customer, string text, int most, CancellationToken ct) => RememberAsync(
        text.Length == 0 ? "users " + customer : null,
        async () => [.. (await turn.ReadAsync(token => azure.SearchUsersAsync(customer, text, most, token), ct)).Select(user => new Choice($"{user.DisplayName} ({user.UserPrincipalName})", user.Id))]);

    /// <summary>The list as it was when it last could be read; empty when it never could.</summary>
    public IReadOnlyList<Choice> LastGood(string dataset, string customer) => _lastGood.GetValueOrDefault(dataset + " " + customer, []);

    /// <summary>From now on this person's searches are about this customer.</summary>
    public void Remember(DialogTurn turn, string customer)
    {
        if (_customerOf.Count > MostRemembered)
            _customerOf.Clear();
        _customerOf[turn.Caller.Person.ObjectId] = customer;
    }

    public static Choice Choice(Customer customer) => new($"{customer.Name} ({customer.Domain})", customer.Id);

    private async Task<IReadOnlyList<Choice>> RememberAsync(string? key, Func<Task<IReadOnlyList<Choice>>> read)
    {
        var found = await read();
        if (_lastGood.Count > MostRemembered)
            _lastGood.Clear();
        if (key is not null)
            _lastGood[key] = found;
        return found;
    }
}
