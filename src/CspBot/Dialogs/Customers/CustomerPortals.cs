using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>THE TABLE of Microsoft's pages that a customer's card opens, each with its source.</summary>
internal static class CustomerPortals
{
    /// <summary>
    /// Partner Center, the customer's page. No document has the address; tools of partners use it,
    /// and others the sibling <c>…/servicemanagementpage</c> (CIPP).
    /// </summary>
    private const string PartnerCenterPage = "https://partner.microsoft.com/dashboard/v2/customers/{0}/account";

    /// <summary>Microsoft 365 admin centre as the customer's delegated administrator (CIPP, CIPP-API: the same address in both).</summary>
    private const string AdminPage = "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={0}&CSDEST=o365admincenter";

    /// <summary>
    /// Azure portal in the customer's directory (CIPP), there at a resource by its id (as Microsoft's own extensions for Visual Studio Code
    /// open it: <c>portal.azure.com/{tenant}/#resource{id}</c>); <c>/users</c> is the menu entry Access control (IAM) of a subscription.
    /// That last word stands in no document: assumed from the portal's own address line.
    /// </summary>
    private const string AzurePage = "https://portal.azure.com/{0}";
    private const string AccessPage = AzurePage + "/#resource/subscriptions/{1}/users";

    /// <param name="customer">GUID of its tenant.</param>
    public static Uri PartnerCenter(Guid customer) => At(PartnerCenterPage, customer);

    public static Uri Microsoft365(Guid customer) => At(AdminPage, customer);

    public static Uri Azure(Guid customer) => At(AzurePage, customer);

    /// <summary>Access control of a subscription.</summary>
    public static Uri Access(Guid customer, Guid subscription) => At(AccessPage, customer, subscription);

    /// <summary>Words to click: three buttons with such names are cut on a narrow card.</summary>
    /// <param name="subscription">The one whose access control opens; null opens the directory alone.</param>
    public static IEnumerable<AdaptiveColumn> Words(Texts texts, Guid customer, Guid? subscription) =>
    [
        Word(texts[CustomersText.Portal_partner], PartnerCenter(customer)),
        Word(texts[CustomersText.Portal_azure], subscription is { } one ? Access(customer, one) : Azure(customer)),
        Word(texts[CustomersText.Portal_admin], Microsoft365(customer)),
    ];

    private static AdaptiveColumn Word(string word, Uri url) => new()
    {
        Items =
        [
            new AdaptiveTextBlock(word + " ↗") { Wrap = true, Color = AdaptiveTextColor.Accent, Weight = AdaptiveTextWeight.Bolder },
        ],
        Width = "auto",
        SelectAction = new AdaptiveOpenUrlAction { Title = word, Url = url },
    };

    private static Uri At(string page, params Guid[] ids) =>
        new(string.Format(System.Globalization.CultureInfo.InvariantCulture, page, [.. ids.Select(id => (object)id.ToString())]));
}
