using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Who writes the store without its key cannot use what erasing needs to change what the audit says.</summary>
public sealed class AuditSilentErasureTests : StoredSuite
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private protected override SealKeys Seals => new([Key]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < 4; i++)
            await AppendAsync("approved", "R-AAAAA", new Dictionary<string, string?> { ["comment"] = "first\nsecond", ["user"] = "u" });
    }

    [Fact]
    public async Task Fields_that_no_entry_declares_as_erased_are_told()
    {
        await ForgeAsync(3, (fields, salts) => Blank(fields, salts, "actor.name", "actor.objectId"));
        Assert.Equal("Entry 3: actor.name was erased, and no entry says so.", await BreakAsync());
    }

    [Fact]
    public async Task Kind_and_request_can_be_erased_by_nobody()
    {
        await ForgeAsync(3, (fields, salts) => Blank(fields, salts, [.. fields.Keys.Where(name => name != AuditFields.At)]));
        Assert.Equal("Entry 3 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task A_salt_that_takes_a_line_of_the_value_is_none()
    {
        await ForgeAsync(3, (fields, salts) =>
        {
            salts["detail.comment"] += "\nfirst";
            fields["detail.comment"] = "second";
        });
        Assert.Equal("Entry 3 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task A_commitment_that_takes_another_field_in_is_none()
    {
        await ForgeAsync(3, (fields, salts) =>
        {
            var taken = AuditFields.Commit(salts["detail.user"], fields["detail.user"]);
            salts["detail.comment"] =
                $"#{AuditFields.Commit(salts["detail.comment"], fields["detail.comment"])}\ndetail.user\n{taken}";
            fields["detail.comment"] = AuditFields.Erased;
            salts.Remove("detail.user");
            fields.Remove("detail.user");
        });
        Assert.Equal("Entry 3 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task A_name_that_holds_another_field_is_none()
    {
        await ForgeAsync(3, (fields, salts) =>
        {
            var name = $"comment\n{AuditFields.Commit(salts["detail.comment"], fields["detail.comment"])}\ndetail.user";
            (fields["detail." + name], salts["detail." + name]) = (fields["detail.user"], salts["detail.user"]);
            foreach (var gone in (string[])["detail.comment", "detail.user"])
            {
                salts.Remove(gone);
                fields.Remove(gone);
            }
        });
        Assert.Equal("Entry 3 was changed.", await BreakAsync());
    }

    [Fact]
    public async Task What_an_erasure_declares_excuses_no_other_field_and_no_other_entry()
    {
        await AppendAsync("approved", null, new Dictionary<string, string?> { ["user"] = "somebody" }, new Person("q", "t", "Other"));
        await EraseAsync("p", "Person");
        Assert.Null(await BreakAsync());
        await ForgeAsync(2, (fields, salts) => Blank(fields, salts, "detail.comment"));
        Assert.Equal("Entry 2: detail.comment was erased, and no entry says so.", await BreakAsync());
    }

    [Fact]
    public async Task What_an_erasure_did_not_touch_is_not_excused_by_it()
    {
        await AppendAsync("approved", null, new Dictionary<string, string?> { ["user"] = "somebody" }, new Person("q", "t", "Other"));
        await EraseAsync("p", "Person");
        await ForgeAsync(5, (fields, salts) => Blank(fields, salts, "actor.name", "actor.objectId"));
        Assert.Equal("Entry 5: actor.name was erased, and no entry says so.", await BreakAsync());
    }

    [Fact]
    public async Task The_declaration_itself_cannot_be_erased_or_written_without_the_key()
    {
        await EraseAsync("p", "Person");
        var declared = await Database.ReadAsync(
            s => s.QueryOneAsync<long>($"select max(seq) from audit where kind = '{AuditErasure.Done}'"), default);
        await ForgeAsync(declared, (fields, salts) => Blank(fields, salts, "detail.covers"));
        Assert.Equal("Entry 1: actor.name was erased, and no entry says so.", await BreakAsync());
    }

    private static void Blank(SortedDictionary<string, string> fields, SortedDictionary<string, string> salts, params string[] names)
    {
        foreach (var name in names)
        {
            salts[name] = "#" + AuditFields.Commit(salts[name], fields[name]);
            fields[name] = AuditFields.Erased;
        }
    }

    /// <summary>As somebody does it who has the store and knows how it is written, but not the key.</summary>
    private async Task ForgeAsync(long seq, Action<SortedDictionary<string, string>, SortedDictionary<string, string>> forge)
    {
        var entry = (await Database.ReadAsync(
            s => s.QueryOneAsync<AuditEntry>($"select {AuditEntry.Columns} from audit where seq = @seq", new { seq }), default))!;
        var fields = AuditFields.Of(entry.At, entry.Document)!;
        var salts = AuditFields.Parts(entry.Salt!)
            ?? new SortedDictionary<string, string>(
                fields.Keys.ToDictionary(name => name, name => AuditFields.SaltOf(entry.Salt!, name)), StringComparer.Ordinal);
        forge(fields, salts);
        var document = new JsonObject();
        foreach (var (name, value) in fields.Where(field => field.Key != AuditFields.At))
        {
            if (name.Split('.', 2) is [var holder, var own])
                (document[holder] ??= new JsonObject())[own] = value;
            else
                document[name] = value;
        }

        await Database.WriteAsync(
            s => s.ExecuteAsync(
                "update audit set document = @document, salt = @salt, kind = @kind, request = @request, actor = @actor where seq = @seq",
                new
                {
                    seq,
                    document = document.ToJsonString(),
                    salt = JsonSerializer.Serialize(salts),
                    kind = fields["kind"],
                    request = fields.GetValueOrDefault("request"),
                    actor = fields.GetValueOrDefault("actor.objectId"),
                }),
            default);
    }

    private async Task EraseAsync(params string[] words)
    {
        var loops = new Loops(TimeProvider.System, NullLogger<Loops>.Instance);
        var erasure = new AuditErasure(Database, loops, new Signals(TimeProvider.System), TimeProvider.System);
        await erasure.AskAsync(words, "a ticket", new ErasureAsk(new Person("a", "t", "Admin"), null), default);
        while (await erasure.RoundAsync(default))
        {
        }
    }

    private Task<string?> BreakAsync() => Database.ReadAsync(Audit.FindBreakAsync, default);

    private Task<bool> AppendAsync(string kind, string? request, Dictionary<string, string?> detail, Person? actor = null) =>
        Audit.WriteAsync(
            Database,
            async session =>
            {
                await Audit.AppendAsync(
                    session, new AuditEvent(kind, request, actor ?? new Person("p", "t", "Person"), null, detail), Now);
                return true;
            },
            default);
}
