using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>What a phrase told, made into values of the form; and what has to be said of what could not.</summary>
internal static class GrantOwnerHeard
{
    private const int Several = 5;

    public static async Task<(GrantOwnerForm Form, IReadOnlyDictionary<string, string> Doubts)> ReadAsync(
        Searches searches, DialogTurn turn, GrantOwnerForm form, CancellationToken ct)
    {
        var doubts = new Dictionary<string, string>();
        if (!Duration.All.Contains(form.Duration))
            doubts["duration"] = GrantOwnerText.HeardDuration;
        if (HeardNames.IsWords(form.Subscription))
            form = await SubscriptionAsync(searches, turn, form, doubts, ct);
        return (HeardNames.IsWords(form.User) ? await UserAsync(searches, turn, form, doubts, ct) : form, doubts);
    }

    /// <summary>“east elodie” behind a customer is a subscription and a person: as many words as name a subscription alone.</summary>
    private static async Task<GrantOwnerForm> SubscriptionAsync(
        Searches searches, DialogTurn turn, GrantOwnerForm form, Dictionary<string, string> doubts, CancellationToken ct)
    {
        var words = form.Subscription.Split(' ');
        for (var count = words.Length; count > 0 && (count == words.Length || form.User.Length == 0); count--)
        {
            if (await HeardNames.SubscriptionAsync(searches, turn, form.Customer, string.Join(' ', words[..count]), ct) is { } found)
                return form with
                {
                    Subscription = found,
                    User = count < words.Length ? string.Join(' ', words[count..]) : form.User,
                };
        }

        doubts["subscription"] = GrantOwnerText.HeardSubscription;
        return form;
    }

    private static async Task<GrantOwnerForm> UserAsync(
        Searches searches, DialogTurn turn, GrantOwnerForm form, Dictionary<string, string> doubts, CancellationToken ct)
    {
        if (form.User.Contains('@', StringComparison.Ordinal))
            return form;
        var found = await turn.ProbeAsync(_ => searches.UsersAsync(turn, form.Customer, form.User, Several, ct), ct);
        if (found.Value is [var only])
            return form with { User = only.Value };
        if (found.Value is { } users)
            doubts["user"] = users.Count > 1 ? GrantOwnerText.HeardUsers : GrantOwnerText.HeardUser;
        return form;
    }
}
