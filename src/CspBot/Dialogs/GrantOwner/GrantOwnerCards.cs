using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>The details form, and what is said of a grant on its request's cards.</summary>
internal static class GrantOwnerCards
{
    /// <summary>The word for one of the roles that are offered, but Owner, which needs none; null for any other.</summary>
    public static string? KnownRole(Texts texts, string role) =>
        AzureRoles.Offered.FirstOrDefault(one => one.Id != AzureRoles.Owner && one.Name == role) is { } known
            ? RoleWords.Name(texts, known.Id, known.Name)
            : null;

    /// <summary>The form in the name of the dialog or of an act; its buttons carry the act.</summary>
    /// <param name="dialog">First half of the verbs.</param>
    /// <param name="notice">Key of what is wrong, per field, and the box on top.</param>
    public static AdaptiveCard Form(Texts texts, string dialog, GrantOwnerForm form, GrantOwnerChoices choices, FormNotice notice)
    {
        var errors = notice.Errors;
        var act = form.Act.Length > 0 ? new[] { ("act", (string?)form.Act) } : [];
        var wide = form.IsWide ? new[] { ("wide", (string?)"true") } : [];
        var standing = () => Look.Data(form.Form, [.. act, ("customer", form.Customer), ("stage", "details")]);
        var kept = () => Look.Data(form.Form, [.. act, ("customer", form.Customer), .. wide]);
        return Look.Card(
            texts,
            !form.IsWide && KnownRole(texts, form.Role) is { } named
                ? texts[GrantOwnerText.RoleFormTitleOf, named, choices.CustomerName]
                : texts[
                    form.IsWide ? GrantOwnerText.WideFormTitle
                    : form.Act.Length > 0 || form.WantedRole != "Owner" ? GrantOwnerText.RoleFormTitle
                    : GrantOwnerText.FormTitle,
                    choices.CustomerName],
            [
                notice.Banner ?? (errors.Count > 0 ? Look.ToMend(texts, errors) : null),
                new AdaptiveTextInput { Id = "customer", Label = texts[CommonText.Customer], Value = form.Customer, IsVisible = false },
                Look.Error("subscription", errors, texts),
                Subscription(texts, form, choices),
                Look.Error("user", errors, texts),
                User(texts, form, choices),
                form.IsWide
                    ? null
                    : Look.Words([Look.Word(
                        texts[GrantOwnerText.WidenWord], dialog + "/wide", Look.Data(form.Form, [.. form.Data, ("stage", "details")]))]),
                Look.Error("role", errors, texts),
                Role(texts, form, choices),
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
                .. form.Scope.Length + form.Ticket.Length > 0 || errors.ContainsKey("scope") || errors.ContainsKey("ticket")
                    ? Rare(texts, form, choices, errors)
                    : Look.Second("rare", texts[GrantOwnerText.RareButton], Rare(texts, form, choices, errors)),
            ],
            [
                // The hidden input serves the searches alone: some clients show it, others leave it out.
                Look.Submit(texts[GrantOwnerText.ReviewButton], dialog + "/details", kept()),
                Look.Go(texts[CommonText.BackButton], dialog + "/back", standing()),
                Look.Go(texts[CommonText.CancelButton], dialog + "/cancel", standing()),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Durations(Texts texts) =>
        [.. Duration.All.Select(value => new AdaptiveChoice { Title = RightDuration.Say(texts, value), Value = value })];

    /// <summary>What forms offer; a custom role says that it is one.</summary>
    public static AdaptiveChoice Choice(Texts texts, AzureRole role) => new()
    {
        Title = role.IsCustom ? texts[GrantOwnerText.RoleCustom, role.Name] : RoleWords.Listed(texts, role.Id, role.Name),
        Value = role.IsCustom ? role.Id.ToString() : role.Name,
    };

    public static AdaptiveContainer NoSubscription(Texts texts) =>
        Look.Banner(Look.Warning, texts[GrantOwnerText.NoSubscription], texts[GrantOwnerText.NoSubscription_Help]);

    /// <summary>What an offered role may; null of any other.</summary>
    public static string? RoleMeans(Texts texts, Guid role) => texts.Find("GrantOwner.Means." + role);

    public static string Title(GrantOwnerOperation operation, Texts texts) => operation.All switch
    {
        [{ IsOwner: true } only] => texts[GrantOwnerText.Title, only.PrincipalName, only.SubscriptionName],
        [var only] => texts[GrantOwnerText.RoleTitle, only.PrincipalName, only.Place, only.Role(texts)],
        var all => texts[GrantOwnerText.SeveralTitle, People(all, texts), Places(all, texts), all[0].Role(texts)],
    };

    public static IReadOnlyList<(string Name, string Value)> Facts(GrantOwnerOperation operation, Texts texts)
    {
        var first = operation.All[0];
        var isSingle = operation.Lines is null;
        var places = operation.All.Select(line => $"{line.SubscriptionName} ({line.SubscriptionId})").Distinct().ToList();
        var people = operation.All.Select(line => Person(line, texts)).Distinct().ToList();
        return
        [
            (texts[CommonText.Customer], operation.CustomerName),
            (texts[places.Count > 1 ? GrantOwnerText.Subscriptions : GrantOwnerText.Subscription], string.Join(", ", places)),
            (texts[GrantOwnerText.ScopeIs], first.Group is { } group ? texts[GrantOwnerText.ScopeGroup, group] : ""),
            (texts[people.Count > 1 || first.PrincipalType == Principal.Group ? GrantOwnerText.Users : GrantOwnerText.User],
                isSingle
                    ? $"{operation.UserName} ({operation.UserPrincipalName}{(operation.IsGuest ? ", " + texts[GrantOwnerText.Guest] : "")})"
                    : string.Join(", ", people)),
            (texts[GrantOwnerText.HeldAlready], Already(operation.Held ?? [], texts)),
            (texts[GrantOwnerText.Right],
                first.RoleId == AzureRoles.Owner ? texts[GrantOwnerText.RightIs]
                : RoleMeans(texts, first.RoleId) is { } means ? texts[GrantOwnerText.RoleMeans, first.RoleListed(texts), means]
                : first.IsOwnRole ? texts[GrantOwnerText.RoleCustom, first.RoleName]
                : first.RoleListed(texts)),
            (texts[GrantOwnerText.Duration], RightDuration.Say(texts, operation.Duration)),
            (texts[GrantOwnerText.Reason], operation.Reason),
            (texts[GrantOwnerText.TicketIs], operation.Ticket),
        ];
    }

    /// <summary>Whom it was asked for too; where, only when that is not told already.</summary>
    private static string Already(IReadOnlyList<GrantLine> held, Texts texts) => string.Join(
        ", ",
        held.Select(line => held.Select(one => one.Place).Distinct().Count() > 1
            ? texts[GrantOwnerText.HeldAt, Person(line, texts), line.Place]
            : Person(line, texts)));

    private static string Person(GrantLine line, Texts texts) =>
        line.IsInvited ? texts[GrantOwnerText.PersonInvited, line.Address]
        : line.PrincipalType == Principal.Group ? texts[GrantOwnerText.PersonGroup, line.PrincipalName]
        : $"{line.PrincipalName} ({line.Address})";

    private static string People(IReadOnlyList<GrantLine> all, Texts texts) =>
        all.Select(line => line.PrincipalName).Distinct().ToList() is [var only]
            ? only
            : texts[GrantOwnerText.Several, all.Select(line => line.IsInvited ? line.Address : line.PrincipalId).Distinct().Count()];

    private static string Places(IReadOnlyList<GrantLine> all, Texts texts) =>
        all.Select(line => line.SubscriptionId).Distinct().Count() is var count and > 1
            ? texts[GrantOwnerText.SeveralSubscriptions, count]
            : all[0].Place;

    private static AdaptiveInput Subscription(Texts texts, GrantOwnerForm form, GrantOwnerChoices choices)
    {
        var chosen = form.Subscriptions.Aggregate(
            (IReadOnlyList<AdaptiveChoice>)choices.Subscriptions, (listed, id) => Searches.With(listed, id));
        var search = new AdaptiveChoiceSetInput
        {
            Id = "subscription",
            Label = texts[form.IsWide ? GrantOwnerText.Subscriptions : GrantOwnerText.Subscription],
            Choices = [.. chosen],
            Wrap = true,
            IsRequired = true,
            ErrorMessage = texts[GrantOwnerText.SubscriptionMissing],
            Placeholder = texts[GrantOwnerText.SubscriptionPlaceholder],
            Value = form.Subscription.Length > 0 ? string.Join(',', form.Subscriptions)
                : choices.Subscriptions is [var only] ? only.Value
                : null,
        };
        if (form.IsWide)
        {
            (search.Style, search.IsMultiSelect, search.Placeholder) = (AdaptiveChoiceInputStyle.Expanded, true, null);
            return Look.OrTyped(search);
        }

        search.Style = AdaptiveChoiceInputStyle.Filtered;
        search.DataQuery = new AdaptiveDataQuery { Dataset = "subscriptions", AssociatedInputs = AdaptiveAssociatedInputs.Auto };
        return Look.OrTyped(search);
    }

    private static AdaptiveInput User(Texts texts, GrantOwnerForm form, GrantOwnerChoices choices) => form.IsWide
        ? new AdaptiveTextInput
        {
            Id = "user",
            Label = texts[GrantOwnerText.Users],
            IsMultiline = true,
            IsRequired = true,
            ErrorMessage = texts[GrantOwnerText.PeopleMissing],
            Placeholder = texts[GrantOwnerText.UsersPlaceholder],
            Value = form.User.Length > 0 ? string.Join(", ", form.Users) : null,
        }
        : Look.OrTyped(new AdaptiveChoiceSetInput
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
        });

    /// <summary>What few fill in: a resource group, and a ticket.</summary>
    private static IEnumerable<AdaptiveElement?> Rare(
        Texts texts, GrantOwnerForm form, GrantOwnerChoices choices, IReadOnlyDictionary<string, string> errors) =>
    [
        Look.Error("scope", errors, texts),
        Scope(texts, form, choices),
        Look.Error("ticket", errors, texts),
        new AdaptiveTextInput
        {
            Id = "ticket",
            Label = texts[GrantOwnerText.Ticket],
            MaxLength = GrantOwnerForm.LongestTicket,
            Placeholder = texts[GrantOwnerText.TicketPlaceholder],
            Value = form.Ticket.Length > 0 ? form.Ticket : null,
        },
    ];

    private static AdaptiveChoiceSetInput Role(Texts texts, GrantOwnerForm form, GrantOwnerChoices choices)
    {
        // Some clients show the value of what is chosen and not its title: nothing chosen is Owner, said in the reader's words.
        var owner = RoleWords.Listed(texts, AzureRoles.Owner, "Owner");
        var isShown = form.Role.Length > 0 || owner == form.WantedRole;
        return new AdaptiveChoiceSetInput
        {
            Id = "role",
            Label = texts[GrantOwnerText.Role],
            Choices = Searches.With(choices.Roles, form.WantedRole),
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Filtered,
            Placeholder = isShown ? texts[GrantOwnerText.RolePlaceholder] : owner,
            Value = isShown ? form.WantedRole : null,
            DataQuery = new AdaptiveDataQuery { Dataset = GrantOwnerDialog.RoleSearch, AssociatedInputs = AdaptiveAssociatedInputs.Auto },
        };
    }

    private static AdaptiveChoiceSetInput Scope(Texts texts, GrantOwnerForm form, GrantOwnerChoices choices) => new()
    {
        Id = "scope",
        Label = texts[GrantOwnerText.Scope],
        Choices = Searches.With(
            [new AdaptiveChoice { Title = texts[GrantOwnerText.ScopeWhole], Value = GrantOwnerForm.Whole }, .. choices.Groups], form.Scope),
        Wrap = true,
        Style = AdaptiveChoiceInputStyle.Filtered,
        // Some clients show the value of what is chosen and not its title: nothing chosen is the whole subscription.
        Placeholder = texts[GrantOwnerText.ScopeWhole],
        Value = form.Scope.Length > 0 ? form.Scope : null,
        DataQuery = new AdaptiveDataQuery { Dataset = GrantOwnerDialog.ScopeSearch, AssociatedInputs = AdaptiveAssociatedInputs.Auto },
    };
}

/// <summary>What the details form lets choose from: the subscriptions and users of this customer, roles, and resource groups.</summary>
internal sealed record GrantOwnerChoices(
    string CustomerName,
    IReadOnlyList<AdaptiveChoice> Subscriptions,
    IReadOnlyList<AdaptiveChoice> Users,
    IReadOnlyList<AdaptiveChoice> Roles,
    IReadOnlyList<AdaptiveChoice> Groups);
