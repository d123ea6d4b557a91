namespace CspBot.Sandbox;

/// <summary>
/// <c>POST /control/purchases</c>: a customer buys by itself, or (<c>placedBy</c>) somebody of the partner does in the portal.
/// With <c>enforce: true</c> it must be allowed as in the real cloud: policy on, buyer Owner by the built-in role, plan active.
/// </summary>
internal static class PurchaseAction
{
    public static object Run(World world, Body body)
    {
        Customer customer = ControlActions.FindCustomer(world, body.Customer);
        if (Ids.Same(body.Kind, nameof(SavingsPlan)))
            body = body with { Kind = SavingsPlan.Kind };
        string term = (body.Term ?? "P1Y").ToUpperInvariant() switch
        {
            "P1Y" or "1Y" => "P1Y",
            "P3Y" or "3Y" => "P3Y",
            _ => throw new ControlException("term is P1Y or P3Y."),
        };
        int quantity = body.Quantity ?? 1;
        if (quantity < 1)
            throw new ControlException("quantity must be at least 1.");
        string placedBy = body.PlacedBy ?? Order.ByCustomer;
        if (placedBy is not (Order.ByCustomer or Order.ByPortal))
            throw new ControlException("placedBy is customer or portal; what the bot buys it orders itself.");

        AzureSubscription? subscription = world.AzureSubscriptionsOf(customer.Id).FirstOrDefault(item => item.State == "Enabled");
        if (body.Kind is Reservation.Instances or SavingsPlan.Kind or Reservation.PrePurchase && subscription is null)
            throw new ControlException($"{customer.Name} has no enabled Azure subscription to buy this for.");
        if (body.Enforce ?? false)
            Enforce(world, customer, body.Kind, subscription);
        if (body.Kind == SavingsPlan.Kind)
            return Buy(world, body, term, quantity, subscription!);
        string? user = body.User
            ?? (placedBy == Order.ByPortal ? world.People.User(Ids.Aisha)!.UserPrincipalName : Owner(world, customer, subscription));
        Buyer buyer = new(placedBy, user, placedBy == Order.ByPortal ? PartnerCenterPolicyApi.PortalApplication : Seed.AzurePortal)
        {
            Readable = body.Readable ?? true,
        };
        bool once = body.Kind != "subscription";
        Order order = world.Place(customer, buyer, once ? "one_time" : "monthly", [Line(body, term, quantity, customer, subscription)]);
        Reservation? reservation = world.Reservations.Find(item => item.Order == order.Id);
        if (reservation is not null && body.Use is { } use)
        {
            world.Reservations[world.Reservations.IndexOf(reservation)] =
                reservation with { Use = use, Purchased = reservation.Purchased.AddDays(-30) };
        }

        return new
        {
            order = order.Id,
            alternateId = order.AlternateId,
            reservation = reservation?.Id,
            reservationOrder = reservation?.ReservationOrder,
        };
    }

    /// <summary>
    /// A savings plan shows in Azure only: no order, no line of the activity log. Ten cents an hour for each of the quantity.
    /// </summary>
    private static object Buy(World world, Body body, string term, int quantity, AzureSubscription subscription)
    {
        string seed = $"{subscription.Tenant}|{world.SavingsPlans.Count}";
        SavingsPlan plan = new()
        {
            Id = Ids.Named($"savings plan|{seed}"),
            Order = Ids.Named($"savings plan order|{seed}"),
            Customer = subscription.Tenant,
            DisplayName = body.Product ?? "Compute_SavingsPlan",
            Term = term,
            Hourly = 0.1m * quantity,
            Subscription = subscription.Id,
            Purchased = world.Now,
            Readable = body.Readable ?? true,
        };
        world.SavingsPlans.Add(plan);
        return new { order = plan.Order, savingsPlan = plan.Id, savingsPlanOrder = plan.Order };
    }

    private static OrderLine Line(Body body, string term, int quantity, Customer customer, AzureSubscription? subscription)
    {
        bool forPlan = customer.Subscriptions.Exists(item => item.Kind == Subscription.Plan);
        Dictionary<string, string> context = subscription is null
            ? []
            : new() { ["subscriptionId"] = subscription.Id, ["scope"] = "shared" };
        switch (body.Kind)
        {
            case Reservation.Instances:
                CatalogueSku sku = Catalogue.Reservation(body.Product, term)
                    ?? throw new ControlException($"There is no reservation of '{body.Product}'.");
                return new OrderLine
                {
                    OfferId = Catalogue.CatalogItem(sku, forPlan),
                    FriendlyName =
                        $"Reserved_VM_Instance_{sku.Size}_{sku.Region.Replace(' ', '_')}_{(term == "P3Y" ? "3_Years" : "1_Year")}",
                    Quantity = quantity,
                    TermDuration = term,
                    ProvisioningContext = context,
                };
            case Reservation.PrePurchase:
                // No document names a plan's order line: the name is a product's, and Microsoft.Capacity alone tells what it is.
                return new OrderLine
                {
                    OfferId = Reservation.PrePurchaseOffer,
                    FriendlyName = body.Product ?? "Azure_Databricks_Commit_Units_1_Year",
                    Quantity = quantity,
                    TermDuration = "P1Y",
                    ProvisioningContext = context,
                };
            case Reservation.OneTime:
                return new OrderLine
                {
                    OfferId = Reservation.OneTimeOffer,
                    FriendlyName = body.Product ?? "Windows Server 2025 Standard",
                    Quantity = quantity,
                };
            case "subscription":
                CatalogueSku licence = Catalogue.Sku(Catalogue.LicenceProduct, "0002")!;
                return new OrderLine
                {
                    OfferId = Catalogue.CatalogItem(licence, forPlan),
                    FriendlyName = body.Product ?? licence.Title,
                    Quantity = quantity,
                    TermDuration = term,
                };
            default:
                throw new ControlException("kind is reservation, savings-plan, pre-purchase, one-time or subscription.");
        }
    }

    private static void Enforce(World world, Customer customer, string kind, AzureSubscription? subscription)
    {
        string? needed = kind switch
        {
            Reservation.Instances or Reservation.PrePurchase => SelfServePolicy.ReservedInstances,
            SavingsPlan.Kind => SelfServePolicy.SavingsPlan,
            _ => null,
        };
        if (needed is null)
            return;
        if (!(world.Policies.GetValueOrDefault(customer.Id)?.Permissions.Contains(needed) ?? false))
            throw new ControlException($"{customer.Name} has no permission {needed}.");
        if (subscription?.Assignments.Exists(item => item.Role == Ids.Owner && item.PrincipalType == "User") != true)
            throw new ControlException($"No user of {customer.Name} is Owner of the Azure subscription.");
    }

    private static string? Owner(World world, Customer customer, AzureSubscription? subscription)
    {
        RoleAssignment? owner = subscription?.Assignments.Find(item => item.Role == Ids.Owner && item.PrincipalType == "User");
        if (owner is not null)
            return world.People.User(owner.PrincipalId)?.UserPrincipalName;
        IReadOnlyList<Person> users = world.People.UsersOf(customer.Id);
        return users.Count > 0 ? users[0].UserPrincipalName : null;
    }

    internal sealed record Body(
        string Customer, string Kind, int? Quantity = null, string? Term = null, string? Product = null, string? User = null,
        string? PlacedBy = null, bool? Enforce = null, bool? Readable = null)
    {
        /// <summary>How much of the reservation is used on an everyday, in percent; it then began a month ago.</summary>
        public decimal? Use { get; init; }
    }
}
