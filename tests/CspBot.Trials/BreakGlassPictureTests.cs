using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>Breaking the glass in a browser: the way to it, its step, who is told, and what becomes of it.</summary>
public sealed class BreakGlassPictureTests
{
    [Fact]
    public async Task What_runs_without_approval_renders_in_both_languages_and_is_pictured()
    {
        const string channel = "19:alarm@thread.tacv2";
        var cards = new Dictionary<string, JsonElement>();
        foreach (var locale in new[] { "en-US", "fr-FR" })
        {
            await using var host = await BotHost.StartAsync(GlassScenes.On(("Approvals:BreakGlass:Conversation", channel)));
            var (nora, tomas, aisha, language) = (host.Nora.In(locale), host.Tomas.In(locale), host.Aisha.In(locale), locale[..2]);
            await tomas.InstallAsync();
            await aisha.InstallAsync();
            await Scenarios.KnowChannelAsync(tomas, channel);
            var (review, _, _) = await Scenarios.ReviewGrantAsync(nora, "permanent");
            cards["review-" + language] = review;
            var step = await nora.ClicksAsync(review, "grant-owner/glass");
            cards["step-" + language] = step;
            cards["wrong-" + language] = await nora.ClicksAsync(step, "grant-owner/break", GlassScenes.Typed("urgent", ticked: false));
            cards["own-" + language] = await nora.ClicksAsync(step, "grant-owner/break", GlassScenes.Typed());
            var first = await DoneAsync(tomas);
            cards["ask-" + language] = first.Card;
            cards["channel-" + language] = (await host.Teams.WaitForAsync("the channel", message => message.Conversation == channel
                && CardReader.HasButton(message.Card, "requests/refresh"))).Card;
            cards["simulated-" + language] = await nora.ClicksAsync(
                await nora.SaysAsync(nora.Words("simulate request", "simuler une demande")),
                "requests/simulated",
                new Dictionary<string, string> { ["customer"] = BuyScenes.Adatum, ["dialog"] = "grant-owner" });
            cards["undoing-" + language] = await tomas.ClicksAsync(first.Card, GlassScenes.NotConfirm, null, first.Id);
            cards["undone-" + language] = (await nora.SeesAsync(nora.Words("and it was undone", "tout a été annulé"))).Card;

            var (again, _, _) = await Scenarios.ReviewGrantAsync(nora, "8h");
            await nora.ClicksAsync(await nora.ClicksAsync(again, "grant-owner/glass"), "grant-owner/break", GlassScenes.Typed());
            await DoneAsync(tomas);
            await host.LeapAsync(TimeSpan.FromHours(12));
            cards["reminder-" + language] = (await aisha.SeesAsync(
                aisha.Words("still waits for a confirmation", "attend toujours une confirmation"))).Card;
            await host.LeapAsync(TimeSpan.FromHours(13));
            cards["late-" + language] = (await tomas.SeesAsync(
                tomas.Words("Nobody confirmed it in time", "Personne n’a confirmé à temps"))).Card;
            cards["list-" + language] = await tomas.SaysAsync(tomas.Words("requests", "demandes"));
            cards["reported-" + language] = (await DoneAsync(aisha)).Card;

            var (third, _, _) = await Scenarios.ReviewGrantAsync(nora, "permanent");
            await nora.ClicksAsync(await nora.ClicksAsync(third, "grant-owner/glass"), "grant-owner/break", GlassScenes.Typed());
            var ask = await host.Teams.WaitForAsync("the third", message => message.Conversation == tomas.Chat
                && CardReader.HasButton(message.Card, GlassScenes.NotConfirm) && IsDone(message, tomas));
            cards["confirmed-" + language] = await tomas.ClicksAsync(
                ask.Card, GlassScenes.Confirm, new Dictionary<string, string> { ["comment"] = "OK" }, ask.Id);
        }

        CardAlbum.Keep("break-glass", cards);
    }

    /// <summary>In any of its ends: done, active for a time, ended.</summary>
    private static bool IsDone(ShownMessage message, Agent who) =>
        message.Text.Contains(who.Words("and verified", "et vérifié"), StringComparison.Ordinal);

    private static Task<ShownMessage> DoneAsync(Agent who) => who.Host.Teams.WaitForAsync(
        "it is done and waits for a confirmation",
        message => message.Conversation == who.Chat && CardReader.HasButton(message.Card, GlassScenes.Confirm)
            && IsDone(message, who));
}
