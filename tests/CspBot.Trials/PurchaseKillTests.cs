using CspBot.Store;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.AspNetCore.Http;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Two bots as processes of their own on one store, killed with kill -9 while they sweep and announce.</summary>
/// <remarks>
/// A bot that dies between Teams' answer and the note of it sends that one message again, since Teams knows no key for it (facts
/// teams-protocol §3.3): the kills here avoid that moment, <see cref="Requests.CrashTests"/> goes through it.
/// </remarks>
public sealed class PurchaseKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Purchases_are_announced_once_in_each_chat_however_often_the_bots_are_killed()
    {
        const int rounds = 4;
        const int each = 15;
        await using var bot = await BotProcess.PrepareAsync(new Dictionary<string, string?>
        {
            ["Purchases__Watch"] = "true",
            ["Purchases__WatchPermissions"] = "false",
            ["Purchases__PollInterval"] = "00:00:02",
        });
        await using var other = bot.Another();
        await bot.StartAsync();
        await other.StartAsync();
        await PurchaseScenes.SubscribeAsync(bot.Nora);
        await PurchaseScenes.SubscribeAsync(bot.Pierre);
        var buyers = await PurchaseScenes.BuyersAsync(bot);
        await bot.ControlAsync("knobs", new { orderDelayMs = 2_000, auditSpreadMs = 3_000, auditDisorder = true });
        await using var store = new Database(new StoreOptions { ConnectionString = bot.StoreConnection }, new Signals(TimeProvider.System));
        var wanted = new HashSet<string>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < each; i++)
                wanted.Add(await PurchaseScenes.BuyAsync(
                    bot, buyers[wanted.Count % buyers.Count].Id, i % 5 == 0 ? "reservation" : "subscription"));
            var before = Told(bot).Count;
            await Eventually.IsTrueAsync("some are told", () => Told(bot).Count > before + round);

            // Teams takes nothing for a moment, and what it took before is noted.
            bot.Teams.Misbehave = (_, _) => Results.Json(new { error = new { code = "Throttled", message = "wait" } }, statusCode: 429);
            var same = 0;
            await Eventually.IsTrueAsync(
                "what Teams took is noted, also what was just coming in",
                async () => (same = await store.ReadAsync(
                    s => s.QueryOneAsync<long>("select count(*) from outbox where id like 'purchase/%' and activity_id is not null"),
                    default) == Told(bot).Count
                        ? same + 1
                        : 0) >= 30,
                TimeSpan.FromSeconds(60));
            var victim = round % 2 == 0 ? bot : other;
            await victim.KillAsync();
            bot.Teams.Misbehave = null;
            await victim.StartAsync();
        }

        await Eventually.IsTrueAsync("all are told in both chats", () => Told(bot).Count >= wanted.Count * 2, TimeSpan.FromSeconds(180));
        var sweeps = await store.ReadAsync(s => s.QueryOneAsync<long>("select fence from watch where name = 'purchases'"), default);
        await Eventually.IsTrueAsync("two more sweeps", async () =>
            await store.ReadAsync(s => s.QueryOneAsync<long>("select fence from watch where name = 'purchases'"), default) >= sweeps + 2);
        var told = Told(bot);
        output.WriteLine($"{wanted.Count} purchases to 2 chats, 2 processes, {rounds} times kill -9: {told.Count} cards, "
            + $"{wanted.Except(told.Select(card => card.Order)).Count()} lost, {told.Count - told.Distinct().Count()} twice, {sweeps} "
            + "sweeps.");
        Assert.Equal(rounds * each, wanted.Count);
        foreach (var chat in new[] { bot.Nora.Chat, bot.Pierre.Chat })
            Assert.Equal(wanted.Order(), told.Where(card => card.Chat == chat).Select(card => card.Order).Order());
    }

    private static List<(string Chat, string Order)> Told(TestBot bot) =>
        [.. bot.Teams.Messages
            .Select(message => (message.Conversation, Facts: CardReader.Facts(message.Card)))
            .Select(card => (card.Conversation, card.Facts.GetValueOrDefault("Order") ?? card.Facts.GetValueOrDefault("Commande") ?? ""))
            .Where(card => card.Item2.Length > 0)];
}
