using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>Times, numbers and money of a phrase: a form has what was told exactly, and quotes what it cannot take.</summary>
public sealed class HeardNumbersTests
{
    [Theory]
    [InlineData("grant owner to grace on adatum production for 5 minutes", "You wrote “5 minutes”.")]
    [InlineData("grant owner to grace on adatum development for 60 seconds", "You wrote “60 seconds”.")]
    [InlineData("grant owner to grace on adatum production for a few hours", "You wrote “a few hours”.")]
    [InlineData("grant owner to grace on adatum production for half an hour", "You wrote “half an hour”.")]
    [InlineData("grant owner to grace on adatum production for 2 days", "You wrote “2 days”.")]
    [InlineData("accorde owner à grace sur adatum production pour quinze jours", "Vous avez écrit « quinze jours ».")]
    [InlineData("accorde owner à grace sur adatum production pour 8h30", "Vous avez écrit « 8h30 ».")]
    public async Task A_time_that_the_form_does_not_offer_is_quoted_and_none_is_chosen(string phrase, string said)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync(phrase);
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Contains(said, CardReader.Text(form), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(form, "duration"));
        Assert.NotNull(CardReader.Value(form, "user"));
    }

    [Fact]
    public async Task A_time_and_an_amount_that_a_permission_takes_from_no_phrase_are_quoted()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("let adatum buy reservations for 30 days up to 5000 EUR");
        Assert.Contains("You wrote “30 days”. Nothing is set from that", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Contains("I did not understand “up to 5000 EUR”", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(form, "until"));
    }

    [Fact]
    public async Task How_many_for_how_long_and_how_it_is_paid_go_to_their_own_fields()
    {
        await using var host = await BotHost.StartAsync();
        var buy = await host.Nora.SaysAsync("buy 5 reservations for consolidated messenger for 3 years, monthly");
        Assert.Equal("5", CardReader.Value(buy, "quantity"));
        Assert.Equal("P3Y", CardReader.Value(buy, "term"));
        Assert.Equal("Monthly", CardReader.Value(buy, "billing"));
        Assert.Null(CardReader.Value(buy, "product"));

        var odd = await host.Nora.SaysAsync("buy reservations for consolidated messenger for 2 years");
        Assert.Empty(CardJsonRules.Check(odd));
        Assert.Contains("You wrote “2 years”.", CardReader.Text(odd), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(odd, "term"));
        Assert.True(CardReader.Input(odd, "term")!.Value.GetProperty("isRequired").GetBoolean());

        var plan = await host.Nora.SaysAsync("buy a savings plan for consolidated messenger for 3 years upfront");
        Assert.Equal("P3Y", CardReader.Value(plan, "term"));
        Assert.Equal("Upfront", CardReader.Value(plan, "billing"));

        var back = await host.Nora.SaysAsync("return 2 reservations of consolidated messenger");
        Assert.Equal("2", CardReader.Value(back, "quantity"));
        Assert.NotEqual("2", CardReader.Value(back, "reservation"));
    }

    [Fact]
    public async Task A_simulation_is_filled_in_with_the_role_and_the_time_that_were_told()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("requests simulate contributor adatum for 7 days");
        Assert.Equal("Contributor", CardReader.Value(form, "role"));
        Assert.Equal("7d", CardReader.Value(form, "duration"));
        var odd = await host.Nora.SaysAsync("requests simulate contributor adatum for 5 days");
        Assert.Contains("You wrote “5 days”.", CardReader.Text(odd), StringComparison.Ordinal);
        Assert.Null(CardReader.Value(odd, "duration"));
    }
}
