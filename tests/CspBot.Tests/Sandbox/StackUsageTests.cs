using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>The provider's usage API of a pretend stamp is as strict as its documents.</summary>
public sealed class StackUsageTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => sandbox.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "InvalidProperty")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}", null)]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}&aggregationGranularity=Daily", null)]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-8}&aggregationGranularity=hourly", null)]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}&aggregationGranularity=Weekly", "InvalidAggregationGranularity")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={0}", "RequestEndTimeIsInFuture")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={3}", "RequestEndTimeIsInFuture")]
    [InlineData("reportedStartTime={-2}&reportedEndTime={-9}", "InvalidProperty")]
    [InlineData("reportedStartTime=2026-11-01&reportedEndTime={-2}", "InvalidProperty")]
    [InlineData("reportedStartTime=2026-11-01T13%3A00%3A00Z&reportedEndTime={-2}", "InvalidProperty")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}&continuationToken=abc", "InvalidProperty")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}&subscriberId=nobody", "SubscriberIdIsNotDirectTenant")]
    [InlineData("reportedStartTime={-9}&reportedEndTime={-2}&showDetails=true", "UnknownQueryOption")]
    public async Task Only_what_the_documents_have_is_answered(string query, string? code)
    {
        Reply reply = await SendAsync(query + "&api-version=2015-06-01-preview");
        Assert.Equal(code is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(code, (string?)reply.Json["error"]?["code"]);
    }

    [Theory]
    [InlineData("2015-11-01", "InvalidProperty")]
    [InlineData(null, "NoApiVersion")]
    public async Task The_version_is_the_documented_one(string? version, string code)
    {
        Reply reply = await SendAsync("reportedStartTime={-9}&reportedEndTime={-2}" + (version is null ? "" : "&api-version=" + version));
        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, (string?)reply.Json["error"]!["code"]));
    }

    [Fact]
    public async Task A_thousand_rows_are_a_page_and_hours_add_up_to_their_day()
    {
        Reply first = await SendAsync("reportedStartTime={-12}&reportedEndTime={-2}&api-version=2015-06-01-preview");
        Assert.Equal(1000, first.Json["value"]!.AsArray().Count);
        Reply second = await sandbox.SendAsync(HttpMethod.Get, new Uri((string)first.Json["nextLink"]!), await TokenAsync());
        Assert.InRange(second.Json["value"]!.AsArray().Count, 1, 999);
        Assert.Null(second.Json["nextLink"]);
        Reply day = await SendAsync("reportedStartTime={-9}&reportedEndTime={-8}&api-version=2015-06-01-preview");
        Reply hours = await SendAsync(
            "reportedStartTime={-9}&reportedEndTime={-8}&aggregationGranularity=Hourly&subscriberId=" + Subscription(day)
            + "&api-version=2015-06-01-preview");
        Assert.Equal(
            Math.Round(Sum(day.Json, Subscription(day)), 6), Math.Round(await AllAsync(hours, Subscription(day)), 6));
    }

    private static string Subscription(Reply reply) => (string)reply.Json["value"]![0]!["properties"]!["subscriptionId"]!;

    private static decimal Sum(JsonNode page, string subscription) => page["value"]!.AsArray()
        .Where(row => (string)row!["properties"]!["subscriptionId"]! == subscription)
        .Sum(row => (decimal)row!["properties"]!["quantity"]!);

    private async Task<decimal> AllAsync(Reply reply, string subscription)
    {
        decimal sum = Sum(reply.Json, subscription);
        while ((string?)reply.Json["nextLink"] is { } next)
        {
            reply = await sandbox.SendAsync(HttpMethod.Get, new Uri(next), await TokenAsync());
            sum += Sum(reply.Json, subscription);
        }

        return sum;
    }

    private Task<string> TokenAsync() => sandbox.UserTokenAsync(SandboxFixture.PartnerTenant, Stack.Deployments[0].AdminAudience);

    /// <summary><c>{-9}</c> is midnight nine days ago, as the page's sample writes it.</summary>
    private async Task<Reply> SendAsync(string query)
    {
        DateTime today = sandbox.Host.World.Now.UtcDateTime.Date;
        for (int day = -12; day < 4; day++)
        {
            string text = today.AddDays(day).ToString("yyyy-MM-dd'T00:00:00+00:00'", CultureInfo.InvariantCulture);
            query = query.Replace($"{{{day}}}", Uri.EscapeDataString(text), StringComparison.Ordinal);
        }

        Uri address = Stack.Deployments[0].On(sandbox.Host.StackAdmin);
        return await sandbox.SendAsync(
            HttpMethod.Get,
            new Uri(
                address,
                $"/subscriptions/{Stack.Deployments[0].ProviderSubscription}/providers/Microsoft.Commerce.Admin"
                    + $"/subscriberUsageAggregates?{query}"),
            await TokenAsync());
    }
}
