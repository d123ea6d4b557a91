namespace CspBot.Sandbox;

/// <summary>
/// What three tenants have used on the two stamps since forty days before the sandbox began, each day anew: more than a thousand rows in
/// ten days on each, so that a reader has to go on from page to page.
/// </summary>
internal static partial class Seed
{
    private const int UsedDays = 40;

    /// <summary>Of a custom worker tier: such ids are made by the stamp, and no document lists them (the usage FAQ).</summary>
    public const string WorkerTierMeter = "5c0ffee5-77aa-4b1d-9c1e-aa0000000047";

    /// <summary>Meters as the usage FAQ names them, and about how much one resource uses a day.</summary>
    private static readonly (string Meter, string Type, decimal Base)[] Meters =
    [
        ("9CD92D4C-BAFD-4492-B278-BEDC2DE8232A", "Microsoft.Compute/virtualMachines", 96),
        ("FAB6EB84-500B-4A09-A8CA-7358F8BBAEA5", "Microsoft.Compute/virtualMachines", 48),
        ("6DAB500F-A4FD-49C4-956D-229BB9C8C793", "Microsoft.Compute/virtualMachines", 24),
        ("F271A8A388C44D93956A063E1D2FA80B", "Microsoft.Network/publicIPAddresses", 24),
        ("B5C15376-6C94-4FDD-B655-1A69D138ACA3", "Microsoft.Storage/storageAccounts", 3072),
        ("09F8879E-87E9-4305-A572-4B7BE209F857", "Microsoft.Storage/storageAccounts", 480),
        ("43DAF82B-4618-444A-B994-40C23F7CD438", "Microsoft.Storage/storageAccounts", 1.25m),
        ("380874f9-300c-48e0-95a0-d2d9a21ade8f", "Microsoft.Compute/disks", 0.0323m),
    ];

    private static void AddStackUsage(World world)
    {
        Use(world, 0, Consolidated, 7);
        Use(world, 0, PhoneCompany, 5);
        Use(world, 0, Pharmaceuticals, 2);
        Use(world, 1, Consolidated, 9);
        Use(world, 1, Pharmaceuticals, 5);

        // A meter that no document has, a row whose data is cut off, and a subscription that was deleted ten days ago.
        DateOnly today = DateOnly.FromDateTime(world.Now.UtcDateTime);
        Stack.Stamp lyon = world.Stack.Stamps[1];
        string pharma = lyon.SubscriptionOf(Ids.Customer(Pharmaceuticals));
        DateOnly began = today.AddDays(-UsedDays);
        lyon.Usage.Resources.Add(new StackUsage.Used(pharma, WorkerTierMeter, Uri(pharma, "Microsoft.Web/sites", 1), 24, began));
        lyon.Usage.Resources.Add(
            new StackUsage.Used(pharma, Meters[0].Meter, Uri(pharma, Meters[0].Type, 77), 96, began)
            {
                Instance = "{\"Microsoft.Resources\":{\"resourceUri\":\"/subscriptions/",
            });
        string deleted = Ids.Named("deleted stack subscription");
        lyon.Usage.Resources.Add(
            new StackUsage.Used(deleted, Meters[0].Meter, Uri(deleted, Meters[0].Type, 1), 48, began, today.AddDays(-10)));
    }

    /// <summary>So many resources of each meter; every third one is reported a day late.</summary>
    private static void Use(World world, int stack, int number, int each)
    {
        Stack.Stamp stamp = world.Stack.Stamps[stack];
        string subscription = stamp.SubscriptionOf(Ids.Customer(number));
        DateOnly began = DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(-UsedDays);
        foreach ((string meter, string type, decimal amount) in Meters)
        {
            for (int i = 1; i <= each; i++)
            {
                stamp.Usage.Resources.Add(
                    new StackUsage.Used(subscription, meter, Uri(subscription, type, i), amount, began) { IsLate = i % 3 == 0 });
            }
        }
    }

    private static string Uri(string subscription, string type, int number) =>
        $"/subscriptions/{subscription}/resourceGroups/production/providers/{type}/{type.Split('/')[1]}{number}";
}
