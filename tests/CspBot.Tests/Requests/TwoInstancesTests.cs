using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Two instances on one PostgreSQL at the very same moment: a click on the one, a worker on the other.</summary>
public sealed class TwoInstancesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private BotHost _host = null!;
    private Database _one = null!;
    private Database _other = null!;
    private RequestStore _store = null!;
    private PretendWork _work = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        if (Tools.MissingAmong(["postgres"]) is not null)
            return;
        var postgres = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        (_one, _other) = (Open(postgres), Open(postgres));
        await Migrations.RunAsync(_one, TimeProvider.System, default);
        _store = new RequestStore(new RequestJson(new Dictionary<string, Type> { ["pretend"] = typeof(PretendWork) }));
        _work = new PretendWork { CustomerId = "c", CustomerName = "Customer" };
    }

    public async Task DisposeAsync()
    {
        if (_one is not null)
            await _one.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
        await _host.DisposeAsync();
    }

    [RequiresFact("postgres")]
    public async Task A_worker_that_takes_a_parked_request_up_while_it_is_withdrawn_keeps_it()
    {
        var parked = await ParkedAsync("R-PARK1");
        ClaimedRequest? claimed = null;
        var judged = 0;
        var result = await Changes(_one).MakeAsync(
            new RequestChange(
                parked.Id,
                "cancelled",
                Click(parked),
                async (session, _) =>
                {
                    // The click has read it as free; now the other instance claims it, before the click is stored.
                    if (judged++ == 0)
                        claimed = await _other.WriteAsync(s => _store.ClaimAsync(s, Lease.Default, TimeProvider.System), default);
                    return await _store.IsHeldAsync(session, parked.Id, TimeProvider.System) && judged > 1
                        ? new Refusal("AlreadyRunning", parked.Id)
                        : null;
                },
                request => request.Cancel(Nora, Now)),
            default);
        Assert.NotNull(claimed);
        Assert.Equal("AlreadyRunning", result.Refusal?.Reason);
        await Run(_other).AdvanceAsync(claimed, default);
        Assert.Equal(RequestState.Succeeded, (await FindAsync(parked.Id)).State);
    }

    [RequiresFact("postgres")]
    public async Task A_worker_that_slept_over_its_lease_does_not_carry_out_what_was_withdrawn_meanwhile()
    {
        var parked = await ParkedAsync("R-PARK2");
        var claimed = await _other.WriteAsync(s => _store.ClaimAsync(s, Lease.Default, TimeProvider.System), default);
        Assert.True(await _other.WriteAsync(s => _store.RenewAsync(s, claimed!, TimeSpan.Zero, TimeProvider.System), default));
        var result = await Changes(_one).MakeAsync(
            new RequestChange(
                parked.Id, "cancelled", Click(parked), (_, _) => Task.FromResult<Refusal?>(null), request => request.Cancel(Nora, Now)),
            default);
        Assert.Null(result.Refusal);
        PretendWork.Runs = 0;
        await Assert.ThrowsAsync<LostRequestException>(() => Run(_other).AdvanceAsync(claimed!, default));
        Assert.Equal(0, PretendWork.Runs);
        Assert.Equal(RequestState.Cancelled, (await FindAsync(parked.Id)).State);
    }

    [RequiresFact("postgres")]
    public async Task Many_ends_and_undos_of_the_same_requests_at_once_meet_no_deadlock()
    {
        var parents = new List<Request>();
        for (var i = 0; i < 12; i++)
        {
            var parent = (await ParkedAsync($"R-DEAD{i}")).Succeed(Now);
            await _one.WriteAsync(s => s.ExecuteAsync("delete from request where id = @Id", new { parent.Id }), default);
            await _one.WriteAsync(s => _store.InsertAsync(s, parent), default);
            var end = RequestEnds.Of(parent, Nora, Now, byClock: true) with { State = RequestState.Running };
            await _one.WriteAsync(s => _store.InsertAsync(s, end), default);
            parents.Add(parent);
        }

        // The one changes the parent and then its end, as undo does; the other the end and then its parent, as its success does.
        var down = parents.Select(
            parent => Audit.WriteAsync(_one, session => TouchAsync(session, parent.Id, RequestIds.EndOf(parent.Id)), default));
        var up = parents.Select(
            parent => Audit.WriteAsync(_other, session => TouchAsync(session, RequestIds.EndOf(parent.Id), parent.Id), default));
        await Task.WhenAll(down.Concat(up));
        foreach (var parent in parents)
            Assert.Equal(parent.Version + 2, (await FindAsync(parent.Id)).Version);
    }

    private async Task<bool> TouchAsync(Session session, params string[] ids)
    {
        foreach (var id in ids)
        {
            var request = (await _store.FindAsync(session, id))!;
            Assert.True(await _store.SaveAsync(session, request, request.EndStumbled(new Refusal("OwnFault"))));
            await Audit.AppendAsync(session, AuditEvent.Of("end-stumbled", request, null, null), Now);
        }

        return true;
    }

    private static Person Nora { get; } = new("00000000-0000-4000-8000-000000000020", "00000000-0000-4000-8000-000000000001", "Nora Lind");

    private static Database Open(string postgres) =>
        new(new StoreOptions { ConnectionString = postgres }, new Signals(TimeProvider.System));

    private static RequestClick Click(Request request) =>
        new(new Caller(Nora, new HashSet<PartnerRole> { PartnerRole.AdminAgent }, false), request.Version, "chat", true, null, "en");

    private RequestCards Cards => _host.Services.GetRequiredService<RequestCards>();

    private RequestChanges Changes(Database database) =>
        new(database, _store, Cards, new FaultPoints(null), TimeProvider.System, NullLogger<RequestChanges>.Instance);

    private RequestRun Run(Database database) => new(
        database,
        _store,
        Cards,
        new RequestEnds(_store, Cards),
        _host.Services.GetRequiredService<CallerResolver>(),
        _host.Services.GetRequiredService<YesWatch>(),
        _host.Services.GetRequiredService<PreapprovalDesk>(),
        _host.Services.GetRequiredService<AzureOperations>(),
        new ApprovalOptions(),
        new FaultPoints(null),
        new PlacedOrders((_, _, _, _) => Task.CompletedTask),
        TimeProvider.System,
        NullLogger<RequestRun>.Instance);

    private async Task<Request> FindAsync(string id) => (await _one.ReadAsync(s => _store.FindAsync(s, id), default))!;

    /// <summary>A request that was tried once and waits for somebody since; it is due now.</summary>
    private async Task<Request> ParkedAsync(string id)
    {
        var request = new Request
        {
            Id = id,
            FormId = "form-" + id,
            Dialog = "pretend",
            Operation = _work,
            Requester = Nora,
            Language = "en",
            Place = new RequestPlace("chat", "personal", null),
            State = RequestState.Approved,
            ApprovalReason = "four-eyes",
            CreatedAt = Now,
            DueAt = Now,
            Steps = [new RequestStep("one")],
        };
        var parked = request.Start(Now).Trying("one").Park("one", new Refusal("GrantOwner.NotVisible", "a", "b"), Now, Now);
        Assert.True(await _one.WriteAsync(s => _store.InsertAsync(s, parked), default));
        return parked;
    }

    /// <summary>Work that only counts how often it is done.</summary>
    internal sealed record PretendWork : Operation
    {
        public static int Runs { get; set; }

        public override PartnerPower Power => PartnerPower.GiveOwner;

        public override IReadOnlyList<string> Steps { get; } = ["one"];

        public override string StepText(string step) => "GrantOwner.Step.check";

        public override string Title(CspBot.Resources.Texts texts) => "Pretend";

        public override IReadOnlyList<(string Name, string Value)> Facts(CspBot.Resources.Texts texts) => [];

        public override Operation? Inverse(Request done) => this;

        public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
        {
            Runs++;
            return Task.FromResult<StepResult>(new StepResult.Done());
        }
    }
}
