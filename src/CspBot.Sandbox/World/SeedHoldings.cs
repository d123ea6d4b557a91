namespace CspBot.Sandbox;

/// <summary>
/// What one customer holds, of every kind there is. None of it ends soon: who counts what ends within the next months counts the
/// others.
/// </summary>
internal static partial class Seed
{
    /// <summary>The Azure portal's well-known application id.</summary>
    public const string AzurePortal = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

    private static IEnumerable<(DateTimeOffset At, Action<DateTimeOffset> Happens)> Holdings(World world, DateTimeOffset now)
    {
        // Well used, renews by itself.
        yield return (now.AddDays(-200), Bought(new("Standard_D4s_v5", "P3Y", 6), item => item with { Renew = true }));

        // An old family, that cannot be renewed; badly used ones; one that ended yesterday; one that was returned.
        yield return (now.AddYears(-3).AddDays(400), Bought(
            new("Standard_D2s_v3", "P3Y", 3), item => item with { Renew = true, Use = 71 }));
        yield return (now.AddDays(-150), Bought(new("Standard_E4s_v5", "P1Y", 4), item => item with { Use = 22, BillingPlan = "Monthly" }));
        yield return (now.AddYears(-1).AddDays(-1), Bought(new("Standard_B2s", "P1Y", 2), item => item));
        yield return (now.AddDays(-190), Bought(new("Standard_B1s", "P3Y", 1), item => item with { State = "Cancelled" }));

        // What nobody should see: split into others, and put away.
        yield return (now.AddDays(-180), Bought(new("Standard_D4s_v5", "P1Y", 8), item => item with { State = "Split" }));
        yield return (now.AddDays(-170), Bought(new("Standard_B1s", "P1Y", 5), item => item with { Archived = true }));
        yield return (now.AddDays(-120), Bought(
            new("Standard_D4s_v5", "P1Y", 1), item => item with { Scope = "Single", Use = 55 }));

        // Other things than machines. The words for what is reserved are documented, the SKUs are not.
        yield return (now.AddDays(-110), At(
            Reservation.DatabaseOffer,
            "SQL Database Reserved Capacity, General Purpose, Gen5",
            2,
            item => item with { Kind = Reservation.Instances, ResourceType = "SqlDatabases", Product = "SQLDB_GP_Compute_Gen5" }));
        yield return (now.AddDays(-100), At(
            Reservation.PrePurchaseOffer, "Azure Databricks Commit Units, 1 Year", 12_500, item => item with { Renew = true, Use = 64 }));

        // Bought in Azure's list of reservations and renewing by itself, as the page of Copilot credits says; what Azure calls the
        // resource no document says: a word of our own stands for it.
        yield return (now.AddDays(-95), At(
            Reservation.CopilotOffer,
            "Copilot Credit Pre-Purchase Plan",
            3_000,
            item => item with { ResourceType = "CopilotCredits", Product = "Copilot_Credit_P3", Renew = true, Use = 48 }));

        // The customer itself, in the Azure portal.
        yield return (now.AddDays(-60), at => Replace(
            world,
            Buy(world, Consolidated, Machines(Consolidated, new("Standard_E4s_v5", "P3Y", 2)), at, new Buyer(
                Order.ByCustomer, world.People.UsersOf(Ids.Customer(Consolidated))[1].UserPrincipalName, AzurePortal)),
            item => item with { Use = 88 }));

        // Something that is paid once, and no reservation.
        yield return (now.AddDays(-300), at => world.Place(
            world.Customer(Ids.Customer(Consolidated))!,
            Employee(world),
            "one_time",
            [new OrderLine { OfferId = Reservation.OneTimeOffer, FriendlyName = "Windows Server 2025 Standard", Quantity = 2 }],
            at));

        Action<DateTimeOffset> Bought(ReservedMachines machines, Func<Reservation, Reservation> change) =>
            at => Replace(world, Buy(world, Consolidated, machines, at), change);

        Action<DateTimeOffset> At(string offer, string name, int quantity, Func<Reservation, Reservation> change) => at =>
            Replace(world, Buy(world, Consolidated, Line(Consolidated, offer, name, quantity, "P1Y"), at, Employee(world)), change);
    }

    /// <summary>Azure alone knows of them. One was bought by the partner and renews, one ends in a year.</summary>
    private static void AddSavingsPlans(World world, DateTimeOffset now)
    {
        (string Name, string Term, decimal Hourly, DateTimeOffset At, bool Renews, decimal Use)[] plans =
        [
            ("Compute_SavingsPlan_Production", "P3Y", 0.65m, now.AddDays(-240), true, 97),
            ("Compute_SavingsPlan_Lab", "P1Y", 0.12m, now.AddDays(-80), false, 38),
        ];
        foreach ((string name, string term, decimal hourly, DateTimeOffset at, bool renews, decimal use) in plans)
            world.SavingsPlans.Add(new SavingsPlan
            {
                Id = Ids.Named($"savings plan|{name}"),
                Order = Ids.Named($"savings plan order|{name}"),
                Customer = Ids.Customer(Consolidated),
                DisplayName = name,
                Term = term,
                Hourly = hourly,
                Subscription = Ids.AzureSubscription(Consolidated, 1),
                Purchased = at,
                Renew = renews,
                Scope = renews ? "Shared" : "Single",
                Use = use,
            });
    }

    private static void Replace(World world, Reservation item, Func<Reservation, Reservation> change) =>
        world.Reservations[world.Reservations.FindIndex(found => found.Id == item.Id)] = change(item);
}
