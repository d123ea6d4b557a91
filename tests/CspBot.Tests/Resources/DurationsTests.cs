using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Lengths in days, as a sentence says them.</summary>
public sealed class DurationsTests
{
    [Theory]
    [InlineData(-5, "less than a day", "moins d’un jour")]
    [InlineData(0.9, "less than a day", "moins d’un jour")]
    [InlineData(1.9, "1 day", "1 jour")]
    [InlineData(2, "2 days", "2 jours")]
    [InlineData(1234, "1,234 days", "1\u202F234 jours")]
    public void One_day_is_one_and_none_is_less_than_a_day(double days, string english, string french)
    {
        Assert.Equal(english, Durations.Days(Texts.English, TimeSpan.FromDays(days)));
        Assert.Equal(french, Durations.Days(Texts.French, TimeSpan.FromDays(days)));
    }

    [Theory]
    [InlineData("00:00:20", "1 minute", "1 minute")]
    [InlineData("00:25:00", "25 minutes", "25 minutes")]
    [InlineData("00:59:40", "1 hour", "1 heure")]
    [InlineData("01:00:00", "1 hour", "1 heure")]
    [InlineData("23:40:00", "1 day", "1 jour")]
    [InlineData("08:00:00", "8 hours", "8 heures")]
    [InlineData("1.00:00:00", "1 day", "1 jour")]
    [InlineData("30.00:00:00", "30 days", "30 jours")]
    public void A_length_is_told_in_its_largest_unit(string length, string english, string french)
    {
        var span = TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(english, Durations.Say(Texts.English, span));
        Assert.Equal(french, Durations.Say(Texts.French, span));
    }
}
