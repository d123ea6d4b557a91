using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The cards of what a customer holds: the list with its search and pages, and its export.</summary>
internal static partial class ReservationsCards
{
    public static AdaptiveCard List(Texts texts, HoldingsPage view, Rules rules)
    {
        var (rows, page, pages) = view.Turned(texts);
        return Look.Card(
            texts,
            texts[ReservationsText.ListTitle, view.Customer.Name],
            [
                .. Gaps(texts, view.Holdings),
                .. view.Holdings.All.Count == 0 ? Nothing(texts, view.Holdings) : Head(texts, view),
                view.IsNoneChosen ? Look.Wrong(texts[ReservationsText.PickMissing]) : null,
                Pick(texts, view),
                rows.Count == 0 && view.Holdings.All.Count > 0 ? Look.Text(texts[ReservationsText.NoneFits, view.Words]) : null,
                Look.Group(rows.Select(holding => Row(texts, view, holding, rules))),
                Pager(texts, view, page, pages),
                More(texts, view, page),
                Elsewhere(texts, view),
            ],
            [
                view.Holdings.All.Count == 0 && view.Holdings.Gaps.Count > 0
                    ? Look.Go(texts[CommonText.AgainButton], "reservations/list", Of(view.Customer), AdaptiveActionStyle.Positive)
                    : null,
                view.Holdings.All.Count > 0 ? Look.Go(texts[ReservationsText.UsageButton], "reservations/usage", Of(view.Customer)) : null,
                view.Holdings.All.Count > 0
                    ? null
                    : Look.Go(texts[ReservationUsageText.RecommendButton], "reservations/recommend", Of(view.Customer)),
                view.Holdings.All.Count > 0 ? Look.Go(texts[ReservationPlanText.PlanShort], PlanCards.Verb, Of(view.Customer)) : null,
            ]);
    }

    public static JsonObject Of(Customer customer) => new() { ["customer"] = customer.Id };

    /// <summary>What the button of one holding sends: the customer, and which of its holdings.</summary>
    public static JsonObject About(Customer customer, Holding holding) =>
        new() { ["customer"] = customer.Id, ["reservation"] = holding.Key };

    /// <summary>What could not be read, once for each reason, and whether Azure shows us nothing at all.</summary>
    public static IEnumerable<AdaptiveElement> Gaps(Texts texts, Holdings holdings)
    {
        foreach (var gap in holdings.Gaps.GroupBy(gap => (gap.Fault.Reason, gap.Fault.Code)))
        {
            var refusal = Refusal.From(gap.First().Fault);
            yield return Look.Banner(
                refusal.IsTransient ? Look.Warning : Look.Attention,
                texts[ReservationsText.GapText, string.Join(", ", gap.Select(one => texts["Reservations.Gap." + one.Source]))],
                texts[refusal.TextKey, [.. refusal.Args]],
                Sentences.Help(refusal, texts),
                Sentences.Reference(refusal, texts));
        }

        if (holdings.IsBlind)
            yield return Look.Banner(Look.Warning, texts[ReservationsText.Blind], texts[ReservationsText.Blind_Help]);
    }

    /// <summary>What could not be read is never told as nothing.</summary>
    private static IEnumerable<AdaptiveElement> Nothing(Texts texts, Holdings holdings) =>
        [Look.Text(texts[holdings.Gaps.Count > 0 ? ReservationsText.NoneSure : ReservationsText.None])];

    private static IEnumerable<AdaptiveElement> Head(Texts texts, HoldingsPage view)
    {
        var running = view.Holdings.All.Where(holding => IsRunning(holding, view.Now)).ToList();
        var kinds = running
            .GroupBy(holding => holding.Kind)
            .OrderBy(kind => kind.Key)
            .Select(kind => texts[ReservationsText.KindCount, HoldingWords.Kind(texts, kind.Key), kind.Count()]);
        yield return Look.Text(texts[ReservationsText.Count, running.Count, view.Holdings.All.Count - running.Count]);
        yield return Look.Small(string.Join(" · ", kinds));
        yield return Look.Beside(
            new AdaptiveTextInput
            {
                Id = "find",
                Label = texts[ReservationsText.Find],
                Placeholder = texts[ReservationsText.FindPlaceholder],
                MaxLength = 100,
                Value = view.Words.Length > 0 ? view.Words : null,
            },
            Look.Submit(
                texts[ReservationsText.FindButton],
                "reservations/list",
                Of(view.Customer),
                AdaptiveActionStyle.Default));
    }

