using System.Globalization;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Names and dates as the reader says them.</summary>
public sealed class ReaderWordsTests
{
    [Theory]
    [InlineData("Reserved_VM_Instance_Standard_D4s_v5_EU_West_3_Years", "Machine virtuelle D4s v5, Europe Ouest")]
    [InlineData("Reserved VM Instance, Standard_B2s, US West 2, 1 Year", "Machine virtuelle B2s, USA Ouest 2")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_FR_Central", "Machine virtuelle E4s v5, France Centre")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_DE_West_Central", "Machine virtuelle E4s v5, Allemagne Centre-Ouest")]
    [InlineData("Reserved_VM_Instance_Standard_E4s_v5_US_Gov_Virginia", "Machine virtuelle E4s v5, US Gov Virginia")]
    [InlineData("Azure Databricks Commit Units, 1 Year", "Azure Databricks Commit Units")]
    [InlineData("Windows Server 2025 Standard", "Windows Server 2025 Standard")]
    public void A_catalogue_name_is_said_in_the_readers_words_and_without_its_term(string name, string said) =>
        Assert.Equal(said, ProductWords.Named(Texts.French, name));

    [Theory]
    [InlineData("fr", "2027-02-01", "1er févr. 2027")]
    [InlineData("fr", "2027-02-11", "11 févr. 2027")]
    [InlineData("en", "2027-02-01", "1 Feb 2027")]
    public void The_first_of_a_month_is_counted_in_French(string culture, string day, string said) => Assert.Equal(
        said,
        (culture == "fr" ? Texts.French : Texts.English).Day(
            DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)));

    /// <summary>In the own zone no zone is named; elsewhere, and in the hour that comes twice, the reader is told.</summary>
    [Theory]
    [InlineData("fr-FR", "Europe/Paris", "2026-11-29T19:59:00Z", "29 nov. 2026 20:59")]
    [InlineData("fr-CA", "America/Montreal", "2026-11-29T19:59:00Z", "29 nov. 2026 14 h 59")]
    [InlineData("en-GB", "America/Montreal", "2026-11-30T02:59:00Z", "29 Nov 2026 21:59")]
    [InlineData("en-US", "America/Montreal", "2026-11-30T02:59:00Z", "Nov 29, 2026 9:59 PM")]
    [InlineData("en-CA", "America/Montreal", "2026-11-30T02:59:00Z", "Nov 29, 2026 9:59 pm")]
    [InlineData("en-US", "Not/Known", "2026-11-30T02:59:00Z", "Nov 30, 2026 2:59 AM UTC")]
    [InlineData("en-GB", null, "2026-11-30T02:59:00Z", "30 Nov 2026 02:59 UTC")]
    [InlineData("fr-FR", "Europe/Paris", "2026-10-25T00:30:00Z", "25 oct. 2026 02:30 (UTC+2)")]
    [InlineData("fr-FR", "Europe/Paris", "2026-10-25T01:30:00Z", "25 oct. 2026 02:30 (UTC+1)")]
    [InlineData("en-GB", "Asia/Kathmandu", "2026-11-29T19:59:00Z", "30 Nov 2026 01:44")]
    public void A_time_is_that_of_the_readers_clock(string locale, string? zone, string at, string said) =>
        Assert.Equal(said, Plain(Texts.For(locale).In(Zones.Find(zone)).Time(At(at))));

    [Theory]
    [InlineData("Europe/Paris", "29 Nov 2026 20:59")]
    [InlineData("America/Montreal", "29 Nov 2026 14:59 (America/Montreal)")]
    [InlineData("UTC", "29 Nov 2026 19:59 UTC")]
    public void A_time_of_another_zone_names_it(string zone, string said) => Assert.Equal(
        said, Texts.English.In(Zones.Find("Europe/Paris")).Time(At("2026-11-29T19:59:00Z"), Zones.Find(zone)));

    /// <summary>What services tell as a day, at midnight in UTC, is that day everywhere; a moment has the day of the reader.</summary>
    [Theory]
    [InlineData("2027-02-11T00:00:00Z", "11 Feb 2027")]
    [InlineData("2027-02-11T00:00:01Z", "10 Feb 2027")]
    [InlineData("2027-02-11T12:00:00Z", "11 Feb 2027")]
    public void A_day_stays_a_day(string at, string said) =>
        Assert.Equal(said, Texts.English.In(Zones.Find("America/Montreal")).Day(At(at)));

    [Theory]
    [InlineData("en-GB", 25, "in 25 minutes, 20:59")]
    [InlineData("fr-FR", 25, "dans 25 minutes, 20:59")]
    [InlineData("en-GB", 1, "in 1 minute, 20:59")]
    [InlineData("fr-FR", -120, "il y a 2 heures, 20:59")]
    [InlineData("en-GB", -60, "1 hour ago, 20:59")]
    [InlineData("en-GB", -300, "5 hours ago, 29 Nov 2026 20:59")]
    [InlineData("en-GB", -3000, "29 Nov 2026 20:59")]
    public void What_is_near_is_told_by_its_distance(string locale, int minutes, string said)
    {
        var at = At("2026-11-29T19:59:00Z");
        Assert.Equal(said, Texts.For(locale).In(Zones.Find("Europe/Paris")).Near(at, at.AddMinutes(-minutes)));
    }

    /// <summary>The clocks go on over 02:30, or come to it twice; over midnight, where a zone does it there.</summary>
    [Theory]
    [InlineData("Europe/Paris", "2026-10-25T02:30", "2026-10-25T00:30:00Z 2026-10-25T01:30:00Z")]
    [InlineData("Europe/Paris", "2027-03-28T02:30", "2027-03-28T01:00:00Z")]
    [InlineData("Europe/Paris", "2026-11-29T02:30", "2026-11-29T01:30:00Z")]
    [InlineData("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00:00Z 2026-11-01T05:00:00Z")]
    [InlineData("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00:00Z")]
    public void A_clock_on_the_wall_has_its_moments(string zone, string wall, string moments) => Assert.Equal(
        moments.Split(' ').Select(At), Zones.Moments(Zones.Find(zone)!, DateTime.Parse(wall, CultureInfo.InvariantCulture)));

    private static DateTimeOffset At(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture);

    /// <summary>Some versions of the tables of cultures have narrow spaces that no line may end at.</summary>
    private static string Plain(string text) => text.Replace('\u202f', ' ').Replace('\u00a0', ' ');
}
