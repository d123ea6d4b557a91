using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>A pre-approval in a browser: its form, what is wrong with it, the review, its cards, what ran under it, and the list.</summary>
public sealed class PreapprovalPictureTests
{
    [Fact]
    public async Task A_pre_approval_renders_in_both_languages_and_is_pictured()
    {
        var cards = new Dictionary<string, JsonElement>();
        foreach (var locale in new[] { "en-US", "fr-FR" })
        {
            await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Approvals:Standing:Enabled"] = "true" });
            var (nora, tomas, language) = (host.Nora.In(locale), host.Tomas.In(locale), locale[..2]);
            await nora.InstallAsync();
            await tomas.InstallAsync();
            var form = await nora.SaysAsync(nora.Words("standing approval adatum", "préaccord adatum"));
            cards["form-" + language] = form;
            cards["wrong-" + language] = await nora.ClicksAsync(
                form, "requests/details", new Dictionary<string, string> { ["kind"] = "reservation-buy", ["untilDay"] = "2099-01-01" });
            var review = await nora.ClicksAsync(form, "requests/details", new Dictionary<string, string>
            {
                ["reason"] = nora.Words("Migration week", "Semaine de migration"),
            });
            cards["review-" + language] = review;
            var own = await nora.ClicksAsync(review, "requests/submit");
            var id = Scenarios.RequestOf(own);
            var ask = await Scenarios.AskForAsync(host, tomas, id);
            cards["ask-" + language] = ask.Card;
            cards["approved-" + language] = await tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            cards["own-" + language] = (await nora.SeesAsync(nora.Words("Done and verified", "Faite et vérifiée"))).Card;
            var (grant, _, _) = await Scenarios.ReviewGrantAsync(nora);
            cards["grant-review-" + language] = grant;
            await nora.ClicksAsync(grant, "grant-owner/submit");
            var fact = nora.Words("Pre-approval", "Préaccord");
            cards["grant-" + language] = (await host.Teams.WaitForAsync("the grant", message => message.Conversation == nora.Chat
                && CardReader.Facts(message.Card).ContainsKey(fact))).Card;
            cards["used-" + language] = (await tomas.SeesAsync(
                tomas.Words("used your pre-approval", "s’est servi de votre préaccord"))).Card;
            var list = await tomas.ClicksAsync(await tomas.SaysAsync(tomas.Words("requests", "demandes")), "requests/preapprovals");
            cards["list-" + language] = list;
            cards["ended-" + language] = await tomas.ClicksAsync(list, "requests/preapproval-end");
        }

        CardAlbum.Keep("preapproval", cards);
    }
}
