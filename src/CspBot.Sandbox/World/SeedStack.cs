namespace CspBot.Sandbox;

/// <summary>Registrations, tenants and billing leaks of the Azure Stacks.</summary>
internal static partial class Seed
{
    /// <summary>A subscription that no CSP partner made (InvalidCSPSubscription).</summary>
    public const int PayAsYouGoOwner = 43;

    private const int VanArsdel = 34;
    private const int Consolidated = 42;
    private const int PhoneCompany = 43;
    private const int Zoe = 46;
    private const int Pharmaceuticals = 47;

    private static void AddStacks(World world)
    {
        foreach (Stack.Deployment deployment in Stack.Deployments)
            AddRegistrationSubscription(world, deployment);
        string paris = Stack.Deployments[0].RegistrationSubscription;
        world.Stack.Registrations.Add(new Stack.Registration
        {
            Subscription = paris,
            Name = "azurestack-capacity",
            CloudId = Ids.Named("capacity"),
            BillingModel = "Capacity",
        });
        world.Stack.Registrations.Add(new Stack.Registration
        {
            Subscription = paris,
            Name = "azurestack-pending",
            CloudId = Ids.Named("pending"),
            MultiTenancy = false,
        });

        // In order on both stamps.
        Onboard(world, 0, Consolidated, mapped: true);
        Onboard(world, 1, Consolidated, mapped: true);

        // In order in Paris; the second Azure subscription of VanArsdel waits to replace the first by mistake.
        Onboard(world, 0, VanArsdel, mapped: true);
        Onboard(world, 0, Zoe, mapped: true);
        world.Stack.Stamps[0].Outdated.Add(Ids.Customer(Zoe));

        // The two leaks: one tenant mapped nowhere, one mapped in Paris and not in Lyon.
        Onboard(world, 0, PhoneCompany, mapped: false);
        Onboard(world, 0, Pharmaceuticals, mapped: true);
        Onboard(world, 1, Pharmaceuticals, mapped: false);
        AddStackUsage(world);
    }

    private static void AddRegistrationSubscription(World world, Stack.Deployment deployment)
    {
        AzureSubscription subscription = new()
        {
            Id = deployment.RegistrationSubscription,
            Tenant = Ids.PartnerTenant,
            Name = $"Azure Stack {deployment.Name}",
        };
        subscription.ResourceGroups.Add("azurestack");
        subscription.RegisteredProviders.Add("Microsoft.AzureStack");
        subscription.Assignments.Add(Assignment(subscription, Ids.AdminAgents, "Group", Ids.Owner, world.Now.AddDays(-900)));
        world.Add(subscription);
    }

    private static void Onboard(World world, int stack, int number, bool mapped)
    {
        Customer customer = world.Customer(Ids.Customer(number))!;
        Stack.Stamp stamp = world.Stack.Stamps[stack];
        stamp.DirectoryTenants[customer.Domain] = customer.Id;
        stamp.Consented.Add(customer.Id);
        stamp.Take(customer);
        if (mapped)
            world.Stack.Registrations[stack].Customers[Ids.AzureSubscription(number, 1)] = customer.Id;
    }
}
