using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Purchases;

/// <summary>The cards that the bot sends unasked: a purchase, a digest of them, and a reservation that nears its end.</summary>
internal static class PurchaseCards
{
    /// <summary>A digest stays well under a card's size with so many lines.</summary>
    public const int DigestLines = 20;

    public static AdaptiveCard Notice(
        Texts texts, Purchase purchase, PurchaseReading reading, PurchaseTaken? taken, PurchaseOptions options) =>
        Look.Card(
            texts,
            texts[NotificationsText.Title, purchase.CustomerName],
            [
                reading.Banner,
                purchase.IsUrgent
                    ? Look.Banner(Look.Warning, texts[NotificationsText.Unusual], [.. purchase.Unusual.Select(
                        reason => texts["Notifications.Unusual." + reason])])
                    : null,
                Look.Text(texts["Notifications.Lead." + purchase.Kind]),
                Look.Facts(Facts(texts, purchase, reading.Zone)),
                .. Look.Second(
                    "dates", texts[NotificationsText.DatesButton], [Look.Facts(Dates(texts, purchase, reading.Zone))]),
                purchase.By is { } by ? Look.Quiet(texts[NotificationsText.WhoIs, by]) : null,
                purchase.Closes is { } closes ? Look.Line(Mark.Done, texts[NotificationsText.Closes, closes]) : null,
                purchase.OrderRead ? null : Look.Quiet(texts[NotificationsText.NotReadable]),
                .. Refund(texts, purchase, reading.Zone, options),
                reading.MayAsk ? Acts(texts, purchase) : null,
                taken is null
                    ? null
                    : Look.Line(Mark.Done, texts[NotificationsText.TakenBy, taken.Name, Time(texts, taken.At, reading.Zone)]),
            ],
            Buttons(texts, purchase, reading, taken),
            Line(texts, purchase));

    /// <summary>One line: for digests, lists and clients that show no card.</summary>
    public static string Line(Texts texts, Purchase purchase) => texts[
        purchase.IsUrgent ? NotificationsText.LineUnusual : NotificationsText.Line,
        purchase.CustomerName,
        texts["Notifications.Kind." + purchase.Kind],
        Product(purchase),
        purchase.Quantity];

    public static AdaptiveCard Digest(Texts texts, IReadOnlyList<DigestLine> lines, int all, bool afterMute, string zone) => Look.Card(
        texts,
        texts[afterMute ? NotificationsText.DigestAfterMute : NotificationsText.DigestTitle, all],
        [
            texts.ZoneBehind(zone).Length == 0 ? null : Look.Quiet(texts[NotificationsText.DigestTimes, zone]),
            Look.Group(lines.Select(line => Row(texts, line))),
            all > lines.Count ? Look.Quiet(texts[NotificationsText.DigestMore, all - lines.Count]) : null,
        ],
        [Look.Go(texts[NotificationsText.StatusButton], "notifications/status", new JsonObject())],
        texts[NotificationsText.DigestTitle, all]);

    public static AdaptiveCard Expiry(Texts texts, ReservationEnd end, int days, string zone, PurchaseOptions options) => Look.Card(
        texts,
        texts[
            end.Kind switch
            {
                HoldingKind.SavingsPlan => NotificationsText.PlanEndTitle,
                HoldingKind.PrePurchase => NotificationsText.PrePurchaseEndTitle,
                HoldingKind.Reservation => NotificationsText.ExpiryTitle,
                _ => NotificationsText.OneTimeEndTitle,
            },
            end.CustomerName,
            days],
        [
            Look.Text(end.Kind switch
            {
                HoldingKind.SavingsPlan => texts[end.Renews == true ? NotificationsText.PlanEndRenews : NotificationsText.PlanEndText],
                HoldingKind.PrePurchase => texts[NotificationsText.PrePurchaseEndText],
                HoldingKind.Reservation => ExpiryText(texts, end, options.Rules.OldFamilies),
                _ => texts[NotificationsText.OneTimeEndText],
            }),
            Look.Facts(
            [
                (texts[CommonText.Customer], end.CustomerName),
                (texts[NotificationsText.Product], ProductWords.InWords(end.Name)),
                (texts[NotificationsText.Quantity], ProductWords.Number(texts, end.Quantity)),
                (texts[NotificationsText.EndsOn], Time(texts, end.ExpiresAt, zone)),
                (texts[end.IsSavingsPlan ? NotificationsText.PlanOrder : NotificationsText.ReservationOrder], end.Id),
            ]),
        ],
        null,
        ExpiryLine(texts, end, days));

