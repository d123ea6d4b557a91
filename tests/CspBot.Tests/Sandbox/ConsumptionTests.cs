using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>The pretend Microsoft.Consumption and Microsoft.CostManagement, as strict as their specifications.</summary>
public sealed class ConsumptionTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string AdventureWorks = "10000000-0000-4000-8000-000045000000";
    private const string Subscription = "3c0ffee0-0000-4000-8000-000045000001";
    private const string Days = "&$filter=properties/usageDate ge 2026-01-01 AND properties/usageDate le 2026-01-31";
    private const string Recommendations = $"/subscriptions/{Subscription}/providers/Microsoft.Consumption/reservationRecommendations";
    private const string Details = $"/subscriptions/{Subscription}/providers/Microsoft.Consumption/reservationRecommendationDetails";
    private const string Plans = $"/subscriptions/{Subscription}/providers/Microsoft.CostManagement/benefitRecommendations";

    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/reservationSummaries?api-version=2023-05-01&grain=daily")]
    [InlineData("/reservationSummaries?api-version=2023-05-01")]
    [InlineData("/reservationSummaries?api-version=2023-05-01&grain=weekly" + Days)]
    [InlineData("/reservationSummaries?api-version=2023-05-01&grain=daily&$filter=properties/usageDate gt 2026-01-01")]
    [InlineData("/reservationSummaries?api-version=2023-05-01&grain=daily&$filter=usageDate ge 2026-01-01 AND usageDate le 2026-01-31")]
    [InlineData("/reservationSummaries?api-version=2023-05-01&grain=daily&$top=5" + Days)]
    [InlineData("/reservationSummaries?api-version=2020-01-01&grain=daily" + Days)]
    [InlineData("/reservationSummaries?grain=daily" + Days)]
    [InlineData("/reservationDetails?api-version=2023-05-01")]
    [InlineData("/reservationDetails?api-version=2023-05-01&grain=daily" + Days)]
    public async Task Usage_that_no_document_lets_ask_for_is_refused(string asked) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(await ReservationAsync() + asked)).Status);

    [Theory]
    [InlineData(Recommendations + "?api-version=2023-05-01&$filter=properties/scope eq 'Both'")]
    [InlineData(Recommendations + "?api-version=2023-05-01&$filter=properties/lookBackPeriod eq 'Last90Days'")]
    [InlineData(Recommendations + "?api-version=2023-05-01&$filter=properties/resourceType eq 'Machines'")]
    [InlineData(Recommendations + "?api-version=2023-05-01&$filter=properties/term eq 'P1Y'")]
    [InlineData(Recommendations + "?api-version=2023-05-01&$filter=properties/scope ne 'Single'")]
    [InlineData(Recommendations + "?api-version=2023-05-01&term=P1Y")]
    [InlineData(Details + "?api-version=2023-05-01&scope=Single&region=westeurope&term=P1Y&lookBackPeriod=Last7Days")]
    [InlineData(Details + "?api-version=2023-05-01&scope=Single&region=westeurope&term=P2Y&lookBackPeriod=Last7Days&product=X")]
    [InlineData(Plans + "?api-version=2024-08-01&$filter=properties/resourceType eq 'VirtualMachines'")]
    [InlineData(Plans + "?api-version=2023-05-01")]
    public async Task A_recommendation_that_no_document_lets_ask_for_is_refused(string asked) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(asked)).Status);

    [Fact]
    public async Task The_days_add_up_to_the_month_and_the_machines_to_the_day()
    {
        var reservation = await ReservationAsync();
        var month = Rows(await GetAsync(reservation + "/reservationSummaries?api-version=2023-05-01&grain=monthly" + Days)).Single();
        var days = Rows(await GetAsync(reservation + "/reservationSummaries?api-version=2023-05-01&grain=daily" + Days));
        var machines = Rows(await GetAsync(reservation + "/reservationDetails?api-version=2023-05-01" + Days));
        Assert.Equal(31, days.Count);
        Assert.Equal(Sum([month], "usedHours"), Sum(days, "usedHours"), 1);
        Assert.Equal(Sum([month], "reservedHours"), Sum(days, "reservedHours"));
        Assert.Equal(Sum(days, "usedHours"), Sum(machines, "usedHours"), 1);
        Assert.All(machines, row => Assert.StartsWith("/subscriptions/", (string)row["instanceId"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_answer_comes_in_pages()
    {
        await sandbox.ControlAsync("knobs", new { pageSize = 10 });
        var first = (await GetAsync(await ReservationAsync() + "/reservationSummaries?api-version=2023-05-01&grain=daily" + Days)).Json;
        Assert.Equal(10, first["value"]!.AsArray().Count);
        var next = new Uri((string)first["nextLink"]!);
        Assert.Equal(10, (await GetAsync(next.PathAndQuery)).Json["value"]!.AsArray().Count);
        await sandbox.ControlAsync("knobs", new { pageSize = 500 });
    }

    [Fact]
    public async Task What_is_not_recommended_is_204_and_savings_plans_an_empty_list()
    {
        var none = await GetAsync(Recommendations + "?api-version=2023-05-01&$filter=properties/resourceType eq 'CosmosDB'");
        Assert.Equal((HttpStatusCode.NoContent, ""), (none.Status, none.Text));
        var unknown = await GetAsync(
            Details + "?api-version=2023-05-01&scope=Single&region=westeurope&term=P1Y&lookBackPeriod=Last7Days&product=Standard_M128");
        Assert.Equal(HttpStatusCode.NoContent, unknown.Status);
        Assert.NotEmpty((await GetAsync(Plans + "?api-version=2024-08-01")).Json["value"]!.AsArray());
    }

    private static List<JsonNode> Rows(Reply reply) => [.. reply.Json["value"]!.AsArray().Select(row => row!["properties"]!)];

    private static decimal Sum(IEnumerable<JsonNode> rows, string name) => rows.Sum(row => (decimal)row[name]!);

    private async Task<string> ReservationAsync()
    {
        var found = (await GetAsync("/providers/Microsoft.Capacity/reservations?api-version=2022-11-01")).Json["value"]![0]!;
        return (string)found["id"]! + "/providers/Microsoft.Consumption";
    }

    private async Task<Reply> GetAsync(string path) => await sandbox.GetAsync(
        sandbox.Host.ResourceManager, path, await sandbox.UserTokenAsync(AdventureWorks, SandboxFixture.ArmResource));
}
