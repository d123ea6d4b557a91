namespace CspBot.Requests.BreakGlass;

/// <summary>That a request ran without approval: why, until when somebody must confirm it, and who has.</summary>
/// <param name="Reason">In the words of who broke the glass.</param>
/// <param name="At">When.</param>
/// <param name="ConfirmBy">From this moment on it is too late.</param>
internal sealed record BrokenGlass(string Reason, DateTimeOffset At, DateTimeOffset ConfirmBy)
{
    /// <summary>The named reason of a request that runs so.</summary>
    public const string Policy = "break-glass";

    /// <summary>Why a request is stopped half-way that nobody confirmed.</summary>
    public const string Unconfirmed = "Glass.Unconfirmed";

    /// <summary>
    /// Rises with each thing that is said of it: a click names the version it saw, whatever step the request is at by then.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>Who confirmed, in their order; it takes as many as an approval would have.</summary>
    public IReadOnlyList<Decision> Yes { get; init; } = [];

    /// <summary>Who said that it shall not stand.</summary>
    public Decision? No { get; init; }

    /// <summary>When enough had confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Since when it is stopped and taken back: nobody confirmed in time, or somebody said no.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    /// <summary>Since when it stands unconfirmed, with nothing that could be taken back.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>Nobody need do anything that is not done before this moment.</summary>
    public bool IsInTime(DateTimeOffset at) => at < ConfirmBy;

    public bool HasSaidYes(string? objectId) => Yes.Any(yes => yes.IsOf(objectId));
}

/// <summary>How it stands with a request that ran without approval.</summary>
internal enum GlassPhase
{
    /// <summary>It waits for somebody's confirmation.</summary>
    Open,

    Confirmed,

    /// <summary>It came to its end before anything was done: there is nothing to confirm.</summary>
    Nothing,

    /// <summary>It is stopped, or what it did is being undone.</summary>
    TakingBack,

    /// <summary>What it did is undone.</summary>
    TakenBack,

    /// <summary>Nobody confirmed, and nothing can be undone: it says so until somebody confirms.</summary>
    Reported,
}
