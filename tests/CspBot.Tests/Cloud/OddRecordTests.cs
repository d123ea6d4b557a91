using System.Net.Http;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>One odd record in a list from outside costs that record, or the one value in it, and nothing else.</summary>
public sealed class OddRecordTests
{
    private const string Half = "\\ud83d";

    /// <summary>What stands in a list instead of a record.</summary>
    public static TheoryData<string> Odd =>
        ["null", "\"text\"", "7", "[]", """{"id":{"a":1},"companyProfile":"none","properties":"none","name":[1]}"""];

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A_record_that_is_none_is_left_out_and_the_others_are_there(string odd)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Uri switch
        {
            { Host: "partner.test" } uri when uri.AbsolutePath.EndsWith("/subscriptions", StringComparison.Ordinal) => Json(
                $$$"""{"items":[{{{odd}}},{"id":"plan-1","offerId":"DZH318Z0BPS6:0001:X","status":"active","friendlyName":"Plan"}]}"""),
            { Host: "partner.test" } uri when uri.AbsolutePath.EndsWith("/azureEntitlements", StringComparison.Ordinal) => Json(
                $$$"""{"items":[{{{odd}}},{"id":"{{{Subscription}}}","friendlyName":"Production","status":"active"}]}"""),
            { Host: "partner.test" } uri when uri.AbsolutePath.EndsWith("/orders", StringComparison.Ordinal) => Json(
                $$$"""{"items":[{{{odd}}},{"id":"o-1","lineItems":[{{{odd}}},{"lineItemNumber":0,"friendlyName":"VM"}]}]}"""),
            { Host: "partner.test" } uri when uri.AbsolutePath.EndsWith("/entitlements", StringComparison.Ordinal) => Json(
                $$$"""{"items":[{{{odd}}},{"referenceOrder":{"id":"o-1"},"entitledArtifacts":[{{{odd}}},{"resourceId":"R-1"}]}]}"""),
            { Host: "partner.test" } uri when uri.AbsolutePath.EndsWith("/SelfServePolicy", StringComparison.Ordinal) => Json(
                $$$"""
                {"items":[{{{odd}}},{"id":"{{{ScriptedCloud.Partner}}}_x","permissions":[{{{odd}}},
                {"resource":"AzureSavingsPlan","action":"Purchase"}]}]}
                """),
            { Host: "partner.test" } => Json(
                $$$"""{"items":[{{{odd}}},{"id":"{{{ContosoId}}}","companyProfile":{"companyName":"Contoso","domain":"contoso.test"}}]}"""),
            { Host: "graph.test" } => Json($$$"""{"value":[{{{odd}}},{"id":"u-1","displayName":"Ada"}]}"""),
            { Host: "arm.test" } uri when uri.AbsolutePath.Contains("Microsoft.Capacity", StringComparison.Ordinal) => Json(
                $$$"""{"value":[{{{odd}}},{"id":"/providers/Microsoft.Capacity/reservationOrders/o/reservations/r"}]}"""),
            { Host: "arm.test" } uri when uri.AbsolutePath.Contains("customerSubscriptions", StringComparison.Ordinal) => Json(
                $$$"""{"value":[{{{odd}}},{"name":"{{{Subscription}}}","properties":{"tenantId":"{{{ContosoId}}}"}}]}"""),
            _ => Json(
                $$$"""
                {"value":[{{{odd}}},{"name":"a","properties":{"scope":"/subscriptions/{{{Subscription}}}","principalId":"p",
                "principalType":"User","roleDefinitionId":"{{{AzureRoles.Owner}}}"}}]}
                """),
        });
        var azure = cloud.Azure;
        Assert.Contains("Contoso", (await azure.SearchCustomersAsync("contoso", 5, default)).Select(c => c.Name));
        Assert.Contains("Production", (await azure.ListAzureSubscriptionsAsync(ContosoId, default)).Select(s => s.Name));
        Assert.Contains(
            (await azure.ListOrdersAsync(ContosoId, false, default)).Single(o => o.Id == "o-1").Lines, line => line.Name == "VM");
        Assert.Contains(
            await azure.ListEntitlementsAsync(ContosoId, default), e => e.OrderId == "o-1" && e.ReservationOrderId is "r-1" or null);
        Assert.True((await azure.GetReservationPermissionsAsync(ContosoId, default)).SavingsPlan);
        Assert.Contains("Ada", (await azure.SearchUsersAsync(ContosoId, "a", 5, default)).Select(u => u.DisplayName));
        Assert.Contains(await azure.ListReservationsAsync(ContosoId, default), r => r is { OrderId: "o", Id: "r" });
        Assert.Contains(new StackMapping(Subscription, ContosoId), await azure.ListStackMappingsAsync(ScriptedCloud.Paris, default));
        Assert.Single((await azure.ViewOwnersAsync(ContosoId, Subscription, null, default)).Owners);
    }

    [Theory]
    [InlineData("null", "abc")]
    [InlineData("""{"key":null,"value":7}""", "abc")]
    [InlineData("""{"key":"Half","value":"\ud83d"}""", "abc")]
    public async Task An_audit_record_is_told_with_what_it_has(string odd, string order)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ =>
            Json($$$"""{"items":[null,{"id":"a","resourceType":"order","customizedData":[{{{odd}}},{"key":"OrderId","value":"abc"}]}]}"""));
        var today = DateOnly.FromDateTime(cloud.Get<TimeProvider>().GetUtcNow().UtcDateTime);
        var records = new List<AuditRecord>();
        await foreach (var record in cloud.Azure.ReadAuditRecordsAsync(today, today, null, null, default))
            records.Add(record);
        Assert.Equal(order, Assert.Single(records).OrderId);
    }

    [Fact]
    public async Task Half_an_emoji_is_replaced_and_a_value_of_another_kind_is_read_or_left_out()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Uri.Host == "graph.test" ? Json("""{"value":[]}""")
            : call.Uri.AbsolutePath == "/v1/customers" ? Json(
                $$$"""
                {"items":[{"id":"c-1","companyProfile":{"companyName":"Caf{{{Half}}}","domain":"cafe.example"},
                "allowDelegatedAccess":"true"},{"id":"c-2",
                "companyProfile":{"companyName":"Ours \ud83d\ude00 \\ \n{{{Half}}}{{{Half}}}x","domain":7}}]}
                """)
            : Json(
                $$$"""
                {"id":"{{{ContosoId}}}","companyProfile":{"companyName":"{{{Half}}}Contoso","domain":true},
                "allowDelegatedAccess":"perhaps","relationshipToPartner":"reseller"}
                """));
        await cloud.Get<CustomerIndex>().RefreshAsync(default);
        Assert.Equal("Caf\uFFFD", (await cloud.Azure.SearchCustomersAsync("cafe.example", 1, default))[0].Name);
        Assert.Equal("Ours \U0001F600 \\ \n\uFFFD\uFFFDx", (await cloud.Azure.SearchCustomersAsync("ours", 1, default))[0].Name);
        var contoso = await cloud.Azure.GetCustomerAsync(ContosoId, default);
        Assert.Equal("\uFFFDContoso", contoso.Customer.Name);
        Assert.False(contoso.Delegated.IsActive);
    }

    [Theory]
    [InlineData("""[null]""")]
    [InlineData("""[{"key":"MS-ContinuationToken","value":"a\r\nb"}]""")]
    [InlineData("""[{"key":"MS-ContinuationToken","value":"\ud83d"}]""")]
    public async Task A_next_page_that_cannot_be_asked_for_is_a_fault_that_passes_and_no_crash(string headers)
    {
        await using var cloud = new ScriptedCloud();
        var calls = 0;
        cloud.Script(_ => Interlocked.Increment(ref calls) == 1
            ? Json(
                $$$"""
                {"items":[{"id":"{{{ContosoId}}}","companyProfile":{"companyName":"Contoso"}}],
                "links":{"next":{"uri":"/customers?size=500&seekOperation=Next","headers":{{{headers}}} } } }
                """)
            : Json("""{"items":[]}"""));
        var index = cloud.Get<CustomerIndex>();
        try
        {
            await index.RefreshAsync(default);
        }
        catch (CloudFault fault)
        {
            Assert.True(fault.IsTransient);
        }

        Assert.Single(await index.SearchAsync("contoso", 5, default));
    }

    [Fact]
    public void What_could_not_be_read_is_counted_with_its_place()
    {
        var body = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"items":[null,{"id":"a","companyProfile":{"companyName":"{{{Half}}}","domain":[1]} },7]}""");
        var page = LooseJson.Read(body, PartnerCenterJson.Default.PageShapeCustomerShape, out var odd)!;
        Assert.Equal("a", Assert.Single(page.Items!).Id);
        Assert.Equal(["CustomerShape[0]", "CustomerShape[1] String", "CustomerShape[1] String", "CustomerShape[2]"], [.. odd.Order(
            StringComparer.Ordinal)]);
    }

    [Theory]
    [InlineData("[{0}]")]
    [InlineData("{\"value\":[{0}],\"nextLink\":\"\"}")]
    [InlineData("{\"nextLink\":null,\"value\":[null,{0}]}")]
    public async Task A_health_report_is_read_in_both_forms_of_its_lists(string form)
    {
        await using var cloud = new ScriptedCloud();
        var applications = form.Replace("{0}", """{"appId":"a","status":"Unhealthy"}""", StringComparison.Ordinal);
        var directories = form.Replace(
            "{0}", $$$"""{"tenantId":"{{{ContosoId}}}","status":"Healthy","applications":{{{applications}}} }""", StringComparison.Ordinal);
        cloud.Script(call => call.Uri.AbsolutePath switch
        {
            "/metadata/endpoints" => ScriptedCloud.StampMetadata(call),
            "/subscriptions" =>
                Json($$$"""{"value":[{"subscriptionId":"{{{Subscription}}}","displayName":"Default Provider Subscription"}]}"""),
            _ => Json($$$"""{"directoryTenants":{{{directories}}} }"""),
        });
        var health = Assert.Single(await cloud.Azure.CheckStackHealthAsync(Paris, default));
        Assert.Equal((ContosoId, true, "a"), (health.TenantId, health.IsHealthy, Assert.Single(health.UnhealthyApps)));
    }

    [Fact]
    public async Task The_logs_filter_has_the_enums_name_and_a_refused_one_is_left_out()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Path.Contains("filter=", StringComparison.Ordinal)
            ? Json("""{"code":"3000","description":"The filter is not valid."}""", 400)
            : Json(
                $$$"""
                {"items":[{"id":"a","resourceType":"self_serve_policy","customerId":"{{{ContosoId}}}"},{"id":"b",
                "resourceType":"order"}]}
                """));
        var today = DateOnly.FromDateTime(cloud.Get<TimeProvider>().GetUtcNow().UtcDateTime);
        var records = new List<string>();
        await foreach (var record in cloud.Azure.ReadAuditRecordsAsync(today, today, "self_serve_policy", null, default))
            records.Add(record.Id);
        await foreach (var record in cloud.Azure.ReadAuditRecordsAsync(today, today, null, ContosoId, default))
            records.Add(record.Id);
        Assert.Equal(["a", "a"], records);
        Assert.Contains("\"SelfServePolicy\"", Uri.UnescapeDataString(cloud.To("partner").First().Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Delegated_administration_is_a_relationship_and_never_the_old_switch(string old)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(call => call.Uri.Host == "graph.test"
            ? Json("""{"value":[]}""")
            : Json($$"""{"id":"{{ContosoId}}","relationshipToPartner":"reseller","allowDelegatedAccess":{{old}}}"""));
        Assert.False((await cloud.Azure.GetCustomerAsync(ContosoId, default)).Delegated.IsActive);
    }
}
