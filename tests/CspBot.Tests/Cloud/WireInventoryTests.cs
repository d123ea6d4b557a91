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
        Assert.All(lines, line => Assert.Matches("(partner-center|azure|november-2026|teams-protocol) §", line.Document));
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
            await RolesAsync(host);
            await new ReservationPermissionSweep(host).LookAsync();
            await new OnboardStackTenantSweep(host).LookAsync();
            await host.Nora.SaysAsync("onboard stack leaks");
            await NewCustomerAsync(host);
            await PlanAsync(host);
            await BuyAsync(host);
            await ReturnAsync(host);
            await ManagedAsync(host);
            await AccessAsync(host);
            await RelationAsync(host);
            await LocalSubscriptionAsync(host);
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
            await UsageAsync(host, buyer);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        await using (var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Approvals:FreshSignIn:Enabled"] = "true",
            ["Approvals:FreshSignIn:Dialogs:0"] = "grant-owner",
        }))
        {
            await SignInAsync(host);
            sent.UnionWith(WireInventory.Shapes(host.Sandbox.Calls.All()));
        }

        var known = WireInventory.Read().Select(line => line.Shape).ToHashSet(StringComparer.Ordinal);
        Assert.True(
            sent.SetEquals(known),
            $"New:\nwire {string.Join("\nwire ", sent.Except(known).Order())}\nGone:\n{string.Join("\n", known.Except(sent).Order())}");
    }

    /// <summary>A yes with a fresh sign-in: the client's token, and the keys by which it is checked.</summary>
    private static async Task SignInAsync(BotHost host)
    {
        await host.Tomas.InstallAsync();
        using var teams = await TeamsClient.SignInAsync(host, host.Tomas);
        var (own, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        var click = host.Tomas.Click(ask.Card, "requests/approve", null, ask.Id);
        var login = (await host.Tomas.SendAsync(click)).Body.GetProperty("value");
        await host.Tomas.SendAsync(TeamsClient.Again(host.Tomas, click, login, await teams.TokenAsync(login)));
        await host.Nora.SeesAsync("Done and verified");
    }

    /// <summary>A role of the customer's own for a group and a user on a resource group, and the searches for it.</summary>
    private static async Task RolesAsync(BotHost host)
    {
        await host.Nora.SaysAsync("grant owner adatum");
        foreach (var dataset in new[] { "roles", "scopes", "users" })
            Assert.NotEmpty(await host.Nora.SearchesAsync(dataset, dataset == "users" ? "adatum o" : ""));
        (string, string)[] where = [("scope", "rg-web"), ("role", CspBot.Sandbox.Ids.Role(1, 1))];
        foreach (var who in new[] { RoleScenes.Operators, RoleScenes.Member })
        {
            var id = await RoleScenes.RunAsync(host, await RoleScenes.ReviewAsync(host.Nora, [("user", who), .. where]));
            var done = await RoleScenes.SeesAsync(host, id, "Done and verified");
            await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
            await RoleScenes.SeesAsync(host, id, "Ended and verified");
        }
    }

    /// <summary>The plan for the last exchange, one reservation of it with what it could become, and a price.</summary>
    private static async Task PlanAsync(BotHost host)
    {
        var plan = await host.Nora.SaysAsync("reservations plan consolidated");
        var row = CardReader.Buttons(plan).First(button => button.GetProperty("data").TryGetProperty("reservation", out _));
        var data = System.Text.Json.Nodes.JsonNode.Parse(row.GetProperty("data").GetRawText())!.AsObject();
        var one = (await host.Nora.SendAsAskedAsync(host.Nora.Forge("reservations/plan", data))).Body.GetProperty("value");
        await host.Nora.ClicksAsync(
            one, "reservations/plan", new Dictionary<string, string> { ["product"] = "Standard_E4s_v5", ["quantity"] = "9" });
        var azure = host.Services.GetRequiredService<AzureOperations>();
        var customer = ReservationPermissionStories.Adatum;
        var payer = (await azure.ListAzureSubscriptionsAsync(customer, default))[0].Id;
        var purchase = new ReservationPurchase("Standard_D4s_v5", "westeurope", "VirtualMachines", "P3Y", 1)
        {
            Scope = new BenefitScope(payer, null),
            Name = "priced",
        };
        Assert.True((await azure.CalculatePriceAsync(customer, purchase, default)).Total!.Amount > 0);
    }

    /// <summary>A reservation through Partner Center, one through Azure, and a look into the catalogue of the legacy offer.</summary>
    private static async Task BuyAsync(BotHost host)
    {
        await BuyScenes.SeesAsync(host, await BuyScenes.BuyAsync(host), "Done and verified");
        var monthly = await BuyScenes.BuyAsync(host, BuyScenes.Adatum, ("billing", "Monthly"));
        await BuyScenes.SeesAsync(host, monthly, "Done and verified");
        await BuyScenes.OpenAsync(host.Nora, await ReservationPermissionStories.IdOfAsync(host, "Contoso Ltd"));
    }

    /// <summary>One reservation is exchanged for a bigger one, and a part of another returned.</summary>
    private static async Task ReturnAsync(BotHost host)
    {
        var item = ReturnScenes.Pick(host, "Standard_D2s_v3");
        var form = await ReturnScenes.OpenAsync(host.Nora, "exchange", item);
        var review = await host.Nora.ClicksAsync(form, "reservations/quote", new Dictionary<string, string>
        {
            ["product"] = "Standard_E4s_v5",
            ["quantity"] = "9",
            ["term"] = "P3Y",
            ["reason"] = "Bigger",
        });
        await ReturnScenes.RunAsync(host, review);
        var rest = ReturnScenes.Pick(host, "Standard_D4s_v5", one => one.Quantity > 1);
        await ReturnScenes.RunAsync(host, await ReturnScenes.ReviewAsync(host.Nora, rest, "1"));
    }

    /// <summary>Every change of a reservation, its split and merge, and a savings plan for one subscription and for all.</summary>
    private static async Task ManagedAsync(BotHost host)
    {
        var azure = host.Services.GetRequiredService<AzureOperations>();
        const string Customer = ManageScenes.Consolidated;
        var held = ManageScenes.Held(host, item => item is { Use: 22 });
        var one = (await azure.FindOrderOfReservationAsync(Customer, held.Id, default)).Single();
        var (benefit, scope) = (new BenefitId(one.OrderId, one.Id), "/subscriptions/" + held.Subscription);
        Assert.True(await azure.IsScopeValidAsync(Customer, benefit, scope, default));
        ReservationChange[] changes =
        [
            new() { Name = "renamed" }, new() { Renews = true, Successor = CspBot.Dialogs.Reservations.Successors.Of(one) },
            new() { Renews = false }, new() { Scope = new ScopeTarget("Single", scope) },
            new() { Scope = new ScopeTarget("ManagementGroup", "/providers/Microsoft.Management/managementGroups/mg-production") },
            new() { Scope = new ScopeTarget("Shared", null) },
        ];
        foreach (var change in changes)
            await azure.ChangeReservationAsync(Customer, benefit, change, default);
        await azure.ChangeReservationAsync(Customer, benefit, new() { Scope = new ScopeTarget("Single", scope) }, default);
        var single = (await azure.FindOrderOfReservationAsync(Customer, held.Id, default)).Single();
        await azure.ChangeReservationAsync(
            Customer, benefit, new() { Renews = true, Successor = CspBot.Dialogs.Reservations.Successors.Of(single) }, default);
        await azure.SplitReservationAsync(Customer, benefit, [1, 3], default);
        var parts = (await azure.ListReservationsOfOrderAsync(Customer, one.OrderId, default)).Where(part => part.Sources.Count == 1);
        await azure.MergeReservationsAsync(Customer, one.OrderId, [.. parts.Select(part => part.Id)], default);
        foreach (var only in new[] { null, scope })
        {
            var plan = new SavingsPlanPurchase(SavingsPlanPurchase.Compute, "P1Y", new Money(0.1m, "USD"))
            {
                Scope = new BenefitScope(held.Subscription, only),
                IsMonthly = true,
                Name = "wired",
            };
            Assert.True((await azure.ValidatePlanAsync(Customer, plan, default)).IsValid);
            var alias = Guid.NewGuid().ToString();
            Assert.Null(await azure.FindPlanOrderAsync(Customer, alias, default));
            await azure.OrderPlanAsync(Customer, alias, plan, default);
            Assert.True((await azure.FindPlanOrderAsync(Customer, alias, default))!.IsBought);
        }
    }

    /// <summary>Usage of a reservation and of a savings plan, recommendations and one of them.</summary>
    private static async Task UsageAsync(BotHost host, string buyer)
    {
        await PurchaseScenes.BuyAsync(host, buyer, "savings-plan");
        await UsageScenes.OpenAsync(host.Nora, UsageScenes.AdventureWorks, UsageScenes.KeyOf(host, UsageScenes.AdventureWorks));
        await UsageScenes.OpenAsync(host.Nora, buyer, UsageScenes.PlanOf(host, buyer));
        var recommended = await UsageScenes.StepAsync(host.Nora, "recommend", UsageScenes.AdventureWorks);
        await host.Nora.ClicksAsync(recommended, "reservations/recommend");
    }

    /// <summary>The access list of a subscription with a custom role, and a right that is taken away.</summary>
    private static async Task AccessAsync(BotHost host)
    {
        var custom = Guid.NewGuid().ToString();
        AccessScenes.In(host, world => world.AzureSubscription(AccessScenes.Production)!.CustomRoles[custom] = "Operator");
        AccessScenes.Give(host, AccessScenes.User(1), role: custom);
        var name = AccessScenes.NameOf(host, AccessScenes.User(1));
        var was = await host.Services.GetRequiredService<AzureOperations>().FindAssignmentAtAsync(
            AccessScenes.Adatum, "/subscriptions/" + AccessScenes.Production, name, default);
        await host.Services.GetRequiredService<AzureOperations>().PutBackAsync(
            AccessScenes.Adatum,
            AccessScenes.Production,
            was! with { Condition = "@Resource[x] StringEquals 'y'", ConditionVersion = "2.0" },
            default);
        var review = await AccessScenes.RevokeAsync(host.Nora, name);
        await AccessScenes.SeesAsync(host, await AccessScenes.SubmitAsync(host.Nora, review), "Done and verified");
    }

    /// <summary>A local subscription on a stamp, made by its operator and taken away.</summary>
    private static async Task LocalSubscriptionAsync(BotHost host)
    {
        var azure = host.Services.GetRequiredService<AzureOperations>();
        var stack = azure.Stacks[0];
        var wanted = new NewStackSubscription(
            Guid.NewGuid().ToString(), "Local", AccessScenes.Adatum, "grace.eriksen@adatum.onmicrosoft.com")
        { OfferId = stack.Offer! };
        await azure.RegisterDirectoryTenantAsync(stack, "adatum.onmicrosoft.com", AccessScenes.Adatum, default);
        await azure.MakeStackUserSubscriptionAsync(stack, wanted, default);
        Assert.True(await azure.RemoveStackUserSubscriptionAsync(stack, wanted.Id, default));
    }

    /// <summary>A relation from its request to its roles, the reseller link, and all relations at once.</summary>
    private static async Task RelationAsync(BotHost host)
    {
        var id = await RelationScenes.AskAsync(host, RelationScenes.Wingtip);
        var waits = await RelationScenes.ShowsAsync(host, id, "Ready to send");
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "accept" });
        await host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await RelationScenes.ShowsAsync(host, id, "Done and verified");
        var azure = host.Services.GetRequiredService<AzureOperations>();
        Assert.NotEmpty(await azure.GetResellerLinkAsync(default));
        Assert.NotEmpty(await azure.ListAllRelationsAsync(default));
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
        Assert.Equal(28.83m, (await azure.ReadUsageBudgetAsync(ReservationPermissionStories.Adatum, default)).Used?.Amount);
        var adatum = ReservationPermissionStories.Adatum;
        await azure.SetUsageBudgetAsync(adatum, 1500.5m, default);
        Assert.Equal(1500.5m, await azure.FindUsageBudgetAsync(adatum, default));
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

    /// <summary>Everything that a customer holds, one of it, and the product that no service has a word for.</summary>
    private static async Task HoldingsAsync(BotHost host, AzureOperations azure)
    {
        var customer = await ReservationPermissionStories.IdOfAsync(host, "Consolidated Messenger");
        var holdings = await azure.ListHoldingsAsync(customer, default);
        Assert.Empty(holdings.Gaps);
        var renews = holdings.All.First(one => one is { Reservation: not null, Renews: true });
        Assert.NotNull((await azure.ReadReservationAsync(customer, renews.OrderId, renews.Id, default)).Successor);
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
        await HoldingsAsync(host, azure);
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
