using System.Globalization;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;

namespace CspBot.Cloud;

/// <content>From a new company to an Azure plan (partner-center §2.5, §5.7).</content>
internal sealed partial class AzureOperations
{
    private const string PlanProductId = "DZH318Z0BPS6";
    private const string PlanSku = "0001";

    /// <summary>Nobody has this <c>x.onmicrosoft.com</c> yet.</summary>
    public async Task<bool> IsDomainFreeAsync(string domain, CancellationToken ct) => !await partner.IsDomainTakenAsync(domain, ct);

    /// <summary>
    /// Our customer with exactly this domain; null when there is none. The way to read back a creation whose answer was lost.
    /// </summary>
    public async Task<Customer?> FindCustomerByDomainAsync(string domain, CancellationToken ct)
    {
        var found = await partner.FilterDomainsAsync(domain, ct);
        return found.Select(CustomerIndex.Read).FirstOrDefault(c => c is not null && CloudJson.SameId(c.Domain, domain));
    }

    /// <summary>Creates a customer and its directory. POST, never repeated; the same request id has one effect.</summary>
    /// <remarks>
    /// The relation may read <c>none</c> at first (partner-center §12 row 22). On an unknown fault ask
    /// <see cref="FindCustomerByDomainAsync"/>. The password comes once only. Refused with codes 600002, 600049, 600050
    /// (registration number) and 600051 (phone number).
    /// </remarks>
    public async Task<CreatedCustomer> CreateCustomerAsync(NewCustomer customer, string requestId, CancellationToken ct)
    {
        var (contact, address) = (customer.Contact, customer.Address);
        var body = new NewCustomerBody(
            new NewCompanyBody(customer.Domain, customer.RegistrationNumber),
            new NewBillingBody(
                customer.Culture,
                contact.Email,
                CultureInfo.GetCultureInfo(customer.Culture).TwoLetterISOLanguageName,
                customer.CompanyName,
                new NewAddressBody(
                    contact.FirstName, contact.LastName, address.Line1, address.City, address.State, address.PostalCode, address.Country,
                    contact.PhoneNumber)));
        var (created, receipt) = await partner.CreateCustomerAsync(body, requestId, ct);
        var id = created.Id ?? created.CompanyProfile?.TenantId ?? "";
        var domain = created.CompanyProfile?.Domain ?? customer.Domain;
        var administrator = created.UserCredentials is { UserName: { } name, Password: { } password }
            ? new FirstAdministrator(name, password)
            : null;
        return new CreatedCustomer(
            new Customer(id, CloudJson.Named(created.CompanyProfile?.CompanyName, customer.CompanyName), domain), administrator, receipt);
    }

    /// <summary>
    /// The country of the customer's bill, two letters: the market in which it buys (partner-center
    /// §2.3); null when Partner Center does not tell.
    /// </summary>
    public async Task<string?> FindCountryAsync(string customerId, CancellationToken ct)
    {
        var shape = await partner.GetCustomerAsync(Tenant(customerId), ct);
        return (shape.BillingProfile?.DefaultAddress ?? shape.CompanyProfile?.Address)?.Country is { Length: 2 } country
            ? country.ToUpperInvariant()
            : null;
    }

    /// <summary>Whether the Microsoft Customer Agreement stands, either way.</summary>
    public async Task<AgreementState> GetAgreementAsync(string customerId, CancellationToken ct)
    {
        var confirmed = partner.ListAgreementsAsync(Tenant(customerId), ct);
        var signed = partner.IsDirectlySignedAsync(Tenant(customerId), ct);
        await Task.WhenAll(confirmed, signed);
        var latest = (await confirmed)
            .Where(a => CloudJson.SameWord(a.Type, "MicrosoftCustomerAgreement"))
            .MaxBy(a => CloudJson.Time(a.DateAgreed));
        var person = latest?.PrimaryContact is { } contact ? $"{contact.FirstName} {contact.LastName}".Trim() : null;
        return new AgreementState(latest is not null, CloudJson.Time(latest?.DateAgreed), person, await signed);
    }

    /// <summary>The customer's active Azure plan; null when it has none.</summary>
    public async Task<string?> FindAzurePlanAsync(string customerId, CancellationToken ct)
    {
        var sold = await partner.ListSubscriptionsAsync(Tenant(customerId), ct);
        return sold.FirstOrDefault(s => IsPlan(s) && IsActive(s.Status))?.Id;
    }

