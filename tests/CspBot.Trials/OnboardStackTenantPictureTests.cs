using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// The onboarding's cards in French: linted, and kept as pictures in <c>TestResults/pictures/onboarding</c> to be looked at.
/// </summary>
public sealed class OnboardStackTenantPictureTests
{
    [Fact]
    public async Task Forms_waits_refusals_and_lists_render_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var nora = host.Nora.In("fr-FR");
        var cards = new Dictionary<string, JsonElement>();

        // A new company, first with faults, then on a Stack for which Microsoft has to be asked.
        await host.ControlAsync("stack", new { deployment = "Lyon", multiTenancy = false, billingModel = "Capacity" });
        cards["choix"] = await nora.SaysAsync("intégrer stack");
        var company = await nora.ClicksAsync(cards["choix"], StackScenarios.Dialog + "new");
        cards["société-à-corriger"] = await nora.ClicksAsync(
            company,
            StackScenarios.Dialog + "company",
            new Dictionary<string, string>(StackScenarios.Company("Lueur")) { ["country"] = "France", ["email"] = "ada" });
        cards["contrôle-refusé"] = await StackScenarios.ReviewNewAsync(nora, "Lueur", agreed: false);
        await host.ControlAsync("stack", new { deployment = "Lyon", billingModel = "PayAsYouUse" });

        // An existing customer, up to each wait.
        cards["détails"] = await nora.SaysAsync("intégrer stack adatum");
        cards["contrôle"] = await StackScenarios.ReviewAsync(nora, "adatum", "Lyon", guest: StackScenarios.Guest);
        var id = await StackScenarios.ApproveAsync(host, cards["contrôle"], agent: nora);
        var waits = await StackScenarios.OwnAsync(host, id, "azstcsp@microsoft.com");
        cards["attend-microsoft"] = waits.Card;
        await host.ControlAsync("stack", new { deployment = "Lyon", multiTenancy = true });
        await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(host, id, "redeem");
        cards["attend-invité"] = waits.Card;
        await StackScenarios.AcceptAsync(host, (await StackScenarios.TenantOfAsync(host, "Adatum Corporation"))!);
        await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(host, id, "Register-AzSWithMyDirectoryTenant");
        cards["attend-client"] = waits.Card;
        cards["retirée"] = await nora.ClicksAsync(waits.Card, "requests/cancel", null, waits.Id);

        cards["locataires"] = await nora.SaysAsync("intégrer stack locataires");
        cards["fuites"] = await nora.SaysAsync("intégrer stack fuites");
        var mapping = CardReader.Choices(cards["locataires"], "mapping")[0].Value;
        cards["retirer-locataire"] = await nora.ClicksAsync(
            cards["locataires"], StackScenarios.Dialog + "offboard", new Dictionary<string, string> { ["mapping"] = mapping });
        cards["codes"] = await nora.SaysAsync("intégrer stack erreur");

        CardAlbum.Keep("onboarding", cards);
    }
}
