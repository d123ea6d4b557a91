using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Portfolio;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What is known over all customers, at a moment.</summary>
/// <param name="Below">What is used badly, in percent.</param>
internal sealed record OverallView(PortfolioOverview Overview, DateTimeOffset Now, decimal Below, Rules Rules);

/// <summary>A page of one of the lists.</summary>
internal sealed record OverallPage(PortfolioList Which, IReadOnlyList<KnownHolding> Rows, string Words, int Page, int Pages, int Count);

/// <summary>The cards of what all customers hold: the choice of a customer beside three counted lists, and a page of each.</summary>
internal static class OverallCards
{
    private const string Over = "reservations/over";

    public static AdaptiveCard Menu(Texts texts, OverallView view, IReadOnlyList<Customer> listed, AdaptiveElement? banner)
    {
        var field = CustomerChoice.Field(texts, listed, null);
        field.IsRequired = true;
        field.ErrorMessage = texts[CommonText.CustomerMissing];
        return Look.Card(
            texts,
            texts[ReservationsText.Name],
            [
                banner,
                Look.Text(texts[ReservationsText.Intro]),
                Look.Beside(field, Look.Submit(texts[ReservationOverallText.OpenButton], "reservations/customer", [])),
                Look.Section(texts[ReservationOverallText.Overall]),
                .. Enum.GetValues<PortfolioList>().Select(which => Entry(texts, view, which)),
                Look.Quiet(Age(texts, view)),
                Look.Words([view.Overview.Unread > 0 ? UnreadCards.Link(texts) : null]),
            ],
            [Look.Go(texts[ReservationPlanText.PlanButton], PlanCards.Verb, [])]);
    }

    public static AdaptiveCard Page(Texts texts, OverallView view, OverallPage page) => Look.Card(
        texts,
        texts["ReservationOverall.List." + page.Which],
        [
            Look.Text(Help(texts, page.Which, view.Below)),
            Look.Quiet(Age(texts, view)),
            Look.Beside(
                new AdaptiveTextInput
                {
                    Id = "find",
                    Label = texts[ReservationOverallText.Find],
                    Placeholder = texts[ReservationOverallText.FindPlaceholder],
                    MaxLength = 100,
                    Value = page.Words.Length > 0 ? page.Words : null,
                },
                Look.Submit(
                    texts[ReservationOverallText.FindButton],
                    Over,
                    new JsonObject { ["which"] = Name(page.Which) },
                    AdaptiveActionStyle.Default)),
            Look.Section(Count(texts, view, page)),
            Look.Group(page.Rows.Select(known => Row(texts, view, page.Which, known))),
            Look.Words(
            [
                page.Page > 0
                    ? Look.Word(texts[ReservationOverallText.PreviousButton], Over, To(page.Which, page.Words, page.Page - 1))
                    : null,
                page.Page + 1 < page.Pages
                    ? Look.Word(texts[ReservationOverallText.NextButton], Over, To(page.Which, page.Words, page.Page + 1))
                    : null,
                page.Count > 0 ? Look.Word(texts[ReservationOverallText.ExportButton], Over, Csv(page)) : null,
            ]),
        ],
        [Look.Go(texts[CommonText.BackButton], Over, [])]);

    /// <param name="all">How many there are, and what was searched for.</param>
    public static AdaptiveCard Export(
        Texts texts, PortfolioList which, IReadOnlyList<KnownHolding> rows, (int Count, string Words) all)
    {
        var (field, cut) = Resources.Csv.Field(
            texts,
            [
                "customerId", "customer", "kind", "product", "size", "region", "quantity", "term", "scope", "orderId", "id", "endsAt",
                "renews", "used7Days", "used30Days", "commitment", "currency", "seenAt",
            ],
            rows.Select(Fields));
        return Look.Card(
            texts,
            texts["ReservationOverall.List." + which],
            [
                Look.Text(cut || rows.Count < all.Count
                    ? texts[ReservationOverallText.ExportCut, all.Count]
                    : texts[ReservationOverallText.ExportText]),
                field,
            ],
            [Look.Go(texts[CommonText.BackButton], Over, To(which, all.Words, 0))]);
    }

    /// <summary>How old what is known is, and what is missing of it.</summary>
    public static string Age(Texts texts, OverallView view)
    {
        var overview = view.Overview;
        var parts = new List<string>
        {
            overview is { Newest: { } newest, Oldest: { } oldest }
                ? texts[ReservationOverallText.Age, overview.Holders, Ago(texts, view.Now - newest), Ago(texts, view.Now - oldest)]
                : texts[ReservationOverallText.NoLook],
        };
        if (overview.NotLookedAt is not { } left)
            parts.Add(texts[ReservationOverallText.CustomersUnknown]);
        else if (left > 0)
            parts.Add(texts[ReservationOverallText.NotLookedAt, left]);
        if (overview.Unread > 0)
            parts.Add(texts[ReservationOverallText.Unread, overview.Unread]);
        return string.Join(" ", parts);
    }

