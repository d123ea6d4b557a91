using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Cloud;
using CspBot.Dialogs.Customers;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>A customer on one card: all that is known of it, honest about what was not read, with ways into every dialog.</summary>
public sealed partial class CustomerCardTests
{
    private const string Production = "Adatum Production";

    [Fact]
    public async Task The_card_shows_everything_and_leads_into_every_dialog_filled_in()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (asked, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.ControlAsync("purchases", new { customer = "Adatum Corporation", kind = "reservation", quantity = 2 });
        await host.ControlAsync("policies", new { customer = "Adatum Corporation", savingsPlan = true });
        await host.ControlAsync("customers", new { customer = "Adatum Corporation", budget = 97 });
        var card = await host.Nora.SaysAsync("customers adatum");
        Assert.Empty(CardJsonRules.Check(card));
        var text = CardReader.Text(card);
        foreach (var said in new[]
        {
            "Adatum Corporation", Adatum, "is our customer", "until", " days", "Microsoft Customer Agreement: accepted",
            "Spending budget: 97.00 USD a month", "May buy savings plans by itself", "Microsoft 365 Business Premium",
            "25 licences · active · renews on", "Azure plan", Production, "Adatum Development", "Owner: ", "2 × ",
            Scenarios.RequestOf(asked),
        })
            Assert.Contains(said, text, StringComparison.Ordinal);
        foreach (var verb in new[]
        {
            "grant-owner/customer", "reservation-permission/customer", "reservations/list", "onboard-stack-tenant/customer",
            "visual-studio/way", "customers/access", "customers/budget", "customers/show", "requests/show",
        })
        {
            var data = CardReader.Button(card, verb).GetProperty("data");
            Assert.Equal(
                verb == "requests/show" ? Scenarios.RequestOf(asked) : Adatum,
                data.GetProperty(verb == "requests/show" ? "request" : "customer").GetString());
        }

        var subscription = (await host.WorldAsync()).GetProperty("subscriptions").EnumerateArray()
            .First(one => one.GetProperty("customer").GetString() == Adatum && one.GetProperty("kind").GetString() == "azure-plan")
            .GetProperty("azureSubscriptions").EnumerateArray().First(one => one.GetProperty("name").GetString() == "Adatum Development")
            .GetProperty("id").GetString();
        Assert.Equal(
            [
                $"https://partner.microsoft.com/dashboard/v2/customers/{Adatum}/account",
                $"https://portal.azure.com/{Adatum}/#resource/subscriptions/{subscription}/users",
                $"https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={Adatum}&CSDEST=o365admincenter",
            ],
            Urls().Matches(card.GetRawText()).Select(url => url.Groups[1].Value.Replace("\\u0026", "&", StringComparison.Ordinal)));

        // A way is walked: the dialog knows the customer.
        var form = await host.Nora.ClicksAsync(card, "grant-owner/customer");
        Assert.NotNull(CardReader.Input(form, "user"));
    }

    [Fact]
    public async Task Eighty_subscriptions_with_names_that_nobody_expects_are_a_card_all_the_same()
    {
        await using var host = await BotHost.StartAsync();
        string[] names =
        [
            "", " ", "[pay](http://evil.example) **now**", "\u202Eאבגד", new string('漢', 250), new string('W', 300),
            "<at>x</at>", "a\nb\tc", "😀" + new string('é', 200),
        ];
        UsageScenes.In(host, world =>
        {
            for (var i = 0; i < 80; i++)
            {
                world.Customer(Adatum)!.Subscriptions.Add(new CspBot.Sandbox.Subscription
                {
                    Id = Guid.NewGuid().ToString(),
                    Customer = Adatum,
                    Kind = CspBot.Sandbox.Subscription.License,
                    Name = names[i % names.Length],
                    Created = world.Now,
                    Quantity = i,
                    Status = i % 3 == 0 ? "unheard-of" : "active",
                });
            }

            world.Customer(Adatum)!.Subscriptions.SelectMany(one => one.AzureSubscriptions).First().Name = " ";
            return true;
        });
        var card = await host.Nora.SaysAsync("customers adatum");
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Contains("All 82 subscriptions", CardReader.Text(card), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(card, "customers/access"));
        for (var page = 0; page < 7; page++)
        {
            var more = await AccessScenes.ForgeAsync(host.Nora, "subscriptions", ("page", $"{page}"));
            Assert.Empty(CardJsonRules.Check(more));
        }

        Assert.Empty(CardJsonRules.Check(await AccessScenes.ForgeAsync(host.Nora, "access")));
    }

