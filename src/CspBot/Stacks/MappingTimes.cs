namespace CspBot.Stacks;

/// <summary>How a tenant stood on a stamp in a time.</summary>
internal enum MappingState
{
    /// <summary>Nothing was seen, or it changed at a time that nobody saw.</summary>
    NotKnown,
    NotMapped,
    Mapped,

    /// <summary>Of a day alone: mapped for a part of it.</summary>
    Changed,
}

/// <summary>Something that tells how a mapping stood.</summary>
internal enum MappingSign
{
    /// <summary>A look saw it.</summary>
    Seen,

    /// <summary>A look did not see it.</summary>
    Missed,

    /// <summary>We made it then; it was not there before.</summary>
    Made,

    /// <summary>We took it away then; it stood before.</summary>
    Removed,
}

/// <summary>One sign and its time.</summary>
internal sealed record MappingMark(DateTimeOffset At, MappingSign Sign);

/// <summary>A time in which a mapping stood in one way; <paramref name="Until"/> is not counted.</summary>
internal sealed record MappingSpan(DateTimeOffset From, DateTimeOffset Until, MappingState State);

/// <summary>
/// Who was mapped when: pure. Between two signs that agree it was so all the time; where they do not, it changed at a time that nobody
/// knows. Before the first sign: a tenant that was not mapped then, or that we mapped then, had no mapping from its first day on; of one
/// that was mapped already nobody knows since when. After the last sign nothing is known.
/// </summary>
internal sealed class MappingTimes
{
    /// <summary>A step is stored a moment after its effect: a look in between saw what the step then dates.</summary>
    private static readonly TimeSpan Storing = TimeSpan.FromMinutes(10);

    private readonly List<MappingMark> _marks;

    public MappingTimes(IEnumerable<MappingMark> marks)
    {
        var all = marks.OrderBy(mark => mark.At).ToList();
        _marks = [.. all.Where(mark => !all.Exists(step => IsEffectOf(mark, step)))];
    }

    /// <summary>How it stood at the last sign.</summary>
    public MappingState Now => _marks.Count == 0 ? MappingState.NotKnown : After(_marks[^1].Sign);

    /// <summary>Since when it stands as it does at the last sign; null where that is not known, or where it always did.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            if (_marks.Count == 0)
                return null;
            var spans = Spans(DateTimeOffset.MinValue, _marks[^1].At).ToList();
            if (spans.Count == 0 || spans[^1].State != Now)
                return _marks[^1].Sign is MappingSign.Made or MappingSign.Removed || _marks.Count > 1 ? _marks[^1].At : null;
            return spans.Count > 1 && !(spans.Count == 2 && spans[0].State == MappingState.NotKnown) ? spans[^1].From : null;
        }
    }

    /// <summary>The time from one moment to another in pieces, each of another state than the one before.</summary>
    public IReadOnlyList<MappingSpan> Spans(DateTimeOffset from, DateTimeOffset until)
    {
        var spans = new List<MappingSpan>();
        var (at, state) = (DateTimeOffset.MinValue, _marks.Count == 0 ? MappingState.NotKnown : First(_marks[0].Sign));
        for (var i = 0; i < _marks.Count; i++)
        {
            Add(at, _marks[i].At, i > 0 && Before(_marks[i].Sign) != state ? MappingState.NotKnown : state);
            (at, state) = (_marks[i].At, After(_marks[i].Sign));
        }

        Add(at, DateTimeOffset.MaxValue, MappingState.NotKnown);
        return spans;

        void Add(DateTimeOffset begin, DateTimeOffset end, MappingState stood)
        {
            (begin, end) = (begin > from ? begin : from, end < until ? end : until);
            if (begin >= end)
                return;
            if (spans.Count > 0 && spans[^1].State == stood)
                spans[^1] = spans[^1] with { Until = end };
            else
                spans.Add(new MappingSpan(begin, end, stood));
        }
    }

    /// <summary>How it stood on a day (UTC): one state all day long, mapped for a part of it, or not known.</summary>
    public MappingState On(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var states = Spans(midnight, midnight.AddDays(1)).Select(span => span.State).Distinct().ToList();
        return states is [var only] ? only
            : states.Contains(MappingState.Mapped) && states.Contains(MappingState.NotMapped) ? MappingState.Changed
            : MappingState.NotKnown;
    }

    private static bool IsEffectOf(MappingMark look, MappingMark step) =>
        look.At < step.At && step.At - look.At < Storing
        && (look.Sign, step.Sign) is (MappingSign.Seen, MappingSign.Made) or (MappingSign.Missed, MappingSign.Removed);

    private static MappingState First(MappingSign sign) =>
        sign is MappingSign.Missed or MappingSign.Made ? MappingState.NotMapped : MappingState.NotKnown;

    private static MappingState Before(MappingSign sign) =>
        sign is MappingSign.Seen or MappingSign.Removed ? MappingState.Mapped : MappingState.NotMapped;

    private static MappingState After(MappingSign sign) =>
        sign is MappingSign.Seen or MappingSign.Made ? MappingState.Mapped : MappingState.NotMapped;
}
