using System.Globalization;

namespace CspBot.Trials.Histories;

/// <summary>Where a request stands, as the model tells it from what people said.</summary>
internal enum Stand
{
    Waits,
    Decided,
    Running,
    Parked,
    Done,
    Failed,
    Rejected,
    Withdrawn,
    Lapsed,
}

/// <summary>A yes that was taken.</summary>
internal sealed record Yes(Who By, Who? For, DateTimeOffset At)
{
    public bool IsOf(Who who) => By == who || For == who;
}

/// <summary>
/// The life of one request as the README tells it, computed from the clicks that were sent and the audit of those that were taken: who had
/// to say yes, who has, and whether anything may be done.
/// </summary>
/// <param name="asker">Who asked.</param>
internal sealed partial class Life(Who asker)
{
    private readonly HashSet<Who> _unweighedUndo = [];
    private DateTimeOffset _createdAt;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _finishedAt;
    private DateTimeOffset _endsAt;
    private DateTimeOffset? _toldAt;
    private int _comments;
    private bool _isStepDone;
    private bool _isTrying;
    private bool _isEnded;
    private bool _hasEndStumbled;

    public Directory People { get; } = new();

    public List<Away> Aways { get; } = [];

    public Stand Stand { get; private set; }

    public int Version { get; private set; } = 1;

    public Terms Terms { get; private set; } = new(0, (_, _) => true, false);

    public string Length { get; private set; } = "";

    public DateTimeOffset DecideBy { get; private set; }

    public List<Yes> Yeses { get; private set; } = [];

    public bool IsEscalated { get; private set; }

    /// <summary>How often the right was tried to be given, and taken away.</summary>
    public int Gives { get; private set; }

    /// <inheritdoc cref="Gives"/>
    public int Undos { get; private set; }

    /// <summary>Who gave the standing pre-approval under which it runs; null where it runs under none.</summary>
    public Who? Giver { get; private set; }

    /// <summary>It would run under what this person gave: their yes would count for it now.</summary>
    public bool IsLetBy(Who? giver, string length) => giver is { } who
        && HouseRules.Long(length) <= HouseRules.Long("8h")
        && HouseRules.Of(length) is { People: 1 } terms
        && People.Is(who, HouseRules.Approvers)
        && terms.Which(People, who);

    /// <summary>It was asked for.</summary>
    public void Asked(History history, bool breaksGlass, DateTimeOffset at)
    {
        var length = history.Length;
        Giver = IsLetBy(history.Giver, length) ? history.Giver : null;
        (Length, Terms) = (length, HouseRules.Of(length)!);
        (_createdAt, _askedAt, DecideBy) = (at, at, at + HouseRules.Expiry);
        Glass = breaksGlass ? new Glass(at + HouseRules.ConfirmWithin) : null;
        Stand = Terms.People == 0 || breaksGlass || Giver is not null ? Stand.Decided : Stand.Waits;
    }

    /// <summary>A click was taken.</summary>
    public void Take(Line line, Sent click)
    {
        var wasWaiting = Stand == Stand.Waits;
        switch (line.Kind)
        {
            case "approved":
                TakeYes(line);
                break;
            case "rejected":
                Stand = Stand.Rejected;
                break;
            case "cancelled":
                Stand = Stand.Withdrawn;
                break;
            case "commented":
                _comments++;
                break;
            case "reminded-by-hand":
                _toldAt = line.At;
                break;
            case "end-changed" when wasWaiting:
                ChangeEnd(click.Length, line.At);
                break;
            case "end-changed":
                _endsAt = line.At + HouseRules.Long(click.Length);
                break;
            case "confirmed" or "not-confirmed":
                TakeConfirmation(line);
                break;
            case "undo":
                Promise(++Undos == 1, "It was undone twice", line);
                break;
            case "retried":
                TakeRetry(line);
                break;
        }

        if (Stand is Stand.Rejected or Stand.Withdrawn)
            _finishedAt = line.At;
        var after = int.Parse(line["version"]!, CultureInfo.InvariantCulture);
        if (wasWaiting)
            Promise(
                after == Version + (line.Kind is "reminded-by-hand" or "looking" ? 0 : 1), $"The version was {Version}", line);
        Version = after;
    }

