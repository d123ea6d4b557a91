namespace CspBot.Handovers;

/// <summary>When a hand-over that nobody speaks of is reminded of (section <c>VisualStudio</c>).</summary>
internal sealed record HandOverOptions
{
    /// <summary>After so long for the first time.</summary>
    public TimeSpan RemindAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>From then on so often.</summary>
    public TimeSpan RemindEvery { get; init; } = TimeSpan.FromDays(7);

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (RemindAfter < TimeSpan.FromMinutes(1) || RemindAfter > TimeSpan.FromDays(365))
            yield return "VisualStudio:RemindAfter must be between a minute and a year, e.g. 3.00:00:00.";
        if (RemindEvery < TimeSpan.FromMinutes(1) || RemindEvery > TimeSpan.FromDays(365))
            yield return "VisualStudio:RemindEvery must be between a minute and a year, e.g. 7.00:00:00.";
    }
}
