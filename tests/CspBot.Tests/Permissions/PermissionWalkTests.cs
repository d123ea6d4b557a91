using CspBot.Cloud;
using CspBot.Permissions;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Permissions;

/// <summary>Permissions that the activity log does not tell of any more: one slow walk over all customers finds them.</summary>
public sealed class PermissionWalkTests
{
    private const int Stride = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1.01);

    [Fact]
    public async Task Old_permissions_are_found_a_few_at_a_time_once_each_also_over_a_restart_and_are_no_news()
    {
        await using var host = await StartAsync();
        await FlipAsync(host, "Contoso", "Wide World Importers");
        await Watch(host).SweepAsync(default);
        Assert.DoesNotContain("Contoso", await NamesAsync(host));
        Assert.Contains(
            "older than 90 days are still being looked for",
            CardReader.Text(await host.Nora.SaysAsync("reservation permission")),
            StringComparison.Ordinal);
        var customers = await CountCustomersAsync(host);
        var before = (await ReadAsync(host)).Count;

        // Not at once: a start stays calm.
        Assert.False(await Watch(host).WalkAsync(default));
        for (var step = 0; step <= customers / Stride; step++)
        {
            Assert.False((await Watch(host).ProgressAsync(default)).Walked);
            await host.LeapAsync(Pace);
            Assert.True(await Watch(host).WalkAsync(default));
            Assert.False(await Watch(host).WalkAsync(default));
            Assert.InRange((await ReadAsync(host)).Count - before, 1, Stride * (step + 1));
            await host.RestartAsync();
            Assert.Equal(customers, await CountCustomersAsync(host));
        }

        Assert.True((await Watch(host).ProgressAsync(default)).Walked);
        var read = (await ReadAsync(host)).Skip(before).ToList();
        Assert.Equal((customers, customers), (read.Count, read.Distinct().Count()));
        Assert.Contains("Contoso", await NamesAsync(host));
        Assert.Contains("Wide World Importers", await NamesAsync(host));
        var list = CardReader.Text(await host.Nora.SaysAsync("reservation permission"));
        Assert.Contains("since an unknown day · by somebody unknown", list, StringComparison.Ordinal);
        Assert.DoesNotContain("still being looked for", list, StringComparison.Ordinal);
        Assert.Empty(await NoticesAsync(host));

        // It is over for good (the list read some live).
        var spent = (await ReadAsync(host)).Count;
        await host.LeapAsync(TimeSpan.FromDays(1));
        Assert.False(await Watch(host).WalkAsync(default));
        Assert.Equal(spent, (await ReadAsync(host)).Count);
    }

    [Fact]
    public async Task One_customer_with_lasting_trouble_stops_neither_the_daily_round_nor_the_log_for_the_others()
    {
        await using var host = await StartAsync();
        await FlipAsync(host, "Contoso", "Wide World Importers");
        await Watch(host).SweepAsync(default);
        await Watch(host).WalkAsync(default);
        for (var step = 0; step < 20 && !(await Watch(host).ProgressAsync(default)).Walked; step++)
        {
            await host.LeapAsync(Pace);
            await Watch(host).WalkAsync(default);
        }

        Assert.Contains("Contoso", await NamesAsync(host));
        await host.ControlAsync("faults", new
        {
            api = "partnercenter",
            method = "GET",
            path = "/v1/SelfServePolicy?entity_id=" + await IdOfAsync(host, "Contoso"),
            status = 503,
        });
        await RoundsAsync(host, days: 2);

        // The log lost this one: only the daily round finds it.
        Assert.Empty(await NoticesAsync(host));
        await host.ControlAsync("policies", new
        {
            customer = await IdOfAsync(host, "Wide World Importers"),
            reservedInstances = false,
            savingsPlan = false,
            audited = false,
        });
        await RoundsAsync(host, days: 2);
        Assert.Contains("does not say who", (await host.Tomas.SeesAsync("Wide World Importers")).Text, StringComparison.Ordinal);
        Assert.Contains(
            await host.CallsAsync(), call =>
                call.GetProperty("path").GetString() == "/v1/SelfServePolicy" && call.GetProperty("status").GetInt32() == 503);
    }

    /// <summary>A sweep every twenty minutes, for so long.</summary>
    private static async Task RoundsAsync(BotHost host, int days)
    {
        for (var i = 0; i < days * 72; i++)
        {
            await host.LeapAsync(TimeSpan.FromMinutes(20));
            await Watch(host).SweepAsync(default);
        }
    }

    [Fact]
    public async Task What_is_throttled_or_fails_is_looked_at_later_and_nobody_is_left_out()
    {
        await using var host = await StartAsync();
        var names = (await host.WorldAsync()).GetProperty("customers").EnumerateArray()
            .Where(customer => customer.GetProperty("relationship").GetString() == "reseller").Select(
                customer => customer.GetProperty("name").GetString()!).ToArray();
        await FlipAsync(host, names);
        Assert.False(await Watch(host).WalkAsync(default));

        await host.ControlAsync(
            "faults",
            new { api = "partnercenter", method = "GET", path = "/v1/SelfServePolicy", status = 429, retryAfter = 90, times = 1 });
        await host.LeapAsync(Pace);
        Assert.Equal(CloudReason.Throttled, (await Assert.ThrowsAsync<CloudFault>(() => Watch(host).WalkAsync(default))).Reason);

        // While it wants to be left alone about that customer, it is: the pause is that customer's, and others are read.
        var throttled = (await host.CallsAsync())
            .Single(call => call.GetProperty("status").GetInt32() == 429)
            .GetProperty("query")
            .GetString();
        await host.LeapAsync(Pace);
        await Assert.ThrowsAsync<CloudFault>(() => Watch(host).WalkAsync(default));
        Assert.Single(await ReadAsync(host), query => query == throttled);

        // Three tries of each of the first four.
        await host.ControlAsync(
            "faults", new { api = "partnercenter", method = "GET", path = "/v1/SelfServePolicy", status = 503, times = 12 });
        for (var step = 0; step < 20 && !(await Watch(host).ProgressAsync(default)).Walked; step++)
        {
            await host.LeapAsync(Pace);
            await Watch(host).WalkAsync(default);
        }

        Assert.True((await Watch(host).ProgressAsync(default)).Walked);
        Assert.Equal(names.Length, await Watch(host).CountOnAsync(new PermissionQuery("", null), default));
    }

    [Fact]
    public async Task Of_two_bots_only_one_takes_a_step()
    {
        await using var host = await StartAsync();
        await TwoTakeStepsAsync(host);
    }

    [RequiresFact("postgres")]
    public async Task Of_two_bots_on_PostgreSQL_only_one_takes_a_step()
    {
        await using var host = await StartAsync(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        await TwoTakeStepsAsync(host);
    }

    [Fact]
    public async Task After_an_outage_longer_than_the_log_everybody_is_looked_at_again_and_what_changed_is_told_once()
    {
        await using var host = await StartAsync();
        await Watch(host).SweepAsync(default);
        await WalkAllAsync(host);
        Assert.Empty(await NoticesAsync(host));

        await host.LeapAsync(TimeSpan.FromDays(120));
        await FlipAsync(host, "Contoso");
        await Watch(host).SweepAsync(default);
        Assert.False((await Watch(host).ProgressAsync(default)).Walked);
        await WalkAllAsync(host);
        var notice = await host.Tomas.SeesAsync("changed outside this bot");
        Assert.Contains("Contoso", notice.Text, StringComparison.Ordinal);
        Assert.Contains("does not say who", notice.Text, StringComparison.Ordinal);
        await Watch(host).SweepAsync(default);
        Assert.Single(await NoticesAsync(host));
    }

    private static async Task TwoTakeStepsAsync(BotHost host)
    {
        await using var second = await host.StartAnotherAsync();
        var customers = await CountCustomersAsync(second);
        await Watch(host).WalkAsync(default);
        for (var step = 0; step <= customers / Stride; step++)
        {
            await host.LeapAsync(Pace);
            var took = await Task.WhenAll(Watch(host).WalkAsync(default), Watch(second).WalkAsync(default));
            Assert.Single(took, one => one);
        }

        Assert.True((await Watch(second).ProgressAsync(default)).Walked);
        Assert.Equal(customers, (await ReadAsync(host)).Count);
    }

    private static async Task WalkAllAsync(BotHost host)
    {
        for (var step = 0; step < 20 && !(await Watch(host).ProgressAsync(default)).Walked; step++)
        {
            await Watch(host).WalkAsync(default);
            await host.LeapAsync(Pace);
        }

        Assert.True((await Watch(host).ProgressAsync(default)).Walked);
    }

    private static async Task<BotHost> StartAsync(string? store = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Purchases:Conversation"] = PretendTeams.PersonalChat("00000000-0000-4000-8000-000000000021"),
        };
        if (store is not null)
            settings["Store:ConnectionString"] = store;
        var host = await BotHost.StartAsync(settings);
        await host.Tomas.InstallAsync();
        await CountCustomersAsync(host);
        return host;
    }

    /// <summary>How many customers there are, once the bot knows them all.</summary>
    private static async Task<int> CountCustomersAsync(BotHost host)
    {
        var index = host.Services.GetRequiredService<CustomerIndex>();
        await Eventually.IsTrueAsync("all customers are known", () => Task.FromResult(index.IsComplete));
        return index.Count;
    }

    /// <summary>Turns reservations on without a trace in the log, as long ago.</summary>
    private static async Task FlipAsync(BotHost host, params string[] names)
    {
        foreach (var name in names)
            await host.ControlAsync("policies", new { customer = await IdOfAsync(host, name), reservedInstances = true, audited = false });
    }

    private static PermissionWatch Watch(BotHost host) => host.Services.GetRequiredService<PermissionWatch>();

    /// <summary>Who is on, as far as the bot knows.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(BotHost host) =>
        [.. (await Watch(host).ListOnAsync(new PermissionQuery("", null), 0, 100, default)).Select(known => known.Name)];

    /// <summary>The customer of each read of a policy, in order.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(BotHost host) =>
    [
        .. (await host.CallsAsync())
            .Where(call => call.GetProperty("method").GetString() == "GET"
                && call.GetProperty("path").GetString()!.StartsWith("/v1/SelfServePolicy", StringComparison.OrdinalIgnoreCase))
            .Select(call => call.GetProperty("query").GetString()!),
    ];

    private static async Task<IReadOnlyList<ShownMessage>> NoticesAsync(BotHost host)
    {
        await Eventually.IsTrueAsync("the outbox is empty", async () =>
            await host.Services.GetRequiredService<CspBot.Store.Database>().ReadAsync(
                s => s.QueryOneAsync<long>("select count(*) from outbox where state = 'pending' and id like 'permission/%'"),
                default) == 0);
        return [.. host.Tomas.Mine().Where(message => message.Text.Contains("changed outside this bot", StringComparison.Ordinal))];
    }
}
