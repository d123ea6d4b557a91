using System.Globalization;
using System.Numerics;
using System.Text;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>A file of the audit: what a real story leaves in it, how it is checked without the bot, and what it shows to whom.</summary>
public sealed class AuditFileTests
{
    private const string Written = "CSPBOT_WRITE_SAMPLES";

    /// <summary>The sample is of the present form: to be written anew by a run with <c>CSPBOT_WRITE_SAMPLES=1</c>.</summary>
    [Fact]
    public async Task The_sample_is_what_the_bot_makes_of_such_a_story_today()
    {
        await using var host = await BotHost.StartAsync();
        await host.Omar.SaysAsync("grant owner adatum");
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora, "permanent");
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        var customer = (await host.AuditAsync())
            .Select(entry => AuditFields.Of(entry.At, entry.Document)!.GetValueOrDefault("detail.customer"))
            .OfType<string>()
            .First();
        var file = await MakeAsync(host, Approver(host.Tomas), new AuditFilter(customer));

        Assert.Null(AuditFileCheck.Check(file.Write()).Wrong);
        Assert.Equal((10, 1, 0), (file.Head.Shown, file.Head.LeftOut, file.Head.Before));
        if (Environment.GetEnvironmentVariable(Written) is not null)
            await File.WriteAllBytesAsync(AuditSample.Path, file.Write());
        Assert.Equal(Shape(file), Shape(AuditSample.File));
    }

    [Fact]
    public async Task The_command_says_in_one_sentence_that_the_sample_is_sound_or_where_it_is_not()
    {
        var (code, said) = await VerifyAsync(AuditSample.Path);
        Assert.Equal(0, code);
        Assert.StartsWith(
            "grant.audit.json is sound: entries 1 to 11, 10 shown and 1 left out, unbroken; made 20", said, StringComparison.Ordinal);
        var signer = AuditSigner.Fingerprint(AuditSample.File.Head.Signer);
        Assert.Contains(signer, said, StringComparison.Ordinal);

        Assert.Equal(0, (await VerifyAsync(AuditSample.Path, "--signer", signer)).Code);
        var (other, why) = await VerifyAsync(AuditSample.Path, "--signer", new string('0', 32));
        Assert.Equal(1, other);
        Assert.Contains($"It is signed by {signer}, not by 0000", why, StringComparison.Ordinal);
        Assert.Equal(2, (await VerifyAsync(Path.Combine(Path.GetTempPath(), "no-such.audit.json"))).Code);
        Assert.Equal(2, (await VerifyAsync("--signer")).Code);
        Assert.Equal(2, (await VerifyAsync(AuditSample.Path, "--sign", signer)).Code);
    }

    [Theory]
    [InlineData("Migration weekend", "Migration weekday", "Line 19: entry 2 was changed, or does not go on from the one before.")]
    [InlineData("\"leftOut\":1", "\"leftOut\":2", "The head counts other entries than there are.")]
    [InlineData("\"records\":[", "\"records\": [", "Line 17 is not as the bot writes it")]
    [InlineData("\"customer\":\"", "\"customer\":\"0", "The signature does not fit")]
    [InlineData("cspbot-audit/1", "cspbot-audit/2", "It is no file of the audit")]
    public async Task A_change_is_told_with_its_place(string of, string to, string told)
    {
        var text = Encoding.UTF8.GetString(AuditSample.Bytes);
        Assert.Contains(of, text, StringComparison.Ordinal);
        var file = Path.Combine(TempFolder.Create("audit-file"), "changed.audit.json");
        await File.WriteAllTextAsync(file, text.Replace(of, to, StringComparison.Ordinal));
        var (code, said) = await VerifyAsync(file);
        Assert.Equal(1, code);
        Assert.StartsWith("changed.audit.json is not sound. " + told, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_makes_it_anew_with_another_key_is_told_by_the_signer_alone()
    {
        using var other = new AuditSigner("somebody else's secret, and long"u8.ToArray());
        var file = AuditSample.File;
        var forged = file with { Head = file.Head with { Signer = other.Public } };
        forged = forged with { Signature = other.Sign(forged.Signed()) };
        Assert.Null(AuditFileCheck.Check(forged.Write()).Wrong);
        Assert.NotEqual(AuditSigner.Fingerprint(file.Head.Signer), AuditSigner.Fingerprint(forged.Head.Signer));

        // With the bot's public key in the head, and a signature of another one:
        forged = file with { Signature = other.Sign(file.Signed()) };
        Assert.StartsWith("The signature does not fit", AuditFileCheck.Check(forged.Write()).Wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("madeAt", "2026-11-30T06:02:20.345Z, signed by somebody you trust.\u001b[8m")]
    [InlineData("tenant", "a tenant\n")]
    [InlineData("madeBy", "Nora Lind")]
    [InlineData("customer", "x\u202e")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "2026-11-30")]
    [InlineData("beforeLink", "a b")]
    [InlineData("declared", "12, and all is well")]
    [InlineData("declared", "3")]
    public async Task A_head_that_the_bot_would_not_write_is_told_and_not_shown(string member, string value)
    {
        using var other = new AuditSigner("somebody else's secret, and long"u8.ToArray());
        var head = AuditSample.File.Head with { Signer = other.Public };
        head = member switch
        {
            "madeAt" => head with { MadeAt = value },
            "tenant" => head with { Tenant = value },
            "madeBy" => head with { MadeBy = value },
            "customer" => head with { Customer = value },
            "from" => head with { From = value },
            "to" => head with { To = value },
            "beforeLink" => head with { BeforeLink = value },
            _ => head with { Declared = value },
        };
        var forged = AuditSample.File with { Head = head };
        var path = Path.Combine(TempFolder.Create("audit-file"), "forged.audit.json");
        await File.WriteAllBytesAsync(path, (forged with { Signature = other.Sign(forged.Signed()) }).Write());
        var (code, said) = await VerifyAsync(path);
        Assert.Equal(
            (1, $"forged.audit.json is not sound. The head's {member} is of no form that the bot writes."), (code, said.TrimEnd()));
    }

    [Fact]
    public async Task Filters_are_named_and_nothing_in_them_moves_the_terminal()
    {
        using var other = new AuditSigner("somebody else's secret, and long"u8.ToArray());
        var file = AuditSample.File with
        {
            Head = AuditSample.File.Head with { Signer = other.Public, Person = "Nora\u001b[8m\u202e", To = "2026-12-01T00:00:00.000Z" },
        };
        var path = Path.Combine(TempFolder.Create("audit-file"), "filtered.audit.json");
        await File.WriteAllBytesAsync(path, (file with { Signature = other.Sign(file.Signed()) }).Write());
        var (code, said) = await VerifyAsync(path);
        Assert.Equal(0, code);
        Assert.Contains(
            $", for customer {file.Head.Customer}, person \"Nora?[8m?\", to 2026-12-01T00:00:00.000Z, the last link is ",
            said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_has_one_form()
    {
        var order = BigInteger.Parse(
            "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var file = AuditSample.File;
        var half = file.Signature.Length / 2;
        var second = BigInteger.Parse("0" + file.Signature[half..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var other = (order - second).ToString("x64", CultureInfo.InvariantCulture);
        Assert.Null(AuditFileCheck.Check(file.Write()).Wrong);
        Assert.StartsWith(
            "The signature does not fit",
            AuditFileCheck.Check((file with { Signature = file.Signature[..half] + other[^half..] }).Write()).Wrong,
            StringComparison.Ordinal);

        // Half of all signatures would have the other form: none of these has.
        using var signer = new AuditSigner("a secret, and long enough for all"u8.ToArray());
        for (byte i = 0; i < 50; i++)
            Assert.True(AuditSigner.Verify(signer.Public, [i], signer.Sign([i])));
    }

    [Fact]
    public async Task What_is_no_regular_file_or_too_large_is_not_read()
    {
        var folder = TempFolder.Create("audit-file");
        var (empty, large) = (Path.Combine(folder, "empty.audit.json"), Path.Combine(folder, "large.audit.json"));
        await File.WriteAllTextAsync(empty, "");
        await using (var file = File.Create(large))
            file.SetLength((256L << 20) + 1);
        foreach (var path in (string[])[empty, large, .. OperatingSystem.IsWindows() ? Array.Empty<string>() : ["/dev/zero"]])
        {
            var (code, said) = await VerifyAsync(path);
            Assert.Equal(2, code);
            Assert.Contains("only a regular file that is not empty and has at most 256 MB", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_file_shows_follows_its_filters_and_who_asks()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Omar.SaysAsync("grant owner adatum");
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var approver = Approver(host.Tomas);

        Assert.Equal(["refused", "submitted"], Kinds(await MakeAsync(host, approver, AuditFilter.None)));
        Assert.Equal(["refused"], Kinds(await MakeAsync(host, approver, new AuditFilter(Person: "omar haddad"))));
        Assert.Equal(["submitted"], Kinds(await MakeAsync(host, approver, new AuditFilter(Person: host.Nora.ObjectId))));
        Assert.Empty(Kinds(await MakeAsync(host, approver, new AuditFilter(Person: "Nora"[..3]))));
        Assert.Equal(["refused"], Kinds(await MakeAsync(host, Caller(host.Omar), AuditFilter.None)));
        Assert.Empty(Kinds(await MakeAsync(host, Caller(host.Pierre), AuditFilter.None)));
        Assert.Empty(Kinds(await MakeAsync(
            host, approver with { Only = new HashSet<string> { "another customer" } }, AuditFilter.None)));
        var wish = new AuditWish(approver, new AuditFilter(To: DateTimeOffset.UnixEpoch), long.MaxValue);
        Assert.Null(await host.Services.GetRequiredService<AuditExport>().MakeAsync(wish, default));
    }

    [Fact]
    public async Task The_lines_for_a_spreadsheet_run_nothing_and_say_the_same()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var file = await MakeAsync(host, Approver(host.Tomas), AuditFilter.None);
        var harmful = file with
        {
            Records =
            [
                file.Records[0] with
                {
                    Fields = new Dictionary<string, string> { ["at"] = "t", ["kind"] = "=1+1", ["detail.reason"] = "a\"b" },
                },
            ],
        };
        var text = Encoding.UTF8.GetString(AuditRows.Write(harmful));
        Assert.Equal(
            "\uFEFFseq,at,kind,request,person,personId,conversation,dialog,customer,state,detail,link\r\n"
            + $"1,t,'=1+1,,,,,,,,\"reason=a\"\"b\",{file.Records[0].Link}\r\n",
            text);
        Assert.Contains(",submitted,R-", Encoding.UTF8.GetString(AuditRows.Write(file)), StringComparison.Ordinal);
    }

    private static async Task<AuditFile> MakeAsync(BotHost host, Caller caller, AuditFilter filter) =>
        (await host.Services.GetRequiredService<AuditExport>().MakeAsync(new AuditWish(caller, filter, long.MaxValue), default))!;

    private static Caller Approver(Agent agent) => Caller(agent) with { IsApprover = true };

    private static Caller Caller(Agent agent) =>
        new(new Person(agent.ObjectId, agent.Tenant, agent.ObjectId), new HashSet<PartnerRole>(), false);

    private static IEnumerable<string> Kinds(AuditFile file) =>
        file.Records.Where(one => one.Fields is not null).Select(one => one.Fields!["kind"]);

    private static IEnumerable<string> Shape(AuditFile file) => file.Records.Select(record =>
        record.Fields is { } fields ? $"{fields["kind"]}: {string.Join(' ', fields.Keys)}" : "left out");

    private static async Task<(int Code, string Said)> VerifyAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await AuditFileCommand.RunAsync(["audit", "verify", .. args], output, error, default);
        return (code, output.ToString() + error);
    }
}
