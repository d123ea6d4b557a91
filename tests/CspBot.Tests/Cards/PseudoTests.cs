using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>No text is hard-coded: in a language made by rule from the resource files nothing else is left to read.</summary>
public sealed class PseudoTests
{
    [Fact]
    public async Task A_request_in_each_of_its_states_says_nothing_that_stands_in_no_resource_file()
    {
        await using var host = await BotHost.StartAsync();
        await PseudoWorld.CheckAsync(host, tour => tour.EveryStateAsync());
    }

    [Fact]
    public async Task Nor_does_what_is_said_while_a_service_fails()
    {
        await using var host = await BotHost.StartAsync();
        await PseudoWorld.CheckAsync(host, tour => tour.FaultAsync(new { api = "partnercenter", status = 429, retryAfter = 60 }));
    }

    [Fact]
    public void Every_refusal_is_said_in_the_readers_language_alone()
    {
        var (texts, finder) = (Texts.For(PseudoLanguage.Name), new HardCoded(["alpha beta gamma"]));
        var reasons = Enum.GetNames<CloudReason>().Select(reason => "Cloud." + reason).Concat(TextsTests.RefusalReasons).ToList();
        Assert.True(reasons.Count > 100, "no reasons found");
        Assert.All(reasons, reason => Assert.Empty(finder.In(Sentences.Say(
            new Refusal(reason, [.. Enumerable.Repeat("Alpha", 9)]) { Code = "beta", CorrelationId = "gamma" }, texts))));
    }

    [Fact]
    public void The_rule_lengthens_marks_and_keeps_the_places()
    {
        var text = PseudoLanguage.Of("Ends on {0:N0} at https://a.example, see [[Common.Customer]].");
        Assert.StartsWith("⟦Éñđš ôñ {0:N0} åţ https://a.example, šéé [[Common.Customer]].", text, StringComparison.Ordinal);
        Assert.EndsWith("⟧", text, StringComparison.Ordinal);
        Assert.InRange(PseudoLanguage.Of("Without a decision it lapses.").Length, 1.3 * 29, 1.6 * 29);
    }

    [Fact]
    public void The_finder_names_what_stands_outside_of_brackets_and_is_no_data()
    {
        var finder = new HardCoded(["Contoso Ltd"]);
        Assert.Equal(["Hello"], finder.In("Hello ⟦ŵôŕļđ ⟦ƒŕôɱ⟧ ẋẋ⟧ contoso R-7K3QD 8e3af657 a@b.example ⟦ô⟧"));
    }
}
