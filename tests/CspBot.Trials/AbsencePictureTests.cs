using System.Text.Json;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>An absence in a browser: its form, what is wrong with it, who is told, and the card of who decides meanwhile.</summary>
public sealed class AbsencePictureTests
{
    [Fact]
    public async Task An_absence_renders_in_both_languages_and_is_pictured()
    {
        var cards = new Dictionary<string, JsonElement>();
        foreach (var locale in new[] { "en-US", "fr-FR" })
        {
            await using var host = await BotHost.StartAsync();
            var (tomas, pierre, nora) = (host.Tomas.In(locale), host.Pierre.In(locale), host.Nora.In(locale));
            await host.ControlAsync("roles", new { user = pierre.ObjectId, roles = new[] { "AdminAgents" } });
            await tomas.InstallAsync();
            await pierre.InstallAsync();
            var language = locale[..2];
            var form = await tomas.SaysAsync(tomas.Words("absence", "déléguer"));
            cards["form-" + language] = form;
            cards["wrong-" + language] = await tomas.ClicksAsync(
                form, "requests/absence-submit", new Dictionary<string, string> { ["untilDay"] = "2020-01-01" });
            cards["made-" + language] = await tomas.ClicksAsync(
                form, "requests/absence-submit", new Dictionary<string, string> { ["delegate"] = pierre.ObjectId });
            cards["told-" + language] = (await pierre.SeesAsync(pierre.Words("is away. You can decide", "Vous pouvez décider"))).Card;
            var (own, _, _) = await Scenarios.SubmitGrantAsync(host, nora);
            var ask = await Scenarios.AskForAsync(host, pierre, Scenarios.RequestOf(own));
            cards["ask-" + language] = ask.Card;
            cards["decided-" + language] = await pierre.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        }

        CardAlbum.Keep("absence", cards);
    }

    [Fact]
    public async Task Who_looks_who_is_told_and_who_is_asked_when_nobody_decided_is_pictured()
    {
        const string channel = "19:second@thread.tacv2";
        var cards = new Dictionary<string, JsonElement>();
        foreach (var locale in new[] { "en-US", "fr-FR" })
        {
            await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
            {
                ["Approvals:Told"] = channel,
                ["Approvals:Escalate:After"] = "01:00:00",
                ["Approvals:Escalate:Conversation"] = channel,
            });
            var (tomas, aisha, language) = (host.Tomas.In(locale), host.Aisha.In(locale), locale[..2]);
            await tomas.InstallAsync();
            await aisha.InstallAsync();
            await Scenarios.KnowChannelAsync(tomas, channel);
            var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora.In(locale));
            var id = Scenarios.RequestOf(own);
            cards["told-" + language] = (await InChannelAsync(false)).Card;
            var ask = await Scenarios.AskForAsync(host, tomas, id);
            cards["looking-own-" + language] = await tomas.ClicksAsync(ask.Card, "requests/looking", null, ask.Id);
            cards["looking-" + language] = (await aisha.SeesAsync(
                aisha.Words("Tomas Berg is looking at it", "Tomas Berg s’en occupe"))).Card;
            await host.LeapAsync(TimeSpan.FromMinutes(61));
            cards["escalated-" + language] = (await InChannelAsync(true)).Card;

            // Who is told has no button; the one of a card that asks shows each reader what that reader may do.
            Task<ShownMessage> InChannelAsync(bool asks) => host.Teams.WaitForAsync(
                $"{id} in the channel", message => message.Conversation == channel
                    && message.Text.Contains(id, StringComparison.Ordinal)
                    && CardReader.HasButton(message.Card, "requests/refresh") == asks);
        }

        CardAlbum.Keep("waiting", cards);
    }
}
