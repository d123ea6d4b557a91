using System.Globalization;
using CspBot.Conversation;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Conversation;

/// <summary>When an end is that people write, on their own clock; nothing where a word of it is not understood.</summary>
public sealed class PhraseMomentTests
{
    // A Wednesday, 15:00 in Paris.
    private const string Now = "2026-12-02 15:00";

    [Theory]
    [InlineData("until friday", "2026-12-04 23:59")]
    [InlineData("until Friday 18:00", "2026-12-04 18:00")]
    [InlineData("jusqu’à vendredi 18h", "2026-12-04 18:00")]
    [InlineData("jusqu'à vendredi à 18h30", "2026-12-04 18:30")]
    [InlineData("until 5 pm", "2026-12-02 17:00")]
    [InlineData("until 5pm tomorrow", "2026-12-03 17:00")]
    [InlineData("till 8 am", "2026-12-03 08:00")]
    [InlineData("jusqu'à 18 heures", "2026-12-02 18:00")]
    [InlineData("until tomorrow", "2026-12-03 23:59")]
    [InlineData("jusqu'à demain midi", "2026-12-03 12:00")]
    [InlineData("jusqu’à minuit", "2026-12-02 23:59")]
    [InlineData("until wednesday", "2026-12-02 23:59")]
    [InlineData("until wednesday 14:00", "2026-12-09 14:00")]
    [InlineData("until december 5th", "2026-12-05 23:59")]
    [InlineData("jusqu'au 5 décembre", "2026-12-05 23:59")]
    [InlineData("jusqu'au 1er janvier", "2027-01-01 23:59")]
    [InlineData("until 5 january 2027 noon", "2027-01-05 12:00")]
    [InlineData("tomorrow", null)]
    [InlineData("by friday", null)]
    [InlineData("until friday evening", null)]
    [InlineData("until next friday", null)]
    [InlineData("until the release", null)]
    [InlineData("until 25:00", null)]
    [InlineData("until 13 pm", null)]
    [InlineData("until 5", null)]
    [InlineData("until 31 february", null)]
    [InlineData("until 1 december 2026", null)]
    public void A_moment_is_reckoned_where_every_word_is_understood(string said, string? at) =>
        Assert.Equal(at, On(said, Now, "Europe/Paris"));

    [Theory]
    [InlineData("from tomorrow to friday", "2026-12-03 00:00", "2026-12-04 23:59")]
    [InlineData("de demain à vendredi", "2026-12-03 00:00", "2026-12-04 23:59")]
    [InlineData("friday until monday", "2026-12-04 00:00", "2026-12-07 23:59")]
    [InlineData("du 28 décembre au 3 janvier", "2026-12-28 00:00", "2027-01-03 23:59")]
    [InlineData("from tomorrow 9:00 to friday 18:00", "2026-12-03 09:00", "2026-12-04 18:00")]
    [InlineData("from today to friday", "2026-12-02 15:00", "2026-12-04 23:59")]
    [InlineData("until friday", null, "2026-12-04 23:59")]
    [InlineData("from tomorrow", null, null)]
    [InlineData("tomorrow friday", null, null)]
    [InlineData("tomorrow and friday", null, null)]
    [InlineData("from tomorrow to the release", null, null)]
    [InlineData("next week", null, null)]
    public void A_span_is_reckoned_from_both_its_ends(string said, string? from, string? until)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var local = DateTime.Parse(Now, CultureInfo.InvariantCulture);
        var span = PhraseMoment.ReadSpan(said, new DateTimeOffset(local, zone.GetUtcOffset(local)), zone);
        Assert.Equal((from, until), (Say(span?.From), Say(span?.Until)));

        static string? Say(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("2026-10-24 12:00", "until sunday 02:30", null)]
    [InlineData("2026-10-24 12:00", "until sunday 04:00", "2026-10-25 04:00")]
    [InlineData("2027-03-27 12:00", "until sunday 02:30", null)]
    public void A_time_that_the_clocks_show_twice_or_never_is_none(string now, string said, string? at) =>
        Assert.Equal(at, On(said, now, "Europe/Paris"));

    [Theory]
    [InlineData(51, "1d", "7d")]
    [InlineData(24, "1d", "1d")]
    [InlineData(0.5, null, "1h")]
    [InlineData(2000, "30d", null)]
    public void The_durations_around_it_are_those_on_offer(double hours, string? shorter, string? longer) =>
        Assert.Equal((shorter, longer), RightDuration.Around(TimeSpan.FromHours(hours)));

    [Theory]
    [InlineData(51 * 60, "51 hours")]
    [InlineData(61, "1 hour 1 minute")]
    [InlineData(20, "20 minutes")]
    public void A_length_is_said_to_the_minute(int minutes, string said) =>
        Assert.Equal(said, Durations.Whole(Texts.English, TimeSpan.FromMinutes(minutes)));

    private static string? On(string said, string now, string zone)
    {
        var there = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var local = DateTime.ParseExact(now, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var at = PhraseMoment.Read(said, new DateTimeOffset(local, there.GetUtcOffset(local)), there);
        return at is { } found
            ? TimeZoneInfo.ConvertTime(found, there).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : null;
    }
}
