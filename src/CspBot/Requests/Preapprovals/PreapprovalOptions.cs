namespace CspBot.Requests.Preapprovals;

/// <summary>Whether people may ask for a standing pre-approval, and for how long (section <c>Approvals:Standing</c>).</summary>
internal sealed record PreapprovalOptions
{
    /// <summary>The longest that may be configured.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <summary>Off unless it says so; off, those that were given let nothing run.</summary>
    public bool Enabled { get; init; }

    /// <summary>One ends no later than this after it was asked for.</summary>
    public TimeSpan Longest { get; init; } = Most;

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Longest < TimeSpan.FromHours(1) || Longest > Most)
            yield return "Approvals:Standing:Longest must be between an hour and 30 days, e.g. 7.00:00:00.";
    }
}
