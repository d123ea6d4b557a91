using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Teams;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>What pace and outbox need of the store, said once: run on SQLite and on PostgreSQL.</summary>
public abstract class OutboxStoreSuite : StoredSuite
{
    private readonly StoreClock _clock = new();

    protected async Task OfManyAskersAtOnceAsManyPassAsTheTenantAllows()
    {
        var paces = Enumerable.Range(0, 4).Select(_ => new StorePace(Database, _clock, NullLogger<StorePace>.Instance)).ToList();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => Task.Run(() => paces[i % 4].TakeAsync("t", $"a:{i}", default).AsTask())));
        Assert.Equal(2, answers.Count(answer => answer == PaceWait.None));
        Assert.All(answers.Where(answer => answer != PaceWait.None), answer => Assert.False(answer.IsOfConversation));
    }

    protected async Task AConversationThatHasToWaitIsNotClaimed()
    {
        var pace = new StorePace(Database, _clock, NullLogger<StorePace>.Instance);
        await ShowAsync("one", "a:1", null);
        await ShowAsync("two", "a:2", null);
        await ShowAsync("three", null, "somebody");
        await Database.WriteAsync(
            s => s.ExecuteAsync(
                """
                insert into conversation(id, tenant, person, state, seen_at, document)
                values ('a:3', 't', 'somebody', 'active', 1, '{}')
                """),
            default);
        foreach (var conversation in new[] { "a:1", "a:3" })
        {
            for (var i = 0; i < 4; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(40));
                Assert.Equal(PaceWait.None, await pace.TakeAsync("t", conversation, default));
            }
        }

        Assert.Equal("two", await FreeAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal("one three two", await FreeAsync());
    }

    protected async Task WhatWasSentLongAgoGoesAndWhatWaitsStays()
    {
        foreach (var id in new[] { "sent", "refused", "parked", "waits", "recent" })
            await ShowAsync(id, "a:1", null);
        var old = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await SetAsync("sent", "done", old);
        await SetAsync("refused", "refused", old);
        await SetAsync("parked", "parked", old);
        await SetAsync("recent", "done", old + (long)TimeSpan.FromDays(50).TotalMilliseconds);
        await Database.WriteAsync(
            s => s.ExecuteAsync(
                """
                insert into notice(purchase, target, outbox_id, is_digest, line, language, zone, may_stop, recipient,
                    conversation, tenant, due_at, created_at)
                select id, 'c:a:1', id, 0, '', 'en', 'UTC', 0, null, 'a:1', 't', 0, @old from outbox
                """,
                new { old }),
            default);
        var retention = new OutboxRetention(
            Database, new Loops(_clock, NullLogger<Loops>.Instance), _clock, NullLogger<OutboxRetention>.Instance);
        Assert.False(await retention.ForgetAsync(default));
        Assert.Equal("parked recent refused sent waits", await IdsAsync("select id from outbox order by id"));

        _clock.Advance(OutboxRetention.Kept + TimeSpan.FromMinutes(1));
        Assert.False(await retention.ForgetAsync(default));
        Assert.Equal("parked recent waits", await IdsAsync("select id from outbox order by id"));
        Assert.Equal("parked recent waits", await IdsAsync("select purchase from notice order by purchase"));
    }

    private Task<string> FreeAsync() => IdsAsync($"select id from outbox where {StorePace.IsFree} order by id");

    private async Task<string> IdsAsync(string sql) =>
        string.Join(
            ' ',
            await Database.ReadAsync(s => s.QueryAsync<string>(sql, new { now = _clock.GetUtcNow().ToUnixTimeMilliseconds() }), default));

    private Task SetAsync(string id, string state, long due) => Database.WriteAsync(
        s => s.ExecuteAsync("update outbox set state = @state, due_at = @due where id = @id", new { id, state, due }), default);

    private Task ShowAsync(string id, string? conversation, string? recipient) => Database.WriteAsync(
        async s =>
        {
            await Outbox.ShowAsync(
                s, new OutboxMessage(id, id, "t", recipient, conversation, null, Look.Card(Texts.English, id, [])), _clock.GetUtcNow());
            return true;
        },
        default);
}

/// <summary>The suite on SQLite, a file each.</summary>
public sealed class SqliteOutboxTests : OutboxStoreSuite
{
    [Fact] public Task Of_many_askers_at_once_as_many_pass_as_the_tenant_allows() => OfManyAskersAtOnceAsManyPassAsTheTenantAllows();

    [Fact] public Task A_conversation_that_has_to_wait_is_not_claimed() => AConversationThatHasToWaitIsNotClaimed();

    [Fact] public Task What_was_sent_long_ago_goes_and_what_waits_stays() => WhatWasSentLongAgoGoesAndWhatWaitsStays();
}

/// <summary>The suite on a real PostgreSQL, a database each.</summary>
public sealed class PostgresOutboxTests : OutboxStoreSuite
{
    protected override async Task<string> ConnectionStringAsync() => await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    [RequiresFact("postgres")]
    public Task Of_many_askers_at_once_as_many_pass_as_the_tenant_allows() => OfManyAskersAtOnceAsManyPassAsTheTenantAllows();

    [RequiresFact("postgres")] public Task A_conversation_that_has_to_wait_is_not_claimed() => AConversationThatHasToWaitIsNotClaimed();

    [RequiresFact("postgres")] public Task What_was_sent_long_ago_goes_and_what_waits_stays() => WhatWasSentLongAgoGoesAndWhatWaitsStays();
}
