using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The cards of the onboarding itself: company form, details form and review.</summary>
internal static class OnboardStackTenantCards
{
    private const string Verb = "onboard-stack-tenant/";
    private const string Area = "OnboardStackTenant.";

    /// <summary>A company that is no customer yet.</summary>
    public static AdaptiveCard Company(Texts texts, OnboardStackTenantForm form, AdaptiveElement? banner, IReadOnlyDictionary<string, string> errors)
    {
        IEnumerable<AdaptiveElement?> Field(string id, bool wanted = true, AdaptiveTextInputStyle style = AdaptiveTextInputStyle.Text) =>
        [
            Look.Error(id, errors, texts),
            new AdaptiveTextInput
            {
                Id = id,
                Label = texts[Area + "Field." + id],
                IsRequired = wanted,
                ErrorMessage = wanted ? texts[Area + "Missing"] : null,
                MaxLength = 100,
                Style = style,
                Value = form[id].Length > 0 ? form[id] : null,
            },
        ];

        return Look.Card(
            texts,
            texts[Area + "CompanyTitle"],
            [
                banner,
                Look.Text(texts[Area + "CompanyIntro"]),
                .. Field("company"),
                .. Field("domain"),
                .. Field("registrationNumber", wanted: false),
                .. Field("line1"),
                .. Field("postalCode"),
                .. Field("city"),
                .. Field("state", wanted: false),
                .. Field("country"),
                Look.Section(texts[Area + "ContactSection"]),
                .. Field("firstName"),
                .. Field("lastName"),
                .. Field("email", style: AdaptiveTextInputStyle.Email),
                .. Field("phone", wanted: false, style: AdaptiveTextInputStyle.Tel),
            ],
            [
                Look.Submit(texts["Common.ContinueButton"], Verb + "company", Look.Data(form.Form, [("customer", OnboardStackTenantForm.NewCustomer), .. form.Carried([.. OnboardStackTenantForm.CompanyFields, "customer"])])),
                Look.Go(texts["Common.BackButton"], Verb + "back", Look.Data(form.Form, ("stage", "company"))),
                Look.Go(texts["Common.CancelButton"], Verb + "cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>How the customer's use is to be billed and managed.</summary>
    /// <param name="isSearched">There are more subscriptions than are listed: the field searches them, too.</param>
    public static AdaptiveCard Details(
        Texts texts,
        OnboardStackTenantForm form,
        string customerName,
        IReadOnlyList<AdaptiveChoice> deployments,
        IReadOnlyList<AdaptiveChoice> subscriptions,
        bool isSearched,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors)
    {
        List<AdaptiveChoice> payers = [.. form.IsNew ? [] : Searches.With(subscriptions, form.BuysPlan ? "" : form.Subscription), new AdaptiveChoice { Title = texts[Area + "NewPlan"], Value = OnboardStackTenantForm.NewPlan }];
        List<string> shown = ["deployments", "subscription", "directory", "manage", "guest", "reason", .. isSearched ? ["customer"] : Array.Empty<string>()];
        AdaptiveTextInput Line(string id, string? placeholder = null, AdaptiveTextInputStyle style = AdaptiveTextInputStyle.Text) => new()
        {
            Id = id,
            Label = texts[Area + "Field." + id],
            Placeholder = placeholder is null ? null : texts[Area + placeholder],
            MaxLength = 254,
            Style = style,
            Value = form[id].Length > 0 ? form[id] : null,
        };
        return Look.Card(
            texts,
            texts[Area + "FormTitle", customerName],
            [
                banner,
                isSearched ? new AdaptiveTextInput { Id = "customer", Label = texts["Common.Customer"], Value = form.Customer, IsVisible = false } : null,
                Look.Error("deployments", errors, texts),
                Searches.Fit(deployments).Count < deployments.Count
                    ? new AdaptiveTextInput
                    {
                        Id = "deployments",
                        Label = texts[Area + "Deployments"],
                        IsRequired = true,
                        ErrorMessage = texts[Area + "DeploymentsMissing"],
                        Placeholder = texts[Area + "DeploymentsPlaceholder"],
                        Value = form["deployments"].Length > 0 ? form["deployments"] : null,
                    }
                    : new AdaptiveChoiceSetInput
                    {
                        Id = "deployments",
                        Label = texts[Area + "Deployments"],
                        Choices = [.. deployments],
                        Wrap = true,
                        IsMultiSelect = true,
                        Style = AdaptiveChoiceInputStyle.Expanded,
                        IsRequired = true,
                        ErrorMessage = texts[Area + "DeploymentsMissing"],
                        Value = Known(form.Deployments, deployments) is { Length: > 0 } known ? known : deployments is [var only] ? only.Value : null,
                    },
                Look.Error("subscription", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "subscription",
                    Label = texts[Area + "Subscription"],
                    Choices = payers,
                    Wrap = true,
                    Style = isSearched ? AdaptiveChoiceInputStyle.Filtered : AdaptiveChoiceInputStyle.Compact,
                    DataQuery = isSearched ? new AdaptiveDataQuery { Dataset = Searches.Subscriptions, AssociatedInputs = AdaptiveAssociatedInputs.Auto } : null,
                    IsRequired = true,
                    ErrorMessage = texts[Area + "SubscriptionMissing"],
                    Value = form.Subscription.Length > 0 ? form.Subscription : payers.Count <= 2 ? payers[0].Value : null,
                },
                form.IsNew ? null : Line("directory", "DirectoryPlaceholder"),
                new AdaptiveChoiceSetInput
                {
                    Id = "manage",
                    Label = texts[Area + "Manage"],
                    Choices = [.. Manages(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    Placeholder = texts[Area + "ManagePlaceholder"],
                    Value = form["manage"] is OnboardStackTenantForm.AsGuest or OnboardStackTenantForm.CustomerAlone ? form["manage"] : null,
                },
                Look.Error("guest", errors, texts),
                Line("guest", "GuestPlaceholder", AdaptiveTextInputStyle.Email),
                Look.Quiet(texts[Area + "GuestTrap"]),
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[Area + "Reason"],
                    IsMultiline = true,
                    IsRequired = true,
                    ErrorMessage = texts[Area + "ReasonMissing"],
                    MaxLength = OnboardStackTenantForm.LongestReason,
                    Value = form.Reason.Length > 0 ? form.Reason : null,
                },
            ],
            [
                Look.Submit(texts[Area + "ReviewButton"], Verb + "details", Look.Data(form.Form, [("stage", "details"), .. form.Carried(shown)])),
                Look.Go(texts["Common.BackButton"], Verb + "back", Look.Data(form.Form, [("stage", "details"), .. form.Carried()])),
                Look.Go(texts["Common.CancelButton"], Verb + "cancel", Look.Data(form.Form)),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Manages(Texts texts) =>
        [new AdaptiveChoice { Title = texts[Area + "Manage.guest"], Value = OnboardStackTenantForm.AsGuest }, new AdaptiveChoice { Title = texts[Area + "Manage.customer"], Value = OnboardStackTenantForm.CustomerAlone }];

    public static IReadOnlyList<(string Name, string Value)> Facts(OnboardStackTenantOperation operation, Texts texts) =>
    [
        (texts["Common.Customer"], operation.Company is null ? $"{operation.CustomerName} ({operation.Domain})" : texts[Area + "NewCustomerFact", operation.CustomerName, operation.Domain]),
        (texts[Area + "Deployments"], string.Join(", ", operation.Deployments)),
        (texts[Area + "Subscription"], operation.BuysPlan ? texts[Area + "NewPlanFact", operation.Country] : $"{operation.SubscriptionName} ({operation.SubscriptionId})"),
        (texts[Area + "Manage"], operation.Guest.Length > 0 ? texts[Area + "GuestFact", operation.Guest] : texts[Area + "Manage.customer"]),
        (texts[Area + "Reason"], operation.Reason),
    ];

    /// <summary>What was chosen, as far as it stands among the choices: a field cannot show anything else.</summary>
    private static string Known(IEnumerable<string> chosen, IEnumerable<AdaptiveChoice> choices) => string.Join(',', chosen.Where(value => choices.Any(choice => choice.Value == value)));
}
