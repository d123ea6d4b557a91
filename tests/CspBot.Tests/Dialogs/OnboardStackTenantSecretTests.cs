using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static CspBot.Tests.Dialogs.StackHandOverScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>The password of an account that is handed over is nowhere, and whose tenant it is, is told to nobody else.</summary>
public sealed class OnboardStackTenantSecretTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_secret_is_refused_and_stands_nowhere()
    {
        const string secret = "Tr0ub4dor!3xyz";
        var (account, _) = await AccountAsync(_host);
        var again = await ReviewAsync(_host, "Lyon", account, secret);
        Assert.Contains("This looks like a password", CardReader.Text(again), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, again.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(account, CardReader.Value(again, "guest"));
        Assert.Equal("Stack project", CardReader.Value(again, "reason"));

        // Neither by a forged submit.
        var review = await ReviewAsync(_host, "Lyon", account);
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
        var (account, _) = await AccountAsync(_host);
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
        var (account, tenant) = await AccountAsync(_host);
        List<JsonElement> shown = [await ReviewAsync(_host, "Lyon", account, secret)];
        var review = await ReviewAsync(_host, "Lyon", account);
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
        await FinishAsync(_host, await StackScenarios.ApproveAsync(_host, review), tenant, "Lyon");
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
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await FinishAsync(_host, id, tenant, "Lyon");
        var made = Assert.Single(await MadeAsync(_host, tenant));
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
