using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>The faces of a request: what its requester sees, and what those see who decide.</summary>
internal sealed partial class RequestCards
{
    /// <summary>The requester's card: what was asked for, how far it is, and what can still be done.</summary>
    /// <param name="isCopy">Somebody brought it up: from there one goes back to the list, which takes its place.</param>
    public static AdaptiveCard ForRequester(
        Request request, Texts texts, AdaptiveElement? banner = null, bool isCopy = false) => Look.Card(
        texts,
        request.Operation.Title(texts),
        [banner, .. Course(request, texts)],
        [.. Buttons(request, texts), isCopy ? ToList(texts) : null],
        $"{request.Id}: {Line(request, texts)}");

    /// <summary>What was asked for, and how far it is.</summary>
    private static IEnumerable<AdaptiveElement?> Course(Request request, Texts texts) =>
    [
        GlassBox(request, texts),
        PolicyCards.Warning(request.Warning, texts),
        Look.State(Style(request), Word(request, texts), Line(request, texts), Detail(request, texts)),
        Bar(request, texts),
        .. Asked(request, texts),
        PolicyCards.TicketLink(request, texts),
        Said(request, texts),
        GlassSaid(request, texts),
        Look.Group(Look.SecondOf("steps", count => texts[RequestsText.StepsButton, count], Progress(request, texts))),
        Look.Quiet(Footer(request, texts)),
    ];

    /// <summary>What was asked for: while it runs, how far it is comes first, and what is waited for.</summary>
    private static IEnumerable<AdaptiveElement> Asked(Request request, Texts texts)
    {
        var facts = Look.Facts(
        [
            .. request.Operation.Facts(texts),
            .. GlassFacts(request, texts),
            .. ApprovalWords.Facts(request, texts),
            .. ApprovalWords.WhoCan(request, texts),
        ]);
        return request.State == RequestState.Running ? Look.Second("asked", texts[RequestsText.AskedButton], [facts]) : [facts];
    }

    /// <summary>The card as this person may read it; null for who may not.</summary>
    public static AdaptiveCard? ForReader(Request request, Caller caller, Texts texts) =>
        !caller.Sees(request.Operation.CustomerId) || !ApprovalPolicy.MaySee(caller, request) ? null
        : IsToDecide(request, caller) ? ForApprover(request, texts, reader: caller.Person.ObjectId)
        : ForRequester(request, texts);

    /// <summary>This reader sees it as those who decide; everybody else as its requester.</summary>
    public static bool IsToDecide(Request request, Caller caller) => !ApprovalPolicy.IsFor(request, caller.Person)
        && (caller.Decides || ApprovalPolicy.IsSecondLine(request, caller));

    private static AdaptiveExecuteAction ToList(Texts texts) => Look.Go(texts[RequestsText.ListButton], "requests/list", []);

    /// <summary>The approver's card: who asks for what and why, with both buttons while it is open to this reader.</summary>
    /// <param name="reader">Object id of who reads it; null for a shared conversation. Who said the first yes says no second.</param>
    /// <param name="isCopy">As above.</param>
    public static AdaptiveCard ForApprover(
        Request request, Texts texts, AdaptiveElement? banner = null, string? reader = null, bool isCopy = false)
    {
        var open = request.State == RequestState.PendingApproval;
        var maySay = !request.HasSaidYes(reader);
        return Look.Card(
            texts,
            request.Operation.Title(texts),
            [
                banner,
                .. Question(request, texts, reader),
                .. open || request.AwaitsConfirmation ? Comment(request, texts, reader) : [],
            ],
            [
                .. open ? Decisions(request, texts, maySay, reader)
                    : request.AwaitsConfirmation ? Confirmations(request, texts, maySay)
                    : request.Operation.DoorsForApprover(request, texts),
                isCopy ? ToList(texts) : null,
            ],
            Asked(request, texts, reader));
    }

