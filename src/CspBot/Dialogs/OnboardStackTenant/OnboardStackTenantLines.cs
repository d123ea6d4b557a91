using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// The review's lines: one for each prerequisite, in the order in which the steps come. Some
/// may still be waited for, others stop it.
/// </summary>
internal static class OnboardStackTenantLines
{

    public static IReadOnlyList<ReviewLine> Of(
        Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review, Person requester, string adminAgents) =>
    [
        .. form.IsNew ? Company(texts, form, review) : Customer(texts, form, review),
        .. form.BuysPlan ? Plan(texts, form, review) : Subscription(texts, form, review),
        .. Guest(texts, form, review, adminAgents),
        .. review.Stacks.SelectMany(stack => Stack(texts, form, stack.Stack, stack.State)),
        new ReviewLine(
            Mark.Caution, texts[OnboardStackTenantText.Line_CustomersPart], texts[OnboardStackTenantText.Line_CustomersPart_Help]),
        ReviewLine.Approvers(texts, "OnboardStackTenant", review.Approvers, requester),
    ];

    private static IEnumerable<ReviewLine> Company(Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        if (review.DomainIsFree?.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.DomainIsFree?.Value == false)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.DomainTaken", form.Domain));
        else
            yield return ReviewLine.Effect(
                texts[OnboardStackTenantText.Line_NewCustomer, form["company"], form.Domain],
                texts[OnboardStackTenantText.Line_NewCustomer_Help]);
    }

