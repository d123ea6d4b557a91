using System.Security.Cryptography;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Requests.Absences;

/// <summary>
/// What people do to absences: set one up, see those there are, end one. Each change stands in the audit, and who it is about is told.
/// </summary>
internal sealed class AbsenceService(Database database, TimeProvider time)
{
    private const int Listed = 20;
    private const string IdLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    /// <summary>In whose place this person may decide at this moment.</summary>
    public async Task<IReadOnlyList<AbsentApprover>> FindAbsentAsync(Person standIn, CancellationToken ct) =>
        [.. (await database.ReadAsync(session => AbsenceTable.ListOfDelegateAsync(session, standIn, time.GetUtcNow()), ct))
            .Select(absence => new AbsentApprover(absence.Id, absence.Approver, absence.MadeBy))];

    /// <summary>Those that hold or will: all for approvers and admin agents.</summary>
    public async Task<IReadOnlyList<Absence>> ListAsync(Caller caller, CancellationToken ct) => caller.MayStandIn
        ? await database.ReadAsync(
            session => AbsenceTable.ListAsync(session, caller.Person.TenantId, time.GetUtcNow(), Listed), ct)
        : [];

    /// <summary>Sets one up. The same form twice is the same absence.</summary>
    /// <param name="wish">Who is away, and who decides meanwhile: both read from the directory now.</param>
    /// <param name="form">The form's id, which the bot made.</param>
    public Task<AbsenceResult> MakeAsync(AbsentPair wish, AbsenceSpan span, string form, RequestClick click, CancellationToken ct) =>
        Audit.WriteAsync(database, session => MakeAsync(session, wish, span, form, click), ct);

    /// <summary>Ends one now, or before it begins.</summary>
    public Task<AbsenceResult> EndAsync(string id, RequestClick click, CancellationToken ct) =>
        Audit.WriteAsync(database, session => EndAsync(session, id, click), ct);

    /// <summary>Why it cannot be set up by this caller; null when it can. Pure.</summary>
    public static Refusal? WhyNot(AbsentPair wish, Caller caller)
    {
        var isOwn = wish.Approver.IsSame(caller.Person);
        return isOwn && !caller.IsApprover ? new Refusal("Absence.NotApprover")
            : !isOwn && !caller.Has(PartnerRole.AdminAgent) ? new Refusal("RoleMissing.AdminAgent")

            // Or an admin agent could make an approver of themselves.
            : !isOwn && wish.Delegate.IsSame(caller.Person) ? new Refusal("Absence.OneselfForAnother")
            : wish.Delegate.IsSame(wish.Approver) ? new Refusal("Absence.SamePerson")
            : null;
    }

    private async Task<AbsenceResult> MakeAsync(Session session, AbsentPair wish, AbsenceSpan span, string form, RequestClick click)
    {
        var (now, caller) = (time.GetUtcNow(), click.Caller);
        if (await AbsenceTable.FindByFormAsync(session, form) is { } made)
            return new AbsenceResult(made, made.MadeBy.IsSame(caller.Person) ? null : new Refusal("FormOfAnother"));
        var refusal = WhyNot(wish, caller)
            ?? (await AbsenceTable.FindWithinAsync(session, wish.Approver, span) is { } other
                ? new Refusal("Absence.Overlaps", wish.Approver.Name, other.Delegate.Name)
                : null);
        if (refusal is not null)
        {
            await Audit.AppendAsync(session, AuditEvent.Refused("absence-made", refusal, click, null), now);
            return new AbsenceResult(null, refusal);
        }

        var absence = new Absence(NewId(), wish, caller.Person, span, Absence.Coming);
        while (!await AbsenceTable.InsertAsync(session, absence, form, now))
            absence = absence with { Id = NewId() };
        await AuditAsync(session, "absence-made", absence, click);
        await AbsenceNotices.TellAsync(session, absence, absence.Delegate, AbsenceNotice.Asked, now);
        if (!absence.Approver.IsSame(caller.Person))
            await AbsenceNotices.TellAsync(session, absence, absence.Approver, AbsenceNotice.MadeForYou, now);
        session.Raise(AbsenceWorker.Topic);
        return new AbsenceResult(absence, null);
    }

    private async Task<AbsenceResult> EndAsync(Session session, string id, RequestClick click)
    {
        var now = time.GetUtcNow();
        var absence = Absence.IsId(id) ? await AbsenceTable.FindAsync(session, id) : null;
        var refusal = absence is null || !string.Equals(
                absence.Approver.TenantId, click.Caller.Person.TenantId, StringComparison.OrdinalIgnoreCase)
                ? new Refusal("Absence.Unknown")
            : !absence.MayEnd(click.Caller) ? new Refusal("Absence.NotYours", absence.Approver.Name)
            : absence.State is Absence.Ended or Absence.Over || absence.Span.Until <= now ? new Refusal("Absence.IsOver")
            : null;
        if (refusal is not null)
        {
            await Audit.AppendAsync(session, AuditEvent.Refused("absence-ended", refusal, click, null), now);
            return new AbsenceResult(absence, refusal);
        }

        // The clock still takes the cards back.
        if (!await AbsenceTable.BecomesAsync(session, absence!, Absence.Ended, now))
            throw new LostRequestException();
        await AuditAsync(session, "absence-ended", absence!, click);
        await AbsenceNotices.TellAsync(session, absence!, absence!.Delegate, AbsenceNotice.Ended, now);
        if (!absence.Approver.IsSame(click.Caller.Person))
            await AbsenceNotices.TellAsync(session, absence, absence.Approver, AbsenceNotice.EndedForYou, now);
        session.Raise(AbsenceWorker.Topic);
        return new AbsenceResult(absence with { State = Absence.Ended }, null);
    }

    private Task AuditAsync(Session session, string kind, Absence absence, RequestClick click) => Audit.AppendAsync(
        session, new AuditEvent(kind, null, click.Caller.Person, click.ConversationId, absence.Told()), time.GetUtcNow());

    private static string NewId() => "A-" + RandomNumberGenerator.GetString(IdLetters, 5);
}

/// <summary>An absence as it stands, and why a click changed nothing.</summary>
internal sealed record AbsenceResult(Absence? Absence, Refusal? Refusal);
