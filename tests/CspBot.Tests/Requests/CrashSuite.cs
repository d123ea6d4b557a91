using System.Text.Json;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>The process dies at a named place, is started again, and the story ends as if nothing had happened.</summary>
public abstract class CrashSuite(ITestOutputHelper output)
{
    protected async Task KillWhileGrantedAsync(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        var before = await bot.UserOwnersAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(bot.Nora, "1h");
        await bot.KillAsync();
        await bot.StartAsync(stopAt: place);
        await PlayAsync(bot, review, place);
        var card = await bot.Nora.SeesAsync("Done and verified");
        await bot.Tomas.SeesAsync("Done and verified");
        Assert.Equal([(subscription, user)], (await bot.UserOwnersAsync()).Except(before));
        await CheckAuditAsync(bot, "approved", "succeeded");
        Assert.True(Puts(await bot.CallsAsync()) <= 2);
        output.WriteLine($"{place}: one Owner, card '{Line(card)}', audit unbroken");
    }

    protected async Task KillWhileEndingAsync(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        var before = await bot.UserOwnersAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        await Scenarios.GrantAsync(bot, "1h");
        await bot.KillAsync();
        await bot.StartAsync(stopAt: place, ahead: TimeSpan.FromHours(1.1));
        await bot.StoppedAsync(TimeSpan.FromMinutes(2));
        await bot.StartInsideAsync(TimeSpan.FromHours(1.2));
        var card = await bot.Nora.SeesAsync("Ended and verified");
        Assert.Equal(before.Order(), (await bot.UserOwnersAsync()).Order());
        await CheckAuditAsync(bot, "ended");
        output.WriteLine($"{place} (end): no Owner left over, card '{Line(card)}', audit unbroken");
    }

    /// <summary>Clicks as people do: whoever gets no answer clicks again when the bot is back.</summary>
    private static async Task PlayAsync(BotProcess bot, JsonElement review, string place)
    {
        await ClickAsync(bot, () => bot.Nora.ClicksAsync(review, "grant-owner/submit"));
        await AliveAsync(bot, place is "outbox-before-send" or "outbox-after-send");
        var ask = await bot.Teams.WaitForAsync("the approval card", message =>
            message.Conversation == bot.Tomas.Chat && CardReader.HasButton(message.Card, "requests/approve"));
        var standing = ask.Card;
        await ClickAsync(bot, () => bot.Tomas.ClicksAsync(standing, "requests/approve", null, ask.Id));
        await AliveAsync(
            bot,
            !place.StartsWith("submit", StringComparison.Ordinal)
            && !place.StartsWith("decide", StringComparison.Ordinal)
            && !place.StartsWith("outbox", StringComparison.Ordinal));
    }

    private static async Task ClickAsync(BotProcess bot, Func<Task<JsonElement>> click)
    {
        try
        {
            await click();
        }
        catch (HttpRequestException)
        {
            await bot.StoppedAsync(TimeSpan.FromMinutes(2));
            await bot.KillAsync();
            await bot.StartInsideAsync();
            await click();
        }
    }

    private static async Task AliveAsync(BotProcess bot, bool mustStopHere)
    {
        if (!mustStopHere || bot.Restarted)
            return;
        await bot.StoppedAsync(TimeSpan.FromMinutes(2));
        await bot.KillAsync();
        await bot.StartInsideAsync();
    }

    private static async Task CheckAuditAsync(BotProcess bot, params string[] once)
    {
        var store = new StoreOptions { ConnectionString = bot.StoreConnection };
        await using var database = new Database(store, new Signals(TimeProvider.System)) { Seals = SealKeys.Open(null, store) };
        Assert.Null(await database.ReadAsync(Audit.FindBreakAsync, default));
        var kinds = await database.ReadAsync(
            session => session.QueryAsync<string>("select kind from audit where request not like '%-E'"), default);
        foreach (var kind in once)
            Assert.Single(kinds, kind);
    }

    private static int Puts(IReadOnlyList<JsonElement> calls) => calls.Count(call => call.GetProperty("method").GetString() == "PUT");

    private static string Line(ShownMessage card) => card.Text.Split(" | ")[1];
}
