using System.Text.Json;
using CspBot.Dialogs.VisualStudio;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using static CspBot.Tests.Dialogs.VisualStudioScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Visual Studio licences: which way, the numbers, the review, and the request that keeps the hand-over.</summary>
public sealed class VisualStudioTests
{
    private static readonly string[] Values = ["authorization", "licence", "email"];

    [Theory]
    [InlineData("existing", "en-US", "New open license", "https://manage.visualstudio.com")]
    [InlineData("existing", "fr-FR", "tout en bas « New open license »", "https://manage.visualstudio.com")]
    [InlineData("admin-center", "en-US", "In “Relationship summary” choose licence 87654321", "https://admin.microsoft.com")]
    [InlineData("admin-center", "fr-FR", "choisissez la licence 87654321", "https://admin.microsoft.com")]
    [InlineData("direct", "en-US", "not a recognised user", "https://manage.visualstudio.com")]
    [InlineData("direct", "fr-FR", "Choisissez l’option « OLP Partners »", "https://manage.visualstudio.com")]
    public async Task Each_way_of_an_existing_agreement_ends_on_its_steps_with_each_value_to_copy(
        string way, string locale, string step, string link)
    {
        await using var host = await BotHost.StartAsync();
        var ingrid = host.Ingrid.In(locale);
        var review = await ReviewAsync(ingrid, way, "adatum", Numbers(" 12345678zze1234 ", "87654321", " it@adatum.example"));
        Assert.Equal(Authorization, CardReader.Facts(review).Values.First(value => value.StartsWith("1234", StringComparison.Ordinal)));
        Assert.DoesNotContain("⚠", CardReader.Text(review), StringComparison.Ordinal);
        var asked = await ingrid.ClicksAsync(review, Submit);
        var id = RequestId().Match(CardReader.Text(asked)).Value;
        var done = await OverAsync(ingrid, id);

        var card = await ingrid.ClicksAsync(done.Card, Follow, null, done.Id);
        Assert.Contains(step, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains(link, Links(card));
        Assert.Equal([Authorization, Licence, Email], Values.Select(name => CardReader.Value(card, name)));
        Assert.Contains(
            locale == "fr-FR" ? "un partenaire a été ajouté" : "a partner was added", CardReader.Text(card), StringComparison.Ordinal);

        // Nothing was changed in any cloud; who asked, and that nobody had to approve, is on record, without the customer's address.
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("method").GetString() != "GET"
            && call.GetProperty("api").GetString() is not ("login" or "graph"));
        var audit = (await host.AuditAsync()).Where(entry => entry.Request == id).ToList();
        Assert.Equal(["submitted", "started", "attempt", "step", "succeeded"], audit.Select(entry => entry.Kind));
        Assert.DoesNotContain(audit, entry => entry.Document.Contains(Email, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en-US", "Open ended on Dec 31, 2021", "no active Azure subscription", "type “customers Litware")]
    [InlineData("fr-FR", "Open a pris fin le 31 déc. 2021", "aucun abonnement Azure actif", "saisissez « clients Litware")]
    public async Task New_licences_show_what_replaces_Open_and_whether_there_is_something_to_bill_it_to(
        string locale, string ended, string none, string plan)
    {
        await using var host = await BotHost.StartAsync();
        var pierre = host.Pierre.In(locale);
        var card = await FormAsync(pierre, "cloud");
        Assert.Contains(ended, CardReader.Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain(none, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("Visual Studio Marketplace", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Equal(
            [
                "https://partnercenter.microsoft.com/", "https://marketplace.visualstudio.com/subscriptions",
                "https://manage.visualstudio.com/", "https://visualstudio.microsoft.com/vs/pricing/",
            ],
            Links(card).Select(link => new Uri(link).AbsoluteUri));
        Assert.False(CardReader.HasButton(card, Submit));

        var litware = CardReader.Text(await FormAsync(pierre, "cloud", "litware"));
        Assert.Contains(none, litware, StringComparison.Ordinal);
        Assert.Contains(plan, litware, StringComparison.Ordinal);

        await host.ControlAsync("faults", new { api = "partnercenter", path = "/subscriptions", status = 503 });
        var unread = await FormAsync(pierre, "cloud");
        Assert.DoesNotContain(none, CardReader.Text(unread), StringComparison.Ordinal);
        Assert.Contains("✖", CardReader.Text(unread), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-US", "the steps in the portal are yours to do", "Done and verified")]
    [InlineData("fr-FR", "les étapes dans le portail restent à faire", "Faite et vérifiée")]
    public async Task Its_request_does_not_say_that_anything_is_done_or_verified_in_the_portal(string locale, string said, string never)
    {
        await using var host = await BotHost.StartAsync();
        var ingrid = host.Ingrid.In(locale);
        var asked = await ingrid.ClicksAsync(await ReviewAsync(ingrid, "admin-center"), Submit);
        var done = await OverAsync(ingrid, RequestId().Match(CardReader.Text(asked)).Value);
        Assert.Contains(said, done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(never, done.Text, StringComparison.Ordinal);

        // This way has nothing to enter, and the invitation comes of the order, not of us.
        var steps = CardReader.Text(await ingrid.ClicksAsync(done.Card, Follow, null, done.Id));
        string[] words = locale == "fr-FR"
            ? ["cette voie n’en demande aucune", "sa commande lui vaut"]
            : ["this way asks you to enter none", "its order brings it"];
        Assert.All(words, word => Assert.Contains(word, steps, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_made_up_or_much_too_longeris_answered_and_hands_nothing_over()
    {
        await using var host = await BotHost.StartAsync();
        var nora = host.Nora;
        foreach (var customer in new[] { "", "adatum", "../../x", Guid.Empty.ToString(), Guid.NewGuid().ToString() })
        {
            foreach (var verb in new[] { Way, Details, Back, Submit })
            {
                var answer = await ForgeAsync(
                    nora, verb, ("customer", customer), ("way", "direct"), ("stage", "details"), ("authorization", Authorization),
                    ("licence", Licence), ("email", Email));
                Assert.False(CardReader.HasButton(answer, Submit), $"{verb} of “{customer}”");
            }
        }

        // Long things, and a sign of two letters where the field ends.
        var much = new string('a', 99) + "\U0001F600" + new string('b', 10_000);
        Assert.Equal(new string('a', 99), CardReader.Value(await ForgeAsync(nora, List, ("find", much)), "find"));
        Assert.Equal(new string('a', 99), CardReader.Value(await nora.SaysAsync("visual studio list " + much), "find")!.Trim());

        // No field of ours takes so much; what still fits on a card is kept beside the sentence.
        var longer = much[..300];
        var form = await nora.ClicksAsync(await FormAsync(nora), Details, Numbers(longer, longer, longer));
        Assert.Contains("longer than 100 signs", CardReader.Text(form), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(form, Submit));
        Assert.Equal(0, await PurchaseScenes.StoreAsync(host, session => session.QueryOneAsync<long>("select count(*) from hand_over")));
    }

    [Fact]
    public async Task Nothing_typed_is_lost_on_back_on_another_way_in_another_client_or_on_a_restart()
    {
        await using var host = await BotHost.StartAsync();
        var nora = host.Nora;
        var form = await FormAsync(nora, "direct");

        // Back from the numbers sends them along; another way has them filled in.
        var ways = await nora.ClicksAsync(form, Back, Numbers("a-1", "l-2", "no address yet"));
        Assert.Equal("direct", CardReader.Value(ways, "way"));
        await host.RestartAsync();

        // This client sends what the choice says.
        var title = CardReader.Choices(ways, "way").Single(choice => choice.Value == "existing").Title;
        var again = await nora.ClicksAsync(ways, Way, new Dictionary<string, string> { ["way"] = title });
        Assert.Equal(["A-1", "L-2", "no address yet"], Values.Select(name => CardReader.Value(again, name)));
        var review = await nora.ClicksAsync(again, Details, Numbers("a-1", "l-2", "it@adatum.example"));
        await host.RestartAsync();
        var back = await nora.ClicksAsync(review, Back);
        Assert.Equal(["A-1", "L-2", "it@adatum.example"], Values.Select(name => CardReader.Value(back, name)));

        // Through new licences and another customer, too.
        var cloud = await nora.ClicksAsync(
            await nora.ClicksAsync(back, Back), Way, new Dictionary<string, string> { ["way"] = "cloud" });
        var left = await nora.ClicksAsync(cloud, Back);
        Assert.Equal("cloud", CardReader.Value(left, "way"));
        var other = await nora.ClicksAsync(left, Back, new Dictionary<string, string> { ["way"] = "admin-center" });
        var contoso = CardReader.Choices(other, "customer").First(IsContoso).Title;
        Assert.Equal(ReservationPermissionStories.Adatum, CardReader.Value(other, "customer"));
        var moved = await nora.ClicksAsync(other, Way, new Dictionary<string, string> { ["customer"] = contoso });
        Assert.Contains("Agreement of Contoso", CardReader.Text(moved), StringComparison.Ordinal);
        Assert.Equal(["A-1", "L-2", "it@adatum.example"], Values.Select(name => CardReader.Value(moved, name)));
    }

    [Fact]
    public async Task The_first_card_asks_for_customer_and_way_and_keeps_the_one_when_the_other_is_missing()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync("Visual Studio");
        Assert.Equal(["existing", "admin-center", "direct", "cloud"], CardReader.Choices(card, "way").Select(choice => choice.Value));
        var none = await host.Nora.ClicksAsync(card, Way, new Dictionary<string, string> { ["way"] = "direct" });
        Assert.Contains("Choose a customer", CardReader.Text(none), StringComparison.Ordinal);
        Assert.Equal("direct", CardReader.Value(none, "way"));
        var several = await host.Nora.ClicksAsync(none, Way, new Dictionary<string, string> { ["customer"] = "contos" });
        Assert.Contains("Several customers match “contos”", CardReader.Text(several), StringComparison.Ordinal);
        Assert.Equal("direct", CardReader.Value(several, "way"));
        Assert.All(CardReader.Choices(several, "customer").Where(choice => choice.Value != "contos"),
            choice => Assert.Contains("Contoso", choice.Title, StringComparison.Ordinal));
        var unknown = await host.Nora.ClicksAsync(several, Way, new Dictionary<string, string> { ["customer"] = "qqqq" });
        Assert.Contains("No customer of ours matches “qqqq”", CardReader.Text(unknown), StringComparison.Ordinal);
        var form = await host.Nora.ClicksAsync(unknown, Way, new Dictionary<string, string> { ["customer"] = "adatum" });
        Assert.Contains("Agreement of Adatum", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Contains("directly", CardReader.Text(form), StringComparison.Ordinal);

        // Behind the phrase: one match is taken, several are buttons, and each leads on to the way.
        var rows = await host.Nora.SaysAsync("visual studio contos");
        var contoso = CardReader.Choices(rows, "customer").First(IsContoso).Value;
        var ways = await host.Nora.ClicksAsync(rows, Way, null, null, data => data["customer"] = contoso);
        Assert.Contains("Visual Studio licences of Contoso", CardReader.Text(ways), StringComparison.Ordinal);
        Assert.DoesNotContain("Choose a way.", CardReader.Text(ways), StringComparison.Ordinal);
        var noWay = await host.Nora.ClicksAsync(ways, Way);
        Assert.Contains("Choose a way.", CardReader.Text(noWay), StringComparison.Ordinal);
        var closed = await host.Nora.ClicksAsync(noWay, "visual-studio/cancel");
        Assert.Contains("visual studio", CardReader.Text(closed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_numbers_of_the_same_customer_lead_to_the_existing_hand_over_also_in_a_race()
    {
        await using var host = await BotHost.StartAsync();
        var (one, other) = (await ReviewAsync(host.Nora), await ReviewAsync(host.Pierre.In("en-US"), "direct"));
        var asked = await host.Nora.ClicksAsync(one, Submit);
        var first = RequestId().Match(CardReader.Text(asked)).Value;
        await OverAsync(host.Nora, first);
        var stopped = await host.Pierre.In("en-US").ClicksAsync(other, Submit);
        Assert.Contains($"was handed over already ({first})", CardReader.Text(stopped), StringComparison.Ordinal);
        var existing = await host.Pierre.In("en-US").ClicksAsync(stopped, Follow);
        Assert.Contains(first, CardReader.Text(existing), StringComparison.Ordinal);
        Assert.Contains("Nora Lind", CardReader.Text(existing), StringComparison.Ordinal);

        // The same numbers of another customer are another hand-over.
        await HandOverAsync(host.Nora, customer: "litware");

        // Two who click at the same moment: one is kept, the other is led there.
        var numbers = Numbers("11111111ZZE1111");
        var (left, right) = (await ReviewAsync(host.Nora, numbers: numbers), await ReviewAsync(host.Ingrid, numbers: numbers));
        var both = await Task.WhenAll(host.Nora.ClicksAsync(left, Submit), host.Ingrid.ClicksAsync(right, Submit));
        var opened = new List<JsonElement>();
        foreach (var (agent, card) in new[] { (host.Nora, both[0]), (host.Ingrid, both[1]) })
        {
            // Who comes second may be told so at once, or by the request.
            var over = CardReader.HasButton(card, Follow)
                ? card
                : (await OverAsync(agent, RequestId().Match(CardReader.Text(card)).Value)).Card;
            opened.Add(await agent.ClicksAsync(over, Follow));
        }

        Assert.Equal(CardReader.Text(opened[0]), CardReader.Text(opened[1]));
        Assert.Equal(1, await RowsAsync(host, "11111111ZZE1111"));
    }

    [Fact]
    public async Task Who_has_no_partner_role_gets_nowhere_and_a_forged_step_makes_no_request()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var verb in new[] { Way, Details, Submit, Back, Follow, List })
        {
            var refused = CardReader.Text(await ForgeAsync(
                host.Omar, verb, ("customer", ReservationPermissionStories.Adatum), ("way", "existing"), ("request", "R-AAAAA")));
            Assert.DoesNotContain("Adatum", refused, StringComparison.Ordinal);
            Assert.Contains(Texts.English["Refusal.NoRole"], refused, StringComparison.Ordinal);
        }

        // A way that there is none, values without a seal.
        Assert.True(CardReader.HasButton(
            await ForgeAsync(host.Nora, Details, ("customer", ReservationPermissionStories.Adatum), ("way", "post")), Way));
        var unsealed = await ForgeAsync(
            host.Nora,
            Submit,
            [("customer", ReservationPermissionStories.Adatum), ("way", "existing"), .. Numbers().Select(pair => (pair.Key, pair.Value))]);
        Assert.DoesNotMatch(RequestId(), CardReader.Text(unsealed));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "submitted");
    }

    private static bool IsContoso((string Title, string Value) choice) => choice.Title.StartsWith("Contoso (", StringComparison.Ordinal);

    private static Task<long> RowsAsync(BotHost host, string authorization) => PurchaseScenes.StoreAsync(
        host,
        session => session.QueryOneAsync<long>(
            "select count(*) from hand_over where authorization_number = @authorization", new { authorization }));
}
