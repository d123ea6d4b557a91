using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>“I am looking at it”: told to the others, no lock, and over with the decision, a second click or half an hour.</summary>
public sealed class LookingTests
{
    private const string Looking = "requests/looking";
    private const string TomasLooks = "Tomas Berg is looking at it (";

    [Fact]
    public async Task The_others_read_it_and_may_still_decide()
    {
        await using var host = await StartAsync();
        var (id, tomas, aisha) = await AskAsync(host);
        var written = new Dictionary<string, string> { ["comment"] = "Fine, but" };
        var mine = await host.Tomas.ClicksAsync(tomas.Card, Looking, written, tomas.Id);
        Assert.Contains("You are looking at it (", CardReader.Text(mine), StringComparison.Ordinal);

        // What was written stays, on the answer and on the card that is edited, and nobody else reads it.
        Assert.Equal("Fine, but", CardReader.Value(mine, "comment"));
        await host.Teams.WaitForAsync("his card is drawn anew", message => message.Id == tomas.Id
            && message.Text.Contains("You are looking at it (", StringComparison.Ordinal)
            && CardReader.Value(message.Card, "comment") == "Fine, but");
        Assert.Null(CardReader.Value((await host.Aisha.SeesAsync(TomasLooks)).Card, "comment"));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Document.Contains("Fine, but", StringComparison.Ordinal));
        Assert.Contains("I am not looking any more", ButtonsOf(mine));
        await ShowsAsync(host, aisha, TomasLooks);

        // Her card of before: its buttons are still good.
        await host.Aisha.ClicksAsync(aisha.Card, "requests/approve", null, aisha.Id);
        await host.Nora.SeesAsync("Done and verified");
        await host.Teams.WaitForAsync("nobody looks any more", message => message.Id == tomas.Id
            && !message.Text.Contains("looking at it", StringComparison.Ordinal));
        var looked = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "looking");
        Assert.Equal(id, looked.Request);
    }

    [Fact]
    public async Task A_second_click_takes_it_back_another_takes_its_place_and_half_an_hour_ends_it()
    {
        await using var host = await StartAsync();
        var (id, tomas, aisha) = await AskAsync(host);
        await host.Tomas.ClicksAsync(tomas.Card, Looking, null, tomas.Id);
        await ShowsAsync(host, aisha, TomasLooks);
        await host.Tomas.ClicksAsync(tomas.Card, Looking, null, tomas.Id);
        await host.Teams.WaitForAsync("it is taken back", message => message.Id == aisha.Id
            && !message.Text.Contains(TomasLooks, StringComparison.Ordinal));
        await host.Tomas.ClicksAsync(tomas.Card, Looking, null, tomas.Id);
        await host.Aisha.ClicksAsync(aisha.Card, Looking, null, aisha.Id);
        await ShowsAsync(host, tomas, "Aisha Khan is looking at it (");
        await host.LeapAsync(TimeSpan.FromMinutes(31));
        await host.Teams.WaitForAsync("half an hour is over", message => message.Id == tomas.Id
            && !message.Text.Contains("looking at it (", StringComparison.Ordinal));
        await host.Tomas.ClicksAsync(tomas.Card, "requests/approve", null, tomas.Id);
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal(4, (await host.AuditAsync()).Count(entry => entry.Kind == "looking" && entry.Request == id));
    }

    [Fact]
    public async Task Who_may_not_decide_looks_at_nothing()
    {
        await using var host = await StartAsync();
        var (id, tomas, _) = await AskAsync(host);
        foreach (var (agent, version) in new[] { (host.Nora, 1), (host.Ingrid, 1), (host.Pierre, 1), (host.Aisha, 7), (host.Aisha, -1) })
            await agent.SendAsAskedAsync(agent.Forge(Looking, new() { ["request"] = id, ["version"] = version }));
        await host.Aisha.SendAsAskedAsync(host.Aisha.Forge(Looking, new JsonObject { ["request"] = "R-AAAAA", ["version"] = 1 }));
        await host.Tomas.ClicksAsync(tomas.Card, "requests/reject", null, tomas.Id);
        await host.Aisha.SendAsAskedAsync(host.Aisha.Forge(Looking, new JsonObject { ["request"] = id, ["version"] = 2 }));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "looking");
    }

    /// <summary>To the second, and beside the other times that the clock has.</summary>
    [Theory]
    [InlineData(29, 59, true)]
    [InlineData(30, 0, false)]
    public void It_ends_after_half_an_hour(int minutes, int seconds, bool looks)
    {
        var at = new DateTimeOffset(2026, 11, 30, 14, 2, 0, TimeSpan.Zero);
        var looked = new Looker(new Person("a", "t", "Tomas"), at);
        Assert.Equal(looks, looked.Until > at + new TimeSpan(0, minutes, seconds));
    }

    private static async Task<BotHost> StartAsync()
    {
        var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        return host;
    }

    private static async Task<(string Id, ShownMessage Tomas, ShownMessage Aisha)> AskAsync(BotHost host)
    {
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var id = Scenarios.RequestOf(own);
        return (id, await Scenarios.AskForAsync(host, host.Tomas, id), await Scenarios.AskForAsync(host, host.Aisha, id));
    }

    private static Task<ShownMessage> ShowsAsync(BotHost host, ShownMessage card, string words) => host.Teams.WaitForAsync(
        $"'{words}'", message => message.Id == card.Id && message.Text.Contains(words, StringComparison.Ordinal));

    private static IEnumerable<string?> ButtonsOf(JsonElement card) =>
        CardReader.Buttons(card).Select(button => button.GetProperty("title").GetString());
}
