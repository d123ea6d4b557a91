using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs.Trial;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Above the configured risk a yes counts with a fresh sign-in of who gives it, and with nothing else.</summary>
public sealed class FreshSignInTests
{
    private const string LoginRequest = "application/vnd.microsoft.activity.loginRequest";
    private const string PreconditionFailed = "application/vnd.microsoft.error.preconditionFailed";
    private const string Card = "application/vnd.microsoft.card.adaptive";

    private static readonly Dictionary<string, string?> Above10000 = new()
    {
        ["Approvals:FreshSignIn:Enabled"] = "true",
        ["Approvals:FreshSignIn:MinAmount"] = "10000 EUR",
    };

    [Fact]
    public async Task A_yes_above_the_amount_is_asked_for_a_sign_in_and_counts_with_one()
    {
        await using var host = await StartAsync();
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var click = await ClickAsync(host, host.Tomas, id);

        var asked = await AnswerAsync(host.Tomas, click);
        Assert.Equal((401, LoginRequest), Kind(asked));
        var login = asked.GetProperty("value");
        Assert.Equal(
            "api://botid-00000000-0000-4000-8000-000000000010",
            login.GetProperty("tokenExchangeResource").GetProperty("uri").GetString());
        Assert.Equal("fresh-sign-in", login.GetProperty("connectionName").GetString());
        Assert.Equal($"Sign in to approve {id}: your sign-in must not be older than 15 minutes.", login.GetProperty("text").GetString());
        var button = Assert.Single(login.GetProperty("buttons").EnumerateArray());
        Assert.Equal(("signin", "Sign in"), (button.GetProperty("type").GetString(), button.GetProperty("title").GetString()));
        Assert.StartsWith("https://", button.GetProperty("value").GetString(), StringComparison.Ordinal);

        // Nothing is decided by the first click, and nobody did anything wrong.
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Request == id && entry.Kind is "approved" or "refused");

