using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Grant Owner through the front door: what people see, and what the cloud holds afterwards.</summary>
public sealed class GrantOwnerTests
{
    [Fact]
    public async Task Nora_asks_Tomas_approves_and_the_user_is_Owner()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();

        var (card, user, subscription) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        Assert.Contains("Waiting for approval", CardReader.Text(card), StringComparison.Ordinal);

        var ask = await host.Tomas.SeesAsync("Nora Lind asks for your approval");
        var decided = await host.Tomas.ClicksAsync(ask.Card, "requests/approve", new Dictionary<string, string> { ["comment"] = "fine" }, ask.Id);
        Assert.Contains("Approved by Tomas Berg", CardReader.Text(decided), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(decided, "requests/approve"));

        await host.Nora.SeesAsync("Done and verified");
        await host.Tomas.SeesAsync("Done and verified");
        var after = await host.UserOwnersAsync();
        Assert.Equal([.. before, (subscription, user)], after.OrderBy(owner => before.Contains(owner) ? 0 : 1));
    }
}
