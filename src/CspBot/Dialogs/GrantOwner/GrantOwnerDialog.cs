using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Teams.Cards;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>Grant Owner: customer, details, review on live facts, submit.</summary>
internal sealed class GrantOwnerDialog(AzureOperations azure, CallerResolver callers, CustomerChoice customers, Searches searches, FormSeal forms, PartnerOptions partner, TimeProvider time) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        "grant-owner",
        "GrantOwner",
        new(["grant owner"], ["accorder propriétaire"]),
        typeof(GrantOwnerDialog),
        new Dictionary<string, Type> { ["grant-owner"] = typeof(GrantOwnerOperation), ["revoke-owner"] = typeof(RevokeOwnerOperation) });

    public override IReadOnlyList<PartnerRole> Roles { get; } = [PartnerRole.AdminAgent];

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) => CustomerAsync(turn, words, ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" => CustomerAsync(turn, turn.Input["customer"], ct),
        "details" => DetailsAsync(turn, ct),
        "submit" => Task.FromResult(Submit(turn, GrantOwnerForm.Read(turn.Input))),
        "back" => turn.Input["stage"] == "review" ? FormAsync(turn, GrantOwnerForm.Read(turn.Input), null, null, ct) : CustomerAsync(turn, "", ct),
        "cancel" => Task.FromResult(Closed(turn)),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    private async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await customers.ChooseAsync(this, turn, words, ct);
        if (customer is null)
            return Show(card!);
        var form = await forms.KeepOrNewAsync(turn.Input.Form, ct);
        return await FormAsync(turn, new GrantOwnerForm(form, customer.Id, "", "", Duration.Suggested, "", ""), null, customer.Name, ct);
    }

    /// <summary>The details form, with whatever was typed; a cloud out of reach leaves the last good choices and says so.</summary>
    private async Task<DialogReply> FormAsync(DialogTurn turn, GrantOwnerForm form, CardElement? banner, string? customerName, CancellationToken ct, Refusal? refused = null)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var users = turn.ProbeAsync(_ => searches.UsersAsync(turn, form.Customer, "", Searches.Listed, ct), ct);
        var (relation, subscriptions, people) = (await reading, await listing, await users);
        if ((relation.Fault ?? subscriptions.Fault ?? people.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        return Show(GrantOwnerCards.Form(
            turn.Texts,
            form,
            relation.Value?.Customer.Name ?? customerName ?? form.Customer,
            subscriptions.Value ?? searches.LastGood(Searches.Subscriptions, form.Customer),
            people.Value ?? searches.LastGood(Searches.Users, form.Customer),
            banner ?? (subscriptions.Value is { Count: 0 } ? GrantOwnerCards.NoSubscription(turn.Texts) : null),
            form.Reason.Length + form.User.Length > 0 ? form.Errors() : new Dictionary<string, string>()), refused);
    }

    private async Task<DialogReply> DetailsAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = GrantOwnerForm.Read(turn.Input);
        if (form.Errors().Count > 0)
            return await FormAsync(turn, form, Resources.Look.Banner(Resources.Look.Attention, turn.Texts["Common.FieldsToMend"], [.. form.Errors().Values.Select(error => turn.Texts[error])]), null, ct);
        return await ReviewAsync(turn, form, null, ct);
    }

    private async Task<DialogReply> ReviewAsync(DialogTurn turn, GrantOwnerForm form, CardElement? banner, CancellationToken ct)
    {
        var review = await GrantOwnerReview.ReadAsync(azure, callers, turn, form, ct);
        if (review.TryAgain is { } later)
            return await FormAsync(turn, form, RefusalCards.Banner(later, turn.Texts), null, ct, later);

        // The review speaks of the user by object id from here on, whatever was typed to find it.
        form = form with { User = review.User.Value?.Id ?? form.User, Form = await forms.KeepOrNewAsync(form.Form, ct) };
        var seal = await forms.SealAsync(new Shown(Name + "/submit", form.Form, turn.Caller.Person, form.Sealed), ct);
        var lines = Lines(turn, form, review);
        return Show(GrantOwnerCards.Review(turn.Texts, form, review, lines, seal, banner), GrantOwnerCards.WhyNot(lines));
    }

    private IReadOnlyList<ReviewLine> Lines(DialogTurn turn, GrantOwnerForm form, GrantOwnerReview review) =>
        GrantOwnerCards.Lines(turn.Texts, form, review, turn.Caller.Person, partner.AdminAgentsGroupId, time.GetUtcNow());

    private DialogReply Submit(DialogTurn turn, GrantOwnerForm form) => new DialogReply.Submit(turn.Caller.Person, form.Sealed, ct => OpenedAsync(turn, form, ct));

    private async Task<SubmitReply> OpenedAsync(DialogTurn turn, GrantOwnerForm form, CancellationToken ct)
    {
        var review = await GrantOwnerReview.ReadAsync(azure, callers, turn, form, ct);
        if (review.TryAgain is { } later)
            return new SubmitReply.Instead(await FormAsync(turn, form, RefusalCards.Banner(later, turn.Texts), null, ct, later));
        var seal = turn.Input["seal"];
        var lines = Lines(turn, form, review);
        AdaptiveCard Again(CardElement? banner) => GrantOwnerCards.Review(turn.Texts, form, review, lines, seal, banner);
        if (GrantOwnerCards.WhyNot(lines) is { } changed)
            return new SubmitReply.Instead(Show(Again(Resources.Look.Banner(Resources.Look.Attention, turn.Texts["GrantOwner.ChangedSinceReview"])), changed));
        var user = review.User.Value!;
        return new SubmitReply.StartRequest(
            new GrantOwnerOperation
            {
                CustomerId = review.Relation.Value!.Customer.Id,
                CustomerName = review.Relation.Value.Customer.Name,
                Reason = form.Reason,
                SubscriptionId = review.Subscription.Value!.Id.ToLowerInvariant(),
                SubscriptionName = review.Subscription.Value.Name,
                UserId = user.Id,
                UserName = user.DisplayName,
                UserPrincipalName = user.UserPrincipalName,
                IsGuest = user.IsGuest,
                Duration = form.Duration,
                Ticket = form.Ticket,
            },
            new Dictionary<string, string?>
            {
                ["subscription"] = form.Subscription,
                ["user"] = user.Id,
                ["duration"] = form.Duration,
                ["reason"] = form.Reason,
                ["ticket"] = form.Ticket,
            },
            reason => Again(RefusalCards.Banner(reason, turn.Texts)));
    }
}
