using System.Globalization;
using CspBot.Resources;

namespace CspBot.Purchases;

/// <summary>When a route tells of something: at once, after the quiet hours, with the digest, or when a mute ends. Pure.</summary>
internal static class NoticeTiming
{
    /// <param name="route">The reader's wishes.</param>
    /// <param name="isUrgent">Unusual: passes digest and quiet hours.</param>
    /// <param name="mutedUntil">A mute holds back everything, also what is urgent; at its end one digest tells it all.</param>
    /// <param name="now">The time.</param>
    public static Delivery Plan(NoticeRoute route, bool isUrgent, DateTimeOffset? mutedUntil, DateTimeOffset now)
    {
        if (mutedUntil > now)
            return new Delivery(
                mutedUntil.Value, string.Create(CultureInfo.InvariantCulture, $"mute-{mutedUntil.Value.ToUnixTimeMilliseconds()}"));
        if (isUrgent)
            return new Delivery(now, null);
        var zone = Zones.Find(route.TimeZone) ?? TimeZoneInfo.Utc;
        if (route.Digest)
        {
            var at = Zones.Next(zone, route.DigestAt, now);
            return new Delivery(at, string.Create(CultureInfo.InvariantCulture, $"day-{at.ToUnixTimeMilliseconds()}"));
        }

        return new Delivery(
            route is { QuietFrom: { } from, QuietTo: { } to } ? Zones.QuietUntil(zone, from, to, now) ?? now : now, null);
    }
}

/// <summary>When, and with which digest; <see cref="Digest"/> null means in a card of its own.</summary>
internal sealed record Delivery(DateTimeOffset At, string? Digest);
