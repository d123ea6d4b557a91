using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// The plan for the last exchange of a customer: a page of its reservations with advice and quotes for the newest few to act on;
/// one reservation with all that can be asked about it; and the lines to copy.
/// </summary>
internal sealed class ReservationPlan(
    AzureOperations azure, PlanQuotes quotes, PortfolioDesk portfolio, PurchaseOptions options, TimeProvider time)
{
    /// <summary>Lines of a page.</summary>
    public const int Rows = 6;

    /// <summary>So many lines of a page are quoted unasked; each costs three calls at most.</summary>
    public const int Quoted = 4;

    /// <summary>Over all customers: from the store alone, however many there are.</summary>
    public async Task<DialogReply> OverAsync(DialogTurn turn, CancellationToken ct)
    {
        var (rules, mine) = (RulesNow(), portfolio.Among(turn.Caller.Only));
        var stakes = PlanStakes.Of(await mine.AllAsync(ct), rules);
        if (turn.Input.IsTrue("export"))
            return new DialogReply.ShowCard(PlanOverCards.Export(turn.Texts, stakes));
        var listed = await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
        var view = new OverallView(await mine.OverviewAsync(ct), rules.Now, portfolio.UsedBadlyBelow, options.Rules);
        var (page, pages) = PageOf(turn, stakes.Count, PlanOverCards.Rows);
        return new DialogReply.ShowCard(PlanOverCards.Page(
            turn.Texts, new PlanOverPage(stakes, rules, view)
            {
                Page = page,
                Pages = pages,
                Customers = listed.Value ?? [],
                IsNoneChosen = turn.Input.IsLeftEmpty("customer"),
            }));
    }

    public async Task<DialogReply> PageAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var holdings = await turn.ReadAsync(token => azure.ListHoldingsAsync(customer.Id, token), ct);
        var rules = RulesNow();
        var lines = ExchangePlan.All(holdings.All, rules);
        if (turn.Input.IsTrue("export"))
            return new DialogReply.ShowCard(PlanCards.Export(turn.Texts, customer, lines, rules, holdings));
        var (page, pages) = PageOf(turn, lines.Count, Rows);
        var shown = lines.Skip(page * Rows).Take(Rows).ToList();
        var asking = shown
            .Where(line => line.Advice is PlanAdvice.Exchange or PlanAdvice.TradeIn)
            .OrderByDescending(line => line.Holding.PurchasedAt ?? DateTimeOffset.MinValue)
            .Take(Quoted)
            .Select(line => new PlanAsk(customer, line, line.Advice == PlanAdvice.TradeIn ? TermsOf(line).Take(1).ToList() : []))
            .ToList();

        // Where nothing is to be acted on, one quote tells the room that is left for returns.
        if (asking.Count == 0 && lines.FirstOrDefault(line => line.Holding.InAzure) is { } any)
            asking.Add(new PlanAsk(customer, any, []));
        var told = await Task.WhenAll(asking.Select(ask => quotes.AskAsync(turn, ask, ct)));
        await portfolio.SawAsync(customer, holdings, ct);
        foreach (var quote in told)
            await RememberAsync(customer, quote, ct);
        return new DialogReply.ShowCard(PlanCards.Page(turn.Texts, new PlanPage(customer, lines, rules)
        {
            Shown = shown,
            Page = page,
            Pages = pages,
            Quotes = told.ToDictionary(quote => quote.Line.Holding.Id, StringComparer.OrdinalIgnoreCase),
            Holdings = holdings,
            Others = holdings.All.Count(holding => holding.Kind != HoldingKind.Reservation && ExchangePlan.Runs(holding, rules.Now)),
        }));
    }

    /// <summary>One reservation, looked up again by the id that its row sent.</summary>
    public async Task<DialogReply> OneAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var holdings = await turn.ReadAsync(token => azure.ListHoldingsAsync(customer.Id, token), ct);
        var rules = RulesNow();
        var line = ExchangePlan.All(holdings.All, rules).FirstOrDefault(
            one => one.Holding.InAzure && string.Equals(one.Holding.Key, turn.Input["reservation"], StringComparison.OrdinalIgnoreCase));
        if (line is null)
        {
            var gone = new Refusal("ReservationPlan.Gone", customer.Name);
            var isOver = holdings.All.Any(
                one => string.Equals(one.Key, turn.Input["reservation"], StringComparison.OrdinalIgnoreCase));
            return new DialogReply.Refuse(isOver ? gone : ReservationsDialog.Missing(holdings, gone));
        }

        var form = PlanForm.Read(turn.Input, line);
        var errors = form.Check(rules);
        var ask = new PlanAsk(customer, line, TermsOf(line)) { Purchase = form.IsSent && errors.Count == 0 ? form.Purchase(line) : null };
        var quote = await quotes.AskAsync(turn, ask, ct);
        await RememberAsync(customer, quote, ct);
        return new DialogReply.ShowCard(PlanOneCards.One(turn.Texts, new PlanOne(customer, quote, rules, form)
        {
            Errors = errors,
            MayAsk = turn.Caller.May(PartnerPower.AskReservations),
        }));
    }

    /// <summary>What a quote told that it costs: the plan over all customers knows it from now on.</summary>
    private Task RememberAsync(Customer customer, PlanQuote quote, CancellationToken ct) => quote.Refund?.Commitment is { } commitment
        ? portfolio.CommitAsync(customer.Id, quote.Line.Holding, commitment, ct)
        : Task.CompletedTask;

    private static (int Page, int Pages) PageOf(DialogTurn turn, int count, int rows)
    {
        var pages = Math.Max(1, (count + rows - 1) / rows);
        return (
            int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, pages - 1) : 0, pages);
    }

    private PlanRules RulesNow() => new(options.Rules, time.GetUtcNow(), azure.SellsSavingsPlans)
    {
        Well = portfolio.UsedBadlyBelow,
    };

    /// <summary>Compute plans run for one or three years; no document says how the plan for databases is called.</summary>
    private static IReadOnlyList<string> TermsOf(PlanLine line) => line.Covered == CoveredBy.ComputePlans ? ["P1Y", "P3Y"] : [];
}

/// <summary>What a page of the plan shows.</summary>
internal sealed record PlanPage(Customer Customer, IReadOnlyList<PlanLine> Lines, PlanRules Rules)
{
    public required IReadOnlyList<PlanLine> Shown { get; init; }

    public required int Page { get; init; }

    public required int Pages { get; init; }

    /// <summary>By the reservation's id.</summary>
    public required IReadOnlyDictionary<string, PlanQuote> Quotes { get; init; }

    /// <summary>All that is held, and what of it could not be read.</summary>
    public required Holdings Holdings { get; init; }

    /// <summary>What is held besides, and final or unknown.</summary>
    public required int Others { get; init; }
}

/// <summary>What the card of one reservation shows.</summary>
internal sealed record PlanOne(Customer Customer, PlanQuote Quote, PlanRules Rules, PlanForm Form)
{
    /// <summary>Keys of sentences, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    /// <summary>The reader may ask for an exchange.</summary>
    public bool MayAsk { get; init; }
}
