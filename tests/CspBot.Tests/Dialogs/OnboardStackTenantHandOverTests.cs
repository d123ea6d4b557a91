using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>We keep the tenant and hand the account of its local subscription over: made, found, undone, told, never a secret.</summary>
public sealed class OnboardStackTenantHandOverTests : IAsyncLifetime
{
    private const string Submit = StackScenarios.Dialog + "submit";
    private const string Details = StackScenarios.Dialog + "details";
    private const string HandOver = StackScenarios.Dialog + "handover";
    private const string Subscriptions = "Microsoft.Subscriptions.Admin/subscriptions/";
    private const string Place = "Vault Fabrikam, entry Adatum Stack";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_local_subscription_is_made_once_on_each_deployment_and_handed_over_in_both_languages()
    {
        var (account, tenant) = await AccountAsync();
        var review = await ReviewAsync(StackScenarios.Both, account);
        var text = CardReader.Text(review);
        Assert.Contains($"{account} is an account of the customer’s directory", text, StringComparison.Ordinal);
        Assert.Contains("Paris: a local subscription is made from the offer paris", text, StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        var done = await FinishAsync(id, tenant, StackScenarios.Both);
        Assert.Contains("Made and read back: Adatum Corporation - Paris", done.Text, StringComparison.Ordinal);
        Assert.Contains($"the account {account} is handed over", done.Text, StringComparison.Ordinal);
        Assert.Contains(Place, done.Text, StringComparison.Ordinal);
        var made = await MadeAsync(tenant);
        Assert.Equal(["Lyon", "Paris"], made.Select(one => one.Deployment).Order());
        Assert.All(made, one => Assert.Equal(account, one.Owner));
        Assert.Equal(2, await PutsAsync());

        var card = await _host.Nora.ClicksAsync(done.Card, HandOver, null, done.Id);
        var told = CardReader.Text(card);
        var domain = "adatum.onmicrosoft.com";
        foreach (var sentence in new[]
        {
            $"https://portal.paris.fabrikam.example/{domain}",
            $"https://portal.lyon.fabrikam.example/{domain}",
            made[0].Id,
            made[1].Id,
            account,
            "No password stands on this card",
            Place,
            "Hello, the Azure Stack subscription of Adatum Corporation is ready.",
            "Bonjour, l’abonnement Azure Stack de Adatum Corporation est prêt.",
            "change the password and set up multi-factor authentication",
        })
            Assert.Contains(sentence, told, StringComparison.Ordinal);

        // Another agent reaches the same out of the list of tenants, in French.
        var list = await _host.Nora.In("fr-FR").SaysAsync("intégrer stack locataires adatum");
        var choice = CardReader.Choices(list, "mapping").Single(one => one.Title.EndsWith("Paris", StringComparison.Ordinal));
        card = await _host.Nora.In("fr-FR").ClicksAsync(list, HandOver, new Dictionary<string, string> { ["mapping"] = choice.Value });
        told = CardReader.Text(card);
        Assert.Contains("Aucun mot de passe ne figure sur cette carte", told, StringComparison.Ordinal);
        Assert.Contains(made.Single(one => one.Deployment == "Paris").Id, told, StringComparison.Ordinal);
        Assert.Contains(Place, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_answer_that_was_lost_leaves_one_subscription(bool cut, bool afterWrite)
    {
        var (account, tenant) = await AccountAsync();
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        await _host.ControlAsync("faults", cut
            ? new { api = "stackadmin", method = "PUT", path = Subscriptions, times = 1, afterWrite, dropConnection = true }
            : new { api = "stackadmin", method = "PUT", path = Subscriptions, times = 1, afterWrite, status = 500 });
        var done = await FinishAsync(id, tenant, "Lyon");
        Assert.Contains("Made and read back", done.Text, StringComparison.Ordinal);
        Assert.Single(await MadeAsync(tenant));

        // What was ours stays ours after the lost answer: undo takes it back.
        await UndoAsync(id, done);
        Assert.Empty(await MadeAsync(tenant));
    }

    [Fact]
    public async Task Two_clicks_make_one_request_and_undo_removes_what_it_made()
    {
        var (account, tenant) = await AccountAsync();
        var review = await ReviewAsync("Lyon", account);
        var click = _host.Nora.Click(review, Submit);
        await Task.WhenAll(_host.Nora.SendAsync(click), _host.Nora.SendAsync(click));
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var own = await _host.Nora.SeesAsync("has to let Lyon into its directory");
        var id = Scenarios.RequestOf(own.Card);
        var done = await FinishAsync(id, tenant, "Lyon");
        Assert.Single(await MadeAsync(tenant));
        Assert.Equal(1, await PutsAsync());
        Assert.Contains(await StackScenarios.MappingsAsync(_host), mapping => mapping.Tenant == tenant);

        var ended = await UndoAsync(id, done);
        Assert.Empty(await MadeAsync(tenant));
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
        var (account, tenant) = await AccountAsync();
        var first = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        var done = await FinishAsync(first, tenant, "Lyon");
        var second = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        await StackScenarios.OwnAsync(_host, second, "Done and verified");
        await UndoAsync(first, done);
        Assert.Single(await MadeAsync(tenant));
        Assert.DoesNotContain(
            _host.Sandbox.Calls.All(),
            call => call.Method == "DELETE" && call.Path.Contains(Subscriptions, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task One_that_stands_for_the_account_is_taken_and_left_standing_by_undo()
    {
        var (account, tenant) = await AccountAsync();
        var standing = Stand(tenant, account);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        var done = await FinishAsync(id, tenant, "Lyon");
        Assert.Contains("Stood already: By hand", done.Text, StringComparison.Ordinal);
        Assert.Equal(0, await PutsAsync());
        await UndoAsync(id, done);
        Assert.Equal(standing, Assert.Single(await MadeAsync(tenant)).Id);
    }

    [Fact]
    public async Task Without_an_offer_a_person_makes_it_and_the_request_goes_on_by_itself()
    {
        await _host.DisposeAsync();
        _host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Stack:Deployments:1:Offer"] = null });
        await _host.Tomas.InstallAsync();
        var (account, tenant) = await AccountAsync();
        var review = await ReviewAsync("Lyon", account);
        Assert.Contains("Lyon: no offer is configured", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        var waits = await ConsentAsync(id, tenant, "Lyon", "no offer is configured for the bot");
        Assert.Contains(
            $"New-AzsUserSubscription -OfferId <offer> -Owner '{account}' -TenantId {tenant}", waits.Text, StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        Assert.Equal(0, await PutsAsync());
        Stand(tenant, account);
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "Stood already: By hand");
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
    }

    [Fact]
    public async Task Out_of_reach_it_is_done_by_hand_on_somebodys_word_and_undo_asks_for_nothing_that_was_not_made()
    {
        var (account, tenant) = await AccountAsync();
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        await _host.ControlAsync("faults", new { api = "stackadmin", status = 403, code = "AuthorizationFailed" });
        var waits = await ByHandAsync(id, "Get-AzsHealthReport", tenant);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(_host, id, "New-AzsUserSubscription");
        Assert.Contains("Lyon is out of the bot’s reach", waits.Text, StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(_host, id, "does not see the local subscription of Adatum Corporation on Lyon");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        var done = await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Contains("Not seen by the bot: Nora Lind says that it is done", done.Text, StringComparison.Ordinal);
        var card = CardReader.Text(await _host.Nora.ClicksAsync(done.Card, HandOver, null, done.Id));
        Assert.Contains("Lyon could not be read", card, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        var ended = await UndoAsync(id, done);
        Assert.DoesNotContain("delete the local subscription", ended.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "DELETE"
            && call.GetProperty("path").GetString()!.Contains(Subscriptions, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stamp_that_refuses_says_so_and_waits()
    {
        var (account, tenant) = await AccountAsync();
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        await _host.ControlAsync(
            "faults", new { api = "stackadmin", method = "PUT", path = Subscriptions, status = 400, code = "OfferNotReady", times = 1 });
        var waits = await ConsentAsync(id, tenant, "Lyon", "Lyon does not make the local subscription of Adatum Corporation");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Single(await MadeAsync(tenant));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_waited_for_and_a_guest_is_refused()
    {
        const string later = "stack@adatum.onmicrosoft.com";
        var (_, tenant) = await AccountAsync();
        var review = await ReviewAsync("Lyon", later);
        Assert.Contains($"{later} is not in the customer’s directory yet", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        await ConsentAsync(id, tenant, "Lyon", $"There is no account {later} in the directory");
        lock (_host.Sandbox.World.Gate)
        {
            _host.Sandbox.World.People.Add(new CspBot.Sandbox.Person
            {
                Id = Guid.NewGuid().ToString(),
                Tenant = tenant,
                UserPrincipalName = later,
                DisplayName = "Stack",
            });
            _host.Sandbox.World.People.Add(new CspBot.Sandbox.Person
            {
                Id = Guid.NewGuid().ToString(),
                Tenant = tenant,
                UserPrincipalName = "lena.ops_fabrikam.example#EXT#@adatum.onmicrosoft.com",
                Mail = StackScenarios.Guest,
                DisplayName = "Lena",
                IsGuest = true,
            });
        }

        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Equal(later, Assert.Single(await MadeAsync(tenant)).Owner);

        review = await ReviewAsync("Paris", StackScenarios.Guest);
        Assert.Contains(
            $"{StackScenarios.Guest} is a guest in the customer’s directory", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));
    }

    [Fact]
    public async Task A_secret_is_refused_and_stands_nowhere()
    {
        const string secret = "Tr0ub4dor!3xyz";
        var (account, _) = await AccountAsync();
        var again = await ReviewAsync("Lyon", account, secret);
        Assert.Contains("This looks like a password", CardReader.Text(again), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, again.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(account, CardReader.Value(again, "guest"));
        Assert.Equal("Stack project", CardReader.Value(again, "reason"));

        // Neither by a forged submit.
        var review = await ReviewAsync("Lyon", account);
        var (_, body) = await _host.Nora.SendAsync(
            _host.Nora.Click(review, Submit, null, null, data => data["secretPlace"] = "password: " + secret));
        Assert.DoesNotContain("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, body.GetRawText(), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        var database = _host.Services.GetRequiredService<Database>();
        foreach (var (table, columns) in new[] { ("request", "document"), ("audit", "document"), ("outbox", "payload") })
        {
            var rows = await database.ReadAsync(
                s => s.QueryAsync<string>($"select coalesce({columns}, '') from {table}"), default);
            Assert.NotEmpty(rows);
            Assert.DoesNotContain(rows, row => row.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("en-US", "onboard stack adatum", "kept, except in the field about the password: it is empty again")]
    [InlineData("fr-FR", "intégrer stack adatum", "conservée, sauf dans le champ sur le mot de passe : il est de nouveau vide")]
    public async Task The_card_that_refuses_a_secret_says_that_it_was_not_kept(string locale, string phrase, string words)
    {
        var (account, _) = await AccountAsync();
        var nora = _host.Nora.In(locale);
        var form = await nora.SaysAsync(phrase);
        var typed = new Dictionary<string, string>
        {
            ["deployments"] = "Lyon",
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["manages"] = "handed-over",
            ["guest"] = account,
            ["secretPlace"] = "Tr0ub4dor!3xyz",
            ["reason"] = "Stack project",
        };
        var refused = CardReader.Text(await nora.ClicksAsync(form, Details, typed));
        Assert.Contains(words, refused, StringComparison.Ordinal);
        typed["secretPlace"] = Place;
        typed["reason"] = "";
        var other = CardReader.Text(await nora.ClicksAsync(form, Details, typed));
        Assert.DoesNotContain(words, other, StringComparison.Ordinal);
    }

    /// <summary>Also Back, which some clients send with the fields, and the company form behind it.</summary>
    [Fact]
    public async Task A_typed_secret_is_in_no_log_no_message_no_row_and_on_no_card()
    {
        const string secret = "Tr0ub4dor!3xyz";
        await _host.DisposeAsync();
        _host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace" });
        await _host.Tomas.InstallAsync();
        using var log = new Lines();
        _host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var (account, tenant) = await AccountAsync();
        List<JsonElement> shown = [await ReviewAsync("Lyon", account, secret)];
        var review = await ReviewAsync("Lyon", account);
        var company = await _host.Nora.ClicksAsync(await _host.Nora.SaysAsync("onboard stack"), StackScenarios.Dialog + "new");
        var details = await _host.Nora.ClicksAsync(company, StackScenarios.Dialog + "company", StackScenarios.Company("Newco"));
        (JsonElement Card, string Verb)[] forged =
        [
            (review, Submit),
            (review, StackScenarios.Dialog + "back"),
            (details, StackScenarios.Dialog + "back"),
            (details, Details),
            (company, StackScenarios.Dialog + "company"),
        ];
        foreach (var (card, verb) in forged)
        {
            var (_, body) = await _host.Nora.SendAsync(_host.Nora.Click(card, verb, null, null, data => data["secretPlace"] = secret));
            shown.Add(body.GetProperty("value"));
        }

        Assert.All(shown, card => Assert.DoesNotContain(secret, card.GetRawText(), StringComparison.Ordinal));
        await FinishAsync(await StackScenarios.ApproveAsync(_host, review), tenant, "Lyon");
        Assert.NotEmpty(log.Texts);
        Assert.DoesNotContain(log.Texts, text => text.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(
            _host.Teams.Messages.SelectMany(message => message.Versions),
            version => version.ToString()!.Contains(secret, StringComparison.Ordinal));
        var database = _host.Services.GetRequiredService<Database>();
        var tables = await database.ReadAsync(
            s => s.QueryAsync<string>("select name from sqlite_master where type = 'table'"), default);
        foreach (var table in tables)
        {
            var columns = await database.ReadAsync(s => s.QueryAsync<string>($"select name from pragma_table_info('{table}')"), default);
            foreach (var column in columns)
            {
                var held = await database.ReadAsync(
                    s => s.QueryOneAsync<long>(
                        $"select count(*) from \"{table}\" where instr(cast(\"{column}\" as text), @secret) > 0", new { secret }),
                    default);
                Assert.True(held == 0, $"{table}.{column}");
            }
        }
    }

    /// <summary>Another customer's hand-over, off-boarding and seat do not exist for who sees some customers alone.</summary>
    [Fact]
    public async Task Who_sees_other_customers_alone_is_answered_as_for_nobody()
    {
        const string nobody = "10000000-0000-4000-8000-999999000000";
        await _host.DisposeAsync();
        _host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = Partner.CustomerScopeSuite.Scope,
            ["Partner:CustomerScopes:0:Customers"] = StackUsageScenes.Pharma,
        });
        Partner.CustomerScopeSuite.Join(_host, Partner.CustomerScopeSuite.Scope, [_host.Aisha]);
        await _host.Tomas.InstallAsync();
        var (account, tenant) = await AccountAsync();
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync("Lyon", account));
        await FinishAsync(id, tenant, "Lyon");
        var made = Assert.Single(await MadeAsync(tenant));
        async Task<string> AnswerAsync(string verb, string field, string value) => CardReader.Text(
            (await _host.Aisha.SendAsync(_host.Aisha.Forge(verb, new JsonObject { [field] = value, ["version"] = 1 }))).Body
            .GetProperty("value")).Replace(value.Split('|')[^1], "#", StringComparison.Ordinal);

        // A tenant that is mapped and no customer that the bot has heard of, too.
        var stranger = Guid.NewGuid().ToString();
        var paying = Guid.NewGuid().ToString();
        lock (_host.Sandbox.World.Gate)
            _host.Sandbox.World.Stack.Registrations[1].Customers[paying] = stranger;
        foreach (var verb in new[] { HandOver, StackScenarios.Dialog + "offboard" })
        {
            Assert.Equal(await AnswerAsync(verb, "mapping", "Lyon|" + nobody), await AnswerAsync(verb, "mapping", "Lyon|" + stranger));
            var known = await AnswerAsync(verb, "mapping", "Lyon|" + tenant);
            Assert.DoesNotContain("Adatum", known, StringComparison.Ordinal);
            Assert.DoesNotContain(made.Id, known, StringComparison.Ordinal);
        }

        Assert.Equal(await AnswerAsync(HandOver, "request", "R-ZZZZZ"), await AnswerAsync(HandOver, "request", id));
        foreach (var words in new[] { " tenants", " tenants adatum", " leaks" })
        {
            var told = (await _host.Aisha.SaysAsync("onboard stack" + words)).GetRawText();
            foreach (var secret in new[] { "Adatum Corporation", account, made.Id, tenant, stranger, paying })
                Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("manages", "we", true)]
    [InlineData("manages", "customer", false)]
    [InlineData("manage", "guest", true)]
    [InlineData("manage", "customer", false)]
    [InlineData("manage", "We, as guest with Owner", true)]
    [InlineData("manages", "The customer alone", false)]
    public async Task Who_works_in_it_is_read_in_todays_words_and_in_those_of_old_cards(string field, string value, bool guest)
    {
        var form = await _host.Nora.SaysAsync("onboard stack adatum");
        async Task<JsonElement> SendAsync(string address)
        {
            var (_, body) = await _host.Nora.SendAsync(_host.Nora.Click(form, Details, null, null, data =>
            {
                data.Remove("manages");
                data[field] = value;
                data["deployments"] = "Lyon";
                data["subscription"] = CardReader.Choices(form, "subscription")[0].Value;
                data["guest"] = address;
                data["reason"] = "Stack project";
            }));
            return body.GetProperty("value");
        }

        var review = await SendAsync(guest ? StackScenarios.Guest : "");
        Assert.Contains(
            guest ? "will be invited as guest" : "The customer works in its tenant alone",
            CardReader.Text(review),
            StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, Submit));
        var wrong = await SendAsync(guest ? "" : StackScenarios.Guest);
        Assert.Contains(
            guest ? "Give our guest’s e-mail" : "The customer works in it alone: leave the account empty",
            CardReader.Text(wrong),
            StringComparison.Ordinal);
        Assert.Equal(guest ? "we" : "customer", CardReader.Value(wrong, "manages"));
    }

    [Fact]
    public async Task A_review_that_an_older_version_sealed_is_still_good()
    {
        var review = await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest);
        var button = CardReader.Button(review, Submit);
        var data = JsonNode.Parse(button.GetProperty("data").GetRawText())!.AsObject();
        data.Remove("manages");
        data["manage"] = "guest";
        string[] fields =
        [
            "customer", "deployments", "subscription", "directory", "manage", "guest", "reason", "company", "domain", "registrationNumber",
            "firstName", "lastName", "email", "phone", "line1", "city", "state", "postalCode", "country",
        ];
        var person = new CspBot.Partner.Person(_host.Nora.ObjectId, Ids.PartnerTenant, "Nora Lind");
        data["seal"] = await _host.Services.GetRequiredService<FormSeal>().SealAsync(
            new Shown(Submit, (string)data["form"]!, person, fields.Select(field => (string?)data[field] ?? "")), default);
        var (_, body) = await _host.Nora.SendAsync(_host.Nora.Forge(Submit, data));
        Assert.Contains("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_off_boarding_card_of_an_older_version_still_submits()
    {
        var list = await _host.Nora.SaysAsync("onboard stack tenants consolidated");
        var choice = CardReader.Choices(list, "mapping")[0].Value;
        var card = await _host.Nora.ClicksAsync(
            list, StackScenarios.Dialog + "offboard", new Dictionary<string, string> { ["mapping"] = choice });
        var data = JsonNode.Parse(CardReader.Button(card, Submit).GetProperty("data").GetRawText())!.AsObject();
        var person = new CspBot.Partner.Person(_host.Nora.ObjectId, Ids.PartnerTenant, "Nora Lind");
        const string old = StackScenarios.Dialog + "offboard-submit";
        data["seal"] = await _host.Services.GetRequiredService<FormSeal>().SealAsync(
            new Shown(old, (string)data["form"]!, person, [(string)data["mapping"]!, (string)data["paying"]!]), default);
        data.Remove("stage");
        data["reason"] = "Contract ended";
        var (_, body) = await _host.Nora.SendAsync(_host.Nora.Forge(old, data));
        Assert.Contains("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_stored_before_runs_on_unchanged()
    {
        var (id, ask) = await StackScenarios.SubmitAsync(
            _host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest));
        var database = _host.Services.GetRequiredService<Database>();
        var document = JsonNode.Parse(
            (await database.ReadAsync(s => s.QueryOneAsync<string>("select document from request where id = @id", new { id }), default))!)!;
        foreach (var later in new[] { "manages", "account", "secretPlace" })
            document["operation"]!.AsObject().Remove(later);
        await database.WriteAsync(
            s => s.ExecuteAsync("update request set document = @document where id = @id", new { id, document = document.ToJsonString() }),
            default);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.DoesNotContain("local subscription", waits.Text, StringComparison.Ordinal);
        Assert.Contains("lena.ops@fabrikam.example, as guest with Owner", waits.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_offer_stops_the_start()
    {
        var said = await Assert.ThrowsAnyAsync<Exception>(() => BotHost.StartAsync(
            new Dictionary<string, string?> { ["Stack:Deployments:0:Offer"] = "paris" }));
        Assert.Contains("Stack:Deployments:0:Offer must be the resource id of an offer", said.ToString(), StringComparison.Ordinal);
    }

    private async Task<(string Account, string Tenant)> AccountAsync()
    {
        var tenant = (await StackScenarios.TenantOfAsync(_host, "Adatum Corporation"))!;
        var user = (await _host.WorldAsync()).GetProperty("users").EnumerateArray().First(user =>
            user.GetProperty("tenant").GetString() == tenant && user.GetProperty("userType").GetString() == "Member");
        return (user.GetProperty("userPrincipalName").GetString()!, tenant);
    }

    private Task<JsonElement> ReviewAsync(string deployments, string account, string place = Place) => StackScenarios.ReviewAsync(
        _host.Nora,
        "adatum",
        deployments,
        guest: account,
        more: new Dictionary<string, string> { ["manages"] = "handed-over", ["secretPlace"] = place });

    /// <summary>The administrator lets the stamp in, without taking a subscription from its offer.</summary>
    private void LetIn(string deployment, string tenant)
    {
        lock (_host.Sandbox.World.Gate)
            _host.Sandbox.World.Stack.Stamps.Single(stamp => stamp.Deployment.Name == deployment).Consented.Add(tenant);
    }

    private async Task<ShownMessage> ConsentAsync(string id, string tenant, string deployment, string words)
    {
        var waits = await StackScenarios.OwnAsync(_host, id, $"has to let {deployment} into its directory");
        LetIn(deployment, tenant);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        return await StackScenarios.OwnAsync(_host, id, words);
    }

    private async Task<ShownMessage> ByHandAsync(string id, string words, string tenant)
    {
        LetIn("Lyon", tenant);
        var waits = await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        return await StackScenarios.OwnAsync(_host, id, words);
    }

    private async Task<ShownMessage> FinishAsync(string id, string tenant, string deployments)
    {
        foreach (var deployment in deployments.Split(','))
        {
            var waits = await StackScenarios.OwnAsync(_host, id, $"has to let {deployment} into its directory");
            LetIn(deployment, tenant);
            await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        }

        return await StackScenarios.OwnAsync(_host, id, "Done and verified");
    }

    private async Task<ShownMessage> UndoAsync(string id, ShownMessage done)
    {
        await _host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        return await StackScenarios.OwnAsync(_host, id, "Ended and verified");
    }

    /// <summary>The operator made one by hand on Lyon.</summary>
    private string Stand(string tenant, string account)
    {
        lock (_host.Sandbox.World.Gate)
        {
            var lyon = _host.Sandbox.World.Stack.Stamps[1];
            var id = Guid.NewGuid().ToString();
            lyon.Subscriptions[id] = new Stack.UserSubscription(id, tenant, "By hand", account, lyon.Offer, "Enabled");
            return id;
        }
    }

    private async Task<IReadOnlyList<(string Deployment, string Id, string Owner)>> MadeAsync(string tenant) =>
        [.. (await _host.WorldAsync())
            .GetProperty("stackSubscriptions")
            .EnumerateArray()
            .Where(one => one.GetProperty("tenantId").GetString() == tenant)
            .Select(one => (
                one.GetProperty("deployment").GetString()!, one.GetProperty("id").GetString()!, one.GetProperty("owner").GetString()!))];

    private async Task<int> PutsAsync() => (await _host.CallsAsync()).Count(call =>
        call.GetProperty("method").GetString() == "PUT"
        && call.GetProperty("path").GetString()!.Contains(Subscriptions, StringComparison.OrdinalIgnoreCase));

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _texts = [];

        public IReadOnlyCollection<string> Texts => _texts;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _texts.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _texts.Enqueue($"{formatter(state, exception)} {state} {exception}");

        public void Dispose()
        {
        }
    }
}
