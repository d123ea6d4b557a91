using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>The text for a customer: in its language, of what it holds now, and never a promise that Microsoft does not make.</summary>
public sealed class ReservationLetterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    private static readonly Customer Contoso = new("c0000000-0000-4000-8000-000000000001", "Contoso", "contoso.com");

    [Fact]
    public async Task The_text_names_what_the_customer_holds_now_in_its_own_language_and_can_be_had_in_the_other()
    {
        await using var host = await BotHost.StartAsync();
        var customer = await IdOfAsync(host, "Consolidated Messenger");
        var card = await LetterAsync(host.Pierre, customer);
        var text = CardReader.Value(card, "text")!;

        // A French agent, an English customer: the card is French, the text English.
        Assert.Contains("prêt à envoyer", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains(
            "Rédigé en anglais, langue du profil de facturation du client (en-US)", CardReader.Text(card), StringComparison.Ordinal);
        Assert.StartsWith("Hello,", text, StringComparison.Ordinal);
        Assert.EndsWith("Kind regards,\nPierre Martin", text, StringComparison.Ordinal);
        foreach (var said in new[]
        {
            "Consolidated Messenger", "E4s v5", "0.65 USD an hour", "% used over the last 30 days", "does not renew by itself",
            "Settings, Configuration", "Exchange a reservation, return it, or renew it", "are final", "50,000 USD", "1 Feb 2027",
            "https://learn.microsoft.com/en-us/azure/cost-management-billing/reservations/manage-reserved-vm-instance",
            "https://learn.microsoft.com/en-us/azure/cost-management-billing/savings-plan/savings-plan-compute-overview",
        })
            Assert.Contains(said, text, StringComparison.Ordinal);

        // What ended yesterday, was returned, split or put away is no longer held.
        Assert.DoesNotContain("B2s", text, StringComparison.Ordinal);
        Assert.DoesNotContain("B1s", text, StringComparison.Ordinal);
        var french = await host.Pierre.ClicksAsync(card, "reservations/text");
        Assert.StartsWith("Bonjour,", CardReader.Value(french, "text")!, StringComparison.Ordinal);
        Assert.Contains("/fr-fr/azure/", CardReader.Value(french, "text")!, StringComparison.Ordinal);
        Assert.Contains("Rédigé en français, à votre demande", CardReader.Text(french), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_French_customers_text_is_French_and_another_language_is_told()
    {
        await using var host = await BotHost.StartAsync();
        var card = await LetterAsync(host.Nora, await IdOfAsync(host, "Contoso France"));
        Assert.StartsWith("Bonjour,", CardReader.Value(card, "text")!, StringComparison.Ordinal);
        Assert.Contains(
            "Written in French, the language of the customer’s billing profile (fr-FR)", CardReader.Text(card), StringComparison.Ordinal);

        // Ours is a guest there, so Azure shows nothing: the text may lack something, and the card says so.
        var other = await LetterAsync(host.Nora, await IdOfAsync(host, "Zoë Künstler Atelier"));
        Assert.Contains("says de-AT, which is not written here: written in English", CardReader.Text(other), StringComparison.Ordinal);
        Assert.Contains("may lack something", CardReader.Text(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_silent_is_told_above_the_text_and_a_cloud_out_of_reach_gives_none()
    {
        await using var host = await BotHost.StartAsync();
        var customer = await IdOfAsync(host, "Consolidated Messenger");
        await host.ControlAsync(
            "faults",
            new { api = "arm", path = "/providers/Microsoft.Capacity/reservations", status = 403, code = "AuthorizationFailed" });
        Assert.Contains("may lack something", CardReader.Text(await LetterAsync(host.Nora, customer)), StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.ControlAsync("faults", new { api = "arm", status = 503 });
        await host.ControlAsync("faults", new { api = "partnercenter", path = $"/v1/customers/{customer}/", status = 503 });
        Assert.Null(CardReader.Input(await LetterAsync(host.Nora, customer), "text"));
    }

    [Theory]
    [InlineData(HoldingKind.Reservation, "Exchange a reservation", "are final")]
    [InlineData(HoldingKind.SavingsPlan, "are final", "Exchange a reservation")]
    [InlineData(HoldingKind.PrePurchase, "are final", "Exchange a reservation")]
    [InlineData(HoldingKind.OneTime, "Write to us", "Exchange a reservation")]
    internal void Each_kind_is_promised_what_Microsoft_promises(HoldingKind kind, string says, string never)
    {
        var text = LetterText.Of(Texts.English, Contoso, [new Holding(kind, "o", "i", "Thing")], Frame());
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.DoesNotContain(never, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Standard_D2s_v3", "P3Y", "2028-01-02", false)]
    [InlineData("Standard_B2s", "P1Y", "2026-12-06", false)]
    [InlineData("Standard_B2s", "P3Y", "2026-12-06", true)]
    [InlineData("Standard_D4s_v5", "P1Y", "2027-08-01", true)]
    [InlineData("Standard_D2s_v3", "P3Y", "2026-06-30", true)]
    public void What_Microsoft_does_not_renew_any_more_is_not_said_to_renew(string sku, string term, string end, bool renews)
    {
        var holding = new Holding(HoldingKind.Reservation, "o", "i", "Machines")
        {
            Sku = sku,
            Term = term,
            Renews = true,
            ExpiresAt = DateTimeOffset.Parse(end + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        };
        var text = LetterText.Of(Texts.English, Contoso, [holding], Frame());
        Assert.Equal(renews, text.Contains(", renews by itself", StringComparison.Ordinal));
        Assert.Equal(!renews, text.Contains("no longer renewed by Microsoft", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_hundred_reservations_fit_on_the_card_and_those_left_out_are_counted()
    {
        List<Holding> held =
        [
            .. Enumerable.Range(0, 200).Select(i => new Holding(HoldingKind.Reservation, $"o{i}", $"r{i}", $"Reserved_VM_Instance_{i}")
            {
                Sku = "Standard_D4s_v5",
                Location = "westeurope",
                Resource = "VirtualMachines",
                Term = "P3Y",
                ExpiresAt = Now.AddDays(i),
                Renews = true,
                Used = [new(7, 12.5m), new(30, 33.33m)],
            }),
        ];
        foreach (var texts in Texts.All)
        {
            var text = LetterText.Of(texts, Contoso, held, Frame());
            var card = LetterCards.Page(Texts.French, new LetterView(Contoso, texts, text, null, false), []);
            Assert.InRange(CardFit.Size(card), 1, CardFit.Largest);
            var shown = text.Split('\n').Count(line => line.Contains("D4s", StringComparison.Ordinal));
            Assert.InRange(shown, 30, 199);
            Assert.Contains($"{200 - shown}", text, StringComparison.Ordinal);
            Assert.Contains("n’indique pas la langue", card.ToJson(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whoever_holds_nothing_reads_that()
    {
        var text = LetterText.Of(Texts.French, Contoso, [], Frame());
        Assert.Contains("nous ne voyons chez vous ni réservation", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Comment bien l’utiliser", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_explains_reservations_to_those_who_may_see_them()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.SaysAsync("help reservations");
        Assert.Contains("What is a reservation?", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("final", CardReader.Text(card), StringComparison.Ordinal);
        Assert.NotNull(CardReader.Input(await host.Nora.ClicksAsync(card, "help/open"), "customer"));
        foreach (var (agent, said, shown) in new[]
        {
            (host.Pierre, "aide réservations", "Qu’est-ce qu’une réservation"),
            (host.Ingrid, "help what is a reservation", "What is a reservation?"),
            (host.Ingrid, "What is a reservation?", "What is a reservation?"),
            (host.Nora, "help", "help grant owner"),
            (host.Nora, "help grant owner", "What it needs"),
        })
            Assert.Contains(shown, CardReader.Text(await agent.SaysAsync(said)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "What is a reservation?", CardReader.Text(await host.Omar.SaysAsync("help reservations")), StringComparison.Ordinal);
    }

    private static LetterFrame Frame() => new("Nora Lind", Now, new Rules());

    private static async Task<JsonElement> LetterAsync(Agent agent, string customer)
    {
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge("reservations/text", new JsonObject { ["customer"] = customer }));
        return body.GetProperty("value");
    }
}
