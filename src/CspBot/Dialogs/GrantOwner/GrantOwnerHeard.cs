using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>What a phrase told, made into values of the form; and what has to be said of what could not.</summary>
internal sealed class GrantOwnerHeard(GrantOwnerParts parts, DialogTurn turn)
{
    private const int Several = 5;

    private readonly Dictionary<string, string> _doubts = [];

    /// <summary>Words behind a subscription’s name that are neither a resource group of it nor anybody.</summary>
    public string Unplaced { get; private set; } = "";

    public async Task<(GrantOwnerForm Form, IReadOnlyDictionary<string, string> Doubts)> ReadAsync(
        GrantOwnerForm form, CancellationToken ct)
    {
        if (form.Duration.Length > 0 && !Duration.All.Contains(form.Duration))
            _doubts["duration"] = GrantOwnerText.HeardDuration;
        if (form.Subscription.Length > 0)
            form = await SubscriptionAsync(form, ct);
        var users = new List<string>();
        foreach (var user in form.Users)
            users.Add(await UserAsync(form, user, ct));
        form = form with { User = users.Count > 0 ? string.Join(", ", users) : form.User };
        return (form with { IsWide = form.IsForSeveral }, _doubts);
    }

    /// <summary>“east elodie” behind a customer is a subscription and a person: as many words as name a subscription alone.</summary>
    private async Task<GrantOwnerForm> SubscriptionAsync(GrantOwnerForm form, CancellationToken ct)
    {
        var all = (await turn.ProbeAsync(_ => parts.Searches.SubscriptionsAsync(turn, form.Customer, ct), ct)).Value;
        var named = (all ?? []).Select(choice => (choice.Title, choice.Value)).ToList();
        var ids = form.Subscriptions;
        if (ids.All(id => Guid.TryParse(id, out _)))
        {
            if (all is not null && ids.Any(id => !named.Exists(one => one.Value == id)))
                _doubts["subscription"] = GrantOwnerText.HeardSubscriptionOfOther;
            return form;
        }

        var each = ids.Select(id => HeardNames.Meant(id, named)).ToList();
        if (each.Count > 1 && !each.Contains(null))
            return form with { Subscription = string.Join(',', each.Distinct()) };
        var words = form.Subscription.Split(' ');
        for (var count = words.Length; count > 0; count--)
        {
            if (HeardNames.Meant(string.Join(' ', words[..count]), named) is { } found)
                return await BehindAsync(form with { Subscription = found }, string.Join(' ', words[count..]), ct);
        }

        _doubts["subscription"] = GrantOwnerText.HeardSubscription;
        return form;
    }

    /// <summary>“production rg-web”: a resource group by its exact name, else a person where none is named, else nothing.</summary>
    private async Task<GrantOwnerForm> BehindAsync(GrantOwnerForm form, string rest, CancellationToken ct)
    {
        if (rest.Length == 0)
            return form;
        var groups = await turn.ProbeAsync(token => parts.Azure.ListResourceGroupsAsync(form.Customer, form.Subscription, token), ct);
        if ((groups.Value ?? []).FirstOrDefault(group => string.Equals(group, rest, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return form with { Scope = new AzureScope(form.Subscription, exact).Id };
        if (form.User.Length == 0)
            return form with { User = rest };
        Unplaced = rest;
        return form;
    }

    /// <summary>One of the people that were named; an address or id that the customer's directory has not is told at once.</summary>
    private async Task<string> UserAsync(GrantOwnerForm form, string user, CancellationToken ct)
    {
        if (user.Contains('@', StringComparison.Ordinal) || Guid.TryParse(user, out _))
        {
            var known = await turn.ProbeAsync(token => parts.Azure.FindPrincipalAsync(form.Customer, user, token), ct);
            if (known is { Fault: null, Value: null })
                _doubts["user"] = GrantOwnerText.HeardStranger;
            return user;
        }

        var found = await turn.ProbeAsync(_ => parts.Searches.UsersAsync(turn, form.Customer, user, Several, ct), ct);
        if (found.Value is [var only])
            return only.Value;
        if (found.Value is { } users)
            _doubts["user"] = users.Count > 1 ? GrantOwnerText.HeardUsers : GrantOwnerText.HeardUser;
        return user;
    }
}
