using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Lengths in days, as a sentence says them.</summary>
public sealed class DayWordsTests
{
    [Theory]
    [InlineData(-5, "less than a day", "moins d’un jour")]
    [InlineData(0.9, "less than a day", "moins d’un jour")]
    [InlineData(1.9, "1 day", "1 jour")]
    [InlineData(2, "2 days", "2 jours")]
    [InlineData(1234, "1,234 days", "1\u202F234 jours")]
    public void One_day_is_one_and_none_is_less_than_a_day(double days, string english, string french)
    {
        Assert.Equal(english, DayWords.Say(Texts.English, TimeSpan.FromDays(days)));
        Assert.Equal(french, DayWords.Say(Texts.French, TimeSpan.FromDays(days)));
    }
}
