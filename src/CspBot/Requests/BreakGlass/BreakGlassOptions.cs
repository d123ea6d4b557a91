using CspBot.Requests.Approvals;

namespace CspBot.Requests.BreakGlass;

/// <summary>Whether an admin agent may run something at once without approval, and for how long it may go unconfirmed.</summary>
internal sealed record BreakGlassOptions
{
    /// <summary>Off unless it says so.</summary>
    public bool Enabled { get; init; }

    /// <summary>What nobody has confirmed after this is taken back.</summary>
    public TimeSpan ConfirmWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A conversation that hears of it besides those who approve; it gives no right to confirm.</summary>
    public string Conversation { get; init; } = "";

    /// <summary>For which dialogs; empty: for each one whose requests need an approval.</summary>
    public IReadOnlyList<string> Dialogs { get; init; } = [];

    /// <summary>It is on for this kind of thing, as the rules call it.</summary>
    public bool Covers(PolicyCase asked) =>
        Enabled && (Dialogs.Count == 0 || Dialogs.Contains(asked.Kind, StringComparer.OrdinalIgnoreCase));

    /// <summary>When those who can confirm are reminded next: half-way, and an hour before the end; null for not again.</summary>
    public static DateTimeOffset? RemindAfter(DateTimeOffset now, BrokenGlass glass)
    {
        DateTimeOffset[] moments = [glass.At + ((glass.ConfirmBy - glass.At) / 2), glass.ConfirmBy - TimeSpan.FromHours(1)];
        return moments
            .Where(moment => moment > now && moment > glass.At)
            .Order()
            .Select(moment => (DateTimeOffset?)moment)
            .FirstOrDefault();
    }

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate(IReadOnlyCollection<string> dialogs)
    {
        if (!Enabled)
            yield break;
        if (ConfirmWithin < TimeSpan.FromMinutes(15) || ConfirmWithin > TimeSpan.FromDays(7))
            yield return "Approvals:BreakGlass:ConfirmWithin must be between 15 minutes and 7 days, e.g. 1.00:00:00.";
        foreach (var dialog in Dialogs.Where(dialog => !dialogs.Contains(dialog)))
            yield return $"Approvals:BreakGlass:Dialogs names no dialog with '{dialog}'; there are {string.Join(", ", dialogs)}.";
    }
}
