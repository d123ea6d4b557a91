using System.Text.Json;
using CspBot.Store;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.ManageScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Savings plans bought through the front door: final, said before anybody clicks; validated first; bought once.</summary>
public sealed class ReservationCommitTests
{
    private const string Aliases = "savingsPlanOrderAliases";

    [Fact]
    public async Task A_recommended_plan_opens_filled_in_says_that_it_is_final_and_is_bought_once()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var recommended = await UsageScenes.StepAsync(host.Nora, "recommend", UsageScenes.AdventureWorks);
        var form = await host.Nora.ClicksAsync(recommended, "reservations/commit");
        Assert.Empty(CardJsonRules.Check(form));
        Assert.Contains("A savings plan is final", CardReader.Text(form), StringComparison.Ordinal);
        var hourly = CardReader.Value(form, "hourly")!;
        Assert.NotEmpty(hourly);
        var why = new Dictionary<string, string> { ["reason"] = "Steady load" };
        var review = await host.Nora.ClicksAsync(form, "reservations/details", why);
        Assert.Empty(CardJsonRules.Check(review));
        Assert.Contains("cannot be cancelled, returned, exchanged", CardReader.Text(review), StringComparison.Ordinal);
        Assert.Contains("Azure would take this purchase", CardReader.Text(review), StringComparison.Ordinal);
        var id = await SubmitAsync(host.Nora, review);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        var facts = CardReader.Facts(ask.Card);
        Assert.Contains("cannot be cancelled", facts["Final"], StringComparison.Ordinal);
        Assert.Equal(CardReader.Facts(review)["Over the whole term"], facts["Over the whole term"]);
        Assert.Empty(Bought(host));
        await ApproveAsync(host, id);
        await SeesAsync(host, id, Done);
        var plan = Assert.Single(Bought(host));
        Assert.Equal((hourly, "P1Y", "Shared"), (UsageScenes.English(plan.Hourly, "0.###"), plan.Term, plan.Scope));
        var total = UsageScenes.English(plan.Hourly * 8_760, "N2");
        Assert.Equal($"{total} USD", facts["Over the whole term"]);

        // The watch over purchases knows it as ours.
        Assert.Equal(
            id,
            await host.Services.GetRequiredService<Database>().ReadAsync(
                session => session.QueryOneAsync<string>(
                    "select request from purchase_own where order_id = @order", new { order = plan.Order }),
                default));
    }

    [Fact]
    public async Task An_order_whose_answer_is_lost_is_looked_up_under_its_name_and_not_placed_again()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { planPolls = 1 });
        var id = await SubmitAsync(host.Nora, await ReviewAsync(host));
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = Aliases, afterWrite = true, dropConnection = true, times = 1 });
        await ApproveAsync(host, id);
        await SeesAsync(host, id, Done);
        Assert.Single(Bought(host));
        Assert.Single(Writes(host));
    }

    /// <summary>
    /// Cut after its effect, and then the bot's sign-in ends: whoever takes the request back now would leave a plan behind.
    /// </summary>
    [Fact]
    public async Task An_order_that_nobody_read_back_yet_is_not_taken_back_while_it_waits()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = await SubmitAsync(host.Nora, await ReviewAsync(host));
        await host.ControlAsync(
            "faults", new { api = "arm", method = "PUT", path = Aliases, afterWrite = true, dropConnection = true, times = 1 });

        // The first look finds nothing and the order is placed; every later look is refused as the operator's to mend.
        await host.ControlAsync("faults", new { api = "arm", method = "GET", path = Aliases, times = 1, delayMs = 1 });
        await host.ControlAsync(
            "faults", new { api = "arm", method = "GET", path = Aliases, status = 403, code = "RequestDisallowedByAzure" });
        await ApproveAsync(host, id);
        var parked = await SeesAsync(host, id, "Waiting for somebody");
        Assert.Contains("Whether this step took effect is not known", parked.Text, StringComparison.Ordinal);
        Assert.Single(Bought(host));
        var version = CardReader.Buttons(parked.Card)
            .Select(button => button.GetProperty("data"))
            .First(data => data.TryGetProperty("version", out _))
            .GetProperty("version")
            .GetInt32();
        await host.Nora.SendAsync(host.Nora.Forge("requests/cancel", new() { ["request"] = id, ["version"] = version }, parked.Id));
        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(1));
        await SeesAsync(host, id, Done);
        Assert.Single(Bought(host));
        Assert.Single(Writes(host));
    }

    [Fact]
    public async Task What_Azure_would_not_sell_is_said_with_its_words_and_nothing_is_bought()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { plansRefused = true });
        var refused = await ReviewAsync(host);
        var said = CardReader.Text(refused);
        Assert.Contains("Your provider has not enabled Savings Plan purchase on this subscription", said, StringComparison.Ordinal);
        Assert.Contains("CustomerCannotPurchaseSavingsPlan", said, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(refused, "reservations/submit"));

        // Refused only when it is approved, and one that Azure takes and ends badly.
        await host.ControlAsync("knobs", new { plansRefused = false });
        var id = await SubmitAsync(host.Nora, await ReviewAsync(host));
        await host.ControlAsync("knobs", new { plansRefused = true });
        await ApproveAsync(host, id);
        await SeesAsync(host, id, "Azure would not sell this savings plan");
        await host.ControlAsync("knobs", new { plansRefused = false, planEnds = "Failed" });
        id = await SubmitAsync(host.Nora, await ReviewAsync(host));
        await ApproveAsync(host, id);
        await SeesAsync(host, id, "ended it as failed: nothing was bought");

        // In another currency than the one that is billed.
        await host.ControlAsync("knobs", new { planEnds = "Created", billingCurrency = "EUR" });
        Assert.Contains("must be the billing currency", CardReader.Text(await ReviewAsync(host)), StringComparison.Ordinal);
        Assert.DoesNotContain(Bought(host), plan => plan.IsBought);
    }

    [Fact]
    public async Task Forged_amounts_and_other_customers_subscriptions_buy_nothing_and_a_helpdesk_agent_is_told_who_may()
    {
        await using var host = await BotHost.StartAsync();
        var review = await ReviewAsync(host);
        var foreign = UsageScenes.In(host, world => world.AzureSubscriptionsOf(ReservationPermissionStories.Adatum).First().Id);
        foreach (var (name, value) in new[]
        {
            ("hourly", "0.001"), ("currency", "EUR"), ("term", "P3Y"), ("subscription", foreign), ("billing", "Upfront"), ("act", "renew"),
        })
        {
            var answer = await host.Nora.ClicksAsync(review, "reservations/submit", forge: data => data[name] = value);
            Assert.DoesNotContain("R-", CardReader.Text(answer), StringComparison.Ordinal);
        }

        Assert.Contains(
            "no active subscription which this customer bought through us",
            CardReader.Text(await ReviewAsync(host, foreign)),
            StringComparison.Ordinal);
        Assert.Contains(
            "AdminAgents",
            CardReader.Text(await UsageScenes.StepAsync(host.Ingrid, "commit", UsageScenes.AdventureWorks)),
            StringComparison.Ordinal);
        var sales = await UsageScenes.StepAsync(host.Pierre, "commit", UsageScenes.AdventureWorks);
        Assert.Contains("Un plan d’économies est définitif", CardReader.Text(sales), StringComparison.Ordinal);
        Assert.Empty(Bought(host));
    }

    private static Task<JsonElement> ReviewAsync(BotHost host, string? subscription = null) => PlanAsync(host, subscription);
}
