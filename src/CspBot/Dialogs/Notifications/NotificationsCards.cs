using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Notifications;

/// <summary>The cards of Notifications: overview, routing form, status, and what to do about a purchase.</summary>
internal static class NotificationsCards
{
    public static IReadOnlyList<string> MuteFor { get; } = ["1h", "4h", "1d", "7d"];

    private static readonly string[] Zones =
    [
        "Europe/Paris", "Europe/London", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Brussels", "Europe/Zurich",
        "Europe/Athens", "Europe/Lisbon",
        "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Montreal", "America/Guadeloupe", "America/Martinique",
        "America/Cayenne",
        "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti", "Africa/Casablanca", "Africa/Tunis", "Asia/Dubai", "Asia/Tokyo",
        "Australia/Sydney", "UTC",
    ];

    public static AdaptiveCard Overview(Texts texts, NotificationsView view, AdaptiveElement? banner) => Look.Card(
        texts,
        texts[NotificationsText.OverviewTitle],
        [
            banner,
            view.IsNobodyTold ? Look.Banner(Look.Warning, texts[NotificationsText.OverviewNobody])
                : Look.Text(texts[view.HasDefault ? NotificationsText.OverviewDefault : NotificationsText.OverviewNoDefault]),
            view.PausedUntil is { } until
                ? Look.Line(Mark.Caution, texts[NotificationsText.OverviewPaused, PurchaseCards.Time(texts, until, view.Zone)])
                : null,
            .. Routes(texts, texts[view.IsPersonal ? NotificationsText.Yours : NotificationsText.Here], view.Mine),
            .. view.Others.Count > 0
                ? [
                    Look.Section(texts[NotificationsText.Others]),
                    .. view.Others.Select(
                        other => Row(texts, other.Route, texts[NotificationsText.RouteTo, Line(texts, other.Route), other.Place])),
                ]
                : Array.Empty<AdaptiveElement>(),
            view.MutedUntil is { } muted
                ? Look.Line(Mark.Caution, texts[NotificationsText.MutedUntil, PurchaseCards.Time(texts, muted, view.Zone)])
                : null,
            view is { MayMute: true, MutedUntil: null }
                ? new AdaptiveChoiceSetInput
                {
                    Id = "mute",
                    Label = texts[NotificationsText.MuteLabel],
                    Choices = [.. MuteFor.Select(span => new AdaptiveChoice { Title = texts["Notifications.Mute." + span], Value = span })],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    Value = "4h",
                }
                : null,
            Look.Quiet(texts[NotificationsText.OverviewDelay, Span(texts, view.PollInterval)]),
            view.Savings is var (customers, _)
                ? Look.Quiet(texts[
                    NotificationsText.OverviewSavings,
                    customers,
                    Span(texts, SavingsPlanWatch.Round(customers, view.PollInterval))])
                : null,
            view.Savings is { Refused: > 0 and var refused }
                ? Look.Line(Mark.Caution, texts[NotificationsText.OverviewSavingsRefused, refused])
                : null,
        ],
        [
            Look.Go(texts[NotificationsText.NewButton], "notifications/new", new JsonObject(), AdaptiveActionStyle.Positive),
            view.MayRouteHere ? Look.Go(texts[NotificationsText.NewHereButton], "notifications/here", new JsonObject()) : null,
            view.MutedUntil is not null && view.MayMute
                ? Look.Go(texts[NotificationsText.UnmuteButton], "notifications/unmute", new JsonObject())
                : view.MayMute
                    ? Look.Submit(texts[NotificationsText.MuteButton], "notifications/mute", new JsonObject(), AdaptiveActionStyle.Default)
                : null,
            Look.Go(texts[NotificationsText.StatusButton], "notifications/status", new JsonObject()),
        ]);

