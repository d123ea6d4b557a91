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

    private static void AddHistory(World world)
    {
        // Whole days, so that the ids that carry a time stay the same over restarts on one day.
        DateTimeOffset now = new(world.Now.UtcDateTime.Date, TimeSpan.Zero);

        // The activity log is kept in the order of time. Three reservations run out 7, 30 and 60 days after the start.
        Buy(world, AdventureWorks, new("Standard_D2s_v3", "P3Y", 4), now.AddYears(-3).AddDays(200));
        Buy(world, FineArt, new("Standard_B2s", "P1Y", 2), now.AddYears(-1).AddDays(7));
        Buy(world, FineArt, new("Standard_D4s_v3", "P1Y", 1), now.AddYears(-1).AddDays(30));
        Buy(world, FineArt, new("Standard_E8s_v3", "P1Y", 1), now.AddYears(-1).AddDays(60));
        Grant(world, Lamna, [SelfServePolicy.ReservedInstances], now.AddDays(-40));
        Grant(world, Munson, [SelfServePolicy.ReservedInstances, SelfServePolicy.SavingsPlan], now.AddDays(-20));
    }

    private static void Grant(World world, int customer, IReadOnlyList<string> permissions, DateTimeOffset at) =>
        PartnerCenterPolicyApi.Set(
            world,
            world.Customer(Ids.Customer(customer))!,
            permissions,
            new Actor(world.People.User(Ids.Aisha)!.UserPrincipalName, PartnerCenterPolicyApi.PortalApplication),
            at);

    private static void Buy(World world, int customer, ReservedMachines machines, DateTimeOffset at)
    {
        CatalogueSku sku = Catalogue.Reservation(machines.Size, machines.Term)!;
        Buyer buyer = new(Order.ByPortal, world.People.User(Ids.Aisha)!.UserPrincipalName, PartnerCenterPolicyApi.PortalApplication);
        world.Place(
            world.Customer(Ids.Customer(customer))!,
            buyer,
            "one_time",
            [
                new OrderLine
                {
                    OfferId = Catalogue.CatalogItem(sku, forPlan: true),
                    FriendlyName = $"Reserved_VM_Instance_{machines.Size}_{sku.Region.Replace(' ', '_')}",
                    Quantity = machines.Quantity,
                    TermDuration = machines.Term,
                    ProvisioningContext = new Dictionary<string, string>
                    {
                        ["subscriptionId"] = Ids.AzureSubscription(customer, 1),
                        ["scope"] = "shared",
                    },
                },
            ],
            at);
    }
}
