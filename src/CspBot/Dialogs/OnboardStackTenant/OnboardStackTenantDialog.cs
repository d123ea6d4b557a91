using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Teams.Cards;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Onboard an Azure Stack tenant: customer or new company, details, review on live facts, submit.</summary>
internal sealed partial class OnboardStackTenantDialog(AzureOperations azure, CallerResolver callers, CustomerChoice customers, Searches searches, FormSeal forms, PartnerOptions partner) : Dialog(Entry)
{
    private const string OwnArea = "OnboardStackTenant.";
    private static readonly Dictionary<string, string> s_noErrors = [];

    public static DialogEntry Entry { get; } = new(
        "onboard-stack-tenant",
        "OnboardStackTenant",
        new(["onboard stack"], ["intégrer stack"]),
        typeof(OnboardStackTenantDialog),
        new Dictionary<string, Type> { ["onboard-stack-tenant"] = typeof(OnboardStackTenantOperation), ["offboard-stack-tenant"] = typeof(OffboardStackTenantOperation) });

    public override IReadOnlyList<PartnerRole> Roles { get; } = [PartnerRole.AdminAgent];

    public override IEnumerable<CardAction> CustomerButtons(Texts texts, string form) =>
    [
        Look.Go(texts[OwnArea + "NewCustomerButton"], Name + "/new", Look.Data(form)),
        Look.Go(texts[OwnArea + "TenantsButton"], Name + "/tenants", Look.Data(form)),
        Look.Go(texts[OwnArea + "LeaksButton"], Name + "/leaks", Look.Data(form)),
    ];

