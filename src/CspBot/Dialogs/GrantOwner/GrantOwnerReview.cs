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
    Probe<ArmSubscription> Subscription,
    Probe<DirectoryUser?> User,
    Probe<OwnerView> Owners,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<GrantOwnerForm>(Form)
{
    /// <summary>Reads everything at once; what depends on the user's id follows it.</summary>
    public static async Task<GrantOwnerReview> ReadAsync(
        AzureOperations azure, CallerResolver callers, DialogTurn turn, GrantOwnerForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var subscription = turn.ProbeAsync(token => azure.GetSubscriptionAsync(form.Customer, form.Subscription, token), ct);
        var user = turn.ProbeAsync(token => azure.FindUserAsync(form.Customer, form.User, token), ct);
        var approvers = turn.ProbeAsync(callers.ListApproversAsync, ct);
        var found = await user;
        var owners = turn.ProbeAsync(token => azure.ViewOwnersAsync(form.Customer, form.Subscription, found.Value?.Id, token), ct);

        // From here on the review speaks of the user by object id, whatever was typed to find it.
        return new GrantOwnerReview(
            form with { User = found.Value?.Id ?? form.User },
            await relation,
            await sold,
            await subscription,
            found,
            await owners,
            await approvers);
    }

    public override Refusal? TryAgain =>
        Relation.Transient ?? Sold.Transient ?? Subscription.Transient ?? User.Transient ?? Owners.Transient ?? Approvers.Transient;

    public AzureSubscription? SoldSubscription(string id) =>
        Sold.Value?.FirstOrDefault(sold => string.Equals(sold.Id, id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What the details form asks for, as typed.</summary>
internal sealed record GrantOwnerForm(
    string Form, string Customer, string Subscription, string User, string Duration, string Reason, string Ticket) : ChangeForm(Form)
{
    public const int LongestReason = 500;
    public const int LongestTicket = 60;

    public static GrantOwnerForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        input["subscription"],
        input["user"],
        input["duration"],
        input["reason"],
        input["ticket"]);

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (!Guid.TryParse(Subscription, out _))
            errors["subscription"] = GrantOwnerText.SubscriptionMissing;
        if (User.Length == 0)
            errors["user"] = GrantOwnerText.UserMissing;
        if (!GrantOwner.Duration.All.Contains(Duration))
            errors["duration"] = GrantOwnerText.DurationMissing;
        if (Reason.Length == 0)
            errors["reason"] = GrantOwnerText.ReasonMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = GrantOwnerText.ReasonTooLong;
        if (Ticket.Length > LongestTicket)
            errors["ticket"] = GrantOwnerText.TicketTooLong;
        return errors;
    }

    public override IEnumerable<string> Sealed => [Customer, Subscription, User, Duration, Reason, Ticket];

    public override (string Name, string? Value)[] Data =>
        [
            ("customer", Customer), ("subscription", Subscription), ("user", User), ("duration", Duration), ("reason", Reason),
            ("ticket", Ticket),
        ];

    public override IReadOnlyDictionary<string, string?> Told => Data.Skip(1).ToDictionary(one => one.Name, one => one.Value);
}
