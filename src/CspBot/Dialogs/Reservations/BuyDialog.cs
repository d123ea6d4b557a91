using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Buying a reservation for a customer: its form, what it reads, and the operation that it makes.</summary>
internal sealed class BuyDialog(
    AzureOperations azure, BuyReader reader, BuyProducts products, CustomerChoice customers, Searches searches, FormSeal forms)
    : ReviewDialog<BuyForm, BuyReview>(Entry, customers, forms)
{
    public static DialogEntry Entry { get; } = ReservationsDialog.Entry with { Area = "ReservationBuy" };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.BuyReservations);

    protected override string FirstStep => BuyForm.Act;

    protected override BuyForm Blank(string form, string customer) =>
        BuyForm.Read(FormInput.Empty) with { Form = form, Customer = customer };

    /// <summary>Opened from elsewhere it is filled in with what the button carries.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
        if (customer is null)
            return Show(card!);
        var form = BuyForm.Read(turn.Input) with { Form = await FormIdAsync(turn, ct), Customer = customer.Id, Price = "" };
        if (HeardNames.IsWords(form.Subscription)
            && await HeardNames.SubscriptionAsync(searches, turn, customer.Id, form.Subscription, ct) is { } meant)
            form = form with { Subscription = meant };
        return await FormAsync(turn, form, FormNotice.None, ct);
    }

    /// <summary>With values where a client sent titles.</summary>
    protected override async Task<(BuyForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var sent = BuyForm.Read(turn.Input);
        var form = sent with
        {
            Subscription = await searches.SubscriptionOfAsync(turn, sent.Customer, sent.Subscription, ct),
            Product = sent.Size.Length > 0 || sent.Product.Length == 0 ? sent.Product : await ProductOfAsync(turn, sent, ct),
            Term = Searches.ValueOf(sent.Term, BuyCards.Terms(turn.Texts)),
            Scope = Searches.ValueOf(sent.Scope, BuyCards.Scopes(turn.Texts)),
            Billing = Searches.ValueOf(sent.Billing, BuyCards.Billings(turn.Texts)),
        };
        return (form, form.Errors());
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, BuyForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var offering = turn.ProbeAsync(_ => ListAsync(turn, form, ct), ct);
        var (relation, subscriptions, offers) = (await reading, await listing, await offering);
        var fault = relation.Fault ?? subscriptions.Fault ?? offers.Fault;
        var choices = new BuyChoices(
            relation.Value?.Customer.Name ?? azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer,
            Searches.Fit(subscriptions.Value ?? searches.LastGood(Searches.Subscriptions, form.Customer)),
            Searches.Fit(offers.Value ?? []))
        {
            HasPlans = azure.SellsSavingsPlans,
        };
        return Show(
            BuyCards.Form(turn.Texts, form, choices, notice with
            {
                Banner = notice.Banner
                    ?? (fault is not null ? RefusalCards.Banner(Refusal.From(fault), turn.Texts)
                    : subscriptions.Value is { Count: 0 } ? Look.Banner(Look.Warning, turn.Texts[ReservationBuyText.NoSubscription])
                    : null),
            }),
            notice.Refused);
    }

    protected override Task<BuyReview> ReviewAsync(DialogTurn turn, BuyForm form, CancellationToken ct) => reader.ReadAsync(turn, form, ct);

    protected override ReviewText Say(DialogTurn turn, BuyReview review) => BuyLines.Say(turn, review);

    protected override Operation Make(DialogTurn turn, BuyReview review)
    {
        var (form, customer, subscription, price) = (
            review.Form, review.Relation.Value!.Customer, review.Subscription!, review.Price!.Value!);
        var offer = review.Sells;
        return new BuyOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = form.Reason,
            SubscriptionId = subscription.Id.ToLowerInvariant(),
            SubscriptionName = subscription.Name,
            PartnerSubscription = subscription.PartnerSubscriptionId,
            ForPlan = subscription.Kind == SubscriptionKind.AzurePlan,
            Country = review.Offer?.Value?.Market?.Country ?? "",
            CatalogueProduct = offer?.ProductId,
            CatalogueSku = offer?.SkuId,
            Size = offer?.Size ?? form.Size,
            Location = form.Location,
            Resource = form.Resource,
            Term = form.Term,
            Scope = form.Scope,
            Billing = form.Billing,
            Quantity = form.Count,
            Price = price.Total!,
            Pricing = price.Pricing,
            Payments = Math.Max(1, price.Payments.Count),
            PricedAt = review.At,
        };
    }

    /// <summary>What was typed and is no product yet narrows the list to what it may mean, such as a size in its regions.</summary>
    private async Task<IReadOnlyList<AdaptiveChoice>> ListAsync(DialogTurn turn, BuyForm form, CancellationToken ct)
    {
        if (await turn.ReadAsync(token => products.MarketAsync(form.Customer, form.Subscription, token), ct) is not { } market)
            return [];
        return form.Size.Length == 0 && form.Product.Length > 0
            && await products.FindAsync(turn, market, form.Product.Replace(',', ' '), ct) is { Count: > 0 } meant
                ? meant
                : await products.FindAsync(turn, market, "", ct);
    }

    /// <summary>A title that was sent for its value, or a size alone that one region has.</summary>
    private async Task<string> ProductOfAsync(DialogTurn turn, BuyForm form, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return form.Product;
        var found = await turn.ProbeAsync(
            async token => await products.MarketAsync(form.Customer, form.Subscription, token) is { } market
                ? await products.FindAsync(turn, market, form.Product.Replace(',', ' '), ct)
                : [],
            ct);
        return found.Value is [var only] ? only.Value : Searches.ValueOf(form.Product, found.Value ?? []);
    }
}
