namespace CspBot.Sandbox;

/// <summary>The seeded customers, one line each: what makes it special is written in the line.</summary>
internal static partial class Seed
{
    /// <summary>The number of a company that is the customer of another partner.</summary>
    public const int ForeignCustomer = 900_000;

    private static readonly IReadOnlyList<CustomerSeed> Seeded =
    [
        // The first has every prerequisite of every dialog.
        new("Adatum Corporation", "adatum", "US")
        {
            AzureSubscriptions = ["Adatum Production", "Adatum Development"],
            Details = GroupsAndRoles,
        },
        new("Contoso", "contoso", "US") { AzureSubscriptions = ["Contoso Web", "Contoso Data", "Contoso Lab"] },
        new("Contoso France", "contosofrance", "FR"),
        new("Contoso Ltd", "contosoltd", "GB") { Kind = Subscription.Legacy },
        new("Société Lumière & Fils", "lumierefils", "FR"),
        new("Ångström Elektro AB", "angstromelektro", "SE"),
        new("Crédit Maraîcher", "creditmaraicher", "FR") { Kind = Subscription.Legacy },
        new("Müller & Söhne GmbH", "muellersoehne", "DE"),
        new("Núñez e Hijos", "nunezehijos", "ES"),
        new("São Bento Cafés", "saobentocafes", "PT"),
        new("Łódź Tekstylia", "lodztekstylia", "PL"),
        new("Çelik Yapı", "celikyapi", "TR"),
        new("Ærø Shipping", "aeroeshipping", "DK") { Kind = Subscription.Legacy },
        new("O'Malley & Daughters", "omalley", "IE"),
        new("Tailspin Toys", "tailspintoys", "US") { Details = OwnerThroughGroup },
        new("Wingtip Toys", "wingtiptoys", "US") { Traits = customer => customer.Delegation = Delegation.None },
        new("Wide World Importers", "wideworldimporters", "US") { Traits = customer => customer.Delegation = Delegation.ApprovalPending },
        new("Lucerne Publishing", "lucernepublishing", "CH") { Traits = customer => customer.Delegation = Delegation.Expired },
        new("Fourth Coffee", "fourthcoffee", "US") { Details = (_, _, subscription) => PartnerRole(subscription, null) },
        new("Woodgrove Bank", "woodgrovebank", "US") { Details = (_, _, subscription) => PartnerRole(subscription, Ids.Reader) },
        new("Litware", "litware", "US") { Kind = Subscription.License },
        new("Proseware", "proseware", "US") { PlanStatus = "suspended" },
        new("Northwind Traders", "northwindtraders", "US") { Details = (_, _, subscription) => subscription.State = "Disabled" },
        new("Southridge Video", "southridgevideo", "US") { AssignmentsBelow = 3997 },
        new("Margie's Travel", "margiestravel", "US") { AssignmentsBelow = 3990 },
        new("Humongous Insurance", "humongousinsurance", "US") { Details = OnlyCustomOwner },
        new("Graphic Design Institute", "graphicdesigninstitute", "US") { Traits = customer => customer.Relationship = "advisor" },
        new("Coho Winery", "cohowinery", "US") { Traits = customer => customer.Relationship = "none" },
        new("City Power & Light", "citypowerlight", "US") { Traits = BlockedByConditionalAccess },
        new("Trey Research", "treyresearch", "US") { Traits = customer => customer.SignInError = 65001 },
        new("Blue Yonder Airlines", "blueyonderairlines", "US") { Traits = customer => customer.SignInError = 50076 },
        new("Relecloud", "relecloud", "US") { Traits = customer => customer.SignInError = 700016 },
        new("Fabrikam Residences", "fabrikamresidences", "US") { AzureSubscriptions = [] },
        new("VanArsdel", "vanarsdel", "US") { AzureSubscriptions = ["VanArsdel East", "VanArsdel West"], Plans = 2 },
        new("Bellows College", "bellowscollege", "US")
        {
            Details = (_, _, subscription) => subscription.Assignments.RemoveAll(IsUserOwner),
        },
        new("Best For You Organics", "bestforyouorganics", "US") { Kind = null, Traits = customer => customer.AgreementAccepted = false },
        new("First Up Consultants", "firstupconsultants", "US") { Kind = Subscription.Legacy },
        new("Liberty's Delightful Bakery", "libertysbakery", "US")
        {
            Details = (_, _, subscription) => subscription.DenyAssignments.Add("Blueprint protection"),
        },
        new("Lamna Healthcare", "lamnahealthcare", "US"),
        new("Munson's Pickles", "munsonspickles", "US"),
        new("Nod Publishers", "nodpublishers", "US") { Details = (_, _, subscription) => subscription.State = "Warned" },
        new("Consolidated Messenger", "consolidatedmessenger", "US"),
        new("The Phone Company", "thephonecompany", "US"),
        new("School of Fine Art", "schooloffineart", "US"),
        new("Adventure Works", "adventureworks", "US"),
        new("Zoë Künstler Atelier", "zoekuenstler", "AT"),
        new("Contoso Pharmaceuticals", "contosopharma", "US"),
    ];

