using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Several customers that fit are rows to click in every dialog; what was typed is kept; nobody is taken for a guess.</summary>
public sealed class CustomerChoiceTests
{
    [Fact]
    public async Task Several_are_rows_to_click_in_every_dialog_and_what_was_typed_stays()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var (phrase, verb) in new[]
        {
            ("grant owner", "grant-owner/customer"), ("reservation permission", "reservation-permission/customer"),
            ("onboard stack", "onboard-stack-tenant/customer"), ("reservations", "reservations/customer"),
            ("reservations plan", "reservations/plan"), ("customers", "customers/customer"),
            ("visual studio", "visual-studio/way"),
        })
        {
            var card = await host.Nora.SaysAsync(phrase + " contos");
            Assert.Empty(CardJsonRules.Check(card));
            Assert.Contains("Several customers match “contos”", CardReader.Text(card), StringComparison.Ordinal);
            Assert.Equal("contos", CardReader.Value(card, "customer"));
            var rows = Rows(card, verb);
            Assert.Equal(["Contoso", "Contoso Ltd", "Contoso France", "Contoso Pharmaceuticals"], [.. rows.Select(Name)]);
            var (_, body) = await host.Nora.SendAsAskedAsync(host.Nora.Forge(verb, JsonNode.Parse(
                rows[2].GetProperty("data").GetRawText())!.AsObject()));
            Assert.Contains("Contoso France", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        }

        // An act of a dialog asks the same way, and leads to itself.
        var budget = await host.Nora.SendAsAskedAsync(host.Nora.Forge("customers/budget", new JsonObject { ["customer"] = "contos" }));
        Assert.Equal(4, Rows(budget.Body.GetProperty("value"), "customers/budget").Count);

        // A whole name is nobody else's, and nothing is asked; a field that was left empty is named.
        foreach (var named in new[] { "grant owner contoso", "customers Contoso", "accorder propriétaire contoso france" })
            Assert.DoesNotContain("“contoso", CardReader.Text(await host.Nora.SaysAsync(named)), StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(CardReader.Input(await host.Nora.SaysAsync("grant owner contoso"), "user"));
        foreach (var verb in new[] { "onboard-stack-tenant/customer", "reservations/customer", "grant-owner/customer" })
        {
            var empty = await host.Nora.SendAsAskedAsync(host.Nora.Forge(verb, new JsonObject { ["customer"] = "" }));
            var said = CardReader.Text(empty.Body.GetProperty("value"));
            Assert.Contains(host.Nora.Words("Choose a customer", "Choisissez un client"), said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_guess_is_asked_for_and_never_taken()
    {
        await using var host = await BotHost.StartAsync();
        var one = await host.Nora.SaysAsync("grant owner adatim corporaton");
        Assert.Contains("No customer of ours matches “adatim corporaton”", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Contains("Did you mean:", CardReader.Text(one), StringComparison.Ordinal);
        Assert.Equal(["Adatum Corporation"], [.. Rows(one, "grant-owner/customer").Select(Name)]);
        Assert.Null(CardReader.Input(one, "user"));
        var french = await host.Pierre.SaysAsync("clients adatim");
        Assert.Contains("Vouliez-vous dire :", CardReader.Text(french), StringComparison.Ordinal);

        // As people type, the same.
        Assert.StartsWith("Adatum", (await host.Nora.SearchesAsync("customers", "adatim"))[0].Title, StringComparison.Ordinal);
        Assert.Contains("Contoso", (await host.Nora.SearchesAsync("customers", "contsoo"))[0].Title, StringComparison.Ordinal);
        Assert.Contains(
            "No customer of ours matches “qqq”", CardReader.Text(await host.Nora.SaysAsync("grant owner qqq")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_ten_rows_and_the_field_and_fit_on_a_card()
    {
        await using var host = await BotHost.StartAsync(customers: 300);
        var card = await host.Nora.SaysAsync("customers e");
        Assert.Empty(CardJsonRules.Check(card));
        Assert.Equal(10, Rows(card, "customers/customer").Count);
        Assert.Contains("More match", CardReader.Text(card), StringComparison.Ordinal);
        Assert.True(CardReader.Choices(card, "customer").Count > 10);
    }

    private static IReadOnlyList<JsonElement> Rows(JsonElement card, string verb) =>
    [
        .. CardReader.Buttons(card).Where(button => button.GetProperty("verb").GetString() == verb
            && button.GetProperty("data").TryGetProperty("customer", out _)),
    ];

    private static string Name(JsonElement row) => row.GetProperty("tooltip").GetString()!["Choose ".Length..];
}
