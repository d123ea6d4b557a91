using System.Text.Json;
using CspBot.Cloud;
using CspBot.Dialogs.Reservations;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>What the card of one holding promises: the same table of orders and plans, and Microsoft's dated rule of exchanges.</summary>
public sealed class HoldingPromiseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(HoldingKindsTests.Orders), MemberType = typeof(HoldingKindsTests))]
    public void Only_what_can_be_returned_shows_a_figure_and_a_way(string? reserved, string name, string kind, string promise)
    {
        var traits = HoldingKinds.Of(reserved, [name]);
        var holding = new Holding(traits.Kind, "o", "r", name)
        {
            Promise = traits.Promise,
            Covered = traits.Covered,
            Resource = reserved ?? "",
            ExpiresAt = Now.AddDays(200),
            PurchasedAt = Now.AddDays(-100),
            Renews = true,
        };
        foreach (var language in new[] { "en", "fr" })
        {
            var said = Said(language, holding, Now);
            var isReturnable = promise == "Returnable";
            foreach (var way in language == "en"
                ? new[] { "A return today would give", "Exchange:", "without a fee" }
                : ["Un retour aujourd’hui rendrait", "Échange :", "sans frais"])
                Assert.Equal(isReturnable, said.Contains(way, StringComparison.Ordinal));
            var texts = Texts.For(language);
            Assert.Equal(!isReturnable, Says(promise == "Final" ? $"Reservations.Final.{kind}" : "Reservations.Unknown"));
            Assert.Equal(promise == "Final", Says("Reservations.FinalRenews"));

            bool Says(string key) => said.Contains(CardReader.Spaced(texts[key]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("VirtualMachines", "2026-03-01", "2026-11-29", "as often as you like before 1 Feb 2027")]
    [InlineData("VirtualMachines", "2027-01-31", "2027-01-31", "as often as you like before 1 Feb 2027")]
    [InlineData("VirtualMachines", "2027-01-31", "2027-02-01", "since 1 Feb 2027 only once more")]
    [InlineData("SqlDatabases", "2026-03-01", "2027-06-01", "since 1 Feb 2027 only once more")]
    [InlineData("VirtualMachines", "2027-02-01", "2027-02-01", "no, it was bought or renewed on 1 Feb 2027 or later")]
    [InlineData("CosmosDb", "2027-05-01", "2027-06-01", "no, it was bought or renewed on 1 Feb 2027 or later")]
    [InlineData("AVS", "2027-05-01", "2027-06-01", "concerns services that savings plans cover")]
    [InlineData("MariaDb", "2027-05-01", "2027-06-01", "concerns services that savings plans cover")]
    [InlineData("ManagedDisk", "2026-05-01", "2026-06-01", "concerns services that savings plans cover")]
    [InlineData("VirtualMachines", null, "2026-11-29", "Azure does not tell when it was bought")]
    public void The_last_day_of_exchanges_is_counted_by_the_day_of_the_purchase(
        string resource, string? bought, string today, string said)
    {
        var now = Day(today)!.Value;
        var traits = HoldingKinds.OfResource(resource)!;
        var holding = new Holding(traits.Kind, "o", "r", "n")
        {
            Promise = traits.Promise,
            Covered = traits.Covered,
            Resource = resource,
            PurchasedAt = Day(bought),
            ExpiresAt = now.AddDays(90),
        };
        Assert.Contains(said, Said("en", holding, now), StringComparison.Ordinal);
        Assert.Contains("rule as of 27 Aug 2026", Said("en", holding, now), StringComparison.Ordinal);
    }

    private static DateTimeOffset? Day(string? day) =>
        day is null ? null : DateTimeOffset.Parse(day + "T00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static string Said(string language, Holding holding, DateTimeOffset now)
    {
        var quote = new RefundQuote("s", 1, new Money(10, "USD"), new Money(0, "USD"), new Money(50_000, "USD"), []);
        var view = new HoldingView(new Customer("c", "Contoso", "contoso.example"), holding, null, null, quote, null, now);
        return CardReader.Text(JsonSerializer.Deserialize<JsonElement>(
            ReservationsCards.One(Texts.For(language), view, new Holdings([holding], []), new Rules()).ToJson()));
    }
}
