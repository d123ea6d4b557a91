using System.Globalization;
using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>What a phrase says goes into the form's own fields, and what it asks is answered in a sentence on top of the form.</summary>
public sealed class HeardFormsTests
{
    [Fact]
    public async Task A_reason_a_ticket_and_a_resource_group_go_into_their_fields_and_the_rest_is_said()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner to grace on adatum production for 8 hours because the admin left");
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Equal("the admin left", CardReader.Value(form, "reason"));
        Assert.Equal("8h", CardReader.Value(form, "duration"));
        Assert.DoesNotContain("has to be mended", CardReader.Text(form), StringComparison.OrdinalIgnoreCase);

        var french = await host.Nora.SaysAsync("donne owner à grace sur adatum production à cause de l'incident INC-42 pour 8h");
        Assert.Equal("l'incident INC-42", CardReader.Value(french, "reason"));
        Assert.Equal("fr", french.GetProperty("lang").GetString());

        // A form that asks for the way first says what it heard, and so does a choice of customers, which carries it on.
        var choice = await host.Nora.SaysAsync("grant owner to mei on contos web because of INC-42");
        Assert.Contains("As the reason you wrote “INC-42”", CardReader.Text(choice), StringComparison.Ordinal);
        var budget = await host.Nora.SaysAsync("raise the budget of adatum to 1500 because of the migration");
        Assert.Equal("1500", CardReader.Value(budget, "budget"));
        Assert.Equal("the migration", CardReader.Value(budget, "reason"));

        var ticket = await host.Nora.SaysAsync("grant contributor to grace on adatum production rg-web for 8h, incident INC-4711");
        Assert.Empty(CardJsonRules.Check(ticket));
        Assert.Equal("INC-4711", CardReader.Value(ticket, "ticket"));
        Assert.EndsWith("/resourceGroups/rg-web", CardReader.Value(ticket, "scope"), StringComparison.Ordinal);
        Assert.Contains("Adatum Production", Chosen(ticket, "subscription"), StringComparison.Ordinal);

        var left = await host.Nora.SaysAsync("grant owner to grace on adatum production zebra for 8h");
        Assert.Contains("I did not understand “zebra”", CardReader.Text(left), StringComparison.Ordinal);
        Assert.Contains("Adatum Production", Chosen(left, "subscription"), StringComparison.Ordinal);
        var vague = await host.Nora.SaysAsync("grant owner to grace on adatum production temporarily");
        Assert.Contains("You wrote “temporarily”", CardReader.Text(vague), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(vague, "duration"));
        Assert.Contains("Adatum Production", Chosen(vague, "subscription"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_can_be_reckoned_is_told_with_what_may_be_chosen_and_nothing_is_chosen()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner to grace on adatum production until december 31st");
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Matches("You wrote “until december 31st”: that is [^:]*31[^,]*20\\d\\d[^.]*, in [\\d,]+ hours", CardReader.Text(form));
        Assert.Null(CardReader.Value(form, "duration"));
        var french = await host.Pierre.In("fr-FR").SaysAsync("simuler une demande owner chez adatum jusqu'à demain 18h");

        // It is between 18 and 42 hours from now: about as long as one that is on offer, or between two.
        Assert.Matches("c’est le .* dans .*( convient| finit avant, .* après) : ", CardReader.Text(french));
    }

    [Theory]
    [InlineData("what is the budget of adatum", "Adatum Corporation has ")]
    [InlineData("quel est le budget d'adatum ?", "Adatum Corporation ")]
    [InlineData("do we have gdap with adatum?", "Adatum Corporation has given us delegated administration.")]
    [InlineData("does adatum have an azure plan?", "Adatum Corporation has an active Azure plan.")]
    public async Task A_question_about_a_form_that_shows_the_state_is_answered_on_top_of_it(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(card));
        Assert.StartsWith(said, CardReader.Text(card).Split(" | ")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_away_opens_the_absences_with_whom_they_named_and_two_customers_are_two_buttons()
    {
        await using var host = await BotHost.StartAsync();
        var away = await host.Tomas.SaysAsync(
            host.Tomas.Words("im away next week, aisha decides", "je suis absent la semaine prochaine, aisha décide"));
        Assert.Empty(CardJsonRules.Check(away));
        Assert.StartsWith("Aisha", Chosen(away, "delegate"), StringComparison.Ordinal);
        Assert.Equal((null, null), (CardReader.Value(away, "fromDay"), CardReader.Value(away, "untilDay")));
        var days = await host.Tomas.SaysAsync(
            host.Tomas.Words("i am away from tomorrow to friday, aisha decides", "je suis absent de demain à vendredi, aisha décide"));
        Assert.Contains(
            host.Tomas.Words("The days in the form are reckoned from that", "Les jours du formulaire en sont tirés"),
            CardReader.Text(days),
            StringComparison.Ordinal);
        Assert.Equal(("00:00", "23:59"), (CardReader.Value(days, "fromTime"), CardReader.Value(days, "untilTime")));
        var last = DateOnly.Parse(CardReader.Value(days, "untilDay")!, CultureInfo.InvariantCulture);
        Assert.Equal(DayOfWeek.Friday, last.DayOfWeek);
        Assert.InRange(last.DayNumber - DateOnly.Parse(CardReader.Value(days, "fromDay")!, CultureInfo.InvariantCulture).DayNumber, 0, 6);
        var nobody = CardReader.Text(await host.Tomas.SaysAsync("i am away until friday, zebulon decides"));
        Assert.Contains("“zebulon”", nobody, StringComparison.Ordinal);

        var two = await host.Nora.SaysAsync("adatum litware");
        Assert.Equal(["adatum", "litware"], CardReader.Buttons(two)
            .Where(one => one.GetProperty("verb").GetString() == "help/open")
            .Select(one => one.GetProperty("data").GetProperty("customer").GetString()));
    }

    private static string Chosen(JsonElement form, string input) =>
        CardReader.Choices(form, input).Single(choice => choice.Value == CardReader.Value(form, input)).Title;
}