    /// <summary>The clock or a worker did something.</summary>
    /// <param name="isLoose">Who may do what changed in this moment: it may have been before or after.</param>
    public void Note(Line line, bool isLoose)
    {
        if (line.IsOfEnd)
        {
            _hasEndStumbled |= line.Kind is "failed" or "later" or "parked" or "rescheduled";
            return;
        }

        switch (line.Kind)
        {
            case "escalated":
                Promise(Stand == Stand.Waits && !IsEscalated, "Others heard of it twice, or of what did not wait", line);
                Promise(From(line.At, _createdAt + HouseRules.EscalatesAfter) != Say.No, "Others heard of it too soon", line);
                IsEscalated = true;
                break;
            case "expired":
                Promise(Stand == Stand.Waits && From(line.At, DecideBy) != Say.No, "It lapsed before its time", line);
                Stand = line["state"] == "failed" ? Stand.Failed : Stand.Lapsed;
                break;
            case "started":
                Promise(Stand == Stand.Decided, $"It began when it was {Stand}", line);
                MayRun(line, isLoose);
                Stand = Stand.Running;
                break;
            case "attempt" when line["step"] == "assign":
                Promise(Stand is Stand.Running or Stand.Parked, $"A right was given when it was {Stand}", line);
                Promise(!_isTrying, "A right was given twice at once", line);
                Promise(Glass?.MayGoOn(line.At) != false, "A right was given that nobody had confirmed in time", line);
                (_isTrying, Gives) = (true, Gives + 1);
                break;
            case "step":
                (_isStepDone, _isTrying) = (true, false);
                break;
            case "later" or "parked" or "failed":
                _isTrying = false;
                Stand = line.Kind == "parked" ? Stand.Parked : line.Kind == "failed" ? Stand.Failed : Stand;
                _finishedAt = line.At;
                break;
            case "succeeded":
                Promise(Stand is Stand.Running or Stand.Parked, $"It was done when it was {Stand}", line);
                (Stand, _finishedAt, _endsAt) = (Stand.Done, line.At, line.At + HouseRules.Long(Length));
                break;
            case "ended":
                Promise(!_isEnded, "It ended twice", line);
                _isEnded = true;
                break;
            case "break-glass-unconfirmed" or "break-glass-reported":
                Promise(
                    Glass is { IsConfirmed: false } && (Glass.IsStopped || From(line.At, Glass.ConfirmBy) != Say.No),
                    "It was confirmed, or still in time",
                    line);
                Glass!.Stop(line.Kind == "break-glass-reported" || line["becomes"] == "reported");
                break;
            case "end-stumbled":
                _hasEndStumbled = true;
                break;
        }

        Version = int.Parse(line["version"]!, CultureInfo.InvariantCulture);
    }

    /// <summary>A click that nobody could weigh: who asked to undo in time may do so later.</summary>
    public void Unweighed(Line line)
    {
        if (line is { Tried: "undo", Actor: { } who })
            _unweighedUndo.Add(who);
    }

    /// <exception cref="BrokenPromiseException">It is not so.</exception>
    public static void Promise(bool holds, string what, Line line)
    {
        if (!holds)
            throw new BrokenPromiseException($"{what}: {line}");
    }

    private void TakeYes(Line line)
    {
        var (by, kept) = (line.Actor!.Value, CountingYeses(Yeses));
        var absent = HouseRules.PersonOf(line["forId"]);
        var (own, places) = RightOf(by, line.At);
        Promise(
            own ? absent is null : places.Any(place => place.Absent == absent && !kept.Any(yes => yes.IsOf(place.Absent))),
            "It was said in the place of the wrong person, or of nobody",
            line);
        Yeses = [.. kept, new Yes(by, absent, line.At)];
        var decides = Yeses.Count >= Terms.People;
        Promise((line["state"] == "approved") == decides, $"{Yeses.Count} of {Terms.People} had said yes", line);
        Stand = decides ? Stand.Decided : Stand.Waits;
    }

    private void ChangeEnd(string length, DateTimeOffset at)
    {
        if (HouseRules.Long(length) > HouseRules.Long(Length))
        {
            var most = Latest(_createdAt + (2 * HouseRules.Expiry), DecideBy);
            (Yeses, Terms, _askedAt, _toldAt) = ([], Anew(length), at, at);
            DecideBy = at + HouseRules.Expiry < most ? at + HouseRules.Expiry : most;
        }

        Length = length;
    }

    private void TakeRetry(Line line)
    {
        if (line["state"] != "pending-approval")
        {
            Stand = Stand.Decided;
            return;
        }

        (Yeses, Terms, Stand, Giver) = ([], Anew(Length), Stand.Waits, null);
        (_askedAt, _toldAt, DecideBy) = (line.At, line.At, line.At + HouseRules.Expiry);
    }

    /// <summary>What is asked for anew always takes somebody's yes.</summary>
    private static Terms Anew(string length) =>
        HouseRules.Of(length)! is var terms && terms.People > 0 ? terms : terms with { People = 1 };

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
