using CspBot.Purchases;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Every request that the bot really sends, the SDKs' own included, stands in one file with the document it was checked against. Whatever any test sends is looked
/// up when its host ends (<see cref="WireInventory.Check"/>); here the stories of all dialogs and watches are driven, so that nothing stands there for nobody.
/// </summary>
public sealed class WireInventoryTests
{
    [Fact]
    public void Every_line_names_its_document_once()
    {
        var lines = WireInventory.Read().ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches("(partner-center|azure|november-2026) §", line.Document));
        Assert.Equal(lines.Count, lines.Select(line => line.Shape).Distinct().Count());
    }

    [Fact]
    public async Task What_the_stories_send_is_what_the_file_holds()
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        await using (var host = await BotHost.StartAsync())
        {
            await host.Tomas.InstallAsync();
            await new GrantOwnerSweep(host).LookAsync();
            await new ReservationPermissionSweep(host).LookAsync();
            await new OnboardStackTenantSweep(host).LookAsync();
            await host.Nora.SaysAsync("onboard stack leaks");
            await NewCustomerAsync(host);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        await using (var host = await BotHost.StartAsync(PurchaseScenes.Watching(("Purchases:WatchPermissions", "true"))))
        {
            await PurchaseScenes.FirstSweepAsync(host);
            var buyer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
            await PurchaseScenes.BuyAsync(host, buyer, "reservation");
            await PurchaseScenes.PollAsync(host);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        var known = WireInventory.Read().Select(line => line.Shape).ToHashSet(StringComparer.Ordinal);
        Assert.True(sent.SetEquals(known), $"New:\nwire {string.Join("\nwire ", sent.Except(known).Order())}\nGone:\n{string.Join("\n", known.Except(sent).Order())}");
    }

    private static async Task NewCustomerAsync(BotHost host)
    {
        const string name = "Wire Labs";
        var id = await StackScenarios.ApproveAsync(host, await StackScenarios.ReviewNewAsync(host.Nora, name, "Lyon"));
        await StackScenarios.OwnAsync(host, id, "has not accepted the invitation yet");
    }
}