    /// <summary>What a purchase of the plan depends on: one that is there, and a legacy subscription beside which none is sold.</summary>
    public async Task<PlanStanding> FindPlansAsync(string customerId, CancellationToken ct)
    {
        var sold = await partner.ListSubscriptionsAsync(Tenant(customerId), ct);
        return new PlanStanding(
            sold.FirstOrDefault(one => IsPlan(one) && IsActive(one.Status))?.Id,
            sold.Any(one => CloudJson.SameId(one.OfferId, LegacyOffer) && IsActive(one.Status)),
            sold.FirstOrDefault(one => IsPlan(one) && IsAsleep(one.Status)) is { } asleep
                ? asleep.FriendlyName ?? asleep.OfferName ?? asleep.Id
                : null);
    }

    /// <summary>The order of a plan that was placed since then and is not cancelled; up to 15 minutes late (partner-center §5.4).</summary>
    public async Task<string?> FindAzurePlanOrderAsync(string customerId, DateTimeOffset since, CancellationToken ct) =>
        (await ListOrdersAsync(customerId, onlyOneTime: false, ct)).FirstOrDefault(order =>
            order.CreatedAt >= since
            && !CloudJson.SameWord(order.Status, "cancelled")
            && order.Lines.Any(line => line.OfferId.StartsWith(PlanProduct, StringComparison.OrdinalIgnoreCase)))?.Id;

    /// <summary>A cart with the plan. It binds to nothing; a line that cannot be bought carries its error. POST, not repeated.</summary>
    /// <param name="customerId">Customer's tenant.</param>
    /// <param name="country">Two letters; the catalogue's market.</param>
    /// <param name="requestId">GUID of the purchase: the cart's id is derived from it, so a retry makes no second one.</param>
    /// <param name="ct">Cancels.</param>
    /// <remarks>Product DZH318Z0BPS6, SKU 0001, no term (partner-center §5.7).</remarks>
    public async Task<ShoppingCart> FillPlanCartAsync(string customerId, string country, string requestId, CancellationToken ct)
    {
        var item = await FindPlanOfferAsync(country, ct);
        var wanted = new CartShape
        {
            LineItems = [new CartLineShape { Id = 0, CatalogItemId = item, Quantity = 1, BillingCycle = "one_time" }],
        };
        var (cart, _) = await partner.CreateCartAsync(Tenant(customerId), wanted, Derived(requestId, "cart"), ct);
        return Read(cart);
    }

    /// <summary>
    /// Orders that cart. POST, never repeated by itself: on an unknown fault the cart's status, the customer's subscriptions and its orders
    /// tell more. 800065 and 800064 mean that it was sent already; refused with 13605 where the agreement is missing.
    /// </summary>
    public async Task<PlanPurchase> OrderPlanAsync(string customerId, string cartId, string requestId, CancellationToken ct)
    {
        var tenant = Tenant(customerId);
        try
        {
            var (result, receipt) = await partner.CheckoutAsync(tenant, cartId, Derived(requestId, "checkout"), ct);
            if (result.OrderErrors?.FirstOrDefault() is { } refused)
                throw new CloudFault(
                    CloudReason.Refused,
                    "partnercenter",
                    null,
                    refused.Code,
                    receipt.RequestId,
                    $"The plan was not ordered: {refused.Description}");
            return new PlanPurchase(await FindAzurePlanAsync(tenant, ct), result.Orders?.FirstOrDefault()?.Id, receipt);
        }
        catch (CloudFault fault) when (fault.Code is "800065" or "800064")
        {
            return new PlanPurchase(await FindAzurePlanAsync(tenant, ct), null, null);
        }
    }

    private async Task<string> FindPlanOfferAsync(string country, CancellationToken ct)
    {
        var products = await partner.ListAzureProductsAsync(country, ct);
        if (!products.Any(p => CloudJson.SameId(p.Id, PlanProductId)))
            throw NotOffered(country);
        var skus = await partner.ListSkusAsync(PlanProductId, country, ct);
        if (!skus.Any(s => s.Id == PlanSku))
            throw NotOffered(country);
        var availabilities = await partner.ListAvailabilitiesAsync(PlanProductId, PlanSku, country, ct);
        return availabilities.FirstOrDefault(a => a.IsPurchasable != false && !string.IsNullOrEmpty(a.CatalogItemId))?.CatalogItemId
            ?? throw NotOffered(country);
    }

    private static bool IsPlan(SubscriptionShape sold) =>
        sold.OfferId?.StartsWith(PlanProduct, StringComparison.OrdinalIgnoreCase) == true && !string.IsNullOrEmpty(sold.Id);

    /// <summary>Neither active nor gone for good (partner-center §3).</summary>
    public static bool IsAsleep(string? status) => status?.ToLowerInvariant() is "suspended" or "pending" or "disabled";

    private static string Derived(string requestId, string step) =>
        DeterministicGuid.Version5(AssignmentNames, $"{requestId}|{step}").ToString();

    private static CloudFault NotOffered(string country) =>
        new(CloudReason.NotFound, "partnercenter", null, "NotOffered", null, $"The Azure plan is not offered in {country}.");
}
