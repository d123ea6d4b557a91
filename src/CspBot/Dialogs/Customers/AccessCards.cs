using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The cards about access: which subscription, its list, and the two acts on one assignment.</summary>
internal static class AccessCards
{
    public const string Verb = "customers/access";

    /// <summary>Which of the customer's subscriptions: rows to click.</summary>
    public static AdaptiveCard Choose(Texts texts, Customer customer, IReadOnlyList<AzureSubscription> sold, int asked, AccessSaid said)
    {
        var pages = Math.Max(1, (sold.Count + AccessPage.Length - 1) / AccessPage.Length);
        var page = Math.Clamp(asked, 0, pages - 1);
        return Look.Card(
            texts,
            texts[CustomerAccessText.ChooseTitle, customer.Name],
            [
                sold.Count == 0
                    ? Look.Banner(Look.Warning, texts[GrantOwnerText.NoSubscription])
                    : Look.Text(texts[CustomerAccessText.ChooseIntro]),
                Look.Group(sold.Skip(page * AccessPage.Length).Take(AccessPage.Length).Select(one => Choice(texts, customer, one, said))),
                Pager(texts, page, pages, turned => Data(customer, [("page", turned), .. said.Data])),
            ],
            [BackTo(texts, customer)]);
    }

    public static AdaptiveCard List(Texts texts, AccessPage page)
    {
        var (found, view) = (page.Found, page.Found.View.Value!);
        var unknown = found.Rows.Count(row => row.IsUnknownOwner);
        return Look.Card(
            texts,
            texts[CustomerAccessText.ListTitle, found.Subscription!.Name],
            [
                Look.Text(texts[
                    CustomerAccessText.ListCount,
                    found.Rows.Count,
                    found.Rows.Count(row => row.Entry.IsOwner),
                    page.Customer.Name]),
                Named(texts, found),
                unknown > 0 ? Look.Line(Mark.Caution, texts[CustomerAccessText.UnknownOwners, unknown]) : null,
                Credit(texts, found),
                Gap(texts, view.Unresolved, CustomerAccessText.Unresolved),
                Gap(texts, view.Unnamed, CustomerAccessText.Unnamed),
                Look.Group(page.Rows.Select(row => Row(texts, page, row))),
                Pager(
                    texts,
                    page.Page,
                    page.Pages,
                    turned => Data(
                        page.Customer, [("subscription", found.SubscriptionId), ("page", turned), .. found.Said.Data])),
            ],
            [
                page.Acts.Contains("role")
                    ? Look.Go(
                        texts[CustomerAccessText.GiveButton],
                        "customers/role",
                        Data(page.Customer, ("subscription", found.SubscriptionId)))
                    : null,
                BackTo(texts, page.Customer),
            ]);
    }

    /// <summary>What Azure does not show, and what the customer can run about it.</summary>
    public static AdaptiveCard Hidden(Texts texts, Customer customer, AzureSubscription sold, string adminAgents) => Look.Card(
        texts,
        texts[CustomerAccessText.ListTitle, sold.Name],
        [
            Look.Banner(Look.Attention, texts[GrantOwnerText.Refusal_PartnerMayNotAssign, sold.Name]),
            sold.Kind == SubscriptionKind.AzurePlan ? Look.Line(Mark.Caution, texts[CustomerAccessText.CreditLost]) : null,
            Look.Text(texts[GrantOwnerText.Recipe, adminAgents, sold.Id, customer.Id]),
        ],
        [
            Look.Go(texts[CommonText.AgainButton], Verb, Data(customer, ("subscription", sold.Id))),
            BackTo(texts, customer),
        ]);

    public static AdaptiveCard Revoke(Texts texts, AccessReview<RevokeForm> review, ReviewText said, string seal)
    {
        var (form, ready) = (review.Form, said.WhyNot("CustomerAccess") is null);
        var customer = new Customer(form.Customer, "", "");
        return Look.Card(
            texts,
            said.Title,
            [
                ready ? null : Look.Banner(Look.Attention, texts[CustomerAccessText.NotReady]),
                .. ReviewLine.Show(texts, said.Lines),
                Look.Facts(said.Facts),
                ready
                    ? new AdaptiveTextInput
                    {
                        Id = "reason",
                        Label = texts[CustomerAccessText.ReasonOptional],
                        IsMultiline = true,
                        MaxLength = AccessForm.LongestReason,
                        Value = form.Reason.Length > 0 ? form.Reason : null,
                    }
                    : null,
            ],
            [
                ready
                    ? Look.Submit(
                        texts[CustomerAccessText.RevokeButton],
                        "customers/submit",
                        Look.Data(form.Form, [("stage", "review"), ("seal", seal), .. form.Data]),
                        AdaptiveActionStyle.Destructive)
                    : null,
                Look.Go(texts[CommonText.BackButton], Verb, Data(customer, ("subscription", form.Key.Subscription))),
                Look.Go(texts[CommonText.CancelButton], "customers/cancel", Look.Data(form.Form)),
            ]);
    }

