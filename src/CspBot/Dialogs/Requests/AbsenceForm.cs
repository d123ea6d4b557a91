using System.Globalization;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Absences;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>Who is away, who decides meanwhile, and when, as filled in; days and times are those of the reader's clock.</summary>
/// <param name="Approver">Object id; empty for the reader.</param>
internal sealed record AbsenceForm(
    string Id, string Approver, string Delegate, AbsenceMoment From, AbsenceMoment Until)
{
    private static readonly TimeSpan FirstGuess = TimeSpan.FromDays(7);

    /// <summary>All of a day that is still to be chosen.</summary>
    private static AbsenceMoment NoFirst { get; } = new("", "00:00");

    private static AbsenceMoment NoLast { get; } = new("", "23:59");

    /// <summary>From now, for a week.</summary>
    public static AbsenceForm Blank(string id, Texts texts, DateTimeOffset now) => new(
        id, "", "", AbsenceMoment.Of(now, texts), AbsenceMoment.Of(now + FirstGuess, texts));

    /// <summary>As it was said; what cannot be reckoned leaves empty what it is about, and no guess stands beside it.</summary>
    public static AbsenceForm Said(string id, FormInput input, Texts texts, DateTimeOffset now)
    {
        var blank = Blank(id, texts, now);
        var (said, isAll) = (input[Remarks.Day], input[Remarks.Left].Length == 0);
        if (said.Length == 0 && isAll)
            return blank;
        return PhraseMoment.ReadSpan(said, now, texts.Zone ?? TimeZoneInfo.Utc) is var (from, until)
            ? blank with
            {
                From = isAll || from is not null ? AbsenceMoment.Of(from ?? now, texts) : NoFirst,
                Until = AbsenceMoment.Of(until, texts),
            }
            : blank with { From = NoFirst, Until = NoLast };
    }

    public static AbsenceForm Read(FormInput input, string id) => new(
        id,
        input["approver"],
        input["delegate"],
        new AbsenceMoment(input["fromDay"], input["fromTime"]),
        new AbsenceMoment(input["untilDay"], input["untilTime"]));

    /// <summary>What of it is missing or wrong, by field; and the span where it is neither. What began already begins now.</summary>
    public (IReadOnlyDictionary<string, string> Errors, AbsenceSpan? Span) Times(Texts texts, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string>();
        var zone = texts.Zone ?? TimeZoneInfo.Utc;
        var (from, until) = (From.At(zone), Until.At(zone));
        if (from is null)
            errors["fromDay"] = AbsenceText.FromWrong;
        var begins = from is { } told && told > now ? told : now;
        if (until is null || until <= begins)
            errors["untilDay"] = AbsenceText.UntilWrong;
        else if (until - begins > AbsenceSpan.Longest)
            errors["untilDay"] = AbsenceText.TooLong;
        return (errors, errors.Count == 0 ? new AbsenceSpan(begins, until!.Value) : null);
    }
}

/// <summary>A day and a time as a card's fields send them: <c>2026-12-24</c>, <c>18:00</c>.</summary>
internal sealed record AbsenceMoment(string Day, string Time)
{
    private const string DayFormat = "yyyy-MM-dd";

    public static AbsenceMoment Of(DateTimeOffset at, Texts texts)
    {
        var there = TimeZoneInfo.ConvertTime(at, texts.Zone ?? TimeZoneInfo.Utc);
        return new AbsenceMoment(
            there.ToString(DayFormat, CultureInfo.InvariantCulture), there.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    /// <summary>The day as the field takes it back; null for anything else.</summary>
    public string? KnownDay => ReadDay() is null ? null : Day;

    /// <summary>The same of the time.</summary>
    public string? KnownTime => ReadTime() is { } time ? time.ToString("HH:mm", CultureInfo.InvariantCulture) : null;

    /// <summary>When the clock of that zone shows it; null where it is no day or no time.</summary>
    public DateTimeOffset? At(TimeZoneInfo zone) =>
        ReadDay() is { Year: > 2000 and < 9000 } day && ReadTime() is { } time ? Zones.Moments(zone, day.ToDateTime(time)).First() : null;

    private DateOnly? ReadDay() =>
        DateOnly.TryParseExact(Day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private TimeOnly? ReadTime() =>
        TimeOnly.TryParseExact(Time, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}
