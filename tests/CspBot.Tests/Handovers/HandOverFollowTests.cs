using System.Text.Json;
using CspBot.Handovers;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Partner;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.VisualStudioScenes;

namespace CspBot.Tests.Handovers;

/// <summary>What was handed over is followed: asked about by the clock, spoken of by people, told when a customer removed us.</summary>
public sealed class HandOverFollowTests
{
    private static readonly Dictionary<string, string?> Scoped = new()
    {
        ["Partner:CustomerScopes:0:GroupId"] = CustomerScopeSuite.Scope,
        ["Partner:CustomerScopes:0:Customers"] = CustomerScopeSuite.Nobody,
    };

    [Fact]
    public async Task The_requester_is_asked_after_three_days_and_weekly_once_each_over_two_instances_and_a_restart_until_somebody_says()
    {
        await using var host = await BotHost.StartAsync(oneClock: true);
        await using var other = await host.StartAnotherAsync();
        await host.Ingrid.InstallAsync();
        var id = await HandOverAsync(host.Ingrid);
        await host.LeapAsync(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(2));
        await LookAsync(host, other);
        Assert.Empty(await RemindersAsync(host));
        (double Days, string Says)[] due = [(0.01, "3 days ago"), (7, "10 days ago"), (7, "17 days ago")];
        for (var i = 0; i < due.Length; i++)
        {
            await host.LeapAsync(TimeSpan.FromDays(due[i].Days));
            await LookAsync(host, other);
            await LookAsync(other, host);
            await host.Ingrid.SeesAsync(due[i].Says);
            if (i == 1)
                await host.RestartAsync();
            await LookAsync(host, other);
            Assert.Equal(i + 1, (await RemindersAsync(host)).Count);
        }

        // Said on the reminder itself, by its requester; from then on it is quiet, until it is put back.
        var last = await host.Ingrid.SeesAsync("17 days ago");
        var said = await SayAsync(host.Ingrid, last.Card, "confirmed");
        Assert.Contains("Ingrid Solberg confirmed it on", CardReader.Text(said), StringComparison.Ordinal);
        await host.LeapAsync(TimeSpan.FromDays(30));
        await LookAsync(host, other);
        Assert.Equal(3, (await RemindersAsync(host)).Count);
        var back = await SayAsync(host.Nora, said, "handed-over");
        Assert.Contains("Nora Lind put this back", CardReader.Text(back), StringComparison.Ordinal);
        await LookAsync(host, other);
        Assert.Equal(3, (await RemindersAsync(host)).Count);
        await host.LeapAsync(TimeSpan.FromDays(3.01));
        await LookAsync(host, other);
        await host.Ingrid.SeesAsync("50 days ago");
        Assert.Equal(
            ["reminded", "reminded", "reminded", "confirmed", "handed-over", "reminded"],
            (await host.AuditAsync()).Where(entry => entry.Request == id && entry.Kind.StartsWith("hand-over-", StringComparison.Ordinal))
                .Select(entry => entry.Kind["hand-over-".Length..]));
    }

