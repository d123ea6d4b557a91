using System.Globalization;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>How long a right in a customer's cloud may last: the contract's values.</summary>
internal static class RightDuration
{
    public const string Permanent = "permanent";

    public static IReadOnlyList<string> All { get; } = ["1h", "4h", "8h", "1d", "7d", "30d", Permanent];

    /// <summary>Null for permanent.</summary>
    public static TimeSpan? Length(string duration) => duration switch
    {
        "1h" => TimeSpan.FromHours(1),
        "4h" => TimeSpan.FromHours(4),
        "8h" => TimeSpan.FromHours(8),
        "1d" => TimeSpan.FromDays(1),
        "7d" => TimeSpan.FromDays(7),
        "30d" => TimeSpan.FromDays(30),
        _ => null,
    };

    /// <summary>The value that so many hours, days, weeks or months are; as told (<c>2h</c>) where no right lasts so long.</summary>
    /// <param name="unit">h, d, w, m or y.</param>
    public static string Of(int count, string unit) => (count, unit) switch
    {
        (24, "h") => "1d",
        (1, "w") => "7d",
        (1, "m") or (4, "w") => "30d",
        (_, "w") => $"{count * 7}d",
        (_, "m") => $"{count * 30}d",
        _ => $"{count}{unit}",
    };

    /// <summary>How long what was told lasts, such as <c>2h</c>; null for anything but a number and a unit.</summary>
    public static TimeSpan? Told(string told)
    {
        var digits = told.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 4)
            return null;
        var count = int.Parse(told.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return told[digits..] switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "min" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            "d" => TimeSpan.FromDays(count),
            "y" => TimeSpan.FromDays(365L * count),
            _ => null,
        };
    }

    /// <summary>The longest that is over by then, and the shortest that is not; both the same where one fits to five minutes.</summary>
    public static (string? Shorter, string? Longer) Around(TimeSpan length)
    {
        var all = All.Where(one => Length(one) is not null).OrderBy(one => Length(one)).ToList();
        if (all.Find(one => (Length(one)!.Value - length).Duration() <= TimeSpan.FromMinutes(5)) is { } fits)
            return (fits, fits);
        return (all.FindLast(one => Length(one) < length), all.Find(one => Length(one) > length));
    }

    /// <summary>In words.</summary>
    public static string Say(Texts texts, string duration) => Length(duration) is { } length
        ? Durations.Say(texts, length)
        : texts[GrantOwnerText.Duration_permanent];
}
