using System.Globalization;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.SignIns;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>What approvers say of what ran without approval.</content>
internal sealed partial class RequestService
{
    /// <summary>An approver confirms it, or says that it shall not stand: then what can be undone is undone now.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say whether the rule's people are meant: nothing was changed.</exception>
    public async Task<ClickResult> ConfirmAsync(string id, bool confirms, string? comment, RequestClick click, CancellationToken ct)
    {
        var rights = await RightsAsync(id, click.Caller, ct);
        var (checkedYes, lapsed) = confirms ? await LapsedConfirmationsAsync(id, ct) : ([], []);
        Person? forWhom = null;
        var more = new Dictionary<string, string?> { ["comment"] = Short(comment) };
        return await changes.MakeAsync(
            new RequestChange(
                id,
                confirms ? "confirmed" : "not-confirmed",
                click,
                async (session, request) =>
                {
                    var clicked = await ClickedAsync(session, request, click, new DecisionSaid(confirms, rights));
                    forWhom = ApprovalPolicy.InWhoseRight(request, clicked).For;
                    return GlassPolicy.MayDecide(request, clicked)
                        ?? (confirms && request.Glass!.Yes.Except(checkedYes).Any() ? new Refusal("StaleVersion", id) : null)

                        // What a step has done must not be lost to a click.
                        ?? (!request.State.IsOver() && await store.IsHeldAsync(session, id, time) ? new Refusal("Glass.AtWork", id) : null)
                        ?? (confirms ? await MaySignAsync(session, request, click) : null);
                },
                request =>
                {
                    var said = new Decision(click.Caller.Person, confirms, Short(comment), time.GetUtcNow()) { For = forWhom };
                    var after = confirms ? request.Confirm(said, lapsed) : request.NotConfirmed(said, time.GetUtcNow());
                    more["for"] = forWhom?.Name;
                    more["yes"] = confirms
                        ? string.Create(CultureInfo.InvariantCulture, $"{after.Glass!.Yes.Count}/{after.Needs?.People ?? 1}")
                        : null;
                    more["noLongerCounts"] = lapsed.Count > 0 ? string.Join(", ", lapsed.Select(one => one.By.Name)) : null;
                    return after;
                },
                async (session, request) =>
                {
                    if (confirms)
                    {
                        await SignedInAsync(session, request, click);
                        await cards.ConfirmedAsync(session, request, time.GetUtcNow());
                    }
                    else
                    {
                        await cards.TellOfGlassAsync(session, request, time.GetUtcNow());
                    }

                    if (request.GlassPhase == GlassPhase.Confirmed)
                        await GlassTable.SettleAsync(session, id, GlassTable.Over);
                    else
                        await GlassTable.LookNowAsync(session, id, time.GetUtcNow());
                })
            {
                More = more,
                SignIn = request => confirms ? FreshSignIn.Told(request, click, approvals) : null,
            },
            ct);
    }

    /// <summary>It runs without approval: on record with its reason and who is told, who are told in the same transaction.</summary>
    private async Task BrokenAsync(Session session, Request request, Verdict.NeedsApproval needs, DateTimeOffset now)
    {
        var glass = request.Glass!;
        await GlassTable.AddAsync(session, request.Id, glass);
        var detail = new Dictionary<string, string?>
        {
            ["reason"] = glass.Reason,
            ["confirmBy"] = glass.ConfirmBy.ToString("O", CultureInfo.InvariantCulture),
            ["told"] = string.Join(", ", needs.From.Concat(needs.StandIns).Select(person => person.Name)),
            ["confirmations"] = needs.Need.People.ToString(CultureInfo.InvariantCulture),
            ["insteadOf"] = needs.Reason,
            ["rule"] = request.Rule?.Name,
        };
        await Audit.AppendAsync(
            session, AuditEvent.Of("break-glass", request, request.Requester, request.Place.ConversationId, detail), now);
        await cards.AlarmAsync(session, request, needs, now);
    }

    /// <summary>What ran without approval and waits for this person's confirmation, the oldest first.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say whom the rules mean.</exception>
    public async Task<IReadOnlyList<Request>> ListUnconfirmedAsync(Caller caller, int most, CancellationToken ct)
    {
        var all = new List<Request>();
        foreach (var id in await database.ReadAsync(session => GlassTable.ListAsync(session, Read(caller, most)), ct))
        {
            try
            {
                if (await FindAsync(id, ct) is { AwaitsConfirmation: true } request && await MayConfirmAsync(request, caller, ct))
                    all.Add(request);
            }
            catch (UnreadableRequestException)
            {
                // It is named among those that this version cannot read.
            }
        }

        return Seen(caller, all, most);
    }

    /// <summary>A confirmation by this person would count now; the click itself is judged again.</summary>
    private async Task<bool> MayConfirmAsync(Request request, Caller caller, CancellationToken ct)
    {
        var rights = await RightsAsync(caller, request.Rule?.Decided?.GroupIds ?? [], ct);
        var yes = new DecisionClick(
            caller, request.Glass!.Version, PlaceIsRight: true, CardOfOtherRequest: false, time.GetUtcNow())
        {
            Groups = rights.Own,
            InPlaceOf = rights.InPlaceOf,
        };
        return GlassPolicy.MayDecide(request, yes) is null;
    }

    /// <summary>Before a confirmation: each one that stands, and those whose people could no longer decide.</summary>
    private async Task<(IReadOnlyList<Decision> Checked, IReadOnlyList<Decision> Lapsed)> LapsedConfirmationsAsync(
        string id, CancellationToken ct)
    {
        try
        {
            return await FindAsync(id, ct) is { AwaitsConfirmation: true, Glass.Yes: { Count: > 0 } said } request
                ? (said, await yeses.LapsedAsync(request, said, ct))
                : ([], []);
        }
        catch (UnreadableRequestException)
        {
            // What makes the change says so, with its own trace.
            return ([], []);
        }
    }
}
