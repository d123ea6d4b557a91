using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What files, erasure and retention ask of the store, said once: run on SQLite and on PostgreSQL, without a key.</summary>
public abstract class AuditFileSuite : StoredSuite
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Person Nora = new("20000000-0000-4000-8000-000000000020", "t", "Nora Lind");
    private static readonly Person Namesake = new("20000000-0000-4000-8000-000000000099", "t", "Nora Lind");
    private static readonly Caller Admin =
        new(new Person("a", "t", "An Admin"), new HashSet<PartnerRole> { PartnerRole.AdminAgent }, IsApprover: true);
    private readonly Loops _loops = new(TimeProvider.System, NullLogger<Loops>.Instance);

    protected async Task AFileIsMadeAPersonErasedAndWhatIsOldLetGo()
    {
        for (var i = 0; i < 700; i++)
            await AppendAsync(i % 7 == 0 ? Nora : i % 7 == 1 ? Namesake : Admin.Person, i % 70 == 2 ? Nora.ObjectId : "somebody");
        var all = (await MakeAsync(AuditFilter.None))!;
        Assert.Equal((null, 700L), (AuditFileCheck.Check(all.Write()).Wrong, all.Head.Shown));
        Assert.Equal(110, (await MakeAsync(new AuditFilter(Person: Nora.ObjectId)))!.Head.Shown);

        // By a name that two people have nobody is erased; by the id one of them is, and the other stays whole.
        var erasure = new AuditErasure(Database, _loops, new Signals(TimeProvider.System), TimeProvider.System);
        Assert.True((await erasure.FindAsync("nora lind", Admin, default)).AreSeveral);
        var traces = await erasure.FindAsync(Nora.ObjectId, Admin, default);
        Assert.Equal((110, false, false, false), (traces.Entries, traces.AreSeveral, traces.IsSelf, traces.HasOpen));
        await erasure.AskAsync([Nora.ObjectId, Nora.Name], "a ticket", new ErasureAsk(Admin.Person, null), default);
        while (await erasure.RoundAsync(default))
        {
        }

        Assert.Null(await Database.ReadAsync(Audit.FindBreakAsync, default));
        Assert.Equal(0, await CountAsync($"document like '%{Nora.ObjectId}%'"));
        Assert.Equal(100, await CountAsync($"document like '%{Namesake.ObjectId}%' and document like '%Nora Lind%'"));
        var after = (await MakeAsync(AuditFilter.None))!;
        Assert.Null(AuditFileCheck.Check(after.Write()).Wrong);
        Assert.Equal(all.Records.Select(record => record.Link), after.Records.Take(700).Select(record => record.Link));

        // An entry that says what was erased is shown whatever the filters are; a file that ends before it names it.
        var some = (await MakeAsync(new AuditFilter(Person: Namesake.ObjectId)))!;
        Assert.Null(AuditFileCheck.Check(some.Write()).Wrong);
        Assert.Equal(100 + after.Records.Count(IsDone), some.Head.Shown);
        var ends = (await new AuditExport(Database, new PartnerOptions(), TimeProvider.System)
            .MakeAsync(new AuditWish(Admin, AuditFilter.None, 700), default))!;
        Assert.Null(AuditFileCheck.Check(ends.Write()).Wrong);
        Assert.Equal(string.Join(',', after.Records.Where(IsDone).Select(record => record.Seq)), ends.Head.Declared);
        Assert.Equal(
            "Line 18: entry 1: actor.name was erased, and no entry says so.",
            AuditFileCheck.Check((ends with { Head = ends.Head with { Declared = "" } }).Write()).Wrong);
        var hidden = after with
        {
            Records =
            [
                .. after.Records.Select(record => !IsDone(record) ? record
                    : new AuditFileRecord(record.Seq, record.Link)
                    {
                        Digest = AuditFields.Digest(AuditFields.Commit(record.Fields!, record.Salt!)!),
                    }),
            ],
        };
        Assert.Equal(
            "Line 18: entry 1: actor.name was erased, and no entry says so.", AuditFileCheck.Check(hidden.Write()).Wrong);

        var time = new JumpTime(TimeSpan.FromDays(5000));
        var retention = new AuditRetention(Database, new AuditOptions { KeepFor = TimeSpan.FromDays(400) }, _loops, time);
        Assert.Equal(500, await retention.RetireAsync(default));
        Assert.Null(await Database.ReadAsync(Audit.FindBreakAsync, default));
        var late = (await MakeAsync(AuditFilter.None))!;
        Assert.Equal((null, 500L), (AuditFileCheck.Check(late.Write()).Wrong, late.Head.Before));
    }

    private static bool IsDone(AuditFileRecord record) => record.Fields?["kind"] == AuditErasure.Done;

    private Task<AuditFile?> MakeAsync(AuditFilter filter) =>
        new AuditExport(Database, new PartnerOptions(), TimeProvider.System)
            .MakeAsync(new AuditWish(Admin, filter, long.MaxValue), default);

    private Task<long> CountAsync(string where) => Database.ReadAsync(
        session => session.QueryOneAsync<long>($"select count(*) from audit where {where}"), default);

    private Task<bool> AppendAsync(Person actor, string user) => Audit.WriteAsync(
        Database,
        async session =>
        {
            await Audit.AppendAsync(
                session, new AuditEvent("refused", null, actor, null, new Dictionary<string, string?> { ["user"] = user }), Now);
            return true;
        },
        default);
}

public sealed class SqliteAuditFileTests : AuditFileSuite
{
    [Fact]
    public Task A_file_is_made_a_person_erased_and_what_is_old_let_go() => AFileIsMadeAPersonErasedAndWhatIsOldLetGo();
}

public sealed class PostgresAuditFileTests : AuditFileSuite
{
    protected override async Task<string> ConnectionStringAsync() => await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    [RequiresFact("postgres")]
    public Task A_file_is_made_a_person_erased_and_what_is_old_let_go() => AFileIsMadeAPersonErasedAndWhatIsOldLetGo();
}
