using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The live facts behind the review of a purchase, each read now and by id.</summary>
internal sealed record BuyReview(
    BuyForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<AzureSubscription>> Sold,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<BuyForm>(Form)
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The old family that it is of, whose reservations are not sold any more; null for none.</summary>
    public string? OldFamily { get; init; }

    public Probe<FoundOffer>? Offer { get; init; }

    /// <summary>Of the subscription; null where it is not needed.</summary>
    public Probe<RegistrationOf>? Registration { get; init; }

    public Probe<IReadOnlyList<StockRestriction>>? Stock { get; init; }

    public Probe<PriceQuote>? Price { get; init; }

    public override Refusal? TryAgain =>
        Relation.Transient ?? Sold.Transient ?? Approvers.Transient ?? Offer?.Transient ?? Registration?.Transient ?? Stock?.Transient
        ?? Price?.Transient;

    public AzureSubscription? Subscription =>
        Sold.Value?.FirstOrDefault(sold => sold.Id.Equals(Form.Subscription, StringComparison.OrdinalIgnoreCase));

    /// <summary>Partner Center sells it: paid at once, and of the catalogue; otherwise Azure does.</summary>
    public CatalogueOffer? Sells => Form.Billing == "Upfront" && Offer?.Value?.Offer is { IsOneTime: true } offer ? offer : null;
}

/// <summary>What the catalogue has of it.</summary>
/// <param name="Market">Where it was looked for; null where the customer's country is not told.</param>
/// <param name="IsOfOther">It is sold, but not under this customer's agreement.</param>
internal sealed record FoundOffer(CatalogueMarket? Market, CatalogueOffer? Offer, bool IsOfOther);

/// <summary>A registration, as a value that can be missing.</summary>
internal sealed record RegistrationOf(RegistrationState State);

/// <summary>Reads what a review needs: what does not depend on each other at once.</summary>
internal sealed class BuyReader(
    AzureOperations azure, ReservationCatalogue catalogue, CallerResolver callers, Purchases.PurchaseOptions purchases, TimeProvider time)
{
    public async Task<BuyReview> ReadAsync(DialogTurn turn, BuyForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var review = new BuyReview(form, await relation, await sold, await approvers)
        {
            At = time.GetUtcNow(),
            OldFamily = purchases.Rules.OldFamilies.Gone(form.Size, form.Term, time.GetUtcNow()),
        };
        if (review.OldFamily is not null || review.Subscription is not { IsActive: true } subscription)
            return review;
        var pricing = turn.ProbeAsync(token => azure.CalculatePriceAsync(form.Customer, form.Purchase, token), ct);
        var offering = turn.ProbeAsync(token => FindAsync(form, subscription, token), ct);
        review = review with { Offer = await offering };
        if (review is { Sells: { } offer, Offer.Value.Market: { } market })
        {
            var partnerSubscription = subscription.PartnerSubscriptionId;
            var registering = turn.ProbeAsync(
                async token => new RegistrationOf(await azure.GetRegistrationAsync(form.Customer, partnerSubscription, token)), ct);
            var stock = offer.NeedsStock
                ? turn.ProbeAsync(token => azure.CheckStockAsync(form.Customer, market, offer, subscription.Id, token), ct)
                : null;
            review = review with { Registration = await registering, Stock = stock is null ? null : await stock };
        }

        var price = await pricing;
        return review with
        {
            Price = price,
            Form = form.Price.Length == 0 && price.Value?.Total is { } total ? form with { Price = Quotes.Plain(total) } : form,
        };
    }

    /// <summary>Where the catalogue of the customer's agreement has none, the other one tells whether that is why.</summary>
    private async Task<FoundOffer> FindAsync(BuyForm form, AzureSubscription subscription, CancellationToken ct)
    {
        if (form.Resource != "VirtualMachines" || await azure.FindCountryAsync(form.Customer, ct) is not { } country)
            return new FoundOffer(null, null, false);
        var market = new CatalogueMarket(country, subscription.Kind == SubscriptionKind.AzurePlan);
        var wanted = new WantedMachine(form.Size, form.Location, form.Term);
        if (await catalogue.FindOfferAsync(market, wanted, ct) is { } offer)
            return new FoundOffer(market, offer, false);
        var other = await catalogue.FindOfferAsync(market with { ForPlan = !market.ForPlan }, wanted, ct);
        return new FoundOffer(market, null, other is not null);
    }
}
