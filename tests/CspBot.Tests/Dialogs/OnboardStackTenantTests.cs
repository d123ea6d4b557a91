using System.Text.Json.Nodes;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Onboarding of Azure Stack tenants through the front door: what people see, and what the cloud holds afterwards.</summary>
public sealed class OnboardStackTenantTests : IAsyncLifetime
{
    private const string Submit = StackScenarios.Dialog + "submit";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("docs")]
    [InlineData("spec")]
    public async Task A_new_customer_becomes_a_proven_tenant_on_two_deployments(string answers)
    {
        await _host.ControlAsync("knobs", new { stackMode = answers });
        const string name = "Newco Labs";
        var review = await StackScenarios.ReviewNewAsync(_host.Nora, name);
        var id = await StackScenarios.ApproveAsync(_host, review);

        // First the guest, then the customer's administrator on each stamp; Continue goes on each time.
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.Contains("login.microsoftonline.com/redeem", waits.Text, StringComparison.Ordinal);
        var tenant = await StackScenarios.TenantOfAsync(_host, name);
        Assert.NotNull(tenant);
        await StackScenarios.AcceptAsync(_host, tenant);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        foreach (var deployment in new[] { "Paris", "Lyon" })
        {
            waits = await StackScenarios.OwnAsync(_host, id, $"has to let {deployment} into its directory");
            Assert.Contains("Register-AzSWithMyDirectoryTenant", waits.Text, StringComparison.Ordinal);
            Assert.Contains($"make {StackScenarios.Guest} Owner of that subscription", waits.Text, StringComparison.Ordinal);
            await StackScenarios.ConsentAsync(_host, deployment, tenant);
            await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        }

        var done = await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Contains("Paris: prove it with a resource group", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("✖", done.Text, StringComparison.Ordinal);

        var mappings = (await StackScenarios.MappingsAsync(_host)).Where(mapping => mapping.Tenant == tenant).ToList();
        Assert.Equal(["Lyon", "Paris"], mappings.Select(mapping => mapping.Deployment).Order());
        var paying = Assert.Single(mappings.Select(mapping => mapping.Subscription).Distinct());
        Assert.Equal(paying.ToLowerInvariant(), paying);
        Assert.Equal(2, (await StackScenarios.DirectoriesAsync(_host)).Count(directory => directory.Tenant == tenant));
        Assert.Contains(await _host.UserOwnersAsync(), owner => owner.Subscription == paying);
        Assert.All((await _host.WorldAsync()).GetProperty("stackSubscriptions").EnumerateArray(), subscription =>
            Assert.Equal(0, subscription.GetProperty("resourceGroups").GetArrayLength()));
    }

    [Fact]
    public async Task An_existing_customer_pays_with_the_chosen_subscription_and_a_restart_goes_on_where_it_waited()
    {
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");

        // At rest: a worker that is stopped in a look keeps its lease for a quarter of a minute.
        await _host.LeapAsync(TimeSpan.Zero);
        await _host.RestartAsync();

        // Days later the card is one phrase away, and says what is done and what is waited for.
        await _host.LeapAsync(TimeSpan.FromDays(3));

        // The reminder comes by itself, and before the answer.
        await _host.Nora.SeesAsync($"{id} waits for somebody");
        await _host.LeapAsync(TimeSpan.Zero);
        var again = await _host.Nora.SaysAsync("requests " + id);
        Assert.Contains("has to let Lyon into its directory", CardReader.Text(again), StringComparison.Ordinal);
        var tenant = (await StackScenarios.TenantOfAsync(_host, "Adatum Corporation"))!;
        await StackScenarios.ConsentAsync(_host, "Lyon", tenant);

        // The card from before the consent: by now the bot may have looked by itself, and then a new card has no such button.
        await _host.Nora.ClicksAsync(again, "requests/retry");
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Single(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);
    }

    [Fact]
    public async Task Who_waits_is_reminded()
    {
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        await _host.LeapAsync(TimeSpan.FromHours(4.1));
        var reminder = await _host.Nora.SeesAsync($"{id} waits for somebody");
        var card = await _host.Nora.ClicksAsync(reminder.Card, "requests/show", null, reminder.Id);
        Assert.True(CardReader.HasButton(card, "requests/retry"));
    }

    [Fact]
    public async Task Withdrawing_tells_what_is_done_and_undo_takes_it_back()
    {
        var mappings = await StackScenarios.MappingsAsync(_host);
        var directories = await StackScenarios.DirectoriesAsync(_host);
        var owners = await _host.UserOwnersAsync();
        var id = await StackScenarios.ApproveAsync(
            _host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", guest: StackScenarios.Guest));
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.Equal(mappings.Count + 2, (await StackScenarios.MappingsAsync(_host)).Count);
        Assert.Equal(owners.Count + 1, (await _host.UserOwnersAsync()).Count);

        var withdrawn = await _host.Nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);
        Assert.Contains("The lines marked ✔ below are done", CardReader.Text(withdrawn), StringComparison.Ordinal);
        Assert.DoesNotContain("click Continue", CardReader.Text(withdrawn), StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(withdrawn, "requests/undo", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "Ended and verified");
        Assert.Equal(mappings.Order(), (await StackScenarios.MappingsAsync(_host)).Order());
        Assert.Equal(directories.Order(), (await StackScenarios.DirectoriesAsync(_host)).Order());
        Assert.Equal(owners.Order(), (await _host.UserOwnersAsync()).Order());
    }

    [Fact]
    public async Task Undo_leaves_alone_what_stood_before()
    {
        // VanArsdel's mapping and directory in Paris are older than the request.
        var before = await StackScenarios.MappingsAsync(_host);
        var tenant = (await StackScenarios.TenantOfAsync(_host, "VanArsdel"))!;
        var paying = before.Single(mapping => mapping.Tenant == tenant).Subscription;
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "vanarsdel", subscription: paying));
        var waits = await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        var withdrawn = await _host.Nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);
        await _host.Nora.ClicksAsync(withdrawn, "requests/undo", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "Ended and verified");
        Assert.Equal(before.Order(), (await StackScenarios.MappingsAsync(_host)).Order());
        Assert.Contains(("Paris", tenant), await StackScenarios.DirectoriesAsync(_host));
    }

    [Fact]
    public async Task Multi_tenancy_that_Microsoft_has_not_enabled_waits_with_the_mail_to_send()
    {
        await _host.ControlAsync("stack", new { deployment = "Lyon", multiTenancy = false });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        var waits = await StackScenarios.OwnAsync(_host, id, "has not enabled multi-tenancy");
        Assert.Contains("azstcsp@microsoft.com", waits.Text, StringComparison.Ordinal);
        Assert.Contains("00000000-0000-4000-8000-000000000062", waits.Text, StringComparison.Ordinal);
        await _host.ControlAsync("stack", new { deployment = "Lyon", multiTenancy = true });
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
    }

    [Fact]
    public async Task An_agreement_is_the_customers_own_to_accept_and_the_request_goes_on_by_itself()
    {
        const string name = "Latecomer";
        var company = await _host.Nora.ClicksAsync(await _host.Nora.SaysAsync("onboard stack"), StackScenarios.Dialog + "new");
        Assert.Null(CardReader.Input(company, "agreedOn"));
        var review = await StackScenarios.ReviewNewAsync(_host.Nora, name, "Paris", guest: "", agreed: false);
        Assert.Contains("has not accepted the Microsoft Customer Agreement", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the Microsoft Customer Agreement");
        Assert.Contains(
            "https://admin.microsoft.com/AdminPortal/Home?ref=/BillingAccounts/agreement", waits.Text, StringComparison.Ordinal);
        var tenant = await StackScenarios.TenantOfAsync(_host, name);
        Assert.NotNull(tenant);
        Assert.DoesNotContain(
            await _host.CallsAsync(), call => call.GetProperty("path").GetString()!.EndsWith("/checkout", StringComparison.Ordinal));

        await _host.ControlAsync("customers", new { customer = tenant, agreementAccepted = true });
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "has to let Paris into its directory");
        var calls = await _host.CallsAsync();
        Assert.Single(calls, call => call.GetProperty("path").GetString()!.EndsWith("/checkout", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.GetProperty("method").GetString() == "POST"
            && call.GetProperty("path").GetString()!.EndsWith("/agreements", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_of_an_older_version_that_holds_our_word_for_the_agreement_waits_for_the_customers_own()
    {
        const string name = "Oldtimer";
        var (id, ask) = await StackScenarios.SubmitAsync(
            _host, await StackScenarios.ReviewNewAsync(_host.Nora, name, "Paris", guest: "", agreed: false));

        // The document as the version before 2026-11-28 wrote it: somebody of ours has confirmed the agreement for the customer.
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Requests", "1", "onboard-stack-tenant-agreed.json")))!;
        var database = _host.Services.GetRequiredService<Database>();
        var document = JsonNode.Parse(
            await database.ReadAsync(s => s.QueryOneAsync<string>("select document from request where id = @id", new { id }), default)
            ?? "")!;
        document["operation"]!["agreement"] = golden["operation"]!["agreement"]!.DeepClone();
        Assert.Equal("Ada", (string?)document["operation"]!["agreement"]!["by"]!["firstName"]);
        await database.WriteAsync(
            s => s.ExecuteAsync("update request set document = @document where id = @id", new { id, document = document.ToJsonString() }),
            default);

        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the Microsoft Customer Agreement");
        foreach (var sentence in new[]
        {
            "Please accept the Microsoft Customer Agreement",
            "Merci d’accepter le contrat client Microsoft",
            "?ref=/BillingAccounts/agreement",
        })
            Assert.Contains(sentence, waits.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.CallsAsync(), call =>
            call.GetProperty("path").GetString()!.EndsWith("/agreements", StringComparison.Ordinal)
            && call.GetProperty("method").GetString() == "POST");
        await _host.ControlAsync("customers", new { customer = await StackScenarios.TenantOfAsync(_host, name), agreementAccepted = true });
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "has to let Paris into its directory");
    }

    [Fact]
    public async Task A_stack_out_of_reach_is_done_by_hand_on_somebodys_word()
    {
        await _host.ControlAsync("faults", new { api = "stackadmin", status = 403, code = "AuthorizationFailed" });
        await _host.ControlAsync("faults", new { api = "stacktenant", status = 403, code = "AuthorizationFailed" });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon"));
        foreach (var words in new[] { "Register-AzSGuestDirectoryTenant", "Get-AzsHealthReport", "cannot sign in as" })
        {
            var waits = await StackScenarios.OwnAsync(_host, id, words);
            await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        }

        var done = await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Contains("Not seen by the bot: Nora Lind says that it is done", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_admin_agents_come_in()
    {
        foreach (var agent in new[] { _host.Pierre, _host.Ingrid, _host.Omar })
            Assert.False(CardReader.HasButton(await agent.SaysAsync("onboard stack adatum"), StackScenarios.Dialog + "details"));
        foreach (var verb in new[] { "details", "submit", "leaks", "tenants", "fix", "offboard", "offboard-submit", "handover", "company" })
        {
            var (_, body) = await _host.Ingrid.SendAsync(
                _host.Ingrid.Forge(StackScenarios.Dialog + verb, new System.Text.Json.Nodes.JsonObject { ["form"] = "F-1" }));
            Assert.Contains("admin agent", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_code_is_explained_with_a_remedy_of_its_own_in_both_languages()
    {
        var said = new HashSet<string>();
        foreach (var (locale, phrase) in new[] { ("en-US", "onboard stack error "), ("fr-FR", "intégrer stack erreur ") })
        {
            foreach (var code in StackCodes.All)
            {
                var card = CardReader.Text(await _host.Nora.In(locale).SaysAsync(phrase + code.ToLowerInvariant()));
                Assert.Contains(code, card, StringComparison.Ordinal);
                Assert.DoesNotContain(StackCodes.All, other => other != code && card.Contains(other, StringComparison.Ordinal));

                // Title, code, what it means, what to do.
                var words = card.Split(" | ");
                Assert.Equal(4, words.Length);
                Assert.All(words[2..], sentence => Assert.True(sentence.Length > 10 && said.Add(locale + sentence), sentence));
            }
        }

        Assert.Equal(8 * 2 * 2, said.Count);
    }

    [Theory]
    [InlineData("en-US", "onboard stack error UnauthorizedCspRegistration", "azstcsp@microsoft.com", "has not approved")]
    [InlineData("fr-FR", "intégrer stack erreur InvalidCSPSubscription", "Espace partenaires", "abonnement CSP")]
    [InlineData("en-US", "onboard stack error nonsense", "RegistrationNotFound", "MetadataResolverBadGatewayError")]
    public async Task Error_codes_are_explained(string locale, string said, string one, string other)
    {
        var text = CardReader.Text(await _host.Nora.In(locale).SaysAsync(said));
        Assert.Contains(one, text, StringComparison.Ordinal);
        Assert.Contains(other, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_are_missing_are_named_and_what_was_typed_is_kept()
    {
        var details = await _host.Nora.SaysAsync("onboard stack adatum");
        var again = await _host.Nora.ClicksAsync(
            details,
            StackScenarios.Dialog + "details",
            new Dictionary<string, string> { ["deployments"] = "Paris", ["guest"] = "no address", ["reason"] = "" });
        Assert.Equal("no address", CardReader.Value(again, "guest"));
        Assert.Contains("This is not an e-mail address", CardReader.Text(again), StringComparison.Ordinal);
        Assert.Contains("Say what it is for", CardReader.Text(again), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(again, Submit));
    }

    [Fact]
    public async Task A_subscription_that_is_not_listed_among_the_first_can_be_searched()
    {
        var world = _host.Sandbox.World;
        lock (world.Gate)
        {
            var adatum = world.Customer(Ids.Customer(1))!;
            var plan = adatum.Subscriptions.First(sold => sold.AzureSubscriptions.Count > 0);
            for (var i = 10; i < 40; i++)
                plan.AzureSubscriptions.Add(Seed.AddAzureSubscription(world, adatum, $"Branch {i}", i, 0));
        }

        var details = await _host.Nora.SaysAsync("onboard stack adatum");
        Assert.DoesNotContain(
            CardReader.Choices(details, "subscription"), choice => choice.Title.StartsWith("Branch 39", StringComparison.Ordinal));
        Assert.Contains(CardReader.Choices(details, "subscription"), choice => choice.Value == "new-plan");
        Assert.Equal(
            "subscriptions",
            CardReader.Input(details, "subscription")!.Value.GetProperty("choices.data").GetProperty("dataset").GetString());
        var found = Assert.Single(await _host.Nora.SearchesAsync("subscriptions", "branch 39"));
        var review = await StackScenarios.ReviewAsync(_host.Nora, "adatum", subscription: found.Value);
        Assert.Contains("Branch 39 is active and belongs to this directory", CardReader.Text(review), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, Submit));
    }
}
