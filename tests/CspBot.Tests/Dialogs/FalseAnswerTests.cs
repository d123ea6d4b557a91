using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Answers that are no fact about the world: a lagging replica, a delete that removed nothing, a right that is not
/// known everywhere yet, a service that is busy.
/// </summary>
public sealed class FalseAnswerTests : IAsyncLifetime
{
    private const string Html = "<!DOCTYPE html><html><body><h2>404 - File or directory not found.</h2></body></html>";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("RoleAssignmentNotFound", 2)]
    [InlineData("", 1)]
    public async Task An_undo_ends_only_when_the_right_is_gone(string code, int times)
    {
        var (card, user, subscription) = await Scenarios.GrantAsync(_host, "permanent");
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "DELETE", path = "roleAssignments/", status = 204, body = "", times = 1 });
        await _host.ControlAsync(
            "faults",
            code.Length > 0
                ? new
                {
                    api = "arm",
                    method = "GET",
                    path = "roleAssignments/",
                    status = 404,
                    code,
                    times,
                    body = (string?)null,
                    contentType = (string?)null,
                }
                : new
                {
                    api = "arm",
                    method = "GET",
                    path = "roleAssignments/",
                    status = 404,
                    code,
                    times,
                    body = (string?)Html,
                    contentType = (string?)"text/html",
                });
        await _host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id);
        await _host.Teams.WaitForAsync(
            "the end", message => message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.DoesNotContain((subscription, user), await _host.UserOwnersAsync());
        Assert.Equal(2, (await _host.CallsAsync()).Count(call => call.GetProperty("method").GetString() == "DELETE"));
    }

    [Fact]
    public async Task A_right_that_is_not_known_everywhere_yet_is_waited_for()
    {
        await _host.ControlAsync(
            "faults",
            new { api = "arm", method = "PUT", path = "roleAssignments/", status = 403, code = "AuthorizationFailed", times = 2 });
        var (_, user, subscription) = await Scenarios.GrantAsync(_host);
        Assert.Contains((subscription, user), await _host.UserOwnersAsync());
        var tokens = (await _host.CallsAsync()).Where(call => call.GetProperty("method").GetString() == "PUT").ToList();
        Assert.Equal(3, tokens.Count);
    }

    [Fact]
    public async Task An_undo_of_an_onboarding_ends_only_when_mapping_and_directory_are_gone()
    {
        var mappings = await StackScenarios.MappingsAsync(_host);
        var directories = await StackScenarios.DirectoriesAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        var waits = await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        var withdrawn = await _host.Nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "DELETE", path = "customerSubscriptions/", status = 204, body = "", times = 1 });
        await _host.ControlAsync(
            "faults",
            new { api = "arm", method = "GET", path = "customerSubscriptions?", status = 200, body = """{"value":[]}""", times = 2 });
        await _host.ControlAsync("faults", new
        {
            api = "arm",
            method = "GET",
            path = "customerSubscriptions/",
            status = 404,
            code = "CustomerSubscriptionNotFound",
            times = 1,
        });
        await _host.ControlAsync(
            "faults",
            new { api = "stackadmin", method = "GET", path = "directoryTenants?", status = 200, body = """{"value":[]}""", times = 2 });
        await _host.Nora.ClicksAsync(withdrawn, "requests/undo", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "Ended and verified");
        Assert.Equal(mappings.Order(), (await StackScenarios.MappingsAsync(_host)).Order());
        Assert.Equal(directories.Order(), (await StackScenarios.DirectoriesAsync(_host)).Order());
    }

    [Theory]
    [InlineData("GET", "directoryTenants?")]
    [InlineData("DELETE", "directoryTenants/")]
    public async Task A_page_in_front_of_the_stamp_holds_no_undo_up(string method, string path)
    {
        var directories = await StackScenarios.DirectoriesAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        var waits = await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        var withdrawn = await _host.Nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);
        await OrderPageAsync(method, path);
        await _host.Nora.ClicksAsync(withdrawn, "requests/undo", null, waits.Id);
        await UntilAsync(id, "Ended and verified");
        Assert.Equal(directories.Order(), (await StackScenarios.DirectoriesAsync(_host)).Order());
        Assert.DoesNotContain(
            _host.Teams.Messages, message => message.Text.Contains("Unregister-AzsGuestDirectoryTenant", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "directoryTenants?")]
    [InlineData("PUT", "directoryTenants/")]
    [InlineData("POST", "checkIdentityHealth")]
    public async Task A_page_in_front_of_the_stamp_is_waited_for_and_nobody_is_asked(string method, string path)
    {
        var directories = await StackScenarios.DirectoriesAsync(_host);
        await OrderPageAsync(method, path);
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        var waits = await UntilAsync(id, "has to let Lyon into its directory");
        Assert.All(waits.Versions, version => Assert.DoesNotMatch("out of the bot|cannot be read from here", version.ToString()));

        // What stood before was seen all the same, so that undo takes everything back.
        var withdrawn = await _host.Nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);
        await _host.Nora.ClicksAsync(withdrawn, "requests/undo", null, waits.Id);
        await UntilAsync(id, "Ended and verified");
        Assert.Equal(directories.Order(), (await StackScenarios.DirectoriesAsync(_host)).Order());
    }

    [Fact]
    public async Task A_page_in_front_of_the_stamp_that_stays_is_done_by_hand()
    {
        await _host.ControlAsync("faults", new { api = "stackadmin", status = 403, body = Html, contentType = "text/html" });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        await UntilAsync(id, "Register-AzSGuestDirectoryTenant");

        // Once the page is gone the bot sees it by itself, soon.
        await _host.ClearFaultsAsync();
        await _host.LeapAsync(TimeSpan.FromMinutes(5));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
    }

    [Theory]
    [InlineData("stackadmin", "directoryTenants/", false)]
    [InlineData("stackadmin", "directoryTenants/", true)]
    [InlineData("arm", "customerSubscriptions/", false)]
    [InlineData("arm", "customerSubscriptions/", true)]
    public async Task A_conflict_is_read_back_and_tried_again(string api, string path, bool afterWrite)
    {
        await _host.ControlAsync("faults", new { api, method = "PUT", path, status = 409, code = "Conflict", times = 1, afterWrite });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        Assert.Equal(
            afterWrite ? 1 : 2,
            (await _host.CallsAsync()).Count(call => call.GetProperty("method").GetString() == "PUT"
                && call.GetProperty("path").GetString()!.Contains(path, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(401, "Unauthorized", "Guest invitations not allowed for your company.")]
    [InlineData(403, "Forbidden", "Guest invitations not allowed for your company.")]
    [InlineData(400, "BadRequest", "The domain partner.example is not on the allow list of this directory.")]
    public async Task A_directory_that_lets_nobody_invite_says_so_in_its_own_words(int status, string code, string words)
    {
        await _host.ControlAsync("faults", new
        {
            api = "graph",
            method = "POST",
            path = "invitations",
            status,
            body = $$$"""{"error":{"code":"{{{code}}}","message":"{{{words}}}"} }""",
        });
        var id = await StackScenarios.ApproveAsync(
            _host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest));
        var card = await StackScenarios.OwnAsync(_host, id, "does not let us invite");
        Assert.Contains(words, card.Text, StringComparison.Ordinal);
        Assert.Contains("External collaboration settings", card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("own set-up needs care", card.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PastDue", true)]
    [InlineData("Enabled", true)]
    [InlineData("Warned", false)]
    [InlineData("Disabled", false)]
    [InlineData("Expired", false)]
    [InlineData("Deleted", false)]
    public async Task A_payment_that_is_due_is_a_caution_and_no_refusal(string state, bool may)
    {
        await _host.ControlAsync("faults", new
        {
            api = "arm",
            method = "GET",
            path = "/subscriptions/*",
            status = 200,
            body = $$"""
                {"subscriptionId":"22222222-bbbb-4bbb-8bbb-000000000002","displayName":"Kunde Produktion","state":"{{state}}","value":[]}
                """,
            times = 0,
        });
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        Assert.Equal(state == "PastDue", CardReader.Text(review).Contains("it still takes changes", StringComparison.Ordinal));
        Assert.Equal(!may, CardReader.Text(review).Contains("takes no changes", StringComparison.Ordinal));
    }

    private async Task<ShownMessage> UntilAsync(string id, string words)
    {
        for (var leaps = 0; ; leaps++)
        {
            await _host.LeapAsync(TimeSpan.Zero);
            if (StackScenarios.Own(_host, id) is { } own && own.Text.Contains(words, StringComparison.Ordinal))
                return own;
            Assert.True(leaps < 30, $"It never said '{words}', but: {StackScenarios.Own(_host, id)?.Text}");
            await _host.LeapAsync(TimeSpan.FromSeconds(leaps < 5 ? 10 : 120));
        }
    }

    private Task OrderPageAsync(string method, string path) =>
        _host.ControlAsync(
            "faults", new { api = "stackadmin", method, path, status = 403, body = Html, contentType = "text/html", times = 3 });
}
