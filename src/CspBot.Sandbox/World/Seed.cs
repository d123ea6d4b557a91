using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>The world as it is at start and after a reset: partner, people, customers and what they own.</summary>
internal static partial class Seed
{
    public const string PartnerDomain = "fabrikam.example";
    public const string PartnerName = "Fabrikam Cloud";

    public static void Fill(World world, int generatedCustomers)
    {
        AddPartner(world);
        AddCustomers(world);
        AddGenerated(world, generatedCustomers);
        AddHistory(world);
        AddStacks(world);
    }

    private static void AddPartner(World world)
    {
        AddEmployee(world, Ids.Nora, "nora", "Nora Lind", "en-US");
        AddEmployee(world, Ids.Tomas, "tomas", "Tomas Berg", "en-US");
        AddEmployee(world, Ids.Aisha, "aisha", "Aisha Khan", "en-GB");
        AddEmployee(world, Ids.Pierre, "pierre", "Pierre Martin", "fr-FR");
        AddEmployee(world, Ids.Ingrid, "ingrid", "Ingrid Solberg", "en-US");
        AddEmployee(world, Ids.Omar, "omar", "Omar Haddad", "en-US");
        AddEmployee(world, Ids.ServiceAccount, "svc-cspbot", "CspBot service account", "en-US");

        // Nested on purpose: who looks at direct members only finds half of the agents.
        AddGroup(world, Ids.CloudOperations, "Cloud Operations", Ids.Nora, Ids.Tomas);
        AddGroup(world, Ids.SalesFrance, "Sales France", Ids.Pierre);
        AddGroup(world, Ids.AdminAgents, "AdminAgents", Ids.CloudOperations, Ids.Aisha, Ids.ServiceAccount);
        AddGroup(world, Ids.SalesAgents, "SalesAgents", Ids.SalesFrance);
        AddGroup(world, Ids.HelpdeskAgents, "HelpdeskAgents", Ids.Ingrid);
        AddGroup(world, Ids.Approvers, "CspBot Approvers", Ids.Tomas, Ids.Aisha);
        AddGroup(world, Ids.FalseAdminAgents, "AdminAgents", Ids.Omar);
    }

    private static void AddEmployee(World world, string id, string account, string name, string language) =>
        world.People.Add(new Person
        {
            Id = id,
            Tenant = Ids.PartnerTenant,
            UserPrincipalName = $"{account}@{PartnerDomain}",
            Mail = $"{account}@{PartnerDomain}",
            DisplayName = name,
            PreferredLanguage = language,
        });

    private static void AddGroup(World world, string id, string name, params string[] members)
    {
        Group group = new() { Id = id, Tenant = Ids.PartnerTenant, DisplayName = name };
        group.Members.UnionWith(members);
        world.People.Add(group);
    }

    private static void AddGenerated(World world, int count)
    {
        string[] first =
        [
            "Alpine", "Amber", "Baltic", "Blue Yonder", "Bright", "Cedar", "Coastal", "Copper", "Crimson", "Delta",
            "Eastern", "Élan", "Evergreen", "Falcon", "Golden", "Granite", "Harbour", "Highland", "Iron", "Juniper",
            "Lakeside", "Lumière", "Meridian", "Mistral", "Nordic", "Öland", "Orchid", "Pacific", "Quartz", "Río",
            "Silver", "Solstice", "Summit", "Tidal", "Union", "Valley", "Western", "Willow", "Zéphyr", "Zürich",
        ];
        string[] second =
        [
            "Bakeries", "Biotech", "Clinics", "Construction", "Design", "Dairy", "Energy", "Engineering", "Farms", "Films",
            "Foods", "Furniture", "Glass", "Hotels", "Insurance", "Labs", "Legal", "Logistics", "Marine", "Media",
            "Mining", "Motors", "Optics", "Paper", "Pharma", "Press", "Rail", "Retail", "Robotics", "Schools",
            "Shipping", "Software", "Solar", "Sports", "Steel", "Textiles", "Timber", "Tools", "Travel", "Water",
        ];
        int start = world.Customers.Count + 1;
        world.Customers.EnsureCapacity(world.Customers.Count + count);
        for (int number = start; number < start + count; number++)
        {
            string text = number.ToString("D5", CultureInfo.InvariantCulture);
            world.Add(new Customer
            {
                Number = number,
                Id = Ids.Customer(number),
                Name = $"{first[number % first.Length]} {second[number / first.Length % second.Length]} {text}",
                Domain = $"customer{text}.onmicrosoft.com",
            });
        }
    }
}
