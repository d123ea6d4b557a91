namespace CspBot.Trials.Histories;

/// <summary>That the request ran without approval, and what was said of it since.</summary>
/// <param name="ConfirmBy">From then on it is too late.</param>
internal sealed record Glass(DateTimeOffset ConfirmBy)
{
    /// <summary>Rises with each thing that is said of it.</summary>
    public int Version { get; set; } = 1;

    public List<Yes> Yeses { get; } = [];

    public bool IsConfirmed { get; set; }

    /// <summary>Somebody said no, or nobody said yes in time.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>It stands, and nothing can be taken back.</summary>
    public bool IsReported { get; private set; }

    public bool MayGoOn(DateTimeOffset at) => IsConfirmed || (!IsStopped && at < ConfirmBy.AddSeconds(1));

    public void Stop(bool isReported)
    {
        (IsStopped, IsReported) = (true, IsReported || isReported);
        Version++;
    }
}

/// <content>What runs without approval is confirmed by those who could have approved it, or is taken back.</content>
internal sealed partial class Life
{
    /// <summary>It ran without approval; null where somebody approved it, or nobody had to.</summary>
    public Glass? Glass { get; private set; }

    private Say MayConfirm(Sent click, DateTimeOffset at, Glass glass)
    {
        if (glass.IsConfirmed || click.Who == asker)
            return Say.No;
        var said = click.Kind == "confirmed" ? CountingYeses(glass.Yeses) : null;
        var says = MaySpeak(click.Who, at, said);
        if (glass.IsStopped)
            return glass.IsReported && click.Kind == "confirmed" ? All(says, Say.Either) : Say.No;
        if (said?.Any(yes => yes.IsOf(click.Who)) == true || click.Version != glass.Version)
            return Say.No;

        // While a step is carried out a click is asked to come again; of what did nothing there is nothing to confirm.
        var isSure = Stand == Stand.Done && !_isEnded && (said is null || said.Count == glass.Yeses.Count);
        return All(All(says, Before(at, glass.ConfirmBy)), isSure ? Say.Yes : Say.Either);
    }

    private void TakeConfirmation(Line line)
    {
        var (glass, by) = (Glass!, line.Actor!.Value);
        if (line.Kind == "not-confirmed")
        {
            glass.Stop(isReported: _isEnded);
            return;
        }

        var kept = CountingYeses(glass.Yeses);
        var (own, places) = RightOf(by, line.At);
        Who? absent = own ? null : places.First(place => !kept.Any(yes => yes.IsOf(place.Absent))).Absent;
        glass.Yeses.Clear();
        glass.Yeses.AddRange([.. kept, new Yes(by, absent, line.At)]);
        glass.IsConfirmed = glass.Yeses.Count >= Terms.People;
        glass.Version++;
    }
}
