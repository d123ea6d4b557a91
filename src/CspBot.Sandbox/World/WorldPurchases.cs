namespace CspBot.Sandbox;

/// <summary>The part of the world that is bought: orders, reservations, carts, plans.</summary>
internal sealed partial class World
{
    public List<Order> Orders { get; } = [];

    public List<Reservation> Reservations { get; } = [];

    public List<SavingsPlan> SavingsPlans { get; } = [];

    public Dictionary<string, Cart> Carts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Open refund quotes by session.</summary>
    public Dictionary<string, RefundSession> RefundSessions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Commitments cancelled by returns: these, not the money given back, count against the limit of twelve months (facts,
    /// november-2026 §B 3).
    /// </summary>
    public List<CancelledCommitment> Returned { get; } = [];

    /// <summary>Quotes of exchanges by session.</summary>
    public Dictionary<string, ExchangeSession> ExchangeSessions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prices by the reservation order that may be placed on them.</summary>
    public Dictionary<string, PriceQuote> PriceQuotes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Calculations that are asked about at an address of their own.</summary>
    public Dictionary<string, Operation> Operations { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes that were accepted and show later.</summary>
    public List<(DateTimeOffset At, Action Happens)> Accepted { get; } = [];

    /// <summary>The names of the management groups that each customer's directory has besides its root, which is named like it.</summary>
    public IReadOnlyList<string> ManagementGroups { get; } = ["mg-production"];

    /// <summary>What was accepted before and is due by now happens.</summary>
    public void Settle()
    {
        foreach ((DateTimeOffset at, Action happens) change in Accepted.Where(change => change.At <= Now).ToList())
        {
            Accepted.Remove(change);
            change.happens();
        }
    }

    /// <summary>Stores an order with what comes of it, and writes it into the activity log.</summary>
    public Order Place(Customer customer, Buyer buyer, string billingCycle, IReadOnlyList<OrderLine> lines, DateTimeOffset? at = null)
    {
        DateTimeOffset moment = at ?? NextAuditMoment();
        string seed = $"{customer.Id}|{Orders.Count}|{(at is null ? moment.UtcTicks : 0)}";
        Order order = new()
        {
            Id = $"{Letters(seed, 8)}-{Letters(seed + "o", 24)}1",
            AlternateId = Ids.Named(seed + "a")[^12..],
            Customer = customer.Id,
            PlacedBy = buyer.PlacedBy,
            BillingCycle = billingCycle,
            Lines = lines,
            Created = moment,
            VisibleFrom = at ?? moment.AddMilliseconds(Knobs.OrderDelayMs),
            LooksLeft = at is null && buyer.PlacedBy == Order.ByBot ? Knobs.ProvisioningPolls : 0,
        };
        Orders.Add(order);
        foreach (OrderLine line in lines)
            Deliver(customer, order, line, buyer);
        OrderAudit.Record(this, customer, Orders[^1], buyer, at);
        return Orders[^1];
    }

    /// <summary>A new plan brings one Azure subscription with it (facts, partner-center §3.2).</summary>
    public Subscription AddPlan(Customer customer, string orderId)
    {
        int number = 1;
        while (customer.Subscriptions.Exists(item => Ids.Same(item.Id, Ids.Subscription(customer.Number, number))))
            number++;
        Subscription plan = new()
        {
            Id = Ids.Subscription(customer.Number, number),
            Customer = customer.Id,
            Kind = Subscription.Plan,
            Created = Now,
            OrderId = orderId,
        };
        customer.Subscriptions.Add(plan);
        int first = 1;
        while (azureSubscriptions.ContainsKey(Ids.AzureSubscription(customer.Number, first)))
            first++;
        plan.AzureSubscriptions.Add(Seed.AddAzureSubscription(this, customer, customer.Name, first, 0));
        return plan;
    }

    private static string Letters(string seed, int count) => Ids.Named(seed).Replace("-", "", StringComparison.Ordinal)[..count];

    private void Deliver(Customer customer, Order order, OrderLine line, Buyer buyer)
    {
        CatalogueSku? sku = Catalogue.ByItem(line.OfferId);
        if (sku is { Product: Catalogue.PlanProduct })
        {
            Subscription plan = AddPlan(customer, order.Id);
            ReplaceLine(order, line, line with { SubscriptionId = plan.Id });
        }
        else if (sku is { Product: Catalogue.LicenceProduct })
        {
            Subscription licences = new()
            {
                Id = Ids.Named($"licences|{order.Id}"),
                Customer = customer.Id,
                Kind = Subscription.License,
                Name = line.FriendlyName,
                Quantity = line.Quantity,
                Created = order.Created,
                OrderId = order.Id,
            };
            customer.Subscriptions.Add(licences);
            ReplaceLine(order, line, line with { SubscriptionId = licences.Id });
        }
        else if (line.OfferId != Reservation.OneTimeOffer)
        {
            AddReservation(customer, order, line, sku, buyer);
        }
    }

    private void ReplaceLine(Order order, OrderLine line, OrderLine with)
    {
        int index = Orders.IndexOf(Orders.Last(item => item.Id == order.Id));
        Orders[index] = Orders[index] with { Lines = [.. Orders[index].Lines.Select(item => item == line ? with : item)] };
    }

    private void AddReservation(Customer customer, Order order, OrderLine line, CatalogueSku? sku, Buyer buyer)
    {
        string term = line.TermDuration ?? sku?.Term ?? "P1Y";
        string subscription = line.ProvisioningContext.GetValueOrDefault("subscriptionId") ?? "";
        bool isAzure = AzureSubscription(subscription) is not null;
        Reservations.Add(new Reservation
        {
            Id = Ids.Named($"reservation|{order.Id}|{line.OfferId}"),
            ReservationOrder = Ids.Named($"reservation order|{order.Id}|{line.OfferId}"),
            Order = order.Id,
            Customer = customer.Id,
            Kind = sku is not null ? Reservation.Instances : Reservation.PrePurchase,
            Product = sku?.Size ?? "Databricks_Commit_Units",
            OfferId = line.OfferId,
            DisplayName = line.FriendlyName,
            Quantity = line.Quantity,
            Term = term,
            Location = sku?.Location ?? "global",
            Subscription = isAzure ? subscription : AzureSubscriptionsOf(customer.Id).FirstOrDefault()?.Id ?? subscription,
            Amount = line.Quantity * Math.Round((sku?.Price ?? 876m * (term == "P3Y" ? 3 : 1)) * Knobs.PriceFactor, 2),
            Purchased = order.Created,
            Expires = order.Created.AddYears(term == "P3Y" ? 3 : 1),
            Scope = Ids.Same(line.ProvisioningContext.GetValueOrDefault("scope"), "single") ? "Single" : "Shared",
            Readable = buyer.Readable,
        });
    }
}

/// <summary>A quote that a return may rest on.</summary>
internal sealed record RefundSession(string Reservation, int Quantity, decimal Amount, decimal Commitment);

/// <summary>What a return took out of a customer's commitments, in US dollars.</summary>
internal sealed record CancelledCommitment(string Customer, DateTimeOffset At, decimal Amount);

/// <summary>Who places an order, and how the activity log names them.</summary>
internal sealed record Buyer(string PlacedBy, string? UserPrincipalName, string? ApplicationId)
{
    /// <summary>The reservation that comes of it can be read by the partner in Resource Manager.</summary>
    public bool Readable { get; init; } = true;
}

/// <summary>
/// Writes orders into the activity log (facts, partner-center §6.2). Nothing there marks a customer's own purchase: the user
/// name is then the customer's and the application the Azure portal's well-known id, which is assumed.
/// </summary>
internal static class OrderAudit
{
    public static void Record(World world, Customer customer, Order order, Buyer buyer, DateTimeOffset? at)
    {
        List<KeyValuePair<string, string?>> data =
        [
            new("OrderId", order.Id),
            new("AlternateId", order.AlternateId),
            new("BillingCycle", order.BillingCycle == "one_time" ? "OneTime" : "Monthly"),
        ];
        for (int i = 0; i < order.Lines.Count; i++)
        {
            OrderLine line = order.Lines[i];
            data.Add(new($"OfferId-{i}", line.OfferId));
            data.Add(new($"SubscriptionId-{i}", line.SubscriptionId));
            data.Add(new($"SubscriptionName-{i}", line.SubscriptionId is null ? null : line.FriendlyName));
            data.Add(new($"Quantity-{i}", line.Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            data.Add(new($"PartnerOnRecord-{i}", null));
        }

        AuditedOperation created = new("order", "create_order", Before: null, Value(order)) { CustomizedData = data };
        Actor actor = new(buyer.UserPrincipalName, buyer.ApplicationId);
        PartnerCenterAuditApi.Record(world, customer, created, actor, at ?? order.Created);
    }

    private static object Value(Order order) => new
    {
        order.Id,
        order.AlternateId,
        ReferenceCustomerId = order.Customer,
        order.BillingCycle,
        LineItems = order.Lines.Select((line, number) => new
        {
            LineItemNumber = number,
            line.OfferId,
            line.SubscriptionId,
            line.TermDuration,
            TransactionType = "New",
            line.FriendlyName,
            line.Quantity,
        }),
        CreationDate = order.Created.UtcDateTime,
        Status = "pending",
        TransactionType = "UserPurchase",
        Client = new
        {
            marketplaceCountry = "US",
            deviceFamily = "UniversalStore-PartnerCenter",
            name = order.PlacedBy == Order.ByCustomer ? "Azure Portal" : "Partner Center Web",
        },
        Attributes = new { ObjectType = "Order" },
    };
}
