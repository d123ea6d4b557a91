using CspBot.Portfolio;
using Xunit;

namespace CspBot.Tests.Portfolio;

/// <summary>Each wrong setting of the section Reservations is told in a sentence, before the bot starts.</summary>
public sealed class PortfolioOptionsTests
{
    [Fact]
    public void What_stands_in_the_readme_is_valid() => Assert.Empty(new PortfolioOptions().Validate());

    [Theory]
    [InlineData("00:00:01", 10, "3.00:00:00", 80, "Reservations:LookEvery")]
    [InlineData("06:00:00", 0, "3.00:00:00", 80, "Reservations:CustomersAMinute")]
    [InlineData("06:00:00", 500, "3.00:00:00", 80, "Reservations:CustomersAMinute")]
    [InlineData("06:00:00", 10, "00:00:00", 80, "Reservations:RoundEvery")]
    [InlineData("06:00:00", 10, "3.00:00:00", 0, "Reservations:UsedBadlyBelow")]
    [InlineData("06:00:00", 10, "3.00:00:00", 101, "Reservations:UsedBadlyBelow")]
    public void A_wrong_one_is_named(string look, int customers, string round, int below, string named)
    {
        var options = new PortfolioOptions
        {
            LookEvery = TimeSpan.Parse(look, System.Globalization.CultureInfo.InvariantCulture),
            CustomersAMinute = customers,
            RoundEvery = TimeSpan.Parse(round, System.Globalization.CultureInfo.InvariantCulture),
            UsedBadlyBelow = below,
        };
        Assert.StartsWith(named, Assert.Single(options.Validate()), StringComparison.Ordinal);
    }
}
