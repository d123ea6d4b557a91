namespace CspBot.Partner;

/// <summary>The roles that Partner Center gives by group membership (facts partner-center §8.1).</summary>
internal enum PartnerRole
{
    AdminAgent,
    SalesAgent,
    HelpdeskAgent,
}
