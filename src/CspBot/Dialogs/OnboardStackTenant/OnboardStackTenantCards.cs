using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The cards of the onboarding itself: company form, details form and review.</summary>
internal static class OnboardStackTenantCards
{
    private const string Verb = "onboard-stack-tenant/";

    /// <summary>A company that is no customer yet.</summary>
    public static AdaptiveCard Company(
        Texts texts, OnboardStackTenantForm form, AdaptiveElement? banner, IReadOnlyDictionary<string, string> errors)
    {
        IEnumerable<AdaptiveElement?> Field(string id, bool wanted = true, AdaptiveTextInputStyle style = AdaptiveTextInputStyle.Text) =>
        [
            Look.Error(id, errors, texts),
            new AdaptiveTextInput
            {
                Id = id,
                Label = texts["OnboardStackTenant.Field." + id],
                IsRequired = wanted,
                ErrorMessage = wanted ? texts[OnboardStackTenantText.Missing] : null,
                MaxLength = 100,
                Style = style,
                Value = form[id].Length > 0 ? form[id] : null,
            },
        ];

        string[] optional = ["registrationNumber", "state", "phone"];
        return Look.Card(
            texts,
            texts[OnboardStackTenantText.CompanyTitle],
            [
                banner,
                Look.Text(texts[OnboardStackTenantText.CompanyIntro]),
                .. Field("company"),
                .. Field("domain"),
                .. Field("line1"),
                .. Field("postalCode"),
                .. Field("city"),
                .. Field("country"),
                Look.Section(texts[OnboardStackTenantText.ContactSection]),
                .. Field("firstName"),
                .. Field("lastName"),
                .. Field("email", style: AdaptiveTextInputStyle.Email),
                .. Look.Fold(
                    "more",
                    texts[OnboardStackTenantText.MoreWord],
                    optional.Any(id => form[id].Length > 0 || errors.ContainsKey(id)),
                    [
                        .. Field("registrationNumber", wanted: false),
                        .. Field("state", wanted: false),
                        .. Field("phone", wanted: false, style: AdaptiveTextInputStyle.Tel),
                    ]),
            ],
            [
                Look.Submit(
                    texts[CommonText.ContinueButton],
                    Verb + "company",
                    Look.Data(
                        form.Form,
                        [
                            ("customer", OnboardStackTenantForm.NewCustomer),
                            .. form.Carried([.. OnboardStackTenantForm.CompanyFields, "customer"]),
                        ])),
                Look.Go(texts[CommonText.BackButton], Verb + "back", Look.Data(form.Form, ("stage", "company"))),
                Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>How the customer's use is to be billed and managed.</summary>
    public static AdaptiveCard Details(
        Texts texts,
        OnboardStackTenantForm form,
        StackTenantChoices choices,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors)
    {
        var (deployments, isSearched) = (choices.Deployments, choices.IsSearched);
        List<AdaptiveChoice> payers =
        [
            .. form.IsNew ? [] : Searches.With(choices.Subscriptions, form.BuysPlan ? "" : form.Subscription),
            new AdaptiveChoice { Title = texts[OnboardStackTenantText.NewPlan], Value = OnboardStackTenantForm.NewPlan },
        ];
        var billing = choices.Billing.Select(one => one.Line(texts)).ToLookup(line => line.Mark == Mark.Done);
        List<string> shown = ["deployments", "subscription", "directory", "manages", "guest", "secretPlace", "reason"];
        AdaptiveTextInput Line(string id, string? placeholder = null, AdaptiveTextInputStyle style = AdaptiveTextInputStyle.Text) => new()
        {
            Id = id,
            Label = texts["OnboardStackTenant.Field." + id],
            Placeholder = placeholder is null ? null : texts[placeholder],
            MaxLength = 254,
            Style = style,
            Value = form[id].Length > 0 ? form[id] : null,
        };
        return Look.Card(
            texts,
            texts[OnboardStackTenantText.FormTitle, CustomerChoice.Named(texts, choices.CustomerName)],
            [
                banner,
                isSearched
                    ? new AdaptiveTextInput
                    {
                        Id = "customer",
                        Label = texts[CommonText.Customer],
                        Value = form.Customer,
                        IsVisible = false,
                    }
                    : null,
                Look.Error("deployments", errors, texts),
                Searches.Fit(deployments).Count < deployments.Count
                    ? new AdaptiveTextInput
                    {
                        Id = "deployments",
                        Label = texts[OnboardStackTenantText.Deployments],
                        IsRequired = true,
                        ErrorMessage = texts[OnboardStackTenantText.DeploymentsMissing],
                        Placeholder = texts[OnboardStackTenantText.DeploymentsPlaceholder],
                        Value = form["deployments"].Length > 0 ? form["deployments"] : null,
                    }
                    : new AdaptiveChoiceSetInput
                    {
                        Id = "deployments",
                        Label = texts[OnboardStackTenantText.Deployments],
                        Choices = [.. deployments],
                        Wrap = true,
                        IsMultiSelect = true,
                        Style = AdaptiveChoiceInputStyle.Expanded,
                        IsRequired = true,
                        ErrorMessage = texts[OnboardStackTenantText.DeploymentsMissing],
                        Value = Known(form.Deployments, deployments) is { Length: > 0 } known ? known
                            : deployments is [var only] ? only.Value
                            : null,
                    },
                .. billing[false].Select(line => Look.Line(line.Mark, line.Text, line.Help)),
                .. Look.Second(
                    "billing",
                    texts[CommonText.InOrder, billing[true].Count()],
                    billing[true].Select(line => Look.Line(line.Mark, line.Text, line.Help))),
                Look.Error("subscription", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "subscription",
                    Label = texts[OnboardStackTenantText.Subscription],
                    Choices = payers,
                    Wrap = true,
                    Style = isSearched ? AdaptiveChoiceInputStyle.Filtered : AdaptiveChoiceInputStyle.Compact,
                    DataQuery = isSearched
                        ? new AdaptiveDataQuery { Dataset = Searches.Subscriptions, AssociatedInputs = AdaptiveAssociatedInputs.Auto }
                        : null,
                    IsRequired = true,
                    ErrorMessage = texts[OnboardStackTenantText.SubscriptionMissing],
                    Value = form.Subscription.Length > 0 ? form.Subscription : payers.Count <= 2 ? payers[0].Value : null,
                },
                Look.Error("manages", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "manages",
                    Label = texts[OnboardStackTenantText.Manage],
                    Choices = [.. Manages(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    Placeholder = texts[OnboardStackTenantText.ManagePlaceholder],
                    Value = form.Manages is OnboardStackTenantForm.We or OnboardStackTenantForm.CustomerAlone
                        or OnboardStackTenantForm.HandedOver
                        ? form.Manages
                        : null,
                },
                Look.Error("guest", errors, texts),
                Line("guest", OnboardStackTenantText.GuestPlaceholder, AdaptiveTextInputStyle.Email),
                Look.Quiet(texts[OnboardStackTenantText.GuestTrap]),
                .. Look.Fold(
                    "rare",
                    texts[form.IsNew ? OnboardStackTenantText.SecretWord : OnboardStackTenantText.RareWord],
                    form.IsHandedOver || form["directory"].Length + form[OnboardStackTenantForm.SecretField].Length > 0
                        || errors.ContainsKey("directory") || errors.ContainsKey(OnboardStackTenantForm.SecretField),
                    [
                        form.IsNew ? null : Line("directory", OnboardStackTenantText.DirectoryPlaceholder),
                        Look.Error(OnboardStackTenantForm.SecretField, errors, texts),
                        Line(OnboardStackTenantForm.SecretField, OnboardStackTenantText.SecretPlaceholder),
                    ]),
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[OnboardStackTenantText.Reason],
                    IsMultiline = true,
                    IsRequired = true,
                    ErrorMessage = texts[OnboardStackTenantText.ReasonMissing],
                    MaxLength = OnboardStackTenantForm.LongestReason,
                    Value = form.Reason.Length > 0 ? form.Reason : null,
                },
            ],
            [
                Look.Submit(
                    texts[OnboardStackTenantText.ReviewButton],
                    Verb + "details",
                    Look.Data(form.Form, [("stage", "details"), .. form.Carried(shown)])),
                !form.IsNew && choices.Subscriptions.Count == 0
                    ? Look.Go(texts[CustomerPlanText.OpenButton], "customers/plan", Look.Data("", ("customer", form.Customer)))
                    : null,
                Look.Go(texts[CommonText.BackButton], Verb + "back", Look.Data(form.Form, [("stage", "details"), .. form.Carried()])),
                Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data(form.Form)),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Manages(Texts texts) =>
        [
            new AdaptiveChoice { Title = texts[OnboardStackTenantText.Manage_guest], Value = OnboardStackTenantForm.We },
            new AdaptiveChoice { Title = texts[OnboardStackTenantText.Manage_customer], Value = OnboardStackTenantForm.CustomerAlone },
            new AdaptiveChoice { Title = texts[OnboardStackTenantText.Manage_handed], Value = OnboardStackTenantForm.HandedOver },
        ];

    public static IReadOnlyList<(string Name, string Value)> Facts(OnboardStackTenantOperation operation, Texts texts) =>
    [
        (texts[CommonText.Customer],
            operation.Company is null
                ? $"{operation.CustomerName} ({operation.Domain})"
                : texts[OnboardStackTenantText.NewCustomerFact, operation.CustomerName, operation.Domain]),
        (texts[OnboardStackTenantText.Deployments], string.Join(", ", operation.Deployments)),
        (texts[OnboardStackTenantText.Subscription],
            operation.BuysPlan
                ? texts[OnboardStackTenantText.NewPlanFact, operation.Country]
                : $"{operation.SubscriptionName} ({operation.SubscriptionId})"),
        (texts[OnboardStackTenantText.Manage],
            operation.Account.Length > 0 ? texts[OnboardStackTenantText.HandedFact, operation.Account]
                : operation.Guest.Length > 0 ? texts[OnboardStackTenantText.GuestFact, operation.Guest]
                : texts[OnboardStackTenantText.Manage_customer]),
        (texts[OnboardStackTenantText.SecretPlace], operation.SecretPlace),
        (texts[OnboardStackTenantText.Reason], operation.Reason),
    ];

    /// <summary>What was chosen, as far as it stands among the choices: a field cannot show anything else.</summary>
    private static string Known(IEnumerable<string> chosen, IEnumerable<AdaptiveChoice> choices) =>
        string.Join(',', chosen.Where(value => choices.Any(choice => choice.Value == value)));
}

/// <summary>What the details form lets choose from for this customer: deployments, and the subscriptions that can pay.</summary>
/// <param name="IsSearched">There are more subscriptions than are listed: the field searches them, too.</param>
internal sealed record StackTenantChoices(
    string CustomerName, IReadOnlyList<AdaptiveChoice> Deployments, IReadOnlyList<AdaptiveChoice> Subscriptions, bool IsSearched)
{
    /// <summary>How the registrations of the deployments are billed, as they are read for the form.</summary>
    public IReadOnlyList<StackBilling> Billing { get; init; } = [];
}
