using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What the floor needs of its store, said once: run on SQLite and on PostgreSQL.</summary>
public abstract class StoreSuite : StoredSuite
{
    private static readonly DateTimeOffset Now = new(2020, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly RequestStore _store = new(
        new RequestJson(new Dictionary<string, Type> { ["pretend"] = typeof(PretendOperation) }),
        Microsoft.Extensions.Logging.Abstractions.NullLogger<RequestStore>.Instance);

    protected async Task OneFormIsOneRequest()
    {
        var requests = Enumerable.Range(0, 16).Select(i => NewRequest($"R-{i}", "the-form")).ToList();
        var stored = await Task.WhenAll(
            requests.Select(request => Task.Run(() => Database.WriteAsync(s => _store.InsertAsync(s, request), default))));
        Assert.Single(stored, true);
    }

    protected async Task OneOfManyTransitionsWins()
    {
        var request = await InsertAsync("R-CAS");
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(() => Database.WriteAsync(s => _store.SaveAsync(s, request, request.Approve(Someone(i), null, Now)), default))));
        Assert.Single(won, true);
        Assert.Equal(2, (await FindAsync("R-CAS")).Version);
    }

    protected async Task ARequestIsClaimedByOneWorkerAndAnOldHolderCannotWrite()
    {
        await InsertAsync("R-LEASE", due: Now);
        var claims = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClaimAsync()))))
            .OfType<ClaimedRequest>()
            .ToList();
        var first = Assert.Single(claims);
        Assert.Null(await ClaimAfterAsync(TimeSpan.FromSeconds(50)));
        var second = await ClaimAfterAsync(TimeSpan.FromSeconds(11));
        Assert.NotNull(second);
        Assert.True(second.Fence > first.Fence);
        Assert.False(await Database.WriteAsync(s => _store.SaveAsync(s, first.Request, first.Request.Start(Now), first.Fence), default));
        Assert.True(await Database.WriteAsync(s => _store.SaveAsync(s, second.Request, second.Request.Start(Now), second.Fence), default));
    }

    protected async Task OneLaneRunsOneRequestAtATime()
    {
        for (var i = 0; i < 4; i++)
            await InsertAsync($"R-LANE{i}", due: Now, lane: "subscription:a");
        await InsertAsync("R-OTHER", due: Now, lane: "subscription:b");
        var claims = new List<ClaimedRequest?>();
        foreach (var round in Enumerable.Range(0, 4))
            claims.AddRange(await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ClaimAsync()))));
        Assert.Equal(2, claims.OfType<ClaimedRequest>().Select(claim => claim.Request.Operation.Lane).Distinct().Count());
        Assert.Equal(2, claims.OfType<ClaimedRequest>().Count());
    }

    protected async Task WhatTakesAnEffectBackGoesBeforeAllElse()
    {
        for (var i = 0; i < 3; i++)
            await InsertAsync($"R-LONG{i}", due: Now.AddHours(-2), lane: $"lane {i}");
        var end = NewRequest("R-LONG0-E", "form-end", Now.AddMinutes(-1), "lane 4") with { ParentId = "R-LONG0" };
        Assert.True(await Database.WriteAsync(s => _store.InsertAsync(s, end), default));
        Assert.Equal(end.Id, (await ClaimAsync())!.Request.Id);
        Assert.StartsWith("R-LONG", (await ClaimAsync())!.Request.Id, StringComparison.Ordinal);
    }

    protected async Task TheAuditIsOneUnbrokenChainAndAChangeIsSeen()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => Database.WriteAsync(
            async session =>
            {
                await Audit.AppendAsync(
                    session, new AuditEvent("refused", null, Someone(i), null, new Dictionary<string, string?> { ["n"] = $"{i}" }), Now);
                return true;
            },
            default))));
        Assert.Null(await Database.ReadAsync(Audit.FindBreakAsync, default));
        await Database.WriteAsync(
            s => s.ExecuteAsync("update audit set document = replace(document, '\"n\"', '\"m\"') where seq = 7"), default);
        Assert.Equal("Entry 7 was changed.", await Database.ReadAsync(Audit.FindBreakAsync, default));
        await Database.WriteAsync(s => s.ExecuteAsync("delete from audit where seq = 40"), default);
        Assert.NotNull(await Database.ReadAsync(Audit.FindBreakAsync, default));
    }

    protected async Task NothingIsStoredWhenTheAuditCannotBeWritten()
    {
        var request = await InsertAsync("R-AUDIT");
        await Database.WriteAsync(s => s.ExecuteAsync("drop table audit"), default);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Database.WriteAsync(
            async session =>
            {
                Assert.True(await _store.SaveAsync(session, request, request.Approve(Someone(1), null, Now)));
                await Audit.AppendAsync(
                    session, new AuditEvent("approved", request.Id, Someone(1), null, new Dictionary<string, string?>()), Now);
                return true;
            },
            default));
        Assert.Equal(RequestState.PendingApproval, (await FindAsync("R-AUDIT")).State);
    }

    protected async Task EditsOfOneMessageFallTogetherIntoTheNewest()
    {
        foreach (var text in new[] { "one", "two", "three" })
        {
            var message = new OutboxMessage("m/1", "m", "t", "somebody", null, null, Look.Card(Texts.English, text, []));
            await Database.WriteAsync(
                async session =>
                {
                    await Outbox.ShowAsync(session, message, Now);
                    return true;
                },
                default);
        }

        var rows = await Database.ReadAsync(s => s.QueryAsync<string>("select payload from outbox"), default);
        Assert.Contains("three", Assert.Single(rows), StringComparison.Ordinal);
    }

    protected async Task AMessageThatTurnsOutToStandTwiceIsKnownTwice()
    {
        var message = new OutboxMessage("R-1/approver/somebody", "R-1", "t", "somebody", null, null, Look.Card(Texts.English, "one", []));
        await WriteAsync(session => Outbox.ShowAsync(session, message, Now));

        // Two workers sent it; then the first copy is clicked, and a third is noted.
        await WriteAsync(session => Outbox.StandsAsync(session, message.Id, "chat", "1", 0));
        await WriteAsync(session => Outbox.StandsAsync(session, message.Id, "chat", "1", 0));
        await WriteAsync(session => Outbox.StandsAsync(session, message.Id, "chat", "2", 0));
        var bound = false;
        await WriteAsync(async session => bound = await Outbox.BindAsync(session, "R-1", "somebody", "chat", "3"));
        Assert.False(bound);
        var places = await Database.ReadAsync(session => Outbox.PlacesAsync(session, "R-1"), default);
        Assert.Equal(["1", "2"], places.Select(place => place.ActivityId).Order());
        Assert.Single(await Database.ReadAsync(
            session => session.QueryAsync<string>("select id from outbox where state = 'pending' and wanted > shown and activity_id = '2'"),
            default));
    }

    protected async Task AListInAStatementIsSpelledOut()
    {
        foreach (var id in new[] { "R-A", "R-B", "R-C" })
            await InsertAsync(id);
        Assert.Equal(
            ["R-A", "R-C"],
            await Database.ReadAsync(
                s => s.QueryAsync<string>(
                    "select id from request where id in @ids order by id", new { ids = new[] { "R-A", "R-C", "R-X" } }),
                default));
        Assert.Empty(await Database.ReadAsync(
            s => s.QueryAsync<string>("select id from request where id in @ids", new { ids = Array.Empty<string>() }), default));
    }

    protected async Task WhatIsOverForLongIsForgottenAndWhatStandsOrIsToComeIsNot()
    {
        var time = new JumpTime();
        var old = time.GetUtcNow() - TimeSpan.FromDays(500);
        async Task AddAsync(Request request) =>
            Assert.True(await Database.WriteAsync(s => _store.InsertAsync(s, request with { CreatedAt = old }), default));
        await AddAsync(NewRequest("R-OVER", "f1").Expire(old));
        await AddAsync(NewRequest("R-OPEN", "f2"));
        await AddAsync(NewRequest("R-ENDS", "f3").Succeed(old));
        await AddAsync(NewRequest("R-ENDS-E", "f4", due: time.GetUtcNow()) with { ParentId = "R-ENDS" });
        await AddAsync(NewRequest("R-DONE", "f5").Succeed(old));
        await AddAsync(NewRequest("R-DONE-E", "f6").Succeed(old) with { ParentId = "R-DONE" });
        await AddAsync(NewRequest("R-HOLDS", "f7").Succeed(old));

        // Nothing but an event will end it, however late that comes; once it is ended, it is like any other.
        var open = NewRequest("R-EVENT", "f8").Succeed(old);
        open = open with { Operation = ((PretendOperation)open.Operation) with { OnEvent = true } };
        await AddAsync(open);
        await AddAsync((open with { Id = "R-EVENTOVER", FormId = "f9" }).EffectEnded(old, null));
        await Database.WriteAsync(s => s.ExecuteAsync("update request set right_key = 'owner:a:b' where id = 'R-HOLDS'"), default);
        var retention = new RequestRetention(
            Database, new RequestOptions(), new Loops(time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Loops>.Instance), time);
        Assert.Equal(3, await retention.ForgetAsync(default));
        Assert.Equal(
            ["R-ENDS", "R-ENDS-E", "R-EVENT", "R-HOLDS", "R-OPEN"],
            await Database.ReadAsync(s => s.QueryAsync<string>("select id from request order by id"), default));
    }

    protected async Task AMigrationThatWasChangedIsRefused()
    {
        var changed = new Migrations.Script(1, "001-floor.sql", "select 1");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Migrations.RunAsync(Database, [changed], TimeProvider.System, default));
        Assert.Contains("was changed after it was applied", refusal.Message, StringComparison.Ordinal);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrations.RunAsync(Database, TimeProvider.System, default))));
    }

    private Task WriteAsync(Func<Session, Task> work) => Database.WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        default);

    private Task<ClaimedRequest?> ClaimAsync() =>
        Database.WriteAsync(s => _store.ClaimAsync(s, new Lease(TimeSpan.FromSeconds(60)), TimeProvider.System), default);

    /// <summary>Leases go by the store's clock, which nobody can move: the lease is moved instead.</summary>
    private async Task<ClaimedRequest?> ClaimAfterAsync(TimeSpan passed)
    {
        await WriteAsync(s => s.ExecuteAsync(
            "update request set lease_until = lease_until - @ms where lease_until > 0", new { ms = (long)passed.TotalMilliseconds }));
        return await ClaimAsync();
    }

    private async Task<Request> FindAsync(string id) => (await Database.ReadAsync(s => _store.FindAsync(s, id), default))!;

    private async Task<Request> InsertAsync(string id, DateTimeOffset? due = null, string? lane = null)
    {
        var request = NewRequest(id, "form-" + id, due, lane);
        Assert.True(await Database.WriteAsync(s => _store.InsertAsync(s, request), default));
        return request;
    }

    private static Person Someone(int number) => new($"{number}", "t", $"Person {number}");

    private static Request NewRequest(string id, string form, DateTimeOffset? due = null, string? lane = null) => new()
    {
        Id = id,
        FormId = form,
        Dialog = "pretend",
        Operation = new PretendOperation { CustomerId = "c", CustomerName = "Customer", OwnLane = lane ?? id },
        Requester = Someone(0),
        Language = "en",
        Place = new RequestPlace("conversation", "personal", null),
        State = due is null ? RequestState.PendingApproval : RequestState.Approved,
        ApprovalReason = "four-eyes",
        CreatedAt = Now,
        DueAt = due,
        Steps = [new RequestStep("one")],
    };
}

