using System.Text.Json;
using AdaptiveCards;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>A card that is too high for a phone folds what is second, and never what decides.</summary>
public sealed class PhoneFitTests
{
    [Fact]
    public void A_card_that_fits_stands_as_if_nothing_were_second()
    {
        var card = Card([Look.Text("First"), .. Look.Second("more", "More", [Look.Text("Second")])]);

        Assert.Equal(["Title", "First", "Second"], Shown(card));
        Assert.Empty(Toggles(card));
    }

    [Fact]
    public void The_highest_second_part_folds_first_and_what_then_fits_stays()
    {
        var card = Card(
        [
            .. Look.Second("few", "Few", Lines(2)),
            .. Lines(15),
            .. Look.Second("many", "Many", Lines(12)),
        ]);

        var (title, targets) = Assert.Single(Toggles(card));
        Assert.Equal("Many", title);
        Assert.Equal(["many"], targets);
        Assert.Equal(18, Shown(card).Count);
    }

    [Fact]
    public void Lines_that_fold_keep_their_places_among_those_that_stay()
    {
        var lines = Lines(36).Select((line, at) => (Line: (AdaptiveElement)line, IsSecond: at % 2 == 0));
        var card = Card([.. Look.SecondOf("checks", count => $"In order: {count}", lines)]);

        var (title, targets) = Assert.Single(Toggles(card));
        Assert.Equal("In order: 18", title);
        Assert.Equal(18, targets.Count);
        Assert.Equal(Enumerable.Range(0, 18).Select(at => $"Line {(2 * at) + 1}").Prepend("Title"), Shown(card));
    }

    [Fact]
    public void Where_six_buttons_lead_on_none_gives_way_to_one_that_folds()
    {
        var buttons = Enumerable.Range(0, 6).Select(at => Look.Go($"Go {at}", "a/b", []));
        var card = JsonElement.Parse(
            Look.Card(Texts.English, "Title", [.. Look.Second("more", "More", Lines(60))], buttons).ToJson());

        Assert.Empty(Toggles(card));
        Assert.Equal(6, CardReader.Buttons(card).Count);
    }

    [Fact]
    public async Task A_review_of_two_stacks_keeps_what_will_be_done_in_sight_and_folds_what_is_in_order()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("onboard stack adatum");
        var review = await host.Nora.ClicksAsync(form, StackScenarios.Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = "Paris,Lyon",
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["guest"] = "lena.ops@fabrikam.example",
            ["reason"] = "Stack project",
        });

        var shown = string.Join(" | ", Shown(review));
        Assert.Contains("lena.ops@fabrikam.example", shown, StringComparison.Ordinal);
        Assert.Contains("administrator", shown, StringComparison.Ordinal);
        Assert.Contains("Tomas Berg", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("multi-tenancy is", shown, StringComparison.Ordinal);
        Assert.StartsWith("Other checks passed: ", Assert.Single(Toggles(review)).Title, StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, StackScenarios.Dialog + "submit"));
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("secretPlace", "", true)]
    [InlineData("directory", "", true)]
    [InlineData("", "secretPlace", true)]
    public void Rare_fields_of_an_onboarding_are_open_where_one_is_filled_or_wrong(string filled, string wrong, bool isOpen)
    {
        var form = OnboardStackTenantForm.For("F-1", Guid.NewGuid().ToString());
        if (filled.Length > 0)
            form = form.With(filled, "contoso.example");
        var errors = wrong.Length > 0
            ? new Dictionary<string, string> { [wrong] = OnboardStackTenantText.Missing }
            : [];
        var card = JsonElement.Parse(OnboardStackTenantCards.Details(
            Texts.English, form, new StackTenantChoices("Contoso", [], [], IsSearched: false), null, errors).ToJson());

        Assert.Equal(isOpen, Shown(card).Any(text => text.StartsWith("Where that account’s password", StringComparison.Ordinal)));
        Assert.NotNull(CardReader.Input(card, "directory"));
    }

    private static IEnumerable<AdaptiveElement> Lines(int count) => Enumerable.Range(0, count).Select(at => Look.Text($"Line {at}"));

    private static JsonElement Card(IEnumerable<AdaptiveElement> body) =>
        JsonElement.Parse(Look.Card(Texts.English, "Title", body).ToJson());

    /// <summary>Texts and labels that nobody has to unfold.</summary>
    private static List<string> Shown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Shown)],
        JsonValueKind.Object when element.TryGetProperty("isVisible", out var visible) && !visible.GetBoolean() => [],
        JsonValueKind.Object =>
        [
            .. Words(element),
            .. element.EnumerateObject()
                .Where(member => member.Name is "body" or "items" or "columns" or "facts")
                .SelectMany(member => Shown(member.Value)),
        ],
        _ => [],
    };

    private static IEnumerable<string> Words(JsonElement element) => new[] { "text", "label", "value" }
        .Where(name => element.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String)
        .Select(name => element.GetProperty(name).GetString()!);

    private static List<(string Title, List<string> Targets)> Toggles(JsonElement card) =>
    [
        .. card.GetProperty("body").EnumerateArray()
            .Where(element => element.GetProperty("type").GetString() == "ActionSet")
            .SelectMany(set => set.GetProperty("actions").EnumerateArray())
            .Where(action => action.GetProperty("type").GetString() == "Action.ToggleVisibility")
            .Select(action => (
                action.GetProperty("title").GetString()!,
                action.GetProperty("targetElements").EnumerateArray().Select(target => target.GetString()!).ToList())),
    ];
}
