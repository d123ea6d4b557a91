using System.Text.Json;
using CspBot.Credit;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Trials;

/// <summary>Access, its acts and the credit's notices in a browser, wide and narrow: linted, and kept as pictures.</summary>
public sealed class AccessPictureTests
{
    private const int Assignments = 60;

    [Fact]
    public async Task A_list_of_sixty_its_acts_and_the_credits_notices_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (_, user, subscription) = await Scenarios.GrantAsync(host);
        Fill(host, subscription);
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Nora.In("fr-FR")) })
        {
            await reader.SaysAsync(language == "fr" ? "aide" : "help");
            await KeepAsync("choose", ForgeAsync(reader, "access"));
            for (var page = 0; page < 3; page++)
                await KeepAsync($"list-{page}", ListAsync(reader, subscription, page));
            await KeepAsync("revoke", RevokeAsync(reader, NameOf(host, User(2), subscription), subscription));
            await KeepAsync("revoke-own", RevokeAsync(reader, NameOf(host, Ids.AdminAgents, subscription), subscription));
            var form = await ForgeAsync(reader, "extend", ("subscription", subscription), ("assignment", NameOf(host, user, subscription)));
            cards[$"extend-form-{language}"] = form;
            await KeepAsync("extend", reader.ClicksAsync(
                form, "customers/details", new Dictionary<string, string> { ["duration"] = "8h", ["reason"] = "Migration" }));

            async Task KeepAsync(string name, Task<JsonElement> card) => cards[$"{name}-{language}"] = await card;
        }

        Take(host, item => item.PrincipalId == Ids.AdminAgents, subscription);
        cards["hidden-en"] = await ListAsync(host.Nora, subscription);
        cards["hidden-fr"] = await ListAsync(host.Nora.In("fr-FR"), subscription);
        foreach (var _ in Enumerable.Range(0, 6))
        {
            await host.Services.GetRequiredService<CreditWatch>().WalkAsync(default);
            await host.LeapAsync(TimeSpan.FromHours(1.1));
        }

        cards["credit-lost-en"] = (await host.Tomas.SeesAsync("Earned credit at risk: Adatum")).Card;
        cards["credit-customer-en"] = await host.Nora.SaysAsync("customers adatum");
        cards["credit-lost-fr"] = (await host.Aisha.SeesAsync("Crédit partenaire menacé : Adatum")).Card;
        Give(host, Ids.AdminAgents, "ForeignGroup", subscription: subscription);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await host.LeapAsync(TimeSpan.FromHours(1.1));
            await host.Services.GetRequiredService<CreditWatch>().WalkAsync(default);
        }

        cards["credit-mended-fr"] = (await host.Aisha.SeesAsync("Crédit partenaire rétabli : Adatum")).Card;
        CardAlbum.Keep("access", cards);
    }

    /// <summary>Of every kind, at every place, with names as long as they come.</summary>
    private static void Fill(TestBot host, string subscription)
    {
        In(host, world =>
        {
            world.People.Add(new Group { Id = Ids.Named("team"), Tenant = Adatum, DisplayName = "Platform engineering and operations" });
            world.People.AddApplication(Adatum, Ids.Named("backup"), "backup-vault-westeurope-production-001");
            world.AzureSubscription(subscription)!.CustomRoles[Ids.Named("operator")] = "Night operator without network changes";
            return 0;
        });
        Give(host, Ids.Named("team"), "Group", Ids.Named("operator"), subscription: subscription);
        Give(host, Ids.Named("backup"), "ServicePrincipal", Ids.Contributor, "rg-backup-westeurope-production", subscription);
        Give(host, User(5), role: Ids.UserAccessAdministrator, subscription: subscription);
        Give(host, Ids.HelpdeskAgents, "ForeignGroup", Ids.Reader, subscription: subscription);
        const string Above = "/providers/Microsoft.Management/managementGroups/mg-adatum";
        Give(host, User(4), role: Ids.Reader, subscription: subscription, scope: Above);
        for (var number = In(host, world => world.AzureSubscription(subscription)!.Assignments.Count); number < Assignments; number++)
            Give(host, Ids.Named($"gone {number}"), "Unknown", Ids.Reader, $"rg-{number:D2}", subscription);
    }
}
