using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>Requests: mine and what waits for me; opening one, and every click on a request's card.</summary>
internal sealed class RequestsDialog(
    RequestService requests, RequestCopies copies, RequestsParts parts, DialogActs acts, CallerResolver callers, TimeProvider time)
    : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        PreapprovalDesk.Dialog,
        "Requests",
        typeof(RequestsDialog),
        new Dictionary<string, Type>
        {
            ["preapproval"] = typeof(PreapprovalOperation),
            ["preapproval-end"] = typeof(PreapprovalEndOperation),
        })
    {
        Typed =
        [
            new("", "request", "approval", "waiting", "waiting approval", "mine request", "do-approve~", "do-remind")
            {
                Fields = [],
            },
            new("show", "request-id", "do-approve>decide request-id", "do-take>withdraw request-id", "stop>withdraw request-id",
                "request request-id", "do-remind request-id", "question do-approve request-id", "do-simulate request-id")
            {
                Fields = ["request", "decide", "withdraw"],
            },
            new("export", "do-export request", "do-export audit", "do-export journal", "audit") { Fields = [] },
            new("simulate", "do-simulate request?", "do-simulate approval", "role approval question", "do-give role approval")
            {
                Fields = ["customer", "role", "duration"],
            },
            new("absence", "do-delegate", "do-delegate approval") { Fields = ["user", "until"] },
            new(PreapprovalForm.Act, "preapproval", "do-give preapproval", "do-approve preapproval") { Changes = true, ShowsState = true },
        ],
    };

    private const int Listed = 10;

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeCustomers);

    public override IReadOnlyList<string> DataSets { get; } = [];

    public override bool OpenToApprovers => true;

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        ListAsync(turn, ct);

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct)
    {
        var (id, comment) = (turn.Input.Request, turn.Input["comment"]);
        return step switch
        {
            "back" when turn.Input["stage"] == "review" => await acts.StepAsync(this, turn.Input["act"], turn, step, ct),
            "cancel" when id.Length == 0 && turn.Input.Form.Length > 0 => await acts.StepAsync(this, PreapprovalForm.Act, turn, step, ct),
            "details" or "submit" => await acts.StepAsync(this, turn.Input["act"], turn, step, ct),
            PreapprovalForm.Act => await acts.StepAsync(this, step, turn, "customer", ct),
            "preapprovals" => Show(await parts.Preapprovals.OpenAsync(turn, ct)),
            "preapproval-end" => await parts.Preapprovals.EndAsync(turn, result => Answer(turn, id, result), ct),
            "list" or "back" => await ListAsync(turn, ct),
            "show" => await ShowAsync(turn, id, ct),
            "approve" => await parts.Approval.AnswerAsync(turn, id, comment, result => Answer(turn, id, result), ct),
            "reject" => Answer(turn, id, await requests.DecideAsync(id, false, comment, turn.Click, ct)),
            "confirm" => await parts.Approval.ConfirmAsync(turn, id, comment, result => Answer(turn, id, result), ct),
            "not-confirm" => Answer(turn, id, await requests.ConfirmAsync(id, false, comment, turn.Click, ct)),
            "looking" => Answer(turn, id, await requests.LookAsync(id, comment, turn.Click, ct)),
            "cancel" => Answer(turn, id, await requests.CancelAsync(id, turn.Click, ct)),
            "undo" => Answer(turn, id, await requests.UndoAsync(id, turn.Click, ct)),
            "retry" => Answer(turn, id, await requests.RetryAsync(id, turn.Click, ct)),
            "more" => await MoreAsync(turn, id, ct),
            "comment" => Added(turn, id, await requests.CommentAsync(id, comment, turn.Click, ct), RequestsText.CommentSent),
            "remind" => Answer(turn, id, await requests.RemindAsync(id, turn.Click, ct), RequestsText.ReminderSent),
            "end" => await EndAsync(turn, id, ct),
            "erase" => await parts.Erasure.ReviewAsync(turn, ct),
            "erase-confirm" => await parts.Erasure.ConfirmAsync(turn, ct),
            "absence" => Show(await parts.Absences.OpenAsync(turn, ct)),
            "absence-submit" => Show(await parts.Absences.SubmitAsync(turn, ct)),
            "absence-end" => Show(await parts.Absences.EndAsync(turn, ct)),
            "export" => Show(await parts.Export.AnswerAsync(turn, ct)),
            "simulate" => Show(await parts.Simulation.OpenAsync(turn, ct)),
            "simulating" => Show(await parts.Simulation.AgainAsync(turn, ct)),
            "simulated" => Show(await parts.Simulation.AnswerAsync(turn, ct)),
            _ => new DialogReply.Refuse(new Refusal("UnknownButton")),
        };
    }

    private async Task<DialogReply> ListAsync(DialogTurn turn, CancellationToken ct)
    {
        await copies.LeaveAsync(turn.Place, ct);
        var own = await requests.ListOwnAsync(turn.Caller, Listed, ct);
        var waiting = turn.Caller.Decides || turn.Caller.IsSecondLine ? await requests.ListPendingAsync(turn.Caller, Listed, ct) : [];
        var unconfirmed = turn.Caller.Decides ? await requests.ListUnconfirmedAsync(turn.Caller, Listed, ct) : [];
        var unread = await requests.ListSetAsideAsync(turn.Caller, Listed, ct);
        return Show(RequestsCards.List(
            turn,
            own,
            [.. unconfirmed, .. waiting.Where(request => WaitsFor(request, turn.Caller.Person))],
            unread,
            time.GetUtcNow()));
    }

    private static bool WaitsFor(Request request, Person approver) =>
        !ApprovalPolicy.IsFor(request, approver) && !request.HasSaidYes(approver.ObjectId);

    private async Task<DialogReply> ShowAsync(DialogTurn turn, string id, CancellationToken ct)
    {
        Request? request;
        try
        {
            request = await requests.FindAsync(id, ct);
        }
        catch (UnreadableRequestException)
        {
            return new DialogReply.Refuse(await requests.UnreadAsync(id, turn.Caller, ct));
        }

        // Whose it is not learns nothing of it, not even that it is there.
        return request is null || !turn.Caller.Sees(request.Operation.CustomerId) || !ApprovalPolicy.MaySee(turn.Caller, request)
            ? new DialogReply.Refuse(new Refusal("UnknownRequest", id))
            : new DialogReply.ShowCard(View(turn, request, await WhyNotAsync(turn, request, ct), isCopy: true)) { BroughtUp = request };
    }

    /// <summary>Somebody typed a decision, which opens the card and decides nothing: why that has no button for it.</summary>
    private async Task<AdaptiveElement?> WhyNotAsync(DialogTurn turn, Request request, CancellationToken ct)
    {
        var decides = turn.Input["decide"].Length > 0;
        if (!decides && turn.Input["withdraw"].Length == 0)
            return null;
        if (request.AwaitsConfirmation)
            return null;
        if (StandingBanner.Of(request, turn, time.GetUtcNow()) is { } stands)
            return stands;
        if (request.State.IsOver())
            return Look.Banner(Look.Calm, turn.Texts[RequestsText.Over, RequestCards.Standing(request, turn.Texts)]);
        if (request.State != RequestState.PendingApproval && decides)
            return Look.Banner(Look.Calm, turn.Texts[RequestsText.Standing, request.Id, RequestCards.Standing(request, turn.Texts)]);
        if (!decides || !request.Requester.IsSame(turn.Caller.Person))
            return null;
        var approvers = await turn.ProbeAsync(
            async token =>
            {
                var all = await callers.ListApproversAsync(request.Operation.CustomerId, token);
                return request.Rule?.Decided is { } who ? await callers.WhoAreAsync(all, who, token) : all;
            },
            ct);
        var others = (approvers.Value ?? []).Where(one => !one.IsSame(request.Requester)).Select(one => one.Name).ToList();
        return Look.Banner(
            Look.Calm,
            turn.Texts[RequestsText.OwnRequest],
            others.Count > 0 ? turn.Texts[RequestsText.OwnRequest_Who, string.Join(", ", others)] : null);
    }

    /// <summary>The request as it now stands, with the reason on top when the click changed nothing.</summary>
    /// <param name="done">Key of what is said on top when the click changed something; null for nothing.</param>
    private static DialogReply.ShowCard Answer(DialogTurn turn, string id, ClickResult result, string? done = null)
    {
        if (result.Request is not { } request || !ApprovalPolicy.MaySee(turn.Caller, request))
            return new(RefusalCards.Card(result.Refusal ?? new Refusal("UnknownRequest", id), turn.Texts));
        return new(View(turn, request, result.Refusal is { } refusal ? RequestsCards.WhyNot(refusal, request, turn)
            : done is null ? null
            : Look.Banner(Look.Calm, turn.Texts[done])));
    }

    private async Task<DialogReply> MoreAsync(DialogTurn turn, string id, CancellationToken ct)
    {
        var request = await requests.FindAsync(id, ct);
        return request is null || !turn.Caller.Sees(request.Operation.CustomerId) || !ApprovalPolicy.MaySee(turn.Caller, request)
            ? new DialogReply.Refuse(new Refusal("UnknownRequest", id))
            : !request.Requester.IsSame(turn.Caller.Person) ? new DialogReply.Refuse(new Refusal("NotYours", id))
            : request.State == RequestState.PendingApproval || request.EndsByItself
                ? Show(TalkCards.More(request, turn.Texts, time.GetUtcNow()))
            : Show(View(turn, request, null));
    }

    private async Task<DialogReply> EndAsync(DialogTurn turn, string id, CancellationToken ct)
    {
        var result = await turn.ReadAsync(token => requests.ChangeEndAsync(id, turn.Input["duration"], turn.Click, token), ct);
        return result is { Refusal.Reason: "EndLater", Request: { } request }
            ? Show(TalkCards.Later(request, turn.Texts))
            : Added(turn, id, result, RequestsText.EndChanged);
    }

    /// <summary>What was missing or wrong is said on the form itself, where it can be given.</summary>
    private DialogReply Added(DialogTurn turn, string id, ClickResult result, string done) =>
        result is { Refusal: { Reason: "CommentMissing" or "EndUnknown" } why, Request: { } request }
        && request.Requester.IsSame(turn.Caller.Person) && (request.State == RequestState.PendingApproval || request.EndsByItself)
            ? Show(TalkCards.More(request, turn.Texts, time.GetUtcNow(), RequestsCards.WhyNot(why, request, turn)))
            : Answer(turn, id, result, done);

    private static AdaptiveCard View(DialogTurn turn, Request request, AdaptiveElement? banner, bool isCopy = false) =>
        RequestCards.IsToDecide(request, turn.Caller)
            ? RequestCards.ForApprover(request, turn.Texts, banner, turn.Caller.Person.ObjectId, isCopy)
            : RequestCards.ForRequester(request, turn.Texts, banner, isCopy);
}

/// <summary>
/// What else is asked of requests: their lines, that a person is forgotten, who could decide, who is away, a yes with its sign-in, and
/// what was approved beforehand.
/// </summary>
internal sealed record RequestsParts(
    RequestsExport Export,
    RequestsErasure Erasure,
    SimulateDesk Simulation,
    AbsenceDesk Absences,
    RequestsApproval Approval,
    PreapprovalList Preapprovals);
