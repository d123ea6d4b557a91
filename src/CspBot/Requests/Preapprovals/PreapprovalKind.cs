using CspBot.Partner;

namespace CspBot.Requests.Preapprovals;

/// <summary>
/// What can be pre-approved: kinds that need an approval and have a limit to tell. Others, such as an order without an amount, are asked
/// for one by one.
/// </summary>
/// <param name="Name">Its operation's stored name.</param>
/// <param name="Dialog">Name of the dialog in which it is asked for.</param>
/// <param name="Power">Who may ask for it.</param>
internal sealed record PreapprovalKind(string Name, string Dialog, PartnerPower Power)
{
    public const string GrantOwner = "grant-owner";
    public const string ExtendAccess = "extend-access";
    public const string ReservationPermission = "reservation-permission";
    public const string ReservationBuy = "reservation-buy";
    public const string SavingsPlan = "buy-savings-plan";
    public const string ReservationExchange = "reservation-exchange";
    public const string ReservationReturn = "reservation-return";

    private const string Customers = "customers";
    private const string Reservations = "reservations";

    /// <inheritdoc cref="Operation.RuledLike"/>
    public string? RuledLike { get; init; }

    public PartnerPower RunPower { get; init; } = Power;

    /// <summary>It is limited to Azure roles.</summary>
    public bool HasRole { get; init; }

    /// <summary>It is limited in time.</summary>
    public bool HasLength { get; init; }

    /// <summary>It is limited to an amount.</summary>
    public bool HasAmount { get; init; }

    /// <summary>In the order of the form.</summary>
    public static IReadOnlyList<PreapprovalKind> All { get; } =
    [
        new(GrantOwner, GrantOwner, PartnerPower.GiveOwner) { RuledLike = GrantOwner, HasRole = true, HasLength = true },
        new(ExtendAccess, Customers, PartnerPower.GiveOwner) { RuledLike = GrantOwner, HasRole = true, HasLength = true },
        new(ReservationPermission, ReservationPermission, PartnerPower.ChangePermission) { HasLength = true },
        Priced(ReservationBuy, PartnerPower.BuyReservations),
        Priced(SavingsPlan, PartnerPower.BuyReservations),
        Priced(ReservationExchange, PartnerPower.AskReservations),
        Priced(ReservationReturn, PartnerPower.AskReservations),
    ];

    public static PreapprovalKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    private static PreapprovalKind Priced(string name, PartnerPower power) =>
        new(name, Reservations, power) { RunPower = PartnerPower.ManageReservations, HasAmount = true };
}
