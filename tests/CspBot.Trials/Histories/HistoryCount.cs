using System.Globalization;

namespace CspBot.Trials.Histories;

/// <summary>How many random histories a trial plays.</summary>
internal static class HistoryCount
{
    /// <summary>As many as <c>CSPBOT_HISTORIES</c> says; else the usual number, for a run of all trials.</summary>
    public static int Or(int usual) => Environment.GetEnvironmentVariable("CSPBOT_HISTORIES") is { Length: > 0 } told
        ? int.Parse(told, CultureInfo.InvariantCulture)
        : usual;
}