    [Fact]
    public async Task How_soon_and_how_often_is_a_setting()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["VisualStudio:RemindAfter"] = "01:00:00",
            ["VisualStudio:RemindEvery"] = "02:00:00",
        });
        await host.Nora.InstallAsync();
        await HandOverAsync(host.Nora);
        foreach (var (minutes, count) in new[] { (58, 0), (3, 1), (117, 1), (4, 2) })
        {
            await host.LeapAsync(TimeSpan.FromMinutes(minutes));
            await LookAsync(host);
            Assert.Equal(count, (await RemindersAsync(host)).Count);
        }

        Assert.Equal(
            ["VisualStudio:RemindAfter must be between a minute and a year, e.g. 3.00:00:00."],
            new HandOverOptions { RemindAfter = TimeSpan.Zero }.Validate());
        Assert.Equal(
            ["VisualStudio:RemindEvery must be between a minute and a year, e.g. 7.00:00:00."],
            new HandOverOptions { RemindEvery = TimeSpan.FromDays(366) }.Validate());
    }

    [Fact]
    public async Task Nobody_is_asked_who_lost_the_role_or_no_longer_looks_after_the_customer()
    {
        await using var host = await BotHost.StartAsync(Scoped);
        await host.Ingrid.InstallAsync();
        await host.Pierre.InstallAsync();
        await HandOverAsync(host.Ingrid);
        await HandOverAsync(host.Pierre.In("en-US"), numbers: Numbers("99999999ZZE9999"));
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = Array.Empty<string>() });
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, [host.Pierre]);
        await host.LeapAsync(TimeSpan.FromDays(3.1));
        await LookAsync(host);
        Assert.Empty(await RemindersAsync(host));
        Assert.Equal(2, await PurchaseScenes.StoreAsync(
            host, session => session.QueryOneAsync<long>("select count(*) from hand_over where reminders = 1")));
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_puts_the_question_off_and_loses_it_not()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.InstallAsync();
        await HandOverAsync(host.Nora);
        await host.ControlAsync("faults", new { api = "graph", status = 503 });
        await host.LeapAsync(TimeSpan.FromDays(3.1));
        await LookAsync(host);
        Assert.Empty(await RemindersAsync(host));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(5));
        await LookAsync(host);
        Assert.Single(await RemindersAsync(host));
    }

    [Fact]
    public async Task A_customer_who_removed_us_is_told_to_the_requester_and_the_house_once_with_the_way_filled_in()
    {
        await using var host = await BotHost.StartAsync();
        await using var other = await host.StartAnotherAsync();
        foreach (var agent in new[] { host.Pierre, host.Tomas, host.Aisha, host.Nora })
            await agent.InstallAsync();
        var id = await HandOverAsync(host.Pierre, "direct");
        var removed = await SayAsync(host.Tomas, await OpenAsync(host.Tomas, id), "removed");
        Assert.Contains("Tomas Berg said so on", CardReader.Text(removed), StringComparison.Ordinal);
        await LookAsync(host, other);
        await LookAsync(other, host);
        var told = await host.Pierre.SeesAsync("a retiré notre accès à sa licence Visual Studio");
        await host.Aisha.SeesAsync("removed our access to its Visual Studio licence");
        Assert.Equal(2, (await host.OutboxAsync()).Count(place => place.Id.Contains("/removed/", StringComparison.Ordinal)));

        // The one who said it knows; the others are told what to do, and the form opens filled in.
        Assert.DoesNotContain(host.Tomas.Mine(), message => message.Text.Contains("removed our access", StringComparison.Ordinal));
        Assert.Contains("Demandez au client", told.Text, StringComparison.Ordinal);
        var form = await host.Pierre.ClicksAsync(told.Card, Way, null, told.Id);
        Assert.Equal(
            [Authorization, Licence, Email],
            new[] { "authorization", "licence", "email" }.Select(name => CardReader.Value(form, name)));
        var review = await host.Pierre.ClicksAsync(form, Details);
        Assert.Contains("la reprise recommence", CardReader.Text(review), StringComparison.Ordinal);
        var again = RequestId().Match(CardReader.Text(await host.Pierre.ClicksAsync(review, Submit))).Value;
        var card = (await OverAsync(host.Pierre, again)).Card;

        // It is the same hand-over, begun anew, under either request's id.
        Assert.Equal(CardReader.Text(await host.Pierre.ClicksAsync(card, Follow)), CardReader.Text(await OpenAsync(host.Pierre, id)));
        Assert.Contains("Personne n’a encore dit", CardReader.Text(await OpenAsync(host.Pierre, id)), StringComparison.Ordinal);
        Assert.Single(await RowsAsync(host));
    }

    [Fact]
    public async Task A_conversation_of_the_house_is_told_in_the_place_of_the_approvers()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Purchases:Conversation"] = PretendTeams.PersonalChat("00000000-0000-4000-8000-000000000022"),
        });
        await host.Aisha.InstallAsync();
        await host.Nora.InstallAsync();
        var card = await OpenAsync(host.Nora, await HandOverAsync(host.Nora));
        await SayAsync(host.Nora, card, "removed");
        await host.Aisha.SeesAsync("removed our access to its Visual Studio licence");
        Assert.Single(await host.OutboxAsync(), place => place.Id.Contains("/removed/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_who_speak_at_once_one_is_heard_and_a_wrong_click_is_put_right()
    {
        await using var host = await BotHost.StartAsync();
        var id = await HandOverAsync(host.Nora);
        var (left, right) = (await OpenAsync(host.Nora, id), await OpenAsync(host.Ingrid, id));
        var both = await Task.WhenAll(SayAsync(host.Nora, left, "confirmed"), SayAsync(host.Ingrid, right, "removed"));
        Assert.Single(both, card => CardReader.Text(card).Contains("your click changed nothing", StringComparison.Ordinal));
        Assert.Single(both, card => CardReader.Text(card).Contains("Noted.", StringComparison.Ordinal));
        Assert.Equal(Badge(both[0]), Badge(both[1]));

        // An old card changes nothing either; the one on top does.
        var stale = await SayAsync(host.Nora, left, "confirmed");
        Assert.Contains("your click changed nothing", CardReader.Text(stale), StringComparison.Ordinal);
        var waiting = await SayAsync(host.Nora, stale, "handed-over");
        var confirmed = await SayAsync(host.Nora, waiting, "confirmed");
        var twice = await SayAsync(host.Nora, waiting, "confirmed");
        Assert.Contains("your click changed nothing", CardReader.Text(twice), StringComparison.Ordinal);
        Assert.Equal("Confirmed", Badge(confirmed));
        var spoken = (await host.AuditAsync()).Where(entry => entry.Request == id
            && entry.Kind.StartsWith("hand-over-", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, spoken.Count);
        Assert.Equal(["hand-over-handed-over", "hand-over-confirmed"], spoken.Skip(1).Select(entry => entry.Kind));
        Assert.All(spoken.Skip(1), entry => Assert.Equal(host.Nora.ObjectId, entry.Actor));
        Assert.Equal(2, (await host.AuditAsync()).Count(
            entry => entry.Kind == "refused" && entry.Document.Contains("VisualStudio.Meanwhile", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task A_hand_over_of_a_customer_who_does_not_exist_for_somebody_is_none_by_any_road()
    {
        await using var host = await BotHost.StartAsync(Scoped);
        var id = await HandOverAsync(host.Nora);
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, [host.Pierre]);
        var pierre = host.Pierre.In("en-US");
        foreach (var (name, value) in new[] { ("to", "confirmed"), ("as", "text"), ("x", "") })
        {
            async Task<string> AnswerAsync(string request) => CardReader.Text(
                await ForgeAsync(pierre, Follow, ("request", request), ("version", "1"), (name, value)));
            Assert.Equal(await AnswerAsync("R-ZZZZZ"), await AnswerAsync(id));
            Assert.Equal(await AnswerAsync("R-ZZZZZ"), await AnswerAsync("' or 1=1 --"));
            Assert.Contains("There is no such hand-over", await AnswerAsync(id), StringComparison.Ordinal);
        }

        var unknown = await ForgeAsync(pierre, Follow, ("request", id), ("version", "1"));
        Assert.Equal("All hand-overs", CardReader.Button(unknown, List).GetProperty("title").GetString());
        foreach (var data in new (string, string)[][] { [], [("find", "adatum")], [("as", "csv")], [("page", "7")] })
        {
            var list = (await ForgeAsync(pierre, List, data)).ToString();
            Assert.DoesNotContain("Adatum", list, StringComparison.Ordinal);
            Assert.DoesNotContain(id, list, StringComparison.Ordinal);
            Assert.DoesNotContain(Licence, list, StringComparison.Ordinal);
        }

        // A state that there is none, and a version that never was.
        foreach (var (state, version) in new[] { ("done", "1"), ("2", "1"), ("confirmed", "9"), ("removed", "-1"), ("confirmed", "") })
            await ForgeAsync(host.Nora, Follow, ("request", id), ("version", version), ("to", state));
        Assert.Equal("To be confirmed", Badge(await OpenAsync(host.Nora, id)));
        Assert.DoesNotContain(
            await host.AuditAsync(), entry => entry.Kind.StartsWith("hand-over-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_text_for_the_customer_is_in_its_language_unless_another_is_chosen()
    {
        await using var host = await BotHost.StartAsync();
        var english = await OpenAsync(host.Pierre, await HandOverAsync(host.Pierre));
        var text = await TextAsync(host.Pierre, english);
        Assert.Contains("le profil de facturation du client indique en-US", CardReader.Text(text), StringComparison.Ordinal);
        var written = CardReader.Value(text, "text")!;
        Assert.StartsWith("Hello Adatum Corporation,", written, StringComparison.Ordinal);
        Assert.EndsWith("Kind regards,\nPierre Martin", written, StringComparison.Ordinal);
        string[] words =
            ["a partner was added", "remove our access", "name administrators", Authorization, Licence, "https://manage.visualstudio.com"];
        foreach (var said in words)
            Assert.Contains(said, written, StringComparison.Ordinal);
        var chosen = await host.Pierre.ClicksAsync(text, Follow);
        Assert.StartsWith("Bonjour Adatum Corporation,", CardReader.Value(chosen, "text")!, StringComparison.Ordinal);
        Assert.Contains("comme vous l’avez choisi", CardReader.Text(chosen), StringComparison.Ordinal);

        var french = await OpenAsync(host.Nora, await HandOverAsync(host.Nora, customer: "contoso france"));
        Assert.StartsWith("Bonjour Contoso France,", await WrittenAsync(), StringComparison.Ordinal);
        await host.ControlAsync("faults", new { api = "partnercenter", status = 503 });
        Assert.StartsWith("Hello Contoso France,", await WrittenAsync(), StringComparison.Ordinal);

        // Nobody said that it has no language: nobody could be asked.
        var unread = CardReader.Text(await TextAsync(host.Nora, french));
        Assert.Contains("In English: the customer’s language could not be read now.", unread, StringComparison.Ordinal);
        Assert.DoesNotContain("tells no language", unread, StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.ControlAsync("faults", new
        {
            api = "partnercenter",
            method = "GET",
            path = "*/customers/*",
            status = 200,
            body = """{"id":"x","companyProfile":{},"billingProfile":{"companyName":"Contoso France"}}""",
        });
        unread = CardReader.Text(await TextAsync(host.Nora, french));
        Assert.Contains("Partner Center tells no language of this customer", unread, StringComparison.Ordinal);

        async Task<string> WrittenAsync() => CardReader.Value(await TextAsync(host.Nora, french), "text")!;
    }

    [Fact]
    public async Task The_list_finds_pages_and_exports_all_that_was_handed_over()
    {
        await using var host = await BotHost.StartAsync();
        Assert.Contains(
            "Nothing has been handed over yet", CardReader.Text(await host.Nora.SaysAsync("visual studio list")), StringComparison.Ordinal);
        var id = await HandOverAsync(host.Nora);
        await HandOverAsync(host.Nora, "direct", "contoso france", Numbers("12345678ZZE9876", "11112222", "achats@contoso.example"));
        for (var i = 0; i < 9; i++)
            await HandOverAsync(host.Ingrid, "admin-center", "litware", Numbers(licence: $"4444444{i}", email: "it@litware.example"));
        await SayAsync(host.Nora, await OpenAsync(host.Nora, id), "removed");

        // What a customer ended stands first, whatever is older.
        var list = await host.Pierre.SaysAsync("Visual Studio LISTE");
        Assert.Contains("11 au total, page 1 sur 2", CardReader.Text(list), StringComparison.Ordinal);
        Assert.Contains("Accès retiré", CardReader.Text(list), StringComparison.Ordinal);
        Assert.Equal(id, CardReader.Button(list, Follow).GetProperty("data").GetProperty("request").GetString());
        var next = await ForgeAsync(host.Pierre, List, ("page", "1"));
        Assert.Equal(3, CardReader.Buttons(next).Count(button => button.GetProperty("verb").GetString() == Follow));
        var row = await host.Pierre.ClicksAsync(list, Follow);
        Assert.Contains("Reprise Visual Studio : Adatum", CardReader.Text(row), StringComparison.Ordinal);

        (string Words, int Count)[] searches =
            [("ádatum", 1), ("11112222", 1), ("zze9876", 1), ("ACHATS@", 1), ("ingrid", 9), ("none of these", 0)];
        foreach (var (words, count) in searches)
        {
            var found = await host.Nora.ClicksAsync(
                await host.Nora.SaysAsync("visual studio list"), List, new Dictionary<string, string> { ["find"] = words });
            Assert.Equal(
                Math.Min(count, 8), CardReader.Buttons(found).Count(button => button.GetProperty("verb").GetString() == Follow));
            Assert.Equal(words, CardReader.Value(found, "find"));
        }

        Assert.Contains("1 in all", CardReader.Text(await host.Nora.SaysAsync("visual studio list contoso")), StringComparison.Ordinal);
        var csv = CardReader.Value(await ForgeAsync(host.Nora, List, ("as", "csv")), "csv")!.Split('\n');
        Assert.Equal(12, csv.Length);
        Assert.Equal("handOver", csv[0].Split(',')[0]);
        Assert.StartsWith(
            $"{id},{ReservationPermissionStories.Adatum},Adatum Corporation,existing,{Authorization},{Licence},{Email},removed,",
            csv[1],
            StringComparison.Ordinal);
    }

    /// <summary>A look of whichever instance takes the turn, from its beginning to its end.</summary>
    private static async Task LookAsync(BotHost host, BotHost? other = null)
    {
        var before = await FenceAsync(host);
        foreach (var one in new[] { host, other }.OfType<BotHost>())
            await one.Services.GetRequiredService<CspBot.Store.Turns>().HurryAsync(HandOverWatch.Topic, default);
        await Eventually.IsTrueAsync(
            "the hand-overs were looked at", async () => await FenceAsync(host) > before && await IsIdleAsync(host));
    }

    private static Task<long> FenceAsync(BotHost host) => PurchaseScenes.StoreAsync(
        host, async session => await session.QueryOneAsync<long?>("select fence from watch where name = 'hand-overs'") ?? 0);

    private static Task<bool> IsIdleAsync(BotHost host) => PurchaseScenes.StoreAsync(
        host,
        async session => await session.QueryOneAsync<long?>("select lease_until from watch where name = 'hand-overs'") == 0);

    private static async Task<IReadOnlyList<string>> RemindersAsync(BotHost host) =>
        [.. (await host.OutboxAsync()).Select(place => place.Id).Where(id => id.Contains("/reminder/", StringComparison.Ordinal))];

    private static Task<IReadOnlyList<string>> RowsAsync(BotHost host) =>
        PurchaseScenes.StoreAsync(host, session => session.QueryAsync<string>("select id from hand_over"));

    private static Task<JsonElement> TextAsync(Agent agent, JsonElement card) => ForgeAsync(
        agent, Follow, ("request", RequestId().Match(CardReader.Text(card)).Value), ("as", "text"));

    /// <summary>The state's word.</summary>
    private static string Badge(JsonElement card) => new[] { "To be confirmed", "Confirmed", "Removed us" }.Single(
        word => CardReader.Text(card).Split(" | ").Contains(word));
}
