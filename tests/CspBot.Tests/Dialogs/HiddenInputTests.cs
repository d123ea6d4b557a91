using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Hidden inputs are no safe place for state (facts november-2026 §F 21): what a step needs stands in the action's data, and a
/// client that leaves them out loses nothing.
/// </summary>
public sealed class HiddenInputTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync() => _host = await BotHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Grant_Owner_goes_on_without_its_hidden_input()
    {
        var form = await _host.Nora.SaysAsync("grant owner adatum");
        var review = await _host.Nora.ClicksAsync(Seen(form), "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "8h",
            ["reason"] = "Migration weekend",
        });
        Assert.Contains("Adatum Corporation", CardReader.Text(review), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, "grant-owner/submit"));
    }

    [Fact]
    public async Task Onboarding_goes_on_without_its_hidden_input()
    {
        var form = await _host.Nora.SaysAsync("onboard stack adatum");
        var review = await _host.Nora.ClicksAsync(Seen(form), StackScenarios.Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = "Paris",
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["guest"] = "",
            ["reason"] = "Stack project",
        });
        Assert.Contains("Adatum Corporation", CardReader.Text(review), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, StackScenarios.Dialog + "submit"));
    }

    /// <summary>With many subscriptions the field searches among them, and a hidden input tells the search whose they are.</summary>
    [Fact]
    public void The_onboarding_form_that_searches_keeps_its_customer_in_the_data_too()
    {
        var customer = Guid.NewGuid().ToString();
        var card = JsonSerializer.Deserialize<JsonElement>(OnboardStackTenantCards.Details(
            Texts.English,
            OnboardStackTenantForm.For("F-1", customer),
            new StackTenantChoices("Contoso", [], [], IsSearched: true),
            null,
            new Dictionary<string, string>()).ToJson());
        Assert.Contains(
            customer, CardReader.Inputs(card).Select(input => input.TryGetProperty("value", out var value) ? value.GetString() : null));
        Assert.DoesNotContain(
            "\"isVisible\":false", Seen(card).GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>
    /// The card as a client has it that drops hidden inputs; what they held stands in the data of every button that sends the form.
    /// </summary>
    private static JsonElement Seen(JsonElement card)
    {
        var node = JsonNode.Parse(card.GetRawText())!;
        var hidden = new List<JsonObject>();
        Drop(node, hidden);
        foreach (var input in hidden)
        {
            foreach (var button in node["actions"]!.AsArray().Where(button => (string?)button!["associatedInputs"] != "none"))
                Assert.Equal((string?)input["value"], (string?)button!["data"]![(string)input["id"]!]);
        }

        return JsonSerializer.SerializeToElement(node);
    }

    private static void Drop(JsonNode? node, List<JsonObject> hidden)
    {
        if (node is JsonArray array)
        {
            foreach (var gone in array.OfType<JsonObject>().Where(item => item["isVisible"] is JsonValue shown && !(bool)shown).ToList())
            {
                array.Remove(gone);
                hidden.Add(gone);
            }

            foreach (var item in array.ToList())
                Drop(item, hidden);
        }
        else if (node is JsonObject members)
        {
            foreach (var (_, value) in members.ToList())
                Drop(value, hidden);
        }
    }
}
