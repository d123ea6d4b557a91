using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>
/// Who asks for an undo in time keeps it, also when the role source answers only after the
/// hour; nobody else gets more than the hour.
/// </summary>
public sealed class UndoWishTests
{
    [Fact]
    public async Task An_undo_asked_for_while_roles_could_not_be_read_is_good_after_the_hour()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "permanent");
        var said = await UndoAsync(host.Nora, card, () => ThrottleAsync(host));
        Assert.Contains("I could not read your partner role", said, StringComparison.Ordinal);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());

        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await UndoAsync(host.Nora, card);
        await host.Teams.WaitForAsync(
            "the end", message => message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
    }

    [Theory]
    [InlineData("nobody asked", 0, 61)]
    [InlineData("it was asked too late", 61, 122)]
    [InlineData("the wish is more than a day old", 1, 60 * 26)]
    [InlineData("another one asked", 1, 62)]
    public async Task Without_a_wish_in_time_the_hour_is_over(string why, int wishedAfter, int clickedAfter)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "permanent");
        if (wishedAfter > 0)
        {
            await host.LeapAsync(TimeSpan.FromMinutes(wishedAfter));
            await UndoAsync(why == "another one asked" ? host.Tomas : host.Nora, card, () => ThrottleAsync(host));
        }

        await host.LeapAsync(TimeSpan.FromMinutes(clickedAfter - wishedAfter));
        await UndoAsync(host.Nora, card);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        var refused = (await host.AuditAsync()).Where(entry => entry.Kind == "refused").ToList();
        Assert.Contains("UndoTooLate", refused[^1].Document, StringComparison.Ordinal);
        Assert.Equal(wishedAfter > 0 ? 2 : 1, refused.Count);
    }

    private static Task ThrottleAsync(BotHost host) =>
        host.ControlAsync("faults", new { api = "graph", path = "checkMemberObjects", status = 429, retryAfter = 3600, times = 1 });

    private static async Task<string> UndoAsync(Agent who, ShownMessage card, Func<Task>? first = null)
    {
        if (first is not null)
            await first();
        var data = CardReader.Button(card.Card, "requests/undo").GetProperty("data");
        var sent = new JsonObject
        {
            ["request"] = data.GetProperty("request").GetString(),
            ["version"] = data.GetProperty("version").GetInt32(),
        };
        var (answer, body) = await who.SendAsync(who.Forge("requests/undo", sent));
        answer.EnsureSuccessStatusCode();
        return body.ToString();
    }
}
