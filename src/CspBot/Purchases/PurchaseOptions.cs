using System.Globalization;
using CspBot.Resources;

namespace CspBot.Purchases;

/// <summary>How the bot watches what customers buy, and whom it tells by default (section Purchases).</summary>
internal sealed record PurchaseOptions
{
    /// <summary>Looks at the activity log at all; off, nobody is told of anything.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>False looks for purchases only, not for switches flipped outside the bot.</summary>
    public bool WatchPermissions { get; init; } = true;

    /// <summary>False does not look whether the role that earns the partner's credit stands on customers' subscriptions.</summary>
    public bool WatchCredit { get; init; } = true;

    /// <summary>Time between two looks at the activity log.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Default route: a conversation that hears of everything at once; empty = only those who asked for it.</summary>
    public string? Conversation { get; init; }

    /// <summary>Takes Partner Center's webhooks at <c>/api/partner-center/events</c>; they only bring the next look forward.</summary>
    public bool Webhook { get; init; }

    /// <summary>Hosts from which the webhook's signing certificate may be fetched, exactly or as <c>*.example.com</c>.</summary>
    /// <remarks>Microsoft documents no list (facts partner-center §7.2, §13): without hosts the webhook cannot be turned on.</remarks>
    public IReadOnlyList<string> CertificateHosts { get; init; } = [];

    /// <summary>Must stand in the issuer of the signing certificate (facts partner-center §7.2).</summary>
    public string CertificateIssuer { get; init; } = "O=Microsoft Corporation";

    /// <summary>Microsoft's dated rules as the cards tell them; the section Rules, not a setting of purchases.</summary>
    public Rules Rules { get; init; } = new();

    /// <summary>IANA time zone of the office hours, and of readers who told none.</summary>
    public string TimeZone { get; init; } = "Europe/Paris";

    /// <summary>Days of the office, by their English names; a purchase on another day, or outside the hours, is unusual.</summary>
    public string OfficeDays { get; init; } = "Monday,Tuesday,Wednesday,Thursday,Friday";

    /// <summary>The same as <see cref="OfficeTo"/>: the office is open all day.</summary>
    public string OfficeFrom { get; init; } = "07:00";

    public string OfficeTo { get; init; } = "20:00";

    /// <summary>A purchase this many times as large as the largest before is unusual.</summary>
    public decimal MuchLarger { get; init; } = 3;

    public TimeOnly OfficeOpens => TimeOnly.Parse(OfficeFrom, CultureInfo.InvariantCulture);

    public TimeOnly OfficeCloses => TimeOnly.Parse(OfficeTo, CultureInfo.InvariantCulture);

    public bool IsOfficeDay(DayOfWeek day) =>
        OfficeDays.Split(',', StringSplitOptions.TrimEntries).Contains(day.ToString(), StringComparer.OrdinalIgnoreCase);

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (PollInterval < TimeSpan.FromSeconds(1) || PollInterval > TimeSpan.FromDays(1))
            yield return "Purchases:PollInterval must be between 00:00:01 and 1.00:00:00.";
        if (Webhook && CertificateHosts.Count == 0)
            yield return "Purchases:CertificateHosts is missing: name the hosts from which Partner Center's signing certificate may be "
                + "fetched, or turn Purchases:Webhook off.";
        if (Webhook && CertificateIssuer.Length == 0)
            yield return "Purchases:CertificateIssuer must not be empty: it tells Microsoft's certificates from others.";
        if (MuchLarger <= 1)
            yield return "Purchases:MuchLarger must be more than 1.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            yield return $"Purchases:TimeZone must be an IANA time zone such as Europe/Paris, not '{TimeZone}'.";
        if (OfficeDays.Split(',', StringSplitOptions.TrimEntries).Any(
            day => !Enum.GetNames<DayOfWeek>().Contains(day, StringComparer.OrdinalIgnoreCase)))
            yield return $"Purchases:OfficeDays must be days such as Monday,Tuesday, not '{OfficeDays}'.";
        foreach (var (key, value) in new[] { ("OfficeFrom", OfficeFrom), ("OfficeTo", OfficeTo) })
        {
            if (!TimeOnly.TryParseExact(value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                yield return $"Purchases:{key} must be a time of day such as 08:00, not '{value}'.";
        }
    }
}