    /// <summary>
    /// To a reservation of an old family no renewal is offered; where the name tells no family, the rule is told with its families.
    /// </summary>
    private static string ExpiryText(Texts texts, ReservationEnd end, OldFamiliesRule rule) => rule.Find(end.Name) switch
    {
        { OneYearOnly: false } gone => texts[NotificationsText.ExpiryGone, gone.Family, rule.FromTold(texts), rule.Told(texts)],
        { } gone => texts[NotificationsText.ExpiryGoneForYear, gone.Family, rule.FromTold(texts), rule.Told(texts)],
        _ => texts[NotificationsText.ExpiryText, rule.FromTold(texts), rule.OneYear, rule.BothTerms, rule.Told(texts)],
    };

    /// <summary>What a line leaves out: when, for how long, how much, and the order that Partner Center knows it by.</summary>
    public static string Detail(Texts texts, Purchase purchase, string zone) => Joined(
        Short(texts, purchase.At, zone),
        ProductWords.Term(texts, purchase.Term),
        purchase.Amount is { } amount ? Amount(texts, amount) : texts[NotificationsText.DetailNoAmount],
        texts[NotificationsText.DetailOrder, purchase.OrderId]);

    public static string ExpiryDetail(Texts texts, ReservationEnd end, string zone) => Joined(
        texts[NotificationsText.DetailEnds, Short(texts, end.ExpiresAt, zone)],
        texts[NotificationsText.DetailQuantity, end.Quantity],
        texts[end.IsSavingsPlan ? NotificationsText.DetailOrder : NotificationsText.DetailReservationOrder, end.Id]);

    public static string ExpiryLine(Texts texts, ReservationEnd end, int days) => texts[
        end.Kind switch
        {
            HoldingKind.SavingsPlan => NotificationsText.PlanEndLine,
            HoldingKind.PrePurchase => NotificationsText.PrePurchaseEndLine,
            HoldingKind.Reservation => NotificationsText.ExpiryLine,
            _ => NotificationsText.OneTimeEndLine,
        },
        end.CustomerName,
        ProductWords.InWords(end.Name),
        days];

    /// <summary>A point in time on the clock of the route, whose zone is named where it is not the reader's.</summary>
    public static string Time(Texts texts, DateTimeOffset at, string zone) => texts.Time(at, Zones.Find(zone));

    /// <summary>The same without the zone, which the card says once.</summary>
    private static string Short(Texts texts, DateTimeOffset at, string zone) => texts.TimeUnnamed(at, Zones.Find(zone));

