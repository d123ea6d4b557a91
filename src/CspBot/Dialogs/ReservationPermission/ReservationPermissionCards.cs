using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>The card of one customer's permission: live prerequisites, and for admin agents the two switches.</summary>
internal static class ReservationPermissionCards
{
    private static readonly string[] Amounts = ["1000", "5000", "10000", "50000"];

    /// <summary>Prerequisites and switches in one: what is submitted was seen beside the facts.</summary>
    public static AdaptiveCard Form(Texts texts, ReservationPermissionReview review, ReservationPermissionFormView view)
    {
        var (form, banner) = (review.Form, view.Banner);
        var name = CustomerChoice.Named(texts, review.CustomerName);
        var open = (view.IsFilled && review.Unread is not null)
            || (review.Permissions.Value is not null && (review.MayBeTurnedOn || review.Permissions.Value.Any));
        var onlyOff = open && review.Unread is null && !review.MayBeTurnedOn;
        return Look.Card(
            texts,
            texts[ReservationPermissionText.FormTitle, name],
            [
                banner,
                onlyOff ? Look.Banner(Look.Warning, texts[ReservationPermissionText.OnlyOff]) : null,
                open || banner is not null ? null : Look.Banner(Look.Attention, texts[ReservationPermissionText.NotReady]),
                .. ReviewLine.Show(
                    texts,
                    Lines(texts, review).Concat(view.Decides.Count > 0 ? view.Decides : [Approvers(texts, review, view.Requester)])),
                .. open ? Fields(texts, form, view, mayTurnOn: !onlyOff) : [],
            ],
            [
                open
                    ? Look.Submit(
                        texts[ReservationPermissionText.SubmitButton],
                        "reservation-permission/submit",
                        Look.Data(form.Form, [.. form.Data, ("seal", view.Seal)]))
                    : null,
                open
                    ? null
                    : Look.Go(texts[ReservationPermissionText.AgainButton], "reservation-permission/customer", About(form.Customer)),
                PlanButton(texts, review, view.MayBuyPlan),
                review.Active.Count > 0 && review.Owners.Value is { Count: 0 }
                    ? Look.Go(texts[ReservationPermissionText.OwnerButton], "grant-owner/customer", About(form.Customer))
                    : null,
                Look.Go(texts[CommonText.BackButton], "reservation-permission/back", About(form.Customer)),
                Look.Go(texts[CommonText.CancelButton], "reservation-permission/cancel", About(form.Customer)),
            ]);
    }

    /// <summary>The same facts for those who may look only, with the sentence why.</summary>
    public static AdaptiveCard ReadOnly(Texts texts, ReservationPermissionReview review, bool mayBuyPlan) => Look.Card(
        texts,
        texts[ReservationPermissionText.FormTitle, CustomerChoice.Named(texts, review.CustomerName)],
        [
            Look.Banner(Look.Calm, texts[ReservationPermissionText.ReadOnly], texts[ReservationPermissionText.ReadOnly_Help]),
            .. ReviewLine.Show(texts, Lines(texts, review)),
        ],
        [
            Look.Go(texts[ReservationPermissionText.AgainButton], "reservation-permission/customer", About(review.Form.Customer)),
            PlanButton(texts, review, mayBuyPlan),
            Look.Go(texts[CommonText.BackButton], "reservation-permission/back", About(review.Form.Customer)),
            Look.Go(texts[CommonText.CancelButton], "reservation-permission/cancel", About(review.Form.Customer)),
        ]);

    /// <summary>Where nothing is sold to the customer that it could buy under: the way to the Azure plan.</summary>
    private static AdaptiveExecuteAction? PlanButton(Texts texts, ReservationPermissionReview review, bool mayBuy) =>
        mayBuy && review.Sold.Fault is null && review.Active.Count == 0
            ? Look.Go(texts[CustomerPlanText.OpenButton], "customers/plan", About(review.Form.Customer))
            : null;

    public static string Title(ReservationPermissionOperation operation, Texts texts)
    {
        var key = (operation.ReservedInstances, operation.SavingsPlan) switch
        {
            (true, true) => ReservationPermissionText.Title_on_both,
            (true, null) => ReservationPermissionText.Title_on_reserved,
            (null, true) => ReservationPermissionText.Title_on_savings,
            (false, false) => ReservationPermissionText.Title_off_both,
            (false, null) => ReservationPermissionText.Title_off_reserved,
            (null, false) => ReservationPermissionText.Title_off_savings,
            _ => ReservationPermissionText.Title_change,
        };
        return texts[key, operation.CustomerName];
    }

