using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>The customers of Partner Center: list with pages and filter, one by id, agreements (facts, partner-center §1.6, §2).</summary>
internal static class PartnerCenterCustomersApi
{
    private const int DefaultPage = 500;
    private const string AgreementTemplate = "117a77b0-9360-443b-8795-c6dedc750cf9";

    public static void Map(Routes routes)
    {
        routes.Map("GET", "/v1/customers", List);
        routes.Map("POST", "/v1/customers", Create);
        routes.Map("GET", "/v1/customers/relationshiprequests", PartnerCenterApi.UserOnly(RelationshipRequest));
        routes.Map("GET", "/v1/customers/{customer}", PartnerCenterApi.OfCustomer(One, needsCommerce: false));
        routes.Map("PATCH", "/v1/customers/{customer}", PartnerCenterApi.AdminOnly(PartnerCenterApi.OfCustomer(EndRelation)));
        routes.Map("GET", "/v1/customers/{customer}/profiles/company", PartnerCenterApi.OfCustomer(Company, needsCommerce: false));
        routes.Map("GET", "/v1/customers/{customer}/users", PartnerCenterApi.UserOnly(PartnerCenterApi.OfCustomer(Users)));
        routes.Map("GET", "/v1/customers/{customer}/agreements", PartnerCenterApi.UserOnly(PartnerCenterApi.OfCustomer(Agreements)));
        routes.Map("POST", "/v1/customers/{customer}/agreements", PartnerCenterApi.UserOnly(PartnerCenterApi.OfCustomer(Retired)));
        routes.Map(
            "GET",
            "/v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus",
            PartnerCenterApi.UserOnly(
                PartnerCenterApi.OfCustomer((_, customer) => Answer.Ok(new { isSigned = customer.AgreementSigned }))));
        routes.Map(
            "POST", "/v1/customers/{customer}/applicationconsents", PartnerCenterApi.AdminOnly(PartnerCenterApi.OfCustomer(Consent)));
        routes.Map("GET", "/v1/agreements", AgreementTemplates);
        routes.Map("HEAD", "/v1/domains/{domain}", call => new Answer(call.World.Tenant(call["domain"]) is null ? 404 : 200));
        routes.Map("GET", "/v1/domains/{domain}", call => new Answer(call.World.Tenant(call["domain"]) is null ? 404 : 200));
    }

