using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What stands in the way of an onboarding is refused with the sentence that helps, and changes nothing.</summary>
public sealed class OnboardStackTenantRefusalTests : IAsyncLifetime
{
    private const string Submit = StackScenarios.Dialog + "submit";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public Task Another_mapping_of_the_tenant_is_shown_and_never_replaced() => RefusedAsync(
        async () =>
        {
            var details = await _host.Nora.SaysAsync("onboard stack vanarsdel");
            var mapped = (await StackScenarios.MappingsAsync(_host)).Select(mapping => mapping.Subscription).ToList();
            return CardReader.Choices(details, "subscription").First(
                choice => Guid.TryParse(choice.Value, out _) && !mapped.Contains(choice.Value)).Value;
        },
        "vanarsdel",
        "",
        "another subscription pays for this tenant already",
        "would replace it without a word");

    [Fact]
    public Task A_subscription_of_another_directory_is_refused() => RefusedAsync(
        async () => CardReader.Choices(await _host.Nora.SaysAsync("onboard stack lamna"), "subscription")[0].Value,
        "adatum",
        "",
        "does not belong to the directory of",
        "the very directory that the users sign in with");

    [Fact]
    public async Task Users_who_sign_in_with_another_directory_are_noticed()
    {
        var review = await StackScenarios.ReviewAsync(
            _host.Nora, "adatum", more: new Dictionary<string, string> { ["directory"] = "lamnahealthcare.onmicrosoft.com" });
        Assert.Contains("The users sign in with lamnahealthcare.onmicrosoft.com", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));
    }

    [Fact]
    public async Task A_registration_on_the_capacity_model_is_refused()
    {
        await _host.ControlAsync("stack", new { deployment = "Lyon", billingModel = "Capacity" });
        await RefusedAsync(null, "adatum", "", "billing model is Capacity", "BillingModel PayAsYouUse");
    }

    [Fact]
    public async Task A_registration_in_a_disabled_subscription_is_refused()
    {
        await _host.ControlAsync(
            "subscriptions", new { id = CspBot.Sandbox.Stack.Deployments[1].RegistrationSubscription, state = "Disabled" });
        await RefusedAsync(
            null, "adatum", "", "the registration’s own subscription Azure Stack Lyon is disabled", "Reactivate that subscription first");
    }

    [Fact]
    public async Task A_registration_that_is_not_there_is_refused()
    {
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "GET", path = "/registrations/", status = 404, code = "RegistrationNotFound" });
        await RefusedAsync(null, "adatum", "", "There is no registration with that subscription", "CloudDeploymentID");
    }

    [Fact]
    public Task A_guest_needs_our_right_on_the_subscription() =>
        RefusedAsync(null, "woodgrove", StackScenarios.Guest, "We may not assign rights on", "Connect-AzAccount -Tenant");

    [Fact]
    public Task A_customer_that_is_not_ours_any_more_is_refused() =>
        RefusedAsync(null, "coho winery", "", "has no reseller relationship with us", "reseller relationship link");

    [Fact]
    public async Task A_plan_is_not_bought_beside_one_that_stands()
    {
        var review = await StackScenarios.ReviewAsync(_host.Nora, "adatum", subscription: "new-plan");
        Assert.Contains("has an Azure plan already", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));
        review = await StackScenarios.ReviewAsync(_host.Nora, "first up", subscription: "new-plan");
        Assert.Contains("MS-AZR-0145P", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));
    }

    [Fact]
    public async Task A_domain_that_is_taken_is_refused_and_the_form_kept()
    {
        var company = await _host.Nora.ClicksAsync(await _host.Nora.SaysAsync("onboard stack"), StackScenarios.Dialog + "new");
        var typed = StackScenarios.Company("Whoever");
        typed["domain"] = "adatum";
        var again = await _host.Nora.ClicksAsync(company, StackScenarios.Dialog + "company", typed);
        Assert.Contains(
            "adatum.onmicrosoft.com belongs to our customer Adatum Corporation", CardReader.Text(again), StringComparison.Ordinal);
        Assert.Equal("1 Main Street", CardReader.Value(again, "line1"));

        typed["domain"] = "somebody";
        await _host.ControlAsync(
            "faults",
            new { api = "partnercenter", method = "HEAD", path = "/v1/domains/somebody.onmicrosoft.com", status = 200, times = 1 });
        again = await _host.Nora.ClicksAsync(company, StackScenarios.Dialog + "company", typed);
        Assert.Contains("somebody.onmicrosoft.com belongs to somebody else", CardReader.Text(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_between_review_and_execution_stops_it_before_anything_is_written()
    {
        var review = await StackScenarios.ReviewNewAsync(_host.Nora, "Unlucky");
        var card = await _host.Nora.ClicksAsync(review, Submit);
        Assert.Contains("Waiting for approval", CardReader.Text(card), StringComparison.Ordinal);
        await _host.ControlAsync("stack", new { deployment = "Lyon", billingModel = "Capacity" });
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("billing model is Capacity");
        Assert.Null(await StackScenarios.TenantOfAsync(_host, "Unlucky"));
    }

    [Fact]
    public async Task A_right_that_is_missing_on_the_registration_is_told()
    {
        var before = await StackScenarios.MappingsAsync(_host);
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = "customerSubscriptions", status = 403, code = "AuthorizationFailed" });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum"));
        var failed = await StackScenarios.OwnAsync(_host, id, "we may not change the registration");
        Assert.Contains("Microsoft.AzureStack/registrations/*", failed.Text, StringComparison.Ordinal);
        Assert.Equal(before.Order(), (await StackScenarios.MappingsAsync(_host)).Order());
    }

    [Fact]
    public async Task A_right_that_is_missing_after_something_was_done_is_waited_for()
    {
        await _host.ControlAsync(
            "faults",
            new { api = "arm", method = "PUT", path = "customerSubscriptions", status = 403, code = "AuthorizationFailed", times = 1 });
        var id = await StackScenarios.ApproveAsync(
            _host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest));
        var waits = await StackScenarios.OwnAsync(_host, id, "Then click Continue");
        Assert.Contains("we may not change the registration", waits.Text, StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
    }

    /// <summary>Stack and registration are ours: no customer can give the right that is missing there.</summary>
    [Theory]
    [InlineData("arm", "/registrations/", "Lyon", "may not read the registration, which lives in our own subscription")]
    [InlineData("stackadmin", "", "Lyon", "must let the directory in")]
    public async Task A_stack_that_hides_itself_while_steps_run_never_sends_anybody_to_the_customer(
        string api, string path, string deployment, string words)
    {
        var (id, ask) = await StackScenarios.SubmitAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", deployment));
        await _host.ControlAsync("faults", new { api, path, status = 403, code = "AuthorizationFailed" });
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var card = await StackScenarios.OwnAsync(_host, id, words);
        Assert.DoesNotContain("AdminAgents", card.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BadCustomerSubscriptionId", 400, "does not belong to the same CSP partner")]
    [InlineData("InvalidCustomerSubscriptionId", 400, "is no valid Azure subscription")]
    [InlineData("CustomerSubscriptionsNotAllowed", 403, "is on the capacity model")]
    [InlineData("InvalidCSPSubscription", 400, "is no CSP subscription of this tenant")]
    [InlineData("RegistrationNotFound", 404, "There is no registration with that subscription")]
    [InlineData("CustomerSubscriptionNotFound", 404, "was never added to the registration")]
    public async Task A_code_of_the_service_is_said_in_our_words(string code, int status, string words)
    {
        await _host.ControlAsync("faults", new { api = "arm", method = "PUT", path = "customerSubscriptions", status, code });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum"));
        var failed = await StackScenarios.OwnAsync(_host, id, words);
        Assert.Contains(code, failed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_stays_bad_is_explained_and_can_be_tried_again()
    {
        await _host.ControlAsync(
            "faults",
            new { api = "arm", method = "PUT", path = "customerSubscriptions", status = 502, code = "MetadataResolverBadGatewayError" });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        var card = await StackScenarios.OwnAsync(_host, id, "tried again at");
        while (!card.Text.Contains("Failed", StringComparison.Ordinal))
        {
            var shown = card.Versions.Count;
            await _host.LeapAsync(TimeSpan.FromMinutes(11));
            await _host.Teams.WaitForAsync("the next try", message => message.Id == card.Id && message.Versions.Count > shown);
        }

        Assert.Contains("behind Azure Stack’s billing", card.Text, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        await _host.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
    }

    /// <summary>The review names the reason and its remedy, has no way to submit, and a forged submit does nothing either.</summary>
    private async Task RefusedAsync(Func<Task<string>>? subscription, string customer, string guest, params string[] words)
    {
        var before = await StackScenarios.MappingsAsync(_host);
        var chosen = subscription is null ? null : await subscription();
        var review = await StackScenarios.ReviewAsync(_host.Nora, customer, subscription: chosen, guest: guest);
        var text = CardReader.Text(review);
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.False(CardReader.HasButton(review, Submit));

        var data = JsonNode.Parse(CardReader.Button(review, StackScenarios.Dialog + "back").GetProperty("data").GetRawText())!.AsObject();
        var (_, body) = await _host.Nora.SendAsync(_host.Nora.Forge(Submit, data));
        Assert.DoesNotContain("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        Assert.Equal(before.Order(), (await StackScenarios.MappingsAsync(_host)).Order());
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() is "PUT" or "DELETE"
            || call.GetProperty("path").GetString()!.EndsWith("invitations", StringComparison.Ordinal));
    }
}