    /// <summary>Optional: on a high card it folds, so that the buttons come nearer; what somebody began to write stays in sight.</summary>
    private static IEnumerable<AdaptiveElement> Comment(Request request, Texts texts, string? reader)
    {
        var field = new AdaptiveTextInput
        {
            Id = "comment",
            Label = texts[RequestsText.CommentLabel],
            IsMultiline = true,
            MaxLength = 500,
            Placeholder = texts[RequestsText.CommentPlaceholder],
            Value = request.DraftOf(reader),
        };
        return field.Value is null ? Look.Second("said", texts[RequestsText.CommentLabel], [field]) : [field];
    }

    /// <summary>Who asks for what and why, and by when somebody must decide.</summary>
    private static IEnumerable<AdaptiveElement?> Question(Request request, Texts texts, string? reader)
    {
        var open = request.State == RequestState.PendingApproval;
        return
        [
            GlassBox(request, texts),
            PolicyCards.Warning(request.Warning, texts),
            Look.State(
                Style(request),
                Word(request, texts),
                open ? AskLine(request, texts, reader) : Line(request, texts),
                open ? ApprovalWords.Wanted(request, texts, reader) : Detail(request, texts)),
            open && request.Operation.Means(texts) is { } means ? Look.Line(Mark.Caution, means) : null,
            Look.Facts(
            [
                .. request.Operation.Facts(texts),
                .. GlassFacts(request, texts),
                .. ApprovalWords.Facts(request, texts),
                .. open || request.AwaitsConfirmation ? request.Operation.FactsForApprover(texts) : [],
            ]),
            PolicyCards.TicketLink(request, texts),
            Said(request, texts),
            GlassSaid(request, texts),
            open && request.EscalatedAt is { } escalated
                ? Look.Line(Mark.Caution, texts[RequestsText.EscalatedLine, texts.Time(escalated)])
                : null,
            LookedAt(request, texts, reader),
            open && request.DecideBy is { } until ? Look.Quiet(texts[RequestsText.DecideBy, texts.Time(until)]) : null,
            Look.Quiet(Footer(request, texts)),
        ];
    }

