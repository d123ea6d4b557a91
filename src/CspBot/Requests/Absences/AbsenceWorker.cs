using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Requests.BreakGlass;
using CspBot.Store;

namespace CspBot.Requests.Absences;

/// <summary>
/// The clock of absences: at the first moment the stand-in gets the cards of what waits, at the last one their buttons go. What a click may
/// do hangs on the time alone, not on this.
/// </summary>
internal sealed class AbsenceWorker(
    Database database, RequestStore store, RequestService requests, CallerResolver callers, RequestCards cards, AbsenceClock clock)
    : BackgroundService
{
    public const string Topic = "absence";
    private const int Most = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.Loops.RunAsync(
        "absences",
        async ct => await RunOnceAsync(ct) ? TimeSpan.Zero : await UntilNextAsync(ct),
        stoppingToken,
        (pause, ct) => clock.Signals.WaitAsync(Topic, pause, ct));

    /// <summary>Does what is due for one absence; false when nothing was.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say what the stand-in may see: it stays due.</exception>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var now = clock.Time.GetUtcNow();
        if (await database.ReadAsync(session => AbsenceTable.FindDueAsync(session, now), ct) is not { } due)
            return false;
        if (due.IsOn(now))
            await BeginAsync(due, ct);
        else
            await EndAsync(due, ct);
        return true;
    }

    private async Task BeginAsync(Absence absence, CancellationToken ct)
    {
        var standIn = await callers.ResolveAsync(absence.Delegate, ct);
        var waiting = standIn.StandsIn.Any(one => one.Absence == absence.Id)
            ? [.. await requests.ListPendingAsync(standIn, Most, ct), .. await requests.ListUnconfirmedAsync(standIn, Most, ct)]
            : Array.Empty<Request>();
        await Audit.WriteAsync(
            database,
            async session =>
            {
                var now = clock.Time.GetUtcNow();
                if (!await AbsenceTable.BecomesAsync(session, absence, Absence.On, absence.Span.Until))
                    return false;
                await Audit.AppendAsync(session, new AuditEvent("absence-began", null, null, null, absence.Told()), now);
                foreach (var known in waiting.Where(known => !known.Requester.IsSame(absence.Delegate)))
                {
                    if (await store.FindAsync(session, known.Id) is { } request
                        && (request.State == RequestState.PendingApproval || request.AwaitsConfirmation)
                        && !(await Outbox.PlacesAsync(session, request.Id)).Any(place => IsAsked(place, request, absence.Delegate)))
                        await cards.AskStandInsAsync(session, request, [absence.Delegate], now);
                }

                return true;
            },
            ct);
    }

    private Task<bool> EndAsync(Absence absence, CancellationToken ct) => Audit.WriteAsync(
        database,
        async session =>
        {
            var now = clock.Time.GetUtcNow();
            var isEnded = absence.State == Absence.Ended;
            if (!await AbsenceTable.BecomesAsync(session, absence, isEnded ? Absence.Ended : Absence.Over, null))
                return false;
            if (!isEnded)
                await Audit.AppendAsync(session, new AuditEvent("absence-over", null, null, null, absence.Told()), now);
            foreach (var request in (await store.ListPendingAsync(session, Most)).Concat(await UnconfirmedAsync(session)))
            {
                foreach (var place in await Outbox.PlacesAsync(session, request.Id))
                {
                    if (RequestCards.IsStandIns(place, absence.Delegate))
                        await cards.ShowAsync(session, request, place, now);
                }
            }

            return true;
        },
        ct);

    private async Task<IReadOnlyList<Request>> UnconfirmedAsync(Session session)
    {
        var all = new List<Request>();
        foreach (var id in await GlassTable.ListAsync(session, Most))
        {
            if (await store.FindAsync(session, id) is { AwaitsConfirmation: true } request)
                all.Add(request);
        }

        return all;
    }

    /// <summary>A card of it stands with this person already.</summary>
    private static bool IsAsked(OutboxPlace place, Request request, Person person) =>
        string.Equals(place.Recipient, person.ObjectId, StringComparison.OrdinalIgnoreCase)
        && place.Id.StartsWith($"{request.Id}/approver/", StringComparison.Ordinal);

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        if (await database.ReadAsync(AbsenceTable.NextDueAsync, ct) is not { } due)
            return Poll;
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due) - clock.Time.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : wait < Poll ? wait : Poll;
    }
}

/// <summary>What a loop of this folder goes by.</summary>
internal sealed record AbsenceClock(Loops Loops, Signals Signals, TimeProvider Time);
