using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>What a customer holds and one of it, in a browser: linted, and kept as pictures beside the output.</summary>
public sealed class ReservationPictureTests
{
    private const string Messenger = "10000000-0000-4000-8000-000042000000";
    private const string Kuenstler = "10000000-0000-4000-8000-000046000000";

    [Fact]
    public async Task Lists_and_each_kind_render_in_both_languages_and_are_pictured()
    {
        await using var host = await BotHost.StartAsync();
        var cards = new Dictionary<string, JsonElement>();
        foreach (var (language, reader) in new[] { ("en", host.Nora), ("fr", host.Pierre) })
        {
            async Task KeepAsync(string name, string step, string customer, params (string Name, string Value)[] more) =>
                cards[$"{name}-{language}"] = await UsageScenes.StepAsync(reader, step, customer, more);
            await KeepAsync("list", "list", Messenger);
            await KeepAsync("list-end", "list", Messenger, ("page", "2"));
            await KeepAsync("export", "export", Messenger);
            await KeepAsync("blind", "list", Kuenstler);
            await KeepAsync("none", "list", "10000000-0000-4000-8000-000039000000");
            await KeepAsync("old", "show", Messenger, ("reservation", KeyOf(host, item => item.Product == "Standard_D2s_v3")));
            await KeepAsync("monthly", "show", Messenger, ("reservation", KeyOf(host, item => item.BillingPlan == "Monthly")));
            await KeepAsync("renews", "show", Messenger, ("reservation", KeyOf(host, item => item is { Use: 97.5m, Renew: true })));
            await KeepAsync("prepaid", "show", Messenger, ("reservation", KeyOf(host, item => item.ResourceType == "Databricks")));
            await KeepAsync("ended", "show", Messenger, ("reservation", KeyOf(host, item => item.Product == "Standard_B2s")));
            await KeepAsync("plan", "show", Messenger, ("reservation", UsageScenes.PlanOf(host, Messenger)));
            await KeepAsync("unseen", "show", Kuenstler, ("reservation", UsageScenes.In(
                host, world => world.Reservations.First(item => item.Customer == Kuenstler).ReservationOrder)));
            await host.ControlAsync("faults", new { api = "arm", status = 403, code = "AuthorizationFailed" });
            await KeepAsync("gap", "list", Messenger);
            await host.ClearFaultsAsync();
        }

        CardAlbum.Keep("reservations", cards);
    }

    private static string KeyOf(TestBot host, Func<Reservation, bool> which) =>
        UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == Messenger && which(item)).Id);
}
