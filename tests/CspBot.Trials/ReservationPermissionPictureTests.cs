using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Trials;

/// <summary>The cards of Reservation Permission in a browser: linted, and kept as pictures beside the test's output.</summary>
public sealed class ReservationPermissionPictureTests
{
    [Fact]
    public async Task On_off_read_only_and_the_list_render_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        var cards = new Dictionary<string, JsonElement>
        {
            ["off-now"] = await OpenAsync(host.Nora),
            ["missing"] = await OpenAsync(host.Nora, "bellows"),
            ["read-only"] = await OpenAsync(host.Ingrid),
            ["lecture-seule"] = await OpenAsync(host.Pierre),
            ["formulaire"] = await host.Nora.In("fr-FR").SaysAsync("autorisation réservation adatum"),
        };
        await host.ControlAsync("policies", new { customer = await IdOfAsync(host, "Bellows College"), reservedInstances = true });
        cards["only-off"] = await OpenAsync(host.Nora, "bellows");
        cards["not-ticked"] = await host.Nora.ClicksAsync(cards["off-now"], Submit, Wish(reserved: true, liability: false));
        cards["turned-on"] = (await TurnOnAsync(host, Wish(reserved: true))).Card;
        cards["on-now"] = await OpenAsync(host.Nora);
        cards["liste"] = await host.Nora.In("fr-FR").SaysAsync("autorisation réservation");
        cards["list"] = await host.Nora.SaysAsync("reservation permission");
        cards["export"] = await host.Nora.ClicksAsync(cards["list"], "reservation-permission/export");
        cards["turned-off"] = await host.Nora.ClicksAsync(cards["on-now"], Submit, Wish(reserved: false, liability: false));

        CardAlbum.Keep("reservation-permission", cards);
    }
}
