using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>
/// Microsoft.Capacity's calculateExchange, its operation results, and calculatePrice, as the specification 2022-11-01 has them: what a
/// request must say, what the rules forbid, and figures that fit the world.
/// </summary>
public sealed class ExchangeTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Billing = "/subscriptions/3c0ffee0-0000-4000-8000-000001000001";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_calculation_is_accepted_pending_and_then_there()
    {
        await sandbox.ControlAsync("knobs", new { exchangePolls = 1, exchangeRetryAfter = 5 });
        Reply accepted = await CalculateAsync([await BuyAsync(quantity: 2)], [Machine("Standard_D4s_v5", "P3Y", 1)], []);
        Assert.Equal((HttpStatusCode.Accepted, "", "5"), (accepted.Status, accepted.Text, accepted.Headers["Retry-After"]));
        Uri address = new(accepted.Headers["Azure-AsyncOperation"]);
        Assert.Equal(accepted.Headers["Location"], address.ToString());
        Assert.StartsWith("/Microsoft.Capacity/operationResults/", address.AbsolutePath, StringComparison.Ordinal);
        string token = await TokenAsync();
        Reply pending = await sandbox.SendAsync(HttpMethod.Get, address, token);
        Assert.Equal(("Pending", "5"), ((string?)pending.Json["status"], pending.Headers["Retry-After"]));
        JsonNode done = (await sandbox.SendAsync(HttpMethod.Get, address, token)).Json;
        Assert.Equal("Succeeded", (string?)done["status"]);

        // Two of 220.80 each, bought just now, for one of 1,088.16 a year over three.
        JsonNode said = done["properties"]!;
        Assert.Equal((441.60, 2121.91), (Amount(said, "refundsTotal"), Amount(said, "purchasesTotal")));
        Assert.Equal(1680.31, Amount(said, "netPayable"));
        Assert.Null(said["policyResult"]!["policyErrors"]);
        Assert.Equal(441.60, (double)said["reservationsToExchange"]![0]!["billingRefundAmount"]!["amount"]!, 2);

        // Nobody of another directory sees it.
        string other = await sandbox.UserTokenAsync("10000000-0000-4000-8000-000002000000", SandboxFixture.ArmResource);
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.SendAsync(HttpMethod.Get, address, other)).Status);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    [InlineData("Canceled")]
    public async Task A_calculation_can_end_badly(string end)
    {
        await sandbox.ControlAsync("knobs", new { exchangeEnds = end, exchangeAtOnce = true });
        JsonNode said = (await CalculateAsync([await BuyAsync()], [Machine("Standard_D4s_v5", "P3Y", 1)], [])).Json;
        Assert.Equal(end, (string?)said["status"]);
        Assert.NotNull(said["error"]!["code"]);
    }

    [Fact]
    public async Task A_trade_in_is_priced_by_its_commitment_and_term()
    {
        JsonNode said = await QuoteAsync(await BuyAsync(), [], [Plan(0.03m, "P1Y"), Plan(0.01m, "P3Y")]);
        Assert.Equal(262.80 + 262.80, Amount(said, "purchasesTotal"), 2);
        Assert.Equal(262.80, (double)said["savingsPlansToPurchase"]![0]!["billingCurrencyTotal"]!["amount"]!, 2);
        Assert.Null(said["policyResult"]!["policyErrors"]);
    }

    [Fact]
    public async Task Amounts_come_in_the_customers_currency_and_ceilings_in_dollars()
    {
        await sandbox.ControlAsync("knobs", new { billingCurrency = "EUR" });
        JsonNode said = await QuoteAsync(await BuyAsync(), [Machine("Standard_D4s_v5", "P3Y", 1)], []);
        Assert.Equal("EUR", (string?)said["refundsTotal"]!["currencyCode"]);
        Assert.Equal(203.14, Amount(said, "refundsTotal"), 2);
    }

    public static TheoryData<string, string> Forbidden => new()
    {
        { "small", "PurchaseError" },
        { "old", "PurchaseError" },
        { "kind", "PurchaseError" },
        { "final", "SelfServiceRefundNotSupported" },
        { "late", "OperationCannotBePerformedInCurrentState" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task What_a_rule_forbids_is_a_policy_error_beside_the_figures(string rule, string code)
    {
        object back = await BuyAsync(kind: rule == "final" ? "pre-purchase" : "reservation");
        if (rule == "late")
            await sandbox.ControlAsync("knobs", new { exchangesUntil = DateTimeOffset.UnixEpoch });
        object bought = rule switch
        {
            "small" => Machine("Standard_B1s", "P3Y", 1),
            "old" => Machine("Standard_D4s_v3", "P3Y", 1),
            "kind" => Machine("Standard_D4s_v5", "P3Y", 1, kind: "SqlDatabases"),
            _ => Machine("Standard_D4s_v5", "P3Y", 1),
        };
        JsonNode said = await QuoteAsync(back, [bought], []);
        Assert.Contains(code, said["policyResult"]!["policyErrors"]!.AsArray().Select(error => (string?)error!["code"]));
        Assert.NotNull(said["refundsTotal"]);
    }

    [Fact]
    public async Task After_the_last_day_a_trade_in_is_still_taken()
    {
        await sandbox.ControlAsync("knobs", new { exchangesUntil = DateTimeOffset.UnixEpoch });
        Assert.Null((await QuoteAsync(await BuyAsync(), [], [Plan(1m, "P1Y")]))["policyResult"]!["policyErrors"]);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "nothing returned", "InvalidRequestContent" },
        { "nothing bought", "InvalidRequestContent" },
        { "unknown reservation", "InvalidReservationId" },
        { "too many", "InvalidRefundQuantity" },
        { "101", "BadRequest" },
        { "shared with scopes", "InvalidRequestContent" },
        { "single without", "MissingAppliedScopesForSingle" },
        { "single with two", "InvalidSingleAppliedScopesCount" },
        { "foreign payer", "InvalidSubscriptionId" },
        { "unknown size", "CalculatePriceFailed" },
        { "unknown term", "InvalidRequestContent" },
        { "unknown member", "InvalidRequestContent" },
        { "unknown plan", "CalculatePriceFailed" },
        { "no commitment", "InvalidRequestContent" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_no_document_allows_is_refused(string what, string code)
    {
        (string order, string id) = await BoughtAsync();
        object back = new { reservationId = Id(order, id), quantity = what == "too many" ? 2 : 1 };
        object[] returned = what switch
        {
            "nothing returned" => [],
            "unknown reservation" => [new { reservationId = Id(order, order), quantity = 1 }],
            "101" => [.. Enumerable.Repeat(back, 101)],
            _ => [back],
        };
        string[] two = [Billing, Billing];
        object[] bought = what switch
        {
            "nothing bought" => [],
            "shared with scopes" => [Machine("Standard_D4s_v5", "P3Y", 1, scopes: [Billing])],
            "single without" => [Machine("Standard_D4s_v5", "P3Y", 1, scope: "Single")],
            "single with two" => [Machine("Standard_D4s_v5", "P3Y", 1, scope: "Single", scopes: two)],
            "foreign payer" => [Machine("Standard_D4s_v5", "P3Y", 1, payer: "/subscriptions/3c0ffee0-0000-4000-8000-000002000001")],
            "unknown size" => [Machine("Standard_Z1", "P3Y", 1)],
            "unknown term" => [Machine("Standard_D4s_v5", "P2Y", 1)],
            "unknown member" => [new { sku = new { name = "a" }, region = "westeurope" }],
            _ => [Machine("Standard_D4s_v5", "P3Y", 1)],
        };
        object[] plans = what switch
        {
            "unknown plan" => [Plan(1, "P1Y", "Database_Plan")],
            "no commitment" => [Plan(0, "P1Y")],
            _ => [],
        };
        Reply reply = await CalculateAsync(returned, bought, plans);
        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, (string?)reply.Json["error"]!["code"]));
    }

    [Fact]
    public async Task An_order_without_a_right_to_it_is_refused()
    {
        (string order, string id) = await BoughtAsync(readable: false);
        object back = new { reservationId = Id(order, id), quantity = 1 };
        Reply reply = await CalculateAsync([back], [Machine("Standard_D4s_v5", "P3Y", 1)], []);
        Assert.Equal((HttpStatusCode.Forbidden, "AuthorizationFailed"), (reply.Status, (string?)reply.Json["error"]!["code"]));
    }

    [Theory]
    [InlineData("Upfront", 1)]
    [InlineData("Monthly", 36)]
    public async Task A_price_has_its_order_and_its_payments(string billing, int payments)
    {
        JsonNode said = (await PostAsync("calculatePrice", Machine("Standard_D4s_v5", "P3Y", 2, billing: billing))).Json["properties"]!;
        Assert.Equal(4243.82, Amount(said, "billingCurrencyTotal"), 2);
        Assert.True((bool)said["isBillingPartnerManaged"]!);
        Assert.True(Guid.TryParse((string?)said["reservationOrderId"], out _));
        Assert.Equal(payments, said["paymentSchedule"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_not_sold_any_more_has_no_price()
    {
        Reply reply = await PostAsync("calculatePrice", Machine("Standard_E8s_v3", "P3Y", 1));
        Assert.Equal((HttpStatusCode.BadRequest, "CalculatePriceFailed"), (reply.Status, (string?)reply.Json["error"]!["code"]));
    }

    private static string Id(string order, string reservation) =>
        $"/providers/microsoft.capacity/reservationOrders/{order}/reservations/{reservation}";

    private static double Amount(JsonNode said, string name) => Math.Round((double)said[name]!["amount"]!, 2);

    private static object Machine(
        string sku, string term, int quantity, string scope = "Shared", string[]? scopes = null, string payer = Billing,
        string kind = "VirtualMachines", string billing = "Upfront") => new
        {
            sku = new { name = sku },
            location = "westeurope",
            properties = new
            {
                reservedResourceType = kind,
                billingScopeId = payer,
                term,
                billingPlan = billing,
                quantity,
                displayName = "test",
                appliedScopeType = scope,
                appliedScopes = scopes,
                renew = false,
            },
        };

    private static object Plan(decimal hourly, string term, string sku = "Compute_Savings_Plan") => new
    {
        sku = new { name = sku },
        properties = new
        {
            displayName = "test",
            billingScopeId = Billing,
            term,
            appliedScopeType = "Shared",
            commitment = new { currencyCode = "USD", amount = hourly, grain = "Hourly" },
        },
    };

    private Task<string> TokenAsync() => sandbox.UserTokenAsync(Adatum, SandboxFixture.ArmResource);

    private async Task<(string Order, string Id)> BoughtAsync(int quantity = 1, string kind = "reservation", bool readable = true)
    {
        JsonNode bought = (await sandbox.ControlAsync("purchases", new { customer = Adatum, kind, quantity, readable })).Json;
        return ((string)bought["reservationOrder"]!, (string)bought["reservation"]!);
    }

    private async Task<object> BuyAsync(int quantity = 1, string kind = "reservation")
    {
        (string order, string id) = await BoughtAsync(quantity, kind);
        return new { reservationId = Id(order, id), quantity };
    }

    private Task<Reply> CalculateAsync(object[] returned, object[] reservations, object[] plans) => PostAsync(
        "calculateExchange",
        new
        {
            properties = new
            {
                reservationsToPurchase = reservations,
                savingsPlansToPurchase = plans,
                reservationsToExchange = returned,
            },
        });

    private async Task<JsonNode> QuoteAsync(object back, object[] reservations, object[] plans)
    {
        await sandbox.ControlAsync("knobs", new { exchangeAtOnce = true });
        return (await CalculateAsync([back], reservations, plans)).Json["properties"]!;
    }

    private async Task<Reply> PostAsync(string verb, object body) => await sandbox.SendAsync(
        HttpMethod.Post,
        new Uri(sandbox.Host.ResourceManager, $"/providers/Microsoft.Capacity/{verb}?api-version=2022-11-01"),
        await TokenAsync(),
        body);
}
