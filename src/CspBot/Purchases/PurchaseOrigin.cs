namespace CspBot.Purchases;

/// <summary>
/// Who placed an order, as far as something says so: how a customer's own purchase is marked is not documented (facts
/// partner-center §5.4).
/// </summary>
/// <param name="IsOwn">The bot placed it.</param>
/// <param name="Request">The request that did.</param>
/// <param name="By">Who, as the activity log wrote it.</param>
/// <param name="Through">Where, as the activity log wrote it.</param>
internal sealed record PurchaseOrigin(bool IsOwn, string? Request, string? By, string? Through)
{
    /// <summary>What the log's records of purchases in the portal say (facts partner-center §5.4, §6.2).</summary>
    private const string Portal = "Partner Center Web";

    /// <summary>Somebody of the partner's placed it in Partner Center: the log says so of the place.</summary>
    public bool IsPortal => string.Equals(Through, Portal, StringComparison.OrdinalIgnoreCase);

    /// <summary>The one who placed it is a user of this domain.</summary>
    public bool IsOf(string domain) =>
        domain.Length > 0 && By?.EndsWith("@" + domain, StringComparison.OrdinalIgnoreCase) == true;
}
