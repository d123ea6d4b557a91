using System.Text.Json;
using CspBot.Resources;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>What Microsoft recommends, in both forms of its answers, with what each rests on; and a sentence where there is none.</summary>
public sealed class ReservationRecommendTests
{
    private const string Adatum = ReservationPermissionStories.Adatum;

    /// <summary>Sold under MS-AZR-0145P: the sandbox answers in the legacy form.</summary>
    private const string CreditMaraicher = "10000000-0000-4000-8000-000007000000";

    /// <summary>Runs nothing.</summary>
    private const string MuellerSoehne = "10000000-0000-4000-8000-000008000000";

    [Fact]
    public async Task A_saving_is_followed_from_the_modern_answer_to_the_card()
    {
        await using var host = await BotHost.StartAsync();
        var card = await UsageScenes.StepAsync(host.Nora, "recommend", Adatum);
        var text = CardReader.Text(card);
        var one = (await RowsAsync(host)).First(row => Said(row, "skuName") == "Standard_D4s_v5" && Said(row, "term") == "P1Y");
        var saved = UsageScenes.Number(one, "netSavings", "value");
        var percent = saved / UsageScenes.Number(one, "costWithNoReservedInstances", "value");
        Assert.Contains(
            $"{UsageScenes.Number(one, "recommendedQuantity"):0} × Virtual machine D4s v5, West Europe | "
            + $"Saves {UsageScenes.English(saved / 12, "N2")} USD a month, {UsageScenes.English(saved, "N2")} USD over the term: "
            + $"{UsageScenes.English(percent, "P1")} less than pay as you go",
            text,
            StringComparison.Ordinal);
        Assert.Contains("counts as", text, StringComparison.Ordinal);
        Assert.Contains("Standard D2s v5", text, StringComparison.Ordinal);

        // The other term is not mixed in, and the same figures stand in the text to send.
        Assert.Single(text.Split('|'), part => part.Trim().EndsWith("× Virtual machine D4s v5, West Europe", StringComparison.Ordinal));
        Assert.Contains($"{UsageScenes.English(saved / 12, "N2")} USD a month", CardReader.Value(card, "text")!, StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));
    }

    [Fact]
    public async Task The_legacy_answer_is_for_the_days_looked_back_on_and_names_no_currency()
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", CreditMaraicher));
        var call = Assert.Single(UsageScenes.Calls(host, "reservationRecommendations"));
        var one = (await UsageScenes.AgainAsync(host, call)).GetProperty("value").EnumerateArray()
            .First(row => row.GetProperty("sku").GetString() == "Standard_D4s_v5" && Said(row.GetProperty("properties"), "term") == "P1Y")
            .GetProperty("properties");
        var month = UsageScenes.Number(one, "netSavings") / 30 * 365 / 12;
        Assert.Contains(
            $"Saves {UsageScenes.English(month, "N2")} a month, {UsageScenes.English(month * 12, "N2")} over the term",
            text,
            StringComparison.Ordinal);
        Assert.Contains("which the service does not name", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_families_are_left_out_with_a_sentence_and_a_term_that_is_still_sold_stays()
    {
        await using var host = await BotHost.StartAsync();
        var year = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", Adatum));
        Assert.Contains("Left out: Bv1, Dsv3. Since 1 Jul 2026", year, StringComparison.Ordinal);
        Assert.DoesNotContain("machine D2s v3", year, StringComparison.Ordinal);
        Assert.DoesNotContain("machine B2s,", year, StringComparison.Ordinal);
        var three = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", Adatum, ("term", "P3Y")));
        Assert.Contains("Left out: Dsv3. Since", three, StringComparison.Ordinal);
        Assert.Contains("× Virtual machine B2s, West Europe", three, StringComparison.Ordinal);

        // Nor does a button that names one open it.
        var forged = await UsageScenes.StepAsync(
            host.Nora, "recommend", Adatum, ("product", "Standard_D2s_v3"), ("region", "westeurope"));
        Assert.DoesNotContain("× Virtual machine D2s v3", CardReader.Text(forged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_chosen_is_what_is_asked_for()
    {
        await using var host = await BotHost.StartAsync();
        var form = await UsageScenes.StepAsync(host.Pierre, "recommend", Adatum);
        var second = CardReader.Choices(form, "subscription")[1].Value;
        var shown = await UsageScenes.StepAsync(
            host.Pierre,
            "recommend",
            Adatum,
            ("subscription", second), ("scope", "Single"), ("term", "P3Y"), ("lookBack", "Last60Days"), ("resource", "CosmosDB"));
        var call = UsageScenes.Calls(host, "reservationRecommendations")[^1];
        Assert.Contains(second, call.Path, StringComparison.Ordinal);
        Assert.Contains("'Single'", call.Query, StringComparison.Ordinal);
        Assert.Contains("'CosmosDB'", call.Query, StringComparison.Ordinal);
        Assert.Contains("'Last60Days'", call.Query, StringComparison.Ordinal);
        Assert.Equal(204, call.Status);
        Assert.Contains("Rien à réserver", CardReader.Text(shown), StringComparison.Ordinal);

        // Savings plans pay for no databases: none are asked for, and none are spoken of.
        Assert.Single(UsageScenes.Calls(host, "benefitRecommendations"));
        Assert.DoesNotContain("Plans d’économies à la place", CardReader.Text(shown), StringComparison.Ordinal);
        Assert.Equal("CosmosDB", CardReader.Value(shown, "resource"));
    }

    [Fact]
    public async Task A_savings_plan_is_followed_from_its_answer_to_the_card()
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", Adatum));
        var answer = await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "benefitRecommendations")));
        var plan = answer.GetProperty("value")[0].GetProperty("properties").GetProperty("recommendationDetails");
        var month = UsageScenes.Number(plan, "savingsAmount") / (30 * 24) * 24 * 365 / 12;
        Assert.Contains(
            $"Savings plan of {UsageScenes.English(UsageScenes.Number(plan, "commitmentAmount"), "N4")} USD an hour, 1 year",
            text,
            StringComparison.Ordinal);
        Assert.Contains($"Saves {UsageScenes.English(month, "N2")} USD a month", text, StringComparison.Ordinal);
        Assert.Contains("is final: no return, no exchange", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_recommendation_shows_its_rates_the_hours_it_rests_on_and_other_quantities()
    {
        await using var host = await BotHost.StartAsync();
        var list = await UsageScenes.StepAsync(host.Nora, "recommend", Adatum);
        var row = CardReader.Buttons(list).First(button =>
            button.GetProperty("data").TryGetProperty("product", out var product) && product.GetString() == "Standard_D4s_v5");
        var data = row.GetProperty("data").EnumerateObject().Select(member => (member.Name, member.Value.GetString()!)).ToArray();
        var card = await UsageScenes.StepAsync(host.Nora, "recommend", Adatum, data);
        var rates = await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "reservationRecommendationDetails")));
        var resource = rates.GetProperty("properties").GetProperty("resource");
        Assert.Equal(
            UsageScenes.English(UsageScenes.Number(resource, "onDemandRate"), "N4") + " USD", CardReader.Facts(card)["One hour as you go"]);
        Assert.Matches("^always [0-9]|on average", CardReader.Facts(card)["In use at once"]);
        var best = rates.GetProperty("properties").GetProperty("savings").GetProperty("calculatedSavings").EnumerateArray().Last();
        Assert.Contains(
            $"{UsageScenes.Number(best, "quantity"):0} (recommended): saves "
                + $"{UsageScenes.English(UsageScenes.Number(best, "savings"), "N2")} USD",
            CardReader.Text(card),
            StringComparison.Ordinal);
        Assert.Contains("not for Windows", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Empty(CardJsonRules.Check(card));

        // Who may buy can ask for it right here; what the button carries is looked up again.
        Assert.Equal("Ask for this", CardReader.Button(card, "reservations/buy").GetProperty("title").GetString());
    }

    [Fact]
    public async Task No_recommendation_is_said_and_not_shown_as_an_empty_list()
    {
        await using var host = await BotHost.StartAsync();
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", MuellerSoehne));
        Assert.Contains("Nothing to reserve", text, StringComparison.Ordinal);
        Assert.Contains("recommends no savings plan", text, StringComparison.Ordinal);
        Assert.DoesNotContain("copy this text", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_without_an_Azure_subscription_has_its_sentence()
    {
        await using var host = await BotHost.StartAsync();
        var litware = await ReservationPermissionStories.IdOfAsync(host, "Litware");
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", litware));
        Assert.Contains("Litware has no active Azure subscription of ours", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_service_and_one_out_of_reach_have_their_sentences_and_hide_nothing_of_the_other()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("faults", new { api = "arm", path = "Microsoft.CostManagement", status = 429, retryAfter = 75 });
        var text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", Adatum));
        Assert.Contains(Texts.English["Refusal.Cloud.Throttled", "75"], text, StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.ControlAsync("faults", new { api = "arm", path = "reservationRecommendations", dropConnection = true });
        var other = await ReservationPermissionStories.IdOfAsync(host, "Munson's Pickles");
        Assert.NotEqual(Adatum, other);
        text = CardReader.Text(await UsageScenes.StepAsync(host.Nora, "recommend", (await PurchaseScenes.BuyersAsync(host))[1].Id));
        Assert.Contains(Texts.English["Refusal.Cloud.Unreachable"], text, StringComparison.Ordinal);
        Assert.Contains("Savings plan of", text, StringComparison.Ordinal);
    }

    private static string Said(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(BotHost host) =>
    [
        .. (await UsageScenes.AgainAsync(host, Assert.Single(UsageScenes.Calls(host, "reservationRecommendations"))))
            .GetProperty("value").EnumerateArray().Select(row => row.GetProperty("properties")),
    ];
}
