using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>The live facts behind a review, each read now and by id, and what they mean for the grant.</summary>
internal sealed record GrantOwnerReview(
    GrantOwnerForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<AzureSubscription>> Sold,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<GrantOwnerForm>(Form)
{
    /// <summary>The customer's spending budget: whoever gets more than a look may spend.</summary>
    public required Probe<UsageBudget> Budget { get; init; }

    public required IReadOnlyList<GrantPlace> Places { get; init; }

    public required IReadOnlyList<GrantPerson> People { get; init; }

    /// <summary>Each person at each place; those of one place stand together.</summary>
    public required IReadOnlyList<GrantRight> Rights { get; init; }

    /// <summary>Reads everything at once; what depends on the users' ids follows it.</summary>
    public static async Task<GrantOwnerReview> ReadAsync(
        AzureOperations azure, CallerResolver callers, DialogTurn turn, GrantOwnerForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(form.Customer, token), ct);
        var listed = form.Subscriptions.ToDictionary(
            id => id, id => turn.ProbeAsync(token => azure.ListAssignmentsAsync(form.Customer, id, token), ct));
        var standing = Task.WhenAll(form.Subscriptions.Select(id => PlaceAsync(azure, turn, form, id, ct)));
        var found = await Task.WhenAll(form.Users.Select(async typed =>
        {
            var principal = await turn.ProbeAsync(token => azure.FindPrincipalAsync(form.Customer, typed, token), ct);
            return new GrantPerson(typed, principal, form.Invites);
        }));

        // Two ways to write one person are one person.
        var people = found.DistinctBy(person => person.Found.Value?.Id ?? person.Typed, StringComparer.OrdinalIgnoreCase).ToList();
        var places = await standing;
        var rights = await Task.WhenAll(places.SelectMany(place => people, async (place, person) =>
        {
            var target = new RoleTarget(
                place.Scope.Value ?? place.Wanted,
                place.Role.Value?.Id ?? AzureRoles.Owner,
                person.Found.Value?.Id ?? "",
                person.Found.Value?.Type ?? Principal.User);
            var view = await listed[place.Id] is { Fault: { } fault }
                ? new Probe<RoleView>(null, fault)
                : await turn.ProbeAsync(
                    async token => await azure.ViewRoleAsync(
                        form.Customer, target, Task.FromResult((await listed[place.Id]).Value!), token),
                    ct);
            return new GrantRight(place, person, target, view);
        }));

        // From here on the review speaks of the users by object id, whatever was typed to find them.
        return new GrantOwnerReview(
            form with { User = string.Join(',', people.Select(person => person.Found.Value?.Id ?? person.Typed)) },
            await relation,
            await sold,
            await approvers)
        {
            Budget = await budget,
            Places = places,
            People = people,
            Rights = rights,
        };
    }

    public override Refusal? TryAgain =>
        Relation.Transient ?? Sold.Transient ?? Approvers.Transient
        ?? Places.Select(place => place.Subscription.Transient ?? place.Scope.Transient ?? place.Role.Transient).FirstOrDefault(
            passes => passes is not null)
        ?? People.Select(person => person.Found.Transient).FirstOrDefault(passes => passes is not null)
        ?? Rights.Select(right => right.View.Transient).FirstOrDefault(passes => passes is not null);

    /// <summary>What is to be given: of several, those that stand already are left out.</summary>
    public IReadOnlyList<GrantRight> ToGive =>
        Rights.Count == 1 ? Rights : [.. Rights.Where(right => right.View.Value is { IsHeld: false })];

    /// <summary>Of several that are asked for, those that stand already.</summary>
    public IReadOnlyList<GrantRight> StandAlready =>
        Rights.Count == 1 ? [] : [.. Rights.Where(right => right.View.Value is { IsHeld: true })];

    public AzureSubscription? SoldSubscription(string id) =>
        Sold.Value?.FirstOrDefault(sold => string.Equals(sold.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>The subscription's name as far as anybody knows it.</summary>
    public string NameOf(GrantPlace place) => place.Subscription.Value?.Name ?? SoldSubscription(place.Id)?.Name ?? place.Id;

    /// <summary>The subscription, or the resource group and its subscription.</summary>
    public string PlaceName(GrantPlace place) => place.Wanted.Group is { } group ? $"{group} ({NameOf(place)})" : NameOf(place);

    /// <summary>The role in the reader's language; as it was asked for where there is none.</summary>
    public string RoleName(Texts texts, GrantPlace place) =>
        place.Role.Value is { } role ? RoleWords.Name(texts, role.Id, role.Name) : Form.WantedRole;

    private static async Task<GrantPlace> PlaceAsync(
        AzureOperations azure, DialogTurn turn, GrantOwnerForm form, string id, CancellationToken ct)
    {
        var wanted = form.ScopeOn(id);
        var subscription = turn.ProbeAsync(token => azure.GetSubscriptionAsync(form.Customer, id, token), ct);
        var scope = turn.ProbeAsync(token => azure.FindScopeAsync(form.Customer, wanted, token), ct);
        var role = turn.ProbeAsync(token => azure.FindRoleAsync(form.Customer, id, form.WantedRole, token), ct);
        return new GrantPlace(id, wanted, await subscription, await scope, await role);
    }
}

/// <summary>A subscription, or a resource group of it, where rights are to be given.</summary>
/// <param name="Id">The subscription's.</param>
/// <param name="Wanted">The scope as asked for.</param>
/// <param name="Scope">The scope as Azure writes it; nothing when there is no such resource group.</param>
/// <param name="Role">The wanted role as it can be given there.</param>
internal sealed record GrantPlace(
    string Id, AzureScope Wanted, Probe<ArmSubscription> Subscription, Probe<AzureScope?> Scope, Probe<AzureRole?> Role);

/// <summary>Somebody who is to be given a right.</summary>
/// <param name="Typed">As asked for.</param>
/// <param name="MayBeInvited">Who is not there is to be invited.</param>
internal sealed record GrantPerson(string Typed, Probe<Principal?> Found, bool MayBeInvited)
{
    /// <summary>Not in the directory: that is certain, and what was typed is an address.</summary>
    public bool IsUnknownAddress => Found is { Fault: null, Value: null } && Typed.IndexOf('@', StringComparison.Ordinal) > 0;

    public bool IsInvited => IsUnknownAddress && MayBeInvited;

    public string Name => Found.Value?.Name ?? Typed;
}

/// <summary>One right that is asked for, and what stands there.</summary>
internal sealed record GrantRight(GrantPlace Place, GrantPerson Person, RoleTarget Target, Probe<RoleView> View);
