using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;
using CspBot.Store;

namespace CspBot.Requests.Preapprovals;

/// <summary>
/// Finds the pre-approval under which something runs without another yes. Each time the yeses that gave it are read again, as the rule of
/// what is asked for wants them now. Writes nothing.
/// </summary>
internal sealed class PreapprovalDesk(
    Database database, RequestStore store, YesWatch yeses, CallerResolver callers, ApprovalOptions options, TimeProvider time)
{
    public const string Dialog = "requests";

    private const int LookedThrough = 1000;

    /// <summary>One that was asked for before this is over, whatever it said.</summary>
    private static readonly TimeSpan LongestLife = PreapprovalOptions.Most + TimeSpan.FromDays(1);

    /// <summary>Something of this kind may be pre-approved for this customer.</summary>
    public bool MayLet(PolicyCase asked) =>
        options.Standing.Enabled
        && asked.PreapprovedAs is not null
        && options.SensitiveOf(asked.CustomerId, asked.CustomerName) is null;

    /// <summary>The one that lets this run now, and those that would have, had their approvers not lost the right.</summary>
    /// <exception cref="CloudFault">The directory did not say who may decide.</exception>
    public async Task<PreapprovalFinding> FindAsync(
        PolicyCase asked, ApprovalNeed need, PolicyRule? rule, Caller asker, CancellationToken ct)
    {
        if (!MayLet(asked))
            return PreapprovalFinding.None;
        var now = time.GetUtcNow();
        var all = await database.ReadAsync(
            session => store.ListForCustomerAsync(session, Dialog, asked.CustomerId, LookedThrough), ct);
        var lost = new List<PreapprovalLost>();
        foreach (var given in all.Where(one => PreapprovalMatch.IsInForce(one, now)
            && PreapprovalMatch.IsWithin((PreapprovalOperation)one.Operation, asked, asker.Person, options)))
        {
            if (await yeses.LapsedAsync(given, Yeses(given), ct) is [var first, ..])
                lost.Add(new PreapprovalLost(given.Id, first.By));
            else if (await CountingAsync(given, new Use(asked, need, rule, asker.Person), ct) is var by && by.Count >= need.People)
                return new PreapprovalFinding(PreapprovalUse.Of(given, by), lost);
        }

        return new PreapprovalFinding(null, lost);
    }

    /// <summary>Those that hold or will, for whoever may see them; the next to end first.</summary>
    public async Task<IReadOnlyList<Request>> ListAsync(Caller caller, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var all = await database.ReadAsync(session => store.ListStandingAsync(session, Dialog, now - LongestLife), ct);
        return [.. all
            .Where(one => PreapprovalMatch.Stands(one)
                && one.Operation.EndsAt(now) > now
                && caller.Sees(one.Operation.CustomerId)
                && ApprovalPolicy.MaySee(caller, one))
            .OrderBy(one => one.Operation.EndsAt(now))];
    }

    /// <summary>Asked in the transaction that stores what it lets run: it may have ended in this moment.</summary>
    public async Task<bool> StillLetsAsync(Session session, Request request) =>
        request.Preapproval is not { } use
        || (await store.FindAsync(session, use.Id) is { } given && PreapprovalMatch.IsInForce(given, request.CreatedAt));

    /// <summary>It let this run, and lets nothing run any more: what failed is asked for anew.</summary>
    public async Task<bool> IsOverForAsync(Request request, CancellationToken ct) =>
        request is { State: RequestState.Failed, Preapproval: { } use }
        && (await FindAsync(use, ct) is not { } given || !PreapprovalMatch.IsInForce(given, time.GetUtcNow()));

    /// <summary>Why a request that is about to run under one does not: who gave that may no longer decide. Null when it may.</summary>
    /// <exception cref="CloudFault">The directory did not say.</exception>
    public async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        if (request.Preapproval is not { } use)
            return null;
        if (await FindAsync(use, ct) is not { } given)
            return new Refusal("Preapproval.Gone", use.Id);
        var said = Yeses(given);
        var lapsed = await yeses.LapsedAsync(given, said, ct);
        if (lapsed.Count == 0)
            lapsed = await yeses.LapsedAsync(UnderRule(given, request.Rule), [.. said.Where(yes => use.By.Any(yes.By.IsSame))], ct);
        return lapsed is [var lost, ..] ? new Refusal("Preapproval.ApproverLost", use.Id, lost.By.Name) : null;
    }

    private Task<Request?> FindAsync(PreapprovalUse use, CancellationToken ct) =>
        database.ReadAsync(session => store.FindAsync(session, use.Id), ct);

    /// <summary>
    /// Whose yeses to it would count for what is asked for too: of other people, by its rule, with its sign-in.
    /// </summary>
    private async Task<IReadOnlyList<Person>> CountingAsync(Request given, Use use, CancellationToken ct)
    {
        var said = Yeses(given).Where(yes => !yes.By.IsSame(use.Asker) && yes.For?.IsSame(use.Asker) != true).ToList();
        var lapsed = await yeses.LapsedAsync(UnderRule(given, AppliedRule.Of(use.Rule, use.Asked)), said, ct);
        var takesSignIn = FreshSignIn.IsWanted(use.Asked, use.Rule, options);
        var counting = new List<Person>();
        foreach (var yes in said.Except(lapsed).Where(yes => !takesSignIn || yes.SignedIn == true))
        {
            if (!use.Need.MustRun || (await callers.ResolveAsync(yes.By, ct)).May(use.Asked.RunPower))
                counting.Add(yes.By);
        }

        return counting;
    }

    /// <summary>It, as this rule would have it: where that names people, the second group has no right to it.</summary>
    private static Request UnderRule(Request given, AppliedRule? rule) =>
        given with { Rule = rule, EscalatedAt = rule?.Decided is null ? given.EscalatedAt : null };

    private static IReadOnlyList<Decision> Yeses(Request given) => [.. given.Said.Where(decision => decision.Approved)];

    private sealed record Use(PolicyCase Asked, ApprovalNeed Need, PolicyRule? Rule, Person Asker);
}

/// <summary>The pre-approval under which a request ran; stored with it.</summary>
/// <param name="Id">The pre-approval's own request.</param>
/// <param name="By">Of those who gave it, whose yes counted for this.</param>
/// <param name="Until">Its end, as it was then.</param>
internal sealed record PreapprovalUse(string Id, IReadOnlyList<Person> By, DateTimeOffset Until)
{
    public static PreapprovalUse Of(Request given, IReadOnlyList<Person> by) =>
        new(given.Id, by, ((PreapprovalOperation)given.Operation).Until);
}

/// <summary>One that lets nothing run any more, and whose right to decide is gone.</summary>
internal sealed record PreapprovalLost(string Id, Person Who);

/// <summary>What was found for something that is asked for.</summary>
/// <param name="Use">Null for none.</param>
internal sealed record PreapprovalFinding(PreapprovalUse? Use, IReadOnlyList<PreapprovalLost> Lost)
{
    public static PreapprovalFinding None { get; } = new(null, []);
}
