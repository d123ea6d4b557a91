using BenchmarkDotNet.Attributes;
using CspBot.Dialogs.GrantOwner;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Benchmarks;

/// <summary>
/// An approval as it is stored: the transition, its audit event and the message that tells of it, in one transaction (SQLite on a real
/// disk, every commit flushed), and in a transaction each, as it may not be done.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory("a decision stored")]
public class DecisionBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Person Tomas = new("00000000-0000-4000-8000-000000000021", "t", "Tomas Berg");

    private readonly RequestStore _store = new(new RequestJson(GrantOwnerDialog.Entry.Operations.ToDictionary()));
    private string _folder = "";
    private Database _database = null!;
    private Request _pending = null!;
    private OutboxMessage _message = null!;

    [GlobalSetup]
    public async Task Make()
    {
        _folder = Directory.CreateTempSubdirectory("cspbot-bench-").FullName;
        _database = new Database(
            new StoreOptions { ConnectionString = $"Data Source={Path.Combine(_folder, "store.db")}" }, new Signals(TimeProvider.System));
        await Migrations.RunAsync(_database, TimeProvider.System, default);
        _pending = new Request
        {
            Id = "R-BENCH",
            FormId = "f",
            Dialog = "grant-owner",
            Operation = new GrantOwnerOperation
            {
                CustomerId = "c",
                CustomerName = "Adatum",
                SubscriptionId = "s",
                SubscriptionName = "Adatum Production",
                UserId = "u",
                UserName = "Grace",
                UserPrincipalName = "grace@adatum.example",
                IsGuest = false,
                Duration = "8h",
            },
            Requester = new Person("00000000-0000-4000-8000-000000000020", "t", "Nora Lind"),
            Language = "en",
            Place = new RequestPlace("conversation", "personal", null),
            State = RequestState.PendingApproval,
            ApprovalReason = "four-eyes",
            CreatedAt = Now,
            Steps = [new RequestStep("check"), new RequestStep("assign"), new RequestStep("confirm")],
        };
        _message = new OutboxMessage(
            "R-BENCH/requester",
            "R-BENCH",
            "t",
            "00000000-0000-4000-8000-000000000020",
            null,
            null,
            Look.Card(Texts.English, "Approved", [Look.Line(Mark.Done, "Approved by Tomas")]));
        await _database.WriteAsync(session => _store.InsertAsync(session, _pending), default);
    }

    [GlobalCleanup]
    public async Task Clear()
    {
        await _database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<bool> InATransactionEach()
    {
        await _database.WriteAsync(ApproveAsync, default);
        await _database.WriteAsync(NoteAsync, default);
        return await _database.WriteAsync(TellAsync, default);
    }

    [Benchmark]
    public Task<bool> InOneTransaction() => _database.WriteAsync(
        async session => await ApproveAsync(session) && await NoteAsync(session) && await TellAsync(session),
        default);

    /// <summary>The version stays, so that each round finds the request as it was.</summary>
    private async Task<bool> ApproveAsync(Session session) =>
        await _store.SaveAsync(session, _pending, _pending.Approve(Tomas, null, Now) with { Version = _pending.Version })
            ? true
            : throw new InvalidOperationException("The request was not as it was read.");

    private static async Task<bool> NoteAsync(Session session)
    {
        await Audit.AppendAsync(
            session, new AuditEvent("approved", "R-BENCH", Tomas, "conversation", new Dictionary<string, string?>()), Now);
        return true;
    }

    private async Task<bool> TellAsync(Session session)
    {
        await Outbox.ShowAsync(session, _message, Now);
        return true;
    }
}
