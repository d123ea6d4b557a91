using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Grant Owner through the front door: what people see, and what the cloud holds afterwards.</summary>
public sealed class GrantOwnerTests
{
    [Fact]
    public async Task Nora_asks_Tomas_approves_and_the_user_is_Owner()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();

        var (card, user, subscription) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        Assert.Contains("Waiting for approval", CardReader.Text(card), StringComparison.Ordinal);

        var ask = await host.Tomas.SeesAsync("Nora Lind asks for your approval");
        var decided = await host.Tomas.ClicksAsync(
            ask.Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "fine" }, ask.Id);
        Assert.Contains("Approved by Tomas Berg", CardReader.Text(decided), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(decided, "requests/approve"));

        await host.Nora.SeesAsync("Done and verified");
        await host.Tomas.SeesAsync("Done and verified");
        var after = await host.UserOwnersAsync();
        Assert.Equal([(subscription, user)], after.Except(before));
        Assert.Equal(before.Count + 1, after.Count);
    }

    [Fact]
    public async Task Every_call_is_one_that_the_facts_describe()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.GrantAsync(host);
        await host.Nora.SearchesAsync("users", "grace");
        var unknown = (await host.CallsAsync())
            .Select(call =>
                $"{call.GetProperty("api").GetString()} {call.GetProperty("method").GetString()} {call.GetProperty("path").GetString()}")
            .Where(call => !WireFacts.Describes(call))
            .Distinct();
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("fr-FR", "accorder propriétaire", "agent d’administration")]
    [InlineData("fr-FR", "ACCORDER PROPRIETAIRE contoso", "AdminAgents")]
    [InlineData("en-US", "grant owner", "admin agent (AdminAgents)")]
    public async Task A_sales_agent_is_told_which_role_is_missing(string locale, string text, string words)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Pierre.In(locale).SaysAsync(text);
        Assert.Contains(words, CardReader.Text(card), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card, "grant-owner/customer"));
    }

    [Fact]
    public async Task A_helpdesk_agent_is_told_which_role_is_missing() =>
        await RefusedAsync(host => host.Ingrid, "This needs the partner role admin agent (AdminAgents)");

    [Fact]
    public async Task Somebody_without_a_partner_role_gets_nothing_else() =>
        await RefusedAsync(host => host.Omar, "you hold no partner role");

    [Fact]
    public async Task A_foreign_tenant_gets_nothing_at_all()
    {
        await using var host = await BotHost.StartAsync();
        var stranger = new Agent(host, "00000000-0000-4000-8000-000000000020", "Nora Lind", "en-US")
        {
            Tenant = "99999999-0000-4000-8000-000000000001",
        };
        var answer = await stranger.PostAsync(stranger.Activity("message", new() { ["text"] = "grant owner" }));
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Empty(host.Teams.Messages);
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("api").GetString() is "graph" or "arm");
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_not_even_with_a_borrowed_button()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = new[] { "AdminAgents", "Approvers" } });
        var (card, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        Assert.False(CardReader.HasButton(card, "requests/approve"));
        Assert.DoesNotContain(host.Nora.Mine(), message => CardReader.HasButton(message.Card, "requests/approve"));

        var ask = await host.Tomas.SeesAsync("Nora Lind asks for your approval");
        var answer = await host.Nora.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.Contains("Nobody approves their own request", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains("Waiting for approval", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(ask.Card, "requests/approve"));
    }

    [Fact]
    public async Task Words_that_fit_one_customer_skip_the_choice_and_several_are_listed()
    {
        await using var host = await BotHost.StartAsync();
        var several = await host.Nora.SaysAsync("grant owner contos");
        Assert.Contains("Several customers match", CardReader.Text(several), StringComparison.Ordinal);

        // What was typed stays among the choices.
        Assert.All(CardReader.Choices(several, "customer"), choice => Assert.Contains("ontos", choice.Title, StringComparison.Ordinal));
        var one = await host.Nora.SaysAsync("GRANT  Owner angstrom");
        Assert.Contains("Ångström Elektro AB", CardReader.Text(one), StringComparison.Ordinal);
        Assert.NotNull(CardReader.Input(one, "subscription"));
        var none = await host.Nora.SaysAsync("grant owner qqq");
        Assert.Contains("No customer of ours matches “qqq”", CardReader.Text(none), StringComparison.Ordinal);
        var typed = await host.Nora.ClicksAsync(none, "grant-owner/customer", new Dictionary<string, string> { ["customer"] = "adatum" });
        Assert.NotNull(CardReader.Input(typed, "user"));
    }

    [Fact]
    public async Task What_is_missing_comes_back_as_the_same_form_with_its_values()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var again = await host.Nora.ClicksAsync(
            form,
            "grant-owner/details",
            new Dictionary<string, string> { ["user"] = "", ["reason"] = "", ["ticket"] = "INC-7", ["duration"] = "2h" });
        var text = CardReader.Text(again);
        Assert.Contains("Say what the right is needed for.", text, StringComparison.Ordinal);
        Assert.Contains("Choose a user of the customer.", text, StringComparison.Ordinal);
        Assert.Contains("Choose how long the right shall last.", text, StringComparison.Ordinal);
        Assert.Equal(("INC-7", (string?)null), (CardReader.Value(again, "ticket"), CardReader.Value(again, "duration")));
    }

    [Fact]
    public async Task A_user_is_found_by_mail_UPN_object_id_and_guest_address()
    {
        await using var host = await BotHost.StartAsync();
        var users = (await host.WorldAsync())
            .GetProperty("users")
            .EnumerateArray()
            .Where(user => user.GetProperty("userPrincipalName").GetString()!.EndsWith("@adatum.onmicrosoft.com", StringComparison.Ordinal))
            .ToList();
        var member = users.First(user => user.GetProperty("userType").GetString() == "Member");
        var guest = users.First(user => user.GetProperty("userType").GetString() == "Guest");
        var form = await host.Nora.SaysAsync("grant owner adatum");
        foreach (var typed in new[]
        {
            member.GetProperty("id").GetString()!,
            member.GetProperty("userPrincipalName").GetString()!,
            guest.GetProperty("userPrincipalName").GetString()!,
            guest.GetProperty("userPrincipalName").GetString()!.Split('#')[0].Replace('_', '@'),
        })
        {
            var found = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
            {
                ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
                ["user"] = typed,
                ["reason"] = "x",
            });
            if (!CardReader.HasButton(found, "grant-owner/submit"))
                Assert.Fail($"{typed} was not found: {CardReader.Text(found)}");
        }
    }

    [Fact]
    public async Task Searches_find_customers_and_users_without_minding_accents()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.SaysAsync("grant owner");
        Assert.Contains(await host.Nora.SearchesAsync("customers", "soci"), hit => hit.Title.Contains("Société", StringComparison.Ordinal));
        Assert.Contains(await host.Nora.SearchesAsync("customers", ""), hit => hit.Title.Contains("Adatum", StringComparison.Ordinal));
        await host.Nora.SaysAsync("grant owner adatum");
        var users = await host.Nora.SearchesAsync("users", "gra");
        Assert.Contains(users, hit => hit.Title.StartsWith("Grace", StringComparison.Ordinal));
        Assert.NotEmpty(await host.Nora.SearchesAsync("subscriptions", "prod"));
        Assert.Empty(await host.Omar.SearchesAsync("customers", "a"));
    }

    [Fact]
    public async Task Fifty_thousand_customers_are_searched_without_a_call_per_keystroke_and_do_not_hold_up_the_start()
    {
        await using var host = await BotHost.StartAsync(customers: 50_000);
        await host.Nora.SaysAsync("grant owner adatum");
        await Eventually.IsTrueAsync("the index is loaded", async () => (await host.Nora.SearchesAsync("customers", "50047")).Count > 0
            || (await host.Nora.SearchesAsync("customers", "50040")).Count > 0);
        var before = (await host.CallsAsync()).Count(call => call.GetProperty("api").GetString() == "partnercenter");
        foreach (var typed in new[] { "n", "no", "nor", "nord", "nordi", "nordic", "nordic s" })
            Assert.NotEmpty(await host.Nora.SearchesAsync("customers", typed));
        Assert.Equal(before, (await host.CallsAsync()).Count(call => call.GetProperty("api").GetString() == "partnercenter"));
    }

    [Theory]
    [InlineData("wingtip", "has not delegated administration", "GDAP")]
    [InlineData("wide world importers", "has not delegated administration", "approval")]
    [InlineData("fourth coffee", "AdminAgents is no longer Owner", "New-AzRoleAssignment -ObjectId")]
    [InlineData("woodgrove", "AdminAgents is no longer Owner", "Connect-AzAccount -Tenant")]
    [InlineData("northwind", "takes no changes (state: disabled)", "Reactivate")]
    [InlineData("coho", "no reseller relationship", "relationship link")]
    [InlineData("graphic design", "no reseller relationship", "relationship link")]
    [InlineData("city power", "conditional access", "exclude service providers")]
    [InlineData("trey research", "no consent", "application consent")]
    [InlineData("southridge", "The subscription is full", "groups")]
    public async Task A_missing_prerequisite_has_its_own_sentence_and_no_submit_button(string customer, string sentence, string help)
    {
        await using var host = await BotHost.StartAsync();
        var world = await host.WorldAsync();
        var form = await host.Nora.SaysAsync("grant owner " + customer);
        var id = CardReader.Value(form, "customer")!;
        var user = world
            .GetProperty("users")
            .EnumerateArray()
            .First(one => one.GetProperty("tenant").GetString() == id)
            .GetProperty("id")
            .GetString()!;
        var review = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = FirstSubscription(world, id),
            ["user"] = user,
            ["duration"] = "1h",
            ["reason"] = "because",
        });
        var text = CardReader.Text(review);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Contains(help, text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, "grant-owner/submit"));
    }

    [Fact]
    public async Task A_disabled_user_an_Owner_and_an_unknown_user_cannot_be_submitted_and_a_custom_Owner_does_not_count()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var users = CardReader.Choices(form, "user");
        async Task<string> ReviewAsync(string user) =>
            CardReader.Text(await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
            {
                ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
                ["user"] = user,
                ["reason"] = "because",
            }));
        Assert.Matches("is Owner of Adatum [A-Z][a-z]+ already", await ReviewAsync(users[1].Value));
        Assert.Contains(
            "is disabled",
            await ReviewAsync((await host.WorldAsync())
                .GetProperty("users")
                .EnumerateArray()
                .First(user => user.GetProperty("displayName").GetString()!.StartsWith("Jonas", StringComparison.Ordinal)
                    && user.GetProperty("userPrincipalName").GetString()!.EndsWith("@adatum.onmicrosoft.com", StringComparison.Ordinal))
                .GetProperty("id")
                .GetString()!),
            StringComparison.Ordinal);
        Assert.Contains("There is no user nobody@adatum.example", await ReviewAsync("nobody@adatum.example"), StringComparison.Ordinal);

        var humongous = await host.Nora.SaysAsync("grant owner humongous");
        var custom = await host.Nora.ClicksAsync(humongous, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(humongous, "subscription")[0].Value,
            ["user"] = CardReader.Choices(humongous, "user")[1].Value,
            ["reason"] = "because",
        });
        Assert.Contains("custom role named “Owner” does not count", CardReader.Text(custom), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(custom, "grant-owner/submit"));
    }

    [Fact]
    public async Task A_customer_without_an_Azure_subscription_is_told_what_to_do()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner litware");
        Assert.Contains("no Azure subscription bought through us", CardReader.Text(form), StringComparison.Ordinal);
        var again = CardReader.Text(await host.Nora.ClicksAsync(
            form, "grant-owner/details", new Dictionary<string, string> { ["duration"] = "1h", ["reason"] = "because" }));
        Assert.Contains("no Azure subscription bought through us", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose an Azure subscription", again, StringComparison.Ordinal);
        Assert.Contains("Choose a user", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wingtip")]
    [InlineData("wide world importers")]
    public async Task What_is_missing_for_want_of_delegated_administration_is_said_once(string customer)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner " + customer);
        var subscription = FirstSubscription(await host.WorldAsync(), CardReader.Value(form, "customer")!);
        var review = CardReader.Text(await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = "somebody@example.com",
            ["duration"] = "1h",
            ["reason"] = "because",
        }));
        Assert.Contains("has not delegated administration", review, StringComparison.Ordinal);
        Assert.Single(review.Split(" | "), "✖");
    }

    /// <summary>Also of a customer who lets nobody in, and whose form has none to choose.</summary>
    private static string FirstSubscription(JsonElement world, string customer) => world
        .GetProperty("subscriptions")
        .EnumerateArray()
        .Where(one => one.GetProperty("customer").GetString() == customer)
        .SelectMany(one => one.GetProperty("azureSubscriptions").EnumerateArray())
        .First()
        .GetProperty("id")
        .GetString()!;

    private static async Task RefusedAsync(Func<BotHost, Agent> who, string words)
    {
        await using var host = await BotHost.StartAsync();
        var card = await who(host).SaysAsync("grant owner");
        Assert.Contains(words, CardReader.Text(card), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card, "grant-owner/customer"));
    }
}
