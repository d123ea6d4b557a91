using CspBot.Requests.Audits;
using CspBot.Requests.SignIns;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Makes what a click asks for: load, judge (pure), and save with audit event and outgoing messages in one transaction.</summary>
internal sealed class RequestChanges(
    Database database, RequestStore store, RequestCards cards, FaultPoints faults, TimeProvider time, ILogger<RequestChanges> log)
{
    private const int MostTries = 5;

    /// <summary>A worker that moved on in the same moment makes the change start over on what is true then.</summary>
    public async Task<ClickResult> MakeAsync(RequestChange change, CancellationToken ct)
    {
        for (var again = 1; ; again++)
        {
            try
            {
                var result = await Audit.WriteAsync(database, session => MakeAsync(session, change), ct);
                Tell(result, change.Click);
                return result;
            }
            catch (LostRequestException) when (again < MostTries)
            {
            }
            catch (UnreadableRequestException e)
            {
                var unread = await database.ReadAsync(session => store.UnreadAsync(session, e.Id, change.Click.Caller), ct);
                await database.WriteAsync(
                    async session =>
                    {
                        await Audit.AppendAsync(session, AuditEvent.Refused(change.Kind, unread, change.Click, e.Id), time.GetUtcNow());
                        return true;
                    },
                    ct);
                return new ClickResult(null, unread);
            }
        }
    }

    private async Task<ClickResult> MakeAsync(Session session, RequestChange change)
    {
        var (click, now) = (change.Click, time.GetUtcNow());
        while (true)
        {
            if (await store.FindFencedAsync(session, change.Id) is not { Request: var request, Fence: var fence }
                || !click.Caller.Sees(request.Operation.CustomerId))
            {
                var unknown = new Refusal("UnknownRequest", RequestIds.Clean(change.Id)!);
                await Audit.AppendAsync(session, AuditEvent.Refused(change.Kind, unknown, click, null), now);
                return new ClickResult(null, unknown);
            }

            if (await change.Judge(session, request) is { } refusal)
            {
                // The same person's same decision again is no attempt to change anything: the present card answers it.
                // Neither is a click that is answered with a login request: it comes again with a sign-in.
                if (!IsRepeat(request, change) && refusal.Reason != FreshSignIn.Wanted)
                    await Audit.AppendAsync(session, AuditEvent.Refused(change.Kind, refusal, click, request.Id), now);
                if (await cards.AdoptAsync(session, request, click, now) is { } stray)
                    await cards.ShowAsync(session, request, stray, now);
                return new ClickResult(request, refusal);
            }

            // Compared with the claim too: a worker that took it up in this moment may be about to act on what the click judged.
            var after = change.Apply(request) with { Trace = Trace.Here };
            if (!await store.SaveAsync(session, request, after, fence))
                continue;
            await Audit.AppendAsync(
                session, AuditEvent.Of(change.Kind, after, click.Caller.Person, click.ConversationId, Detail(request, after, change)), now);
            if (change.Also is { } also)
                await also(session, after);
            await cards.AdoptAsync(session, after, click, now);
            await cards.ShowAllAsync(session, after, now);
            session.Raise(RequestWorker.Topic);
            faults.Reach("decide-before-commit");
            return new ClickResult(after, null);
        }
    }

    private void Tell(ClickResult result, RequestClick click)
    {
        if (result.Refusal is { } refusal)
        {
            log.Refused(refusal.Reason, click.Caller.Person.ObjectId);
            return;
        }

        faults.Reach("decide-after-commit");
        log.Became(result.Request!);
    }

    /// <summary>What was on the card that was clicked: the server made it from the request, so its version and title say it.</summary>
    private static Dictionary<string, string?> Detail(Request before, Request after, RequestChange change)
    {
        var detail = OfRequest(before, after, change);
        foreach (var (name, value) in change.More ?? [])
            detail[name] = value ?? detail.GetValueOrDefault(name);
        return detail;
    }

    private static Dictionary<string, string?> OfRequest(Request before, Request after, RequestChange change) => new()
    {
        ["shown"] = before.Operation.Title(Resources.Texts.English),
        ["shownState"] = before.State.Name(),
        ["shownVersion"] = change.Click.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["card"] = change.Click.CardActivityId,
        ["comment"] = Said(before, after)?.Comment,
        ["yes"] = after.Needs is { People: > 1 and var people } && after.ApprovedBy.Except(before.ApprovedBy).Any()
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{after.ApprovedBy.Count}/{people}")
            : null,
        ["noLongerCounts"] = Lapsed(before, after, person => person.Name),
        ["noLongerCountsId"] = Lapsed(before, after, person => person.ObjectId),
        ["for"] = Said(before, after)?.For?.Name,
        ["forId"] = Said(before, after)?.For?.ObjectId,
        ["signIn"] = change.SignIn?.Invoke(before),
        ["looking"] = after.Looking?.By.Name,
        ["firstYes"] = after.Decision is null ? null : after.FirstYes?.By.Name,
        ["rule"] = after.Rule?.Name,
    };

    private static Decision? Said(Request before, Request after) =>
        after.Decision ?? after.EarlyYes.Except(before.EarlyYes).LastOrDefault();

    /// <summary>Whose yes was found to count no longer; null for nobody's.</summary>
    private static string? Lapsed(Request before, Request after, Func<Partner.Person, string> say)
    {
        var gone = before.EarlyYes.Select(yes => yes.By)
            .Except(after.ApprovedBy)
            .Where(person => after.Lapsed?.Contains(person) == true)
            .ToList();
        return gone.Count == 0 ? null : string.Join(", ", gone.Select(say));
    }

    private static bool IsRepeat(Request request, RequestChange change) => change.Kind switch
    {
        "approved" => (request.Decision is { Approved: true } yes && yes.By.IsSame(change.Click.Caller.Person))
            || (request.HasOwnYes(change.Click.Caller.Person.ObjectId) && change.Click.Version < request.Version),
        "rejected" => request.Decision is { Approved: false } no && no.By.IsSame(change.Click.Caller.Person),
        "cancelled" => request.State == RequestState.Cancelled && request.StoppedBy?.IsSame(change.Click.Caller.Person) == true,
        "undo" => request.IsTakenBack && request.StoppedBy?.IsSame(change.Click.Caller.Person) == true,
        "confirmed" => request.Glass is { } glass
            && glass.Yes.Any(yes => yes.IsBy(change.Click.Caller.Person.ObjectId))
            && (glass.ConfirmedAt is not null || change.Click.Version < glass.Version),
        "not-confirmed" => request.Glass?.No?.By.IsSame(change.Click.Caller.Person) == true,
        _ => false,
    };
}

/// <summary>What a click asks for.</summary>
/// <param name="Id">The request that the card named.</param>
/// <param name="Kind">The audit event of a change that is made.</param>
/// <param name="Click">Who clicked, where, on which card.</param>
/// <param name="Judge">Null when it may be made; otherwise why not. Asked on what is stored now.</param>
/// <param name="Apply">The transition.</param>
/// <param name="Also">What else is stored with it.</param>
internal sealed record RequestChange(
    string Id,
    string Kind,
    RequestClick Click,
    Func<Session, Request, Task<Refusal?>> Judge,
    Func<Request, Request> Apply,
    Func<Session, Request, Task>? Also = null)
{
    /// <summary>What else the audit is told.</summary>
    public Dictionary<string, string?>? More { get; init; }

    /// <summary>By what sign-in it was made, for the audit; null where none was wanted.</summary>
    public Func<Request, string?>? SignIn { get; init; }
}