    public static IReadOnlyList<(string Name, string Value)> Facts(ReservationPermissionOperation operation, Texts texts) =>
    [
        (texts[CommonText.Customer], operation.CustomerName),
        (texts[ReservationPermissionText.ReservedInstances], Turn(texts, operation.ReservedInstances)),
        (texts[ReservationPermissionText.SavingsPlan], Turn(texts, operation.SavingsPlan)),
        (texts[ReservationPermissionText.UntilFact],
            (operation.TurnsOn, operation.Until, operation.ClosesAfter) switch
            {
                (true, { } end, _) => texts.Time(end),
                (true, null, null) => texts[ReservationPermissionText.NoEnd],
                _ => "",
            }),
        (texts[ReservationPermissionText.ClosesFact], operation.ClosesAfter is null ? "" : Closes(operation, texts)),
        (texts[ReservationPermissionText.SlipFact], operation.LooksEvery is { } looks && operation.ClosesAfter is not null
            ? texts[ReservationPermissionText.Slip, Minutes(looks)]
            : ""),
        (texts[ReservationPermissionText.ClosedForFact],
            string.Join("\n\n", operation.ClosedFor.Select(bought => Bought(bought, texts)))),
        (texts[ReservationPermissionText.LiabilityFact], operation.TurnsOn ? texts[ReservationPermissionText.LiabilityAccepted] : ""),
        (texts[ReservationPermissionText.Reason], operation.Reason),
    ];

    /// <summary>To its requester when it closes: what was bought, and how long more could slip through.</summary>
    public static IReadOnlyList<string> Closing(ReservationPermissionOperation operation, Texts texts) =>
    [
        texts[ReservationPermissionText.ClosingText, Closes(operation, texts)],
        .. operation.ClosedFor.Select(bought => Bought(bought, texts)),
        texts[ReservationPermissionText.ClosingSlip, Minutes(operation.LooksEvery ?? TimeSpan.Zero)],
    ];

    private static string Closes(ReservationPermissionOperation operation, Texts texts) => operation.ClosesAfter switch
    {
        PermissionClosing.Purchase => texts[ReservationPermissionText.Closes_purchase],
        PermissionClosing.WrongKind => texts[operation.Meant switch
        {
            { ReservedInstances: true, SavingsPlan: true } => ReservationPermissionText.Closes_kind_both,
            { ReservedInstances: true } => ReservationPermissionText.Closes_kind_reserved,
            _ => ReservationPermissionText.Closes_kind_savings,
        }],
        { } amount => texts[ReservationPermissionText.Closes_amount, Figure(texts, amount)],
        null => "",
    };

    private static string Bought(PermissionPurchase bought, Texts texts) => texts[
        ReservationPermissionText.BoughtLine,
        bought.Quantity,
        ProductWords.InWords(bought.Product),
        texts["Notifications.Kind." + bought.Kind],
        texts.Time(bought.At),
        bought.Amount is { } amount ? PurchaseCards.Amount(texts, amount) : texts[ReservationPermissionText.BoughtNoPrice]];

    private static string Figure(Texts texts, string amount) =>
        PermissionClosing.Amount(amount) is { } figure ? figure.ToString("N0", texts.Culture) : amount;

    private static int Minutes(TimeSpan span) => Math.Max(1, (int)Math.Ceiling(span.TotalMinutes));

    /// <summary>One line and mark for each prerequisite and each switch.</summary>
    public static IEnumerable<ReviewLine> Lines(Texts texts, ReservationPermissionReview review) =>
        ReviewLine.Once(AllLines(texts, review));

