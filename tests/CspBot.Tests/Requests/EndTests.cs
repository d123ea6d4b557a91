using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>
/// What takes a right back at its time: nothing that anybody sends defeats it, and it takes nothing that somebody gave anew.
/// </summary>
public sealed class EndTests
{
    [Theory]
    [InlineData("requests/cancel")]
    [InlineData("requests/reject")]
    [InlineData("requests/undo")]
    [InlineData("requests/retry")]
    public async Task Nobody_stops_the_end_of_a_grant(string verb)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, _, _) = await Scenarios.GrantAsync(host, "1h");
        var end = RequestOf(card) + "-E";
        foreach (var who in new[] { host.Nora, host.Tomas })
        {
            var (answer, _) = await who.SendAsync(who.Forge(verb, new JsonObject { ["request"] = end, ["version"] = 1 }));
            answer.EnsureSuccessStatusCode();
        }

        Assert.Equal(2, (await host.AuditAsync()).Count(entry => entry.Kind == "refused" && entry.Request == end));
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
    }

    [Fact]
    public async Task The_end_of_an_old_grant_leaves_a_newer_one_of_the_same_right_and_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (first, user, subscription) = await Scenarios.GrantAsync(host, "8h");
        await host.ControlAsync("assignments", new { subscription, principalId = user, remove = true });
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora, "permanent");
        var newer = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, newer);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Teams.WaitForAsync(
            "the old schedule is over", message => message.Id == first.Id && message.Text.Contains(newer, StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromHours(9));
        await host.Nora.SaysAsync("requests");
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "DELETE");
    }

    [Fact]
    public async Task The_guest_of_an_onboarding_keeps_Owner_when_a_grant_for_a_time_ends()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (first, user, subscription) = await Scenarios.GrantAsync(host, "8h");
        var name = (await host.WorldAsync())
            .GetProperty("users")
            .EnumerateArray()
            .First(one => one.GetProperty("id").GetString() == user)
            .GetProperty("userPrincipalName")
            .GetString()!;
        var review = await StackScenarios.ReviewAsync(host.Nora, Scenarios.GoodCustomer, "Paris", subscription, name);
        var id = await StackScenarios.ApproveAsync(host, review);
        await StackScenarios.OwnAsync(host, id, "Waiting for somebody");

        // The customer takes its time: the grant ends while the onboarding waits.
        await host.LeapAsync(TimeSpan.FromHours(8.1));
        await host.Teams.WaitForAsync(
            "the grant is over", message => message.Id == first.Id && message.Text.Contains(id, StringComparison.Ordinal));
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
    }

    [Fact]
    public async Task An_approval_after_the_time_to_decide_is_none()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        var store = host.Services.GetRequiredService<Database>();
        await store.WriteAsync(
            session => session.ExecuteAsync(
                """
                create trigger held before insert on audit when new.kind in ('expired', 'reminded') begin select raise(abort,
                'held'); end
                """),
            default);
        await host.LeapAsync(TimeSpan.FromDays(100));
        var late = await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.Contains("time to decide", CardReader.Text(late), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "approved");
        await store.WriteAsync(session => session.ExecuteAsync("drop trigger held"), default);
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    [RequiresTheory("postgres")]
    [InlineData("nul")]
    [InlineData("long")]
    [InlineData("half")]
    public async Task No_request_id_keeps_a_refusal_out_of_the_audit(string kind)
    {
        var postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Store:ConnectionString"] = postgres });
        await host.Tomas.InstallAsync();
        var sent = kind switch
        {
            "nul" => "R-\0AAAA",
            "half" => "R-" + (char)0xd83d,
            _ => string.Concat(Enumerable.Range(0, 2000).Select(i => Guid.NewGuid())),
        };
        foreach (var verb in new[] { "requests/approve", "requests/cancel", "requests/undo", "requests/retry", "requests/show" })
        {
            var before = (await host.AuditAsync()).Count;
            var (answer, body) = await host.Tomas.SendAsync(host.Tomas.Forge(verb, new JsonObject { ["request"] = sent, ["version"] = 1 }));
            answer.EnsureSuccessStatusCode();
            Assert.Equal("application/vnd.microsoft.card.adaptive", body.GetProperty("type").GetString());
            var entry = Assert.Single((await host.AuditAsync()).Skip(before));
            Assert.Equal("refused", entry.Kind);
        }
    }

    private static string RequestOf(ShownMessage card) =>
        CardReader.Button(card.Card, "requests/undo").GetProperty("data").GetProperty("request").GetString()!;
}
