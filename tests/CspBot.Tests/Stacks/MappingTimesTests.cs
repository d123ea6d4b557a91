using System.Globalization;
using CspBot.Stacks;
using Xunit;

namespace CspBot.Tests.Stacks;

/// <summary>Who was mapped when, from the signs alone.</summary>
public sealed class MappingTimesTests
{
    /// <summary>
    /// Signs as day of November 2026, time and letter (S seen, M missed, + made, - removed); days 1 to 6 as a letter each: = mapped,
    /// x not mapped, ~ changed on the day, ? not known.
    /// </summary>
    [Theory]
    [InlineData("", "??????", "no sign at all")]
    [InlineData("3 12:00 S|9 00:00 S", "???===", "seen mapped: since when before is not known")]
    [InlineData("3 00:00 S|9 00:00 S", "??====", "a look at midnight counts for its day")]
    [InlineData("3 12:00 M|9 00:00 M", "xxxxxx", "never seen mapped: a leak from its first day")]
    [InlineData("3 12:00 M", "xx????", "after the last look nothing is known")]
    [InlineData("2 10:00 M|2 11:00 S|9 00:00 S", "x~====", "mapped between two looks of one day")]
    [InlineData("2 23:30 M|3 00:30 S|9 00:00 S", "x??===", "mapped between two looks of two days: neither is counted")]
    [InlineData("2 10:00 M|5 10:00 S|9 00:00 S", "x????=", "the bot stood still for three days")]
    [InlineData("4 10:00 +|9 00:00 S", "xxx~==", "our own request dates it, without a look before")]
    [InlineData("1 08:00 M|4 10:00 +|4 11:00 S|9 00:00 S", "xxx~==", "the same between looks")]
    [InlineData("1 08:00 M|4 09:59 S|4 10:00 +|9 00:00 S", "xxx~==", "a look just before the step was stored")]
    [InlineData("4 00:00 +|9 00:00 S", "xxx===", "made at midnight: the day is whole")]
    [InlineData("4 10:00 -|9 00:00 M", "????xx", "taken away: since when it stood is not known")]
    [InlineData("1 00:00 S|4 10:00 -|9 00:00 M", "===~xx", "taken away after a look")]
    [InlineData("1 00:00 S|4 09:55 M|4 10:00 -|9 00:00 M", "===~xx", "a look just before that step was stored")]
    [InlineData("2 00:00 +|4 00:00 -|9 00:00 M", "x==xxx", "ours, both ways")]
    [InlineData("2 00:00 +|2 06:00 -|9 00:00 M", "x~xxxx", "both on one day")]
    [InlineData("1 00:00 S|3 12:00 M|5 12:00 S|9 00:00 S", "?????=", "the portal, three times between looks far apart")]
    [InlineData("2 00:00 +|3 00:00 M|9 00:00 M", "x?xxxx", "somebody else took it away")]
    public void Each_day_is_what_its_signs_say(string signs, string days, string why)
    {
        var times = new MappingTimes(signs.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Mark));
        Assert.Equal(days, string.Concat(Enumerable.Range(1, 6).Select(day => Letter(times.On(new DateOnly(2026, 11, day))))));
        Assert.NotEmpty(why);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("3 12:00 S", null)]
    [InlineData("3 12:00 S|9 00:00 S", null)]
    [InlineData("3 12:00 M|9 00:00 M", null)]
    [InlineData("4 10:00 +", "4 10:00")]
    [InlineData("4 10:00 +|9 00:00 S", "4 10:00")]
    [InlineData("2 10:00 M|2 11:00 S|9 00:00 S", "2 11:00")]
    [InlineData("2 10:00 M|2 11:00 S", "2 11:00")]
    [InlineData("1 00:00 S|4 10:00 -", "4 10:00")]
    [InlineData("1 00:00 S|4 10:00 -|9 00:00 M", "4 10:00")]
    public void Since_when_is_told_where_it_is_known(string signs, string? since)
    {
        var times = new MappingTimes(signs.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Mark));
        Assert.Equal(since is null ? null : Mark(since + " S").At, times.Since);
    }

    [Fact]
    public void The_pieces_of_a_time_meet_and_cover_all_of_it()
    {
        var times = new MappingTimes(new[] { "2 10:00 M", "2 11:00 S", "4 10:00 -", "9 00:00 M" }.Select(Mark));
        var (from, until) = (Mark("1 00:00 S").At, Mark("7 00:00 S").At);
        var spans = times.Spans(from, until);
        Assert.Equal(
            [MappingState.NotMapped, MappingState.NotKnown, MappingState.Mapped, MappingState.NotMapped],
            spans.Select(span => span.State));
        Assert.Equal((from, until), (spans[0].From, spans[^1].Until));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
    }

    private static MappingMark Mark(string text) => new(
        DateTimeOffset.ParseExact(
            "2026-11-0" + text[..^2], "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        text[^1] switch
        {
            'S' => MappingSign.Seen,
            'M' => MappingSign.Missed,
            '+' => MappingSign.Made,
            _ => MappingSign.Removed,
        });

    private static char Letter(MappingState state) => state switch
    {
        MappingState.Mapped => '=',
        MappingState.NotMapped => 'x',
        MappingState.Changed => '~',
        _ => '?',
    };
}
