using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;

namespace CspBot.Dialogs.Customers;

/// <summary>Reads who has access to a subscription, and which requests of ours gave it.</summary>
internal sealed class AccessDesk(AzureOperations azure, RequestService requests)
{
    /// <summary>The customer's subscriptions as sold.</summary>
    public Task<Probe<IReadOnlyList<AzureSubscription>>> SoldAsync(DialogTurn turn, string customer, CancellationToken ct) =>
        turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer, token), ct);

    /// <summary>Where those whom a phrase names have a right that ends by itself, of what this caller may see: newest first.</summary>
    public async Task<IReadOnlyList<TimedPlace>> ListTimedAsync(DialogTurn turn, string named, CancellationToken ct)
    {
        var people = AccessFound.People(named);
        return [.. (await requests.ListTimedAsync(turn.Caller, ct))
            .SelectMany(request => request.Operation.Receivers
                .Where(receiver => people.Any(one => HeardNames.Names(receiver.Name, one)
                    || string.Equals(receiver.Address, one, StringComparison.OrdinalIgnoreCase)))
                .Select(receiver => new TimedPlace(request.Operation.CustomerId, request.Operation.CustomerName, receiver.SubscriptionId)))
            .Distinct()];
    }

    /// <summary>Everything about one subscription: sold or not is for the caller to look at.</summary>
    public async Task<AccessFound> ReadAsync(DialogTurn turn, string customer, string subscription, CancellationToken ct)
    {
        var sold = SoldAsync(turn, customer, ct);
        var reading = turn.ProbeAsync(token => azure.ViewAccessAsync(customer, subscription, token), ct);
        var holding = requests.ListHoldingAsync(customer, ct);
        return new AccessFound(subscription, await sold, await reading, await holding);
    }
}

/// <summary>A subscription on which somebody has a right that ends by itself.</summary>
internal sealed record TimedPlace(string Customer, string CustomerName, string Subscription);

/// <summary>What a phrase told of the list, besides where: it rides with the buttons up to the form.</summary>
/// <param name="Named">Whom it spoke of; empty for nobody.</param>
/// <param name="Duration">How much longer, as a right can last; empty for anything else.</param>
internal sealed record AccessSaid(string Named, string Duration)
{
    public static AccessSaid Nothing { get; } = new("", "");

    /// <summary>A button of a row names an id instead.</summary>
    public static AccessSaid Read(FormInput input) => new(
        input["user"] is { Length: <= Meant.LongestValue } user && AccessFound.People(user).All(HeardNames.IsWords) ? user : "",
        RightDuration.All.Contains(input["duration"]) ? input["duration"] : "");

    public (string Name, string? Value)[] Data =>
        [.. new (string Name, string? Value)[] { ("user", Named), ("duration", Duration) }.Where(one => one.Value!.Length > 0)];
}

