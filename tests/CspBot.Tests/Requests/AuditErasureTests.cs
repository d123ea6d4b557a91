using System.Text.Json;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Erasing a person from the audit, through the front door: who may, what goes, and that every hash stays.</summary>
public sealed class AuditErasureTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
        await _host.Omar.SaysAsync("grant owner adatum");
        await Scenarios.SubmitGrantAsync(_host, _host.Nora);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Nobody_stands_in_the_audit_any_more_and_the_chain_and_its_files_are_sound()
    {
        var before = await _host.AuditAsync();
        Assert.Contains(before, entry => entry.Document.Contains("Omar Haddad", StringComparison.Ordinal));
        var review = await ReviewAsync(_host.Tomas, _host.Omar.ObjectId);
        Assert.Contains("Entries that name this person: 1.", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Contains("Omar Haddad", CardReader.Text(review), StringComparison.Ordinal);
        var begun = await _host.Tomas.ClicksAsync(review, "requests/erase-confirm", Filled(_host.Omar.ObjectId, "Ticket 4711"));
        Assert.Contains("It is being erased.", CardReader.Text(begun), StringComparison.Ordinal);
        await Eventually.IsTrueAsync("it is done", async () => (await _host.AuditAsync()).Any(entry => entry.Kind == AuditErasure.Done));

        // AuditAsync has checked the chain.
        var after = await _host.AuditAsync();
        Assert.Equal(before.Select(entry => (entry.Hash, entry.Link)), after.Take(before.Count).Select(entry => (entry.Hash, entry.Link)));
        Assert.DoesNotContain(after, entry => entry.Document.Contains("Omar", StringComparison.OrdinalIgnoreCase)
            || entry.Document.Contains(_host.Omar.ObjectId, StringComparison.OrdinalIgnoreCase)
            || entry.Actor == _host.Omar.ObjectId);
        Assert.Equal(before.Single(entry => entry.Kind == "submitted").Document, after.Single(entry => entry.Kind == "submitted").Document);
        var asked = AuditFields.Of(0, after.Single(entry => entry.Kind == AuditErasure.Asked).Document)!;
        Assert.Equal((_host.Tomas.ObjectId, "Ticket 4711"), (asked["actor.objectId"], asked["detail.reason"]));
        Assert.Equal("1", AuditFields.Of(0, after.Single(entry => entry.Kind == AuditErasure.Done).Document)!["detail.entries"]);
        Assert.Contains(
            "\tactor.name\tactor.objectId",
            AuditFields.Of(0, after.Single(entry => entry.Kind == AuditErasure.Done).Document)!["detail.covers"],
            StringComparison.Ordinal);
        Assert.Equal(0, await Store.ReadAsync(
            session => session.QueryOneAsync<long>("select count(*) from setting where name like 'audit-erasure:%'"), default));

        var file = (await _host.Services.GetRequiredService<AuditExport>().MakeAsync(
            new AuditWish(new Caller(Person(_host.Tomas), new HashSet<PartnerRole>(), true), AuditFilter.None, long.MaxValue), default))!;
        Assert.Null(AuditFileCheck.Check(file.Write()).Wrong);
        var erased = file.Records.Single(record => record.Fields!["kind"] == "refused").Fields!;
        Assert.Equal(
            (AuditFields.Erased, AuditFields.Erased, "NoRole"),
            (erased["actor.name"], erased["actor.objectId"], erased["detail.reason"]));

        // What was erased cannot be filled in anew, neither in the store nor in a file.
        await Store.WriteAsync(
            session => session.ExecuteAsync(
                "update audit set document = replace(document, '(erased)', 'Nora Lind') where kind = 'refused'"),
            default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _host.AuditAsync());
    }

    [Fact]
    public async Task Who_may_not_what_is_open_and_wrong_words_erase_nothing()
    {
        // An admin agent who does not approve, and an approver whose customers are few, have no button and no way.
        var nora = await _host.Nora.SaysAsync("export requests");
        Assert.False(CardReader.HasButton(nora, "requests/erase"));
        Assert.Contains(
            "Only admin agents who approve",
            await ForgedAsync(_host.Nora, "requests/erase", _host.Omar.ObjectId),
            StringComparison.Ordinal);
        Assert.Contains(
            "Only admin agents who approve",
            await ForgedAsync(_host.Nora, "requests/erase-confirm", _host.Omar.ObjectId),
            StringComparison.Ordinal);

        Assert.Contains("Nobody erases themselves", Text(await ReviewAsync(_host.Tomas, "tomas berg")), StringComparison.Ordinal);
        Assert.Contains("A request of this person is open", Text(await ReviewAsync(_host.Tomas, "Nora Lind")), StringComparison.Ordinal);
        Assert.Contains("The audit names nobody", Text(await ReviewAsync(_host.Tomas, "grant-owner")), StringComparison.Ordinal);

        var review = await ReviewAsync(_host.Tomas, "Omar Haddad");
        var wrong = await _host.Tomas.ClicksAsync(review, "requests/erase-confirm", Filled("Omar", "Ticket 1"));
        Assert.Contains("Type the person exactly", Text(wrong), StringComparison.Ordinal);
        Assert.Equal("Ticket 1", CardReader.Value(wrong, "reason"));
        Assert.Contains(
            "Give a reason",
            Text(await _host.Tomas.ClicksAsync(review, "requests/erase-confirm", Filled("Omar Haddad", ""))),
            StringComparison.Ordinal);

        // The seal is good for the person that was shown, and for who saw it.
        var forged = await _host.Tomas.ClicksAsync(
            review, "requests/erase-confirm", Filled("Pierre Martin", "x"), null, data => data["person"] = "Pierre Martin");
        Assert.DoesNotContain("It is being erased", Text(forged), StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), entry => entry.Kind is AuditErasure.Asked or AuditErasure.Done);
    }

    [Fact]
    public async Task Whatever_is_no_person_is_not_erased()
    {
        var fields = AuditFields.Of(0, (await _host.AuditAsync()).Single(entry => entry.Kind == "submitted").Document)!;
        foreach (var thing in (string[])["detail.customer", "detail.tenant", "detail.subscription"])
        {
            Assert.Contains("Only people are erased", Text(await ReviewAsync(_host.Tomas, fields[thing])), StringComparison.Ordinal);
            Assert.Contains(
                "Only people are erased",
                Text(await ReviewAsync(_host.Tomas, fields[thing].ToUpperInvariant())),
                StringComparison.Ordinal);
        }

        Assert.Contains("The audit names nobody", Text(await ReviewAsync(_host.Tomas, fields["request"])), StringComparison.Ordinal);
        Assert.Contains("The audit names nobody", Text(await ReviewAsync(_host.Tomas, "19:x@thread.tacv2")), StringComparison.Ordinal);

        // The person whom a right was asked for is one, in whatever spelling of the id.
        var review = await ReviewAsync(_host.Tomas, $"{{{fields["detail.user"].ToUpperInvariant()}}}");
        Assert.Contains("Entries that name this person: 1.", Text(review), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_whose_yes_carries_a_right_that_stands_is_not_erased()
    {
        var ask = await _host.Tomas.SeesAsync("asks for your approval");
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await _host.Nora.SeesAsync("Done and verified");
        var traces = await _host.Services.GetRequiredService<AuditErasure>().FindAsync(
            _host.Tomas.ObjectId, new Caller(Person(_host.Pierre), new HashSet<PartnerRole> { PartnerRole.AdminAgent }, true), default);
        Assert.Equal((true, false, false), (traces.HasYes, traces.HasOpen, traces.IsThing));
        traces = await _host.Services.GetRequiredService<AuditErasure>().FindAsync(
            _host.Omar.ObjectId, new Caller(Person(_host.Pierre), new HashSet<PartnerRole> { PartnerRole.AdminAgent }, true), default);
        Assert.Equal((false, false, false), (traces.HasYes, traces.HasOpen, traces.IsThing));
    }

    [Fact]
    public async Task An_approver_reads_the_way_in_french()
    {
        var tomas = _host.Tomas.In("fr-FR");
        var form = await tomas.ClicksAsync(await tomas.SaysAsync("exporter les demandes"), "requests/erase");
        Assert.Contains("Effacer une personne du journal d’audit", Text(form), StringComparison.Ordinal);
        var review = await tomas.ClicksAsync(form, "requests/erase", new Dictionary<string, string> { ["person"] = "omar haddad" });
        Assert.Contains("Chaque champ qui nomme cette personne est effacé", Text(review), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReviewAsync(Agent agent, string person)
    {
        var form = await agent.ClicksAsync(await agent.SaysAsync("export requests"), "requests/erase");
        return await agent.ClicksAsync(form, "requests/erase", new Dictionary<string, string> { ["person"] = person });
    }

    private static async Task<string> ForgedAsync(Agent agent, string verb, string person)
    {
        var (_, body) = await agent.SendAsync(agent.Forge(verb, new() { ["person"] = person }));
        return Text(body.GetProperty("value"));
    }

    private static Dictionary<string, string> Filled(string confirm, string reason) => new() { ["confirm"] = confirm, ["reason"] = reason };

    private static Person Person(Agent agent) => new(agent.ObjectId, agent.Tenant, agent.ObjectId);

    private static string Text(JsonElement card) => CardReader.Text(card);

    private Database Store => _host.Services.GetRequiredService<Database>();
}
