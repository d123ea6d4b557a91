using System.Globalization;
using Azure;

namespace CspBot.Cloud.Http;

/// <summary>Reads how long a service asks to wait, in every form seen on the wire.</summary>
internal static class RetryAfter
{
    private static readonly string[] Milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>
    /// Whole or fractional seconds (Graph sends <c>2.128</c>), an HTTP date, or milliseconds (azure §6.5, §9.6); null when the service said nothing.
    /// </summary>
    public static TimeSpan? Read(Response response, TimeProvider time)
    {
        foreach (var name in Milliseconds)
        {
            if (response.Headers.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && ms >= 0)
                return TimeSpan.FromMilliseconds(ms);
        }

        return response.Headers.TryGetValue("Retry-After", out var value) ? Parse(value, time) : null;
    }

    /// <summary>The header's value as a wait from now; null when unreadable.</summary>
    public static TimeSpan? Parse(string value, TimeProvider time)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e8)
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        var wait = at - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
