using System.Globalization;

namespace CspBot.Requests.Audits;

/// <summary>A moment as files of the audit write it: UTC, to the millisecond.</summary>
internal static class AuditTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Write(long at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>It is written so.</summary>
    public static bool IsWritten(string text) =>
        DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static string Write(DateTimeOffset at) => Write(at.ToUnixTimeMilliseconds());
}