        var token = await teams.TokenAsync(login);
        var decided = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, token));
        Assert.Equal((200, Card), Kind(decided));
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal(1, SpendOperation.Ran[form]);
        var told = Detail((await host.AuditAsync()).Single(entry => entry.Kind == "approved" && entry.Request == id).Document, "signIn");
        Assert.Matches(
            @"\ATeams single sign-on; token issued \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; signed in \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", told);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Document.Contains(token, StringComparison.Ordinal));

        // The client may say it twice: the second time is a repeat, not a second use.
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, token))));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Request == id && entry.Kind == "refused");
    }

    [Fact]
    public async Task What_is_below_the_amount_and_every_no_take_none()
    {
        await using var host = await StartAsync();
        var (small, form) = await SpendAsync(host.Nora, "500 eur");
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, await ClickAsync(host, host.Tomas, small))));
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal(1, SpendOperation.Ran[form]);
        Assert.Null(Detail((await host.AuditAsync()).Single(entry => entry.Kind == "approved").Document, "signIn"));

        var (large, _) = await SpendAsync(host.Nora, "12000 eur");
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, await ClickAsync(host, host.Tomas, large, "requests/reject"))));
        Assert.Contains(await host.AuditAsync(), entry => entry.Kind == "rejected" && entry.Request == large);
    }

    [Fact]
    public async Task Who_may_not_decide_is_told_so_and_not_asked_to_sign_in()
    {
        await using var host = await StartAsync();
        var (id, _) = await SpendAsync(host.Nora, "12000 eur");
        foreach (var agent in new[] { host.Nora, host.Ingrid })
        {
            var answer = await AnswerAsync(agent, agent.Forge("requests/approve", new() { ["request"] = id, ["version"] = 1 }));
            Assert.Equal((200, Card), Kind(answer));
        }

        Assert.Equal(["OwnRequest", "NotApprover"], await RefusedAsync(host, id));
    }

    /// <summary>What each makes of a good token's claims, or of the token, and the reason for which it decides nothing.</summary>
    private static readonly Dictionary<string, (Func<Tokens, JsonObject, DateTimeOffset, string> Make, string Reason)> Hostile = new()
    {
        ["of another person"] = (With("oid", Ids.Aisha), "SignInOfAnother"),
        ["of another tenant"] = (With("tid", "10000000-0000-4000-8000-000001000000"), "SignInOfAnother"),
        ["another tenant's issuer"] = (
            With("iss", "https://login.microsoftonline.com/10000000-0000-4000-8000-000001000000/v2.0"), "SignInInvalid"),
        ["of version 1"] = (With("iss", $"https://sts.windows.net/{Ids.PartnerTenant}/"), "SignInInvalid"),
        ["for another app"] = (With("aud", Ids.PartnerApp), "SignInInvalid"),
        ["for the app id URI"] = (With("aud", $"api://botid-{Ids.BotApp}"), "SignInInvalid"),
        ["of an application"] = (With("idtyp", "app"), "SignInInvalid"),
        ["for another scope"] = (With("scp", "user_impersonation"), "SignInInvalid"),
        ["without a scope"] = (Without("scp"), "SignInInvalid"),
        ["without a person"] = (Without("oid"), "SignInInvalid"),
        ["without a time of issue"] = (Without("iat"), "SignInInvalid"),
        ["a time of sign-in that is text"] = (With("auth_time", "1780000000"), "SignInInvalid"),
        ["without a time of sign-in"] = (Without("auth_time"), "SignInUntold"),
        ["issued long ago"] = (At("iat", TimeSpan.FromMinutes(-16)), "SignInOld"),
        ["signed in long ago, and renewed by the client since"] = (At("auth_time", TimeSpan.FromMinutes(-16)), "SignInOld"),
        ["issued in the time to come"] = (At("iat", TimeSpan.FromMinutes(7)), "SignInAhead"),
        ["signed in in the time to come"] = (At("auth_time", TimeSpan.FromMinutes(7)), "SignInAhead"),
        ["expired"] = (At("exp", TimeSpan.FromMinutes(-6)), "SignInExpired"),
        ["not good yet"] = (At("nbf", TimeSpan.FromMinutes(7)), "SignInInvalid"),
        ["good for ever"] = (At("exp", TimeSpan.FromDays(30)), "SignInInvalid"),
        ["signed by somebody else with the same key id"] = (
            (_, claims, _) => { using var other = new Tokens(); return other.SignRsa(claims); }, "SignInInvalid"),
        ["signed with the sign-in's other key"] = ((tokens, claims, _) => tokens.Sign(claims), "SignInInvalid"),
        ["with alg none"] = (
            (tokens, claims, _) => $"{Base64("""{"alg":"none","typ":"JWT"}""")}.{Base64(claims.ToJsonString())}.", "SignInInvalid"),
        ["with its signature cut off"] = ((tokens, claims, _) => tokens.SignRsa(claims)[..^20], "SignInInvalid"),
        ["with other claims under a good signature"] = (Swapped, "SignInInvalid"),
        ["too big"] = (With("padding", new string('x', 20_000)), "SignInInvalid"),
        ["no token at all"] = ((_, _, _) => "let me in", "SignInInvalid"),
    };

    [Fact]
    public async Task No_other_token_decides_anything()
    {
        await using var host = await StartAsync();
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var click = await ClickAsync(host, host.Tomas, id);
        var login = (await AnswerAsync(host.Tomas, click)).GetProperty("value");
        foreach (var (name, (make, reason)) in Hostile)
        {
            var now = host.Time.GetUtcNow();
            var token = make(host.Sandbox.Tokens, Good(host, now), now);
            var answer = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, token));
            Assert.True((412, PreconditionFailed) == Kind(answer), $"{name}: {answer}");
            Assert.Contains(
                $"{id} was not approved", answer.GetProperty("value").GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.True(reason == (await RefusedAsync(host, id))[^1], $"{name}: {answer}");
        }

        Assert.False(SpendOperation.Ran.ContainsKey(form));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "approved");

        // What those were made of is good.
        var good = host.Sandbox.Tokens.SignRsa(Good(host, host.Time.GetUtcNow()));
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, good))));
        Assert.Contains(await host.AuditAsync(), entry => entry.Kind == "approved" && entry.Request == id);
    }

    [Fact]
    public Task A_sign_in_decides_once_and_only_where_it_was_asked_for() => OnceAsync(Above10000);

    [RequiresFact("postgres")]
    public async Task A_sign_in_decides_once_on_PostgreSQL_too() => await OnceAsync(new Dictionary<string, string?>(Above10000)
    {
        ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
    });

    private static async Task OnceAsync(Dictionary<string, string?> settings)
    {
        await using var host = await StartAsync(settings);
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (first, _) = await SpendAsync(host.Nora, "12000 eur");
        var (second, form) = await SpendAsync(host.Nora, "13000 eur");
        var firstClick = await ClickAsync(host, host.Tomas, first);
        var secondClick = await ClickAsync(host, host.Tomas, second);
        var firstLogin = (await AnswerAsync(host.Tomas, firstClick)).GetProperty("value");
        var secondLogin = (await AnswerAsync(host.Tomas, secondClick)).GetProperty("value");
        var token = await teams.TokenAsync(firstLogin);

        // What was asked for the one says nothing of the other; nor does an id that nobody gave.
        var crossed = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, secondClick, firstLogin, token));
        Assert.Equal((412, PreconditionFailed), Kind(crossed));
        var madeUp = TeamsClient.Again(host.Tomas, secondClick, secondLogin, token);
        madeUp["value"]!["authentication"]!["id"] = "8769-xyz";
        Assert.Equal((412, PreconditionFailed), Kind(await AnswerAsync(host.Tomas, madeUp)));
        Assert.Equal(["SignInOfOtherClick", "SignInOfOtherClick"], await RefusedAsync(host, second));

        // Used for the first, the token is spent: also after a restart.
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, firstClick, firstLogin, token))));
        await host.RestartAsync();
        var replayed = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, secondClick, secondLogin, token));
        Assert.Equal((412, PreconditionFailed), Kind(replayed));
        Assert.Contains($"This sign-in decided on {first} already", replayed.ToString(), StringComparison.Ordinal);
        Assert.Equal("SignInUsed", (await RefusedAsync(host, second))[^1]);
        Assert.False(SpendOperation.Ran.ContainsKey(form));

        // A new one does.
        await teams.SignInAgainAsync(host.Tomas);
        var fresh = await teams.TokenAsync(secondLogin);
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, secondClick, secondLogin, fresh))));
        await host.Teams.WaitForAsync("done " + second, message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(second, StringComparison.Ordinal)
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        Assert.Equal(1, SpendOperation.Ran[form]);
    }

    [Fact]
    public async Task A_sign_in_that_has_grown_old_is_renewed_by_signing_in_and_not_by_the_client()
    {
        await using var host = await BotHost.StartAsync(Above10000, oneClock: true, dialog: SpendDialog.Entry);
        await host.Tomas.InstallAsync();
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (id, _) = await SpendAsync(host.Nora, "12000 eur");
        var click = await ClickAsync(host, host.Tomas, id);
        await host.LeapAsync(TimeSpan.FromMinutes(20));
        var login = (await AnswerAsync(host.Tomas, click)).GetProperty("value");

        // The client gets a new token without asking anybody: its time of issue is new, that of the sign-in is not.
        var silent = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, await teams.TokenAsync(login)));
        Assert.Contains("Your sign-in is older than 15 minutes", silent.ToString(), StringComparison.Ordinal);
        await teams.SignInAgainAsync(host.Tomas);
        Assert.Equal(
            (200, Card),
            Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, await teams.TokenAsync(login)))));
    }

    [Fact]
    public async Task It_is_asked_for_and_refused_in_French_and_by_dialog()
    {
        await using var host = await StartAsync(new()
        {
            ["Approvals:FreshSignIn:Enabled"] = "true",
            ["Approvals:FreshSignIn:MaxAge"] = "00:10:00",
            ["Approvals:FreshSignIn:Dialogs:0"] = "spend",
        });
        var (id, _) = await SpendAsync(host.Nora, "5 eur");
        var tomas = host.Tomas.In("fr-FR");
        var click = tomas.Forge("requests/approve", new() { ["request"] = id, ["version"] = 1 });
        var login = (await AnswerAsync(tomas, click)).GetProperty("value");
        Assert.Equal(
            $"Connectez-vous pour approuver {id}\u00a0: votre connexion ne doit pas dater de plus de 10 minutes.",
            login.GetProperty("text").GetString());
        Assert.Equal("Se connecter", login.GetProperty("buttons")[0].GetProperty("title").GetString());
        var refused = await AnswerAsync(tomas, TeamsClient.Again(tomas, click, login, "rien"));
        Assert.Equal(
            $"La connexion reçue avec le clic n’est pas valable pour ce bot\u00a0; {id} n’a donc pas été approuvée. "
            + "Cliquez à nouveau sur Approuver\u00a0; si cela se reproduit, prévenez l’exploitant.",
            refused.GetProperty("value").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_rule_asks_for_it_too()
    {
        await using var host = await StartAsync(new()
        {
            ["Approvals:FreshSignIn:Enabled"] = "true",
            ["Approvals:Policy:0"] = "careful: when dialog is spend then sign-in within 30m",
        });
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (id, form) = await SpendAsync(host.Nora, "5 eur");

        // The card says so before anybody clicks.
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        Assert.Contains("Approving asks you to sign in, unless you did within 30 minutes.", ask.Text, StringComparison.Ordinal);
        var click = await ClickAsync(host, host.Tomas, id);
        var login = (await AnswerAsync(host.Tomas, click)).GetProperty("value");
        Assert.Equal($"Sign in to approve {id}: your sign-in must not be older than 30 minutes.", login.GetProperty("text").GetString());
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        var again = TeamsClient.Again(host.Tomas, click, login, await teams.TokenAsync(login));
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, again)));
        await host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task Where_the_sign_in_s_keys_cannot_be_read_nothing_is_decided_and_the_click_may_come_again()
    {
        await using var host = await StartAsync();
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var click = await ClickAsync(host, host.Tomas, id);
        var login = (await AnswerAsync(host.Tomas, click)).GetProperty("value");
        var token = await teams.TokenAsync(login);
        await host.ControlAsync("faults", new { api = "login", path = "/discovery/", status = 503 });
        var answer = await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, token));
        Assert.Equal((412, PreconditionFailed), Kind(answer));
        Assert.Contains("could not be checked just now", answer.ToString(), StringComparison.Ordinal);
        Assert.False(SpendOperation.Ran.ContainsKey(form));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((200, Card), Kind(await AnswerAsync(host.Tomas, TeamsClient.Again(host.Tomas, click, login, token))));
    }

    [Fact]
    public async Task A_client_that_cannot_be_asked_reads_what_is_missing_on_the_card()
    {
        await using var host = await StartAsync();
        var (id, form) = await SpendAsync(host.Nora, "12000 eur");
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        var submit = host.Tomas.Activity("message", new JsonObject
        {
            ["value"] = new JsonObject { ["verb"] = "requests/approve", ["request"] = id, ["version"] = 1 },
            ["replyToId"] = ask.Id,
        });
        (await host.Tomas.PostAsync(submit)).EnsureSuccessStatusCode();
        await host.Tomas.SeesAsync("This client cannot ask you to sign in");
        Assert.False(SpendOperation.Ran.ContainsKey(form));
    }

    private static Func<Tokens, JsonObject, DateTimeOffset, string> With(string claim, string value) => (tokens, claims, _) =>
    {
        claims[claim] = value;
        return tokens.SignRsa(claims);
    };

    private static Func<Tokens, JsonObject, DateTimeOffset, string> Without(string claim) => (tokens, claims, _) =>
    {
        claims.Remove(claim);
        return tokens.SignRsa(claims);
    };

    private static Func<Tokens, JsonObject, DateTimeOffset, string> At(string claim, TimeSpan from) => (tokens, claims, now) =>
    {
        claims[claim] = (now + from).ToUnixTimeSeconds();
        if (claim == "exp")
            claims["nbf"] = (now + from - TimeSpan.FromHours(1)).ToUnixTimeSeconds();
        return tokens.SignRsa(claims);
    };

    private static string Swapped(Tokens tokens, JsonObject claims, DateTimeOffset now)
    {
        claims["oid"] = Ids.Aisha;
        var parts = tokens.SignRsa(claims).Split('.');
        claims["oid"] = Ids.Tomas;
        return $"{parts[0]}.{Base64(claims.ToJsonString())}.{parts[2]}";
    }

    private static string Base64(string text) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private static JsonObject Good(BotHost host, DateTimeOffset now) =>
        SingleSignOn.Claims(now, host.Sandbox.World.People.User(Ids.Tomas)!, Ids.TeamsOnDevices, now);

    private static async Task<BotHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var host = await BotHost.StartAsync(settings ?? Above10000, dialog: SpendDialog.Entry);
        await host.Tomas.InstallAsync();
        return host;
    }

    private static async Task<(string Id, string Form)> SpendAsync(Agent agent, string words)
    {
        var card = await agent.SaysAsync("spend " + words);
        var form = CardReader.Button(card, "spend/submit").GetProperty("data").GetProperty("form").GetString()!;
        return (Scenarios.RequestOf(await agent.ClicksAsync(card, "spend/submit")), $"form:spend:{agent.ObjectId}:{form}");
    }

    private static async Task<JsonObject> ClickAsync(BotHost host, Agent approver, string id, string verb = "requests/approve")
    {
        var ask = await Scenarios.AskForAsync(host, approver, id);
        return approver.Click(ask.Card, verb, null, ask.Id);
    }

    /// <summary>Each click is an activity of its own, as a person's are.</summary>
    private static async Task<JsonElement> AnswerAsync(Agent agent, JsonObject click)
    {
        var again = click.DeepClone().AsObject();
        again["id"] = agent.Activity("invoke", [])["id"]!.DeepClone();
        return (await agent.SendAsAskedAsync(again)).Body;
    }

    private static (int, string?) Kind(JsonElement answer) =>
        (answer.GetProperty("statusCode").GetInt32(), answer.GetProperty("type").GetString());

    private static async Task<IReadOnlyList<string?>> RefusedAsync(BotHost host, string id) =>
    [
        .. (await host.AuditAsync())
            .Where(entry => entry.Kind == "refused" && entry.Request == id)
            .Select(entry => Detail(entry.Document, "reason")),
    ];

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
