using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The cards that people read most, in French, and the refusals: made to be looked at.</summary>
public sealed class CardPictureTests
{
    [Fact]
    public async Task The_story_in_French_and_the_refusals_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        var (nora, tomas) = (host.Nora.In("fr-FR"), host.Tomas.In("fr-FR"));
        await tomas.InstallAsync();
        var cards = new Dictionary<string, JsonElement>
        {
            ["refused-sales-agent-fr"] = await host.Pierre.SaysAsync("accorder propriétaire"),
            ["refused-helpdesk-agent-en"] = await host.Ingrid.SaysAsync("grant owner"),
            ["refused-no-role-en"] = await host.Omar.SaysAsync("help"),
            ["help-fr"] = await nora.SaysAsync("aide"),
            ["customer-fr"] = await nora.SaysAsync("accorder propriétaire contos"),
            ["form-fr"] = await nora.SaysAsync("accorder propriétaire adatum"),
        };
        (cards["review-fr"], _, _) = await Scenarios.ReviewGrantAsync(nora);
        cards["waiting-fr"] = await nora.ClicksAsync(cards["review-fr"], "grant-owner/submit");
        var ask = await host.Teams.WaitForAsync(
            "the approval card", message => message.Conversation == tomas.Chat && CardReader.HasButton(message.Card, "requests/approve"));
        cards["approval-fr"] = ask.Card;
        await tomas.ClicksAsync(ask.Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "Vu avec le client" }, ask.Id);
        cards["done-fr"] = (await nora.SeesAsync("Faite et vérifiée")).Card;
        cards["not-ready-fr"] = await NotReadyAsync(nora, "fourth coffee");
        Assert.Contains("agent d’administration", CardReader.Text(cards["refused-sales-agent-fr"]), StringComparison.Ordinal);
        Assert.Contains("admin agent (AdminAgents)", CardReader.Text(cards["refused-helpdesk-agent-en"]), StringComparison.Ordinal);

        CardAlbum.Keep("story", cards);
    }

    private static async Task<JsonElement> NotReadyAsync(Agent agent, string customer)
    {
        var form = await agent.SaysAsync("accorder propriétaire " + customer);
        var review = await agent.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "1h",
            ["reason"] = "Panne de production",
        });
        Assert.False(CardReader.HasButton(review, "grant-owner/submit"));
        return review;
    }
}