    private static AdaptiveColumnSet Entry(Texts texts, OverallView view, PortfolioList which)
    {
        var (count, name) = (view.Overview.Count(which), texts["ReservationOverall.List." + which]);
        var told = IsKnown(view) ? count.ToString("N0", texts.Culture) : "–";
        return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(told)
                        {
                            Size = AdaptiveTextSize.ExtraLarge,
                            Weight = AdaptiveTextWeight.Bolder,
                            Color = count > 0 ? AdaptiveTextColor.Accent : AdaptiveTextColor.Default,
                        },
                    ],
                    Width = "60px",
                },
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                        Look.Small(Help(texts, which, view.Below)),
                    ],
                    Width = "stretch",
                },
                Look.Opens(texts[ReservationOverallText.OpenButton]),
            ],
            Separator = true,
            SelectAction = Look.Go(
                texts[ReservationOverallText.OpenList, name, told], Over, new JsonObject { ["which"] = Name(which) }),
        };
    }

    private static AdaptiveColumnSet Row(Texts texts, OverallView view, PortfolioList which, KnownHolding known) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(known.CustomerName) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small(Product(texts, known.Holding)),
                    Look.Small(which == PortfolioList.Badly ? Used(texts, known.Holding) : Ends(texts, view, known.Holding)),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[ReservationOverallText.OpenButton]),
        ],
        Separator = true,
        SelectAction = Look.Go(
            texts[ReservationOverallText.OpenRow, HoldingWords.Product(texts, known.Holding), known.CustomerName],
            "reservations/show",
            new JsonObject { ["customer"] = known.Customer, ["reservation"] = known.Id }),
    };

    private static string Product(Texts texts, Holding holding)
    {
        var (product, quantity) = (HoldingWords.Product(texts, holding), HoldingWords.Quantity(texts, holding));
        return holding.Hourly is null ? $"{quantity} {product}" : $"{product} · {quantity}";
    }

    private static string Ends(Texts texts, OverallView view, Holding holding) => holding.ExpiresAt is { } end
        ? texts[
            holding.Renews switch
            {
                true when PortfolioDesk.GoneAtRenewal(view.Rules, holding) is not null => ReservationOverallText.EndsGone,
                true => ReservationOverallText.EndsRenews,
                false => ReservationOverallText.EndsEnds,
                null => ReservationOverallText.EndsUntold,
            },
            texts.Day(end),
            Math.Max(0, (int)Math.Ceiling((end - view.Now).TotalDays))]
        : texts[ReservationOverallText.EndUntold];

    private static string Used(Texts texts, Holding holding) => texts[
        ReservationOverallText.Used,
        string.Join(" · ", holding.Used.Where(share => share.Days is 7 or 30).OrderByDescending(share => share.Days)
            .Select(share => texts[ReservationOverallText.UsedOver, share.Percent.ToString("0.#", texts.Culture), share.Days]))];

    private static string Help(Texts texts, PortfolioList which, decimal below) => which switch
    {
        PortfolioList.Ends => texts[ReservationOverallText.HelpEnds],
        PortfolioList.Badly => texts[ReservationOverallText.HelpBadly, below.ToString("0.#", texts.Culture)],
        _ => texts[ReservationOverallText.HelpGone],
    };

    /// <summary>Somebody's holdings were looked at: before that no number says anything.</summary>
    private static bool IsKnown(OverallView view) => view.Overview.Newest is not null;

    private static string Count(Texts texts, OverallView view, OverallPage page) =>
        !IsKnown(view) ? texts[ReservationOverallText.NotYet]
        : page.Count == 0 ? texts[page.Words.Length > 0 ? ReservationOverallText.NothingFits : ReservationOverallText.NothingHere]
        : page.Pages == 1 ? texts[ReservationOverallText.All, page.Count]
        : texts[ReservationOverallText.PageOf, page.Count, page.Page + 1, page.Pages];

    private static string Ago(Texts texts, TimeSpan age) =>
        age < TimeSpan.FromMinutes(1) ? texts[ReservationOverallText.AgoNow]
        : age < TimeSpan.FromHours(1) ? texts[ReservationOverallText.AgoMinutes, (int)age.TotalMinutes]
        : age < TimeSpan.FromDays(2) ? texts[ReservationOverallText.AgoHours, (int)age.TotalHours]
        : texts[ReservationOverallText.AgoDays, (int)age.TotalDays];

    private static string Name(PortfolioList which) => which.ToString().ToLowerInvariant();

    private static JsonObject To(PortfolioList which, string words, int page) =>
        new() { ["which"] = Name(which), ["find"] = words, ["page"] = page.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Csv(OverallPage page)
    {
        var data = To(page.Which, page.Words, page.Page);
        data["as"] = "csv";
        return data;
    }

    private static string[] Fields(KnownHolding known)
    {
        var holding = known.Holding;
        return
        [
            known.Customer,
            known.CustomerName,
            holding.Kind.ToString(),
            holding.Name,
            holding.Sku,
            holding.Location ?? "",
            holding.Quantity.ToString(CultureInfo.InvariantCulture),
            holding.Term ?? "",
            holding.Scope,
            holding.OrderId,
            holding.Id,
            Resources.Csv.Time(holding.ExpiresAt),
            holding.Renews is { } renews ? renews ? "true" : "false" : "",
            Share(holding, 7),
            Share(holding, 30),
            known.Commitment?.Amount.ToString(CultureInfo.InvariantCulture) ?? "",
            known.Commitment?.Currency ?? "",
            Resources.Csv.Time(known.SeenAt),
        ];
    }

    private static string Share(Holding holding, int days) =>
        holding.Used.FirstOrDefault(share => share.Days == days)?.Percent.ToString(CultureInfo.InvariantCulture) ?? "";
}
