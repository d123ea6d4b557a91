using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>One request as its requester reads it in Paris, its approver in Montréal, and a channel anywhere: kept as pictures.</summary>
public sealed class TwoZonesPictureTests
{
    private const string Channel = "19:approvals@thread.tacv2";

    [Fact]
    public async Task Paris_and_Montreal_are_pictured_on_one_request()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Approvals:Conversation"] = Channel });
        var (nora, tomas) = (host.Nora.In("fr-FR").At("Europe/Paris"), host.Tomas.In("en-CA").At("America/Montreal"));
        await tomas.InstallAsync();
        (await tomas.PostAsync(tomas.Activity("message", new JsonObject
        {
            ["text"] = "help",
            ["conversation"] = new JsonObject
            {
                ["id"] = Channel,
                ["conversationType"] = "channel",
                ["isGroup"] = true,
                ["tenantId"] = tomas.Tenant,
            },
        }))).EnsureSuccessStatusCode();
        var cards = new Dictionary<string, JsonElement>();
        cards["paris-demande"] = (await Scenarios.SubmitGrantAsync(host, nora)).Card;
        var id = Scenarios.RequestOf(cards["paris-demande"]);
        cards["channel-asked"] = (await host.Teams.WaitForAsync("the channel is asked", message =>
            message.Conversation == Channel && message.Text.Contains(id, StringComparison.Ordinal))).Card;
        var ask = await Scenarios.AskForAsync(host, tomas, id);
        cards["montreal-asked"] = ask.Card;
        await tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        cards["paris-fait"] = (await nora.SeesAsync("Faite et vérifiée")).Card;
        cards["montreal-done"] = (await host.Teams.WaitForAsync("the approver's card follows", message =>
            message.Conversation == tomas.Chat && message.Text.Contains("Done and verified", StringComparison.Ordinal))).Card;
        cards["paris-liste"] = await nora.SaysAsync("demandes");
        CardAlbum.Keep("two-zones", cards);
    }
}
