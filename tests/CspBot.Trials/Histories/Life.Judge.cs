namespace CspBot.Trials.Histories;

/// <summary>What the rules say of a click: of one in the very moment of a bound they say neither.</summary>
internal enum Say
{
    No,
    Either,
    Yes,
}

/// <content>What a click may do, by the README.</content>
internal sealed partial class Life
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Whether this click counts at this moment.</summary>
    public Say Judge(Sent click, DateTimeOffset at)
    {
        if (!People.IsAnybody(click.Who))
            return Say.No;
        var (isAsker, isAdmin) = (click.Who == asker, People.Is(click.Who, HouseRules.Admin));
        return click.Kind switch
        {
            "approved" => All(MayDecide(click, at, CountingYeses(Yeses)), Signed(click)),
            "confirmed" or "not-confirmed" => Glass is null ? Say.No : MayConfirm(click, at, Glass),
            "rejected" or "looking" => MayDecide(click, at, null),
            "commented" => Is(isAsker && Stand == Stand.Waits && click.Version == Version && _comments < 10),
            "reminded-by-hand" => All(Is(isAsker && Stand == Stand.Waits), From(at, (_toldAt ?? _createdAt) + HouseRules.TellsAfter)),
            "cancelled" => !isAsker ? Say.No
                : Stand == Stand.Waits ? Is(click.Version == Version)
                : Stand is Stand.Decided or Stand.Running or Stand.Parked ? Say.Either
                : Say.No,
            "end-changed" => isAsker && isAdmin ? OtherEnd(click, at) : Say.No,
            "undo" => isAdmin ? MayUndo(click, at) : Say.No,
            "retried" => isAdmin && Stand is Stand.Failed or Stand.Parked or Stand.Running or Stand.Decided
                && !(Stand == Stand.Failed && Glass is { IsConfirmed: false }) ? Say.Either : Say.No,
            _ => throw new InvalidOperationException($"Nobody knows {click.Kind}."),
        };
    }

    /// <summary>In whose places somebody may say yes or no at this moment; and whether in an own right, which goes before.</summary>
    public (bool Own, IReadOnlyList<(Who Absent, Say When)> Places) RightOf(Who who, DateTimeOffset at)
    {
        if (who == asker)
            return (false, []);
        var places = Aways.Where(away => away.Delegate == who
                && !away.IsEnded
                && away.Absent != asker
                && away.Maker != asker
                && (People.Is(who, HouseRules.Approvers) || People.Is(who, HouseRules.Admin))
                && People.Is(away.Absent, HouseRules.Approvers)
                && DecidesByThemselves(away.Absent))
            .Select(away => (away.Absent, When: All(From(at, away.From), Before(at, away.Until))))
            .Where(place => place.When != Say.No);
        return (DecidesByThemselves(who), [.. places]);
    }

    /// <summary>Those yeses whose right still stands.</summary>
    private IReadOnlyList<Yes> CountingYeses(IReadOnlyList<Yes> said) => [.. said.Where(yes => yes.For is not { } absent
        ? DecidesByThemselves(yes.By)
        : (People.Is(yes.By, HouseRules.Approvers) || People.Is(yes.By, HouseRules.Admin)) && DecidesByThemselves(absent))];

    private bool DecidesByThemselves(Who who) => (IsEscalated && People.Is(who, HouseRules.Helpdesk))
        || (People.Is(who, HouseRules.Approvers) && Terms.Which(People, who));

    /// <param name="said">The yeses that stand beside it; null for a no.</param>
    private Say MayDecide(Sent click, DateTimeOffset at, IReadOnlyList<Yes>? said)
    {
        if (Stand != Stand.Waits || click.Version != Version || said?.Any(yes => yes.IsOf(click.Who)) == true)
            return Say.No;
        return All(MaySpeak(click.Who, at, said), Before(at, DecideBy));
    }

    /// <summary>In an own right, or in the place of somebody whose yes was not given.</summary>
    private Say MaySpeak(Who who, DateTimeOffset at, IReadOnlyList<Yes>? said)
    {
        var (own, places) = RightOf(who, at);
        return own ? Say.Yes
            : places.Where(place => said?.Any(yes => yes.IsOf(place.Absent)) != true).Select(place => place.When).DefaultIfEmpty().Max();
    }

    private Say Signed(Sent click) => !Terms.SignsIn ? Say.Yes
        : click.SignIn != SignIn.Good ? Say.No
        : click.IsOld ? Say.Either
        : Say.Yes;

    /// <summary>There are so many besides who asks that could say yes.</summary>
    public bool HasDeciders(Terms terms) => Enum.GetValues<Who>().Count(
        who => who != asker && People.Is(who, HouseRules.Approvers) && terms.Which(People, who)) >= terms.People;

    private Say OtherEnd(Sent click, DateTimeOffset at)
    {
        if (Stand == Stand.Done)
            return _hasEndStumbled ? Say.Either
                : Undos > 0 || _isEnded || click.Version != Version || HouseRules.Of(click.Length) is null ? Say.No
                : Before(at + HouseRules.Long(click.Length), _endsAt);
        if (Stand != Stand.Waits || click.Version != Version)
            return Say.No;
        if (HouseRules.Long(click.Length) <= HouseRules.Long(Length))
            return Say.Yes;
        if (HouseRules.Of(click.Length) is not { } terms)
            return Say.No;
        return !HasDeciders(terms with { People = Math.Max(1, terms.People) }) ? Say.No
            : _toldAt is { } told ? From(at, told + HouseRules.TellsAfter)
            : Say.Yes;
    }

    private Say MayUndo(Sent click, DateTimeOffset at) => Undos > 0 || _isEnded || Glass?.IsStopped == true ? Say.No
        : Stand is Stand.Failed or Stand.Rejected or Stand.Withdrawn ? Say.Either
        : Stand != Stand.Done ? Say.No
        : _hasEndStumbled || _unweighedUndo.Contains(click.Who) ? Say.Either
        : All(Is(click.Version == Version), Before(at, _finishedAt + HouseRules.UndoFor));

    private static Say Is(bool condition) => condition ? Say.Yes : Say.No;

    private static Say All(Say one, Say other) => one < other ? one : other;

    private static Say Before(DateTimeOffset at, DateTimeOffset bound) =>
        at < bound - Moment ? Say.Yes : at > bound + Moment ? Say.No : Say.Either;

    private static Say From(DateTimeOffset at, DateTimeOffset bound) =>
        at > bound + Moment ? Say.Yes : at < bound - Moment ? Say.No : Say.Either;
}