/// <summary>An operation that does nothing, for tests below the dialogs.</summary>
internal sealed record PretendOperation : Operation
{
    public string OwnLane { get; init; } = "";

    public bool OnEvent { get; init; }

    public override string Lane => OwnLane;

    public override bool EndsOnEvent => OnEvent;

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override IReadOnlyList<string> Steps { get; } = ["one"];

    public override string StepText(string step) => "GrantOwner.Step.check";

    public override string Title(Texts texts) => "Pretend";

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => [];

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) =>
        Task.FromResult<StepResult>(new StepResult.Done());
}

/// <summary>The suite on SQLite, a file each.</summary>
public sealed class SqliteStoreTests : StoreSuite
{
    [Fact] public Task One_form_is_one_request() => OneFormIsOneRequest();

    [Fact] public Task What_takes_an_effect_back_goes_before_all_else() => WhatTakesAnEffectBackGoesBeforeAllElse();

    [Fact] public Task One_of_many_transitions_wins() => OneOfManyTransitionsWins();

    [Fact]
    public Task A_request_is_claimed_by_one_worker_and_an_old_holder_cannot_write() =>
        ARequestIsClaimedByOneWorkerAndAnOldHolderCannotWrite();

    [Fact] public Task One_lane_runs_one_request_at_a_time() => OneLaneRunsOneRequestAtATime();