    private static Answer List(Call call)
    {
        string filterText = call.Parameter("filter") ?? "";
        int size = int.TryParse(call.Parameter("size"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0
            ? Math.Min(asked, DefaultPage)
            : DefaultPage;
        if (!TryFilter(filterText, out Func<Customer, bool> filter))
            return PartnerCenterApi.Fault(400, "3000", "The filter is not valid.");
        if (!Continuation.TryRead(call, filterText, out int? place))
            return PartnerCenterApi.Fault(400, "800002", "The continuation token is not valid for this query.");
        int skip = place ?? 0;
        List<Customer> page = [.. call.World.Customers.Where(filter).Skip(skip).Take(size + 1)];
        bool more = page.Count > size;
        string self = $"/customers?size={size}{(filterText.Length > 0 ? "&filter=" + Uri.EscapeDataString(filterText) : "")}";
        object? next = more ? Continuation.Next(self, filterText, skip + size) : null;
        return PartnerCenterApi.Collection([.. page.Take(size).Select(Summary)], self, next);
    }

    /// <summary>Only <c>starts_with</c> on name or domain exists; without regard to case.</summary>
    private static bool TryFilter(string text, out Func<Customer, bool> filter)
    {
        filter = _ => true;
        if (text.Length == 0)
            return true;
        if (PartnerCenterFilter.Read(text) is not { Value: string value } asked)
            return false;
        if (!Ids.Same(asked.Operator, "starts_with"))
            return false;
        switch (asked.Field.ToUpperInvariant())
        {
            case "COMPANYNAME":
                filter = customer => customer.Name.StartsWith(value, StringComparison.OrdinalIgnoreCase);
                return true;
            case "DOMAIN":
                filter = customer => customer.Domain.StartsWith(value, StringComparison.OrdinalIgnoreCase);
                return true;
            case "INDIRECTRESELLER" or "INDIRECTCLOUDSOLUTIONPROVIDER":
                filter = _ => false;
                return true;
            default:
                return false;
        }
    }

    private static object Summary(Customer customer) => new
    {
        id = customer.Id,
        companyProfile = Profile(customer, withAddress: false),
        relationshipToPartner = customer.Relationship,
        links = new { self = PartnerCenterApi.Link($"/customers/{customer.Id}") },
        attributes = new { objectType = "Customer" },
    };

    private static Answer One(Call call, Customer customer) => Answer.Ok(Whole(call, customer, password: null));

    private static object Whole(Call call, Customer customer, string? password) => new
    {
        id = customer.Id,
        commerceId = Ids.Named($"commerce|{customer.Id}"),
        companyProfile = Profile(customer, withAddress: customer.LetsIn(call.World.Now)),
        billingProfile = new
        {
            id = Ids.Named($"billing|{customer.Id}"),
            firstName = "Billing",
            lastName = "Contact",
            email = $"billing@{customer.Domain}",
            culture = Culture(customer),
            language = Culture(customer)[..2],
            companyName = customer.Name,
            defaultAddress = Address(customer),
            attributes = new { etag = "-4242348048554929329", objectType = "CustomerBillingProfile" },
        },
        relationshipToPartner = customer.Relationship,

        // DAP is gone; this member never says that a granular relation exists (facts, partner-center §9).
        allowDelegatedAccess = false,
        customDomains = customer.LetsIn(call.World.Now) ? new[] { customer.Domain } : null,
        userCredentials = password is null ? null : new { userName = "admin", password },
        links = new { self = PartnerCenterApi.Link($"/customers/{customer.Id}") },
        attributes = new { objectType = "Customer" },
    };

    /// <summary>As people of the country write.</summary>
    private static string Culture(Customer customer) => customer.Country switch
    {
        "FR" => "fr-FR",
        "AT" => "de-AT",
        _ => "en-US",
    };

    private static object Profile(Customer customer, bool withAddress) => new
    {
        tenantId = customer.Id,
        domain = customer.Domain,
        companyName = customer.Name,
        address = withAddress ? Address(customer) : null,
        email = withAddress ? $"contact@{customer.Domain}" : null,
        links = new { self = PartnerCenterApi.Link($"/customers/{customer.Id}/profiles/company") },
        attributes = new { objectType = "CustomerCompanyProfile" },
    };

    private static object Address(Customer customer) => new
    {
        country = customer.Country,
        city = "Sandbox",
        addressLine1 = "1 Main Street",
        postalCode = "10001",
        phoneNumber = "4255550100",
    };

    private static Answer Company(Call call, Customer customer) =>
        Answer.Ok(Profile(customer, withAddress: customer.LetsIn(call.World.Now)));

    private static Answer RelationshipRequest(Call call) => Answer.Ok(new
    {
        url = $"https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId={Ids.PartnerTenant}&msppId=0&DAP=false#"
            + "/BillingAccounts/partner-invitation",
        attributes = new { objectType = "RelationshipRequest" },
    });

    private static Answer EndRelation(Call call, Customer customer)
    {
        if (call.Json?["relationshipToPartner"]?.ToString() is not { } relation || !Ids.Same(relation, "none"))
            return PartnerCenterApi.Fault(400, "3000", "Only relationshipToPartner none can be set.");
        if (customer.Subscriptions.Exists(item => item.Status == "active"))
            return PartnerCenterApi.Fault(400, "800002", "The customer has active subscriptions.");
        customer.Relationship = "none";
        return Answer.Ok(Whole(call, customer, password: null));
    }

    private static Answer Create(Call call)
    {
        string? name = call.Json?["CompanyProfile"]?["CompanyName"]?.ToString() ?? call.Json?["BillingProfile"]?["CompanyName"]?.ToString();
        string? domain = call.Json?["CompanyProfile"]?["Domain"]?.ToString();
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(domain) || call.Header("MS-RequestId") is null)
            return PartnerCenterApi.Fault(400, "3000", "Company name, domain and MS-RequestId are needed.");
        if (call.World.Tenant(domain) is not null)
            return PartnerCenterApi.Fault(409, "3000", "The domain is taken.");
        string country = call.Json?["BillingProfile"]?["DefaultAddress"]?["Country"]?.ToString() ?? "US";
        Customer customer = call.World.CreateCustomer(name, domain, country);
        AuditedOperation added = new("customer", "add_customer", Before: null, new { customer.Id, CompanyName = name });
        PartnerCenterAuditApi.Record(call, customer, added);
        return new Answer(201, Whole(call, customer, password: Guid.NewGuid().ToString("N")));
    }

    private static Answer Users(Call call, Customer customer)
    {
        if (!customer.LetsIn(call.World.Now))
            return PartnerCenterApi.Fault(403, "900308", "Insufficient privileges in the customer's directory.");
        return PartnerCenterApi.Collection(
            [
                .. call.World.People.UsersOf(customer.Id).Select(user => new
                {
                    id = user.Id,
                    userPrincipalName = user.UserPrincipalName,
                    displayName = user.DisplayName,
                    userDomainType = "managed",
                    state = user.Enabled ? "active" : "inactive",
                    attributes = new { objectType = "CustomerUser" },
                }),
            ],
            $"/customers/{customer.Id}/users");
    }

    private static Answer Agreements(Call call, Customer customer) => PartnerCenterApi.Collection(
        customer is { AgreementAccepted: true, AgreementSigned: false } ? [Agreement(customer)] : [],
        $"/customers/{customer.Id}/agreements");

    /// <summary>
    /// The partner's attestation ended on 2026-01-05 (facts, november-2026 §A); what the service
    /// answers since is not documented: a refusal.
    /// </summary>
    private static Answer Retired(Call call, Customer customer) =>
        PartnerCenterApi.Fault(
            410, "3000", "The partner can no longer attest the customer's acceptance; the customer accepts the agreement itself.");

    /// <summary>Makes our application known in the customer's tenant, which sign-in refused so far (facts, partner-center §2.6).</summary>
    private static Answer Consent(Call call, Customer customer)
    {
        if (!Ids.Same(call.Json?["applicationId"]?.ToString(), call.Token!.AppId)
            || call.Json?["applicationGrants"] is not JsonArray { Count: > 0 })
            return PartnerCenterApi.Fault(400, "3000", "applicationId must be the caller's own, and applicationGrants must not be empty.");
        if (!customer.LetsIn(call.World.Now))
            return PartnerCenterApi.Fault(403, "900308", "Insufficient privileges in the customer's directory.");
        if (customer.SignInError is not (65001 or 700016))
            return PartnerCenterApi.Fault(409, "800002", "The application was consented already.");
        customer.SignInError = null;
        return new Answer(201, new { applicationId = call.Token.AppId, applicationGrants = call.Json["applicationGrants"] });
    }

    private static object Agreement(Customer customer) => new
    {
        primaryContact = new { firstName = "Ada", lastName = "Contact", email = $"contact@{customer.Domain}", phoneNumber = "4255550100" },
        templateId = AgreementTemplate,
        dateAgreed = "2025-06-14T00:00:00Z",
        type = "MicrosoftCustomerAgreement",
        userId = Ids.ServiceAccount,
    };

    private static Answer AgreementTemplates(Call call) => PartnerCenterApi.Collection(
        [new
        {
            templateId = AgreementTemplate,
            agreementType = "MicrosoftCustomerAgreement",
            agreementLink = "https://aka.ms/customeragreement",
        }],
        "/agreements");
}