    /// <summary>The question in one line.</summary>
    private static string Asked(Request request, Texts texts, string? reader) =>
        $"{request.Id}: {(request.State == RequestState.PendingApproval ? AskLine(request, texts, reader)
            : request.AwaitsConfirmation ? Ran(request, texts)
            : Line(request, texts))}";

    /// <summary>Not everybody who reads a shared card is asked, and whoever said yes is not asked again.</summary>
    private static string AskLine(Request request, Texts texts, string? reader) =>
        texts[reader is null || request.HasSaidYes(reader) ? RequestsText.AskLineForAll : RequestsText.AskLine, request.Requester.Name];

    /// <summary>Nobody looks at what they have said yes to; whoever does can stop.</summary>
    private static IEnumerable<AdaptiveAction?> Decisions(Request request, Texts texts, bool mayApprove, string? reader) =>
        AllDecisions(request, texts, mayApprove, reader).Where(button => mayApprove || IsLooking(request, reader)
            || button is not AdaptiveExecuteAction { Verb: "requests/looking" });

    private static IEnumerable<AdaptiveAction?> AllDecisions(Request request, Texts texts, bool mayApprove, string? reader) =>
    [
        mayApprove ? Look.Submit(texts[RequestsText.ApproveButton, request.Id], "requests/approve", Click(request)) : null,
        Look.Submit(texts[RequestsText.RejectButton, request.Id], "requests/reject", Click(request), AdaptiveActionStyle.Destructive),
        Look.Submit(
            texts[reader is not null && request.Looking?.By.ObjectId.Equals(reader, StringComparison.OrdinalIgnoreCase) == true
                ? RequestsText.LookingBackButton
                : RequestsText.LookingButton],
            "requests/looking",
            Click(request),
            AdaptiveActionStyle.Default),
    ];

    private static bool IsLooking(Request request, string? reader) =>
        request.Looking?.By.ObjectId.Equals(reader, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Who looks at it now; null for nobody.</summary>
    private static AdaptiveColumnSet? LookedAt(Request request, Texts texts, string? reader) => request.Looking is not { } looking
        ? null
        : Look.Line(Mark.Running, IsLooking(request, reader)
            ? texts[RequestsText.LookingYou, texts.Time(looking.At)]
            : texts[RequestsText.LookingLine, looking.By.Name, texts.Time(looking.At)]);

    /// <summary>What its requester added since; null for nothing.</summary>
    private static AdaptiveContainer? Said(Request request, Texts texts) => Look.Group((request.Comments ?? [])
        .Select(comment => Look.Text(texts[RequestsText.CommentLine, comment.By.Name, comment.Text])));

    /// <summary>Data of a button on a request.</summary>
    public static JsonObject Click(Request request) => new() { ["request"] = request.Id, ["version"] = request.Version };

    /// <summary>The state in one sentence.</summary>
    public static string Line(Request request, Texts texts) => request.State switch
    {
        RequestState.Approved when request.ByClock && request.DueAt is { } due => texts[RequestsText.Line_planned, texts.Time(due)],
        RequestState.Approved or RequestState.Running when request.Problem?.Until is { } until =>
            texts[RefusalText.WaitsUntil, texts.Time(until)],
        RequestState.Running when request.NextStep is { State: StepState.Waits } => texts[RequestsText.Line_waits],
        RequestState.Approved or RequestState.Running when request.Problem is not null =>
            texts[RequestsText.Line_triedAgain, texts.Time(request.DueAt ?? request.CreatedAt)],
        RequestState.Approved when request.Glass is { ConfirmedAt: null } => texts[GlassText.Starts],
        RequestState.Approved when request.ApprovedBy.Count > 0 =>
            texts[RequestsText.Line_approvedBy, ApprovalWords.ApprovedBy(request, texts)],
        RequestState.PendingApproval when request.FirstYes is not null => ApprovalWords.SoFar(request, texts),
        RequestState.Expired when request.FirstYes is not null => ApprovalWords.TooFewInTime(request, texts),
        _ when request is { EndedAt: not null, LeftTo: { } newer } => texts[request.Operation.LeftToText, newer],
        _ when request.EndedAt is { } ended => texts[RequestsText.Line_ended, texts.Time(ended)],
        RequestState.Succeeded when request.Problem is not null => texts[RequestsText.Line_endStumbled],
        RequestState.Succeeded or RequestState.Failed or RequestState.Rejected when request.StoppedBy is { } by =>
            texts[RequestsText.Line_undoing, by.Name],
        RequestState.Succeeded when request.EndsAt is { } end => texts[RequestsText.Line_succeededUntil, texts.Time(end)],
        RequestState.Succeeded => texts[request.Operation.DoneText],
        RequestState.Rejected => texts[RequestsText.Line_rejected, ApprovalWords.Name(request.Decision!, texts)],
        RequestState.Cancelled => texts[RequestsText.Line_cancelled, request.StoppedBy!.Name],
        _ => texts["Requests.Line." + request.State.Name()],
    };

    /// <summary>Whose it is and since when. An end that is planned bears its own moment, at which nobody asked for it.</summary>
    private static string Footer(Request request, Texts texts) =>
        request.AskedAt is { } asked ? texts[RequestsText.Footer, request.Id, request.Requester.Name, texts.Time(asked)]
        : request.ByClock ? texts[RequestsText.FooterByClock, request.Id, request.Requester.Name]
        : texts[RequestsText.FooterEarly, request.Id, request.Requester.Name];

    /// <summary>The state in a word or two.</summary>
    public static string Word(Request request, Texts texts) => texts[request.State switch
    {
        RequestState.Approved when request.ByClock => RequestsText.Word_planned,
        RequestState.Approved when request.Glass is { ConfirmedAt: null } => GlassText.Word,
        RequestState.Running when request.NextStep is { State: StepState.Waits } => RequestsText.Word_waits,
        RequestState.Succeeded when request.EndedAt is not null => RequestsText.Word_ended,
        RequestState.Succeeded when request.Problem is not null => RequestsText.Word_stumbled,
        RequestState.Succeeded when request.StoppedBy is not null => RequestsText.Word_undoing,
        RequestState.Succeeded when request.EndsAt is not null => RequestsText.Word_active,
        RequestState.Succeeded when request.Operation.LeavesSteps => RequestsText.Word_ready,
        RequestState.Failed when request is { HasWritten: true, EndedAt: null } => RequestsText.Word_partly,
        var state => "Requests.Word." + state.Name(),
    }];

    /// <summary>The state as the list tells it: with what is waited for, and whether anything is certain.</summary>
    public static string Standing(Request request, Texts texts) => request switch
    {
        { IsParked: true, Problem: { } what } => texts[RequestsText.WaitsFor, Line(request, texts), Sentences.What(what, texts)],
        _ when IsOutcomeUnknown(request) => $"{Line(request, texts)}. {texts[RequestsText.OutcomeUnknown]}",
        _ when GlassLine(request, texts) is { } glass => $"{Line(request, texts)}. {texts[GlassText.Listed, glass]}",
        _ => Line(request, texts),
    };

    /// <summary>Something may have been written that nobody saw an answer to.</summary>
    private static bool IsOutcomeUnknown(Request request) =>
        request is { Problem.IsOutcomeUnknown: true, State: RequestState.Running or RequestState.Failed }
        || (request.State != RequestState.Succeeded
            && request.Operation.IsUnderWay(request)
            && request.Problem?.Reason.EndsWith(".Unknown", StringComparison.Ordinal) != true);

    private static string? Detail(Request request, Texts texts)
    {
        var lines = new List<string>();
        if (request is { State: RequestState.Approved or RequestState.Running, Problem: { Until: not null } pause })
            lines.Add(string.Join(" ", new[] { texts[RequestsText.GoesOn], Sentences.Reference(pause, texts) }.OfType<string>()));
        else if (request.Problem is { } problem)
            lines.Add(Sentences.Say(problem, texts, withHelp: !problem.IsTransient));
        if (IsOutcomeUnknown(request))
            lines.Add(texts[RequestsText.OutcomeUnknown]);
        lines.AddRange(ApprovalWords.NoLongerCounts(request, texts));
        foreach (var decision in request.Said)
        {
            if (decision.Comment is { } comment)
                lines.Add(texts[RequestsText.CommentLine, ApprovalWords.Name(decision, texts), comment]);
        }

        if (request.State is RequestState.Cancelled or RequestState.Failed or RequestState.Rejected && request.HasWritten)
            lines.Add(texts[request.CanBeUndone ? RequestsText.HalfDoneUndo : RequestsText.HalfDone]);
        if (request is { State: RequestState.Failed or RequestState.Cancelled or RequestState.Rejected, EndsAt: { } until, EndedAt: null })
            lines.Add(texts[RequestsText.HalfDoneEnds, texts.Time(until)]);
        return lines.Count == 0 ? null : string.Join("\n\n", lines);
    }

    private static AdaptiveContainerStyle Style(Request request) => request.State switch
    {
        RequestState.Succeeded when request.Problem is not null => Look.Attention,
        RequestState.Succeeded when request is { StoppedBy: not null, EndedAt: null } => Look.Warning,
        RequestState.Succeeded => request.Operation.LeavesSteps ? Look.Calm : Look.Good,
        RequestState.Failed or RequestState.Rejected => Look.Attention,
        RequestState.Expired => Look.Warning,
        RequestState.Running when request.NextStep is { State: StepState.Waits } => Look.Warning,
        _ => Look.Calm,
    };

    /// <summary>A bar while steps are being taken: before that, and at the end, the word says it all.</summary>
    private static AdaptiveProgressBar? Bar(Request request, Texts texts) => request.State == RequestState.Running
        ? Look.Progress(texts, Style(request), request.Steps.Count(step => step.State == StepState.Done), request.Steps.Count)
        : null;

    /// <summary>The steps; what is done and left nothing to tell is second.</summary>
    private static IEnumerable<(AdaptiveElement Line, bool IsSecond)> Progress(Request request, Texts texts)
    {
        if (request.State is RequestState.PendingApproval or RequestState.Rejected or RequestState.Expired or RequestState.Cancelled
            && !request.Steps.Any(step => step.State == StepState.Done))
            yield break;
        var told = new HashSet<string>();
        foreach (var step in request.Steps)
        {
            if (request.Operation.PartOf(step.Name) is { } part)
            {
                if (told.Add(part))
                    yield return PartLine(request, part, texts);
                continue;
            }

            var mark = step.State switch
            {
                StepState.Done => Mark.Done,
                StepState.Failed => Mark.Failed,
                StepState.Waits => Mark.Caution,
                _ => request.State == RequestState.Running && step == request.NextStep ? Mark.Running : Mark.Waiting,
            };
            var remark = request.Operation.StepRemark(step, texts);
            var line = Look.Line(mark, request.Operation.StepLine(step.Name, texts), remark);
            yield return (line, mark == Mark.Done && (remark is null || request.State == RequestState.Running));
        }
    }

    /// <summary>One line for all steps of a part: how far it is, and what stands in its way.</summary>
    private static (AdaptiveElement Line, bool IsSecond) PartLine(Request request, string part, Texts texts)
    {
        var steps = request.Steps.Where(step => request.Operation.PartOf(step.Name) == part).ToList();
        var mark =
            steps.Exists(step => step.State == StepState.Failed) ? Mark.Failed
            : steps.TrueForAll(step => step.State == StepState.Done) ? Mark.Done
            : steps.Exists(step => step.State == StepState.Waits || step.Problem is not null) ? Mark.Caution
            : request.State == RequestState.Running && steps.Contains(request.NextStep!) ? Mark.Running
            : Mark.Waiting;
        var problem = steps.Find(step => step.Problem is not null)?.Problem;
        var remark = steps.FindLast(step => step.Remark is not null);
        var line = Look.Line(
            mark,
            request.Operation.PartLine(part, texts),
            problem is not null ? Sentences.Say(problem, texts, withHelp: false)
            : remark is not null ? request.Operation.StepRemark(remark, texts)
            : null);
        return (line, mark == Mark.Done && remark is null);
    }

    private static IEnumerable<AdaptiveAction?> Buttons(Request request, Texts texts)
    {
        if (request.State == RequestState.PendingApproval || (request.EndsByItself && request.Operation.EndsAfter is not null))
            yield return Look.Go(
                texts[request.EndsByItself ? RequestsText.EndButton : RequestsText.MoreButton, request.Id],
                "requests/more",
                Click(request));
        if (request.State == RequestState.PendingApproval)
            yield return Look.Go(
                texts[RequestsText.CancelButton, request.Id], "requests/cancel", Click(request), AdaptiveActionStyle.Destructive);
        if (request.State == RequestState.Running && request.NextStep is { State: StepState.Waits })
        {
            yield return Look.Go(
                texts[RequestsText.ContinueButton, request.Id], "requests/retry", Click(request), AdaptiveActionStyle.Positive);
            yield return Look.Go(
                texts[RequestsText.CancelButton, request.Id], "requests/cancel", Click(request), AdaptiveActionStyle.Destructive);
        }

        if (request.State.IsOver())
        {
            foreach (var door in request.Operation.Doors(request, texts))
                yield return door;
        }

        if (request.CanGoOn)
            yield return Look.Go(
                texts[RequestsText.RetryButton, request.Id], "requests/retry", Click(request), AdaptiveActionStyle.Positive);
        if (request.CanBeUndone)
            yield return Look.Ask(
                texts[RequestsText.UndoButton, request.Id],
                texts[RequestsText.UndoQuestion, request.Operation.Title(texts)],
                Look.Go(texts[RequestsText.UndoYes, request.Id], "requests/undo", Click(request), AdaptiveActionStyle.Destructive));
    }
}
