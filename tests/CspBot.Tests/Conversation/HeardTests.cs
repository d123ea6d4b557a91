using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Resources;
using CspBot.Sandbox;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Partner;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>What a phrase says and no field takes is said back: no form opens with less, or with other things, than were typed.</summary>
public sealed class HeardTests
{
    [Theory]
    [InlineData("grant owner to grace on adatum production until friday", "You wrote “until friday”")]
    [InlineData("grant owner to grace on adatum production until 18:00", "You wrote “until 18:00”")]
    [InlineData("grant owner to grace until tomorrow on adatum production", "You wrote “until tomorrow”")]
    [InlineData("grant owner to grace on adatum production by 5 december", "You wrote “by 5 december”")]
    [InlineData("accorde propriétaire à grace sur adatum production jusqu'à demain", "Vous avez écrit « jusqu'à demain »")]
    [InlineData("accorde owner à grace sur adatum production jusqu’à vendredi 18h", "Vous avez écrit « jusqu’à vendredi 18h »")]
    public async Task An_end_is_no_duration_the_form_says_so_and_chooses_none(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(form));
        Assert.StartsWith(said, CardReader.Text(form).Split(" | ")[1], StringComparison.Ordinal);
        Assert.Null(CardReader.Value(form, "duration"));
        Assert.Contains("Adatum Production", Chosen(form, "subscription"), StringComparison.Ordinal);
        Assert.StartsWith("Grace", Chosen(form, "user"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_goes_through_the_choice_of_a_customer_and_a_duration_beside_a_day_stays()
    {
        await using var host = await BotHost.StartAsync();
        var choice = await host.Nora.SaysAsync("make henry contributor on contos web until friday");
        var row = CardReader.Buttons(choice).First(button => button.GetProperty("data").TryGetProperty("customer", out _));
        var form = await ClickAsync(host.Nora, row);
        Assert.Contains("You wrote “until friday”", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(form, "duration"));

        var both = await host.Nora.SaysAsync("grant owner to grace on adatum production for 4 hours tomorrow");
        Assert.Equal("4h", CardReader.Value(both, "duration"));
        Assert.Contains("You wrote “tomorrow”", CardReader.Text(both), StringComparison.Ordinal);

        var day = await host.Nora.SaysAsync("let adatum buy reservations until friday");
        Assert.Contains("You wrote “until friday”. Nothing is set from that", CardReader.Text(day), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(day, "until"));
    }

    [Theory]
    [InlineData("who can buy at adatum", true, true, "Adatum Corporation may buy reservations and savings plans by itself.")]
    [InlineData("does adatum have permission to buy?", true, false, "Corporation may buy reservations by itself, but no savings plans.")]
    [InlineData("qui peut acheter chez adatum ?", false, true, "peut acheter seul des plans d’économies, mais pas de réservations.")]
    [InlineData("adatum peut-il acheter ?", false, false, "Corporation ne peut acheter seul ni réservations ni plans d’économies.")]
    public async Task A_question_whether_a_customer_may_buy_is_answered_in_a_sentence(
        string phrase, bool reserved, bool savings, string said)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = "adatum corporation", reservedInstances = reserved, savingsPlan = savings });
        foreach (var agent in new[] { host.Nora, host.Pierre })
        {
            var card = await agent.SaysAsync(phrase);
            Assert.Empty(CardJsonRules.Check(card));
            Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("grant owner to grace and hugo on adatum production")]
    [InlineData("grant owner to grace, and to hugo at adatum production")]
    [InlineData("accorde propriétaire à grace et hugo sur adatum production")]
    public async Task Two_people_are_two_people(string phrase)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(form));
        var people = CardReader.Value(form, "user")!.Split(", ");
        Assert.Equal(2, people.Length);
        Assert.StartsWith("grace.", people[0], StringComparison.Ordinal);
        Assert.StartsWith("hugo.", people[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extend {0} until friday", "You wrote “until friday”")]
    [InlineData("extend {0} by 2 hours", "No right lasts just as long, so nothing is set from that. | 1 hour is shorter, 4 hours longer")]
    [InlineData("prolonge {0} jusqu'à vendredi", "Vous avez écrit « jusqu'à vendredi »")]
    [InlineData("prolonge {0} de 2 jours", "1 jour, c’est moins, et 7 jours, c’est plus")]
    public async Task Whose_right_is_to_be_extended_is_found_without_a_customer(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var (_, user, _) = await Scenarios.GrantAsync(host);
        var list = await host.Nora.SaysAsync(phrase.Replace("{0}", await FirstNameAsync(host, user), StringComparison.Ordinal));
        Assert.Empty(CardJsonRules.Check(list));
        Assert.True(CardReader.HasButton(list, "customers/extend"));
        Assert.Contains(said, CardReader.Text(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_much_longer_rides_to_the_form_and_of_nobody_known_the_customer_is_asked_for()
    {
        await using var host = await BotHost.StartAsync();
        var asked = await host.Nora.SaysAsync("extend zebulon for 7 days");
        Assert.Empty(CardJsonRules.Check(asked));
        Assert.Contains("I know of no right of “zebulon” that ends by itself", CardReader.Text(asked), StringComparison.Ordinal);
        var (_, user, _) = await Scenarios.GrantAsync(host);
        var list = await host.Nora.SaysAsync($"extend {await FirstNameAsync(host, user)} for 7 days");
        var form = await host.Nora.ClicksAsync(list, "customers/extend");
        Assert.Equal("7d", CardReader.Value(form, "duration"));
    }

    [Fact]
    public async Task Of_somebody_with_rights_at_several_customers_each_is_offered()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        foreach (var customer in new[] { "adatum", "lamna" })
        {
            var form = await host.Nora.SaysAsync("grant owner " + customer);
            var grace = CardReader.Choices(form, "user").First(choice => choice.Title.StartsWith("Grace", StringComparison.Ordinal));
            var review = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
            {
                ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
                ["user"] = grace.Value,
                ["duration"] = "8h",
                ["reason"] = "Migration",
            });
            var own = await host.Nora.ClicksAsync(review, "grant-owner/submit");
            var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            await StackScenarios.OwnAsync(host, Scenarios.RequestOf(own), "Done and verified");
        }

        var choice = await host.Nora.SaysAsync("extend grace for 7 days");
        Assert.Empty(CardJsonRules.Check(choice));
        Assert.Contains("“grace” has rights that end by themselves at several", CardReader.Text(choice), StringComparison.Ordinal);
        var rows = CardReader.Buttons(choice).Where(button => button.GetProperty("data").TryGetProperty("customer", out _)).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("What “grace” has stands first.", CardReader.Text(await ClickAsync(host.Nora, rows[0])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_people_whose_access_is_asked_about_each_is_spoken_of()
    {
        await using var host = await BotHost.StartAsync();
        await Scenarios.GrantAsync(host);
        var list = CardReader.Text(await host.Nora.SaysAsync("revoke owner from grace and zebulon at adatum development"));
        Assert.Contains("What “grace” has stands first.", list, StringComparison.Ordinal);
        Assert.Contains("Nobody called “zebulon” has anything here.", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_subscriptions_are_two_and_several_addresses_are_all_told()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner to grace on adatum production and development for 4h");
        Assert.Equal(2, CardReader.Value(form, "subscription")!.Split(',').Length);
        var two = await host.Nora.SaysAsync("grant owner to one@adatum.example and two@adatum.example on adatum");
        Assert.Equal("one@adatum.example, two@adatum.example", CardReader.Value(two, "user"));
        Assert.Contains("Nobody in this customer’s directory has that address", CardReader.Text(two), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("before granting owner to grace on adatum ask me", "I opened nothing, and nothing was done.", "not to be done")]
    [InlineData("make sure nobody gets owner on adatum", "I opened nothing, and nothing was done.", "not to be done")]
    [InlineData("avant de donner owner à grace demande-moi", "Je n’ai rien ouvert, et rien n’a été fait.", "ne doit pas se faire")]
    [InlineData("évite de donner owner à grace sur adatum", "Je n’ai rien ouvert, et rien n’a été fait.", "ne doit pas se faire")]
    [InlineData("I granted owner to grace on adatum yesterday", "I opened nothing, and nothing was done.", "done already")]
    [InlineData("> grant owner to grace on adatum", "I opened nothing, and nothing was done.", "somebody else’s words")]
    [InlineData("grant owner to grace on adatum and litware", "I opened nothing, and nothing was done.", "more than one customer")]
    public async Task What_opens_nothing_says_that_and_why(string phrase, string nothing, string why)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Null(CardReader.Input(card, "user"));
        Assert.Contains(nothing, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains(why, CardReader.Text(card), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(card, "help/open"));
    }

    /// <summary>To stop somebody is to take something away: the list of who has access opens, and nothing is given.</summary>
    [Theory]
    [InlineData("block grace from owner on adatum production")]
    [InlineData("bloque owner pour grace sur adatum production")]
    public async Task Who_is_to_be_stopped_is_given_nothing(string phrase)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Null(CardReader.Input(card, "duration"));
        Assert.Contains("Adatum Production", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reservation permission litware pharmaceuticals", "I did not understand “pharmaceuticals”")]
    [InlineData("customers litware pharmaceuticals", "I did not understand “pharmaceuticals”")]
    [InlineData("clients litware pharma", "Je n’ai pas compris « pharma »")]
    public async Task A_word_beside_a_customers_name_that_is_none_of_it_is_said(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        Assert.Contains(said, CardReader.Text(await host.Nora.SaysAsync(phrase)), StringComparison.Ordinal);
    }

    /// <summary>Who sees Contoso alone has no Contoso Pharmaceuticals: that card is not opened as if it had been meant.</summary>
    [Fact]
    public async Task Who_sees_one_of_several_namesakes_is_told_which_word_is_not_in_its_name()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = CustomerScopeSuite.Scope,
            ["Partner:CustomerScopes:0:Customers"] = Ids.Customer(2),
        });
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, [host.Nora]);
        var card = CardReader.Text(await host.Nora.SaysAsync("reservation permission contoso pharmaceuticals"));
        Assert.Contains("I did not understand “pharmaceuticals”", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_another_customer_is_said_at_once()
    {
        await using var host = await BotHost.StartAsync();
        var france = await host.Nora.SaysAsync("grant owner contoso france");
        var form = await host.Nora.SaysAsync($"grant owner to grace on adatum {CardReader.Choices(france, "subscription")[0].Value}");
        Assert.Contains("None of this customer’s subscriptions has that id", CardReader.Text(form), StringComparison.Ordinal);

        var (title, id) = CardReader.Choices(france, "user")[0];
        foreach (var person in new[] { id, title[(title.LastIndexOf('(') + 1)..^1] })
        {
            var stranger = await host.Nora.SaysAsync($"grant owner to {person} on adatum production");
            Assert.Contains("Nobody in this customer’s directory has that address", CardReader.Text(stranger), StringComparison.Ordinal);
            Assert.Contains("Adatum Production", Chosen(stranger, "subscription"), StringComparison.Ordinal);
        }

        var torn = await host.Nora.SaysAsync($"grant owner to grace on adatum {Ids.Customer(2)}");
        Assert.Contains("You named more than one customer", CardReader.Text(torn), StringComparison.Ordinal);
        Assert.Null(CardReader.Input(torn, "user"));
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("fr-FR")]
    public async Task The_examples_of_help_open_forms_in_which_nothing_is_wrong(string locale)
    {
        await using var host = await BotHost.StartAsync();
        var texts = Texts.For(locale);
        var examples = texts.Find(GrantOwnerText.Examples)!.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(2, examples.Length);
        foreach (var example in examples)
        {
            var form = await host.Nora.In(locale).SaysAsync(example);
            Assert.NotNull(CardReader.Input(form, "subscription"));
            Assert.DoesNotContain(CardReader.Spaced(texts.Find(CommonText.FieldToMend)!), CardReader.Text(form), StringComparison.Ordinal);
        }
    }

    /// <summary>“Récents” came near “prevents”.</summary>
    [Fact]
    public async Task What_was_bought_lately_is_no_question_of_who_may_buy()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Pierre.SaysAsync("achats récents");
        Assert.Equal("fr", card.GetProperty("lang").GetString());
        Assert.StartsWith("Réservations", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("why can I not grant owner at wingtip", "is not to be done")]
    [InlineData("pourquoi je ne peux pas accorder propriétaire chez wingtip", "ne doit pas")]
    public async Task Who_asks_why_something_cannot_be_done_has_not_said_no(string phrase, string no)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.DoesNotContain(no, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Matches("Grant Owner|Accorder propriétaire", CardReader.Text(card));
        Assert.Empty(CardReader.Inputs(card));
    }

    [Theory]
    [InlineData("grant owner to bob at nowhere ltd for 8 hours", "Which customer?")]
    [InlineData("grant owner to bob at acme ltd for 8 hours", "acme ltd")]
    [InlineData("grant owner to grace on big acme bank", "acme bank")]
    [InlineData("let acme ltd buy reservations", "I did not understand that")]
    public async Task A_company_whose_name_only_ends_like_a_customer_s_is_not_that_customer(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Null(CardReader.Input(card, "subscription"));
        Assert.DoesNotContain("Contoso Ltd", CardReader.Text(card).Split(" | ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_like_nothing_gets_all_that_there_is_and_what_is_like_something_the_three_nearest()
    {
        await using var host = await BotHost.StartAsync();
        var nothing = await host.Nora.SaysAsync("xyzzy plugh");
        Assert.Empty(CardJsonRules.Check(nothing));
        Assert.Contains("Nothing that I do comes near it", CardReader.Text(nothing), StringComparison.Ordinal);
        var all = CardReader.Buttons(await host.Nora.SaysAsync("help")).Count(one => one.GetProperty("verb").GetString() == "help/open");
        Assert.Equal(all, Opens(nothing).Count);

        var near = await host.Nora.SaysAsync("budgetary xork");
        Assert.Contains("These come nearest", CardReader.Text(near), StringComparison.Ordinal);
        Assert.Equal("customers", Opens(near)[0]);
        Assert.Equal(3, Opens(near).Count);
        Assert.Contains("Rien de ce que je fais", CardReader.Text(await host.Pierre.SaysAsync("xyzzy plugh")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ｇｒａｎｔ ｏｗｎｅｒ ａｄａｔｕｍ")]
    [InlineData("<b>grant</b> <i>owner</i> adatum")]
    [InlineData("&lt;b&gt;grant&lt;/b&gt;&nbsp;owner adatum")]
    [InlineData("gr\u200Bant own\u00ADer\u2060 adatum\uFEFF")]
    [InlineData("grant 🔑 owner 😀 adatum")]
    public async Task The_same_words_are_the_same_however_they_are_written(string phrase)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(phrase);
        Assert.NotNull(CardReader.Input(form, "user"));
        Assert.Contains("Adatum Corporation", CardReader.Text(form), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", CardReader.Text(form), StringComparison.Ordinal);
    }

    /// <summary>Clients may send anything where a text should stand: nobody goes without an answer for that.</summary>
    [Theory]
    [InlineData("""{"localTimezone":7,"locale":12}""")]
    [InlineData("""{"localTimezone":{"id":"x"},"locale":{"a":1}}""")]
    [InlineData("""{"localTimezone":"Middle/Earth","locale":"xx-ZZ"}""")]
    [InlineData("""{"localTimezone":[],"locale":"","entities":{"type":"clientInfo"}}""")]
    [InlineData("""{"entities":"clientInfo","attachments":"none","timestamp":5}""")]
    [InlineData("""{"entities":[null,"x",5,{"type":7},{"type":"clientInfo","locale":5,"timezone":{}}],"textFormat":null}""")]
    public async Task A_message_with_odd_members_is_answered_as_one_without_them(string members)
    {
        await using var host = await BotHost.StartAsync();
        var activity = host.Nora.Activity("message", new JsonObject { ["text"] = "thanks!", ["textFormat"] = "plain" });
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
            activity[name] = value?.DeepClone();
        (await host.Nora.PostAsync(activity)).EnsureSuccessStatusCode();
        var shown = await host.Teams.WaitForAsync("the answer", message => message.Conversation == host.Nora.Chat);
        Assert.StartsWith("You’re welcome.", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_speaks_the_language_that_was_kept()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.SaysAsync("language français");
        await host.Nora.SaysAsync("accorder propriétaire adatum");
        var hits = await host.Nora.SearchesAsync("roles", "prop");
        Assert.Contains(hits, hit => hit.Title.StartsWith("Propriétaire", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_types_a_decision_on_the_own_request_is_told_who_decides_and_on_one_that_is_over_how_it_stands()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Nora.SaysAsync("approve " + id);
        var own = await host.Nora.SeesAsync("This is your own request: somebody else decides on it.");
        Assert.Contains("These people can: ", own.Text, StringComparison.Ordinal);
        Assert.Contains("Tomas Berg", own.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(own.Card, "requests/approve"));

        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/reject", new Dictionary<string, string> { ["comment"] = "Not today" }, ask.Id);
        await host.Nora.SeesAsync("Not today");
        await host.Tomas.SaysAsync("reject " + id);
        await host.Tomas.SeesAsync("It is over: Rejected by Tomas Berg");
        await host.Nora.SaysAsync("annule " + id);
        await host.Nora.SeesAsync("C’est terminé : Refusée par");
    }

    [Theory]
    [InlineData("")]
    [InlineData("approve ")]
    [InlineData("annule ")]
    public async Task A_request_of_others_is_answered_as_one_that_is_not_there(string word)
    {
        await using var host = await BotHost.StartAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        var ingrid = host.Ingrid.In("en-US");
        var theirs = CardReader.Text(await ingrid.SaysAsync(word + id));
        var nobodys = CardReader.Text(await ingrid.SaysAsync(word + "R-7K3QD"));
        Assert.Equal(nobodys.Replace("R-7K3QD", "#", StringComparison.Ordinal), theirs.Replace(id, "#", StringComparison.Ordinal));
    }

    private static async Task<string> FirstNameAsync(BotHost host, string user) => (await host.WorldAsync())
        .GetProperty("users")
        .EnumerateArray()
        .First(one => one.GetProperty("id").GetString() == user)
        .GetProperty("displayName")
        .GetString()!.Split(' ')[0];

    private static List<string> Opens(JsonElement card) => [.. CardReader.Buttons(card)
        .Where(one => one.GetProperty("verb").GetString() == "help/open")
        .Select(one => one.GetProperty("data").GetProperty("dialog").GetString()!)];

    private static string Chosen(JsonElement form, string input) =>
        CardReader.Choices(form, input).Single(choice => choice.Value == CardReader.Value(form, input)).Title;

    private static async Task<JsonElement> ClickAsync(Agent agent, JsonElement button)
    {
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge(
            button.GetProperty("verb").GetString()!, JsonNode.Parse(button.GetProperty("data").GetRawText())!.AsObject()));
        return body.GetProperty("value");
    }
}
