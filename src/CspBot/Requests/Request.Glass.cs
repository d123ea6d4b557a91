using CspBot.Requests.BreakGlass;

namespace CspBot.Requests;

/// <content>What ran without approval, until somebody has confirmed it.</content>
internal sealed partial record Request
{
    /// <summary>It ran without approval; null for what was approved, or needed nobody.</summary>
    public BrokenGlass? Glass { get; init; }

    /// <summary>How it stands with that; null where it was not so.</summary>
    public GlassPhase? GlassPhase => Glass switch
    {
        null => null,
        { ConfirmedAt: not null } => BreakGlass.GlassPhase.Confirmed,
        _ when State.IsOver() && !TookEffect => BreakGlass.GlassPhase.Nothing,
        { ReportedAt: not null } => BreakGlass.GlassPhase.Reported,
        { TakenBackAt: not null } => EndedAt is null ? BreakGlass.GlassPhase.TakingBack : BreakGlass.GlassPhase.TakenBack,
        _ => BreakGlass.GlassPhase.Open,
    };

    /// <summary>Somebody's confirmation is waited for.</summary>
    public bool AwaitsConfirmation => GlassPhase is BreakGlass.GlassPhase.Open or BreakGlass.GlassPhase.Reported;

    /// <summary>Nothing more may be done of it: it ran without approval, and was not confirmed in time, or somebody said no.</summary>
    public bool IsStopped(DateTimeOffset at) =>
        Glass is { ConfirmedAt: null } glass && (glass.TakenBackAt is not null || !glass.IsInTime(at)) && !Operation.IsUnderWay(this);

    /// <summary>
    /// It did something, or may have. What ended or was undone since was there all the same; and what is to be undone does not hang on the
    /// hour of a click, which is over once it is being taken back.
    /// </summary>
    private bool TookEffect =>
        State == RequestState.Succeeded || HasWritten || EndedAt is not null || Operation.IsUnderWay(this)
        || Operation.Inverse(this) is not null
        || Problem is { IsOutcomeUnknown: true };

    /// <summary>A confirmation: the last one that it takes settles it.</summary>
    /// <exception cref="InvalidOperationException">It is the same person's second one.</exception>
    public Request Confirm(Decision yes, IReadOnlyCollection<Decision> lapsed)
    {
        var before = Glass!.Yes.Where(said => !lapsed.Contains(said)).ToList();
        if (before.Exists(said => said.By.IsSame(yes.By)))
            throw new InvalidOperationException($"{Id} cannot be confirmed twice by one person.");
        return WithGlass(Glass with
        {
            Yes = [.. before, yes],
            ConfirmedAt = before.Count + 1 >= (Needs?.People ?? 1) ? yes.At : null,
        });
    }

    /// <summary>Somebody says that it shall not stand.</summary>
    public Request NotConfirmed(Decision no, DateTimeOffset at) =>
        (this with { Glass = Glass! with { No = no } }).TakeBack(at);

    /// <summary>
    /// It shall not stand: what is not done is not done any more, and what can be undone is undone. The rest is reported.
    /// </summary>
    public Request TakeBack(DateTimeOffset at) => WithGlass(CanBeTakenBack
        ? Glass! with { TakenBackAt = Glass.TakenBackAt ?? at }
        : Glass! with { ReportedAt = Glass.ReportedAt ?? at }) with
    {
        UndoUntil = null,
        DueAt = State.IsOver() ? DueAt : at,
    };

    /// <summary>It is not over yet, or left something that an end of it undoes.</summary>
    private bool CanBeTakenBack => !State.IsOver() || (EndedAt is null && Operation.Inverse(this) is not null);

    /// <summary>An end that has failed is tried once more, by the clock.</summary>
    public Request AgainByClock(DateTimeOffset at) => Retry(Requester, at) with { ByClock = true };

    private Request WithGlass(BrokenGlass glass) => Next() with { Glass = glass with { Version = Glass!.Version + 1 } };
}
