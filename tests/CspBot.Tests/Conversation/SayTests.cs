using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>What people type in Teams, in both languages, and the card that answers: filled forms, buttons, short answers.</summary>
public sealed class SayTests
{
    [Theory]
    [InlineData("grant ownr to grace on adatum production for 8 hours", "en")]
    [InlineData("accorde propriétaire à grace sur adatum production pour 8h", "fr")]
    public async Task A_phrase_opens_the_form_with_all_that_it_says_in_its_own_language(string phrase, string language)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Equal(language, form.GetProperty("lang").GetString());
        Assert.Equal("8h", CardReader.Value(form, "duration"));
        Assert.Contains("Adatum Production", Chosen(form, "subscription"), StringComparison.Ordinal);
        Assert.StartsWith("Grace", Chosen(form, "user"), StringComparison.Ordinal);

        // It is a form as any other: the same person goes on from it to the review.
        var review = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Value(form, "subscription")!,
            ["user"] = CardReader.Value(form, "user")!,
            ["duration"] = "8h",
            ["reason"] = "Release night",
        });
        Assert.Contains("Grace", CardReader.Text(review), StringComparison.Ordinal);
        await AssertNothingDoneAsync(host);
    }

    [Fact]
    public async Task What_names_nobody_stays_in_its_field_and_the_form_says_so()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner to zebulon on adatum mordor for 2 hours");
        Assert.Equal("zebulon", CardReader.Value(form, "user"));
        Assert.Equal("mordor", CardReader.Value(form, "subscription"));
        var said = CardReader.Text(form);
        Assert.Contains("Nobody in the customer’s directory is called that", said, StringComparison.Ordinal);
        Assert.Contains("None of the customer’s subscriptions alone is called that", said, StringComparison.Ordinal);
        Assert.Contains("The time you wrote is not on offer", said, StringComparison.Ordinal);
        Assert.Null(CardReader.Value(form, "duration"));
    }

    /// <summary>Several customers fit: the choice carries on what else was told.</summary>
    [Fact]
    public async Task What_was_told_goes_on_through_the_choice_of_a_customer()
    {
        await using var host = await BotHost.StartAsync();
        var choice = await host.Nora.SaysAsync("make henry contributor on contos web for 7 days");
        Assert.Contains("Several customers match “contos”", CardReader.Text(choice), StringComparison.Ordinal);
        var row = CardReader.Buttons(choice).First(button => button.GetProperty("data").TryGetProperty("customer", out _));
        var form = await ClickAsync(host.Nora, row);
        Assert.Equal("7d", CardReader.Value(form, "duration"));
        Assert.Equal("Contributor", CardReader.Value(form, "role"));
        Assert.Contains("Contoso Web", Chosen(form, "subscription"), StringComparison.Ordinal);
        await AssertNothingDoneAsync(host);
    }

    [Theory]
    [InlineData("turn off the reservation permission for adatum", "false")]
    [InlineData("coupe l'autorisation de réservation d'adatum", "false")]
    [InlineData("let adatum buy reservations", "true")]
    [InlineData("autorise adatum à acheter des réservations", "true")]
    public async Task The_permission_opens_with_its_switches_as_told_and_switches_nothing(string phrase, string reserved)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Equal(reserved, CardReader.Value(card, "reservedInstances"));
        await AssertNothingDoneAsync(host);
    }

    [Theory]
    [InlineData("who has access to adatum production", "Adatum Production")]
    [InlineData("qui a accès à adatum production", "Adatum Production")]
    [InlineData("who can buy at adatum", "Adatum")]
    [InlineData("reservatoins consolidated", "Consolidated Messenger")]
    [InlineData("adatum", "Adatum Corporation")]
    public async Task A_question_opens_the_card_that_answers_it(string phrase, string shown)
    {
        await using var host = await BotHost.StartAsync();
        Assert.Contains(shown, CardReader.Text(await host.Nora.SaysAsync(phrase)), StringComparison.Ordinal);
        await AssertNothingDoneAsync(host);
    }

    [Fact]
    public async Task Whom_a_phrase_spoke_of_the_list_of_access_speaks_of_too()
    {
        await using var host = await BotHost.StartAsync();
        var list = await host.Nora.SaysAsync("revoke owner from zebulon at adatum production");
        Assert.Contains("Nobody called “zebulon” has anything here", CardReader.Text(list), StringComparison.Ordinal);
        await AssertNothingDoneAsync(host);
    }

    /// <summary>A decision is a click: the typed word opens the card, whoever types it.</summary>
    [Theory]
    [InlineData("approve", "Approve")]
    [InlineData("annule", "Approuver")]
    public async Task A_typed_decision_opens_the_request_and_decides_nothing(string word, string button)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);

        // Else the card that asks him, which comes in his own language, could be taken for the answer.
        await Scenarios.AskForAsync(host, host.Tomas, id);
        var shown = await host.Tomas.SaysAsync($"{word} {id.ToLowerInvariant()}");

        Assert.Contains(id, CardReader.Text(shown), StringComparison.Ordinal);
        Assert.StartsWith(button, CardReader.Button(shown, "requests/approve").GetProperty("title").GetString(), StringComparison.Ordinal);
        await AssertNothingDoneAsync(host);
    }

    [Theory]
    [InlineData("owner adatum", "Which one do you mean?")]
    [InlineData("propriétaire adatum", "Que voulez-vous dire ?")]
    public async Task Where_two_things_may_be_meant_buttons_ask_and_open_what_was_told(string phrase, string title)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Contains(title, CardReader.Text(card), StringComparison.Ordinal);
        var buttons = CardReader.Buttons(card).Where(one => one.GetProperty("verb").GetString() == "help/open").ToList();
        Assert.Equal(["grant-owner", "customers"], [.. buttons.Select(one => one.GetProperty("data").GetProperty("dialog").GetString()!)]);
        Assert.NotNull(CardReader.Input(await ClickAsync(host.Nora, buttons[0]), "user"));
        Assert.Null(CardReader.Input(await ClickAsync(host.Nora, buttons[1]), "user"));
        await AssertNothingDoneAsync(host);
    }

    /// <summary>The buttons' data are anybody's: they lead where a phrase leads, for those who may, and nowhere else.</summary>
    [Fact]
    public async Task A_forged_button_opens_no_more_than_a_phrase_and_does_nothing()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        foreach (var (dialog, step) in new[]
        {
            ("requests", "approve"), ("requests", "cancel"), ("grant-owner", "submit"), ("reservation-permission", "off"),
            ("notifications", "mute"), ("customers", "revoke"), ("help", "open"), ("nothing", ""),
        })
        {
            var card = await SendAsync(host.Tomas, new JsonObject
            {
                ["dialog"] = dialog,
                ["step"] = step,
                ["request"] = id,
                ["version"] = 1,
                ["customer"] = "adatum",
            });
            Assert.Contains("I do not know this button", CardReader.Text(card), StringComparison.Ordinal);
        }

        // Ingrid, a helpdesk agent, may not give rights, whatever the button says.
        var refused = await SendAsync(host.Ingrid, new JsonObject { ["dialog"] = "grant-owner", ["step"] = "", ["customer"] = "adatum" });
        Assert.Null(CardReader.Input(refused, "user"));
        var request = await host.Services.GetRequiredService<RequestService>().FindAsync(id, default);
        Assert.Equal(RequestState.PendingApproval, request!.State);
        await AssertNothingDoneAsync(host);
    }

    [Theory]
    [InlineData("thanks!", "You’re welcome.")]
    [InlineData("merci beaucoup", "Avec plaisir.")]
    [InlineData("bonjour", "Bonjour ! Dites-moi ce qu’il vous faut, ou tapez « aide ».")]
    [InlineData("help break glass", "To break glass, fill in the form")]
    [InlineData("bris de glace", "En cas d’urgence, remplissez le formulaire")]
    [InlineData("aide urgence", "En cas d’urgence, remplissez le formulaire")]
    public async Task Small_talk_gets_a_line_and_no_wall(string said, string answer)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(said);
        Assert.StartsWith(answer, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Empty(CardReader.Buttons(card));
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Theory]
    [InlineData("stop", "Nothing was stopped by that.")]
    [InlineData("undo", "Nothing was stopped by that.")]
    [InlineData("arrête", "Rien n’a été arrêté.")]
    [InlineData("yes", "Good. But nothing is decided or done by typing that")]
    [InlineData("oui", "Très bien. Mais taper cela ne décide et ne fait rien")]
    [InlineData("👍", "Good. But nothing is decided or done by typing that")]
    public async Task Who_may_believe_to_have_decided_or_stopped_something_is_told_where_that_is_done(string said, string answer)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(said);
        Assert.StartsWith(answer, CardReader.Text(card), StringComparison.Ordinal);
        var button = Assert.Single(CardReader.Buttons(card));
        Assert.Equal("requests", button.GetProperty("data").GetProperty("dialog").GetString());
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task What_is_not_understood_gets_the_three_nearest_and_a_way_to_the_rest()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync("the budgetary machine is out of beans");
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Equal(3, CardReader.Buttons(card).Count(one => one.GetProperty("verb").GetString() == "help/open"));
        Assert.Contains("What I can do for you", CardReader.Text(await host.Nora.ClicksAsync(card, "help/show")), StringComparison.Ordinal);
        var french = await host.Pierre.SaysAsync("la machine à café est en panne");
        Assert.StartsWith("Je n’ai pas compris", CardReader.Text(french), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("do not grant owner to grace on adatum")]
    [InlineData("n'accorde pas propriétaire à grace sur adatum")]
    [InlineData("how do I grant owner on adatum?")]
    [InlineData("I granted owner to grace on adatum yesterday")]
    public async Task A_no_a_question_and_a_report_explain_and_open_no_form(string phrase)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Null(CardReader.Input(card, "user"));
        Assert.Contains("Grace", CardReader.Text(card), StringComparison.OrdinalIgnoreCase);
        Assert.True(CardReader.HasButton(card, "help/open"));
    }

    /// <summary>What somebody may not open is no secret: its help says in a sentence which role it takes, above what they may do.</summary>
    [Theory]
    [InlineData("help grant owner", "This needs the partner role admin agent (AdminAgents)", "What I can do for you")]
    [InlineData("aide accorder propriétaire", "Cela exige le rôle partenaire agent d’administration", "Ce que je peux faire")]
    [InlineData("comment rendre grace propriétaire ?", "Cela exige le rôle partenaire agent d’administration", "Ce que je peux faire")]
    public async Task Help_for_what_the_reader_may_not_open_says_which_role_it_takes(string phrase, string role, string menu)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Pierre.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        var said = CardReader.Text(card);
        Assert.Contains(role, said, StringComparison.Ordinal);
        Assert.Contains(menu, said, StringComparison.Ordinal);
        Assert.DoesNotContain(role, CardReader.Text(await host.Pierre.SaysAsync("aide")), StringComparison.Ordinal);
    }

    /// <summary>A question is answered by the card, and “nothing is left to decide” only to who typed a decision.</summary>
    [Fact]
    public async Task Who_asks_who_approved_a_request_is_shown_its_card_alone()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("Done and verified");
        var shown = CardReader.Text(await host.Nora.SaysAsync($"Who approved {id}?"));
        Assert.Contains("Tomas Berg", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("It is over", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("left to decide", shown, StringComparison.Ordinal);
        var typed = CardReader.Text(await host.Nora.SaysAsync($"approve {id}"));
        Assert.Contains($"{id} is in force (Done and verified", typed, StringComparison.Ordinal);
        Assert.Contains($"To take it back, click “Undo {id}” on this card", typed, StringComparison.Ordinal);
        Assert.Contains($"“Undo {id}” works until ", typed, StringComparison.Ordinal);
        var approver = CardReader.Text(await host.Tomas.SaysAsync($"undo {id}"));
        Assert.Contains($"Nora Lind can take it back on their own card, with “Undo {id}”", approver, StringComparison.Ordinal);
        var french = await host.Nora.SaysAsync($"annule {id}");
        Assert.Contains($"{id} est en vigueur", CardReader.Text(french), StringComparison.Ordinal);
        await host.Nora.ClicksAsync(french, "requests/undo");
        await host.Nora.SeesAsync("Terminée et vérifiée");
        Assert.Contains("It is over: Ended", CardReader.Text(await host.Nora.SaysAsync($"withdraw {id}")), StringComparison.Ordinal);
    }

    /// <summary>Typed, it reminds nobody: the request's own card has the button.</summary>
    [Theory]
    [InlineData("remind {0}", "en")]
    [InlineData("relance {0}", "fr")]
    [InlineData("remind tomas", "en")]
    [InlineData("relance tomas", "fr")]
    [InlineData("relance", "fr")]
    public async Task A_typed_reminder_opens_the_request_or_the_list_of_them(string phrase, string language)
    {
        await using var host = await BotHost.StartAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Card);
        var card = await host.Nora.SaysAsync(phrase.Replace("{0}", id, StringComparison.Ordinal));
        Assert.Equal(language, Lang(card));
        Assert.Contains(id, CardReader.Text(card), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(card, phrase.Contains('{', StringComparison.Ordinal) ? "requests/more" : "requests/show"));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "reminded-by-hand");
    }

    [Fact]
    public async Task The_answer_comes_in_the_language_that_was_typed_and_a_kept_one_is_for_the_rest()
    {
        await using var host = await BotHost.StartAsync();
        Assert.Equal("fr", Lang(await host.Nora.SaysAsync("qui a accès à adatum")));
        Assert.Equal("en", Lang(await host.Nora.SaysAsync("notifications")));
        var kept = await host.Nora.SaysAsync("language français");
        Assert.Contains("Désormais je vous parle en français", CardReader.Text(kept), StringComparison.Ordinal);
        Assert.Equal("fr", Lang(await host.Nora.SaysAsync("notifications")));
        Assert.Equal("en", Lang(await host.Nora.SaysAsync("who has access to adatum")));

        var asked = await host.Nora.SaysAsync("langue");
        Assert.Empty(CardJsonRules.Check(asked));
        Assert.Equal(2, CardReader.Buttons(asked).Count);
        var english = CardReader.Buttons(asked).Single(one => one.GetProperty("data").GetProperty("language").GetString() == "en");
        var (_, body) = await host.Nora.SendAsync(host.Nora.Forge(
            "language/keep", JsonNode.Parse(english.GetProperty("data").GetRawText())!.AsObject()));
        Assert.Contains("From now on I speak English", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        Assert.Equal("en", Lang(await host.Nora.SaysAsync("notifications")));
    }

    /// <summary>A thumb on a message is no message: it is answered with nothing at all.</summary>
    [Fact]
    public async Task A_reaction_is_taken_in_silence()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.SaysAsync("notifications");
        var reaction = await host.Nora.PostAsync(host.Nora.Activity("messageReaction", new JsonObject
        {
            ["reactionsAdded"] = new JsonArray(new JsonObject { ["type"] = "like" }),
            ["replyToId"] = host.Nora.Mine()[^1].Id,
        }));
        reaction.EnsureSuccessStatusCode();

        // The next answer is the next message: nothing came between.
        await host.Nora.SaysAsync("merci");
        Assert.Equal(2, host.Nora.Mine().Count);
    }

    private static string? Lang(JsonElement card) => card.GetProperty("lang").GetString();

    private static string Chosen(JsonElement form, string input) =>
        CardReader.Choices(form, input).Single(choice => choice.Value == CardReader.Value(form, input)).Title;

    private static async Task<JsonElement> ClickAsync(Agent agent, JsonElement button)
    {
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge(
            button.GetProperty("verb").GetString()!, JsonNode.Parse(button.GetProperty("data").GetRawText())!.AsObject()));
        return body.GetProperty("value");
    }

    private static async Task<JsonElement> SendAsync(Agent agent, JsonObject data) =>
        (await agent.SendAsAskedAsync(agent.Forge("help/open", data))).Body.GetProperty("value");

    /// <summary>The pretend cloud was asked, and told nothing.</summary>
    private static async Task AssertNothingDoneAsync(BotHost host) => Assert.DoesNotContain(
        await host.CallsAsync(),
        call => call.GetProperty("api").GetString() is not "login" && IsWrite(call));

    private static bool IsWrite(JsonElement call) => call.GetProperty("method").GetString() is "PUT" or "PATCH" or "DELETE";
}
