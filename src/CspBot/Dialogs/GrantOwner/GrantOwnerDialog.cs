using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>Grant Owner: the fields of its form, the facts it reads, the lines it shows, the operation it makes.</summary>
internal sealed class GrantOwnerDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    Searches searches,
    FormSeal forms,
    PartnerOptions partner,
    TimeProvider time) : ReviewDialog<GrantOwnerForm, GrantOwnerReview>(Entry, customers, forms)
{
    public static DialogEntry Entry { get; } = new(
        "grant-owner",
        "GrantOwner",
        new(["grant owner"], ["accorder propriétaire"]),
        typeof(GrantOwnerDialog),
        new Dictionary<string, Type> { ["grant-owner"] = typeof(GrantOwnerOperation), ["revoke-owner"] = typeof(RevokeOwnerOperation) });

    public override IReadOnlyList<string> DataSets { get; } = [Searches.Customers, Searches.Subscriptions, Searches.Users];

    protected override GrantOwnerForm Blank(string form, string customer) => new(form, customer, "", "", Duration.Suggested, "", "");

    /// <summary>With values where a client sent titles.</summary>
    protected override async Task<(GrantOwnerForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var sent = GrantOwnerForm.Read(turn.Input);
        var form = sent with
        {
            Subscription = await searches.SubscriptionOfAsync(turn, sent.Customer, sent.Subscription, ct),
            User = await searches.UserOfAsync(turn, sent.Customer, sent.User, ct),
            Duration = Searches.ValueOf(sent.Duration, GrantOwnerCards.Durations(turn.Texts)),
        };
        return (form, form.Errors());
    }

    /// <summary>A cloud out of reach leaves the last good choices and says so.</summary>
    protected override async Task<DialogReply> FormAsync(DialogTurn turn, GrantOwnerForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var users = turn.ProbeAsync(_ => searches.UsersAsync(turn, form.Customer, "", Searches.Listed, ct), ct);
        var (relation, subscriptions, people) = (await reading, await listing, await users);
        var banner = notice.Errors.Count > 0
            ? Look.Banner(Look.Attention, turn.Texts[CommonText.FieldsToMend], [.. notice.Errors.Values.Select(error => turn.Texts[error])])
            : notice.Banner;
        if ((relation.Fault ?? subscriptions.Fault ?? people.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        var choices = new GrantOwnerChoices(
            relation.Value?.Customer.Name ?? azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer,
            Searches.Fit(subscriptions.Value ?? searches.LastGood(Searches.Subscriptions, form.Customer)),
            Searches.Fit(people.Value ?? searches.LastGood(Searches.Users, form.Customer)));
        return Show(
            GrantOwnerCards.Form(
                turn.Texts,
                form,
                choices,
                banner ?? (subscriptions.Value is { Count: 0 } ? GrantOwnerCards.NoSubscription(turn.Texts) : null),
                form.Reason.Length + form.User.Length > 0 ? form.Errors() : new Dictionary<string, string>()),
            notice.Refused);
    }

    protected override Task<GrantOwnerReview> ReviewAsync(DialogTurn turn, GrantOwnerForm form, CancellationToken ct) =>
        GrantOwnerReview.ReadAsync(azure, callers, turn, form, ct);

    protected override ReviewText Say(DialogTurn turn, GrantOwnerReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        var subscription = review.Subscription.Value?.Name ?? review.SoldSubscription(form.Subscription)?.Name ?? form.Subscription;
        return new ReviewText(
            texts[GrantOwnerText.ReviewTitle, review.User.Value?.DisplayName ?? form.User, subscription],
            GrantOwnerCards.Lines(texts, review, turn.Caller.Person, partner.AdminAgentsGroupId, time.GetUtcNow()),
            [(texts[GrantOwnerText.Reason], form.Reason), (texts[GrantOwnerText.TicketIs], form.Ticket)]);
    }

    protected override Operation Make(DialogTurn turn, GrantOwnerReview review)
    {
        var (customer, subscription, user) = (review.Relation.Value!.Customer, review.Subscription.Value!, review.User.Value!);
        return new GrantOwnerOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            SubscriptionId = subscription.Id.ToLowerInvariant(),
            SubscriptionName = subscription.Name,
            UserId = user.Id,
            UserName = user.DisplayName,
            UserPrincipalName = user.UserPrincipalName,
            IsGuest = user.IsGuest,
            Duration = review.Form.Duration,
            Ticket = review.Form.Ticket,
        };
    }
}
