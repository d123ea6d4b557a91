using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// Onboard an Azure Stack tenant: the company form of a new customer, the fields of the details form, facts, lines and operation.
/// </summary>
internal sealed partial class OnboardStackTenantDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    Searches searches,
    DialogActs acts,
    RequestService requests,
    StackUsageDialog usage,
    FormSeal forms,
    PartnerOptions partner,
    TimeProvider time) : ReviewDialog<OnboardStackTenantForm, OnboardStackTenantReview>(Entry, customers, forms)
{
    private static readonly Dictionary<string, string> s_noErrors = [];

    public const string Own = "onboard-stack-tenant";

    public static DialogEntry Entry { get; } = new(
        Own,
        "OnboardStackTenant",
        typeof(OnboardStackTenantDialog),
        new Dictionary<string, Type>
        {
            ["onboard-stack-tenant"] = typeof(OnboardStackTenantOperation),
            ["offboard-stack-tenant"] = typeof(OffboardStackTenantOperation),
        })
    {
        Typed =
        [
            new("", "do-onboard stack", "do-onboard~", "stack~") { Changes = true },
            new(
                "tenants",
                "stack tenant", "tenant~", "do-offboard stack", "do-offboard~", "do-take stack", "do-onboard stack? tenant",
                "question customer stack", "list customer? stack")
            {
                CustomerAs = "find",
            },
            new("leaks", "leak", "do-onboard? stack leak") { Fields = [] },
            new(StackUsageDialog.Act, "stack usage", "do-onboard stack usage", "usage~"),
            new("error", "error-code", "do-onboard? stack error-code") { Fields = ["code"], Rest = "code" },
        ],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.OnboardStack);

    public override IReadOnlyList<string> DataSets { get; } = [Searches.Customers, Searches.Subscriptions];

    public override IEnumerable<AdaptiveAction> CustomerButtons(Texts texts, string form) =>
    [
        Look.Go(texts[OnboardStackTenantText.NewCustomerButton], Name + "/new", Look.Data(form)),
        Look.Go(texts[OnboardStackTenantText.TenantsButton], Name + "/tenants", Look.Data(form)),
        Look.Go(texts[OnboardStackTenantText.LeaksButton], Name + "/leaks", Look.Data(form)),
    ];

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "new" => NewAsync(turn, ct),
        "company" => CompanyAsync(turn, ct),
        "details" when Company(turn) is { } wrong => Task.FromResult(wrong),
        "back" when turn.Input["stage"] == "details" && OnboardStackTenantForm.Read(turn.Input) is { IsNew: true } form =>
            Task.FromResult(Show(OnboardStackTenantCards.Company(turn.Texts, form, null, s_noErrors))),
        "tenants" => TenantsAsync(turn, turn.Input["find"], ct),
        "error" => CodesAsync(turn, turn.Input["code"], ct),
        "leaks" => LeaksAsync(turn, ct),
        "fix" => FixAsync(turn, ct),
        "offboard" => OffboardAsync(turn, null, ct),
        "submit" when turn.Input["stage"] == OffboardStage => Task.FromResult(OffboardSubmit(turn)),
        "offboard-submit" => Task.FromResult(OffboardSubmit(turn)), // Cards of before 2026-11-29.
        "handover" => HandOverAsync(turn, ct),
        _ when acts.Has(this, turn.Input["act"]) => acts.StepAsync(this, turn.Input["act"], turn, step, ct),
        _ when acts.Has(this, step) => acts.StepAsync(this, step, turn, "customer", ct),
        _ => base.StepAsync(turn, step, ct),
    };

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct) =>
        azure.Stacks.Count == 0
            ? new DialogReply.Refuse(new Refusal("OnboardStackTenant.NoDeployments"))
            : await base.CustomerAsync(turn, words, ct);

    protected override OnboardStackTenantForm Blank(string form, string customer) => OnboardStackTenantForm.For(form, customer);

    /// <summary>With values where a client sent titles.</summary>
    protected override async Task<(OnboardStackTenantForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var sent = OnboardStackTenantForm.Read(turn.Input);
        var subscription = Searches.ValueOf(
            sent.Subscription,
            [.. Texts.All.Select(texts => new AdaptiveChoice
            {
                Title = texts[OnboardStackTenantText.NewPlan],
                Value = OnboardStackTenantForm.NewPlan,
            })]);

        // In either language: the reader's may have changed since the card was made.
        AdaptiveChoice[] manages = [.. Texts.All.SelectMany(OnboardStackTenantCards.Manages)];
        var form = sent
            .With("manages", Searches.ValueOf(sent["manages"], manages))
            .With("manage", Searches.ValueOf(sent["manage"], manages))
            .With("subscription", sent.IsNew ? subscription : await searches.SubscriptionOfAsync(turn, sent.Customer, subscription, ct));
        var errors = form.Errors(azure.Stacks.Select(stack => stack.Name), time.GetUtcNow());

        // What looks like a secret is on no card, also not on the one that refuses it.
        return (errors.ContainsKey(OnboardStackTenantForm.SecretField) ? form.With(OnboardStackTenantForm.SecretField, "") : form, errors);
    }

    /// <summary>The details form; a cloud out of reach leaves the last good choices and says so.</summary>
    protected override async Task<DialogReply> FormAsync(
        DialogTurn turn, OnboardStackTenantForm form, FormNotice notice, CancellationToken ct)
    {
        var banner = notice.Errors.ContainsKey(OnboardStackTenantForm.SecretField)
            ? Look.Banner(Look.Attention, turn.Texts[OnboardStackTenantText.MendButSecret])
            : notice.Errors.Count > 0 ? Look.ToMend(turn.Texts, notice.Errors) : notice.Banner;
        var deployments = azure.Stacks.Select(stack => new AdaptiveChoice { Title = stack.Name, Value = stack.Name }).ToList();
        var billing = StackBilling.ReadShownAsync(azure, turn, form.Deployments, ct);
        if (form.IsNew)
        {
            var offered = new StackTenantChoices(form["company"], deployments, [], IsSearched: false) { Billing = await billing };
            return Show(OnboardStackTenantCards.Details(turn.Texts, form, offered, banner, notice.Errors), notice.Refused);
        }

        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var (relation, subscriptions) = (await reading, await listing);
        if ((relation.Fault ?? subscriptions.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        var sold = subscriptions.Value ?? searches.LastGood(Searches.Subscriptions, form.Customer);
        var listed = Searches.Fit(sold);
        var choices = new StackTenantChoices(
            relation.Value?.Customer.Name ?? form.Customer, deployments, listed, IsSearched: sold.Count > listed.Count)
        {
            Billing = await billing,
        };
        return Show(OnboardStackTenantCards.Details(turn.Texts, form, choices, banner, notice.Errors), notice.Refused);
    }

    protected override Task<OnboardStackTenantReview> ReviewAsync(DialogTurn turn, OnboardStackTenantForm form, CancellationToken ct) =>
        OnboardStackTenantReview.ReadAsync(azure, callers, turn, form.InTodaysWords(), ct);

    protected override ReviewText Say(DialogTurn turn, OnboardStackTenantReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        var customer = review.Relation?.Value?.Customer.Name ?? (form.IsNew ? form["company"] : form.Customer);
        return new ReviewText(
            texts[OnboardStackTenantText.ReviewTitle, customer, texts.Names(form.Deployments)],
            OnboardStackTenantLines.Of(texts, form, review, turn.Caller.Person, partner.AdminAgentsGroupId),
            [(texts[OnboardStackTenantText.Reason], form.Reason)]);
    }

    protected override Operation Make(DialogTurn turn, OnboardStackTenantReview review)
    {
        var form = review.Form;
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
            Manages = form.Manages,
            Account = form.Account,
            SecretPlace = form.SecretPlace,
        };
    }

    private async Task<DialogReply> NewAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = OnboardStackTenantForm.For(await FormIdAsync(turn, ct), OnboardStackTenantForm.NewCustomer);
        return Show(OnboardStackTenantCards.Company(turn.Texts, form, null, s_noErrors));
    }

    /// <summary>The company form again, when what it asked for is not right; null when it is, or when it is no new company.</summary>
    private DialogReply? Company(DialogTurn turn)
    {
        var form = OnboardStackTenantForm.Read(turn.Input);
        return form.IsNew && form.CompanyErrors(time.GetUtcNow()) is { Count: > 0 } wrong
            ? Show(OnboardStackTenantCards.Company(turn.Texts, form, Look.ToMend(turn.Texts, wrong), wrong))
            : null;
    }

    private async Task<DialogReply> CompanyAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = OnboardStackTenantForm.Read(turn.Input).With("customer", OnboardStackTenantForm.NewCustomer);
        var errors = form.CompanyErrors(time.GetUtcNow());
        if (errors.Count > 0)
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, Look.ToMend(turn.Texts, errors), errors));
        try
        {
            if (await turn.ReadAsync(token => azure.IsDomainFreeAsync(form.Domain, token), ct))
                return await FormAsync(turn, form, FormNotice.None, ct);
            var taken = await turn.ReadAsync(token => azure.FindCustomerByDomainAsync(form.Domain, token), ct) is { } ours
                ? new Refusal("OnboardStackTenant.DomainOurs", form.Domain, ours.Name)
                : new Refusal("OnboardStackTenant.DomainTaken", form.Domain);
            return Show(OnboardStackTenantCards.Company(turn.Texts, form, RefusalCards.Banner(taken, turn.Texts), s_noErrors));
        }
        catch (CloudFault fault)
        {
            return Show(
                OnboardStackTenantCards.Company(turn.Texts, form, RefusalCards.Banner(Refusal.From(fault), turn.Texts), s_noErrors));
        }
    }
}
