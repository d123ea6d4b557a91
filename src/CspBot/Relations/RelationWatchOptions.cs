namespace CspBot.Relations;

/// <summary>Whether and how often delegated administration is looked at (section <c>Relations</c>).</summary>
internal sealed record RelationWatchOptions
{
    /// <summary>Looks at all.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>From one look to the next: each reads all relationships, 300 a call.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (PollInterval < TimeSpan.FromMinutes(1) || PollInterval > TimeSpan.FromDays(1))
            yield return "Relations:PollInterval must be between a minute and a day, e.g. 01:00:00.";
    }
}