    public static AdaptiveCard Form(
        Texts texts,
        NotificationsForm form,
        RouteOffer offer,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors)
    {
        var data = () => Look.Data(form.Id);
        var zones = form.TimeZone.Length == 0 ? Zones : [.. Zones.Prepend(form.TimeZone).Distinct()];
        var places = offer.MayRouteHere || form.Target == NotificationsForm.Here ? Targets(texts) : [Targets(texts)[0]];
        var listed = Searches.With(offer.Customers, form.Customer);
        return Look.Card(
            texts,
            texts[NotificationsText.FormTitle],
            [
                banner,
                errors.Count > 0 ? Look.ToMend(texts, [.. errors.Values]) : null,
                new AdaptiveChoiceSetInput
                {
                    Id = "target",
                    Label = texts[NotificationsText.TargetLabel],
                    Choices = [.. places],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Compact,
                    IsRequired = true,
                    ErrorMessage = texts[CommonText.ChooseOne],
                    Value = form.Target,
                },
                Wrong("customer"),
                Customer(texts, listed, form.Customer),
                Wrong("kinds"),
                new AdaptiveChoiceSetInput
                {
                    Id = "kinds",
                    Label = texts[NotificationsText.KindsLabel],
                    Choices = [.. Kinds(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Expanded,
                    IsMultiSelect = true,
                    IsRequired = true,
                    ErrorMessage = texts[NotificationsText.KindsMissing],
                    Value = form.Kinds,
                },
                new AdaptiveChoiceSetInput
                {
                    Id = "when",
                    Label = texts[NotificationsText.WhenLabel],
                    Choices = [.. Whens(texts)],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Expanded,
                    IsRequired = true,
                    ErrorMessage = texts[CommonText.ChooseOne],
                    Value = form.When,
                },
                Wrong("digestAt"),
                new AdaptiveTimeInput { Id = "digestAt", Label = texts[NotificationsText.DigestAtLabel], Value = Or(form.DigestAt) },
                Wrong("timeZone"),
                new AdaptiveChoiceSetInput
                {
                    Id = "timeZone",
                    Label = texts[NotificationsText.ZoneLabel],
                    Choices = [.. zones.Select(zone => new AdaptiveChoice { Title = zone, Value = zone })],
                    Wrap = true,
                    Style = AdaptiveChoiceInputStyle.Filtered,
                    IsRequired = true,
                    ErrorMessage = texts[NotificationsText.ZoneWrong],
                    Value = Or(form.TimeZone),
                },
                .. Look.Fold(
                    "limits",
                    texts[NotificationsText.LimitsWord],
                    form.Minimum.Length + form.QuietFrom.Length + form.QuietTo.Length > 0
                        || errors.Keys.Any(field => field is "minimum" or "quietFrom" or "quietTo"),
                    [
                        Wrong("minimum"),
                        new AdaptiveTextInput
                        {
                            Id = "minimum",
                            Label = texts[NotificationsText.MinimumLabel],
                            MaxLength = 15,
                            Value = Or(form.Minimum),
                        },
                        Wrong("quietFrom"),
                        new AdaptiveTimeInput
                        {
                            Id = "quietFrom",
                            Label = texts[NotificationsText.QuietFromLabel],
                            Value = Or(form.QuietFrom),
                        },
                        Wrong("quietTo"),
                        new AdaptiveTimeInput { Id = "quietTo", Label = texts[NotificationsText.QuietToLabel], Value = Or(form.QuietTo) },
                    ]),
            ],
            [
                Look.Submit(texts[NotificationsText.SaveButton], "notifications/save", data()),
                offer.MayRemove
                    ? Look.Ask(
                        texts[NotificationsText.RemoveButton],
                        texts[NotificationsText.RemoveAsk, form.Customer.Length == 0
                            ? texts[NotificationsText.RemoveAll]
                            : listed.Find(choice => choice.Value == form.Customer)?.Title ?? form.Customer],
                        Look.Go(
                            texts[NotificationsText.RemoveYes], "notifications/remove", data(), AdaptiveActionStyle.Destructive))
                    : null,
                Look.Go(texts[CommonText.BackButton], "notifications/back", data()),
                Look.Go(texts[CommonText.CancelButton], "notifications/cancel", data()),
            ]);

        AdaptiveTextBlock? Wrong(string field) => errors.TryGetValue(field, out var sentence) ? Look.Wrong(sentence) : null;
    }

    public static IReadOnlyList<AdaptiveChoice> Targets(Texts texts) =>
        [
            new() { Title = texts[NotificationsText.Target_me], Value = NotificationsForm.Me },
            new() { Title = texts[NotificationsText.Target_here], Value = NotificationsForm.Here },
        ];

    public static IReadOnlyList<AdaptiveChoice> Kinds(Texts texts) => [.. PurchaseKind.All.Select(kind =>
        new AdaptiveChoice { Title = texts.Find("Notifications.Choice." + kind) ?? texts["Notifications.Kind." + kind], Value = kind })];

    public static IReadOnlyList<AdaptiveChoice> Whens(Texts texts) =>
        [
            new() { Title = texts[NotificationsText.When_now], Value = "now" },
            new() { Title = texts[NotificationsText.When_digest], Value = "digest" },
        ];

    /// <param name="texts">The reader's language.</param>
    /// <param name="notices">The newest first.</param>
    /// <param name="to">Where a notice went, as people say it.</param>
    /// <param name="zone">The reader's clock.</param>
    /// <param name="older">How many to skip for the next ones; null when these are the oldest.</param>
    public static AdaptiveCard Status(
        Texts texts, IReadOnlyList<NoticeStatus> notices, Func<NoticeStatus, string> to, string zone, int? older) =>
        Look.Card(
            texts,
            texts[NotificationsText.StatusTitle],
            [
                notices.Count == 0 ? Look.Quiet(texts[NotificationsText.StatusNone]) : null,
                .. notices.GroupBy(notice => notice.Purchase).Select(about => About(texts, [.. about], to, zone)),
            ],
            [
                Look.Go(texts[NotificationsText.ListButton], "notifications/list", new JsonObject()),
                older is { } skip
                    ? Look.Go(texts[NotificationsText.OlderButton], "notifications/status", new JsonObject
                    {
                        ["skip"] = skip.ToString(CultureInfo.InvariantCulture),
                    })
                    : null,
                Look.Go(texts[NotificationsText.StatusButton], "notifications/status", new JsonObject()),
            ]);

    /// <summary>What people call a place; the ids of Teams say nothing to anybody.</summary>
    public static string Name(Texts texts, NoticePlace place) => place switch
    {
        { Name: { } name } => name,
        { IsPerson: true } => texts[NotificationsText.ToSomebody],
        { IsDefault: true } => texts[NotificationsText.ToDefault],
        { ChosenBy: { } owner, IsChannel: true } => texts[NotificationsText.ToChannelOf, owner],
        { ChosenBy: { } owner } => texts[NotificationsText.ToGroupOf, owner],
        { IsChannel: true } => texts[NotificationsText.ToChannel],
        _ => texts[NotificationsText.ToGroup],
    };

    /// <summary>What to do about a purchase, and where, with the figures at hand.</summary>
    public static AdaptiveCard Advice(Texts texts, Purchase purchase, string zone, PurchaseOptions options, AdaptiveElement? banner) =>
        Look.Card(
            texts,
            texts[NotificationsText.AdviceTitle, purchase.CustomerName],
            [
                banner,
                .. PurchaseCards.Refund(texts, purchase, zone, options),
                .. purchase.Kind == PurchaseKind.Reservation ? Steps(texts, purchase, zone, options) : [],
            ],
            [Look.Go(texts[CommonText.BackButton], "notifications/details", new JsonObject { ["purchase"] = purchase.Id })]);

    private static IEnumerable<AdaptiveElement> Steps(Texts texts, Purchase purchase, string zone, PurchaseOptions options)
    {
        string[] steps =
        [
            purchase.ReservationOrderId is { } order
                ? texts[NotificationsText.AdviceWhere, order]
                : texts[NotificationsText.AdviceWhereUnknown, PurchaseCards.Time(texts, purchase.At, zone)],
            texts[NotificationsText.AdviceRight],
            texts[NotificationsText.AdviceReturn],
            texts[NotificationsText.AdviceExchange, options.Rules.Exchange.UntilTold(texts), options.Rules.Exchange.Told(texts)],
        ];
        yield return Look.Group(steps.Select((step, i) => Look.Step(i + 1, step)))!;
        yield return Look.Quiet(texts[NotificationsText.AdviceSupport]);
    }

    private static IEnumerable<AdaptiveElement> Routes(Texts texts, string title, IReadOnlyList<NoticeRoute> routes)
    {
        yield return Look.Section(title);
        if (routes.Count == 0)
            yield return Look.Quiet(texts[NotificationsText.None]);
        foreach (var route in routes)
            yield return Row(texts, route, Line(texts, route));
    }

    /// <summary>What was announced, once, and below it each place with what became of it there.</summary>
    private static AdaptiveContainer About(Texts texts, IReadOnlyList<NoticeStatus> notices, Func<NoticeStatus, string> to, string zone)
    {
        var (line, detail) = notices[0].Words(texts, zone);
        return new AdaptiveContainer
        {
            Items =
            [
                new AdaptiveTextBlock(line) { Wrap = true },
                .. detail.Length > 0 ? [Look.Small(detail)] : Array.Empty<AdaptiveElement>(),
                .. notices.Select(notice => Look.Line(
                    notice.State switch
                    {
                        "done" => Mark.Done,
                        "parked" or "unknown" => Mark.Caution,
                        "refused" => Mark.Failed,
                        _ => Mark.Waiting,
                    },
                    texts[NotificationsText.StatusLine, to(notice), State(texts, notice, zone)])),
            ],
            Spacing = AdaptiveSpacing.Medium,
            Separator = true,
        };
    }

    private static AdaptiveColumnSet Row(Texts texts, NoticeRoute route, string line) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn { Items = [new AdaptiveTextBlock(line) { Wrap = true }], Width = "stretch" },
            Look.Opens(texts[NotificationsText.EditButton]),
        ],
        Spacing = AdaptiveSpacing.Small,
        SelectAction = Look.Go(texts[NotificationsText.EditButton], "notifications/edit", Look.Data(route.Id)),
    };

