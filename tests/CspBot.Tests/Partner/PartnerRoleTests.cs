using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Partner;

/// <summary>Five roles, one table of what each may: the dialogs take their roles from it, and help shows it.</summary>
public sealed class PartnerRoleTests
{
    private const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";

    /// <summary>Admin agent, sales agent, helpdesk agent, global administrator, user administrator (partner-center §8.2).</summary>
    [Theory]
    [InlineData("SeeCustomers", "ASH..")]
    [InlineData("SeePurchases", "ASH..")]
    [InlineData("SeePermission", "ASH..")]
    [InlineData("SeeActivityLog", "ASHGU")]
    [InlineData("BuyReservations", "AS...")]
    [InlineData("ManageReservations", "A....")]
    [InlineData("AskReservations", "AS...")]
    [InlineData("ChangePermission", "A....")]
    [InlineData("GiveOwner", "A....")]
    [InlineData("OnboardStack", "A....")]
    [InlineData("AskReseller", "AS...")]
    [InlineData("AskDelegation", "A....")]
    [InlineData("SetBudget", "A....")]
    [InlineData("BuyPlan", "AS...")]
    [InlineData("HandOverVisualStudio", "ASH..")]
    [InlineData("ManagePartnerUsers", "...GU")]
    public void Each_role_may_what_the_table_says(string power, string roles)
    {
        var may = Enum.GetValues<PartnerRole>().Select(role => Caller(role).May(Enum.Parse<PartnerPower>(power)));
        Assert.Equal(roles.Select(letter => letter != '.'), may);
        Assert.Equal(16, PartnerPowers.All.Count);
    }

