using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>Purchases by customers and by carts, and the reservations that come of them.</summary>
public sealed class PurchaseTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Plan = "4ba5e000-0000-4000-8000-000001000001";
    private const string Production = "3c0ffee0-0000-4000-8000-000001000001";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null)
    {
        string token = await sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, SandboxFixture.PartnerCenterResource);
        return await sandbox.SendAsync(
            method, new Uri(sandbox.Host.PartnerCenter, path), token, body, ("MS-RequestId", Guid.NewGuid().ToString()));
    }

    private Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    [Fact]
    public async Task A_customer_s_purchase_is_an_order_an_entitlement_a_reservation_and_a_record()
    {
        JsonNode bought = (await sandbox.ControlAsync(
            "purchases", new { customer = Adatum, kind = "reservation", quantity = 3, term = "P3Y" })).Json;
        string order = (string)bought["order"]!;

        JsonNode read = (await GetAsync($"/v1/customers/{Adatum}/orders/{order}")).Json;
        Assert.Equal("one_time", (string?)read["billingCycle"]);
        Assert.Single((await GetAsync($"/v1/customers/{Adatum}/orders?billingType=onetime")).Json["items"]!.AsArray());
        JsonNode entitlement = (await GetAsync(
            $"/v1/customers/{Adatum}/entitlements?entitlementType=reservedinstance&showExpiry=true")).Json["items"]![0]!;
        Assert.Equal((string?)bought["reservationOrder"], (string?)entitlement["entitledArtifacts"]![0]!["resourceId"]);
        JsonNode artifact = (await GetAsync("/v1" + (string)entitlement["entitledArtifacts"]![0]!["link"]!["uri"]!)).Json;
        Assert.Equal(3, (int)(artifact["reservations"] ?? artifact["virtualMachineReservations"])![0]!["quantity"]!);
        JsonNode record = (await GetAsync("/v1/auditrecords?filter="
            + Uri.EscapeDataString("""{"Field":"ResourceType","Value":"Order","Operator":"equals"}"""))).Json["items"]![0]!;
        Assert.Equal("create_order", (string?)record["operationType"]);
        Assert.Contains(record["customizedData"]!.AsArray(), item => (string?)item!["key"] == "OrderId" && (string?)item["value"] == order);
        JsonNode world = await sandbox.WorldAsync(Adatum);
        Assert.Equal("customer", (string?)world["orders"]![0]!["placedBy"]);
    }

    [Fact]
    public async Task An_order_can_be_late_and_the_log_not()
    {
        await sandbox.ControlAsync("knobs", new { orderDelayMs = 900_000 });
        await sandbox.ControlAsync("purchases", new { customer = Adatum, kind = "reservation" });

        Assert.Empty((await GetAsync($"/v1/customers/{Adatum}/orders")).Json["items"]!.AsArray());
        Assert.Empty((await GetAsync($"/v1/customers/{Adatum}/entitlements?entitlementType=reservedinstance")).Json["items"]!.AsArray());
        Assert.Equal(Adatum, (string?)(await GetAsync("/v1/auditrecords?size=1")).Json["items"]![0]!["customerId"]);
    }

    [Theory]
    [InlineData("savings-plan")]
    [InlineData("savingsPlan")]
    public async Task A_savings_plan_shows_in_Azure_alone(string kind)
    {
        JsonNode bought = (await sandbox.ControlAsync("purchases", new { customer = Adatum, kind, quantity = 3, term = "P3Y" })).Json;

        Assert.Empty((await GetAsync($"/v1/customers/{Adatum}/orders")).Json["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/v1/customers/{Adatum}/orders/{(string)bought["order"]!}")).Status);
        Assert.DoesNotContain(
            (string)bought["order"]!, (await GetAsync("/v1/auditrecords?size=50")).Json.ToJsonString(), StringComparison.Ordinal);
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);
        Task<Reply> ListAsync(string query) =>
            sandbox.GetAsync(sandbox.Host.ResourceManager, "/providers/Microsoft.BillingBenefits/savingsPlans" + query, token);
        JsonNode plan = Assert.Single((await ListAsync("?api-version=2022-11-01")).Json["value"]!.AsArray())!;
        Assert.Equal(
            $"/providers/microsoft.billingbenefits/savingsPlanOrders/{(string)bought["order"]!}"
            + $"/savingsPlans/{(string)bought["savingsPlan"]!}",
            (string)plan["id"]!);
        Assert.Equal(
            ("P3Y", 0.3m, "Hourly"),
            ((string)plan["properties"]!["term"]!,
                (decimal)plan["properties"]!["commitment"]!["amount"]!,
                (string)plan["properties"]!["commitment"]!["grain"]!));

        // Another version, another name and another tenant: refused, and nothing of this customer's.
        Assert.Equal(HttpStatusCode.BadRequest, (await ListAsync("?api-version=2020-01-01")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ListAsync("")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ListAsync("?api-version=2022-11-01&customer=x")).Status);
        token = await sandbox.UserTokenAsync("10000000-0000-4000-8000-000002000000", SandboxFixture.ArmResource);
        Assert.Empty((await ListAsync("?api-version=2022-11-01")).Json["value"]!.AsArray());
    }

    [Theory]
    [InlineData("subscription")]
    public async Task The_other_kinds_are_orders_too(string kind)
    {
        JsonNode bought = (await sandbox.ControlAsync("purchases", new { customer = Adatum, kind })).Json;

        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/v1/customers/{Adatum}/orders/{(string)bought["order"]!}")).Status);
        Assert.Empty((await GetAsync($"/v1/customers/{Adatum}/entitlements?entitlementType=reservedinstance")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_purchase_that_must_be_allowed_needs_the_policy()
    {
        object purchase = new { customer = Adatum, kind = "reservation", enforce = true };

        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.ControlAsync("purchases", purchase)).Status);
        await sandbox.ControlAsync("policies", new { customer = Adatum, reservedInstances = true });
        Assert.Equal(HttpStatusCode.OK, (await sandbox.ControlAsync("purchases", purchase)).Status);
    }

    [Fact]
    public async Task A_cart_needs_a_registered_subscription_and_is_ordered_once()
    {
        JsonNode availability = (await GetAsync(
            "/v1/products/DZH318Z0BQ36/skus/0001/availabilities?country=US&reservationScope=AzurePlan")).Json["items"]![0]!;
        object cart = new
        {
            lineItems = new[]
            {
                new
                {
                    id = 0,
                    catalogItemId = (string)availability["catalogItemId"]!,
                    quantity = 1,
                    billingCycle = "one_time",
                    termDuration = "P1Y",
                    provisioningContext = new { subscriptionId = Production, scope = "shared" },
                },
            },
        };
        JsonNode unregistered = (await SendAsync(HttpMethod.Post, $"/v1/customers/{Adatum}/carts", cart)).Json;
        Assert.Equal("subscription_not_registered", (string?)unregistered["lineItems"]![0]!["error"]!["errorCode"]);

        Assert.Equal(
            HttpStatusCode.Accepted,
            (await SendAsync(HttpMethod.Post, $"/v1/customers/{Adatum}/subscriptions/{Plan}/registrations")).Status);
        Assert.Equal(
            "registering", (string?)(await GetAsync($"/v1/customers/{Adatum}/subscriptions/{Plan}/registrationstatus")).Json["status"]);
        Assert.Equal(
            "registered", (string?)(await GetAsync($"/v1/customers/{Adatum}/subscriptions/{Plan}/registrationstatus")).Json["status"]);
        Reply created = await SendAsync(HttpMethod.Post, $"/v1/customers/{Adatum}/carts", cart);
        string checkout = $"/v1/customers/{Adatum}/carts/{(string)created.Json["id"]!}/checkout";
        Reply ordered = await SendAsync(HttpMethod.Post, checkout);
        Reply again = await SendAsync(HttpMethod.Post, checkout);

        Assert.Equal(HttpStatusCode.Created, ordered.Status);
        Assert.Equal("800065", (string?)again.Json["code"]);
        JsonNode world = await sandbox.WorldAsync(Adatum);
        Assert.Equal("bot", (string?)Assert.Single(world["orders"]!.AsArray())!["placedBy"]);
    }

    [Fact]
    public async Task A_plan_is_bought_after_the_agreement_and_brings_an_Azure_subscription()
    {
        string customer = "10000000-0000-4000-8000-000036000000";
        JsonNode availability = (await GetAsync("/v1/products/DZH318Z0BPS6/skus/0001/availabilities?country=US")).Json["items"]![0]!;
        object cart = new
        {
            lineItems = new[]
            {
                new { id = 0, catalogItemId = (string)availability["catalogItemId"]!, quantity = 1, billingCycle = "one_time" },
            },
        };
        string carts = $"/v1/customers/{customer}/carts";
        string id = (string)(await SendAsync(HttpMethod.Post, carts, cart)).Json["id"]!;
        Assert.Equal("13605", (string?)(await SendAsync(HttpMethod.Post, $"{carts}/{id}/checkout")).Json["code"]);
        string status = $"/v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus";
        Assert.Equal(
            HttpStatusCode.Gone,
            (await SendAsync(
                HttpMethod.Post,
                $"/v1/customers/{customer}/agreements",
                new { type = "MicrosoftCustomerAgreement", templateId = "117a77b0-9360-443b-8795-c6dedc750cf9" })).Status);
        Assert.False((bool)(await GetAsync(status)).Json["isSigned"]!);
        await sandbox.ControlAsync("customers", new { customer, agreementAccepted = true });
        Assert.True((bool)(await GetAsync(status)).Json["isSigned"]!);

        Reply ordered = await SendAsync(HttpMethod.Post, $"{carts}/{id}/checkout");

        string plan = (string)ordered.Json["orders"]![0]!["lineItems"]![0]!["subscriptionId"]!;
        JsonNode entitlement = Assert.Single(
            (await GetAsync($"/v1/customers/{customer}/subscriptions/{plan}/azureEntitlements")).Json["items"]!.AsArray())!;
        string token = await sandbox.UserTokenAsync(customer, SandboxFixture.ArmResource);
        Reply azure = await sandbox.GetAsync(
            sandbox.Host.ResourceManager, $"/subscriptions/{(string)entitlement["id"]!}?api-version=2022-12-01", token);
        Assert.Equal("Enabled", (string?)azure.Json["state"]);
    }

    [Fact]
    public async Task A_refund_is_quoted_and_given_once()
    {
        JsonNode bought = (await sandbox.ControlAsync("purchases", new { customer = Adatum, kind = "reservation", quantity = 2 })).Json;
        string order = $"/providers/Microsoft.Capacity/reservationOrders/{(string)bought["reservationOrder"]!}";
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);
        Uri Address(string path) => new(sandbox.Host.ResourceManager, $"{path}?api-version=2022-11-01");
        object toReturn = new { reservationId = $"{order}/reservations/{(string)bought["reservation"]!}", quantity = 2 };

        Reply quote = await sandbox.SendAsync(HttpMethod.Post, Address($"{order}/calculateRefund"), token, new
        {
            id = order,
            properties = new { scope = "Reservation", reservationToReturn = toReturn },
        });
        Assert.Equal(441.6, (double)quote.Json["properties"]!["billingRefundAmount"]!["amount"]!, 1);
        string session = (string)quote.Json["properties"]!["sessionId"]!;
        object returned = new
        {
            properties = new { sessionId = session, scope = "Reservation", reservationToReturn = toReturn, returnReason = "test" },
        };
        Assert.Equal(
            HttpStatusCode.Accepted, (await sandbox.SendAsync(HttpMethod.Post, Address($"{order}/return"), token, returned)).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await sandbox.SendAsync(HttpMethod.Post, Address($"{order}/return"), token, returned)).Status);

        JsonNode world = await sandbox.WorldAsync(Adatum);
        Assert.Equal("Cancelled", (string?)world["reservations"]![0]!["state"]);
    }

    [Fact]
    public async Task An_order_that_the_partner_may_not_read_is_refused()
    {
        JsonNode bought = (await sandbox.ControlAsync("purchases", new { customer = Adatum, kind = "reservation", readable = false })).Json;
        string token = await sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);

        Reply reply = await sandbox.GetAsync(
            sandbox.Host.ResourceManager,
            $"/providers/Microsoft.Capacity/reservationOrders/{(string)bought["reservationOrder"]!}?api-version=2022-11-01",
            token);

        Assert.Equal("AuthorizationFailed", (string?)reply.Json["error"]!["code"]);
    }
}
