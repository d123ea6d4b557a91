using System.Collections.Frozen;

namespace CspBot.Partner;

/// <summary>What one needs a role for, in Partner Center and in this bot.</summary>
internal enum PartnerPower
{
    SeeCustomers,
    SeePurchases,
    SeePermission,
    SeeActivityLog,
    BuyReservations,
    ManageReservations,
    AskReservations,
    ChangePermission,
    GiveOwner,
    OnboardStack,
    AskReseller,
    AskDelegation,
    SetBudget,
    BuyPlan,
    HandOverVisualStudio,
    ManagePartnerUsers,
}

/// <summary>
/// THE TABLE of what each role may (facts partner-center §8.2). Dialogs take their roles from it, help shows it.
/// </summary>
/// <remarks>
/// Who buys and manages reservations is contradictory (§12, 11 and 12): the seed's header names all five roles, the newer pages admin and
/// sales agents for buying, and for managing those who have a right in Azure, which by Partner Center's role alone is the admin agent.
/// In this bot a sales agent asks for all of it, and an admin agent's yes is what runs it. No page says who may set a budget: admin
/// agents, as all that changes a customer. A hand-over of Visual Studio licences changes nothing anywhere: any agent keeps it.
/// </remarks>
internal static class PartnerPowers
{
    private static readonly PartnerRole[] Agents = [PartnerRole.AdminAgent, PartnerRole.SalesAgent, PartnerRole.HelpdeskAgent];

    private static readonly FrozenDictionary<PartnerPower, PartnerRole[]> Table = new Dictionary<PartnerPower, PartnerRole[]>
    {
        [PartnerPower.SeeCustomers] = Agents,
        [PartnerPower.SeePurchases] = Agents,
        [PartnerPower.SeePermission] = Agents,
        [PartnerPower.SeeActivityLog] = [.. Agents, PartnerRole.GlobalAdministrator, PartnerRole.UserAdministrator],
        [PartnerPower.BuyReservations] = [PartnerRole.AdminAgent, PartnerRole.SalesAgent],
        [PartnerPower.ManageReservations] = [PartnerRole.AdminAgent],
        [PartnerPower.AskReservations] = [PartnerRole.AdminAgent, PartnerRole.SalesAgent],
        [PartnerPower.ChangePermission] = [PartnerRole.AdminAgent],
        [PartnerPower.GiveOwner] = [PartnerRole.AdminAgent],
        [PartnerPower.OnboardStack] = [PartnerRole.AdminAgent],
        [PartnerPower.AskReseller] = [PartnerRole.AdminAgent, PartnerRole.SalesAgent],
        [PartnerPower.AskDelegation] = [PartnerRole.AdminAgent],
        [PartnerPower.SetBudget] = [PartnerRole.AdminAgent],
        [PartnerPower.BuyPlan] = [PartnerRole.AdminAgent, PartnerRole.SalesAgent],
        [PartnerPower.HandOverVisualStudio] = Agents,
        [PartnerPower.ManagePartnerUsers] = [PartnerRole.GlobalAdministrator, PartnerRole.UserAdministrator],
    }.ToFrozenDictionary();

    /// <summary>In the order in which they are told.</summary>
    public static IReadOnlyList<PartnerPower> All { get; } = Enum.GetValues<PartnerPower>();

    /// <summary>The roles that may; any one is enough.</summary>
    public static IReadOnlyList<PartnerRole> Who(PartnerPower power) => Table[power];

    /// <summary>The role that is named to somebody who lacks all of them.</summary>
    public static PartnerRole First(PartnerPower power) => Table[power][0];

    public static bool May(this Caller caller, PartnerPower power) => caller.HasAny(Table[power]);
}
