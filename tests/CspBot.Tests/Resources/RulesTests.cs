using CspBot.Dialogs.Notifications;
using CspBot.Purchases;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Microsoft's dated rules stand in one file with their sources, and the cards say as of when they hold.</summary>
public sealed class RulesTests
{
    private static readonly PurchaseReading Reader = new("Europe/Paris", true, true);

    [Fact]
    public void Every_rule_has_its_source_and_its_days()
    {
        var rules = new Rules();
        Assert.Empty(rules.Validate());
        Assert.Equal(["Refund", "Exchange", "OldFamilies", "OpenLicences"], rules.All().Select(rule => rule.Name));
        Assert.All(rules.All(), rule => Assert.True(rule.Rule.Source.Length > 20 && rule.Rule.Days().Any()));
        Assert.Equal(["2021-12-31"], rules.OpenLicences.Days().Where(day => day.Key == "Ended").Select(day => day.Value));
    }

    [Theory]
    [InlineData(
        "en",
        "Rule as of 22 Jul 2026",
        "from 1 Feb 2027 on cannot be exchanged",
        "rule as of 27 Aug 2026",
        "Since 1 Jul 2026",
        "rule as of 28 Nov 2026")]
    [InlineData(
        "fr", "Règle au 22 juil. 2026", "1er févr. 2027", "règle au 27 août 2026", "Depuis le 1er juil. 2026", "règle au 28 nov. 2026")]
    public void Each_card_says_as_of_when_its_rule_holds(
        string language, string refund, string exchange, string exchangeAsOf, string families, string familiesAsOf)
    {
        var texts = Texts.For(language);
        var purchase = Bought();
        var advice = CardReader.Text(System.Text.Json.JsonElement.Parse(
            NotificationsCards.Advice(texts, purchase, "Europe/Paris", new PurchaseOptions(), null).ToJson()));
        foreach (var said in new[] { refund, exchange, exchangeAsOf })
            Assert.Contains(said, advice, StringComparison.Ordinal);
        var end = new ReservationEnd("o", "c", "Adatum", "p:s", 1, purchase.At.AddDays(30)) { Resource = "virtualmachines" };
        var reminder = CardReader.Text(
            System.Text.Json.JsonElement.Parse(PurchaseCards.Expiry(texts, end, 30, "Europe/Paris", new PurchaseOptions()).ToJson()));
        Assert.Contains(families, reminder, StringComparison.Ordinal);
        Assert.Contains(familiesAsOf, reminder, StringComparison.Ordinal);
        Assert.Contains("Dv3, Dsv3, Ev3, Esv3", reminder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Standard_D4s_v3", "Dsv3")]
    [InlineData("Reserved_VM_Instance_Standard_E8s_v3_EU_West", "Esv3")]
    [InlineData("Reserved VM Instance, Standard_B2s, EU West, 1 Year", "Bv1")]
    [InlineData("Standard_B2ms", "Bv1")]
    [InlineData("Standard_B2s_v2", "Bsv2")]
    [InlineData("Standard_DS2_v2", "Dsv2")]
    [InlineData("Standard_A2m_v2", "Amv2")]
    [InlineData("Standard_F4", "F")]
    [InlineData("Standard_F4s_v2", "Fsv2")]
    [InlineData("Standard_E8-2s_v3", "Esv3")]
    [InlineData("Standard_D4as_v5", "Dasv5")]
    [InlineData("Azure_Databricks_Commit_Units", null)]
    [InlineData("DZH318Z0BQ36:0001", null)]
    public void A_size_names_its_family(string name, string? family) => Assert.Equal(family, OldFamiliesRule.FamilyOf(name));

    [Theory]
    [InlineData("en", "Standard_D4s_v3", "It cannot be renewed", "a renewal or a new reservation")]
    [InlineData("fr", "Standard_D4s_v3", "ne peut pas être renouvelée", "un renouvellement ou une nouvelle réservation")]
    [InlineData("en", "Standard_B2s", "If it runs for one year, it cannot be renewed", "a renewal or a new reservation")]
    [InlineData("fr", "Standard_B2s", "Si elle court sur un an", "un renouvellement ou une nouvelle réservation")]
    [InlineData("en", "Standard_D4as_v5", "a renewal or a new reservation", "cannot be renewed")]
    public void No_renewal_is_offered_to_an_old_family(string language, string name, string said, string unsaid)
    {
        var end = new ReservationEnd("o", "c", "Adatum", name, 1, Bought().At.AddDays(30)) { Resource = "virtualmachines" };
        var reminder = CardReader.Text(System.Text.Json.JsonElement.Parse(
            PurchaseCards.Expiry(Texts.For(language), end, 30, "Europe/Paris", new PurchaseOptions()).ToJson()));
        Assert.Contains(said, reminder, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, reminder, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_years_change_is_a_setting_and_a_wrong_one_is_named()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Rules:Refund:Limit"] = "60000",
            ["Rules:Refund:AsOf"] = "2027-07-01",
            ["Rules:Exchange:Until"] = "next year",
            ["Rules:OldFamilies:Source"] = "",
        }).Build();
        var rules = configuration.GetSection("Rules").Get<Rules>()!;
        var card = CardReader.Text(System.Text.Json.JsonElement.Parse(
            PurchaseCards.Notice(Texts.English, Bought(), Reader, null, new PurchaseOptions { Rules = rules }).ToJson()));
        Assert.Contains("Rule as of 1 Jul 2027", card, StringComparison.Ordinal);
        Assert.Contains("60,000.00 USD", card, StringComparison.Ordinal);
        Assert.Equal("2021-12-31", rules.OpenLicences.Ended);
        Assert.Equal(
            [
                "Rules:Exchange:Until must be a day such as 2027-02-01, not 'next year'.",
                "Rules:OldFamilies:Source is missing: say where the rule was read.",
            ],
            rules.Validate().Order(StringComparer.Ordinal));
    }

    private static Purchase Bought() => new()
    {
        Id = "o",
        OrderId = "o",
        CustomerId = "c",
        CustomerName = "Adatum",
        Kind = PurchaseKind.Reservation,
        Lines = [new PurchaseLine("Reserved_VM_Instance", 1, "P1Y")],
        At = new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero),
        OrderRead = true,
    };
}
