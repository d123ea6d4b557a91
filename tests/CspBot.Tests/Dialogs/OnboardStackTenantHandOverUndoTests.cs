using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.StackHandOverScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>What a hand-over made is taken back by its undo, and what stands for somebody else is not.</summary>
public sealed class OnboardStackTenantHandOverUndoTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Two_clicks_make_one_request_and_undo_removes_what_it_made()
    {
        var (account, tenant) = await AccountAsync(_host);
        var review = await ReviewAsync(_host, "Lyon", account);
        var click = _host.Nora.Click(review, Submit);
        await Task.WhenAll(_host.Nora.SendAsync(click), _host.Nora.SendAsync(click));
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var own = await _host.Nora.SeesAsync("has to let Lyon into its directory");
        var id = Scenarios.RequestOf(own.Card);
        var done = await FinishAsync(_host, id, tenant, "Lyon");
        Assert.Single(await MadeAsync(_host, tenant));
        Assert.Equal(1, await PutsAsync(_host));
        Assert.Contains(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);

        var ended = await UndoAsync(_host, id, done);
        Assert.Empty(await MadeAsync(_host, tenant));
        Assert.DoesNotContain(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);
        Assert.False(CardReader.HasButton(ended.Card, HandOver));

        // The old card's button is looked up again.
        var (_, refused) = await _host.Nora.SendAsync(_host.Nora.Forge(HandOver, new JsonObject { ["request"] = id, ["version"] = 1 }));
        Assert.Contains(
            "There is nothing to hand over to Adatum Corporation now",
            CardReader.Text(refused.GetProperty("value")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_a_later_request_took_is_left_standing_by_the_undo_of_the_request_that_made_it()
    {
        var (account, tenant) = await AccountAsync(_host);
        var first = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        var done = await FinishAsync(_host, first, tenant, "Lyon");
        var second = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await StackScenarios.OwnAsync(_host, second, "Done and verified");
        await UndoAsync(_host, first, done, $"Taken back, but for what {second} needs too");
        Assert.Single(await MadeAsync(_host, tenant));
        Assert.False(Removed());

        // Without its mapping we would pay for what is used there.
        Assert.Contains(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);
        Assert.Contains(("Lyon", tenant), await StackScenarios.DirectoriesAsync(_host));
    }

    [Fact]
    public async Task One_that_a_later_request_took_is_left_standing_also_while_that_one_still_runs()
    {
        var (account, tenant) = await AccountAsync(_host);
        var first = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        var done = await FinishAsync(_host, first, tenant, "Lyon");
        await _host.ControlAsync("faults", new { api = "stacktenant", status = 403, code = "AuthorizationFailed" });
        var second = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        var waits = await StackScenarios.OwnAsync(_host, second, "so it cannot prove anything there");
        await UndoAsync(_host, first, done, $"Taken back, but for what {second} needs too");
        Assert.Single(await MadeAsync(_host, tenant));
        Assert.False(Removed());
        Assert.Contains(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);
        await _host.ClearFaultsAsync();
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, second, "Done and verified");
    }

    [Fact]
    public async Task A_registration_that_hides_itself_from_the_undo_asks_for_the_right_that_is_missing_on_our_side()
    {
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        var done = await FinishAsync(_host, id, tenant, "Lyon");
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "GET", path = "customerSubscriptions", status = 403, code = "AuthorizationFailed" });
        await _host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        var told = await _host.Nora.SeesAsync("may not read the registration");
        Assert.DoesNotContain("AdminAgents", told.Text, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "Ended and verified");
        Assert.DoesNotContain(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);
    }

    [Fact]
    public async Task One_that_stands_for_the_account_is_taken_and_left_standing_by_undo()
    {
        var (account, tenant) = await AccountAsync(_host);
        var standing = Stand(_host, tenant, account);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        var done = await FinishAsync(_host, id, tenant, "Lyon");
        Assert.Contains("Stood already: By hand", done.Text, StringComparison.Ordinal);
        Assert.Equal(0, await PutsAsync(_host));
        await UndoAsync(_host, id, done);
        Assert.Equal(standing, Assert.Single(await MadeAsync(_host, tenant)).Id);
    }

    /// <summary>Somebody asked a stamp to remove a subscription.</summary>
    private bool Removed() => _host.Sandbox.Calls.All().Any(
        call => call.Method == "DELETE" && call.Path.Contains(Subscriptions, StringComparison.OrdinalIgnoreCase));
}
