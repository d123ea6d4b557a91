using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;

namespace CspBot.Dialogs.Requests;

/// <summary>
/// One kind of thing that can be asked for, as the rules know it. The operations themselves say the same of themselves: a test holds both
/// side by side.
/// </summary>
/// <param name="Name">Its operation's stored name.</param>
/// <param name="Dialog">Name of the dialog in which it is asked for.</param>
internal sealed record SimulatedKind(string Name, string Dialog, PartnerPower Power)
{
    private const string GivesRights = "grant-owner";
    private const string Customers = "customers";
    private const string Reservations = "reservations";
    private const string Stack = "onboard-stack-tenant";

    public PartnerPower RunPower { get; init; } = Power;

    public bool TakesAway { get; init; }

    public bool NeedsNobody { get; init; }

    public string? RuledLike { get; init; }

    /// <summary>It gives an Azure role.</summary>
    public bool HasRole { get; init; }

    /// <summary>What it gives lasts for a time, or for good.</summary>
    public bool HasLength { get; init; }

    /// <summary>It binds the customer to an amount.</summary>
    public bool HasAmount { get; init; }

    /// <summary>In the order of the form.</summary>
    public static IReadOnlyList<SimulatedKind> All { get; } =
    [
        new(GivesRights, GivesRights, PartnerPower.GiveOwner) { RuledLike = GivesRights, HasRole = true, HasLength = true },
        new("extend-access", Customers, PartnerPower.GiveOwner) { RuledLike = GivesRights, HasRole = true, HasLength = true },
        new("revoke-access", Customers, PartnerPower.GiveOwner) { TakesAway = true, NeedsNobody = true },
        new("reservation-permission", "reservation-permission", PartnerPower.ChangePermission) { HasLength = true },
        Managed("reservation-buy") with { Power = PartnerPower.BuyReservations, HasAmount = true },
        Managed("buy-savings-plan") with { Power = PartnerPower.BuyReservations, HasAmount = true },
        Managed("reservation-exchange") with { HasAmount = true },
        Managed("reservation-return") with { HasAmount = true },
        Managed("reshape-reservations"),
        new("request-relation", Customers, PartnerPower.AskDelegation) { HasLength = true },
        new("set-budget", Customers, PartnerPower.SetBudget) { NeedsNobody = true },
        new("buy-azure-plan", Customers, PartnerPower.BuyPlan) { RunPower = PartnerPower.ManageReservations, RuledLike = Stack },
        new(Stack, Stack, PartnerPower.OnboardStack),
        new("offboard-stack-tenant", Stack, PartnerPower.OnboardStack),
        new("hand-over-visual-studio", "visual-studio", PartnerPower.HandOverVisualStudio) { NeedsNobody = true },
    ];

    public static SimulatedKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>What would be asked for, as far as the form tells it.</summary>
    public PolicyCase Case(SimulateForm form, string customerId, string customerName) => new(Dialog, customerId, customerName)
    {
        RuledLike = RuledLike,
        Power = Power,
        RunPower = RunPower,
        TakesAway = TakesAway,
        NeedsNobody = NeedsNobody,
        Roles = HasRole ? form.Roles : [],
        Lasts = HasLength ? form.Length : null,
        Amount = HasAmount ? new CommittedAmount(form.Money, null) : null,
        PreapprovedAs = PreapprovalKind.Find(Name)?.Name,
    };

    private static SimulatedKind Managed(string name) =>
        new(name, Reservations, PartnerPower.AskReservations) { RunPower = PartnerPower.ManageReservations };
}
