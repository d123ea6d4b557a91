using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>The process dies between two people's yeses, and while a permission closes itself: nothing is decided or ended twice.</summary>
public sealed class DecisionTrials(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_at_the_first_and_at_the_second_yes_a_purchase_is_made_once_and_by_two()
    {
        await using var bot = await BotProcess.PrepareAsync(new Dictionary<string, string?> { ["Approvals__MaxAmount"] = "1000 USD" });
        BuyScenes.Register(bot);
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        await bot.Aisha.InstallAsync();
        string[] places = ["decide-before-commit", "decide-after-commit", "decide-before-commit#2", "decide-after-commit#2"];
        for (var round = 0; round < places.Length; round++)
        {
            var own = await bot.Nora.ClicksAsync(await BuyScenes.ReviewAsync(bot.Nora), "reservations/submit");
            var id = Scenarios.RequestOf(own);
            var asks = new[]
            {
                (Who: bot.Tomas, Card: await Scenarios.AskForAsync(bot, bot.Tomas, id)),
                (Who: bot.Aisha, Card: await Scenarios.AskForAsync(bot, bot.Aisha, id)),
            };
            await bot.KillAsync();
            await bot.StartAsync(stopAt: places[round]);
            for (var yes = 0; yes < asks.Length; yes++)
                await ApproveAsync(bot, asks[yes].Who, id, yes + 1);
            await BuyScenes.SeesAsync(bot, id, "Tomas Berg and Aisha Khan");
            await Eventually.IsTrueAsync("it is bought", () => BuyScenes.Orders(bot).Count == round + 1);
            Assert.Equal(["1/2", "2/2"], await YesesAsync(bot, id));
            output.WriteLine($"{places[round]}: two yeses, one order");
        }
    }

    [Fact]
    public async Task Killed_while_a_permission_closes_itself_it_is_turned_off_once_and_all_that_was_bought_is_told()
    {
        await using var bot = await BotProcess.PrepareAsync(new Dictionary<string, string?>
        {
            ["Purchases__Watch"] = "true",
            ["Purchases__PollInterval"] = "00:00:01",
        });
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        await PurchaseScenes.SubscribeAsync(bot.Nora);
        string[] places = ["close-before-commit", "close-after-commit", "step-after-effect", "finish-before-commit"];
        for (var round = 0; round < places.Length; round++)
        {
            var wish = ReservationPermissionStories.Wish(reserved: true);
            wish["closesAfter"] = "purchase";
            var id = Scenarios.RequestOf(await ReservationPermissionStories.AskAsync(bot.Nora, wish));
            var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            await SeesAsync(bot, id, "Done and verified");
            await bot.KillAsync();
            await bot.StartAsync(stopAt: places[round]);
            string[] orders =
            [
                await PurchaseScenes.BuyAsync(bot, ReservationPermissionStories.Adatum, "reservation", 2),
                await PurchaseScenes.BuyAsync(bot, ReservationPermissionStories.Adatum, "reservation", 3),
            ];
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
            await bot.StartInsideAsync();
            await SeesAsync(bot, id, "Ended and verified");
            Assert.Empty(await ReservationPermissionStories.PermissionsAsync(bot));
            foreach (var order in orders)
                await bot.Nora.SeesAsync(order);
            Assert.Equal(["closing", "ended"], (await KindsAsync(bot, id)).Where(kind => kind is "closing" or "ended"));
            var deletes = (await bot.CallsAsync()).Count(call => call.GetProperty("method").GetString() == "DELETE"
                && call.GetProperty("status").GetInt32() == 204);
            Assert.Equal(round + 1, deletes);
            output.WriteLine($"{places[round]}: closed once, two purchases told, one DELETE");
        }
    }

    /// <summary>The click of an approver, again when the bot is back, on what then stands.</summary>
    private static async Task ApproveAsync(BotProcess bot, Agent who, string id, int version)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await who.SendAsAskedAsync(who.Forge("requests/approve", new() { ["request"] = id, ["version"] = version }));
                return;
            }
            catch (HttpRequestException) when (tries == 0)
            {
                await bot.StoppedAsync(TimeSpan.FromMinutes(2));
                await bot.KillAsync();
                await bot.StartInsideAsync();
            }
        }
    }

    private static Task<ShownMessage> SeesAsync(BotProcess bot, string id, string words) => bot.Teams.WaitForAsync(
        $"'{words}' on {id}",
        message => message.Conversation == bot.Nora.Chat
            && message.Text.Contains(id + " ·", StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal),
        TimeSpan.FromMinutes(2));

    private static async Task<IReadOnlyList<string>> KindsAsync(BotProcess bot, string id) =>
        await ReadAsync(bot, session => session.QueryAsync<string>("select kind from audit where request = @id order by seq", new { id }));

    private static async Task<IReadOnlyList<string?>> YesesAsync(BotProcess bot, string id) =>
    [
        .. (await ReadAsync(
            bot,
            session => session.QueryAsync<string>(
                "select document from audit where request = @id and kind = 'approved' order by seq", new { id })))
            .Select(document => System.Text.Json.JsonElement.Parse(document).GetProperty("detail").GetProperty("yes").GetString()),
    ];

    /// <summary>From the store of the process; its audit is unbroken whenever somebody looks.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(BotProcess bot, Func<Session, Task<IReadOnlyList<string>>> read)
    {
        var store = new StoreOptions { ConnectionString = bot.StoreConnection };
        await using var database = new Database(store, new Signals(TimeProvider.System)) { Seals = SealKeys.Open(null, store) };
        Assert.Null(await database.WriteAsync(Audit.FindBreakAsync, default));
        return await database.ReadAsync(read, default);
    }
}