    private static string Line(Texts texts, NoticeRoute route)
    {
        var what = string.Join(", ", route.Kinds.Select(kind => texts["Notifications.Kind." + kind]));
        if (route.Minimum is { } minimum)
            what += " " + texts[NotificationsText.AtLeast, minimum.ToString("N2", texts.Culture)];
        var when = route.Digest ? texts[NotificationsText.DailyAt, texts.Clock(route.DigestAt), texts.ZoneBehind(route.TimeZone)]
            : route is { QuietFrom: { } from, QuietTo: { } to }
                ? texts[NotificationsText.QuietBetween, texts.Clock(from), texts.Clock(to), texts.ZoneBehind(route.TimeZone)]
            : texts[NotificationsText.AtOnce];
        return texts[NotificationsText.RouteLine, route.CustomerName ?? texts[NotificationsText.AllCustomers], what, when];
    }

    private static string State(Texts texts, NoticeStatus notice, string zone)
    {
        var due = PurchaseCards.Time(texts, PurchaseTable.Time(notice.DueAt ?? notice.CreatedAt), zone);
        return notice.State switch
        {
            "done" => texts[NotificationsText.State_done],
            "pending" when notice.Shown > 0 => texts[NotificationsText.State_done],
            "pending" when notice.Attempts > 0 => texts[NotificationsText.State_retry, notice.Attempts, due],
            "pending" => texts[NotificationsText.State_pending, due],
            "parked" => texts[NotificationsText.State_parked, notice.Problem ?? "–", due],
            "refused" => texts[NotificationsText.State_refused, notice.Problem ?? "–"],
            "unknown" => texts[NotificationsText.State_unsure],
            _ => texts[NotificationsText.State_unknown],
        };
    }

