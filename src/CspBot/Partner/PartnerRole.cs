namespace CspBot.Partner;

/// <summary>
/// The five roles of a partner's people (facts partner-center §8.1): three by membership of a group, two of the partner's directory.
/// </summary>
internal enum PartnerRole
{
    AdminAgent,
    SalesAgent,
    HelpdeskAgent,

    /// <summary>Manages the partner itself; reaches no customer by it.</summary>
    GlobalAdministrator,

    /// <summary>Manages the partner's users; reaches no customer by it.</summary>
    UserAdministrator,
}
