using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>The audit's links in the store: entries of versions without them stay what they were, and a link shows every change.</summary>
public sealed class AuditLinkTests : StoredSuite
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private protected override SealKeys Seals => new([Key]);

    [Fact]
    public async Task Entries_of_before_stay_verifiable_and_the_first_link_goes_on_from_their_last_hash()
    {
        await OlderAsync(3);
        Assert.Null(await BreakAsync());
        await AppendAsync(2);
        Assert.Null(await BreakAsync());

        // After a roll-back an older version goes on with what it knows, and a newer one after it.
        await OlderAsync(1);
        await AppendAsync(1);
        Assert.Null(await BreakAsync());

        var file = (await MakeAsync())!;
        Assert.Null(AuditFileCheck.Check(file.Write()).Wrong);
        Assert.Equal([true, true, true, false, false, true, false], file.Records.Select(record => record.IsOlder));
        Assert.Equal((3, 4), (file.Head.Shown, file.Head.LeftOut));
        await ExecuteAsync("update audit set document = replace(document, 'n', 'm') where seq = 2");
        Assert.Equal("Entry 2 was changed.", await BreakAsync());
    }

    [Theory]
    [InlineData("at = at + 1")]
    [InlineData("kind = 'approved'")]
    [InlineData("request = 'R-AAAAA'")]
    [InlineData("actor = 'q'")]
    [InlineData("document = replace(document, 'Person', 'Persons')")]
    [InlineData("document = replace(document, '{', '{\"more\":\"1\",')")]
    [InlineData("salt = replace(replace(salt, '0', '1'), 'a', 'b')")]
    [InlineData("salt = null")]
    [InlineData("link = null")]
    [InlineData("link = previous")]
    [InlineData("hash = previous")]
    public async Task A_change_of_any_part_of_an_entry_is_seen(string change)
    {
        await AppendAsync(4);
        await ExecuteAsync($"update audit set {change} where seq = 3");
        Assert.Equal("Entry 3 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task An_entry_of_before_links_goes_as_a_whole_where_it_names_somebody_who_is_erased()
    {
        await OlderAsync(2, "Persona Grata");
        await OlderAsync(1);
        await AppendAsync(1);
        var loops = new Loops(TimeProvider.System, NullLogger<Loops>.Instance);
        var erasure = new AuditErasure(Database, loops, new Signals(TimeProvider.System), TimeProvider.System);
        await erasure.AskAsync(["Persona Grata"], "a ticket", new ErasureAsk(new Person("a", "t", "Admin"), null), default);
        while (await erasure.RoundAsync(default))
        {
        }

        Assert.Null(await BreakAsync());
        Assert.Equal(
            0,
            await Database.ReadAsync(s => s.QueryOneAsync<long>("select count(*) from audit where document like '%Persona%'"), default));
        Assert.Null(AuditFileCheck.Check((await MakeAsync())!.Write()).Wrong);

        // Without the entry that names it, a blank one is a changed one; and one that is not blank is never excused.
        await ExecuteAsync("update audit set document = replace(document, '}', ',\"n\":\"1\"}') where seq = 1");
        Assert.Equal("Entry 1 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task What_is_old_goes_behind_a_checkpoint_from_which_the_chain_is_whole()
    {
        var time = new JumpTime(Now - TimeProvider.System.GetUtcNow());
        var loops = new Loops(TimeProvider.System, NullLogger<Loops>.Instance);
        AuditRetention Retention(int days) =>
            new(Database, new AuditOptions { KeepFor = TimeSpan.FromDays(days) }, loops, time);
        await OlderAsync(3);
        await AppendAsync(4);
        Assert.Equal(0, await Retention(400).RetireAsync(default));
        time.Leap(TimeSpan.FromDays(401));
        Assert.Equal(7, await Retention(400).RetireAsync(default));
        Assert.Equal(0, await Retention(400).RetireAsync(default));
        Assert.Null(await BreakAsync());
        Assert.Equal(8L, await Database.ReadAsync(s => s.QueryOneAsync<long>("select min(seq) from audit"), default));
        var file = (await MakeAsync())!;
        Assert.Null(AuditFileCheck.Check(file.Write()).Wrong);
        Assert.Equal((7, 8), (file.Head.Before, file.Head.Last));

        // A reader that stood within what went goes on behind it.
        var piece = await Database.ReadAsync(s => Audit.WalkAsync(s, new AuditMark(2, "x", true, null), 100), default);
        Assert.Equal((null, true, 8L), (piece.Break, piece.IsWhole, piece.Mark.Seq));

        // The checkpoint before goes too, once its own time is over.
        time.Leap(TimeSpan.FromDays(401));
        Assert.Equal(1, await Retention(400).RetireAsync(default));
        Assert.Null(await BreakAsync());

        await AppendAsync(1);
        await ExecuteAsync("delete from audit where seq = (select min(seq) from audit)");
        Assert.Equal("Entry 1 is missing.", await BreakAsync());
    }

    [Fact]
    public async Task Whoever_takes_the_beginning_away_and_writes_a_checkpoint_without_the_key_is_seen_and_a_broken_chain_stays()
    {
        await AppendAsync(5);
        var third = await Database.ReadAsync(
            s => s.QueryOneAsync<AuditEntry>($"select {AuditEntry.Columns} from audit where seq = 3"), default);
        await ExecuteAsync("delete from audit where seq <= 3");
        Assert.Equal("Entry 1 is missing.", await BreakAsync());
        await using (var other = new Database(Options, new Signals(TimeProvider.System)) { Seals = SealKeys.None })
            await Audit.WriteAsync(
                other,
                async session =>
                {
                    var detail = new Dictionary<string, string?> { ["last"] = "3", ["hash"] = third!.Hash, ["lastLink"] = third.Link };
                    await Audit.AppendAsync(session, new AuditEvent(AuditRetention.Retired, null, null, null, detail), Now);
                    return true;
                },
                default);
        var piece = await Database.ReadAsync(s => Audit.WalkAsync(s, AuditMark.Start, 100), default);
        Assert.Equal((null, 6L), (piece.Break, piece.Mark.FirstUnsealed));
        await ExecuteAsync("update audit set salt = null where seq = 4");
        var loops = new Loops(TimeProvider.System, NullLogger<Loops>.Instance);
        var late = new JumpTime(TimeSpan.FromDays(5000));
        var retention = new AuditRetention(Database, new AuditOptions { KeepFor = TimeSpan.FromDays(400) }, loops, late);
        Assert.Equal(0, await retention.RetireAsync(default));
    }

    [Fact]
    public void The_audit_is_not_kept_for_less_than_requests_are()
    {
        Assert.StartsWith(
            "Audit:KeepFor must be at least 400 days",
            Assert.Single(new AuditOptions { KeepFor = TimeSpan.FromDays(30) }.Validate()),
            StringComparison.Ordinal);
        Assert.Empty(new AuditOptions { KeepFor = TimeSpan.FromDays(3650) }.Validate());
    }

    private Task<string?> BreakAsync() => Database.ReadAsync(Audit.FindBreakAsync, default);

    private Task<int> ExecuteAsync(string sql, object? args = null) =>
        Database.WriteAsync(session => session.ExecuteAsync(sql, args), default);

    private Task<AuditFile?> MakeAsync() => new AuditExport(Database, new PartnerOptions(), TimeProvider.System).MakeAsync(
        new AuditWish(
            new Caller(new Person("a", "t", "A"), new HashSet<PartnerRole>(), IsApprover: true), AuditFilter.None, long.MaxValue),
        default);

    private Task<bool> AppendAsync(int count) => AuditEntries.AppendAsync(Database, count, Now);

    /// <summary>As the version before wrote them.</summary>
    private async Task OlderAsync(int count, string what = "")
    {
        for (var i = 0; i < count; i++)
        {
            await Database.WriteAsync(
                async session =>
                {
                    var head = await session.QueryOneAsync<string>("select value from setting where name = 'audit-head'") ?? "0:";
                    var (seq, previous) = (long.Parse(head.Split(':')[0], CultureInfo.InvariantCulture) + 1, head.Split(':')[1]);
                    var document = $"{{\"kind\":\"refused\",\"detail\":{{\"n\":\"{i} {what}\"}}}}";
                    var bytes = Encoding.UTF8.GetBytes($"{seq}\n{Now.ToUnixTimeMilliseconds()}\nrefused\n\n\n{previous}\n{document}");
                    var keys = session.Seals;
                    var hash = $"k{keys.Current}.{Convert.ToHexStringLower(keys.Seal(keys.Current!, bytes)!)}";
                    await session.ExecuteAsync(
                        """
                        insert into audit(seq, at, kind, document, previous, hash)
                        values (@seq, @at, 'refused', @document, @previous, @hash)
                        """,
                        new { seq, at = Now.ToUnixTimeMilliseconds(), document, previous, hash });
                    return await session.ExecuteAsync(
                        "insert into setting(name, value) values ('audit-head', @value) on conflict (name) do update set value = @value",
                        new { value = $"{seq}:{hash}" });
                },
                default);
        }
    }
}
