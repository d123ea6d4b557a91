using System.Text.Json;
using CspBot.Cloud;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>Searching costs no call once the list is read, and few while it is being read.</summary>
public sealed class CustomerIndexTests
{
    [Fact]
    public async Task All_pages_are_followed_and_then_searching_costs_no_call()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(Pages(3));
        var index = cloud.Get<CustomerIndex>();
        await index.RefreshAsync(default);
        Assert.True(index.IsComplete);
        Assert.Equal(["Customer 2"], [.. (await cloud.Azure.SearchCustomersAsync("customer 2", 5, default)).Select(c => c.Name)]);

        var calls = cloud.To("partner").ToList();
        Assert.Equal(
            ["/v1/customers?size=500", "/v1/customers?size=500&seekOperation=Next", "/v1/customers?size=500&seekOperation=Next"],
            [.. calls.Select(c => c.Path)]);
        Assert.Equal("opaque-2", calls[2].Headers["MS-ContinuationToken"]);
    }

    [Fact]
    public async Task Searches_before_the_first_load_share_one_load()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(Pages(1));
        var found = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cloud.Azure.SearchCustomersAsync("customer", 5, default)));
        Assert.All(found, f => Assert.Single(f));
        Assert.Single(cloud.To("partner"));
    }

    [Fact]
    public async Task While_later_pages_are_missing_one_filtered_call_serves_all_who_type()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        var rest = new TaskCompletionSource();
        var pages = Pages(2);
        cloud.Answer = async (call, _) =>
        {
            if (call.Path.Contains("filter=", StringComparison.Ordinal))
                return Json("""{"items":[{"id":"z","companyProfile":{"companyName":"Zebra","domain":"zebra.test"}}]}""");
            if (call.Path.Contains("seekOperation", StringComparison.Ordinal))
                await rest.Task;
            return pages(call);
        };

        Assert.Single(await cloud.Azure.SearchCustomersAsync("customer 0", 5, default));
        foreach (var typed in new[] { "ze", "zeb", "zebr", "zebra" })
            Assert.Equal(["Zebra"], [.. (await cloud.Azure.SearchCustomersAsync(typed, 5, default)).Select(c => c.Name)]);
        Assert.Empty(await cloud.Azure.SearchCustomersAsync("nobody", 5, default));
        var filtered = Assert.Single(cloud.To("partner"), c => c.Path.Contains("filter=", StringComparison.Ordinal));
        Assert.Equal(
            """/v1/customers?size=0&filter={"Field":"CompanyName","Value":"ze","Operator":"starts_with"}""",
            Uri.UnescapeDataString(filtered.Path));

        rest.SetResult();
        await cloud.Get<CustomerIndex>().RefreshAsync(default);
        Assert.Empty(await cloud.Azure.SearchCustomersAsync("zebra", 5, default));
    }

    [Fact]
    public async Task A_failed_first_load_is_told_and_not_repeated_for_every_key()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(_ => Json("""{"code":"900421","description":"no mfa"}""", 401));
        foreach (var typed in new[] { "c", "co", "con" })
            Assert.Equal(
                CloudReason.MfaMissing,
                (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.SearchCustomersAsync(typed, 5, default))).Reason);
        Assert.Equal(2, cloud.To("partner").Count()); // once, and once with a new token

        cloud.Script(Pages(1));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await cloud.Azure.SearchCustomersAsync("c", 5, default));
    }

    [Fact]
    public async Task The_old_list_serves_while_the_new_one_is_read_every_ten_minutes()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        var second = new TaskCompletionSource();
        var reading = new TaskCompletionSource();
        var loads = 0;
        cloud.Answer = async (call, _) =>
        {
            if (Interlocked.Increment(ref loads) == 1)
                return Pages(1)(call);
            reading.TrySetResult();
            await second.Task;
            return Json("""{"items":[]}""");
        };

        var index = cloud.Get<CustomerIndex>();
        await index.StartAsync(default);
        await Until(() => index.IsComplete);
        await index.RefreshAsync(default);
        Assert.Equal(1, loads);
        await Until(() => time.Waiting > 0);
        time.Advance(CustomerIndex.RefreshEvery);
        await reading.Task;
        Assert.Single(await cloud.Azure.SearchCustomersAsync("customer", 5, default));
        second.SetResult();
        await Until(() => index.Count == 0);
        Assert.Empty(await cloud.Azure.SearchCustomersAsync("customer", 5, default));
        await index.StopAsync(default);
    }

    [Fact]
    public async Task One_instance_reads_and_the_other_takes_its_list_or_reads_itself_when_somebody_searches_there()
    {
        await using var one = new ScriptedCloud();
        await using var two = new ScriptedCloud(shared: one);
        var rest = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        one.Answer = async (call, _) =>
        {
            begun.TrySetResult();
            await rest.Task;
            return Pages(1)(call);
        };
        two.Script(Pages(1));
        await one.Get<CustomerIndex>().StartAsync(default);
        await begun.Task;
        await two.Get<CustomerIndex>().StartAsync(default);

        // Nobody searches there: it waits for the list of the first.
        rest.SetResult();
        await Until(() => two.Get<CustomerIndex>().IsComplete);
        Assert.Empty(two.To("partner"));
        Assert.Single(one.To("partner"));

        await using var three = new ScriptedCloud();
        await using var four = new ScriptedCloud(shared: three);
        three.Answer = async (_, ct) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
            return Pages(1)(null!);
        };
        four.Script(Pages(1));
        await three.Get<CustomerIndex>().StartAsync(default);
        await Until(() => three.To("partner").Any());
        await four.Get<CustomerIndex>().StartAsync(default);
        Assert.Single(await four.Azure.SearchCustomersAsync("customer", 5, default));
        Assert.Single(four.To("partner"));
    }

    private static Func<Call, HttpResponseMessage> Pages(int count) => call =>
    {
        var page = call.Headers.TryGetValue("MS-ContinuationToken", out var token)
            ? int.Parse(token.AsSpan(7), System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        var next = page + 1 < count
            ? $$$"""
                ,"links":{"next":{"uri":"/customers?size=500&seekOperation=Next","method":"GET",
                "headers":[{"key":"MS-ContinuationToken","value":"opaque-{{{page + 1}}}"}]}}
                """
            : "";
        var name = JsonSerializer.Serialize("Customer " + page);
        return Json("\uFEFF" + $$$"""
            {"totalCount":1,"items":[{"id":"c{{{page}}}","companyProfile":{"companyName":{{{name}}},"domain":"c{{{page}}}.test"},
            "relationshipToPartner":"reseller"}]{{{next}}},"attributes":{"objectType":"Collection"}}
            """);
    };

    private static async Task Until(Func<bool> holds)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "It did not come about.");
            await Task.Yield();
        }
    }
}