    private static IEnumerable<ReviewLine> Customer(Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        if (review.Relation!.Fault is { } fault)
        {
            yield return ReviewLine.Of(texts, fault);
            yield break;
        }

        var relation = review.Relation.Value!;
        var customer = relation.Customer;
        if (!relation.IsReseller)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.NotReseller", customer.Name));
        else if (!relation.Delegated.IsActive)
            yield return ReviewLine.Of(texts, OnboardStackTenantOperation.NotDelegated(customer.Name, relation.Delegated)) with
            {
                Mark = Mark.Caution,
            };
        else
            yield return new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_Customer, customer.Name, customer.Domain]);

        if (review.Directory is null)
            yield return new ReviewLine(
                Mark.Done,
                texts[OnboardStackTenantText.Line_Directory, customer.Domain],
                texts[OnboardStackTenantText.Line_Directory_Help]);
        else if (review.Directory.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread);
        else
            yield return CloudJson.SameId(review.Directory.Value, customer.Id)
                ? new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_Directory, form["directory"]])
                : ReviewLine.Of(texts, new Refusal("OnboardStackTenant.OtherDirectory", form["directory"], customer.Name, customer.Domain));
    }

    private static IEnumerable<ReviewLine> Subscription(Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        if (review.Sold?.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Chosen(form.Subscription) is not { } chosen)
            yield return ReviewLine.Of(
                texts,
                new Refusal(
                    "OnboardStackTenant.WrongDirectory",
                    form.Subscription,
                    review.Relation?.Value?.Customer.Name ?? form.Customer,
                    review.Relation?.Value?.Customer.Domain ?? form.Customer));
        else if (!chosen.IsActive)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.SubscriptionNotActive", chosen.Name));
        else
            yield return ReviewLine.Effect(
                texts[OnboardStackTenantText.Line_Subscription, chosen.Name, texts["Common.Kind." + chosen.Kind]], chosen.Id);
    }

    private static IEnumerable<ReviewLine> Plan(Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        var name = review.Relation?.Value?.Customer.Name ?? form["company"];
        if (review.Sold?.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Sold?.Value?.FirstOrDefault(sold => sold is { IsActive: true, Kind: SubscriptionKind.Legacy }) is not null)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.HasLegacy", name));
        else if (review.Sold?.Value?.FirstOrDefault(sold => sold is { IsActive: true, Kind: SubscriptionKind.AzurePlan }) is { } existing)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.HasPlan", name, existing.Name));
        else if (review.Country?.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread);
        else if (Market(form, review) is not { Length: 2 } country)
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.NoCountry", name));
        else
            yield return ReviewLine.Effect(
                texts[OnboardStackTenantText.Line_Plan, country], texts[OnboardStackTenantText.Line_Plan_Help]);

        if (review.Agreement?.Fault is { } hidden)
            yield return ReviewLine.Of(texts, hidden);
        else if (review.Agreement?.Value is { Allows: true })
            yield return new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_AgreementStands]);
        else
            yield return ReviewLine.Of(
                texts, new Refusal("OnboardStackTenant.AgreementMissing", name, OnboardStackTenantOperation.AgreementLink)) with
            {
                Mark = Mark.Caution,
            };
    }

    /// <summary>Where the plan is bought: the new company's country, else that of the customer's bill.</summary>
    public static string? Market(OnboardStackTenantForm form, OnboardStackTenantReview review) =>
        form.IsNew ? form["country"].ToUpperInvariant() : review.Country?.Value;

    private static IEnumerable<ReviewLine> Guest(
        Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review, string adminAgents)
    {
        if (form.IsHandedOver)
        {
            foreach (var line in Account(texts, form, review))
                yield return line;
            yield break;
        }

        if (form.Guest.Length == 0)
        {
            yield return ReviewLine.Effect(texts[OnboardStackTenantText.Line_CustomerAlone]);
            yield break;
        }

        if (review.Guest?.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread);
        else
            yield return ReviewLine.Effect(
                texts[
                    review.Guest?.Value is null ? OnboardStackTenantText.Line_GuestInvited : OnboardStackTenantText.Line_GuestThere,
                    form.Guest]);
        if (review.Guest is { Fault: null, Value: null }
            && review.Relation?.Value?.Delegated is { IsActive: true } delegated
            && !DirectoryRoles.Holds(delegated.Roles, DirectoryStep.Invite))
            yield return ReviewLine.Of(texts, new Refusal("Cloud.DirectoryRoleMissingInvite")) with { Mark = Mark.Caution };

        if (review.Owners?.Fault is { } fault && !ReviewLine.IsHidden(fault))
            yield return ReviewLine.Of(texts, fault);
        else if (review.Owners is not null && review.Owners.Value?.PartnerMayAssign != true)
            yield return ReviewLine.Of(
                texts,
                new Refusal("OnboardStackTenant.PartnerMayNotAssign", review.Chosen(form.Subscription)?.Name ?? form.Subscription)) with
            {
                Help = texts[OnboardStackTenantText.Recipe, adminAgents, form.Subscription, form.Customer],
            };
        else
            yield return new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_MayAssign]);
    }

    /// <summary>The account that is handed over is one of the customer's own directory, no guest there; it may be made later.</summary>
    private static IEnumerable<ReviewLine> Account(Texts texts, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        if (review.Guest?.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread);
        else if (review.Guest?.Value is { IsGuest: true })
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.AccountIsGuest", form.Account));
        else if (review.Guest?.Value is { IsEnabled: false })
            yield return ReviewLine.Of(texts, new Refusal("OnboardStackTenant.GuestDisabled", form.Account));
        else
            yield return review.Guest?.Value is { } there
                ? ReviewLine.Effect(texts[OnboardStackTenantText.Line_AccountThere, there.UserPrincipalName])
                : new ReviewLine(
                    Mark.Caution,
                    texts[OnboardStackTenantText.Line_AccountLater, form.Account],
                    texts[OnboardStackTenantText.Refusal_AccountMissing_Help]);
        foreach (var (stack, _) in review.Stacks)
            yield return string.IsNullOrEmpty(stack.Offer)
                ? new ReviewLine(
                    Mark.Caution,
                    texts[OnboardStackTenantText.Line_LocalByHand, stack.Name],
                    texts[OnboardStackTenantText.Line_LocalByHand_Help])
                : ReviewLine.Effect(texts[OnboardStackTenantText.Line_Local, stack.Name, stack.Offer.Split('/')[^1]]);
        if (form.SecretPlace.Length == 0)
            yield return new ReviewLine(Mark.Caution, texts[OnboardStackTenantText.Line_NoSecretPlace]);
    }

    private static IEnumerable<ReviewLine> Stack(Texts texts, OnboardStackTenantForm form, StackDeployment stack, Probe<StackState> read)
    {
        if (read.Fault is { } fault)
        {
            var why = StackCodes.Explain(fault) ?? (fault.Api == "arm" && fault.Reason == CloudReason.NotFound
                ? StackCodes.Explain("RegistrationNotFound") with { Code = fault.Code, CorrelationId = fault.RequestId }
                : StackCodes.Unread(stack, fault));
            var line = ReviewLine.Of(texts, why);
            yield return line with { Text = $"{stack.Name}: {line.Text}" };
            yield break;
        }

        var state = read.Value!;
        var (tenant, subscription) = (form.IsNew ? "" : form.Customer, form.BuysPlan ? "" : form.Subscription);
        if (state.Blocks(tenant, subscription) is { } blocked)
        {
            yield return ReviewLine.Of(texts, blocked);
            yield break;
        }

        if (tenant.Length > 0 && state.Stands(tenant, subscription))
            yield return new ReviewLine(Mark.Caution, texts[OnboardStackTenantText.Line_MappingStands, stack.Name]);
        else
            yield return new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_Registration, stack.Name, state.Registration.Name]);
        yield return StackBilling.Of(texts, stack, state.Registration, new Probe<ArmSubscription?>(state.Subscription, null));
        var (group, name, owner) = StackWords.Parts(stack);
        yield return state.IsMultiTenant
            ? new ReviewLine(Mark.Done, texts[OnboardStackTenantText.Line_MultiTenant, stack.Name, state.Mappings.Count])
            : new ReviewLine(
                Mark.Caution,
                texts[OnboardStackTenantText.Line_MultiTenantUnknown, stack.Name],
                texts[OnboardStackTenantText.Refusal_MultiTenancyNotEnabled_Help, stack.Name, owner, group, name]);
    }
}
