using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Of the last two Owners one stays, whoever takes them away at once: two people on two bots, or somebody in the portal.</summary>
public sealed class AccessRaceTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        LeaveToCustomer(_host);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Two_revokes_of_the_last_two_Owners_on_two_bots_let_one_go_through()
    {
        await using var other = await _host.StartAnotherAsync();
        var requests = await RevokeAtOnceAsync(_host, other, Give(_host, User(1)), Give(_host, User(2)));
        Assert.Single(Holders(_host));
        Assert.Single(await _host.AuditAsync(), entry => entry.Kind == "succeeded" && requests.Contains(entry.Request ?? ""));
        Assert.Single(_host.Sandbox.Calls.All(), call => call is { Method: "DELETE", Api: "arm", Status: 200 });
        if (requests.Count == 2)
        {
            await _host.Teams.WaitForAsync("the other is told", message =>
                message.Text.Contains("is the last Owner of Adatum Production", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task When_the_portal_takes_the_other_Owner_in_the_moment_of_the_removal_the_right_is_put_back_as_it_was()
    {
        const string Condition = "@Resource[x] StringEquals 'y'";
        var name = Give(_host, User(1));
        Give(_host, User(2));
        In(_host, world =>
        {
            var azure = world.AzureSubscription(Production)!;
            var at = azure.Assignments.FindIndex(item => item.Name == name);
            azure.Assignments[at] = azure.Assignments[at] with { Condition = Condition, ConditionVersion = "2.0" };
            return 0;
        });
        var review = await RevokeAsync(_host.Nora, name);
        await _host.ControlAsync("faults", new { api = "arm", method = "DELETE", delayMs = 1500, times = 1 });
        var request = await SubmitAsync(_host.Nora, review);
        await Eventually.IsTrueAsync("the guard has looked", async () =>
            (await _host.AuditAsync()).Any(entry => entry.Kind == "step" && entry.Request == request));
        Take(_host, item => item.PrincipalId == User(2));
        await SeesAsync(_host, request, "the right was put back");
        var standing = Subscription(_host).Assignments.Single(item => item.PrincipalId == User(1));
        Assert.Equal((name, Ids.Owner, Condition, "2.0"), (standing.Name, standing.Role, standing.Condition, standing.ConditionVersion));
        await _host.ClearFaultsAsync();
    }

    [Fact]
    public async Task What_is_gone_already_is_done_and_what_was_given_anew_under_another_name_stands()
    {
        var name = Give(_host, User(1));
        Give(_host, User(2));
        var review = await RevokeAsync(_host.Nora, name);
        Take(_host, item => item.Name == name);
        var shown = await _host.Nora.ClicksAsync(review, "customers/submit");
        Assert.Contains("Something changed since you looked", CardReader.Text(shown), StringComparison.Ordinal);
        var again = Give(_host, User(1));
        var old = CardReader.Text(await _host.Nora.ClicksAsync(review, "customers/submit"));
        Assert.Contains("Something changed since you looked", old, StringComparison.Ordinal);
        Assert.Contains(Subscription(_host).Assignments, item => item.Name == again);
        Assert.DoesNotContain(_host.Sandbox.Calls.All(), call => call is { Method: "DELETE", Api: "arm" });
    }
}