    [Fact] public Task The_audit_is_one_unbroken_chain_and_a_change_is_seen() => TheAuditIsOneUnbrokenChainAndAChangeIsSeen();

    [Fact] public Task Nothing_is_stored_when_the_audit_cannot_be_written() => NothingIsStoredWhenTheAuditCannotBeWritten();

    [Fact] public Task Edits_of_one_message_fall_together_into_the_newest() => EditsOfOneMessageFallTogetherIntoTheNewest();

    [Fact] public Task A_message_that_turns_out_to_stand_twice_is_known_twice() => AMessageThatTurnsOutToStandTwiceIsKnownTwice();

    [Fact] public Task A_list_in_a_statement_is_spelled_out() => AListInAStatementIsSpelledOut();

    [Fact]
    public Task What_is_over_for_long_is_forgotten_and_what_stands_or_is_to_come_is_not() =>
        WhatIsOverForLongIsForgottenAndWhatStandsOrIsToComeIsNot();

    [Fact] public Task A_migration_that_was_changed_is_refused() => AMigrationThatWasChangedIsRefused();
}

/// <summary>The suite on a real PostgreSQL, a database each.</summary>
public sealed class PostgresStoreTests : StoreSuite
{
    protected override async Task<string> ConnectionStringAsync() => await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    [RequiresFact("postgres")] public Task One_form_is_one_request() => OneFormIsOneRequest();

