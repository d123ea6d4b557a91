namespace CspBot.Sandbox;

/// <summary>So many machines of one size, reserved for a term.</summary>
internal sealed record ReservedMachines(string Size, string Term, int Quantity);

/// <summary>What happened before the start: permissions given, reservations bought.</summary>
internal static partial class Seed
{
    private const int Lamna = 39;
    private const int Munson = 40;

    private const int FineArt = 44;
    private const int AdventureWorks = 45;

    /// <summary>
    /// The partner's service account is a guest in its directory, and so sees nothing of it in Azure (facts, november-2026 §B 7).
    /// </summary>
    private const int Kuenstler = 46;

    private static void AddHistory(World world)
    {
        // Whole days, so that the ids that carry a time stay the same over restarts on one day.
        DateTimeOffset now = new(world.Now.UtcDateTime.Date, TimeSpan.Zero);

        // The activity log is kept in the order of time. Three reservations run out 7, 30 and 60 days after the start, one did yesterday.
        List<(DateTimeOffset At, Action<DateTimeOffset> Happens)> history =
        [
            (now.AddYears(-3).AddDays(200), at => Buy(world, AdventureWorks, new("Standard_D2s_v3", "P3Y", 4), at)),
            (now.AddYears(-1).AddDays(7), at => Buy(world, FineArt, new("Standard_B2s", "P1Y", 2), at)),
            (now.AddYears(-1).AddDays(30), at => Buy(world, FineArt, new("Standard_D4s_v3", "P1Y", 1), at)),
            (now.AddYears(-1).AddDays(60), at => Buy(world, FineArt, new("Standard_E8s_v3", "P1Y", 1), at)),
            (now.AddDays(-40), at => Grant(world, Lamna, [SelfServePolicy.ReservedInstances], at)),
            (now.AddDays(-20), at => Grant(world, Munson, [SelfServePolicy.ReservedInstances, SelfServePolicy.SavingsPlan], at)),
            (now.AddDays(-250), at => Buy(world, Kuenstler, new("Standard_D4s_v5", "P3Y", 2), at)),
            .. Holdings(world, now),
        ];
        foreach ((DateTimeOffset at, Action<DateTimeOffset> happens) in history.OrderBy(happening => happening.At))
            happens(at);
        AddSavingsPlans(world, now);
        world.People.Add(new Person
        {
            Id = Ids.Named("guest|" + Ids.Customer(Kuenstler)),
            Tenant = Ids.Customer(Kuenstler),
            DisplayName = "CspBot service account",
            UserPrincipalName = $"svc-cspbot_{PartnerDomain}#EXT#@zoekuenstler.onmicrosoft.com",
            Mail = world.People.User(Ids.ServiceAccount)!.Mail,
            IsGuest = true,
            ExternalUserState = "Accepted",
        });
    }

    private static void Grant(World world, int customer, IReadOnlyList<string> permissions, DateTimeOffset at) =>
        PartnerCenterPolicyApi.Set(
            world,
            world.Customer(Ids.Customer(customer))!,
            permissions,
            new Actor(world.People.User(Ids.Aisha)!.UserPrincipalName, PartnerCenterPolicyApi.PortalApplication),
            at);

    /// <summary>Bought by a partner's employee in Partner Center.</summary>
    private static Reservation Buy(World world, int customer, ReservedMachines machines, DateTimeOffset at) =>
        Buy(world, customer, Machines(customer, machines), at, Employee(world));

    private static Buyer Employee(World world) =>
        new(Order.ByPortal, world.People.User(Ids.Aisha)!.UserPrincipalName, PartnerCenterPolicyApi.PortalApplication);

    private static Reservation Buy(World world, int customer, OrderLine line, DateTimeOffset at, Buyer buyer)
    {
        Order order = world.Place(world.Customer(Ids.Customer(customer))!, buyer, "one_time", [line], at);
        return world.Reservations.Last(item => item.Order == order.Id);
    }

    private static OrderLine Machines(int customer, ReservedMachines machines)
    {
        CatalogueSku sku = Catalogue.Reservation(machines.Size, machines.Term)!;
        return Line(
            customer,
            Catalogue.CatalogItem(sku, forPlan: true),
            $"Reserved_VM_Instance_{machines.Size}_{sku.Region.Replace(' ', '_')}",
            machines.Quantity,
            machines.Term);
    }

    private static OrderLine Line(int customer, string offer, string name, int quantity, string term) => new()
    {
        OfferId = offer,
        FriendlyName = name,
        Quantity = quantity,
        TermDuration = term,
        ProvisioningContext = new Dictionary<string, string>
        {
            ["subscriptionId"] = Ids.AzureSubscription(customer, 1),
            ["scope"] = "shared",
        },
    };
}
