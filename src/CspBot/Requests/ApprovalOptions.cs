namespace CspBot.Requests;

/// <summary>Who decides, how long, and for what.</summary>
internal sealed record ApprovalOptions
{
    public const string FourEyes = "FourEyes";
    public const string None = "None";

    /// <summary>An optional channel that sees the approval cards too.</summary>
    public string? Conversation { get; init; }

    public TimeSpan Expiry { get; init; } = TimeSpan.FromHours(8);

    public TimeSpan RemindAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an approval holds: a request that goes on later, by retry or Continue, must be approved anew.</summary>
    public TimeSpan GoodFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Dialog name to <c>FourEyes</c> or <c>None</c>, where it differs from the default.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate(IReadOnlyCollection<string> dialogs)
    {
        if (Expiry <= TimeSpan.Zero || Expiry > TimeSpan.FromDays(30))
            yield return "Approvals:Expiry must be between a moment and 30 days, e.g. 08:00:00.";
        if (RemindAfter <= TimeSpan.Zero)
            yield return "Approvals:RemindAfter must be a time above zero, e.g. 00:15:00.";
        if (GoodFor < TimeSpan.FromHours(1) || GoodFor > TimeSpan.FromDays(365))
            yield return "Approvals:GoodFor must be between an hour and 365 days, e.g. 7.00:00:00.";
        foreach (var (dialog, rule) in Rules)
        {
            if (!dialogs.Contains(dialog))
                yield return $"Approvals:Rules:{dialog} names no dialog; there are {string.Join(", ", dialogs)}.";
            if (rule is not (FourEyes or None))
                yield return $"Approvals:Rules:{dialog} must be {FourEyes} or {None}, not '{rule}'.";
        }
    }
}
