using System.Security.Cryptography;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>The audit's seal: who can write the store, and has no key, cannot write the chain anew.</summary>
public sealed class AuditSealTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly StoreOptions _store = new()
    {
        ConnectionString = $"Data Source={Path.Combine(TempFolder.Create("audit"), "store.db")}",
    };

    public void Dispose() => TempFolder.DeleteOf(_store.ConnectionString);

    [Fact]
    public async Task Entries_of_before_the_key_stay_verifiable_and_those_behind_it_need_it()
    {
        await AppendAsync(SealKeys.None, 3, migrate: true);
        var key = Key();
        await AppendAsync(new SealKeys([key]), 3);
        Assert.Null(await FindBreakAsync(new SealKeys([key])));
        Assert.StartsWith(
            "Entry 4 is sealed with a key that is not here", await FindBreakAsync(new SealKeys([Key()])), StringComparison.Ordinal);

        // A new key seals, the old one still verifies.
        var next = Key();
        await AppendAsync(new SealKeys([next, key]), 2);
        Assert.Null(await FindBreakAsync(new SealKeys([next, key])));
        Assert.StartsWith("Entry 4 is sealed", await FindBreakAsync(new SealKeys([next])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_writes_the_chain_anew_without_the_key_is_seen()
    {
        var keys = new SealKeys([Key()]);
        await AppendAsync(keys, 4, migrate: true);

        // Somebody with the store alone: takes the last entries away and writes others, hashed as well as anybody can.
        await using (var database = Open(SealKeys.None))
        {
            await database.WriteAsync(s => s.ExecuteAsync("delete from audit where seq > 2"), default);
            await database.WriteAsync(
                s => s.ExecuteAsync("update setting set value = (select '2:' || hash from audit where seq = 2) where name = 'audit-head'"),
                default);
        }

        await AppendAsync(SealKeys.None, 2);
        await using var reader = Open(keys);
        var piece = await reader.ReadAsync(session => Audit.WalkAsync(session, AuditMark.Start, 100), default);
        Assert.Null(piece.Break);
        Assert.Equal(3, piece.Mark.FirstUnsealed);
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(
            1,
            await AuditCommand.RunAsync(
                ["audit", "verify"], _store, new AuditOptions { Key = Convert.ToHexString(Key()) }, output, error, default));
    }

    [Fact]
    public async Task A_store_without_a_key_in_the_settings_makes_one_beside_the_database_for_its_owner_only()
    {
        var keys = new AuditOptions().Open(_store);
        await AppendAsync(keys, 3, migrate: true);
        var file = _store.ConnectionString["Data Source=".Length..] + ".audit-key";
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(keys.Current, new AuditOptions().Open(_store).Current);

        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, await AuditCommand.RunAsync(["audit", "verify"], _store, new AuditOptions(), output, error, default));
        Assert.Contains("3 entries, unbroken", output.ToString(), StringComparison.Ordinal);
        await TamperAsync("update audit set document = replace(document, '\"n\"', '\"m\"') where seq = 2");
        Assert.Equal(1, await AuditCommand.RunAsync(["audit", "verify"], _store, new AuditOptions(), output, error, default));
        Assert.Contains("Entry 2 was changed.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await AuditCommand.RunAsync(["audit", "vrify"], _store, new AuditOptions(), output, error, default));
    }

    [Fact]
    public async Task The_watch_reads_on_piece_by_piece_and_says_what_is_broken_until_it_is_whole_again()
    {
        var keys = new SealKeys([Key()]);
        await AppendAsync(keys, 1200, migrate: true);
        await using var database = Open(keys);
        var watch = new AuditWatch(
            database, new Loops(TimeProvider.System, NullLogger<Loops>.Instance), TimeProvider.System, NullLogger<AuditWatch>.Instance);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
            pauses.Add(await watch.RoundAsync(default));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)], pauses);
        Assert.Null(watch.Problem);
        await TamperAsync("insert into setting(name, value) select 'kept', value from setting where name = 'audit-head'");
        await TamperAsync("update setting set value = '7:0' where name = 'audit-head'");
        await watch.RoundAsync(default);
        Assert.Equal("The head does not name entry 1200.", watch.Problem);
        await TamperAsync("update setting set value = (select value from setting where name = 'kept') where name = 'audit-head'");
        for (var i = 0; i < 3; i++)
            await watch.RoundAsync(default);
        Assert.Null(watch.Problem);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("00112233445566778899aabbccddeeff")]
    [InlineData("not base64 at all, either")]
    public void A_key_that_is_none_is_told_before_the_start(string key) => Assert.Contains(
        "Audit:Key must be at least 32 bytes", Assert.Single(new AuditOptions { Key = key }.Validate()), StringComparison.Ordinal);

    private static byte[] Key() => RandomNumberGenerator.GetBytes(32);

    private Database Open(SealKeys keys) => new(_store, new Signals(TimeProvider.System)) { Seals = keys };

    private async Task TamperAsync(string sql)
    {
        await using var database = Open(SealKeys.None);
        await database.WriteAsync(s => s.ExecuteAsync(sql), default);
    }

    private async Task<string?> FindBreakAsync(SealKeys keys)
    {
        await using var database = Open(keys);
        return await database.ReadAsync(Audit.FindBreakAsync, default);
    }

    private async Task AppendAsync(SealKeys keys, int count, bool migrate = false)
    {
        await using var database = Open(keys);
        if (migrate)
            await Migrations.RunAsync(database, TimeProvider.System, default);
        await AuditEntries.AppendAsync(database, count, Now);
    }
}
