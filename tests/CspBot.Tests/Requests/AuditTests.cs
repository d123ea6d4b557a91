using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>The audit through the front door: what a story leaves in it, and that nothing happens where it cannot be written.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_grant_leaves_every_attempt_decision_step_and_effect_with_who_where_and_what_was_shown()
    {
        var (card, user, subscription) = await Scenarios.GrantAsync(_host, "permanent");
        var ask = await _host.Tomas.SeesAsync("Done and verified");
        await _host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id);
        await _host.Nora.SeesAsync("Ended and verified");
        var audit = await _host.AuditAsync();

        Assert.Equal(
            [
                "submitted", "approved", "started", "attempt check", "step check", "attempt assign", "step assign", "attempt confirm",
                "step confirm", "succeeded",
                "undo", "started", "attempt guard", "step guard", "attempt remove", "step remove", "attempt gone", "step gone", "succeeded",
                "ended",
            ],
            audit.Select(entry => entry.Kind + (Detail(entry, "step") is { } step ? " " + step : "")));

        var submitted = audit[0];
        Assert.Equal(
            (_host.Nora.ObjectId, _host.Nora.Tenant, _host.Nora.Chat),
            (submitted.Actor, Detail(submitted, "tenant"), Member(submitted, "Conversation")));
        Assert.Equal(
            (subscription, user, "permanent", "Migration weekend", "INC-42"),
            (Detail(submitted, "subscription"),
                Detail(submitted, "user"),
                Detail(submitted, "duration"),
                Detail(submitted, "reason"),
                Detail(submitted, "ticket")));

        var approved = audit[1];
        Assert.Equal(
            (_host.Tomas.ObjectId, _host.Tomas.Tenant, _host.Tomas.Chat),
            (approved.Actor, Detail(approved, "tenant"), Member(approved, "Conversation")));
        Assert.Equal(
            (ask.Id, "1", "pending-approval"),
            (Detail(approved, "card"), Detail(approved, "shownVersion"), Detail(approved, "shownState")));
        Assert.Contains(
            CardReader.Text(ask.Versions[0].GetProperty("attachments")[0].GetProperty("content")).Split(" | ")[0],
            Detail(approved, "shown"),
            StringComparison.Ordinal);

        // Each write carries the ids by which the cloud knows it.
        foreach (var step in new[] { "assign", "remove" })
        {
            var entry = Assert.Single(audit, one => one.Kind == "step" && Detail(one, "step") == step);
            Assert.Equal("arm", Detail(entry, "api"));
            Assert.True(
                Guid.TryParse(Detail(entry, "requestId"), out _) && Guid.TryParse(Detail(entry, "correlation"), out _), entry.Document);
        }
    }

    [Fact]
    public async Task Nothing_is_submitted_or_decided_while_the_audit_cannot_be_written()
    {
        var (review, _, _) = await Scenarios.ReviewGrantAsync(_host.Nora);
        await BreakAsync("submitted");
        Assert.Contains(
            "My memory is out of reach",
            await ErrorAsync(_host.Nora, _host.Nora.Click(review, "grant-owner/submit")),
            StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from request"));
        Assert.Equal(0, await CountAsync("select count(*) from outbox"));

        await MendAsync();
        await _host.Nora.ClicksAsync(review, "grant-owner/submit");
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await BreakAsync("approved");
        Assert.Contains(
            "My memory is out of reach",
            await ErrorAsync(_host.Tomas, _host.Tomas.Click(ask.Card, "requests/approve", null, ask.Id)),
            StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("select count(*) from request where state = 'pending-approval' and version = 1"));

        await MendAsync();
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
    }

    [Fact]
    public async Task A_refusal_that_cannot_be_written_down_is_not_said_as_one()
    {
        await BreakAsync("refused");
        var card = await _host.Omar.SaysAsync("grant owner adatum");
        Assert.Contains("My memory is out of reach", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("started")]
    [InlineData("attempt")]
    public async Task No_audit_no_grant(string kind)
    {
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await BreakAsync(kind);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await Eventually.IsTrueAsync(
            "a worker ran into it, and another took it up after that", async () => await CountAsync("select fence from request") >= 2);
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");

        await MendAsync();
        await _host.Nora.SeesAsync("Done and verified");
        Assert.Single(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    /// <summary>The line that a click gets instead of a card.</summary>
    private static async Task<string> ErrorAsync(Agent agent, JsonObject click)
    {
        var (_, body) = await agent.SendAsync(click);
        Assert.Equal("application/vnd.microsoft.error", body.GetProperty("type").GetString());
        return body.GetProperty("value").GetProperty("message").GetString()!;
    }

    /// <summary>Entries of this kind can no longer be written.</summary>
    private Task BreakAsync(string kind) =>
        ExecuteAsync(
            $"""
            create trigger audit_stops before insert on audit when new.kind = '{kind}' begin select raise(abort,
            'The audit is full.'); end
            """);

    private Task MendAsync() => ExecuteAsync("drop trigger audit_stops");

    private Task ExecuteAsync(string sql) => Store.WriteAsync(session => session.ExecuteAsync(sql), default);

    private Task<long> CountAsync(string sql) => Store.ReadAsync(session => session.QueryOneAsync<long>(sql), default);

    private Database Store => _host.Services.GetRequiredService<Database>();

    private static string? Member(AuditEntry entry, string name) =>
        JsonSerializer.Deserialize<JsonElement>(entry.Document).TryGetProperty(name.ToLowerInvariant(), out var value)
            ? value.GetString()
            : null;

    private static string? Detail(AuditEntry entry, string name) =>
        JsonSerializer.Deserialize<JsonElement>(entry.Document).GetProperty("detail").TryGetProperty(name, out var value)
            ? value.GetString()
            : null;
}