    [RequiresFact("postgres")] public Task What_takes_an_effect_back_goes_before_all_else() => WhatTakesAnEffectBackGoesBeforeAllElse();

    [RequiresFact("postgres")] public Task One_of_many_transitions_wins() => OneOfManyTransitionsWins();

    [RequiresFact("postgres")]
    public Task A_request_is_claimed_by_one_worker_and_an_old_holder_cannot_write() =>
        ARequestIsClaimedByOneWorkerAndAnOldHolderCannotWrite();

    [RequiresFact("postgres")] public Task One_lane_runs_one_request_at_a_time() => OneLaneRunsOneRequestAtATime();

    [RequiresFact("postgres")]
    public Task The_audit_is_one_unbroken_chain_and_a_change_is_seen() => TheAuditIsOneUnbrokenChainAndAChangeIsSeen();

    [RequiresFact("postgres")]
    public Task Nothing_is_stored_when_the_audit_cannot_be_written() => NothingIsStoredWhenTheAuditCannotBeWritten();

    [RequiresFact("postgres")]
    public Task Edits_of_one_message_fall_together_into_the_newest() => EditsOfOneMessageFallTogetherIntoTheNewest();

    [RequiresFact("postgres")]
    public Task A_message_that_turns_out_to_stand_twice_is_known_twice() => AMessageThatTurnsOutToStandTwiceIsKnownTwice();

    [RequiresFact("postgres")] public Task A_list_in_a_statement_is_spelled_out() => AListInAStatementIsSpelledOut();

    [RequiresFact("postgres")]
    public Task What_is_over_for_long_is_forgotten_and_what_stands_or_is_to_come_is_not() =>
        WhatIsOverForLongIsForgottenAndWhatStandsOrIsToComeIsNot();

    [RequiresFact("postgres")] public Task A_migration_that_was_changed_is_refused() => AMigrationThatWasChangedIsRefused();
}