    [Fact]
    public async Task No_role_of_our_own_directory_opens_a_dialog_of_customers()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var dialog in host.Services.GetRequiredService<IReadOnlyList<Dialog>>().Where(
            dialog => dialog.Name is not ("help" or "reservations" or "language")))
        {
            foreach (var role in new[] { PartnerRole.GlobalAdministrator, PartnerRole.UserAdministrator })
                Assert.Equal("NoAgent." + role, DialogRouter.Gate(dialog, Caller(role))?.Reason);
            Assert.Null(DialogRouter.Gate(dialog, Caller(PartnerRole.AdminAgent)));
        }
    }

    /// <summary>
    /// The power that each kind of operation wants of who asks; the table says which roles have it. What is about reservations is asked for
    /// by sales agents too, and an admin agent's yes runs it: <see cref="Operation.RunPower"/>.
    /// </summary>
    private static readonly Dictionary<string, PartnerPower> Wanted = new()
    {
        ["grant-owner"] = PartnerPower.GiveOwner,
        ["revoke-owner"] = PartnerPower.GiveOwner,
        ["reservation-permission"] = PartnerPower.ChangePermission,
        ["onboard-stack-tenant"] = PartnerPower.OnboardStack,
        ["offboard-stack-tenant"] = PartnerPower.OnboardStack,
        ["reservation-buy"] = PartnerPower.BuyReservations,
        ["reservation-return"] = PartnerPower.AskReservations,
        ["reservation-exchange"] = PartnerPower.AskReservations,
        ["change-reservation"] = PartnerPower.AskReservations,
        ["reshape-reservations"] = PartnerPower.AskReservations,
        ["buy-savings-plan"] = PartnerPower.BuyReservations,
        ["set-budget"] = PartnerPower.SetBudget,
        ["revoke-access"] = PartnerPower.GiveOwner,
        ["extend-access"] = PartnerPower.GiveOwner,
        ["request-relation"] = PartnerPower.AskDelegation,
        ["hand-over-visual-studio"] = PartnerPower.HandOverVisualStudio,
        ["buy-azure-plan"] = PartnerPower.BuyPlan,
    };

    [Fact]
    public void What_is_run_wants_the_power_that_the_table_names()
    {
        var made = Operations.ToDictionary(
            operation => operation.Key,
            operation => ((Operation)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(operation.Value)).Power);
        Assert.Equal(Wanted, made);
        Assert.All(PreapprovalKind.All, kind => Assert.Equal(Wanted[kind.Name], kind.Power));
    }

    /// <summary>All but pre-approvals, each of which wants what its own kind does.</summary>
    private static IEnumerable<KeyValuePair<string, Type>> Operations => Program.Table
        .SelectMany(entry => entry.Operations)
        .Where(operation => operation.Value.Namespace != typeof(PreapprovalKind).Namespace);

    /// <summary>Who may ask for each kind, and whose yes it takes to run it; roles in the order of the table above.</summary>
    [Fact]
    public void Sales_agents_ask_for_reservations_and_the_plan_and_only_admin_agents_run_what_changes_a_cloud()
    {
        var reservations = Program.Table.Single(entry => entry.Name == "reservations").Operations;
        foreach (var (kind, type) in Operations)
        {
            var operation = (Operation)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            string Who(PartnerPower power) =>
                string.Concat(Enum.GetValues<PartnerRole>().Select(role => Caller(role).May(power) ? $"{role}"[0] : '.'));
            var asked = reservations.ContainsKey(kind) || kind == "buy-azure-plan";
            var isByHand = kind == "hand-over-visual-studio";
            Assert.Equal(isByHand ? "ASH.." : asked ? "AS..." : "A....", Who(operation.Power));
            Assert.Equal(isByHand ? "ASH.." : "A....", Who(operation.RunPower));
        }
    }

    [Theory]
    [InlineData("GlobalAdministrator", "en-US", "a global administrator", "as global administrator you can add yourself")]
    [InlineData("UserAdministrator", "en-US", "a user administrator", "have a global administrator add you")]
    [InlineData("GlobalAdministrator", "fr-FR", "administrateur général", "vous pouvez vous y ajouter")]
    [InlineData("UserAdministrator", "fr-FR", "administrateur d’utilisateurs", "par un administrateur général")]
    public async Task Who_manages_the_partner_itself_is_told_what_that_reaches(string role, string locale, string named, string help)
    {
        await using var host = await BotHost.StartAsync();
        var omar = host.Omar.In(locale);
        await host.ControlAsync("roles", new { user = omar.ObjectId, roles = new[] { role } });

        var menu = await omar.SaysAsync(locale == "fr-FR" ? "aide" : "help");
        Assert.Contains(named, CardReader.Text(menu), StringComparison.Ordinal);
        var roles = CardReader.Text(await omar.ClicksAsync(menu, "help/roles"));
        Assert.Contains(named, roles, StringComparison.Ordinal);

        foreach (var phrase in new[]
        {
            omar.Words("grant owner contoso", "accorder propriétaire contoso"),
            omar.Words("reservation permission contoso", "autorisation réservation contoso"),
            omar.Words("requests", "demandes"),
        })
            Assert.Contains(help, CardReader.Text(await omar.SaysAsync(phrase)), StringComparison.Ordinal);
        Assert.Empty(await omar.SearchesAsync("customers", "a"));
    }

    [Theory]
    [InlineData("GlobalAdministrator")]
    [InlineData("UserAdministrator")]
    public async Task Who_is_no_agent_reads_the_activity_log_and_nothing_else_of_customers(string role)
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = "adatum corporation", savingsPlan = true });
        await host.ControlAsync("roles", new { user = host.Omar.ObjectId, roles = new[] { role } });
        var before = host.Sandbox.Calls.All().Count;
        var log = await host.Omar.SaysAsync("reservations consolidated messenger");
        Assert.Contains("Activity log of all customers", CardReader.Text(log), StringComparison.Ordinal);
        Assert.Matches(@"May buy savings plans from then on \| Adatum Corporation \| by \S+@", CardReader.Text(log));
        Assert.Contains(",Adatum Corporation,", CardReader.Value(
            await ForgeAsync(host.Omar, "reservations/history", new() { ["as"] = "csv" }), "csv")!, StringComparison.Ordinal);

        var world = await host.WorldAsync();
        var customer = world.GetProperty("reservations").EnumerateArray().First().GetProperty("customer").GetString();
        foreach (var step in new[] { "list", "show", "usage", "recommend", "over", "plan", "text", "history", "export" })
        {
            var card = await ForgeAsync(host.Omar, "reservations/" + step, new() { ["customer"] = customer });
            Assert.Contains("Activity log of all customers", CardReader.Text(card), StringComparison.Ordinal);
        }

        // The list of customers is the index that the bot reads by itself at its start.
        Assert.All(host.Sandbox.Calls.All().Skip(before), call => Assert.True(
            call.Api is "graph" or "login" || call.Path is "/v1/auditrecords" or "/v1/customers", call.Path));
    }

    [Fact]
    public async Task Groups_and_directory_roles_are_asked_for_by_id_in_one_question()
    {
        await using var host = await BotHost.StartAsync();
        await host.Nora.SaysAsync("help");
        var question = Assert.Single(
            host.Sandbox.Calls.All(), call => call.Path.EndsWith("/checkMemberObjects", StringComparison.Ordinal));
        var ids = JsonElement.Parse(question.Body).GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ToList();
        Assert.Contains(GlobalAdministrator, ids);
        Assert.Contains(UserAdministrator, ids);
        Assert.Equal(6, ids.Count);
    }

    [Fact]
    public async Task An_agent_who_is_a_global_administrator_too_is_an_agent_and_help_ticks_what_both_may()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents", "GlobalAdministrator" } });
        var menu = await host.Ingrid.SaysAsync("help");
        Assert.Contains("a helpdesk agent, a global administrator", CardReader.Text(menu), StringComparison.Ordinal);
        var ticks = CardReader.Text(await host.Ingrid.ClicksAsync(menu, "help/roles")).Split('✔').Length - 1;
        Assert.Equal(6, ticks);
        Assert.Contains(
            "admin agent (AdminAgents)", CardReader.Text(await host.Ingrid.SaysAsync("grant owner contoso")), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ForgeAsync(Agent agent, string verb, JsonObject data) =>
        (await agent.SendAsync(agent.Forge(verb, data))).Body.GetProperty("value");

    private static Caller Caller(PartnerRole role) =>
        new(new Person("00000000-0000-4000-8000-000000000025", "t", "Omar"), new HashSet<PartnerRole> { role }, IsApprover: false);
}
