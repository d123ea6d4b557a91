using CspBot.Partner;
using CspBot.Requests.Approvals;

namespace CspBot.Requests;

/// <content>What its requester may still say and change while it is open, or while what it gave stands.</content>
internal sealed partial record Request
{
    /// <summary>So many comments of its requester it keeps.</summary>
    public const int MostComments = 10;

    /// <summary>Between two reminders by hand, and after it was asked for.</summary>
    public static readonly TimeSpan RemindsAfter = TimeSpan.FromMinutes(15);

    /// <summary>What its requester added to it, in order; null for nothing.</summary>
    public IReadOnlyList<RequestComment>? Comments { get; init; }

    /// <summary>When its requester last had its approvers reminded.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>Something given for a time stands, and nobody has asked to take it back.</summary>
    public bool EndsByItself => this is { State: RequestState.Succeeded, EndsAt: not null, EndedAt: null, StoppedBy: null, ParentId: null };

    /// <summary>How long its requester must wait before the approvers can be reminded; zero or less for not at all.</summary>
    public TimeSpan UntilReminder(DateTimeOffset at) => (Told ?? CreatedAt) + RemindsAfter - at;

    /// <summary>The same before it asks for longer, which tells them too; the first time it may be at once.</summary>
    public TimeSpan UntilLonger(DateTimeOffset at) => Told is { } told ? told + RemindsAfter - at : TimeSpan.Zero;

    /// <summary>When its requester last had its approvers told of something, after it was first asked for.</summary>
    private DateTimeOffset? Told => RemindedAt is { } reminded && !(AskedAgainAt > reminded) ? reminded : AskedAgainAt;

    /// <summary>The version rises: who decides has seen what was said.</summary>
    public Request Comment(Person by, string text, DateTimeOffset at) =>
        Next() with { Comments = [.. Comments ?? [], new RequestComment(by, text, at)] };

    /// <summary>The version stays: the buttons out there are still good.</summary>
    public Request RemindedByHand(DateTimeOffset at) => this with { RemindedAt = at };

    /// <summary>What is asked for ends sooner than it said: who said yes to more has said yes to this.</summary>
    public Request AskLess(Operation sooner) => Next() with { Operation = sooner };

    /// <summary>What is asked for ends later than it said: every yes so far was for something else.</summary>
    public Request AskMore(Operation later, ApprovalNeed needs, AskingTimes times) =>
        (Next() with
        {
            Operation = later,
            FirstYes = null,
            MoreYes = null,
            Lapsed = null,
            Needs = needs == ApprovalNeed.OnePerson ? null : needs,
            Looking = null,
        }).AskedAnew(times);

    /// <summary>What stands ends at this moment, sooner than it would have.</summary>
    public Request EndsSooner(DateTimeOffset end) => Next() with { EndsAt = end };
}

/// <summary>When something was asked for anew, and what happens when while nobody decides.</summary>
internal sealed record AskingTimes(DateTimeOffset At, DateTimeOffset DecideBy, DateTimeOffset RemindAt, DateTimeOffset? EscalateAt);

/// <summary>What its requester added to a request.</summary>
internal sealed record RequestComment(Person By, string Text, DateTimeOffset At);
