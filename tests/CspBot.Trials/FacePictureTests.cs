using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>One card in the approvers' channel as everybody, its requester, an approver and a bystander see it: kept as pictures.</summary>
public sealed class FacePictureTests
{
    [Theory]
    [InlineData("en-GB")]
    [InlineData("fr-FR")]
    public async Task The_faces_of_one_card_are_pictured(string locale)
    {
        await using var host = await BotHost.StartAsync(ApprovalChannel.Setting);
        var (nora, tomas, pierre) = (host.Nora.In(locale), host.Tomas.In(locale), host.Pierre.In(locale));
        await tomas.InstallAsync();
        await nora.InstallAsync();
        await ApprovalChannel.OpenAsync(tomas);
        var (id, asked) = await ApprovalChannel.AskAsync(host, nora);
        var cards = new Dictionary<string, JsonElement>
        {
            ["1-everybody"] = asked.Card,
            ["2-requester"] = await ApprovalChannel.FaceAsync(nora, asked, "automatic"),
            ["3-approver"] = await ApprovalChannel.FaceAsync(tomas, asked, "automatic"),
            ["4-bystander"] = await ApprovalChannel.FaceAsync(pierre, asked, "manual"),
        };
        await ApprovalChannel.ClickAsync(tomas, asked, cards["3-approver"], "requests/approve");
        cards["5-in-the-end"] = (await host.Teams.WaitForAsync("the channel's card says how it ended", message =>
            message.Id == asked.Id
            && message.Text.Contains(nora.Words("Done and verified", "Faite et vérifiée"), StringComparison.Ordinal))).Card;
        Assert.Contains(id, asked.Text, StringComparison.Ordinal);
        CardAlbum.Keep($"faces-{locale[..2]}", cards);
    }
}