    private static string Span(Texts texts, TimeSpan span) => span.TotalMinutes >= 1
        ? span.TotalMinutes.ToString("0.#", texts.Culture) + " min"
        : span.TotalSeconds.ToString("0.#", texts.Culture) + " s";

    /// <summary>A list to search in; where nothing can be listed just now (an empty one is no card), a line to type into.</summary>
    private static AdaptiveInput Customer(Texts texts, IReadOnlyList<AdaptiveChoice> listed, string customer) => listed.Count == 0
        ? new AdaptiveTextInput
        {
            Id = "customer",
            Label = texts[NotificationsText.CustomerLabel],
            Placeholder = texts[CommonText.CustomerPlaceholder],
            Value = Or(customer),
        }
        : new AdaptiveChoiceSetInput
        {
            Id = "customer",
            Label = texts[NotificationsText.CustomerLabel],
            Choices = [.. listed],
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Filtered,
            Placeholder = texts[CommonText.CustomerPlaceholder],
            DataQuery = new AdaptiveDataQuery { Dataset = "customers" },
            Value = Or(customer),
        };

    private static string? Or(string value) => value.Length > 0 ? value : null;
}

/// <summary>What the overview shows to one person in one place.</summary>
internal sealed record NotificationsView(
    bool IsPersonal,
    bool MayRouteHere,
    bool MayMute,
    bool HasDefault,
    bool IsNobodyTold,
    IReadOnlyList<NoticeRoute> Mine,
    IReadOnlyList<(NoticeRoute Route, string Place)> Others,
    DateTimeOffset? MutedUntil,
    DateTimeOffset? PausedUntil,
    TimeSpan PollInterval,
    string Zone)
{
    /// <summary>Customers whose savings plans are looked at, and how many of them refuse it; null for who sees some only.</summary>
    public (int Customers, int Refused)? Savings { get; init; }
}

/// <summary>What the routing form offers: this conversation as a target, the removal of the route, and customers.</summary>
internal sealed record RouteOffer(bool MayRouteHere, bool MayRemove, IReadOnlyList<AdaptiveChoice> Customers);
