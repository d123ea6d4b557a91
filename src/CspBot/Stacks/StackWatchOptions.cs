namespace CspBot.Stacks;

/// <summary>Whether and how often the mappings of the Azure Stacks are looked at (section <c>Stack</c>).</summary>
internal sealed record StackWatchOptions
{
    /// <summary>Looks at all.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>From one look to the next: two calls for each deployment.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (PollInterval < TimeSpan.FromMinutes(1) || PollInterval > TimeSpan.FromDays(1))
            yield return "Stack:PollInterval must be between a minute and a day, e.g. 01:00:00.";
    }
}
