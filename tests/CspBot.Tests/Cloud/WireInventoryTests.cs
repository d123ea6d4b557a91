using CspBot.Cloud;
using CspBot.Cloud.PartnerCenter;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Every request that the bot really sends, the SDKs' own included, stands in one file with the document it was checked against. Whatever
/// any test sends is looked up when its host ends (<see cref="WireInventory.Check"/>); here the stories of all dialogs and watches are
/// driven, so that nothing stands there for nobody.
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
        await using (var host = await BotHost.StartAsync(customers: 600))
        {
            await host.Tomas.InstallAsync();
            await new GrantOwnerSweep(host).LookAsync();
            await new ReservationPermissionSweep(host).LookAsync();
            await new OnboardStackTenantSweep(host).LookAsync();
            await host.Nora.SaysAsync("onboard stack leaks");
            await NewCustomerAsync(host);
            await RareAsync(host);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        await using (var host = await BotHost.StartAsync(PurchaseScenes.Watching()))
        {
            await PurchaseScenes.FirstSweepAsync(host);
            var buyer = (await PurchaseScenes.BuyersAsync(host))[0].Id;
            var order = await PurchaseScenes.BuyAsync(host, buyer, "reservation");
            await PurchaseScenes.PollAsync(host);
            await PurchasesAsync(host, buyer, order);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        var known = WireInventory.Read().Select(line => line.Shape).ToHashSet(StringComparer.Ordinal);
        Assert.True(
            sent.SetEquals(known),
            $"New:\nwire {string.Join("\nwire ", sent.Except(known).Order())}\nGone:\n{string.Join("\n", known.Except(sent).Order())}");
    }

    private static async Task NewCustomerAsync(BotHost host)
    {
        var id = await StackScenarios.ApproveAsync(host, await StackScenarios.ReviewNewAsync(host.Nora, "Wire Labs", "Lyon"));
        await StackScenarios.OwnAsync(host, id, "has not accepted the invitation yet");
    }

    /// <summary>
    /// What a story needs only where something is unusual: long lists, a custom role, words instead
    /// of an id, a second switch, an old stamp.
    /// </summary>
    private static async Task RareAsync(BotHost host)
    {
        var azure = host.Services.GetRequiredService<AzureOperations>();
        var world = await host.WorldAsync();
        foreach (var domain in new[] { "southridgevideo", "humongousinsurance" })
        {
            var customer = world.GetProperty("customers").EnumerateArray()
                .First(one => one.GetProperty("domain").GetString()!.StartsWith(domain, StringComparison.Ordinal)).GetProperty(
                    "id").GetString()!;
            var subscription = (await azure.ListAzureSubscriptionsAsync(customer, default))[0].Id;
            foreach (var user in await azure.SearchUsersAsync(customer, "", 5, default))
                await azure.ViewOwnersAsync(customer, subscription, user.Id, default);
        }

        await azure.SearchUsersAsync(ReservationPermissionStories.Adatum, "gra", 5, default);
        var adatum = ReservationPermissionStories.Adatum;
        var production = (await azure.ListAzureSubscriptionsAsync(adatum, default))[0].Id;
        var owner = (await azure.SearchUsersAsync(adatum, "", 1, default))[0].Id;
        await host.ControlAsync("assignments", new { subscription = production, principalId = owner, role = "Owner" });
        await azure.GrantOwnerAsync(adatum, production, owner, default);
        await azure.ResolveDirectoryAsync("adatum.onmicrosoft.com", default);
        await host.Services.GetRequiredService<PartnerCenterClient>().FilterCustomersAsync("Contoso", default);
        await host.Services.GetRequiredService<CustomerIndex>().RefreshAsync(default);
        foreach (var savings in new[] { false, true })
        {
            var change = new ReservationPermissionChange(ReservedInstances: true, savings);
            await azure.SetReservationPermissionAsync(ReservationPermissionStories.Adatum, change, Guid.NewGuid().ToString(), default);
        }

        await ChallengedAsync(host, azure);
        await host.ControlAsync(
            "faults", new { api = "stackadmin", path = "api-version=2018-05-01", status = 400, code = "InvalidApiVersionParameter" });
        await azure.CheckStackHealthAsync(azure.Stacks[0], default);
        await host.ClearFaultsAsync();
    }

    /// <summary>
    /// Resource Manager asks for the second factor, and sign-in for what it asked: with the token of a
    /// customer that was not written to before.
    /// </summary>
    private static async Task ChallengedAsync(BotHost host, AzureOperations azure)
    {
        var customer = await ReservationPermissionStories.IdOfAsync(host, "Munson's Pickles");
        var subscription = (await azure.ListAzureSubscriptionsAsync(customer, default))[0].Id;
        await host.ControlAsync("knobs", new { armMfa = false, armChallenge = true });
        await Assert.ThrowsAsync<CloudFault>(() => azure.GrantOwnerAsync(customer, subscription, Guid.NewGuid().ToString(), default));
        await host.ControlAsync("knobs", new { armMfa = true, armChallenge = false });
    }

    /// <summary>What the watches ask for only at a refusal, at an end that nears, or for a dialog that is still to come.</summary>
    private static async Task PurchasesAsync(BotHost host, string customer, string order)
    {
        var azure = host.Services.GetRequiredService<AzureOperations>();
        Assert.NotNull(await azure.FindOrderAsync(customer, order, default));
        Assert.NotEmpty(await azure.ListOrdersAsync(customer, onlyOneTime: true, default));
        var entitlement = (await azure.ListEntitlementsAsync(customer, default)).Single(one => one.OrderId == order);
        Assert.NotEmpty(await azure.ReadEntitlementAsync(customer, entitlement, default));
        Assert.NotNull(await azure.FindReservationOrderAsync(customer, entitlement.ReservationOrderId!, default));
        Assert.NotEmpty(await azure.ListReservationsAsync(customer, default));
        await azure.ListSavingsPlansAsync(customer, default);
        var today = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime);
        await foreach (var record in azure.ReadAuditRecordsAsync(today.AddDays(-1), today, null, customer, default))
            Assert.Equal(customer, record.CustomerId);
        await host.ControlAsync("faults", new { api = "partnercenter", path = "filter=", status = 400 });
        await PurchaseScenes.PollAsync(host);

        // A log of more than a page: a page holds 500.
        await host.ClearFaultsAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500), async (_, _) => await PurchaseScenes.BuyAsync(host, customer, "subscription"));
        var orders = 0;
        await foreach (var record in azure.ReadAuditRecordsAsync(today.AddDays(-1), today, "order", null, default))
            orders += record.OrderId is null ? 0 : 1;
        Assert.True(orders > 500, $"The log told of {orders} orders.");
    }
}
