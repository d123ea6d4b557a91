using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>The cards of Grant Owner: details form and review.</summary>
internal static class GrantOwnerCards
{
    public static AdaptiveCard Form(
        Texts texts,
        GrantOwnerForm form,
        GrantOwnerChoices choices,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors)
    {
        var standing = () => Look.Data(form.Form, ("customer", form.Customer), ("stage", "details"));
        return Look.Card(
            texts,
            texts[GrantOwnerText.FormTitle, choices.CustomerName],
            [
                banner,
                new AdaptiveTextInput { Id = "customer", Label = texts[CommonText.Customer], Value = form.Customer, IsVisible = false },
                Look.Error("subscription", errors, texts),
                Look.OrTyped(new AdaptiveChoiceSetInput
                {
                    Id = "subscription",
                    Label = texts[GrantOwnerText.Subscription],
                    Choices = Searches.With(choices.Subscriptions, form.Subscription),
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Filtered,
                    IsRequired = true,
                    ErrorMessage = texts[GrantOwnerText.SubscriptionMissing],
                    Placeholder = texts[GrantOwnerText.SubscriptionPlaceholder],
                    Value = form.Subscription.Length > 0 ? form.Subscription : choices.Subscriptions is [var only] ? only.Value : null,
                    DataQuery = new AdaptiveDataQuery { Dataset = "subscriptions", AssociatedInputs = AdaptiveAssociatedInputs.Auto },
                }),
                Look.Error("user", errors, texts),
                Look.OrTyped(new AdaptiveChoiceSetInput
                {
                    Id = "user",
                    Label = texts[GrantOwnerText.User],
                    Choices = Searches.With(choices.Users, form.User),
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Filtered,
                    IsRequired = true,
                    ErrorMessage = texts[GrantOwnerText.UserMissing],
                    Placeholder = texts[GrantOwnerText.UserPlaceholder],
                    Value = form.User.Length > 0 ? form.User : null,
                    DataQuery = new AdaptiveDataQuery { Dataset = "users", AssociatedInputs = AdaptiveAssociatedInputs.Auto },
                }),
                Look.Error("duration", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "duration",
                    Label = texts[GrantOwnerText.Duration],
                    Choices = [.. Durations(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    IsRequired = true,
                    ErrorMessage = texts[GrantOwnerText.DurationMissing],
                    Value = Duration.All.Contains(form.Duration) ? form.Duration : null,
                },
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[GrantOwnerText.Reason],
                    IsMultiline = true,
                    IsRequired = true,
                    ErrorMessage = texts[GrantOwnerText.ReasonMissing],
                    MaxLength = GrantOwnerForm.LongestReason,
                    Placeholder = texts[GrantOwnerText.ReasonPlaceholder],
                    Value = form.Reason.Length > 0 ? form.Reason : null,
                },
                Look.Error("ticket", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "ticket",
                    Label = texts[GrantOwnerText.Ticket],
                    MaxLength = GrantOwnerForm.LongestTicket,
                    Placeholder = texts[GrantOwnerText.TicketPlaceholder],
                    Value = form.Ticket.Length > 0 ? form.Ticket : null,
                },
            ],
            [
                // The hidden input serves the searches alone: some clients show it, others leave it out.
                Look.Submit(texts[GrantOwnerText.ReviewButton], "grant-owner/details", Look.Data(form.Form, ("customer", form.Customer))),
                Look.Go(texts[CommonText.BackButton], "grant-owner/back", standing()),
                Look.Go(texts[CommonText.CancelButton], "grant-owner/cancel", standing()),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Durations(Texts texts) =>
        [.. Duration.All.Select(value => new AdaptiveChoice { Title = texts["GrantOwner.Duration." + value], Value = value })];

    public static AdaptiveContainer NoSubscription(Texts texts) =>
        Look.Banner(Look.Warning, texts[GrantOwnerText.NoSubscription], texts[GrantOwnerText.NoSubscription_Help]);

    /// <summary>One line and mark for each prerequisite, in the order in which they build on each other.</summary>
    public static IReadOnlyList<ReviewLine> Lines(
        Texts texts, GrantOwnerReview review, Person requester, string adminAgents, DateTimeOffset now) =>
    [
        Relation(texts, review),
        .. Subscription(texts, review.Form, review),
        User(texts, review.Form, review),
        .. Owners(texts, review.Form, review, adminAgents),
        End(texts, review.Form, now),
        ReviewLine.Approvers(texts, "GrantOwner", review.Approvers, requester),
    ];

    public static IReadOnlyList<(string Name, string Value)> Facts(GrantOwnerOperation operation, Texts texts) =>
    [
        (texts[CommonText.Customer], operation.CustomerName),
        (texts[GrantOwnerText.Subscription], $"{operation.SubscriptionName} ({operation.SubscriptionId})"),
        (texts[GrantOwnerText.User],
            $"{operation.UserName} ({operation.UserPrincipalName}{(operation.IsGuest ? ", " + texts[GrantOwnerText.Guest] : "")})"),
        (texts[GrantOwnerText.Right], texts[GrantOwnerText.RightIs]),
        (texts[GrantOwnerText.Duration], texts["GrantOwner.Duration." + operation.Duration]),
        (texts[GrantOwnerText.Reason], operation.Reason),
        (texts[GrantOwnerText.TicketIs], operation.Ticket),
    ];

    private static ReviewLine Relation(Texts texts, GrantOwnerReview review)
    {
        if (review.Relation.Fault is { } fault)
            return ReviewLine.Of(texts, fault);
        var relation = review.Relation.Value!;
        if (!relation.IsReseller)
            return ReviewLine.Of(texts, new Refusal("GrantOwner.NotReseller", relation.Customer.Name));
        return relation.Delegated.IsActive
            ? new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_Relation, relation.Customer.Name, relation.Customer.Domain])
            : new ReviewLine(
                Mark.Failed,
                texts[GrantOwnerText.Line_NoDelegation, relation.Customer.Name],
                texts[
                    relation.Delegated.PendingApprovalUrl is { } url
                        ? GrantOwnerText.Line_DelegationPending
                        : GrantOwnerText.Line_NoDelegation_Help,
                    relation.Delegated.PendingApprovalUrl ?? ""])
            {
                Why = new Refusal("Cloud.NoDelegatedAdministration"),
            };
    }

    private static IEnumerable<ReviewLine> Subscription(Texts texts, GrantOwnerForm form, GrantOwnerReview review)
    {
        if (review.Sold.Fault is { } unsold)
        {
            yield return ReviewLine.Of(texts, unsold);
            yield break;
        }

        if (review.SoldSubscription(form.Subscription) is not { } sold)
        {
            yield return ReviewLine.Of(
                texts,
                new Refusal(
                    "GrantOwner.SubscriptionNotOfCustomer", form.Subscription, review.Relation.Value?.Customer.Name ?? form.Customer));
            yield break;
        }

        if (review.Subscription.Fault is { } hidden && ReviewLine.IsHidden(hidden))
            yield return new ReviewLine(
                Mark.Caution, texts[GrantOwnerText.Line_SubscriptionHidden, sold.Name, texts["Common.Kind." + sold.Kind]], sold.Id);
        else if (review.Subscription.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Subscription.Value!.IsUnsure)
            yield return new ReviewLine(
                Mark.Caution,
                texts[
                    GrantOwnerText.Line_SubscriptionUnsure,
                    review.Subscription.Value.Name,
                    review.Subscription.Value.State,
                    texts["Common.Kind." + sold.Kind]],
                texts[GrantOwnerText.Line_SubscriptionUnsure_Help]);
        else if (review.Subscription.Value.IsClosed)
            yield return ReviewLine.Of(
                texts, new Refusal("GrantOwner.SubscriptionNotEnabled", review.Subscription.Value.Name, review.Subscription.Value.State));
        else
            yield return new ReviewLine(
                Mark.Done,
                texts[
                    GrantOwnerText.Line_Subscription,
                    review.Subscription.Value.Name,
                    review.Subscription.Value.State,
                    texts["Common.Kind." + sold.Kind]],
                review.Subscription.Value.Id);
    }

    private static ReviewLine User(Texts texts, GrantOwnerForm form, GrantOwnerReview review)
    {
        if (review.User.Fault is { } fault)
            return ReviewLine.Of(texts, fault);
        if (review.User.Value is not { } user)
            return ReviewLine.Of(
                texts, new Refusal("GrantOwner.UserNotFound", form.User, review.Relation.Value?.Customer.Name ?? form.Customer));
        return user.IsEnabled
            ? new ReviewLine(
                Mark.Done,
                texts[
                    GrantOwnerText.Line_User,
                    user.DisplayName,
                    user.UserPrincipalName,
                    texts[user.IsGuest ? GrantOwnerText.Guest : GrantOwnerText.Member]])
            : ReviewLine.Of(texts, new Refusal("GrantOwner.UserDisabled", user.DisplayName));
    }

    private static IEnumerable<ReviewLine> Owners(Texts texts, GrantOwnerForm form, GrantOwnerReview review, string adminAgents)
    {
        var recipe = texts[GrantOwnerText.Recipe, adminAgents, form.Subscription, form.Customer];
        if (review.Owners.Fault is { } fault)
        {
            yield return ReviewLine.IsHidden(fault)
                ? new ReviewLine(
                    Mark.Failed,
                    texts[
                        GrantOwnerText.Refusal_PartnerMayNotAssign, review.SoldSubscription(form.Subscription)?.Name ?? form.Subscription],
                    recipe)
                {
                    Why = new Refusal("GrantOwner.PartnerMayNotAssign"),
                }
                : ReviewLine.Of(texts, fault);
            yield break;
        }

        var owners = review.Owners.Value!;
        if (review.User.Value is { } user)
        {
            yield return owners.UserIsOwner
                ? ReviewLine.Of(
                    texts, new Refusal("GrantOwner.AlreadyOwner", user.DisplayName, review.Subscription.Value?.Name ?? form.Subscription))
                : new ReviewLine(
                    Mark.Done,
                    texts[GrantOwnerText.Line_NotOwnerYet, user.DisplayName],
                    owners.CustomOwnerRoles ? texts[GrantOwnerText.Line_CustomOwner] : null);
        }

        yield return owners.PartnerMayAssign
            ? new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_PartnerMayAssign])
            : new ReviewLine(
                Mark.Failed,
                texts[GrantOwnerText.Refusal_PartnerMayNotAssign, review.Subscription.Value?.Name ?? form.Subscription],
                recipe)
            {
                Why = new Refusal("GrantOwner.PartnerMayNotAssign"),
            };
        yield return owners.Count >= OwnerView.Limit
            ? ReviewLine.Of(
                texts,
                new Refusal(
                    "GrantOwner.LimitReached", owners.Count.ToString("N0", texts.Culture), OwnerView.Limit.ToString("N0", texts.Culture)))
            : new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_Count, owners.Count, OwnerView.Limit]);
    }

    private static ReviewLine End(Texts texts, GrantOwnerForm form, DateTimeOffset now) => Duration.Length(form.Duration) is { } length
        ? new ReviewLine(
            Mark.Done, texts[GrantOwnerText.Line_Ends, texts["GrantOwner.Duration." + form.Duration], texts.Time(now + length)])
        : new ReviewLine(Mark.Caution, texts[GrantOwnerText.Line_Permanent]);
}

/// <summary>What the details form lets choose from: the subscriptions and the users of this customer.</summary>
internal sealed record GrantOwnerChoices(
    string CustomerName, IReadOnlyList<AdaptiveChoice> Subscriptions, IReadOnlyList<AdaptiveChoice> Users);
