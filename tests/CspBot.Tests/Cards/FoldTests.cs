using System.Text.Json;
using CspBot.Dialogs.Notifications;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>What is optional is folded away, and never where it holds something or is wrong: what is kept is seen.</summary>
public sealed class FoldTests
{
    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("1000", "", "", true)]
    [InlineData("", "22:00", "", true)]
    [InlineData("", "", "minimum", true)]
    [InlineData("", "", "kinds", false)]
    public void Optional_fields_are_open_where_one_is_filled_or_wrong(string minimum, string quietFrom, string wrong, bool isOpen)
    {
        var form = new NotificationsForm { Id = "f", TimeZone = "Europe/Paris", Minimum = minimum, QuietFrom = quietFrom };
        var errors = wrong.Length > 0 ? new Dictionary<string, string> { [wrong] = "Wrong." } : [];
        var offer = new RouteOffer(false, false, []);
        var card = JsonElement.Parse(NotificationsCards.Form(Texts.English, form, offer, null, errors).ToJson());
        var box = card.GetProperty("body").EnumerateArray().Single(element =>
            element.TryGetProperty("id", out var id) && id.GetString() == "limits");
        Assert.Equal(isOpen, !box.TryGetProperty("isVisible", out var visible) || visible.GetBoolean());
        var button = card.GetProperty("body").EnumerateArray().Single(element => element.GetProperty("type").GetString() == "ActionSet");
        var action = Assert.Single(button.GetProperty("actions").EnumerateArray());
        Assert.Equal("Action.ToggleVisibility", action.GetProperty("type").GetString());
        Assert.Equal(["limits"], action.GetProperty("targetElements").EnumerateArray().Select(target => target.GetString()));
        Assert.NotNull(CardReader.Input(card, "minimum"));
        Assert.NotNull(CardReader.Input(card, "quietTo"));
    }
}
