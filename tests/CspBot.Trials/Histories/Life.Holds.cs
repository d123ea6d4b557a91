namespace CspBot.Trials.Histories;

/// <content>What must hold whenever something is done, and whenever nothing is due.</content>
internal sealed partial class Life
{
    /// <summary>Nothing is due at this moment: what the clock had to do by now is done.</summary>
    public void AtRest(DateTimeOffset now)
    {
        var line = new Line(0, now, "at rest", "", null, default);
        Promise(Stand != Stand.Waits || Before(now, DecideBy) != Say.No, "It waits after its time", line);
        Promise(
            Stand != Stand.Waits || IsEscalated || Before(now, _askedAt + HouseRules.EscalatesAfter) != Say.No,
            "Nobody decided, and nobody else heard of it",
            line);
        Promise(
            Glass is null || Glass.IsConfirmed || Glass.IsStopped || Stand is not (Stand.Done or Stand.Decided or Stand.Running)
            || Before(now, Glass.ConfirmBy) != Say.No,
            "Nobody confirmed it, and it goes on",
            line);
        Promise(
            Stand != Stand.Done || _isEnded || _hasEndStumbled || Before(now, _endsAt) != Say.No,
            "What was given stands after its time",
            line);
    }

    /// <summary>THE promise: the people that the rule wants, all of them, and nobody who asks for themselves.</summary>
    private void MayRun(Line line, bool isLoose)
    {
        if (isLoose)
            return;
        Promise(People.Is(asker, HouseRules.Admin), $"{asker} may not ask for it any more", line);
        Promise(Yeses.All(yes => !yes.IsOf(asker)), $"{asker} said yes to what they asked for", line);
        if (Glass is not null)
            return;
        if (Giver is { } giver)
        {
            Promise(_isStepDone || DecidesByThemselves(giver), $"{giver}, who gave the pre-approval, may not decide any more", line);
            return;
        }

        var people = _isStepDone ? Yeses : CountingYeses(Yeses);
        Promise(people.Count == Yeses.Count, "Somebody's yes counts no longer", line);
        Promise(
            people.Select(yes => yes.By).Distinct().Count() >= Terms.People
            && people.Select(yes => yes.For ?? yes.By).Distinct().Count() >= Terms.People,
            $"{people.Count} of {Terms.People} had said yes",
            line);
        Promise(
            Yeses.Count == 0 || Before(line.At, Yeses[0].At + HouseRules.GoodFor) != Say.No, "Its approval was too old", line);
    }
}