    public static AdaptiveCard Extend(
        Texts texts, AccessReview<ExtendForm> review, AdaptiveElement? banner, IReadOnlyDictionary<string, string> errors)
    {
        var (form, row) = (review.Form, review.Row);
        var act = new[] { ("act", (string?)ExtendForm.Name), ("customer", form.Customer) };
        var customer = new Customer(form.Customer, "", "");
        return Look.Card(
            texts,
            row is null
                ? texts[CustomerAccessText.ExtendName]
                : texts[
                    CustomerAccessText.ExtendTitle,
                    AccessWords.Role(texts, row.Entry.Role),
                    AccessWords.Name(texts, row.Entry.Principal)],
            [
                banner,
                row is null ? null : Look.Text(AccessWords.Origin(texts, row) ?? texts[CustomerAccessText.NoOrigin]),
                Look.Error("duration", errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "duration",
                    Label = texts[CustomerAccessText.Duration],
                    Choices = [.. Durations(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    IsRequired = true,
                    ErrorMessage = texts[CustomerAccessText.DurationMissing],
                    Value = RightDuration.All.Contains(form.Duration) ? form.Duration : null,
                },
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[CustomerAccessText.Reason],
                    IsMultiline = true,
                    IsRequired = true,
                    ErrorMessage = texts[CustomerAccessText.ReasonMissing],
                    MaxLength = AccessForm.LongestReason,
                    Value = form.Reason.Length > 0 ? form.Reason : null,
                },
            ],
            [
                Look.Submit(texts[CustomerAccessText.ReviewButton], "customers/details", Look.Data(form.Form, [.. act, .. form.Key.Data])),
                Look.Go(texts[CommonText.BackButton], Verb, Data(customer, ("subscription", form.Key.Subscription))),
                Look.Go(texts[CommonText.CancelButton], "customers/cancel", Look.Data(form.Form)),
            ]);
    }

    public static IReadOnlyList<AdaptiveChoice> Durations(Texts texts) =>
        [.. RightDuration.All.Select(value => new AdaptiveChoice { Title = RightDuration.Say(texts, value), Value = value })];

    /// <summary>What every request about an assignment says of it.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(Operation operation, AccessTarget target, Texts texts) =>
    [
        (texts[CommonText.Customer], operation.CustomerName),
        (texts[GrantOwnerText.Subscription], $"{target.SubscriptionName} ({target.SubscriptionId})"),
        (texts[CustomerAccessText.Who], target.Who(texts)),
        (texts[CustomerAccessText.RoleFact], target.RoleListed(texts)),
        (texts[CustomerAccessText.Where], AccessWords.Place(texts, target.Scope)),
        (texts[CustomerAccessText.Reason], operation.Reason),
    ];

    /// <summary>Whom a phrase spoke of: who stands first, and who has nothing here.</summary>
    private static AdaptiveContainer? Named(Texts texts, AccessFound found)
    {
        var all = AccessFound.People(found.Named).ToLookup(named => found.Rows.Any(row => AccessFound.Means(row, named)));
        var (there, missing) = (string.Join(", ", all[true]), string.Join(", ", all[false]));
        return there.Length > 0
            ? Look.Banner(
                Look.Calm,
                texts[CustomerAccessText.NamedFirst, there],
                missing.Length > 0 ? texts[CustomerAccessText.NamedNobody, missing] : null)
            : missing.Length > 0 ? Look.Banner(Look.Warning, texts[CustomerAccessText.NamedNobody, missing])
            : null;
    }

    private static JsonObject Data(Customer customer, params (string Name, string? Value)[] more)
    {
        var data = new JsonObject { ["customer"] = customer.Id };
        foreach (var (name, value) in more)
            data[name] = value;
        return data;
    }

    private static AdaptiveExecuteAction BackTo(Texts texts, Customer customer) =>
        Look.Go(texts[CustomerAccessText.CustomerButton], "customers/show", Data(customer));

    private static AdaptiveColumnSet Choice(Texts texts, Customer customer, AzureSubscription one, AccessSaid said) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(one.Name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small(texts["Common.Kind." + one.Kind] + (one.IsActive ? "" : " · " + texts[CustomerAccessText.Inactive])),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[CustomerAccessText.Open]),
        ],
        Spacing = AdaptiveSpacing.Small,
        SelectAction = Look.Go(one.Name, Verb, Data(customer, [("subscription", one.Id), .. said.Data])),
    };

    private static AdaptiveColumnSet Row(Texts texts, AccessPage page, AccessRow row)
    {
        var entry = row.Entry;
        var mark = row.IsUnknownOwner ? ("⚠", AdaptiveTextColor.Warning)
            : row.By is not null || entry.Principal.Kind == PrincipalKind.AdminAgents ? ("✔", AdaptiveTextColor.Good)
            : ("·", AdaptiveTextColor.Default);
        List<AdaptiveElement> words =
        [
            new AdaptiveTextBlock(AccessWords.Name(texts, entry.Principal)) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
            Look.Small(AccessWords.Kind(texts, entry.Principal)),
            Look.Small(texts[
                entry.Place == AccessPlace.Above ? CustomerAccessText.RoleInherited : CustomerAccessText.RoleAt,
                AccessWords.RoleListed(texts, entry.Role),
                AccessWords.Place(texts, entry)]),
        ];
        if (AccessWords.Origin(texts, row) is { } origin)
            words.Add(Look.Small(origin));
        if (entry.Assignment.Condition is not null)
            words.Add(Look.Small(texts[CustomerAccessText.WithCondition]));
        // Two words beside a long name leave it no room on a narrow card: they stand below it.
        var acts = Acts(texts, page, row).ToList();
        if (acts.Count > 1)
            words.Add(Look.Words(acts)!);
        return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items = [new AdaptiveTextBlock(mark.Item1) { Color = mark.Item2, Weight = AdaptiveTextWeight.Bolder }],
                    Width = "20px",
                },
                new AdaptiveColumn { Items = words, Width = "stretch" },
                .. acts.Count == 1 ? acts : [],
            ],
            Spacing = AdaptiveSpacing.Small,
        };
    }

    private static IEnumerable<AdaptiveColumn> Acts(Texts texts, AccessPage page, AccessRow row)
    {
        var data = (params (string Name, string? Value)[] more) => Data(
            page.Customer, [("subscription", page.Found.SubscriptionId), ("assignment", row.Entry.Assignment.Name), .. more]);
        if (row.IsTimed && page.Acts.Contains(ExtendForm.Name))
            yield return Look.Word(texts[CustomerAccessText.ExtendWord], "customers/" + ExtendForm.Name, data(Longer(page.Found.Said)));
        if (row.IsRevocable && page.Acts.Contains(RevokeForm.Name))
            yield return Look.Word(
                texts[row.IsTimed ? CustomerAccessText.EndWord : CustomerAccessText.RevokeWord],
                "customers/" + RevokeForm.Name,
                data());
    }

    private static (string Name, string? Value)[] Longer(AccessSaid said) =>
        said.Duration.Length > 0 ? [("duration", said.Duration)] : [];

    private static AdaptiveColumnSet? Credit(Texts texts, AccessFound found) =>
        found.Subscription!.Kind != SubscriptionKind.AzurePlan ? null
        : found.View.Value!.EarnsCredit ? Look.Line(Mark.Done, texts[CustomerAccessText.CreditEarned])
        : Look.Line(Mark.Caution, texts[CustomerAccessText.CreditLost]);

    private static AdaptiveContainer? Gap(Texts texts, CloudFault? fault, string sentence) => fault is null
        ? null
        : Look.Banner(
            Look.Warning,
            texts[sentence],
            Sentences.Say(Refusal.From(fault), texts));

    private static AdaptiveContainer? Pager(Texts texts, int page, int pages, Func<string, JsonObject> data) => pages == 1
        ? null
        : new AdaptiveContainer
        {
            Items =
            [
                Look.Quiet(texts[CustomerAccessText.PageOf, page + 1, pages]),
                Look.Words(
                    [
                        page > 0 ? Look.Word(texts[CustomerAccessText.Earlier], Verb, data(Number(page - 1))) : null,
                        page < pages - 1 ? Look.Word(texts[CustomerAccessText.Later], Verb, data(Number(page + 1))) : null,
                    ])!,
            ],
        };

    private static string Number(int page) => page.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
