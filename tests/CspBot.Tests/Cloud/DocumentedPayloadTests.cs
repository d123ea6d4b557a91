using CspBot.Cloud;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>The samples of the vendor's documents, with their oddities, are read as they stand.</summary>
public sealed class DocumentedPayloadTests
{
    private const string OrderId = "ebf2e74b-630e-4a09-857d-a1f6c6351336";

    [Fact]
    public async Task Orders_with_seven_digit_fractions_and_no_subscription()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("\uFEFF" + """
            {"totalCount":1,"items":[{"id":"9qg-ErcO-4MPbPqq_3MIQaS7bn8W6HfG1","alternateId":"0a3624c6e47d",
            "referenceCustomerId":"b0d70a69","billingCycle":"one_time","currencyCode":"USD","currencySymbol":"$",
            "lineItems":[{"lineItemNumber":0,"offerId":"DZH318Z0BQ4B:000Z:DZH318Z0DSPL","termDuration":"P1Y","transactionType":"New",
            "friendlyName":"Reserved_VM_Instance","quantity":1,"partnerIdOnRecord":null,"provisioningContext":{}}],
            "creationDate":"2018-03-15T02:17:15.6455674Z","status":"pending","transactionType":"UserPurchase",
            "attributes":{"objectType":"Order"}}]}
            """));
        var order = Assert.Single(await cloud.Azure.ListOrdersAsync(ContosoId, onlyOneTime: true, default));
        Assert.Equal($"/v1/customers/{ContosoId}/orders?billingType=onetime", cloud.To("partner").Single().Path);
        Assert.True(order.IsOneTime);
        Assert.Equal(2018, order.CreatedAt!.Value.Year);
        Assert.Null(order.Total);
        Assert.Equal(
            new OrderLine(0, "DZH318Z0BQ4B:000Z:DZH318Z0DSPL", "Reserved_VM_Instance", 1, "P1Y", null), Assert.Single(order.Lines));
    }

    [Fact]
    public async Task An_order_that_is_not_readable_yet_is_none()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"code":"20000","description":"Order not found","data":[],"source":"PartnerFD"}""", 404));
        Assert.Null(await cloud.Azure.FindOrderAsync(ContosoId, "abc", default));
    }

    [Theory]
    [InlineData("reservations", true)]
    [InlineData("virtualMachineReservations", false)]
    public async Task Entitlements_lead_to_reservations_in_both_spellings(string field, bool onArtifact)
    {
        await using var cloud = new ScriptedCloud();
        const string kind = "\"dynamicAttributes\":{\"reservationType\":\"virtualmachines\"}";
        cloud.Script(call => call.Path.Contains("/artifacts/", StringComparison.Ordinal)
            ? Json(
                $$"""
                {"type":"reservedinstance","{{field}}":[{"reservationId":"99f320db","displayName":"VM_RI","scopeType":"Shared",
                "appliedScopes":[],"quantity":1,"expiryDateTime":"2019-02-23T00:00:00",
                "effectiveDateTime":"2018-02-23T18:15:24.6724884Z","provisioningState":"Created"}]}
                """)
            : Json($$$"""
                {"totalCount":1,"items":[{"includedEntitlements":[],"referenceOrder":{"id":"KaJ8","lineItemId":"0",
                "alternateId":"8f3af3dea1ea"},"productId":"DZH318Z0BQ3W","skuId":"007J","quantity":1,
                "entitledArtifacts":[{"link":{"uri":"/customers/{{{ContosoId}}}/artifacts/reservedinstance/groups/g/lineitems/l/resource/r",
                "method":"GET","headers":[]},"resourceId":"{{{OrderId.ToUpperInvariant()}}}",
                "artifactType":"reservedinstance"{{{(onArtifact ? "," + kind : "")}}}}],
                "entitlementType":"reservedinstance","expiryDate":"2022-01-28T00:00:00Z"{{{(onArtifact ? "" : "," + kind)}}}}]}
                """));
        var entitlement = Assert.Single(await cloud.Azure.ListEntitlementsAsync(ContosoId, default));
        Assert.Equal(
            (OrderId, "virtualmachines", "KaJ8"), (entitlement.ReservationOrderId, entitlement.ReservationType, entitlement.OrderId));
        var details = Assert.Single(await cloud.Azure.ReadEntitlementAsync(ContosoId, entitlement, default));
        Assert.Equal(("99f320db", new DateTimeOffset(2019, 2, 23, 0, 0, 0, TimeSpan.Zero)), (details.ReservationId, details.Until));
    }

    [Theory]
    [InlineData("https://evil.test/x")]
    [InlineData("/customers/99999999-9999-4999-8999-999999999999/artifacts/x")]
    [InlineData("/customers/11111111-1111-4111-8111-111111111111/artifacts/../../x")]
    public async Task A_link_that_leaves_the_customers_artifacts_is_not_followed(string link)
    {
        await using var cloud = new ScriptedCloud();
        var entitlement = new Entitlement("o", null, "p", "s", 1, null, null, null, link);
        Assert.Equal(
            "ForeignLink",
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ReadEntitlementAsync(ContosoId, entitlement, default))).Code);
        Assert.Empty(cloud.Calls);
    }

    [Fact]
    public async Task Expiring_ones_are_those_that_have_not_ended_and_soon_will()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(_ => Json(
            """
            {"items":[{"expiryDate":"2026-11-20"},{"expiryDate":"2027-01-01T00:00:00Z","skuId":"b"},
            {"expiryDate":"2026-12-01","skuId":"a"},{"expiryDate":"2027-06-01"},{}]}
            """));
        Assert.Equal(
            ["a", "b"], (await cloud.Azure.ListExpiringAsync(ContosoId, time.GetUtcNow().AddDays(60), default)).Select(e => e.SkuId));
    }

    [Fact]
    public async Task A_refund_quote_shows_the_limit_and_what_speaks_against_it()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""
            {"id":"x","properties":{"sessionId":"s-1","quantity":1,"billingRefundAmount":{"currencyCode":"USD","amount":30.0},
            "pricingRefundAmount":{},
            "policyResult":{"properties":{"consumedRefundsTotal":{"currencyCode":"USD","amount":49990},
            "maxRefundLimit":{"currencyCode":"USD","amount":50000},"policyErrors":[{"code":"RefundLimitExceeded",
            "message":"too much"}]}}}}
            """));
        var quote = await cloud.Azure.CalculateRefundAsync(ContosoId, OrderId, "r-1", 1, default);
        Assert.Equal(
            (new Money(30m, "USD"), new Money(49990m, "USD"), new Money(50000m, "USD")), (quote.Refund, quote.Consumed, quote.Limit));
        Assert.Equal("RefundLimitExceeded", Assert.Single(quote.Problems).Code);

        var call = cloud.To("arm").Single();
        Assert.Equal(
            $"POST https://arm.test/providers/Microsoft.Capacity/reservationOrders/{OrderId}/calculateRefund?api-version=2022-11-01",
            call.ToString());
        const string Order = $"/providers/Microsoft.Capacity/reservationOrders/{OrderId}";
        const string Returned = $$"""{"reservationId":"{{Order}}/reservations/r-1","quantity":1}""";
        Assert.Equal(
            $$$"""{"id":"{{{Order}}}","properties":{"scope":"Reservation","reservationToReturn":{{{Returned}}}}}""", call.Body);
    }

    [Fact]
    public async Task Asking_for_a_refund_quote_is_not_repeated()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("{}", 503));
        await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.CalculateRefundAsync(ContosoId, OrderId, "r-1", 1, default));
        Assert.Single(cloud.To("arm"));
    }

    [Fact]
    public async Task Reservations_know_their_order_by_their_id()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json($$$"""
            {"value":[{"sku":{"name":"Standard_D2s_v3"},
            "id":"/providers/microsoft.capacity/reservationOrders/{{{OrderId}}}/reservations/r-9","name":"{{{OrderId}}}/r-9","etag":2,
            "location":"westeurope",
            "properties":{"reservedResourceType":"VirtualMachines","displayName":"VM","quantity":3,"term":"P3Y","billingPlan":"Monthly",
            "appliedScopeType":"Shared","provisioningState":"Succeeded","expiryDate":"2027-01-01",
            "purchaseDateTime":"2024-01-01T10:00:00Z","renew":true}}],
            "nextLink":null,"summary":{"succeededCount":1}}
            """));
        var reservation = Assert.Single(await cloud.Azure.ListReservationsAsync(ContosoId, default));
        Assert.Equal(
            (OrderId, "r-9", "Standard_D2s_v3", 3, true),
            (reservation.OrderId, reservation.Id, reservation.Sku, reservation.Quantity, reservation.Renews));
        Assert.Equal(2027, reservation.ExpiresAt!.Value.Year);
    }

    [Fact]
    public async Task An_audit_record_without_an_id_and_with_null_values_is_read()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(_ => Json("""
            {"items":[{"partnerId":"p","customerId":"c","customerName":null,"userPrincipalName":null,
            "applicationId":"Partner Center Native App","resourceType":"Order","resourceOldValue":null,
            "resourceNewValue":"{\"Id\":\"Ia80\"}","operationType":"create_order","operationDate":"2020-09-02T17:58:10.9268372Z",
            "operationStatus":"succeeded",
            "customizedData":[{"key":"OrderId","value":"Ia80"},{"key":"PartnerOnRecord-0","value":null}]}]}
            """));
        var record = await cloud.Azure
            .ReadAuditRecordsAsync(new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 21), "order", null, default)
            .FirstAsync();
        Assert.Equal(("Ia80", "p_c_Ia80_create_order_637346662909268372", true), (record.OrderId, record.Id, record.Succeeded));
        Assert.Equal(
            "/v1/auditrecords?startDate=2026-11-20&endDate=2026-11-21&size=500"
            + """&filter={"Field":"ResourceType","Value":"Order","Operator":"equals"}""",
            Uri.UnescapeDataString(cloud.To("partner").Single().Path));
    }

    [Fact]
    public async Task A_long_range_is_read_in_pieces_of_thirty_days_and_no_further_back_than_a_day_less_than_ninety()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(_ => Json("""{"items":[]}"""));
        await foreach (var _ in cloud.Azure.ReadAuditRecordsAsync(
            new DateOnly(2026, 1, 1), new DateOnly(2026, 11, 21), null, null, default))
            Assert.Fail("There are none.");
        Assert.Equal(
            ["2026-10-23 2026-11-21", "2026-09-23 2026-10-22", "2026-08-24 2026-09-22"],
            cloud
                .To("partner")
                .Select(c => System.Web.HttpUtility.ParseQueryString(c.Uri.Query))
                .Select(q => $"{q["startDate"]} {q["endDate"]}"));
    }
}
