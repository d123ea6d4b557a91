using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>The audit's links in the store: entries of versions without them stay what they were, and a link shows every change.</summary>
public sealed class AuditLinkTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private readonly StoreOptions _store = new()
    {
        ConnectionString = $"Data Source={Path.Combine(TempFolder.Create("audit"), "store.db")}",
    };

    private Database _database = null!;

    public async Task InitializeAsync()
    {
        _database = new Database(_store, new Signals(TimeProvider.System)) { Seals = new SealKeys([Key]) };
        await Migrations.RunAsync(_database, TimeProvider.System, default);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        TempFolder.DeleteOf(_store.ConnectionString);
    }

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

    private Task<string?> BreakAsync() => _database.ReadAsync(Audit.FindBreakAsync, default);

    private Task<int> ExecuteAsync(string sql, object? args = null) =>
        _database.WriteAsync(session => session.ExecuteAsync(sql, args), default);

    private Task<AuditFile?> MakeAsync() => new AuditExport(_database, new PartnerOptions(), TimeProvider.System).MakeAsync(
        new AuditWish(
            new Caller(new Person("a", "t", "A"), new HashSet<PartnerRole>(), IsApprover: true), AuditFilter.None, long.MaxValue),
        default);

    private Task<bool> AppendAsync(int count) => Audit.WriteAsync(
        _database,
        async session =>
        {
            for (var i = 0; i < count; i++)
                await Audit.AppendAsync(
                    session,
                    new AuditEvent(
                        "refused", null, new Person("p", "t", "Person"), null, new Dictionary<string, string?> { ["n"] = $"{i}" }),
                    Now);
            return true;
        },
        default);

    /// <summary>As the version before wrote them.</summary>
    private async Task OlderAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _database.WriteAsync(
                async session =>
                {
                    var head = await session.QueryOneAsync<string>("select value from setting where name = 'audit-head'") ?? "0:";
                    var (seq, previous) = (long.Parse(head.Split(':')[0], CultureInfo.InvariantCulture) + 1, head.Split(':')[1]);
                    var document = $"{{\"kind\":\"refused\",\"detail\":{{\"n\":\"{i}\"}}}}";
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