    [Fact]
    public async Task Only_what_the_reader_may_do_is_offered_and_only_what_the_reader_may_see_is_shown()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (asked, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var card = await host.Ingrid.SaysAsync("customers adatum");
        Assert.DoesNotContain(Scenarios.RequestOf(asked), CardReader.Text(card), StringComparison.Ordinal);
        foreach (var verb in new[] { "grant-owner/customer", "onboard-stack-tenant/customer", "customers/budget" })
            Assert.False(CardReader.HasButton(card, verb), verb);
        Assert.True(CardReader.HasButton(card, "reservations/list"));
        Assert.Contains("No spending budget is set", CardReader.Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_part_that_cannot_be_read_says_so_and_costs_no_other()
    {
        await using var host = await BotHost.StartAsync();

        // What the bot reads when it starts is read by then: a fault is of the card's own calls.
        await Forge(host.Nora, "customers/show", Adatum);
        foreach (var (api, path, said) in new[]
        {
            ("graph", "delegatedAdminRelationships", "The relation could not be read"),
            ("partnercenter", "agreements", "The agreement could not be read"),
            ("partnercenter", "usagesummary", "The spending budget could not be read"),
            ("partnercenter", "SelfServePolicy", "Whether it may buy by itself could not be read"),
            ("partnercenter", "azureEntitlements", "Its Azure subscriptions could not be read"),
            ("partnercenter", "/orders", "The orders could not be read"),
            ("arm", "roleAssignments", "Who is Owner could not be read"),
        })
        {
            await host.ControlAsync("faults", new { api, path, status = 403, code = "900308" });
            var card = await Forge(host.Nora, "customers/show", Adatum);
            await host.ClearFaultsAsync();
            var text = CardReader.Text(card);
            Assert.Contains(said, text, StringComparison.Ordinal);
            Assert.Equal(1, text.Split(" not be read").Length - 1);
            Assert.Contains("25 licences", text, StringComparison.Ordinal);
            Assert.Empty(CardJsonRules.Check(card));
        }

        // A customer that Partner Center itself does not show is a refusal, as everywhere.
        var foreign = await Forge(host.Nora, "customers/show", "10000000-0000-4000-8000-000000099999");
        Assert.Contains("Partner Center says that this", CardReader.Text(foreign), StringComparison.OrdinalIgnoreCase);
        Assert.False(CardReader.HasButton(foreign, "grant-owner/customer"));
    }

    /// <summary>The seeded world has a customer for each trouble: no relation, no sign-in, no Owner, closed, near its limit, …</summary>
    [Fact]
    public async Task Every_customer_of_the_world_has_a_card_that_fits_and_leads_on()
    {
        await using var host = await BotHost.StartAsync();
        var broken = new List<string>();
        foreach (var customer in (await host.WorldAsync()).GetProperty("customers").EnumerateArray())
        {
            var (id, name) = (customer.GetProperty("id").GetString()!, customer.GetProperty("name").GetString()!);
            var card = await Forge(id.GetHashCode(StringComparison.Ordinal) % 2 == 0 ? host.Pierre : host.Nora, "customers/show", id);
            broken.AddRange(CardJsonRules.Check(card).Select(rule => $"{name}: {rule}"));
            if (!ShownCards.Title(card).Contains(name, StringComparison.Ordinal) || !CardReader.HasButton(card, "customers/show"))
                broken.Add($"{name}: {CardReader.Text(card)}");
        }

        Assert.Empty(broken);
    }

    [Fact]
    public async Task Licences_of_every_state_are_counted_and_all_are_pages_away()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync("customers school of fine art");
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Contains("All 9 subscriptions, 1 in Azure", CardReader.Text(card), StringComparison.Ordinal);
        var all = await host.Nora.ClicksAsync(card, "customers/subscriptions");
        Assert.Empty(CardJsonRules.Check(all));
        foreach (var said in new[]
        {
            "9 subscriptions in all; page 1 of 1", "Power BI Pro | 10 licences · active · ends on", "not renewed",
            "Visio Plan 2 | 20 licences · suspended", "Project Plan 3 | 25 licences · deleted",
            "School of Fine Art: Azure subscription, active",
        })
            Assert.Contains(said, CardReader.Text(all), StringComparison.Ordinal);

        var french = CardReader.Text(await host.Pierre.SaysAsync("clients school of fine art"));
        var listed = await Forge(host.Pierre, "customers/subscriptions", await IdOfAsync(host, "School of Fine Art"));
        Assert.Contains("20 licences · suspendu", CardReader.Text(listed), StringComparison.Ordinal);
        Assert.Contains("Dernières commandes", french, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_is_none_is_the_nearest_that_there_is()
    {
        var customer = new Customer(Adatum, "Adatum", "");
        var many = Enumerable.Range(0, 30)
            .Select(i => new SoldSubscription($"s{i}", $"S{i}", SoldKind.Licence, "active")).ToList();
        Assert.Equal(
            [0, 0, 1, 2, 2, 0],
            new[] { "", "-1", "1", "2", "99", "x" }.Select(page => SoldPage.Of(customer, many, page).Page));
        Assert.Equal("s24", SoldPage.Of(customer, many, "2").Rows.First().Id);
        Assert.Equal(1, SoldPage.Of(customer, [], "5").Pages);
    }

    private static async Task<JsonElement> Forge(Agent agent, string verb, string customer)
    {
        var click = agent.Forge(verb, new JsonObject { ["customer"] = customer });
        return (await agent.SendAsAskedAsync(click)).Body.GetProperty("value");
    }

    [GeneratedRegex("\"url\":\"([^\"]+)\"")]
    private static partial Regex Urls();
}
