using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Trials;

/// <summary>Return, exchange and trade-in in a browser, wide and narrow: linted, and kept as pictures beside the output.</summary>
public sealed class ReturnPictureTests
{
    [Fact]
    public async Task Return_exchange_and_trade_in_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { exchangeAtOnce = true });
        var cards = new Dictionary<string, JsonElement>();
        var item = Pick(host, "Standard_D4s_v5", one => one.Quantity == 6);
        var monthly = Pick(host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Pierre) })
        {
            cards["return-review-" + language] = await ReviewAsync(reader, item, "2");
            cards["exchange-form-" + language] = await OpenAsync(reader, "exchange", item);
            cards["exchange-review-" + language] = await ReviewAsync(reader, "exchange", item);
            var trade = await ForgeAsync(
                reader, "exchange", ("customer", Consolidated), ("reservation", monthly.Id), ("into", "SavingsPlan"));
            cards["trade-review-" + language] = await reader.ClicksAsync(
                trade, "reservations/quote", new Dictionary<string, string> { ["reason"] = "Containers" });
        }

        var (id, ask) = await SubmitAsync(host, cards["exchange-review-en"]);
        cards["exchange-approve-en"] = ask.Card;
        await ApproveAsync(host, ask);
        cards["exchange-done-en"] = (await EndAsync(host, id)).Card;
        Room(host);
        cards["return-room-en"] = await ReviewAsync(host.Nora, monthly);
        cards["return-room-fr"] = await ReviewAsync(host.Pierre, monthly);
        CardAlbum.Keep("returns", cards);
    }

    private static void Room(BotHost host) => In(host, world =>
    {
        world.Returned.Add(new CancelledCommitment(Consolidated, world.Now, 49_000));
        return true;
    });
}
