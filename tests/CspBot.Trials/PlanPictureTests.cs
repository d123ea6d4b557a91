using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.PlanScenes;

namespace CspBot.Trials;

/// <summary>The purchase of an Azure plan in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class PlanPictureTests
{
    [Fact]
    public async Task The_plan_its_approval_its_wait_and_its_end_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Pierre.InstallAsync();
        await host.ControlAsync("customers", new { customer = Organics, country = "FR" });
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader, customer, phrase) in new[]
        {
            ("en", host.Nora, "Litware", "customers litware"), ("fr", host.Pierre, Organics, "clients organics"),
        })
        {
            cards["customer-" + language] = await reader.SaysAsync(phrase);
            cards["legacy-" + language] = await OpenAsync(reader, "First Up Consultants");
            cards["asleep-" + language] = await OpenAsync(reader, "Proseware");
            cards["there-" + language] = await OpenAsync(reader, "Adatum Corporation");
            cards["permission-" + language] = await reader.SaysAsync(
                language == "en" ? "reservation permission litware" : "autorisation réservation litware");
            var form = await OpenAsync(reader, customer);
            cards["plan-" + language] = form;
            cards["mend-" + language] = await reader.ClicksAsync(form, Submit);
            var own = await reader.ClicksAsync(form, Submit, Why);
            cards["asked-" + language] = own;
            var id = Scenarios.RequestOf(own);
            cards["approval-" + language] = (await Scenarios.AskForAsync(host, host.Tomas, id)).Card;
            await ApproveAsync(host, id);
            if (customer == Organics)
            {
                cards["waits-fr"] = (await SeesAsync(host, id, "Prêt à envoyer", reader)).Card;
                await host.ControlAsync("customers", new { customer = Organics, agreementAccepted = true });
                await host.LeapAsync(TimeSpan.FromHours(5));
            }

            cards["done-" + language] = (await SeesAsync(
                host, id, language == "en" ? "Done and verified" : "Faite et vérifiée", reader)).Card;
        }

        await host.ControlAsync("customers", new { customer = "School of Fine Art", agreementAccepted = false });
        In(host, world => Named(world, "School of Fine Art").Subscriptions.RemoveAll(_ => true));
        var late = await BuyAsync(host, "School of Fine Art");
        cards["waits-en"] = (await SeesAsync(host, late, "Ready to send")).Card;
        CardAlbum.Keep("plan", cards);
    }
}
