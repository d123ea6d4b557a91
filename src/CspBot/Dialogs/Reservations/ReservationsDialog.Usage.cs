using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <content>How well a customer's holdings are used: all at a glance, and one of them day by day.</content>
internal sealed partial class ReservationsDialog
{
    /// <summary>A day is told once it is over (UTC); a few more are asked for than are shown, since the last ones may come late.</summary>
    private const int AskedDays = UsageFigures.Window + 3;

    /// <summary>What is asked about one holding needs its time too.</summary>
    private const double ForFinding = 0.4;

    private Task<DialogReply> UsageAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var asked = turn.Input["reservation"];
        return asked.Length == 0
            ? WithHoldingsAsync(
                turn,
                customer,
                holdings => Task.FromResult(Show(
                    UsageListCards.List(turn.Texts, new UsagePage(customer, holdings, time.GetUtcNow(), PageOf(turn))))),
                ct)
            : WithHoldingsAsync(
                turn,
                customer,
                async holdings => Find(holdings, asked) is { } holding
                    ? Show(await OneAsync(turn, customer, holding, ct))
                    : new DialogReply.Refuse(Missing(holdings, Gone(customer))),
                ct,
                ForFinding);
    }

    /// <summary>The holding that a button names: its own id, its order's, or both with a slash between.</summary>
    private static Holding? Find(Holdings holdings, string named) => holdings.All.FirstOrDefault(one =>
        named.Equals($"{one.OrderId}/{one.Id}", StringComparison.OrdinalIgnoreCase)
        || (one.Id.Length > 0 ? named.Equals(one.Id, StringComparison.OrdinalIgnoreCase)
            : named.Equals(one.OrderId, StringComparison.OrdinalIgnoreCase)));

    private static int PageOf(DialogTurn turn) =>
        int.TryParse(turn.Input["page"], System.Globalization.CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 0;

    private async Task<AdaptiveCards.AdaptiveCard> OneAsync(DialogTurn turn, Customer customer, Holding holding, CancellationToken ct)
    {
        var look = await LookAsync(turn, customer, holding, ct);
        return turn.Input.IsTrue("csv")
            ? UsageCards.Export(turn.Texts, customer, holding, look)
            : UsageCards.One(turn.Texts, customer, holding, look);
    }

    /// <summary>Asks at once for all that the card tells; whatever fails leaves its place on the card empty, and says why.</summary>
    private async Task<UsageLook> LookAsync(DialogTurn turn, Customer customer, Holding holding, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var benefit = new BenefitId(holding.OrderId, holding.Id);

        // Of one that is over the last days that it had.
        var last = holding.ExpiresAt is { } end && DateOnly.FromDateTime(end.UtcDateTime) is var ended && ended < today
            ? ended
            : today.AddDays(-1);
        var dates = new UsageDates(last.AddDays(1 - AskedDays), last);
        var facts = new UsageFacts
        {
            Quantity = holding.Quantity,
            From = holding.PurchasedAt,
            Until = holding.ExpiresAt,
            Today = today,
        };
        if (!holding.InAzure || holding.Id.Length == 0)
            return new UsageLook(facts);
        if (holding.Kind == HoldingKind.SavingsPlan)
        {
            var plan = await turn.ProbeAsync(token => azure.ListSavingsPlanDaysAsync(customer.Id, benefit, dates, token), ct);
            return new UsageLook(facts with { Days = plan.Value ?? [] }) { DaysFault = plan.Fault };
        }

        var days = turn.ProbeAsync(token => azure.ListReservationDaysAsync(customer.Id, benefit, dates, token), ct);
        if (holding.Kind != HoldingKind.Reservation)
            return new UsageLook(facts with { Days = (await days).Value ?? [] }) { DaysFault = (await days).Fault };
        var months = turn.ProbeAsync(token => azure.ListReservationMonthsAsync(customer.Id, benefit, token), ct);
        var month = dates with { From = last.AddDays(1 - UsageFigures.Window) };
        var users = turn.ProbeAsync(token => azure.ListReservationUsersAsync(customer.Id, benefit, month, token), ct);
        var quote = turn.ProbeAsync(
            token => azure.CalculateRefundAsync(customer.Id, holding.OrderId, holding.Id, holding.Quantity, token), ct);
        var rates = RatesAsync(turn, customer, holding, ct);
        var names = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer.Id, token), ct);
        return new UsageLook(facts with
        {
            Days = (await days).Value ?? [],
            Months = (await months).Value ?? [],
            Commitment = (await quote).Value?.Commitment,
            OnDemand = (await rates).Value?.OnDemand,
        })
        {
            DaysFault = (await days).Fault,
            CommitmentFault = (await quote).Fault,
            RateFault = (await rates).Fault,
            Users = (await users).Value ?? [],
            UsersFault = (await users).Fault,
            Names = (await names).Value ?? [],
        };
    }

    /// <summary>
    /// The price as you go of what is reserved, from the recommendations of the subscription that pays for it: the list over all
    /// reservations does not name that one, its order does (azure §7.2).
    /// </summary>
    private Task<Probe<ProductRates?>> RatesAsync(DialogTurn turn, Customer customer, Holding holding, CancellationToken ct) =>
        holding is { Location: { Length: > 0 } region, Sku.Length: > 0, Term: "P1Y" or "P3Y" }
            ? turn.ProbeAsync(
                async token =>
                {
                    var ofOrder = await azure.ListReservationsOfOrderAsync(customer.Id, holding.OrderId, token);
                    return ofOrder.FirstOrDefault(one => one.Id.Equals(holding.Id, StringComparison.OrdinalIgnoreCase))
                        is { BillingSubscription: { Length: > 0 } payer }
                        ? await azure.FindProductRatesAsync(
                            customer.Id,
                            payer,
                            new RecommendedProduct(
                                holding.Sku, region, holding.Scope == "Single" ? "Single" : "Shared", holding.Term, "Last30Days"),
                            token)
                        : null;
                },
                ct)
            : Task.FromResult(new Probe<ProductRates?>(null, null));
}

/// <summary>What was found of one holding, and what could not be read.</summary>
internal sealed record UsageLook(UsageFacts Facts)
{
    public CloudFault? DaysFault { get; init; }

    public CloudFault? CommitmentFault { get; init; }

    public CloudFault? RateFault { get; init; }

    public IReadOnlyList<SubscriptionUse> Users { get; init; } = [];

    public CloudFault? UsersFault { get; init; }

    /// <summary>Something failed that may succeed a moment later.</summary>
    public bool IsToBeAskedAgain =>
        DaysFault is { IsTransient: true } || CommitmentFault is { IsTransient: true } || RateFault is { IsTransient: true }
        || UsersFault is { IsTransient: true };

    /// <summary>The customer's Azure subscriptions, for their names.</summary>
    public IReadOnlyList<AzureSubscription> Names { get; init; } = [];
}
