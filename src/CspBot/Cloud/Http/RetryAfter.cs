using System.Globalization;
using Azure;

namespace CspBot.Cloud.Http;

/// <summary>Reads how long a service asks to wait, in every form seen on the wire.</summary>
internal static class RetryAfter
{
    /// <summary>No pause asked for is believed to be longer; somebody's clock, or unit, is wrong.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly string[] Milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>
    /// Whole or fractional seconds (Graph sends <c>2.128</c>), an HTTP date, or milliseconds (azure §6.5, §9.6); null when the service
    /// said nothing. At most <see cref="Longest"/>.
    /// </summary>
    public static TimeSpan? Read(Response response, TimeProvider time)
    {
        foreach (var name in Milliseconds)
        {
            if (response.Headers.TryGetValue(name, out var text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms)
                && ms >= 0)
                return Bounded(ms / 1000);
        }

        return response.Headers.TryGetValue("Retry-After", out var value) ? Parse(value, time) : null;
    }

    /// <summary>The header's value as a wait from now; null when unreadable.</summary>
    public static TimeSpan? Parse(string value, TimeProvider time)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0)
            return Bounded(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        var wait = at - time.GetUtcNow();
        return Bounded(Math.Max(0, wait.TotalSeconds));
    }

    private static TimeSpan Bounded(double seconds) => seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
}