    private static string Joined(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));

    public static string Amount(Texts texts, Money money) => $"{money.Amount.ToString("N2", texts.Culture)} {money.Currency}";

    /// <summary>What can still be done about it, as Microsoft's rules stood on a day, with the figures at hand.</summary>
    public static IEnumerable<AdaptiveElement> Refund(Texts texts, Purchase purchase, string zone, PurchaseOptions options)
    {
        if (!purchase.IsCommitment)
            yield break;
        yield return Look.Section(texts[NotificationsText.RefundTitle]);
        if (purchase.Kind != PurchaseKind.Reservation)
        {
            yield return Look.Text(texts[purchase.Kind switch
            {
                PurchaseKind.SavingsPlan => NotificationsText.SavingsPlanRule,
                PurchaseKind.PrePurchase => NotificationsText.PrePurchaseRule,
                _ => NotificationsText.OneTimeRule,
            }]);
            yield break;
        }

        var rule = Look.Text(texts[
            NotificationsText.RefundRule, options.Rules.Refund.Told(texts), Amount(texts, new Money(options.Rules.Refund.Limit, "USD"))]);
        foreach (var element in Look.Second("rule", texts[NotificationsText.RuleButton], [rule]))
            yield return element;
        if (purchase.Refund is { } quote)
        {
            yield return Look.Facts(
            [
                (texts[NotificationsText.RefundNow],
                    quote.Refund is { } refund
                        ? texts[NotificationsText.RefundNowIs, Amount(texts, refund), Time(texts, purchase.RefundAt ?? purchase.At, zone)]
                        : ""),
                (texts[NotificationsText.RefundRoom], Room(texts, quote, options)),
            ]);
            foreach (var problem in quote.Problems)
                yield return Look.Line(Mark.Caution, texts[NotificationsText.RefundProblem, problem.Code, problem.Message]);
        }
        else
        {
            yield return Look.Quiet(texts[
                purchase.RefundRefused is null ? NotificationsText.RefundLater : NotificationsText.RefundUnreadable,
                purchase.RefundRefused ?? ""]);
        }
    }

    private static string Room(Texts texts, RefundQuote quote, PurchaseOptions options)
    {
        var limit = quote.Limit ?? new Money(options.Rules.Refund.Limit, "USD");
        if (quote.Consumed is not { } consumed)
            return texts[NotificationsText.RefundRoomUnknown, Amount(texts, limit)];
        return consumed.Currency == limit.Currency
            ? texts[
                NotificationsText.RefundRoomIs,
                Amount(texts, limit with { Amount = Math.Max(0, limit.Amount - consumed.Amount) }),
                Amount(texts, limit)]
            : texts[NotificationsText.RefundRoomOther, Amount(texts, consumed), Amount(texts, limit)];
    }

    private static IEnumerable<(string Name, string Value)> Facts(Texts texts, Purchase purchase, string zone) =>
    [
        (texts[CommonText.Customer], purchase.CustomerName),
        (texts[purchase.InAzure ? NotificationsText.PlanOrder : NotificationsText.Order], purchase.OrderId),
        (texts[NotificationsText.Product], Product(purchase)),
        (texts[NotificationsText.Term], ProductWords.Term(texts, purchase.Term)),
        (texts[NotificationsText.Quantity], ProductWords.Number(texts, purchase.Quantity)),
        (texts[NotificationsText.Commitment],
            purchase.Hourly is { } hourly ? texts[NotificationsText.CommitmentIs, Amount(texts, hourly)] : ""),
        (texts[NotificationsText.Amount], purchase switch
        {
            { Amount: { } over, InAzure: true } => texts[NotificationsText.AmountOverTerm, Amount(texts, over)],
            { Amount: { } amount } => Amount(texts, amount),
            { InAzure: true } => "",
            _ => texts[NotificationsText.AmountUnknown],
        }),
        // Nothing breaks a sign-in name, and among the facts it pushes all others off a narrow card: it has a line of its own.
        (texts[NotificationsText.Who], purchase.By is null ? texts[NotificationsText.WhoUnknown] : ""),
        (texts[NotificationsText.Renewal],
            purchase.Renews is { } renews ? texts[renews ? NotificationsText.RenewalOn : NotificationsText.RenewalOff] : ""),
        (texts[NotificationsText.Permission], Permission(texts, purchase, zone)),
    ];

    /// <summary>What is looked up and not decided by.</summary>
    private static IEnumerable<(string Name, string Value)> Dates(Texts texts, Purchase purchase, string zone) =>
    [
        (texts[NotificationsText.Scope], texts.Find("Reservations.Scope." + purchase.Scope) ?? purchase.Scope ?? ""),
        (texts[NotificationsText.When], Time(texts, purchase.At, zone)),
        (texts[NotificationsText.EndsOn], purchase.ExpiresAt is { } end ? Time(texts, end, zone) : ""),
    ];

    private static string Permission(Texts texts, Purchase purchase, string zone) => purchase switch
    {
        { IsCommitment: false } => "",
        { PermissionOn: null } => texts[NotificationsText.PermissionUnknown],
        { PermissionOn: var on, PermissionBy: { } by, PermissionAt: { } at } =>
            texts[on.Value ? NotificationsText.PermissionOnBy : NotificationsText.PermissionOffBy, by, Time(texts, at, zone)],
        { PermissionOn: true } => texts[NotificationsText.PermissionOn],
        _ => texts[NotificationsText.PermissionOff],
    };

    private static IEnumerable<AdaptiveAction?> Buttons(Texts texts, Purchase purchase, PurchaseReading reading, PurchaseTaken? taken)
    {
        var data = () => new JsonObject { ["purchase"] = purchase.Id };
        yield return taken is null
            ? Look.Go(texts[NotificationsText.TakeButton], "notifications/acknowledge", data(), AdaptiveActionStyle.Positive)
            : null;
        yield return Look.Go(texts[NotificationsText.DetailsButton], "notifications/details", data());
        yield return reading.MayStop && purchase is { IsCommitment: true, PermissionOn: not false }
            ? Look.Go(
                texts[NotificationsText.StopButton],
                "reservation-permission/customer",
                new JsonObject { ["customer"] = purchase.CustomerId, ["turn"] = "off" },
                AdaptiveActionStyle.Destructive)
            : null;

        // What can be neither returned nor exchanged, or may not be: there is nothing to help with.
        yield return purchase.Kind == PurchaseKind.Reservation
            ? Look.Go(texts[NotificationsText.AdviceButton], "notifications/advice", data())
            : null;
    }

    /// <summary>
    /// Opens the dialogs filled in; as words, since a narrow card has room for few buttons. Null until Azure's reservation is known, and
    /// for what can be neither returned nor exchanged.
    /// </summary>
    private static AdaptiveContainer? Acts(Texts texts, Purchase purchase)
    {
        if (purchase is not { Kind: PurchaseKind.Reservation, ReservationId: { Length: > 0 } reservation })
            return null;
        var data = () => new JsonObject { ["customer"] = purchase.CustomerId, ["reservation"] = reservation };
        return Look.Words(
        [
            Look.Word(texts[NotificationsText.ReturnWord], "reservations/return", data()),
            Look.Word(texts[NotificationsText.ExchangeWord], "reservations/exchange", data()),
        ]);
    }

    private static AdaptiveColumnSet Row(Texts texts, DigestLine line) => new AdaptiveColumnSet
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(line.Text) { Wrap = true },
                    .. line.Detail.Length > 0 ? [Look.Small(line.Detail)] : Array.Empty<AdaptiveElement>(),
                ],
                Width = "stretch",
            },
            .. line.Purchase is null ? Array.Empty<AdaptiveColumn>() : [Look.Opens(texts[NotificationsText.DetailsButton])],
        ],
        Spacing = AdaptiveSpacing.Small,
        SelectAction = line.Purchase is { } id
            ? Look.Go(texts[NotificationsText.DetailsButton], "notifications/details", new JsonObject { ["purchase"] = id })
            : null,
    };

    private static string Product(Purchase purchase) =>
        string.Join(", ", purchase.Lines.Select(line => ProductWords.InWords(line.Product)).Distinct());

}

