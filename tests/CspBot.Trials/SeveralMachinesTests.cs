using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using CspBot.Tests.Machines;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Two bots behind nginx on one PostgreSQL and one Redis: one bot to everybody outside, whatever happens to its parts.</summary>
public sealed class SeveralMachinesTests(ITestOutputHelper output)
{
    private const int Requests = 100;

    [RequiresFact("postgres", "redis", "nginx")]
    public async Task The_story_goes_on_while_activities_reach_alternating_instances()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await BotProcess.PrepareAsync(await SettingsAsync(redis));
        await using var second = first.Another();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await using var nginx = await Nginx.StartAsync([first.Endpoint, second.Endpoint]);
        var bots = new Fronted(first, nginx.Endpoint);
        await bots.Tomas.InstallAsync();
        var before = await bots.UserOwnersAsync();
        var (_, user, subscription) = await Scenarios.GrantAsync(bots);
        Assert.Equal([(subscription, user)], (await bots.UserOwnersAsync()).Except(before));
    }

    [RequiresFact("postgres", "redis", "nginx")]
    public async Task A_hundred_requests_each_activity_delivered_to_both_while_Redis_and_the_bots_fall_and_rise()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await BotProcess.PrepareAsync(await SettingsAsync(redis), customers: Requests);
        await using var second = first.Another();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await first.Tomas.InstallAsync();
        var before = await first.UserOwnersAsync();
        var wanted = new List<(string Subscription, string Principal)>();
        var graceful = TimeSpan.Zero;
        for (var i = 1; i <= Requests; i++)
        {
            switch (i)
            {
                case 20: await redis.KillAsync(); break;
                case 35: await redis.RestartAsync(); break;
                case 45: await redis.StallAsync(); break;
                case 55: await redis.ResumeAsync(); break;
                case 60: await redis.FlushAsync(); break;
                case 70: graceful = await second.StopGracefullyAsync(); break;
                case 80: await second.StartAsync(); break;
                case 85: await first.KillAsync(); break;
                case 95: await first.StartAsync(); break;
            }

            wanted.Add(await AskAndApproveAsync(first, second, 47 + i));
        }

        await Eventually.IsTrueAsync(
            "everything that was approved is done", async () => wanted.All((await first.UserOwnersAsync()).Contains));
        var granted = (await first.UserOwnersAsync()).Except(before).ToList();
        var puts = (await first.CallsAsync())
            .Where(call => call.GetProperty("method").GetString() == "PUT" && call.GetProperty("api").GetString() == "arm")
            .GroupBy(call => call.GetProperty("path").GetString())
            .ToList();
        Assert.Equal(wanted.Order(), granted.Order());
        Assert.True(graceful < TimeSpan.FromSeconds(10), $"A graceful stop took {graceful}.");
        output.WriteLine($"{Requests} requests, {granted.Count} effects, {puts.Count(put => put.Count() > 1)} written more than once; "
            + $"graceful stop in {graceful.TotalSeconds:F1} s.");
    }

    /// <summary>One request through both bots at once: whoever is alive answers, and nothing happens twice.</summary>
    private static async Task<(string Subscription, string Principal)> AskAndApproveAsync(BotProcess first, BotProcess second, int customer)
    {
        var alive = first.HasStopped ? second : first;
        var form = await alive.Nora.SaysAsync($"grant owner customer{customer:D5}");
        var (subscription, user) = (CardReader.Choices(form, "subscription")[0].Value, CardReader.Choices(form, "user")[0].Value);
        var card = alive.Nora.Mine()[^1].Id;
        var review = await BothAsync(
            first,
            second,
            alive.Nora.Click(
                form,
                "grant-owner/details",
                new Dictionary<string, string>
                {
                    ["subscription"] = subscription,
                    ["user"] = user,
                    ["duration"] = "permanent",
                    ["reason"] = "many",
                },
                card));
        var own = await BothAsync(first, second, alive.Nora.Click(review, "grant-owner/submit", null, card));
        var request = Scenarios.RequestOf(own);
        var ask = await alive.Teams.WaitForAsync($"the approval card of {request}", message => message.Conversation == alive.Tomas.Chat
            && message.Card.GetRawText().Contains(request, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, "requests/approve"));
        await BothAsync(first, second, alive.Tomas.Click(ask.Card, "requests/approve", null, ask.Id));
        return (subscription, user);
    }

    private static async Task<JsonElement> BothAsync(BotProcess first, BotProcess second, JsonObject activity)
    {
        var answers = await Task.WhenAll(new[] { first, second }.Where(bot => !bot.HasStopped).Select(async bot =>
        {
            var answer = await TestBot.Http.PostAsync(
                bot.Endpoint, new StringContent(activity.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
            return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("value");
        }));
        return answers[0];
    }

    private static async Task<Dictionary<string, string?>> SettingsAsync(RedisServer redis) => new()
    {
        ["Store__ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        ["Cache__Redis"] = redis.Setting,
    };

    /// <summary>Both bots as people see them: behind one address.</summary>
    private sealed class Fronted(TestBot bot, Uri endpoint) : TestBot(bot.Sandbox, bot.Teams)
    {
        public override Uri Endpoint => endpoint;
    }
}
