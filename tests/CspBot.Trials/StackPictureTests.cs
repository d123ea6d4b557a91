using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// The tenant that we keep and hand over, and how registrations are billed, in both languages: kept as pictures in
/// <c>TestResults/pictures/stack-hand-over</c> to be looked at.
/// </summary>
public sealed class StackPictureTests
{
    private const string Place = "Vault Fabrikam, entry Adatum Stack";

    [Fact]
    public async Task Hand_over_and_billing_render_and_are_pictured()
    {
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (locale, phrase, mark) in new[] { ("en-GB", "onboard stack", "en"), ("fr-FR", "intégrer stack", "fr") })
        {
            await using var host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Stack:Deployments:1:Offer"] = null });
            await host.Tomas.InstallAsync();
            var nora = host.Nora.In(locale);
            void Keep(string name, JsonElement card) => cards[$"{name}-{mark}"] = card;

            // Both models on the form, then one that cannot be read.
            await host.ControlAsync("stack", new { deployment = "Lyon", billingModel = "Capacity" });
            Keep("form-capacity", await nora.SaysAsync(phrase + " adatum"));
            Keep("tenants", await nora.SaysAsync(phrase + (mark == "fr" ? " locataires" : " tenants")));
            Keep("leaks", await nora.SaysAsync(phrase + (mark == "fr" ? " fuites" : " leaks")));
            await host.ControlAsync("stack", new { deployment = "Lyon", billingModel = "PayAsYouUse" });
            const string path = "registrations/azurestack-00000000-0000-4000-8000-000000000052";
            await host.ControlAsync("faults", new { api = "arm", method = "GET", path, status = 403, code = "AuthorizationFailed" });
            Keep("form-unread", await nora.SaysAsync(phrase + " adatum"));
            await host.ClearFaultsAsync();

            var tenant = (await StackScenarios.TenantOfAsync(host, "Adatum Corporation"))!;
            const string account = "stack@adatum.onmicrosoft.com";
            Keep("form-secret-refused", await ReviewAsync(nora, phrase, "Paris,Lyon", account, "P@ssw0rd!"));
            var review = await ReviewAsync(nora, phrase, "Paris,Lyon", account, Place);
            Keep("review", review);
            var id = await StackScenarios.ApproveAsync(host, review, agent: nora);
            foreach (var (deployment, index) in new[] { ("Paris", 0), ("Lyon", 1) })
            {
                var consent = await StackScenarios.OwnAsync(host, id, "DirectoryTenantName adatum.onmicrosoft.com -Verbose");
                consent = await StackScenarios.OwnAsync(host, id, mark == "fr" ? $"laisser entrer {deployment}" : $"to let {deployment}");
                Keep("waits-consent", consent.Card);
                lock (host.Sandbox.World.Gate)
                    host.Sandbox.World.Stack.Stamps[index].Consented.Add(tenant);
                await nora.ClicksAsync(consent.Card, "requests/retry", null, consent.Id);
            }

            var waits = await StackScenarios.OwnAsync(host, id, mark == "fr" ? "pas encore de compte" : "There is no account");
            Keep("waits-account", waits.Card);
            lock (host.Sandbox.World.Gate)
            {
                host.Sandbox.World.People.Add(new CspBot.Sandbox.Person
                {
                    Id = Guid.NewGuid().ToString(),
                    Tenant = tenant,
                    UserPrincipalName = account,
                    DisplayName = "Stack",
                });
            }

            await host.ControlAsync(
                "faults",
                new { api = "stackadmin", method = "PUT", path = "Admin/subscriptions/", status = 400, code = "OfferNotReady" });
            await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            waits = await StackScenarios.OwnAsync(host, id, mark == "fr" ? "ne crée pas" : "does not make");
            Keep("waits-refused", waits.Card);
            await host.ClearFaultsAsync();
            await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            waits = await StackScenarios.OwnAsync(host, id, mark == "fr" ? "aucune offre n’est configurée" : "no offer is configured");
            Keep("waits-no-offer", waits.Card);
            lock (host.Sandbox.World.Gate)
            {
                var lyon = host.Sandbox.World.Stack.Stamps[1];
                var made = Guid.NewGuid().ToString();
                lyon.Subscriptions[made] = new CspBot.Sandbox.Stack.UserSubscription(
                    made, tenant, "Adatum", account, lyon.Offer, "Enabled");
            }

            await nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
            var done = await StackScenarios.OwnAsync(host, id, mark == "fr" ? "Faite et vérifiée" : "Done and verified");
            Keep("done", done.Card);
            Keep("hand-over", await nora.ClicksAsync(done.Card, StackScenarios.Dialog + "handover", null, done.Id));
            await host.ControlAsync("faults", new { api = "stackadmin", status = 403, code = "AuthorizationFailed" });
            Keep("hand-over-unread", await nora.ClicksAsync(done.Card, StackScenarios.Dialog + "handover", null, done.Id));
            await nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
            var undo = await host.Teams.WaitForAsync(
                "that the undo waits", message => message.Conversation == nora.Chat
                    && message.Text.Contains(id + "-E", StringComparison.Ordinal)
                    && CardReader.HasButton(message.Card, "requests/show"));
            var card = await nora.ClicksAsync(undo.Card, "requests/show", null, undo.Id);
            Assert.Contains("Remove-AzsUserSubscription", CardReader.Text(card), StringComparison.Ordinal);
            Keep("undo-by-hand", card);
        }

        CardAlbum.Keep("stack-hand-over", cards);
    }

    private static async Task<JsonElement> ReviewAsync(Agent nora, string phrase, string deployments, string account, string place)
    {
        var form = await nora.SaysAsync(phrase + " adatum");
        return await nora.ClicksAsync(form, StackScenarios.Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = deployments,
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["manages"] = "handed-over",
            ["guest"] = account,
            ["secretPlace"] = place,
            ["reason"] = "Adatum works on its own from January",
        });
    }
}
