using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests.Audits;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>A file of the audit, from the form to the bytes: who gets which link, what it gives, and when it gives nothing.</summary>
public sealed class RequestsFileTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_link_gives_a_file_that_is_sound_as_an_attachment_on_every_instance_and_the_audit_knows_it()
    {
        await using var other = await _host.StartAnotherAsync();
        var card = await AskAsync(_host.Tomas, ("format", "json"), ("customer", "adatum"));
        Assert.Contains("The link works until", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("Adatum Corporation", CardReader.Text(card), StringComparison.Ordinal);
        foreach (var host in new[] { _host, other })
        {
            using var answer = await GetAsync(host, Link(card));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("attachment; filename=\"cspbot-1-1.audit.json\"", answer.Content.Headers.ContentDisposition?.ToString());
            Assert.Equal(
                ("no-store", "nosniff", "no-referrer"),
                (answer.Headers.CacheControl?.ToString(), Header(answer, "X-Content-Type-Options"), Header(answer, "Referrer-Policy")));
            var (wrong, file) = AuditFileCheck.Check(await answer.Content.ReadAsByteArrayAsync());
            Assert.Null(wrong);
            Assert.Contains(AuditSigner.Fingerprint(file!.Head.Signer), CardReader.Text(card), StringComparison.Ordinal);
            Assert.Equal(["submitted"], file.Records.Select(record => record.Fields?["kind"]));
        }

        var exported = (await _host.AuditAsync()).Where(entry => entry.Kind == AuditDownload.Exported).ToList();
        Assert.Equal(2, exported.Count);
        Assert.All(exported, entry => Assert.Equal(_host.Tomas.ObjectId, entry.Actor));
        var fields = AuditFields.Of(0, exported[0].Document)!;
        Assert.Equal(
            ("cspbot-audit/1", "1", "1", "1"),
            (fields["detail.format"], fields["detail.first"], fields["detail.last"], fields["detail.shown"]));
        Assert.True(Guid.TryParse(fields["detail.customer"], out _));
    }

    [Fact]
    public async Task Lines_for_a_spreadsheet_are_a_file_too_and_who_is_no_approver_gets_own_entries_alone()
    {
        using var all = await GetAsync(_host, Link(await AskAsync(_host.Tomas, ("format", "csv"))));
        Assert.Equal("text/csv; charset=utf-8", all.Content.Headers.ContentType?.ToString());
        Assert.EndsWith(".csv\"", all.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        var lines = Encoding.UTF8.GetString(await all.Content.ReadAsByteArrayAsync()).Split("\r\n");
        Assert.StartsWith("\uFEFFseq,at,kind,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",submitted,R-", lines[1], StringComparison.Ordinal);

        var own = await _host.Pierre.In("fr-FR").ClicksAsync(
            await _host.Pierre.SaysAsync("exporter les demandes"), "requests/export", Filled(("format", "csv")));
        using var none = await GetAsync(_host, Link(own));
        Assert.Single((await none.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n"));
    }

    [Fact]
    public async Task A_link_that_is_over_changed_or_made_up_gives_one_sentence_in_the_readers_language()
    {
        var french = _host.Tomas.In("fr-FR");
        var link = Link(await french.ClicksAsync(
            await french.SaysAsync("exporter les demandes"), "requests/export", Filled(("format", "json"))));
        var token = link.AbsolutePath["/exports/".Length..];
        foreach (var at in Enumerable.Range(0, token.Length))
        {
            var changed = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
            using var unknown = await GetAsync(_host, new Uri(link, "/exports/" + changed), "en-GB,en;q=0.9");
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
            Assert.Equal("I gave no such link. In Teams type “requests”, then Export.\n", await unknown.Content.ReadAsStringAsync());
        }

        using var made = await GetAsync(_host, new Uri(link, "/exports/x"), "fr");
        Assert.StartsWith("Je n’ai pas donné ce lien.", await made.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await _host.LeapAsync(ExportLinks.GoodFor);
        using var over = await GetAsync(_host, link);
        Assert.Equal(HttpStatusCode.Gone, over.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", over.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("Le lien fonctionnait jusqu’au ", await over.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind == AuditDownload.Exported);
    }

    [Fact]
    public async Task Who_may_is_asked_again_and_one_person_gets_only_so_many()
    {
        var link = Link(await AskAsync(_host.Tomas, ("format", "json")));
        await _host.ControlAsync("faults", new { api = "graph", status = 500 });
        using (var later = await GetAsync(_host, link))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        await _host.ClearFaultsAsync();
        for (var i = 0; i < AuditDownload.Most; i++)
            (await GetAsync(_host, link)).Dispose();
        using (var many = await GetAsync(_host, link))
            Assert.Equal((HttpStatusCode.TooManyRequests, "600"), (many.StatusCode, Header(many, "Retry-After")));
        Assert.Equal(AuditDownload.Most, (await _host.AuditAsync()).Count(entry => entry.Kind == AuditDownload.Exported));

        await _host.ControlAsync("roles", new { user = _host.Tomas.ObjectId, roles = Array.Empty<string>() });
        using var lost = await GetAsync(_host, link);
        Assert.Equal(HttpStatusCode.Forbidden, lost.StatusCode);
    }

    [Fact]
    public async Task What_is_filled_in_wrongly_is_told_at_its_field_and_stays()
    {
        var card = await AskAsync(
            _host.Tomas, ("format", "json"), ("customer", "no such customer"), ("person", "Nora"), ("from", "2026-13-01"), ("to", "x"));
        Assert.Contains("No customer has that name.", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("Choose a day, such as 2026-12-01.", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Equal("Nora", CardReader.Value(card, "person"));
        Assert.Contains(
            "The last day is before the first.",
            CardReader.Text(await AskAsync(_host.Tomas, ("format", "csv"), ("from", "2026-12-02"), ("to", "2026-12-01"))),
            StringComparison.Ordinal);
        Assert.Contains(
            "The audit has nothing in that time.",
            CardReader.Text(await AskAsync(_host.Tomas, ("format", "csv"), ("to", "2020-12-01"))),
            StringComparison.Ordinal);
        Assert.Contains(
            "Choose the file format.", CardReader.Text(await AskAsync(_host.Tomas, ("format", "pdf"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_on_the_web_the_card_says_whom_to_ask()
    {
        Assert.Equal(
            "Exports:Address must be the bot's address alone, such as https://cspbot.contoso.com, not 'http://bot.contoso.com'.",
            Assert.Single(new ExportOptions { Address = "http://bot.contoso.com" }.Validate()));
        Assert.Single(new ExportOptions { Address = "https://bot.contoso.com/api" }.Validate());
        Assert.Empty(new ExportOptions { Address = "https://bot.contoso.com" }.Validate());
        await using var other = await _host.StartAnotherAsync(("Exports:Address", "https://bot.contoso.com/"));
        var card = await other.Tomas.ClicksAsync(
            await other.Tomas.SaysAsync("export requests"), "requests/export", Filled(("format", "json")));
        Assert.StartsWith("https://bot.contoso.com/exports/", Link(card).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_link_stands_in_a_log()
    {
        using var lines = new Lines();
        _host.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var link = Link(await AskAsync(_host.Tomas, ("format", "json")));
        using (var answer = await GetAsync(_host, link))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(lines.Written);
        Assert.DoesNotContain(lines.Written, line => line.Contains(link.AbsolutePath[^20..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_a_channel_nobody_gets_a_link()
    {
        var click = _host.Tomas.Forge("requests/export", new JsonObject { ["format"] = "json" });
        click["conversation"] = new JsonObject
        {
            ["id"] = "19:channel@thread.tacv2",
            ["conversationType"] = "channel",
            ["tenantId"] = _host.Tomas.Tenant,
        };
        var (_, body) = await _host.Tomas.SendAsync(click);
        var card = body.GetProperty("value");
        Assert.Contains("A file of the audit is for you alone.", CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("/exports/", card.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> AskAsync(Agent agent, params (string Name, string Value)[] filled) =>
        await agent.ClicksAsync(await agent.SaysAsync("export requests"), "requests/export", Filled(filled));

    private static Dictionary<string, string> Filled(params (string Name, string Value)[] filled) =>
        filled.ToDictionary(one => one.Name, one => one.Value);

    private static Uri Link(JsonElement card) => new(card
        .GetProperty("actions")
        .EnumerateArray()
        .Single(action => action.GetProperty("type").GetString() == "Action.OpenUrl")
        .GetProperty("url")
        .GetString()!);

    private static Task<HttpResponseMessage> GetAsync(BotHost host, Uri link, string? language = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Endpoint, link.PathAndQuery));
        if (language is not null)
            request.Headers.AcceptLanguage.ParseAdd(language);
        return TestBot.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
