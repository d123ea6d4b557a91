using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Messages;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Twenty onboardings at once over two bots, on either database, while Teams holds its limits against both.</summary>
public sealed class OnboardStackTenantLoadTests(ITestOutputHelper output)
{
    private const int Many = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    [Fact]
    public async Task Twenty_over_two_bots_are_each_done_once_within_the_limits_of_Teams() =>
        await TwentyAsync(await BotHost.StartAsync(BotHost.PacedAsInTeams));

    [RequiresFact("postgres")]
    public async Task Twenty_over_two_bots_on_PostgreSQL_are_each_done_once_within_the_limits_of_Teams() =>
        await TwentyAsync(await BotHost.StartAsync(
            new Dictionary<string, string?>(BotHost.PacedAsInTeams)
            {
                ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            }));

    private async Task TwentyAsync(BotHost bot)
    {
        await using var one = bot;
        await using var two = await one.StartAnotherAsync();
        await one.Tomas.InstallAsync();
        var reviews = await ReviewsAsync(one, two);
        var limits = new TeamsLimits(TimeProvider.System);
        one.Teams.Misbehave = (request, _) => limits.Take(request);
        var began = TimeProvider.System.GetTimestamp();
        var requests = new List<string>();
        foreach (var (i, review) in reviews.Index())
            requests.Add(await StackScenarios.ApproveAsync(i % 2 == 0 ? one : two, review.Card, cardId: review.Message));
        foreach (var id in requests)
            await StackScenarios.OwnAsync(one, id, "Done and verified", Patience);
        var took = TimeProvider.System.GetElapsedTime(began);

        // Each once: one write and one proof for each tenant, and nothing left behind.
        var mappings = await StackScenarios.MappingsAsync(one);
        Assert.All(reviews, review => Assert.Single(mappings, mapping => mapping.Tenant == review.Tenant));
        Assert.Equal(Many, await WritesAsync(one, "/customerSubscriptions/"));
        Assert.Equal(Many, await WritesAsync(one, "/directoryTenants/"));
        Assert.Equal(Many, await WritesAsync(one, "/cspbot-proof-"));
        Assert.All((await one.WorldAsync()).GetProperty("stackSubscriptions").EnumerateArray(), tenant =>
            Assert.Equal(0, tenant.GetProperty("resourceGroups").GetArrayLength()));

        // No message is left over, none came twice, and Teams never had to refuse one.
        Assert.DoesNotContain(await one.OutboxAsync(), place => place.ActivityId is null && place.Recipient == one.Nora.ObjectId);
        Assert.All(requests, id => Assert.Single(one.Teams.Messages, message =>
            message.Conversation == one.Nora.Chat && message.Text.Contains($"{id} ·", StringComparison.Ordinal)));
        Assert.Equal(0, limits.Broken);
        Assert.InRange(limits.MostInASecondOfOne, 1, 7);
        output.WriteLine($"{Many} onboardings over two bots in {took.TotalSeconds:0.0} s, {limits.Times.Count} messages and edits, "
            + $"{limits.Broken} refused by Teams");
    }

    /// <summary>
    /// Reviews of customers that could be onboarded now, each with the message of its card;
    /// their administrators did their part before.
    /// </summary>
    private static async Task<IReadOnlyList<(string Tenant, JsonElement Card, string Message)>> ReviewsAsync(BotHost one, BotHost two)
    {
        var mapped = (await StackScenarios.MappingsAsync(one)).Select(mapping => mapping.Tenant).ToHashSet();
        var buyers = (await one.WorldAsync()).GetProperty("subscriptions").EnumerateArray()
            .Where(sold => sold.GetProperty("kind").GetString() != "license"
                && sold.GetProperty("status").GetString() == "active"
                && sold.GetProperty("azureSubscriptions").EnumerateArray().Any())
            .Select(sold => sold.GetProperty("customer").GetString()!)
            .Distinct();
        var reviews = new List<(string Tenant, JsonElement Card, string Message)>();
        foreach (var tenant in buyers.Where(tenant => !mapped.Contains(tenant)))
        {
            if (reviews.Count == Many)
                break;
            var review = await StackScenarios.ReviewAsync((reviews.Count % 2 == 0 ? one : two).Nora, tenant, "Lyon");
            if (!CardReader.HasButton(review, StackScenarios.Dialog + "submit")
                || CardReader.Text(review).Contains("delegated administration to us", StringComparison.Ordinal))
                continue;
            await StackScenarios.ConsentAsync(one, "Lyon", tenant);
            reviews.Add((tenant, review, one.Nora.Mine()[^1].Id));
        }

        Assert.Equal(Many, reviews.Count);
        return reviews;
    }

    private static async Task<int> WritesAsync(BotHost host, string path) =>
        (await host.CallsAsync()).Count(call => call.GetProperty("method").GetString() == "PUT"
            && call.GetProperty("path").GetString()!.Contains(path, StringComparison.OrdinalIgnoreCase));
}
