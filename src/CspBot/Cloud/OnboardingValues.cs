using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <summary>A company to create as a customer (partner-center §2.5).</summary>
/// <param name="CompanyName">Legal name.</param>
/// <param name="Domain">The wanted <c>x.onmicrosoft.com</c>; see IsDomainFreeAsync.</param>
/// <param name="Contact">Who stands on the bill.</param>
/// <param name="Address">Where the company is.</param>
/// <param name="Culture">Such as <c>en-US</c>.</param>
/// <param name="RegistrationNumber">Needed in some countries (600049).</param>
internal sealed record NewCustomer(
    string CompanyName, string Domain, ContactPerson Contact, PostalAddress Address, string Culture, string? RegistrationNumber);

/// <summary>A person to write to.</summary>
internal sealed record ContactPerson(string FirstName, string LastName, string Email, string? PhoneNumber);

/// <summary>An address; the country is ISO 3166 with two letters.</summary>
internal sealed record PostalAddress(string Line1, string City, string? State, string PostalCode, string Country);

/// <summary>A customer just created. The administrator's password is told once only.</summary>
internal sealed record CreatedCustomer(Customer Customer, FirstAdministrator? Administrator, CloudReceipt Receipt);

/// <summary>The first administrator of a new directory; its text form never shows the password.</summary>
internal sealed class FirstAdministrator(string userName, string password)
{
    /// <summary>Without the domain.</summary>
    public string UserName { get; } = userName;

    /// <summary>For the customer's eyes; never for a log or a store.</summary>
    public string Password { get; } = password;

    public override string ToString() => UserName + " (password not shown)";
}

/// <summary>Whether the customer accepted the Microsoft Customer Agreement: confirmed by the partner or signed directly.</summary>
/// <param name="ConfirmedFor">Who accepted it, as the latest confirmation says: first and last name.</param>
internal sealed record AgreementState(bool IsConfirmed, DateTimeOffset? AgreedAt, string? ConfirmedFor, bool IsDirectlySigned)
{
    /// <summary>A plan can be bought (else 403/13605).</summary>
    public bool Allows => IsConfirmed || IsDirectlySigned;
}

/// <summary>What a customer has of Azure when a plan is to be bought.</summary>
/// <param name="Active">Partner Center's id of an active plan; null for none.</param>
/// <param name="HasLegacy">An active MS-AZR-0145P: no plan is sold beside it (partner-center §5.7).</param>
/// <param name="Asleep">
/// Name of a plan that was bought and can work again, or is about to: none is bought beside it. Null for none.
/// </param>
internal sealed record PlanStanding(string? Active, bool HasLegacy, string? Asleep);

/// <summary>What came of the order of an Azure plan.</summary>
/// <param name="SubscriptionId">Partner Center's id of the plan; null while the order is not fulfilled.</param>
/// <param name="OrderId">Null where the cart had been sent before.</param>
internal sealed record PlanPurchase(string? SubscriptionId, string? OrderId, CloudReceipt? Receipt);

/// <summary>A guest invited into a customer's directory (azure §6.3). Status: PendingAcceptance, Completed, InProgress, Error.</summary>
internal sealed record GuestInvitation(string UserId, string? RedeemUrl, string Status, CloudReceipt Receipt);

/// <summary>A registration of an Azure Stack in public Azure (azure §4.1). Billing model: PayAsYouUse, Capacity or Development.</summary>
internal sealed record StackRegistration(string Id, string Name, string? CloudId, string? BillingModel);

/// <summary>Which customer subscription pays for a tenant's use of a stack (azure §4.2); both ids lower case.</summary>
internal sealed record StackMapping(string SubscriptionId, string TenantId);

/// <summary>What mapping or unmapping found or did; the mapping is what was read back.</summary>
internal sealed record StackMappingChange(bool Changed, StackMapping? Mapping, CloudReceipt? Receipt);

/// <summary>A directory that a stamp lets in (azure §5.1); the name is its domain.</summary>
internal sealed record DirectoryTenant(string Name, string TenantId);

/// <summary>Health of one directory on a stamp; unhealthy means its administrator has to run the registration again (azure §5.3).</summary>
internal sealed record DirectoryHealth(string TenantId, string Name, bool IsHealthy, IReadOnlyList<string> UnhealthyApps);

/// <summary>A subscription on a stamp (azure §5.4).</summary>
internal sealed record StackSubscription(string Id, string Name, string State, string? OfferId);

/// <summary>Proof that a tenant can create something: a group was made, and removed again (or its removal was accepted).</summary>
internal sealed record StackProof(string Group, bool Removed, CloudReceipt Receipt);

/// <summary>A subscription that a stack's operator is to make.</summary>
internal sealed record NewStackSubscription(string Id, string Name, string TenantId, string Owner)
{
    /// <summary>Resource id of the operator's offer; empty where none is configured.</summary>
    public string OfferId { get; init; } = "";
}

/// <summary>The subscription as it now stands.</summary>
internal sealed record StackSubscriptionChange(StackUserSubscription Subscription, CloudReceipt Receipt);

/// <summary>A user's subscription on a stack, as the operator sees it.</summary>
/// <param name="Id">In lower case.</param>
/// <param name="TenantId">Directory of its users, in lower case; empty where the stamp does not tell.</param>
/// <param name="Owner">Sign-in name of its owner.</param>
/// <param name="OfferId">Resource id of the offer that it was made from.</param>
internal sealed record StackUserSubscription(string Id, string Name, string TenantId, string Owner, string OfferId, string State)
{
    private static readonly string[] Over = ["Deleted", "Deleting"];

    /// <summary>Somebody can work in it.</summary>
    public bool IsEnabled => CloudJson.SameWord(State, "Enabled");

    /// <summary>Still listed, and on its way out for good (SubscriptionState of the specification).</summary>
    public bool IsGone => Over.Contains(State, StringComparer.OrdinalIgnoreCase);
}