    private static IEnumerable<ReviewLine> AllLines(Texts texts, ReservationPermissionReview review)
    {
        var name = review.CustomerName;
        if (review.Relation.Fault is { } unrelated)
            yield return ReviewLine.Of(texts, unrelated);
        else if (!review.Relation.Value!.IsReseller)
            yield return ReviewLine.Of(texts, new Refusal("ReservationPermission.NotReseller", name));
        yield return Subscriptions(texts, review, name);
        yield return Owners(texts, review, name);
        if (review.Budget is { } budget && BudgetLine.Of(texts, budget) is { } spending)
            yield return spending;
        if (review.Permissions.Fault is { } fault)
        {
            yield return ReviewLine.Of(texts, fault);
            yield break;
        }

        var now = review.Permissions.Value!;
        yield return now.ReservedInstances
            ? ReviewLine.Effect(texts[ReservationPermissionText.Line_ReservedInstances_on])
            : new ReviewLine(Mark.Waiting, texts[ReservationPermissionText.Line_ReservedInstances_off]);
        yield return now.SavingsPlan
            ? ReviewLine.Effect(texts[ReservationPermissionText.Line_SavingsPlan_on])
            : new ReviewLine(Mark.Waiting, texts[ReservationPermissionText.Line_SavingsPlan_off]);
    }

    /// <summary>Who asked whether the customer may buy reads this first.</summary>
    public static string Answer(Texts texts, string customer, ReservationPermissions now) => texts[
        now switch
        {
            { ReservedInstances: true, SavingsPlan: true } => ReservationPermissionText.Answer_both,
            { ReservedInstances: true } => ReservationPermissionText.Answer_reserved,
            { SavingsPlan: true } => ReservationPermissionText.Answer_savings,
            _ => ReservationPermissionText.Answer_none,
        },
        customer];

    /// <summary>The lines that stand in the way of turning on, as one sentence each.</summary>
    public static IReadOnlyList<string> Missing(Texts texts, ReservationPermissionReview review) =>
        [.. Lines(texts, review).Where(line => line.Mark == Mark.Failed).Select(line => line.Text)];

    public static JsonObject About(string customer) => new() { ["customer"] = customer };

    private static ReviewLine Subscriptions(Texts texts, ReservationPermissionReview review, string name) =>
        review.Sold.Fault is { } fault ? ReviewLine.Of(texts, fault)
        : review.Active.Count == 0 ? ReviewLine.Of(texts, new Refusal("ReservationPermission.NoSubscription", name))
        : new ReviewLine(
            Mark.Done,
            texts[
                ReservationPermissionText.Line_Subscription,
                Names(review.Active.Select(sold => $"{sold.Name} ({texts["Common.Kind." + sold.Kind]})"))]);

    private static ReviewLine Owners(Texts texts, ReservationPermissionReview review, string name) =>
        review.Owners.Fault is { } fault ? ReviewLine.Of(texts, fault)
        : review.Owners.Value is not { Count: > 0 } owners ? ReviewLine.Of(texts, new Refusal("ReservationPermission.NoOwner", name))
        : new ReviewLine(
            Mark.Done,
            texts[
                ReservationPermissionText.Line_Owner,
                Names(owners.Select(owner => $"{owner.User.DisplayName} ({Names(owner.Subscriptions.Select(on => on.Name))})"))]);

    /// <summary>Turning off needs nobody: without approvers the card is only less useful.</summary>
    public static ReviewLine Approvers(Texts texts, ReservationPermissionReview review, Person requester)
    {
        var line = ReviewLine.Approvers(texts, "ReservationPermission", review.Approvers, requester);
        return line is { Mark: Mark.Failed, Why.Reason: "NoApprovers" or "OnlyYouApprove" } ? line with { Mark = Mark.Caution } : line;
    }

    private static IEnumerable<AdaptiveElement?> Fields(
        Texts texts, ReservationPermissionForm form, ReservationPermissionFormView view, bool mayTurnOn) =>
    [
        Look.Section(texts[ReservationPermissionText.SwitchSection]),
        Look.Error("reservedInstances", view.Errors, texts),
        new AdaptiveToggleInput
        {
            Id = "reservedInstances",
            Label = texts[ReservationPermissionText.ReservedInstances],
            Title = texts[ReservationPermissionText.ReservedInstances_Title],
            Wrap = true,
            Value = form.ReservedInstances,
        },
        Look.Error("savingsPlan", view.Errors, texts),
        new AdaptiveToggleInput
        {
            Id = "savingsPlan",
            Label = texts[ReservationPermissionText.SavingsPlan],
            Title = texts[ReservationPermissionText.SavingsPlan_Title],
            Wrap = true,
            Value = form.SavingsPlan,
        },
        .. mayTurnOn ? TurnOnFields(texts, form, view) : [],
        Look.Error("reason", view.Errors, texts),
        new AdaptiveTextInput
        {
            Id = "reason",
            Label = texts[ReservationPermissionText.Reason],
            IsMultiline = true,
            MaxLength = ReservationPermissionForm.LongestReason,
            Placeholder = texts[ReservationPermissionText.ReasonPlaceholder],
            Value = form.Reason.Length > 0 ? form.Reason : null,
        },
    ];

