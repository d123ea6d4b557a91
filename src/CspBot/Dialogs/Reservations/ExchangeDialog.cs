using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Exchanges reservations for others, or trades them in for a savings plan: form, review on a live quote, request.</summary>
internal sealed class ExchangeDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    PlanQuotes worth,
    ExchangeQuotes quotes,
    FormSeal forms,
    PurchaseOptions options,
    TimeProvider time)
    : ReviewDialog<ExchangeForm, ExchangeReview>(ReservationsDialog.Entry with { Area = "ReservationExchange" }, customers, forms)
{
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.AskReservations);

    protected override string FirstStep => ExchangeForm.Act;

    protected override ExchangeForm Blank(string form, string customer) =>
        new(form, customer, new Dictionary<string, string> { ["term"] = "P1Y", ["billing"] = "Upfront", ["quantity"] = "1" });

    protected override Task<(ExchangeForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = ExchangeForm.Read(turn.Input);
        return Task.FromResult((form, form.Errors(RulesNow(), turn.Texts.Culture)));
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, ExchangeForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        if (form["reservation"].Length == 0)
            form = form.Opened(turn.Input);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(token => azure.ListHoldingsAsync(form.Customer, token), ct);
        var (relation, holdings) = (await reading, await listing);
        if (relation.Value is null && relation.Fault is { IsTransient: false } gone)
            return new DialogReply.Refuse(Refusal.From(gone));
        var choices = new ReturnChoices(
            relation.Value?.Customer ?? azure.FindKnownCustomer(form.Customer) ?? new Customer(form.Customer, form.Customer, ""),
            holdings.Value,
            notice,
            relation.Fault ?? holdings.Fault)
        {
            Now = time.GetUtcNow(),
        };
        return Show(ExchangeCards.Form(turn.Texts, form, choices, options.Rules.OldFamilies), notice.Refused);
    }

    protected override async Task<ExchangeReview> ReviewAsync(DialogTurn turn, ExchangeForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(token => azure.ListHoldingsAsync(form.Customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var holdings = await listing;
        var review = new ExchangeReview(form, await relation, holdings, await approvers)
        {
            Rules = RulesNow(),
            Sources =
            [
                .. form.Keys.Select(key => (key, holdings.Value?.All.FirstOrDefault(
                    one => string.Equals(one.Key, key, StringComparison.OrdinalIgnoreCase)))),
            ],
        };

        // What stands in the way without a question to Azure is said without one.
        if (review.Relation.Fault is not null || ExchangeWords.Hindrances(review).Any())
            return review;
        review = await QuoteAsync(turn, review, ct);
        return form["shown"].Length == 0 && review.Figure is { } figure
            ? review with { Form = review.Form.With("shown", figure.Write()) }
            : review;
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, ExchangeReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        if (await base.InTheWayAsync(turn, review, errors, ct) is { } answer)
            return answer;
        if (!review.IsWorseThanShown)
            return null;
        var (texts, was, now) = (turn.Texts, ShownFigure.Read(review.Form["shown"])!.Amount, review.Figure!.Amount);
        var banner = Look.Banner(
            Look.Attention,
            texts[ReservationExchangeText.WorseThanShown, UsageWords.Amount(texts, was), UsageWords.Amount(texts, now)]);
        var fresh = review with { Form = review.Form.With("shown", review.Figure.Write()) };
        return Show(
            WithBanner(await CardAsync(turn, fresh, ct), banner, turn),
            new Refusal("ReservationExchange.Worse", Quotes.Plain(was), Quotes.Plain(now)));
    }

    protected override ReviewText Say(DialogTurn turn, ExchangeReview review)
    {
        var texts = turn.Texts;
        return new ReviewText(
            texts[review.Form.IsTradeIn ? ReservationExchangeText.ReviewTradeIn : ReservationExchangeText.ReviewTitle,
                review.Relation.Value?.Customer.Name ?? ""],
            [
                .. ExchangeWords.Lines(texts, review),
                ReviewLine.Approvers(texts, Area, review.Approvers, turn.Caller.Person),
            ],
            ExchangeWords.Facts(texts, review));
    }

    protected override Operation Make(DialogTurn turn, ExchangeReview review)
    {
        var (customer, quote, wish) = (review.Relation.Value!.Customer, review.Quote!, review.Asked!.Wish);
        return new ExchangeOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form["reason"],
            Returns = [.. review.Sources.Select(source => HeldReservation.Of(source.Holding!, review.Returned(source.Holding!)))],
            Reservations = wish.Reservations,
            Plans = wish.Plans,
            Refunds = quote.Refunds!,
            Purchases = quote.Purchases!,
            Net = quote.NetPayable!,
            QuotedAt = review.Asked.Kept!.At,
        };
    }

    private async Task<ExchangeReview> QuoteAsync(DialogTurn turn, ExchangeReview review, CancellationToken ct)
    {
        var (form, customer) = (review.Form, review.Form.Customer);
        var sources = review.Sources.Select(source => source.Holding!).ToList();
        var scoping = turn.ProbeAsync(token => worth.ScopeAsync(customer, sources[0], token), ct);
        var hourly = form.IsTradeIn ? await HourlyAsync(turn, review, ct) : new Probe<Money?>(null, null);
        review = review with { Scope = await scoping, WorthFault = hourly.Fault };
        if (review.Scope.Value is not { Billing.Length: > 0 } scope || hourly.Fault is not null)
            return review;
        var back = sources.Select(one => new ReservationReturn(one.OrderId, one.Id, review.Returned(one))).ToList();
        ExchangeWish wish;
        if (form.IsTradeIn)
        {
            if (hourly.Value is not { } each)
                return review;
            var plan = new SavingsPlanPurchase(SavingsPlanPurchase.Compute, form["term"], each)
            {
                Scope = scope,
                IsMonthly = form["billing"] == "Monthly",
                Name = "Compute_SavingsPlan",
            };
            wish = new ExchangeWish(back, [], [plan]);

            // What was computed is what the button carries, in a form that every language reads alike: a later look asks for the same.
            review = review with
            {
                Form = form.With("hourly", each.Amount.ToString("0.0000", CultureInfo.InvariantCulture)),
            };
        }
        else
        {
            var line = ExchangePlan.Of(sources[0], review.Rules);
            wish = new ExchangeWish(
                back, [.. form.Bought().Select(bought => bought.Form.Purchase(line) with { Scope = scope })], []);
        }

        var asked = await turn.ProbeAsync(token => quotes.QuoteAsync(customer, wish, token), ct);
        return review with { Asked = new AskedQuote(wish, asked.Value, asked.Fault) };
    }

    /// <summary>The typed commitment, or that which makes up what is given back: in the customer's currency, which a quote tells.</summary>
    private async Task<Probe<Money?>> HourlyAsync(DialogTurn turn, ExchangeReview review, CancellationToken ct)
    {
        var sources = review.Sources.Select(source => source.Holding!).Take(ExchangeForm.MostSummed).ToList();
        var typed = review.Form.Hourly(turn.Texts.Culture);
        var asked = typed is null ? sources : sources[..1];
        var told = await Task.WhenAll(asked.Select(one => turn.ProbeAsync(
            token => azure.CalculateRefundAsync(review.Form.Customer, one.OrderId, one.Id, review.Returned(one), token), ct)));
        if (told.Select(one => one.Fault).FirstOrDefault(one => one is not null) is { } fault)
            return new Probe<Money?>(null, fault);
        var parts = told.Select(one => one.Value!.Cancelled).ToList();
        if (parts is not [{ Currency: var currency }, ..] || parts.Any(part => part?.Currency != currency))
            return new Probe<Money?>(null, null);
        var value = new Money(parts.Sum(part => part!.Amount), currency);
        return new Probe<Money?>(
            typed is { } amount
                ? new Money(amount, currency)
                : PlanQuotes.Plan(review.Form["term"], value, new BenefitScope("", null)).Hourly,
            null);
    }

    private PlanRules RulesNow() => new(options.Rules, time.GetUtcNow(), azure.SellsSavingsPlans);
}
