using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.PartnerCenter;

/// <content>New customers, their agreement, and buying an Azure plan (partner-center §2.1, §2.5, §5.2, §5.3, §5.7).</content>
internal sealed partial class PartnerCenterClient
{
    private const string Agreement = "agreementType=MicrosoftCustomerAgreement";

    /// <summary><c>HEAD /v1/domains/{domain}</c>: 200 = taken, 404 = free.</summary>
    public async Task<bool> IsDomainTakenAsync(string domain, CancellationToken ct)
    {
        try
        {
            await _api.SendAsync(new CloudCall(RequestMethod.Head, $"/v1/domains/{Segment(domain)}") { Headers = Ids() }, ct);
            return true;
        }
        catch (CloudFault fault) when (fault is { Api: "partnercenter", Reason: CloudReason.NotFound })
        {
            return false;
        }
    }

    /// <summary>First page of customers whose domain starts so.</summary>
    public async Task<IReadOnlyList<CustomerShape>> FilterDomainsAsync(string domainStart, CancellationToken ct)
    {
        var page = await GetAsync(
            "/v1/customers?size=0" + Filter("Domain", domainStart, "starts_with"), PartnerCenterJson.Default.PageShapeCustomerShape, ct);
        return page.Items ?? [];
    }

    /// <summary><c>POST /v1/customers</c>: 201 with one-time credentials; idempotent on the request id.</summary>
    public Task<(CreatedCustomerShape Created, CloudReceipt Receipt)> CreateCustomerAsync(
        NewCustomerBody body, string requestId, CancellationToken ct) =>
        PostAsync(
            "/v1/customers", body, OnboardingJson.Default.NewCustomerBody, OnboardingJson.Default.CreatedCustomerShape, requestId, ct);

    /// <summary>What was confirmed for a customer.</summary>
    public Task<List<AgreementShape>> ListAgreementsAsync(string customerId, CancellationToken ct) =>
        AllAsync($"/v1/customers/{Segment(customerId)}/agreements?{Agreement}", OnboardingJson.Default.PageShapeAgreementShape, ct);

    /// <summary>Whether the customer signed with Microsoft directly.</summary>
    public async Task<bool> IsDirectlySignedAsync(string customerId, CancellationToken ct) =>
        (await GetAsync(
            $"/v1/customers/{Segment(customerId)}/directSignedMicrosoftCustomerAgreementStatus",
            OnboardingJson.Default.DirectSignedShape,
            ct)).IsSigned == true;

    /// <summary>Products for Azure in a country: <c>targetView=MicrosoftAzure</c>.</summary>
    public Task<List<CatalogueShape>> ListAzureProductsAsync(string country, CancellationToken ct) =>
        AllAsync($"/v1/products?country={Segment(country)}&targetView=MicrosoftAzure", OnboardingJson.Default.PageShapeCatalogueShape, ct);

    /// <summary>SKUs of a product.</summary>
    public Task<List<CatalogueShape>> ListSkusAsync(string product, string country, CancellationToken ct) =>
        AllAsync($"/v1/products/{Segment(product)}/skus?country={Segment(country)}", OnboardingJson.Default.PageShapeCatalogueShape, ct);

    /// <summary>What of a SKU can be bought now; ids are short-lived: read right before the cart.</summary>
    public Task<List<CatalogueShape>> ListAvailabilitiesAsync(string product, string sku, string country, CancellationToken ct) =>
        AllAsync(
            $"/v1/products/{Segment(product)}/skus/{Segment(sku)}/availabilities?country={Segment(country)}",
            OnboardingJson.Default.PageShapeCatalogueShape,
            ct);

    /// <summary><c>POST …/carts</c>: 201; a line that cannot be bought carries its error.</summary>
    public Task<(CartShape Cart, CloudReceipt Receipt)> CreateCartAsync(
        string customerId, CartShape cart, string requestId, CancellationToken ct) =>
        PostAsync(
            $"/v1/customers/{Segment(customerId)}/carts",
            cart,
            OnboardingJson.Default.CartShape,
            OnboardingJson.Default.CartShape,
            requestId,
            ct);

    /// <summary><c>POST …/carts/{id}/checkout</c> with an empty body: 201, or 400/800065 and 409/800064 for a cart already sent.</summary>
    public async Task<(CheckoutShape Result, CloudReceipt Receipt)> CheckoutAsync(
        string customerId, string cartId, string requestId, CancellationToken ct)
    {
        var answer = await _api.SendAsync(
            new CloudCall(RequestMethod.Post, $"/v1/customers/{Segment(customerId)}/carts/{Segment(cartId)}/checkout")
            {
                Body = ReadOnlyMemory<byte>.Empty,
                Headers = Ids(requestId),
            },
            ct);
        return (_api.Read(answer, OnboardingJson.Default.CheckoutShape), answer.Receipt);
    }

    private async Task<(TOut Value, CloudReceipt Receipt)> PostAsync<TIn, TOut>(
        string path, TIn body, JsonTypeInfo<TIn> bodyType, JsonTypeInfo<TOut> type, string requestId, CancellationToken ct)
        where TOut : class
    {
        var sent = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        var answer = await _api.SendAsync(new CloudCall(RequestMethod.Post, path) { Body = sent, Headers = Ids(requestId) }, ct);
        return (_api.Read(answer, type), answer.Receipt);
    }
}
