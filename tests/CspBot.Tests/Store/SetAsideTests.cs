using System.Text.Json;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>A stored document that this version cannot read is set aside, visible, and everything else goes on.</summary>
public sealed class SetAsideTests
{
    [Theory]
    [InlineData("\"kind\":\"grant-owner\"", "\"kind\":\"of-next-year\"")]
    [InlineData("{", "not json ")]
    [InlineData("\"state\":\"pending-approval\"", "\"state\":\"of-next-year\"")]
    public async Task An_unreadable_request_waits_visibly_and_the_others_go_on(string known, string unknown)
    {
        await using var bot = await BotHost.StartAsync();
        await bot.Tomas.InstallAsync();
        var before = await bot.UserOwnersAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(bot, bot.Nora);
        var id = Scenarios.RequestOf(own);
        await ChangeAsync(bot, id, known, unknown);

        // The worker meets it; another request of the same customer goes to its end.
        await Eventually.IsTrueAsync("the row is set aside", async () =>
            await StoreAsync(bot, s => s.QueryOneAsync<string>("select set_aside from request where id = @id", new { id })) is not null);
        var (_, user, subscription) = await Scenarios.GrantAsync(bot);
        Assert.Equal([(subscription, user)], (await bot.UserOwnersAsync()).Except(before));

        // Lists show what can be read; readyz counts the rest.
        var list = CardReader.Text(await bot.Nora.SaysAsync("requests"));
        Assert.DoesNotContain("reference", list, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.Contains("cannot read", CardReader.Text(await bot.Nora.SaysAsync("requests " + id)), StringComparison.Ordinal);
        var ready = JsonSerializer.Deserialize<JsonElement>(await TestBot.Http.GetStringAsync(new Uri(bot.Endpoint, "/readyz")));
        Assert.Equal(1, ready.GetProperty("setAside").GetInt32());

        // A version that can read it takes it up again: the row is looked at every five minutes.
        await ChangeAsync(bot, id, unknown, known, due: false);
        await bot.LeapAsync(TimeSpan.FromMinutes(6));
        await Eventually.IsTrueAsync("it is set aside no more", async () =>
            await StoreAsync(bot, s => s.QueryOneAsync<string>("select set_aside from request where id = @id", new { id })) is null);
        var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
        await bot.Tomas.ClicksAsync(ask.Card, "requests/reject", null, ask.Id);
        await bot.Nora.SeesAsync("Rejected");
    }

    private static Task ChangeAsync(BotHost bot, string id, string from, string to, bool due = true) => StoreAsync(bot, s => s.ExecuteAsync(
        "update request set document = replace(document, @from, @to), due_at = case when @due = 1 then 1 else due_at end where id = @id",
        new { id, from, to, due = due ? 1 : 0 }));

    private static Task<T> StoreAsync<T>(BotHost host, Func<Session, Task<T>> work) =>
        host.Services.GetRequiredService<Database>().WriteAsync(work, default);
}
