using System.Text.Json.Serialization;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <summary>A page of a Partner Center collection (partner-center §1.5, §1.6).</summary>
internal sealed class PageShape<T>
{
    public List<T>? Items { get; init; }

    public PageLinksShape? Links { get; init; }

    public string? ContinuationToken { get; init; }
}

/// <summary>Links of a page.</summary>
internal sealed class PageLinksShape
{
    public LinkShape? Next { get; init; }
}

/// <summary>A link: usually relative and without <c>/v1</c>.</summary>
internal sealed class LinkShape
{
    public string? Uri { get; init; }

    public List<LinkHeaderShape>? Headers { get; init; }
}

/// <summary>A header to send when following a link.</summary>
internal sealed class LinkHeaderShape
{
    public string? Key { get; init; }

    [JsonConverter(typeof(LooseTextConverter))]
    public string? Value { get; init; }
}

/// <summary>Customer, in a list or by id (partner-center §2.2, §2.3).</summary>
internal sealed class CustomerShape
{
    public string? Id { get; init; }

    public CompanyProfileShape? CompanyProfile { get; init; }

    public string? RelationshipToPartner { get; init; }

    public BillingProfileShape? BillingProfile { get; init; }
}

/// <summary>A customer's billing profile, the fields in use.</summary>
internal sealed class BillingProfileShape
{
    public string? Culture { get; init; }

    public string? Language { get; init; }

    public AddressShape? DefaultAddress { get; init; }
}

/// <summary>An address, the field in use.</summary>
internal sealed class AddressShape
{
    public string? Country { get; init; }
}

/// <summary>A customer's company.</summary>
internal sealed class CompanyProfileShape
{
    public string? TenantId { get; init; }

    public string? Domain { get; init; }

    public string? CompanyName { get; init; }

    public AddressShape? Address { get; init; }
}

/// <summary>Partner Center subscription, the fields in use (partner-center §3.1).</summary>
internal sealed class SubscriptionShape
{
    public string? Id { get; init; }

    public string? EntitlementId { get; init; }

    public string? OfferId { get; init; }

    public string? OfferName { get; init; }

    public string? FriendlyName { get; init; }

    public string? Status { get; init; }

    public string? OrderId { get; init; }

    public int? Quantity { get; init; }

    public string? BillingType { get; init; }

    public string? CommitmentEndDate { get; init; }

    public bool? AutoRenewEnabled { get; init; }
}

/// <summary>An Azure subscription under an Azure plan; its id is Azure's (partner-center §3.2).</summary>
internal sealed class AzureEntitlementShape
{
    public string? Id { get; init; }

    public string? FriendlyName { get; init; }

    public string? Status { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PageShape<CustomerShape>))]
[JsonSerializable(typeof(PageShape<SubscriptionShape>))]
[JsonSerializable(typeof(PageShape<AzureEntitlementShape>))]
[JsonSerializable(typeof(UsageSummaryShape))]
[JsonSerializable(typeof(SpendingBudgetShape))]
[JsonSerializable(typeof(SpendingBudgetBody))]
[JsonSerializable(typeof(RelationshipRequestShape))]
internal sealed partial class PartnerCenterJson : JsonSerializerContext;