/// <summary>What was read about the access to one subscription.</summary>
/// <param name="Holding">Requests of this customer that hold a right now.</param>
internal sealed record AccessFound(
    string SubscriptionId,
    Probe<IReadOnlyList<AzureSubscription>> Sold,
    Probe<AccessView> View,
    IReadOnlyList<Request> Holding)
{
    public AccessSaid Said { get; init; } = AccessSaid.Nothing;

    /// <summary>Whom a phrase spoke of: first in the list. Empty for nobody.</summary>
    public string Named => Said.Named;

    /// <summary>As we sold it; null when it is none of this customer's, or nobody could say.</summary>
    public AzureSubscription? Subscription =>
        Sold.Value?.FirstOrDefault(sold => string.Equals(sold.Id, SubscriptionId, StringComparison.OrdinalIgnoreCase));

    /// <summary>A read that may succeed later.</summary>
    public Refusal? TryAgain => Sold.Transient ?? View.Transient;

    /// <summary>Owners that nobody of us knows first, then the other Owners, what stands here, below, and what is inherited.</summary>
    public IReadOnlyList<AccessRow> Rows =>
    [
        .. (View.Value?.Entries ?? [])
            .Select(Row)
            .OrderByDescending(IsNamed)
            .ThenByDescending(row => row.IsUnknownOwner)
            .ThenByDescending(row => row.Entry.IsOwner)
            .ThenBy(row => row.Entry.Place switch { AccessPlace.Here => 0, AccessPlace.Below => 1, _ => 2 })
            .ThenBy(row => row.Entry.Role.Name ?? "~", StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(row => row.Entry.Principal.Name ?? "~", StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(row => row.Entry.Assignment.Name, StringComparer.Ordinal),
    ];

    /// <summary>The assignment that a button or its fields name; null when it is not there, or several fit.</summary>
    public AccessRow? Find(AccessKey key) => Rows.Where(row =>
        Fits(key.Assignment, row.Entry.Assignment.Name)
        && Fits(key.User, row.Entry.Principal.Id)
        && Fits(key.Role, row.Entry.Role.Id.ToString())
        && Fits(key.Scope.TrimEnd('/'), row.Entry.Assignment.Scope.TrimEnd('/'))).Take(2).ToList() is [var only] ? only : null;

    public bool IsNamed(AccessRow row) => People(Named).Any(named => Means(row, named));

    public static bool Means(AccessRow row, string named) =>
        HeardNames.Names(row.Entry.Principal.Name ?? "", named)
        || string.Equals(row.Entry.Principal.SignIn, named, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whoever a phrase names, one or several.</summary>
    public static IReadOnlyList<string> People(string named) =>
        named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Fits(string asked, string standing) =>
        asked.Length == 0 || string.Equals(asked, standing, StringComparison.OrdinalIgnoreCase);

    private AccessRow Row(AccessEntry entry)
    {
        var right = HeldRight.Role(
            entry.Place == AccessPlace.Above ? "/subscriptions/" + SubscriptionId : entry.Assignment.Scope,
            entry.Role.Id,
            entry.Principal.Id,
            default);
        // What our requests give stands under its one name: under another, somebody gave it anew elsewhere.
        var by = AzureScope.Read(entry.Assignment.Scope) is not { } scope
            || !string.Equals(
                entry.Assignment.Name,
                AzureOperations.AssignmentName(scope, entry.Role.Id, entry.Principal.Id).ToString(),
                StringComparison.OrdinalIgnoreCase)
            ? null
            : Holding
                .SelectMany(request => request.Operation.Rights(request), (request, held) => (request, held))
                .Where(one => one.held.Key == right.Key)
                .OrderByDescending(one => one.held.Since)
                .Select(one => one.request)
                .FirstOrDefault();
        return new AccessRow(entry, by);
    }
}

/// <summary>One line of the list.</summary>
/// <param name="By">The request of ours that holds it; null for none.</param>
internal sealed record AccessRow(AccessEntry Entry, Request? By)
{
    /// <summary>Owner that neither a request of ours made, nor our own group.</summary>
    public bool IsUnknownOwner => Entry.IsOwner && By is null && Entry.Principal.Kind != PrincipalKind.AdminAgents;

    /// <summary>It ends by itself, and may be given longer.</summary>
    public bool IsTimed =>
        By is { EndsAt: not null, EndedAt: null, IsTakenBack: false } && By.State.IsOver();

    /// <summary>It may be taken away here.</summary>
    public bool IsRevocable => Entry.Place != AccessPlace.Above && Entry.Principal.Kind != PrincipalKind.AdminAgents;
}

/// <summary>A page of the list, as a card shows it.</summary>
/// <param name="Acts">What the reader may do.</param>
internal sealed record AccessPage(Customer Customer, AccessFound Found, int Asked, IReadOnlyList<string> Acts)
{
    public const int Length = 8;

    public int Pages => Math.Max(1, (Found.Rows.Count + Length - 1) / Length);

    public int Page => Math.Clamp(Asked, 0, Pages - 1);

    public IEnumerable<AccessRow> Rows => Found.Rows.Skip(Page * Length).Take(Length);

    /// <summary>What a button sends; 0 for what is no number.</summary>
    public static int Read(string page) =>
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
}
