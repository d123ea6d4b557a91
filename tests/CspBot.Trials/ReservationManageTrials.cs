using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.ManageScenes;

namespace CspBot.Trials;

/// <summary>
/// Every write of renewal, scope, name, split, merge and a savings plan cut before, in and after its effect: no effect twice, and each
/// request ends in the truth. Counted and printed.
/// </summary>
[Trait("Run", "Trial")]
public sealed class ReservationManageTrials(ITestOutputHelper output)
{
    private static readonly (string Name, object Fault)[] Misfortunes =
    [
        ("cut before", new { dropConnection = true }),
        ("cut after", new { afterWrite = true, dropConnection = true }),
        ("an error after", new { afterWrite = true, status = 500 }),
        ("a gateway's page", new { status = 502, body = "<html>Bad gateway</html>", contentType = "text/html" }),
        ("too many", new { status = 429, retryAfter = "1" }),
        ("a cut answer", new { afterWrite = true, truncate = true }),
    ];

    [Fact]
    public async Task No_write_of_unknown_result_is_done_twice_and_each_request_ends_in_the_truth()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var counted = new Dictionary<string, int>();
        foreach (var (misfortune, fault) in Misfortunes)
        {
            var one = Alive(host);
            await TriedAsync("renewal on", "PATCH", "/reservations/", await ReviewAsync(host.Nora, "renew", one.Id), approved: true);
            Assert.True(Now(host, one).Renew);
            await TriedAsync("renewal off", "PATCH", "/reservations/", await ReviewAsync(host.Nora, "renew", one.Id), approved: false);
            Assert.False(Now(host, one).Renew);
            var single = one.Scope == "Shared";
            await TriedAsync(
                "scope",
                "PATCH",
                "/reservations/",
                await ReviewAsync(
                    host.Nora, "scope", one.Id, ("scope", single ? "Single" : "Shared"), ("subscription", one.Subscription)),
                approved: false);
            Assert.Equal(single ? "Single" : "Shared", Now(host, one).Scope);
            await TriedAsync("split", "POST", "/split", await ReviewAsync(host.Nora, "split", one.Id, ("quantity", "1,3")), approved: true);
            var parts = Parts(host, one.Id);
            Assert.Equal([1, 3], parts.Select(part => part.Quantity));
            await TriedAsync(
                "merge", "POST", "/merge", await ReviewAsync(host.Nora, "merge", parts[0].Id, ("with", parts[1].Id)), approved: true);
            Assert.Equal(4, Alive(host).Quantity);
            Assert.Equal(one.Amount, Alive(host).Amount);
            var plans = Bought(host).Count;
            await TriedAsync("savings plan", "PUT", "savingsPlanOrderAliases", await PlanAsync(host), approved: true);
            Assert.Equal(plans + 1, Bought(host).Count);

            async Task TriedAsync(string what, string method, string path, JsonElement review, bool approved)
            {
                var ordered = JsonSerializer.SerializeToNode(fault)!.AsObject();
                (ordered["api"], ordered["method"], ordered["path"], ordered["times"]) = ("arm", method, path, 1);
                await host.ControlAsync("faults", ordered);
                await DoAsync(host, review, approved);
                await host.ClearFaultsAsync();
                counted[what] = counted.GetValueOrDefault(what) + 1;
            }
        }

        Assert.Equal(4, UsageScenes.In(host, world => world.Reservations
            .Where(item => item is { Product: "Standard_E4s_v5", Term: "P1Y", State: "Succeeded" }).Sum(item => item.Quantity)));
        foreach (var (what, count) in counted)
            output.WriteLine($"{what}: {count} of {Misfortunes.Length} misfortunes, one effect each, “{Done}”");
    }

    [Fact]
    public async Task A_success_behind_which_nothing_was_written_is_no_success()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await NothingAsync("PATCH", "/reservations/", await ReviewAsync(host.Nora, "name", Alive(host).Id, ("name", "written")), false);
        Assert.Equal("written", Alive(host).DisplayName);
        await NothingAsync("POST", "/split", await ReviewAsync(host.Nora, "split", Alive(host).Id, ("quantity", "2,2")), true);
        await NothingAsync("PUT", "savingsPlanOrderAliases", await PlanAsync(host), true);
        Assert.Single(Bought(host));

        async Task NothingAsync(string method, string path, JsonElement review, bool approved)
        {
            await host.ControlAsync("faults", new { api = "arm", method, path, status = 200, body = "", times = 1 });
            var id = await SubmitAsync(host.Nora, review);
            if (approved)
                await ApproveAsync(host, id);
            var written = 0;
            await Eventually.IsTrueAsync("the first write is answered", () => (written = Count(host, method, path)) == 1);
            await host.LeapAsync(TimeSpan.FromSeconds(62));
            await Eventually.IsTrueAsync("it is written again", () => Count(host, method, path) > written);
            await host.LeapAsync(TimeSpan.FromSeconds(62));
            await SeesAsync(host, id, Done);
            output.WriteLine($"{method} {path}: an empty success, written again once, “{Done}”");
            host.Sandbox.Calls.Clear();
        }
    }

    private static int Count(TestBot host, string method, string path) => host.Sandbox.Calls.All().Count(
        call => call.Method == method && call.Path.Contains(path, StringComparison.Ordinal));
}
