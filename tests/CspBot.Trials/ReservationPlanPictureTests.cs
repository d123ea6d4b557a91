using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The plan for the last exchange in a browser, wide and narrow: linted, and kept as pictures beside the output.</summary>
public sealed class ReservationPlanPictureTests
{
    private const string Plan = "reservations/plan";

    [Fact]
    public async Task The_plan_renders_in_both_languages_and_is_pictured()
    {
        await using var host = await BotHost.StartAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, phrase, reader) in new[]
        {
            ("en", "reservations plan consolidated", host.Nora), ("fr", "réservations plan consolidated", host.Pierre),
        })
        {
            var page = await reader.SaysAsync(phrase);
            cards["plan-" + language] = page;
            var rows = CardReader.Buttons(page).Where(button => button.GetProperty("data").TryGetProperty("reservation", out _)).ToList();
            cards["plan-exchange-" + language] = await OpenAsync(reader, rows[0]);
            cards["plan-old-" + language] = await OpenAsync(reader, rows[1]);
            cards["plan-database-" + language] = await OpenAsync(reader, rows[^2]);
            cards["plan-asked-" + language] = await reader.ClicksAsync(
                cards["plan-exchange-" + language],
                Plan,
                new Dictionary<string, string> { ["product"] = "Standard_E4s_v5", ["quantity"] = "2", ["term"] = "P3Y" });
            cards["plan-wrong-" + language] = await reader.ClicksAsync(
                cards["plan-exchange-" + language],
                Plan,
                new Dictionary<string, string> { ["product"] = "Standard_D4s_v3", ["quantity"] = "many" });
        }

        cards["plan-over-en"] = await host.Nora.SaysAsync("reservations plan");
        cards["plan-over-fr"] = await host.Pierre.SaysAsync("réservations plan");
        await host.ControlAsync("knobs", new { exchangeRetryAfter = 5, billingCurrency = "EUR" });
        cards["plan-computing-fr"] = await host.Pierre.SaysAsync("réservations plan consolidated");
        await host.ControlAsync("faults", new { api = "arm", path = "calculateRefund", status = 403, code = "AuthorizationFailed" });
        cards["plan-no-right-fr"] = await host.Pierre.SaysAsync("réservations plan consolidated");

        CardAlbum.Keep("reservation-plan", cards);
    }

    private static async Task<JsonElement> OpenAsync(Agent reader, JsonElement row)
    {
        var data = JsonNode.Parse(row.GetProperty("data").GetRawText())!.AsObject();
        return (await reader.SendAsAskedAsync(reader.Forge(Plan, data))).Body.GetProperty("value");
    }
}
