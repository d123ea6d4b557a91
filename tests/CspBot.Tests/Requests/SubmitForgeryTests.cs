using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Conversation;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Dialogs.Reservations;
using CspBot.Permissions;
using CspBot.Resources;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>
/// Every button that makes a request, of every dialog in the table: found by walking through the cards, so that a new dialog is covered by
/// itself. Whatever a client makes of its form, seal, person and verb, no request comes of it.
/// </summary>
public sealed class SubmitForgeryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Deepest = 3;
    private static readonly string[] LeadNowhere = ["/cancel", "/back", "/export", "/remove", "/mute", "/save"];
    private static readonly string[] Words = ["", " " + Scenarios.GoodCustomer, " tenants consolidated"];
    private static readonly Dictionary<string, string> s_preapproved = new() { ["reason"] = "Migration week" };
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Purchases:Conversation"] = PretendTeams.PersonalChat("00000000-0000-4000-8000-000000000021"),
            ["Approvals:Standing:Enabled"] = "true",
        };
        _host = await BotHost.StartAsync(settings);
        await _host.Tomas.InstallAsync();
        await SweepAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task No_submit_of_any_dialog_takes_a_form_a_seal_a_person_or_a_verb_that_is_not_its_own()
    {
        await Scenarios.GrantAsync(_host, "1h");
        var granted = (await FormsAsync()).Single(row => row.FormId.StartsWith("end:", StringComparison.Ordinal)).FormId;
        var submits = await FindAsync();
        foreach (var entry in Program.Table.Where(entry => entry.Operations.Count > 0))
            Assert.Contains(entry.Name, submits.Select(submit => submit.Verb.Split('/')[0]));
        Assert.Equal(
            Acts(), submits.Where(submit => submit.Act is not null).Select(submit => $"{submit.Verb.Split('/')[0]}/{submit.Act}").Order());
        var (before, calls) = (await FormsAsync(), await WritesAsync());
        var (broken, tries) = (new List<string>(), 0);
        foreach (var submit in submits)
        {
            foreach (var (name, click) in Attacks(submit, submits, granted))
            {
                tries++;
                var audited = (await _host.AuditAsync()).Count;
                var (answer, body) = await _host.Nora.SendAsync(click);
                var refused = (await _host.AuditAsync()).Skip(audited).Where(entry => entry.Kind == "refused").ToList();
                if (answer.StatusCode != HttpStatusCode.OK || refused.Count != 1 || !(await FormsAsync()).SequenceEqual(before))
                    broken.Add($"{submit.Name}: {name}: {refused.Count} refusals, {(await FormsAsync()).Count - before.Count} requests "
                        + $"{CardReader.Text(body.GetProperty("value"))}");
            }
        }

        output.WriteLine(
            $"{tries} tries on {submits.Count} submits ({string.Join(", ", submits.Select(submit => submit.Name).Distinct())})");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.Equal(calls, await WritesAsync());

        // None of it has spent a good card, and each makes one request, however often it is clicked, also once that is over. What runs
        // without approval would make the two that are to be merged unlike.
        foreach (var submit in submits.OrderByDescending(submit => submit.Act == "merge"))
        {
            var count = (await FormsAsync()).Count;
            var click = Click(submit, submit.Agent, _ => { });
            await Task.WhenAll(submit.Agent.SendAsync(click.DeepClone().AsObject()), submit.Agent.SendAsync(click.DeepClone().AsObject()));
            var (_, body) = await submit.Agent.SendAsync(click.DeepClone().AsObject());
            Assert.True(
                (await FormsAsync()).Count == count + 1,
                $"{submit.Name}: {(await FormsAsync()).Count - count} requests. {CardReader.Text(body.GetProperty("value"))}");
        }

        Assert.All(await FormsAsync(), row =>
            Assert.Matches("^(form:[a-z-]+:[0-9a-f-]{36}:F-[0-9a-f]+-[0-9a-f]+|end:R-[0-9A-Z]{5})$", row.FormId));
    }

    [Fact]
    public async Task A_form_named_after_a_grant_neither_keeps_its_end_away_nor_passes_four_eyes()
    {
        var (card, user, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora, "1h");
        var id = Scenarios.RequestOf(card);
        var list = await _host.Nora.SaysAsync("onboard stack tenants consolidated");
        var review = await _host.Nora.ClicksAsync(list, "onboard-stack-tenant/offboard", new Dictionary<string, string>
        {
            ["mapping"] = CardReader.Choices(list, "mapping")[0].Value,
        });
        var filled = new Dictionary<string, string> { ["reason"] = "Contract ended", ["shutOut"] = "false" };
        await _host.Nora.SendAsync(
            _host.Nora.Click(review, "onboard-stack-tenant/submit", filled, null, data => data["form"] = "end:" + id));
        Assert.Single(await FormsAsync());
        await _host.Tomas.ClicksAsync((await Scenarios.AskForAsync(_host, _host.Tomas, id)).Card, "requests/approve");
        await _host.Nora.SeesAsync("Done and verified");
        Assert.Contains(await _host.UserOwnersAsync(), owner => owner.Principal == user);
        await _host.LeapAsync(TimeSpan.FromHours(1.1));
        await _host.Nora.SeesAsync("Ended and verified");
        Assert.DoesNotContain(await _host.UserOwnersAsync(), owner => owner.Principal == user);
    }

    [Theory]
    [InlineData("notifications/save")]
    [InlineData("notifications/edit")]
    [InlineData("notifications/remove")]
    public async Task A_route_is_kept_under_an_id_that_the_bot_made(string verb)
    {
        foreach (var form in new[] { "default", "end:R-AAAAA", new string('f', 9000), "F-\0", "'; drop table route; --" })
        {
            var data = new JsonObject
            {
                ["form"] = form,
                ["target"] = "me",
                ["kinds"] = "reservation",
                ["when"] = "now",
                ["timeZone"] = "Europe/Paris",
            };
            var (answer, _) = await _host.Nora.SendAsync(_host.Nora.Forge(verb, data));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.All(await QueryAsync<string>("select id from route"), id => Assert.Matches("^F-[0-9a-f]+-[0-9a-f]+$", id));
    }

    [RequiresTheory("postgres")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_id_that_is_none_is_refused_on_record(bool onPostgres)
    {
        BotHost? other = null;
        if (onPostgres)
            other = await BotHost.StartAsync(new Dictionary<string, string?>
            {
                ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            });
        var host = other ?? _host;
        var tries = 0;
        var before = (await host.AuditAsync()).Count;
        foreach (var verb in new[] { "show", "approve", "reject", "cancel", "undo", "retry", "bless", "R-\0" })
        {
            foreach (var id in new[] { "R-\0AAAA", new string('R', 60_000), "end:R-AAAAA", "r-aaaaa' or 1=1", "R-AAAAA-E-E", "\ud800" })
            {
                var (answer, body) = await host.Nora.SendAsync(
                    host.Nora.Forge("requests/" + verb, new JsonObject { ["request"] = id, ["version"] = 1 }));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Contains("no", CardReader.Text(body.GetProperty("value")), StringComparison.OrdinalIgnoreCase);
                tries++;
            }

            foreach (var version in new JsonNode?[]
            {
                JsonValue.Create("1e9"), JsonValue.Create(-1), JsonValue.Create("99999999999999999999"), JsonValue.Create("\0"), null,
            })
            {
                await host.Nora.SendAsync(
                    host.Nora.Forge("requests/" + verb, new JsonObject { ["request"] = "R-AAAAA", ["version"] = version?.DeepClone() }));
                tries++;
            }
        }

        var added = (await host.AuditAsync()).Skip(before).ToList();
        Assert.Equal(tries, added.Count(entry => entry.Kind == "refused"));
        Assert.All(added, entry => Assert.True(entry.Document.Length < 2_000, entry.Document[..200]));
        if (other is not null)
            await other.DisposeAsync();
    }

    /// <summary>Walks through each dialog's cards with good input; a button that carries a seal, or whose step says so, submits.</summary>
    private async Task<IReadOnlyList<Submit>> FindAsync()
    {
        var found = new Dictionary<string, Submit>(StringComparer.Ordinal);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var phrase in Program.Table.Select(entry => entry.Phrase(Texts.English)))
        {
            foreach (var words in Words)
                await WalkAsync(await _host.Nora.SaysAsync(phrase + words), Deepest);
        }

        await WalkAsync(
            await _host.Nora.ClicksAsync(await _host.Nora.SaysAsync("standing approval adatum"), "requests/details", s_preapproved), 0);
        var held = ReturnScenes.Pick(_host, "Standard_D4s_v5", item => item.Quantity > 1);

        // One more like it in the same order can be merged with it; an exchange is computed at once.
        await _host.ControlAsync("knobs", new { exchangeAtOnce = true });
        ReturnScenes.In(_host, world =>
        {
            world.Reservations.Add(held with { Id = Guid.NewGuid().ToString() });
            return 0;
        });
        foreach (var act in All.Where(act => act.Of == ReservationsDialog.Own))
            await WalkAsync(await ReturnScenes.OpenAsync(_host.Nora, act.Name, held), Deepest);

        // A customer who has no plan can get one.
        await WalkAsync(await _host.Nora.ClicksAsync(await _host.Nora.SaysAsync("customers litware"), "customers/plan"), Deepest);

        // The grant that ends in an hour may be given for longer.
        var timed = AccessScenes.In(_host, world => world.AzureSubscriptions.SelectMany(one => one.Assignments).MaxBy(one => one.Created)!);
        await WalkAsync(
            await AccessScenes.ForgeAsync(
                _host.Nora, "extend", ("subscription", timed.Subscription), ("assignment", timed.Name)),
            Deepest);

        var flipped = (await _host.WorldAsync())
            .GetProperty("customers")
            .EnumerateArray()
            .Select(customer => customer.GetProperty("id").GetString()!)
            .ElementAt(1);
        await _host.ControlAsync("policies", new { customer = flipped, reservedInstances = true, savingsPlan = true });
        await SweepAsync();
        Collect((await _host.Tomas.SeesAsync("changed outside this bot")).Card, _host.Tomas);
        return [.. found.Values];

        async Task WalkAsync(JsonElement card, int further)
        {
            Collect(card, _host.Nora);
            foreach (var button in CardReader.Buttons(card))
            {
                var verb = button.GetProperty("verb").GetString()!;
                if (further == 0
                    || IsSubmit(button)
                    || verb.StartsWith("requests/", StringComparison.Ordinal)
                    || LeadNowhere.Any(verb.EndsWith)
                    || !tried.Add(verb + ShownCards.Title(card)))
                    continue;
                await WalkAsync(await _host.Nora.ClicksAsync(card, verb, Good(card)), further - 1);
            }
        }

        void Collect(JsonElement card, Agent agent)
        {
            foreach (var button in CardReader.Buttons(card).Where(IsSubmit))
            {
                var verb = button.GetProperty("verb").GetString()!;
                var submit = new Submit(verb, CardReader.DataOf(card, button, Good(card)), agent);
                found.TryAdd($"{submit.Name} {agent.ObjectId}", submit);
            }
        }
    }

    private static bool IsSubmit(JsonElement button)
    {
        var verb = button.GetProperty("verb").GetString()!;
        return !LeadNowhere.Any(verb.EndsWith)
            && (verb.EndsWith("submit", StringComparison.Ordinal)
                || (button.TryGetProperty("data", out var data) && data.TryGetProperty("seal", out _)));
    }

    private static Dictionary<string, string> Good(JsonElement card) => CardReader.Inputs(card).ToDictionary(
        input => input.GetProperty("id").GetString()!,
        input => (input.GetProperty("id").GetString(), input.GetProperty("type").GetString()) switch
        {
            ("customer", "Input.Text") => CardReader.Value(card, "customer") ?? "",
            ("customer", _) => CardReader.Value(card, "customer") ?? CardReader.Choices(card, "customer")[0].Value,
            // The first is Owner by now.
            ("user", "Input.ChoiceSet") => CardReader.Choices(card, "user")[2].Value,
            ("until" or "closesAfter", _) or (_, "Input.Time") => "",
            ("manages", _) => "customer",

            // As it is now stands in the field, and would change nothing.
            ("scope", _) when ActOf(card) == "scope" => "Single",
            (_, "Input.ChoiceSet") => input.TryGetProperty("value", out var standing)
                ? standing.GetString()!
                : input.GetProperty("choices")[0].GetProperty("value").GetString()!,
            (_, "Input.Toggle") => "true",
            ("reason", _) => "Migration weekend",
            ("name", _) => "Web farm",
            ("budget", _) => "1500",
            ("hourly", _) => "0.50",
            ("authorization", _) => "12345678ZZE1234",
            ("licence", _) => "87654321",
            ("email", _) => "it@adatum.example",
            ("currency", _) => "USD",
            ("quantity", _) when ActOf(card) == "split" => "1 + 5",
            ("product" or "quantity" or "term", _) when ActOf(card) == "exchange" => input.GetProperty("id").GetString() switch
            {
                "product" => "Standard_E4s_v5",
                "quantity" => "40",
                _ => "P3Y",
            },
            _ => "",
        });

    private static string? ActOf(JsonElement card) => CardReader.Buttons(card)
        .Select(button => button.TryGetProperty("data", out var data) && data.TryGetProperty("act", out var act) ? act.GetString() : null)
        .FirstOrDefault(act => act is not null);

    private IEnumerable<(string Name, JsonObject Click)> Attacks(Submit submit, IReadOnlyList<Submit> all, string end)
    {
        (string, JsonObject) Form(string name, string? form) => (name, Click(submit, submit.Agent, data => data["form"] = form));
        var other = all.First(one => one.Name != submit.Name);
        yield return Form("no form", null);
        yield return Form("the form of another card", other.Data["form"]!.GetValue<string>());
        yield return Form("the end of a grant", end);
        yield return Form("an end to come", "end:R-AAAAA");
        yield return Form("a form of before", "off:00000000-0000-4000-8000-000000000020:x:F-1");
        yield return Form("the whole id", $"form:{submit.Verb.Split('/')[0]}:{submit.Agent.ObjectId}:{submit.Data["form"]}");
        yield return Form("a form of the year 2106", "F-ffffffff-00112233445566778899aabbccddeeff");
        yield return Form("a form of 1970", "F-1-00112233445566778899aabbccddeeff");
        yield return Form("overlong", "F-" + new string('a', 20_000));
        yield return Form("NUL", submit.Data["form"] + "\0");
        yield return Form("half a sign", "F-\ud800");
        yield return Form("in capitals", submit.Data["form"]!.GetValue<string>().ToUpperInvariant());
        yield return ("no seal", Click(submit, submit.Agent, data => data.Remove("seal")));
        yield return ("an empty seal", Click(submit, submit.Agent, data => data["seal"] = ""));
        yield return ("a seal made up", Click(submit, submit.Agent, data => data["seal"] = new string('0', 64)));
        yield return ("a seal as a list", Click(submit, submit.Agent, data => data["seal"] = new JsonArray(data["seal"]?.DeepClone())));
        yield return ("an overlong seal", Click(submit, submit.Agent, data => data["seal"] = new string('é', 40_000)));
        yield return ("the seal of another card", Click(submit, submit.Agent, data => data["seal"] = other.Data["seal"]?.DeepClone()));
        if (submit.Data.ContainsKey("customer"))
            yield return ("another customer",
                Click(submit, submit.Agent, data => data["customer"] = "20000000-0000-4000-8000-000000000002"));
        foreach (var act in all.Where(one => one.Verb == submit.Verb && one.Name != submit.Name).Select(one => one.Act).Distinct())
            yield return ("as the act " + act, Click(submit, submit.Agent, data => data["act"] = act));
        foreach (var verb in all.Select(one => one.Verb).Where(verb => verb != submit.Verb).Distinct())
            yield return ("as " + verb, Click(submit with { Verb = verb }, submit.Agent, _ => { }));

        // What stands on a notice is for everybody who reads it: whoever clicks it, it is their own
        // request, and their role that is asked for.
        if (submit.Verb != PermissionWatch.OffVerb)
            yield return ("by somebody else", Click(submit, _host.Aisha, _ => { }));
        yield return ("by somebody without the role", Click(submit, _host.Ingrid, _ => { }));
    }

    private static JsonObject Click(Submit submit, Agent who, Action<JsonObject> forge)
    {
        var data = submit.Data.DeepClone().AsObject();
        forge(data);
        return who.Forge(submit.Verb, data);
    }

    private async Task<IReadOnlyList<FormRow>> FormsAsync() =>
        await QueryAsync<FormRow>("select id as Id, form_id as FormId from request order by created_at, id");

    private IReadOnlyList<DialogAct> All => _host.Services.GetRequiredService<DialogActs>().All;

    /// <summary>Those that change something: the usage of a stack is only read.</summary>
    private IReadOnlyList<string> Acts() =>
        [.. All.Where(act => act.Dialog is not StackUsageDialog).Select(act => $"{act.Of}/{act.Name}").Order()];

    /// <summary>Calls that may change something; which groups a person is in is asked with a POST.</summary>
    private async Task<int> WritesAsync() => (await _host.CallsAsync()).Count(call =>
        call.GetProperty("method").GetString() is not "GET"
        && call.GetProperty("api").GetString() is not "login"
        && !call.GetProperty("path").GetString()!.Contains("Member", StringComparison.OrdinalIgnoreCase));

    private Task<IReadOnlyList<T>> QueryAsync<T>(string sql) =>
        _host.Services.GetRequiredService<Database>().ReadAsync(session => session.QueryAsync<T>(sql), default);

    private Task SweepAsync() => _host.Services.GetRequiredService<PermissionWatch>().SweepAsync(default);

    private sealed record Submit(string Verb, JsonObject Data, Agent Agent)
    {
        /// <summary>Of several acts that share a verb.</summary>
        public string? Act => Data["act"]?.GetValue<string>();

        public string Name => Act is null ? Verb : $"{Verb} ({Act})";
    }

    private sealed record FormRow
    {
        public string Id { get; init; } = "";

        public string FormId { get; init; } = "";
    }
}