    /// <summary>Behind the phrase: a customer, <c>tenants</c>, <c>leaks</c>, or <c>error</c> with a code.</summary>
    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (first, rest) = words.Split(' ', 2) is [var one, var more] ? (one, more) : (words, "");
        return first switch
        {
            "error" or "erreur" => CodesAsync(turn, rest, ct),
            "leaks" or "fuites" => LeaksAsync(turn, ct),
            "tenants" or "locataires" => TenantsAsync(turn, rest, ct),
            _ => CustomerAsync(turn, words, ct),
        };
    }

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" => CustomerAsync(turn, turn.Input["customer"], ct),
        "new" => NewAsync(turn, ct),
        "company" => CompanyAsync(turn, ct),
        "details" => DetailsAsync(turn, ct),
        "submit" => Task.FromResult(Submit(turn, OnboardStackTenantForm.Read(turn.Input))),
        "back" => BackAsync(turn, ct),
        "cancel" => Task.FromResult(Closed(turn)),
        "tenants" => TenantsAsync(turn, "", ct),
        "leaks" => LeaksAsync(turn, ct),
        "fix" => FixAsync(turn, ct),
        "offboard" => OffboardAsync(turn, null, ct),
        "offboard-submit" => Task.FromResult(OffboardSubmit(turn)),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    private async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        if (azure.Stacks.Count == 0)
            return new DialogReply.Refuse(new Refusal(OwnArea + "NoDeployments"));
        var (customer, card) = await customers.ChooseAsync(this, turn, words, ct);
        return customer is null ? Show(card!) : await FormAsync(turn, OnboardStackTenantForm.For(await FormOfAsync(turn, ct), customer.Id), null, s_noErrors, ct);
    }

    private async Task<DialogReply> NewAsync(DialogTurn turn, CancellationToken ct) =>
        Show(OnboardStackTenantCards.Company(turn.Texts, OnboardStackTenantForm.For(await FormOfAsync(turn, ct), OnboardStackTenantForm.NewCustomer), null, s_noErrors));

    private async Task<DialogReply> BackAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = OnboardStackTenantForm.Read(turn.Input);
        return turn.Input["stage"] switch
        {
            "review" => await FormAsync(turn, form, null, s_noErrors, ct),
            "details" when form.IsNew => Show(OnboardStackTenantCards.Company(turn.Texts, form, null, s_noErrors)),
            _ => await CustomerAsync(turn, "", ct),
        };
    }

    private async Task<DialogReply> CompanyAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = OnboardStackTenantForm.Read(turn.Input).With("customer", OnboardStackTenantForm.NewCustomer);
        var errors = form.CompanyErrors();
        if (errors.Count > 0)
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, ToMend(turn), errors));
        try
        {
            if (await turn.ReadAsync(token => azure.IsDomainFreeAsync(form.Domain, token), ct))
                return await FormAsync(turn, form, null, s_noErrors, ct);
            var taken = await turn.ReadAsync(token => azure.FindCustomerByDomainAsync(form.Domain, token), ct) is { } ours
                ? new Refusal(OwnArea + "DomainOurs", form.Domain, ours.Name)
                : new Refusal(OwnArea + "DomainTaken", form.Domain);
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, RefusalCards.Banner(taken, turn.Texts), s_noErrors));
        }
        catch (CloudFault fault)
        {
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, RefusalCards.Banner(Refusal.From(fault), turn.Texts), s_noErrors));
        }
    }

    /// <summary>The details form, with whatever was typed; a cloud out of reach leaves the last good choices and says so.</summary>
    private async Task<DialogReply> FormAsync(DialogTurn turn, OnboardStackTenantForm form, CardElement? banner, IReadOnlyDictionary<string, string> errors, CancellationToken ct, Refusal? refused = null)
    {
        var deployments = azure.Stacks.Select(stack => new Choice(stack.Name, stack.Name)).ToList();
        if (form.IsNew)
            return Show(OnboardStackTenantCards.Details(turn.Texts, form, form["company"], deployments, [], isSearched: false, asksForAgreement: false, banner, errors), refused);
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var agreeing = turn.ProbeAsync(token => azure.GetAgreementAsync(form.Customer, token), ct);
        var (relation, subscriptions, agreement) = (await reading, await listing, await agreeing);
        if ((relation.Fault ?? subscriptions.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        var sold = subscriptions.Value ?? searches.LastGood(Searches.Subscriptions, form.Customer);
        return Show(OnboardStackTenantCards.Details(
            turn.Texts,
            form,
            relation.Value?.Customer.Name ?? form.Customer,
            deployments,
            [.. sold.Take(Searches.Listed)],
            isSearched: sold.Count > Searches.Listed,
            asksForAgreement: agreement.Value is { Allows: false },
            banner,
            errors), refused);
    }

    private async Task<DialogReply> DetailsAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = OnboardStackTenantForm.Read(turn.Input);
        if (form.IsNew && form.CompanyErrors() is { Count: > 0 } wrong)
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, ToMend(turn), wrong));
        var errors = form.Errors(azure.Stacks.Select(stack => stack.Name));
        if (errors.Count > 0)
            return await FormAsync(turn, form, ToMend(turn), errors, ct);
        var review = await OnboardStackTenantReview.ReadAsync(azure, callers, turn, form, ct);
        if (review.TryAgain is { } later)
            return await FormAsync(turn, form, RefusalCards.Banner(later, turn.Texts), s_noErrors, ct, later);
        form = form with { Form = await FormOfAsync(turn, ct) };
        var seal = await forms.SealAsync(new Shown(Name + "/submit", form.Form, turn.Caller.Person, form.Sealed), ct);
        return Show(Review(turn, form, review, seal, null), OnboardStackTenantLines.WhyNot(Lines(turn, form, review)));
    }

    private DialogReply Submit(DialogTurn turn, OnboardStackTenantForm form) => new DialogReply.Submit(turn.Caller.Person, form.Sealed, ct => OpenedAsync(turn, form, ct));

    private async Task<SubmitReply> OpenedAsync(DialogTurn turn, OnboardStackTenantForm form, CancellationToken ct)
    {
        var seal = turn.Input["seal"];
        var review = await OnboardStackTenantReview.ReadAsync(azure, callers, turn, form, ct);
        if (review.TryAgain is { } later)
            return new SubmitReply.Instead(await FormAsync(turn, form, RefusalCards.Banner(later, turn.Texts), s_noErrors, ct, later));
        if (OnboardStackTenantLines.WhyNot(Lines(turn, form, review)) is { } changed)
            return new SubmitReply.Instead(Show(Review(turn, form, review, seal, Look.Banner(Look.Attention, turn.Texts[OwnArea + "ChangedSinceReview"])), changed));
        return new SubmitReply.StartRequest(
            Operation(turn, form, review),
            OnboardStackTenantForm.DetailFields.ToDictionary(field => field, field => (string?)form[field]),
            reason => Review(turn, form, review, seal, RefusalCards.Banner(reason, turn.Texts)));
    }

    private static OnboardStackTenantOperation Operation(DialogTurn turn, OnboardStackTenantForm form, OnboardStackTenantReview review)
    {
        var customer = review.Relation?.Value?.Customer;
        var chosen = form.BuysPlan ? null : review.Chosen(form.Subscription);
        return new OnboardStackTenantOperation
        {
            CustomerId = customer?.Id.ToLowerInvariant() ?? "",
            CustomerName = customer?.Name ?? form["company"],
            Reason = form.Reason,
            Deployments = form.Deployments,
            Company = form.IsNew ? form.Company(turn.Texts.Culture.Name) : null,
            Domain = customer?.Domain ?? form.Domain,
            SubscriptionId = chosen?.Id.ToLowerInvariant() ?? "",
            SubscriptionName = chosen?.Name ?? "",
            Country = OnboardStackTenantLines.Market(form, review) ?? "",
            Guest = form.Guest,
            Agreement = form.Agreement,
        };
    }

    private AdaptiveCard Review(DialogTurn turn, OnboardStackTenantForm form, OnboardStackTenantReview review, string seal, CardElement? banner) =>
        OnboardStackTenantCards.Review(turn.Texts, form, review.Relation?.Value?.Customer.Name ?? (form.IsNew ? form["company"] : form.Customer), Lines(turn, form, review), seal, banner);

    private IReadOnlyList<ReviewLine> Lines(DialogTurn turn, OnboardStackTenantForm form, OnboardStackTenantReview review) =>
        OnboardStackTenantLines.Of(turn.Texts, form, review, turn.Caller.Person, partner.AdminAgentsGroupId);

    private Task<string> FormOfAsync(DialogTurn turn, CancellationToken ct) => forms.KeepOrNewAsync(turn.Input.Form, ct);

    private static Container ToMend(DialogTurn turn) => Look.Banner(Look.Attention, turn.Texts["Common.FieldsToMend"]);
}
