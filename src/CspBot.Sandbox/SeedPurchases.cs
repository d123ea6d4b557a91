namespace CspBot.Sandbox;

/// <summary>What happened before the start: permissions given, reservations bought.</summary>
internal static partial class Seed
{
    private const int Lamna = 39;
    private const int Munson = 40;

    private static void AddHistory(World world)
    {
        DateTimeOffset now = world.Now;
        Grant(world, Lamna, [SelfServePolicy.ReservedInstances], now.AddDays(-40));
        Grant(world, Munson, [SelfServePolicy.ReservedInstances, SelfServePolicy.SavingsPlan], now.AddDays(-20));
    }

    private static void Grant(World world, int customer, IReadOnlyList<string> permissions, DateTimeOffset at) => PartnerCenterPolicyApi.Set(
        world,
        world.Customer(Ids.Customer(customer))!,
        permissions,
        world.People.User(Ids.Aisha)!.UserPrincipalName,
        PartnerCenterPolicyApi.PortalApplication,
        audited: true,
        at);
}