/// <summary>How a reader sees a card: the clock on their wall, whether they may switch permissions, and ask for returns.</summary>
internal sealed record PurchaseReading(string Zone, bool MayStop, bool MayAsk)
{
    /// <summary>What this reader is told above all else; null: nothing.</summary>
    public AdaptiveElement? Banner { get; init; }
}

/// <summary>A line of a digest with what more is known; the purchase it opens, if it is one.</summary>
internal sealed record DigestLine(string? Purchase, string Text, string Detail);

/// <summary>A reservation or savings plan with its last day.</summary>
internal sealed record ReservationEnd(
    string Id, string CustomerId, string CustomerName, string Name, int Quantity, DateTimeOffset ExpiresAt)
{
    /// <summary>A savings plan, known to Azure alone; its id is the savings plan order's.</summary>
    public bool IsSavingsPlan { get; init; }

    /// <summary>A savings plan buys its successor by itself; null: not said.</summary>
    public bool? Renews { get; init; }

    /// <summary>What Partner Center says is reserved, such as <c>virtualmachines</c>; null: not said, or a savings plan.</summary>
    public string? Resource { get; init; }

    [JsonIgnore]
    public HoldingKind Kind => IsSavingsPlan ? HoldingKind.SavingsPlan : HoldingKinds.Of(Resource, [Name]).Kind;
}