    private static void AddCustomers(World world)
    {
        for (int i = 0; i < Seeded.Count; i++)
        {
            CustomerSeed seed = Seeded[i];
            Customer customer = new()
            {
                Number = i + 1,
                Id = Ids.Customer(i + 1),
                Name = seed.Name,
                Domain = $"{seed.Account}.onmicrosoft.com",
                Country = seed.Country,
                RelationEnds = world.Now.AddDays(300),
            };
            seed.Traits?.Invoke(customer);
            world.Add(customer);
        }

        world.AddForeign(new Customer
        {
            Number = ForeignCustomer,
            Id = Ids.Customer(ForeignCustomer),
            Name = "A. Datum Holdings",
            Domain = "adatumholdings.onmicrosoft.com",
            Foreign = true,
            Delegation = Delegation.None,
            Relationship = "none",
        });
    }

    private static void BlockedByConditionalAccess(Customer customer)
    {
        customer.SignInError = 53003;
        customer.PartnerCenterError = "900309";
    }

    /// <summary>Replaces what the partner's foreign principal may do; null takes it away.</summary>
    private static void PartnerRole(AzureSubscription subscription, string? role)
    {
        int index = subscription.Assignments.FindIndex(item => item.PrincipalType == "ForeignGroup");
        RoleAssignment partner = subscription.Assignments[index];
        subscription.Assignments.RemoveAt(index);
        if (role is not null)
            subscription.Assignments.Add(partner with { Role = role });
    }

    private static bool IsUserOwner(RoleAssignment assignment) =>
        assignment.PrincipalType == "User" && assignment.Role == Ids.Owner;

    /// <summary>Resource groups, roles of the customer's own, a group for rights and one for mail alone.</summary>
    private static void GroupsAndRoles(World world, Customer customer, AzureSubscription subscription)
    {
        foreach (AzureSubscription item in world.AzureSubscriptionsOf(customer.Id))
        {
            item.ResourceGroups.UnionWith(["rg-web", "rg-data"]);
            item.CustomRoles.Add(Ids.Role(customer.Number, 1), "Adatum VM Operator");
            item.CustomRoles.Add(Ids.Role(customer.Number, 2), "Adatum Cost Watcher's Aid");
        }

        Group operators = new() { Id = Ids.Group(customer.Number, 1), Tenant = customer.Id, DisplayName = "Adatum Operators" };
        operators.Members.Add(Ids.User(customer.Number, 1));
        operators.Members.Add(Ids.User(customer.Number, 3));
        world.People.Add(operators);
        world.People.Add(new Group
        {
            Id = Ids.Group(customer.Number, 2),
            Tenant = customer.Id,
            DisplayName = "Adatum Newsletter",
            SecurityEnabled = false,
        });
    }

    private static void OwnerThroughGroup(World world, Customer customer, AzureSubscription subscription)
    {
        Group admins = new() { Id = Ids.Group(customer.Number, 1), Tenant = customer.Id, DisplayName = "Cloud administrators" };
        admins.Members.Add(Ids.User(customer.Number, 2));
        world.People.Add(admins);
        int index = subscription.Assignments.FindIndex(IsUserOwner);
        subscription.Assignments[index] = subscription.Assignments[index] with { PrincipalId = admins.Id, PrincipalType = "Group" };
    }

    private static void OnlyCustomOwner(World world, Customer customer, AzureSubscription subscription)
    {
        string role = Ids.Role(customer.Number, 1);
        subscription.CustomRoles.Add(role, "Owner");
        int index = subscription.Assignments.FindIndex(IsUserOwner);
        subscription.Assignments[index] = subscription.Assignments[index] with { Role = role };
    }

    private sealed record CustomerSeed(string Name, string Account, string Country)
    {
        /// <summary>The kind of its main subscription; null for none.</summary>
        public string? Kind { get; init; } = Subscription.Plan;

        public int Plans { get; init; } = 1;

        public string PlanStatus { get; init; } = "active";

        /// <summary>Names of the Azure subscriptions; null for one with the customer's name.</summary>
        public IReadOnlyList<string>? AzureSubscriptions { get; init; }

        public int AssignmentsBelow { get; init; }

        public Action<Customer>? Traits { get; init; }

        /// <summary>Runs for the first Azure subscription once it exists.</summary>
        public Action<World, Customer, AzureSubscription>? Details { get; init; }
    }
}