    /// <summary>What only turning on needs: the liability, and until when.</summary>
    private static IEnumerable<AdaptiveElement?> TurnOnFields(
        Texts texts, ReservationPermissionForm form, ReservationPermissionFormView view) =>
    [
        Look.Banner(Look.Warning, texts[ReservationPermissionText.LiabilityHead], texts[ReservationPermissionText.Liability]),
        Look.Error("liability", view.Errors, texts),
        new AdaptiveToggleInput
        {
            Id = "liability",
            Label = texts[ReservationPermissionText.LiabilityFact],
            Title = texts[ReservationPermissionText.LiabilityTick],
            Wrap = true,
            Value = form.Liability == "true" ? "true" : "false",
        },
        .. Look.Fold(
            "ends",
            texts[ReservationPermissionText.EndsWord],
            form.Until.Length + form.ClosesAfter.Length > 0 || view.Errors.ContainsKey("until") || view.Errors.ContainsKey("closesAfter"),
            [Look.Error("until", view.Errors, texts), UntilField(texts, form, view), .. ClosesFields(texts, form, view)]),
    ];

    private static AdaptiveDateInput UntilField(Texts texts, ReservationPermissionForm form, ReservationPermissionFormView view) => new()
    {
        Id = "until",
        Label = texts[ReservationPermissionText.Until],
        Min = view.Now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Value = form.Until.Length > 0 ? form.Until : null,
    };

    /// <summary>What turns it off before that day; an amount that the list lacks stays in it once it was sent.</summary>
    private static IEnumerable<AdaptiveElement?> ClosesFields(
        Texts texts, ReservationPermissionForm form, ReservationPermissionFormView view)
    {
        var chosen = PermissionClosing.IsKnown(form.ClosesAfter) ? form.ClosesAfter : "";
        var amounts = Amounts.Contains(chosen) || PermissionClosing.Amount(chosen) is null ? Amounts : [.. Amounts, chosen];
        return
        [
            Look.Error("closesAfter", view.Errors, texts),
            new AdaptiveChoiceSetInput
            {
                Id = "closesAfter",
                Label = texts[ReservationPermissionText.ClosesAfter],
                Wrap = true,
                Choices =
                [
                    new AdaptiveChoice { Title = texts[ReservationPermissionText.Closes_purchase], Value = PermissionClosing.Purchase },
                    new AdaptiveChoice { Title = texts[ReservationPermissionText.Closes_kind], Value = PermissionClosing.WrongKind },
                    .. amounts.Select(amount => new AdaptiveChoice
                    {
                        Title = texts[ReservationPermissionText.Closes_amount, Figure(texts, amount)],
                        Value = amount,
                    }),
                ],
                Placeholder = texts[ReservationPermissionText.ClosesNever],
                Value = chosen.Length > 0 ? chosen : null,
            },
            Look.Quiet(texts[ReservationPermissionText.Slip, Minutes(view.LooksEvery)]),
        ];
    }

    private static string Turn(Texts texts, bool? wanted) =>
        wanted is null ? "" : texts[wanted.Value ? ReservationPermissionText.TurnOn : ReservationPermissionText.TurnOff];

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}

/// <summary>What stands on the card of the form beside the facts.</summary>
/// <param name="Requester">Who would ask.</param>
/// <param name="Seal">Of the submit button.</param>
/// <param name="Now">The time.</param>
/// <param name="IsFilled">It was filled in: the fields stay also while the cloud cannot say what stands now.</param>
internal sealed record ReservationPermissionFormView(Person Requester, string Seal, DateTimeOffset Now, bool IsFilled)
{
    /// <summary>How long a purchase may stand before the bot sees it.</summary>
    public TimeSpan LooksEvery { get; init; }

    /// <summary>Who would have to approve turning on, by its rule; empty where it cannot be turned on.</summary>
    public IReadOnlyList<ReviewLine> Decides { get; init; } = [];

    /// <summary>The reader may sell the Azure plan.</summary>
    public bool MayBuyPlan { get; init; }

    /// <summary>A box on top.</summary>
    public AdaptiveElement? Banner { get; init; }

    /// <summary>Keys of what has to be mended, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();
}
