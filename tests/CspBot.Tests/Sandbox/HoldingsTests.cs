using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>What the pretend Azure says of reservations and savings plans: the lists' options, and what a ceiling counts.</summary>
public sealed class HoldingsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const string Kuenstler = "10000000-0000-4000-8000-000046000000";
    private const string Reservations = "/providers/Microsoft.Capacity/reservations?api-version=2022-11-01";
    private const string SavingsPlans = "/providers/Microsoft.BillingBenefits/savingsPlans?api-version=2022-11-01";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("$filter=(properties/archived eq false)", 11)]
    [InlineData("$filter=properties/reservedResourceType eq 'Databricks' or properties/reservedResourceType eq 'SqlDatabases'", 2)]
    [InlineData("$filter=sku/name eq 'Standard_D4s_v5' and (properties/term eq 'P1Y' and properties/quantity eq 1)", 1)]
    [InlineData("selectedState=Expired", 1)]
    [InlineData("selectedState=Cancelled", 2)]
    [InlineData("take=3", 3)]
    [InlineData("$skiptoken=10", 2)]
    [InlineData("$filter=properties/quantity gt 3", null)]
    [InlineData("$filter=properties/secret eq 1", null)]
    [InlineData("$filter=(properties/archived eq false", null)]
    [InlineData("$orderby=properties/displayName sideways", null)]
    [InlineData("selectedState=Gone", null)]
    [InlineData("take=0", null)]
    [InlineData("take=all", null)]
    [InlineData("top=3", null)]
    public async Task The_list_takes_what_the_specification_has_and_nothing_else(string query, int? found)
    {
        Reply reply = await ListAsync(Consolidated, Reservations + "&" + query);
        Assert.Equal(found is null ? HttpStatusCode.BadRequest : HttpStatusCode.OK, reply.Status);
        if (found is not null)
            Assert.Equal(found, reply.Json["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pages_are_followed_by_the_number_to_skip_and_the_summary_counts_all()
    {
        List<string> seen = [];
        string? next = Reservations + "&take=5&$orderby=properties/displayName desc";
        JsonNode? summary = null;
        while (next is not null)
        {
            JsonNode page = (await ListAsync(Consolidated, next)).Json;
            seen.AddRange(page["value"]!.AsArray().Select(item => (string)item!["properties"]!["displayName"]!));
            next = (string?)page["nextLink"];
            summary = page["summary"];
        }

        Assert.Equal(12, seen.Count);
        Assert.Equal(seen.OrderByDescending(name => name, StringComparer.OrdinalIgnoreCase), seen);

        // Returned, and split into others: the samples call both cancelled.
        Assert.Equal((1, 2, 0), ((int)summary!["expiredCount"]!, (int)summary["cancelledCount"]!, (int)summary["failedCount"]!));
    }

    [Fact]
    public async Task What_is_used_stands_in_the_list_and_what_is_asked_for_at_the_end_on_the_one()
    {
        JsonNode badly = (await ListAsync(Consolidated, Reservations)).Json["value"]!.AsArray().Single(item =>
            (string)item!["sku"]!["name"]! == "Standard_E4s_v5" && (string)item["properties"]!["term"]! == "P1Y")!;
        double[] used = [.. badly["properties"]!["utilization"]!["aggregates"]!.AsArray().Select(grain => (double)grain!["value"]!)];
        Assert.Equal(3, used.Length);
        Assert.All(used, percent => Assert.InRange(percent, 19, 23));
        Assert.Null(badly["properties"]!["billingPlan"]);

        JsonNode one = (await ListAsync(Consolidated, (string)badly["id"]! + "?api-version=2022-11-01&expand=renewProperties")).Json;
        Assert.Equal(
            ("Monthly", "On", "Off"),
            ((string)one["properties"]!["billingPlan"]!, (string)one["properties"]!["instanceFlexibility"]!,
                (string)one["properties"]!["userFriendlyRenewState"]!));
        Assert.Null(one["properties"]!["utilization"]);

        JsonNode plan = (await ListAsync(Consolidated, SavingsPlans + "&$orderby=properties/displayName desc&take=1")).Json["value"]![0]!;
        Assert.True((bool)plan["properties"]!["renew"]!);
        Assert.Equal(3, plan["properties"]!["utilization"]!["aggregates"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_ceiling_counts_the_cancelled_commitment_and_not_the_money()
    {
        // Paid monthly: what comes back is a part of one payment, what is cancelled are all that were still to come.
        JsonNode monthly = (await ListAsync(Consolidated, Reservations)).Json["value"]!.AsArray().Single(item =>
            (string)item!["sku"]!["name"]! == "Standard_E4s_v5" && (string)item["properties"]!["term"]! == "P1Y")!;
        JsonNode quote = await QuoteAsync(Consolidated, monthly, 4);
        decimal back = Amount(quote["billingRefundAmount"]);
        decimal unpaid = Amount(quote["billingInformation"]!["billingCurrencyRemainingCommitmentAmount"]);
        Assert.InRange(back, 0, 4 * 1384.08m / 12);
        Assert.True(unpaid > 5 * back, $"{unpaid} are still to be paid, {back} come back.");
        Assert.Equal(0, Amount(Policy(quote)["consumedRefundsTotal"]));

        await ReturnAsync(Consolidated, monthly, 4, (string)quote["sessionId"]!);
        JsonNode other = (await ListAsync(Consolidated, Reservations + "&$filter=sku/name eq 'Standard_D2s_v3'")).Json["value"]![0]!;
        Assert.Equal(back + unpaid, Amount(Policy(await QuoteAsync(Consolidated, other, 1))["consumedRefundsTotal"]));
    }

    [Theory]
    [InlineData("Databricks", "SelfServiceRefundNotSupported")]
    [InlineData("Expired", "OperationCannotBePerformedInCurrentState")]
    public async Task What_is_final_or_over_is_not_quoted(string which, string code)
    {
        JsonNode item = (await ListAsync(Consolidated, Reservations + (which == "Expired"
            ? "&selectedState=Expired"
            : $"&$filter=properties/reservedResourceType eq '{which}'"))).Json["value"]![0]!;
        Reply refused = await AskAsync(Consolidated, item, 1);
        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.Status, (string?)refused.Json["error"]!["code"]));
    }

    [Fact]
    public async Task A_guest_of_ours_sees_nothing_of_the_customer_in_Azure()
    {
        Assert.Empty((await ListAsync(Kuenstler, Reservations)).Json["value"]!.AsArray());
        Assert.Empty((await ListAsync(Kuenstler, "/subscriptions?api-version=2022-12-01")).Json["value"]!.AsArray());
        Assert.Empty((await ListAsync(Adatum, Reservations)).Json["value"]!.AsArray());
        Assert.NotEmpty((await ListAsync(Adatum, "/subscriptions?api-version=2022-12-01")).Json["value"]!.AsArray());
    }

    private async Task<Reply> ListAsync(string customer, string path) =>
        await sandbox.GetAsync(
            sandbox.Host.ResourceManager, path, await sandbox.UserTokenAsync(customer, SandboxFixture.ArmResource));

    private async Task<JsonNode> QuoteAsync(string customer, JsonNode item, int quantity)
    {
        Reply reply = await AskAsync(customer, item, quantity);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Json["properties"]!;
    }

    private Task<Reply> AskAsync(string customer, JsonNode item, int quantity)
    {
        var toReturn = new { reservationId = (string)item["id"]!, quantity };
        object body = new { id = Order(item), properties = new { scope = "Reservation", reservationToReturn = toReturn } };
        return PostAsync(customer, item, "calculateRefund", body);
    }

    private async Task ReturnAsync(string customer, JsonNode item, int quantity, string sessionId)
    {
        Reply reply = await PostAsync(customer, item, "return", new
        {
            properties = new
            {
                sessionId,
                scope = "Reservation",
                reservationToReturn = new { reservationId = (string)item["id"]!, quantity },
                returnReason = "test",
            },
        });
        Assert.Equal(HttpStatusCode.Accepted, reply.Status);
    }

    private async Task<Reply> PostAsync(string customer, JsonNode item, string action, object body) => await sandbox.SendAsync(
        HttpMethod.Post,
        new Uri(sandbox.Host.ResourceManager, $"{Order(item)}/{action}?api-version=2022-11-01"),
        await sandbox.UserTokenAsync(customer, SandboxFixture.ArmResource),
        body);

    private static string Order(JsonNode item) => ((string)item["id"]!).Split("/reservations/")[0];

    private static JsonNode Policy(JsonNode quote) => quote["policyResult"]!["properties"]!;

    private static decimal Amount(JsonNode? money) => (decimal)money!["amount"]!;
}