    /// <summary>Opens one as somebody types; not where the card shows all there is.</summary>
    private static AdaptiveColumnSet? Pick(Texts texts, HoldingsPage view) => view.Holdings.All.Count <= HoldingsPage.Rows
        ? null
        : Look.Beside(
            new AdaptiveChoiceSetInput
            {
                Id = "reservation",
                Label = texts[ReservationsText.Pick],
                Choices = [.. Searches.Fit(HoldingSearch.Choices(texts, view))],
                Wrap = true,
                Style = AdaptiveChoiceInputStyle.Filtered,
                Placeholder = texts[ReservationsText.PickPlaceholder],
                DataQuery = new AdaptiveDataQuery { Dataset = Searches.Reservations },
            },
            Look.Submit(texts[ReservationsText.PickButton], "reservations/show", Of(view.Customer), AdaptiveActionStyle.Default));

    private static bool IsRunning(Holding holding, DateTimeOffset now) =>
        holding.PhaseAt(now) is HoldingPhase.Active or HoldingPhase.Pending;

    private static AdaptiveColumnSet Row(Texts texts, HoldingsPage view, Holding holding, Rules rules)
    {
        var product = HoldingWords.Product(texts, holding);
        return new AdaptiveColumnSet
        {
            Columns =
            [
                new AdaptiveColumn
                {
                    Items =
                    [
                        new AdaptiveTextBlock(product) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                        Look.Small(Joined(
                            HoldingWords.Kind(texts, holding.Kind),
                            HoldingWords.Quantity(texts, holding),
                            ProductWords.Term(texts, holding.Term),
                            HoldingWords.Family(holding) is { Length: > 0 } family ? texts[ReservationsText.FamilyOf, family] : "",
                            HoldingWords.Scope(texts, holding))),
                        Look.Small(Joined(
                            HoldingWords.State(texts, holding, view.Now),
                            holding.InAzure ? "" : texts[ReservationsText.PartnerOnly],
                            HoldingWords.Renewal(texts, holding, view.Now),
                            IsRunning(holding, view.Now) ? HoldingWords.Used(texts, holding, isShort: true) : "")),
                        .. Lines(WorthToday(texts, view, holding, rules)),
                        .. holding.PurchasedAt is { } at
                            ? [Look.Small(Bought(texts, view, holding, at))]
                            : Array.Empty<AdaptiveElement>(),
                    ],
                    Width = "stretch",
                },
                Look.Opens(texts[ReservationsText.Opens]),
            ],
            Separator = true,
            SelectAction = Look.Go(texts[ReservationsText.OpenRow, product], "reservations/show", About(view.Customer, holding)),
        };
    }

    private static IEnumerable<AdaptiveElement> Lines(string said) => said.Length > 0 ? [Look.Small(said)] : [];

    private static string Bought(Texts texts, HoldingsPage view, Holding holding, DateTimeOffset at) => view.OriginOf(holding) is { } origin
        ? texts[ReservationsText.BoughtRow, texts.Day(at), HoldingWords.Buyer(texts, origin, view.Customer)]
        : texts[ReservationsText.BoughtRowUnknown, texts.Day(at)];

    private static AdaptiveContainer? Pager(Texts texts, HoldingsPage view, int page, int pages)
    {
        if (pages == 1)
            return null;
        List<AdaptiveColumn> words = [];
        if (page > 0)
            words.Add(Look.Word(texts[ReservationsText.PreviousPage], "reservations/list", To(view, page - 1)));
        words.Add(new AdaptiveColumn
        {
            Items = [new AdaptiveTextBlock(texts[ReservationsText.CountPage, page + 1, pages]) { IsSubtle = true }],
            Width = "auto",
        });
        if (page + 1 < pages)
            words.Add(Look.Word(texts[ReservationsText.NextPage], "reservations/list", To(view, page + 1)));
        return Look.Words(words);
    }

    /// <summary>What is wanted less often than the buttons.</summary>
    private static AdaptiveContainer? More(Texts texts, HoldingsPage view, int page)
    {
        List<AdaptiveColumn> words = [Look.Word(texts[ReservationsText.HistoryButton], "reservations/history", Of(view.Customer))];
        if (view.Holdings.All.Count > 0)
        {
            words.Add(Look.Word(texts[ReservationsText.LetterButton], "reservations/text", Of(view.Customer)));
            words.Add(Look.Word(texts[ReservationsText.ExportButton], "reservations/export", To(view, page)));
        }

        return Look.Words(words);
    }

    /// <summary>Words, not buttons: a third button would be cut on a narrow card.</summary>
    private static AdaptiveContainer? Elsewhere(Texts texts, HoldingsPage view) => Look.Words(
    [
        view.MayBuy ? Look.Word(texts[ReservationBuyText.BuyWord], "reservations/buy", Of(view.Customer)) : null,
        view.Holdings.All.Count > 0
            ? Look.Word(texts[ReservationUsageText.RecommendButton], "reservations/recommend", Of(view.Customer))
            : null,
        Look.Word(texts[ReservationPlanText.OverButton], "reservations/over", []),
    ]);

    private static JsonObject To(HoldingsPage view, int page) => new()
    {
        ["customer"] = view.Customer.Id,
        ["find"] = view.Words,
        ["page"] = page.ToString(CultureInfo.InvariantCulture),
    };

    private static string Joined(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));
}
