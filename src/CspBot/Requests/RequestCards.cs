using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>A request as its requester and its approvers see it, and where these cards stand.</summary>
internal sealed class RequestCards(ApprovalOptions approvals)
{
    /// <summary>A person who waited longer than this gets a new message at the end, since an edit makes no sound.</summary>
    private static readonly TimeSpan MovedOn = TimeSpan.FromMinutes(2);
    private const int LongestActivityId = 200;

    /// <summary>Of one request in one person's chat: the client says which message it clicked, and may say anything.</summary>
    private const int MostCopies = 3;

    /// <summary>The answer to the submit click is the requester's card; later edits go to that message.</summary>
    public async Task RecordOwnAsync(Session session, Request request, DateTimeOffset now) => await Outbox.RecordShownAsync(
        session,
        new OutboxMessage(
            Own(request),
            request.Id,
            request.Requester.TenantId,
            request.Requester.ObjectId,
            request.Place.ConversationId,
            request.Place.CardActivityId,
            ForRequester(request, OnOwnCard(await RequesterAsync(session, request), request, request.Language))),
        now);

    /// <summary>Asks everybody who may decide, each in their own chat and language, and the channel if there is one.</summary>
    public async Task AskAsync(Session session, Request request, IReadOnlyList<Person> approvers, DateTimeOffset now)
    {
        var readers = await Readers.FindAsync(
            session, request.Requester.TenantId, [.. approvers.Select(approver => approver.ObjectId)]);
        foreach (var approver in approvers)
        {
            var card = ForApprover(request, readers[approver.ObjectId.ToLowerInvariant()].Texts, reader: approver.ObjectId);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{request.Id}/approver/{approver.ObjectId}", request.Id, approver.TenantId, approver.ObjectId, null, null, card),
                now);
        }

        if (approvals.Conversation is { Length: > 0 } channel)
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{request.Id}/channel",
                    request.Id,
                    request.Requester.TenantId,
                    null,
                    channel,
                    null,
                    ForApprover(request, (await RequesterAsync(session, request)).Texts.Speaking(request.Language).Shared())),
                now);
    }

    /// <summary>Its requester looks elsewhere by now, or never had its card: an edit would not be seen.</summary>
    public static bool HasMovedOn(Request request, DateTimeOffset now) => request.ParentId is not null || now - request.CreatedAt > MovedOn;

    /// <summary>Edits every card of the request to its present state.</summary>
    public async Task ShowAllAsync(Session session, Request request, DateTimeOffset now)
    {
        foreach (var place in await Outbox.PlacesAsync(session, request.Id))
        {
            if (IsRequesters(place, request) || request.State is not RequestState.Running)
                await ShowAsync(session, request, place, now);
        }

        if (request.State.IsOver() && request.FinishedAt is { } end && end - request.CreatedAt > MovedOn && !request.ByClock)
            await TellAsync(session, request, "outcome", texts => Line(request, texts), now);
    }

    /// <summary>Edits one card of the request to its present state.</summary>
    public async Task ShowAsync(Session session, Request request, OutboxPlace place, DateTimeOffset now)
    {
        // On the clock of whoever reads that card, in the language that the card has.
        var reader = place.Recipient is { } person
            ? await Readers.FindOneAsync(session, request.Requester.TenantId, person)
            : await RequesterAsync(session, request);
        var card = IsRequesters(place, request)
            ? ForRequester(request, OnOwnCard(reader, request, place.Language))
            : ForApprover(
                request,
                place.Recipient is null ? reader.Texts.Speaking(place.Language).Shared() : reader.Texts.Speaking(place.Language),
                reader: place.Recipient);
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                place.Id, request.Id, request.Requester.TenantId, place.Recipient, place.Conversation, place.ActivityId, card),
            now);
    }

    /// <summary>
    /// A clicked card that nobody knows of follows its request from here on, like all others: the first copy of a send that was
    /// never confirmed, or one that was opened by hand. Only in the clicker's own chat, and only for who may see the request. Whether it is
    /// a message of ours there is for Teams to say: its first edit that cannot be made forgets it.
    /// </summary>
    /// <returns>The place of a second card; null when it has one, or is the first.</returns>
    public async Task<OutboxPlace?> AdoptAsync(Session session, Request request, RequestClick click, DateTimeOffset now)
    {
        if (!click.IsPersonal
            || click.CardActivityId is not { Length: > 0 and <= LongestActivityId } activity
            || !ApprovalPolicy.MaySee(click.Caller, request))
            return null;
        if (await Outbox.FindByActivityAsync(session, click.ConversationId, activity) is not null
            || await Outbox.BindAsync(session, request.Id, click.Caller.Person.ObjectId, click.ConversationId, activity)
            || await Outbox.CountCopiesAsync(session, request.Id, click.Caller.Person.ObjectId) >= MostCopies)
        {
            return null;
        }

        var person = click.Caller.Person;
        var texts = (await Readers.FindOneAsync(session, person.TenantId, person.ObjectId)).Texts.Speaking(click.Language);
        var isRequesters = person.IsSame(request.Requester) || !click.Caller.IsApprover;
        var id = $"{(isRequesters ? Own(request) : request.Id + "/reader")}{Outbox.Copy}{activity}";
        await Outbox.RecordShownAsync(
            session,
            new OutboxMessage(
                id,
                request.Id,
                person.TenantId,
                person.ObjectId,
                click.ConversationId,
                activity,
                isRequesters ? ForRequester(request, texts) : ForApprover(request, texts, reader: person.ObjectId)),
            now);
        return await Outbox.FindByActivityAsync(session, click.ConversationId, activity);
    }

    /// <summary>Says again to everybody who may decide that a request waits.</summary>
    public async Task RemindAsync(Session session, Request request, DateTimeOffset now)
    {
        var number = (int)Math.Round((now - request.CreatedAt) / approvals.RemindAfter);
        foreach (var place in (await Outbox.PlacesAsync(session, request.Id)).Where(place =>
            place.Id.StartsWith($"{request.Id}/approver/", StringComparison.Ordinal)
            && !place.Id.Contains(Outbox.Copy, StringComparison.Ordinal)
            && !IsFirst(request, place.Recipient)))
        {
            var reader = await Readers.FindOneAsync(session, request.Requester.TenantId, place.Recipient!);
            var texts = reader.Texts.Speaking(reader.Kept ?? place.Language);
            var card = Look.Card(
                texts,
                texts[RequestsText.ReminderTitle, request.Id],
                [
                    Look.Text(texts[RequestsText.ReminderText, request.Requester.Name, request.Operation.Title(texts)]),
                    request.FirstYes is { } first ? Look.Text(texts[RequestsText.SecondWanted, first.By.Name]) : null,
                ],
                [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))]);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    string.Create(CultureInfo.InvariantCulture, $"{request.Id}/reminder/{number}/{place.Recipient}"),
                    request.Id + Outbox.Reminder,
                    request.Requester.TenantId,
                    place.Recipient,
                    null,
                    null,
                    card),
                now);
        }
    }

    /// <summary>Id of the notice before a time-bound effect ends.</summary>
    public static string EndingNotice(string requestId) => requestId + "/ending";

    /// <summary>Tells the requester before the end; shorter effects told it when they began.</summary>
    public async Task AnnounceEndAsync(Session session, Request request, DateTimeOffset now)
    {
        if (request.EndsAt is not { } end || end - now <= request.Operation.NoticeBeforeEnd)
            return;
        var texts = await ForRequesterAsync(session, request);
        var card = Look.Card(
            texts,
            texts[request.Operation.NoticeBeforeEnd < TimeSpan.FromDays(1) ? RequestsText.EndingTitle : RequestsText.EndingTitleDay],
            [Look.Text(texts[RequestsText.EndingText, request.Operation.Title(texts), texts.Time(end)])],
            [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))]);
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                EndingNotice(request.Id),
                request.Id + "/notice",
                request.Requester.TenantId,
                request.Requester.ObjectId,
                null,
                null,
                card,
                end - request.Operation.NoticeBeforeEnd),
            now);
    }

    /// <summary>Tells the requester in a message of its own, once per <paramref name="what"/>.</summary>
    public Task TellAsync(Session session, Request request, string what, Func<Texts, string> text, DateTimeOffset now) =>
        TellAsync(session, request, new RequestNews(what, text, _ => []), now);

    /// <summary>The same with more to say.</summary>
    public async Task TellAsync(Session session, Request request, RequestNews news, DateTimeOffset now)
    {
        var texts = await ForRequesterAsync(session, request);
        var card = Look.Card(
            texts,
            news.Title(texts),
            [Look.Text(request.Operation.Title(texts)), .. news.More(texts).Select(Look.Text)],
            [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))]);
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                $"{request.Id}/{news.What}",
                request.Id + "/notice",
                request.Requester.TenantId,
                request.Requester.ObjectId,
                null,
                null,
                card),
            now);
    }

    /// <summary>The requester's card: what was asked for, how far it is, and what can still be done.</summary>
    public static AdaptiveCard ForRequester(Request request, Texts texts, AdaptiveElement? banner = null) => Look.Card(
        texts,
        request.Operation.Title(texts),
        [
            banner,
            Look.State(Style(request), Word(request, texts), Line(request, texts), Detail(request, texts)),
            Bar(request, texts),
            Look.Facts([.. request.Operation.Facts(texts), .. ApprovalWords.Facts(request, texts)]),
            Look.Group(Progress(request, texts)),
            Look.Quiet(Footer(request, texts)),
        ],
        Buttons(request, texts),
        $"{request.Id}: {Line(request, texts)}");

    /// <summary>The approver's card: who asks for what and why, with both buttons while it is open to this reader.</summary>
    /// <param name="reader">Object id of who reads it; null for a shared conversation. Who said the first yes says no second.</param>
    public static AdaptiveCard ForApprover(Request request, Texts texts, AdaptiveElement? banner = null, string? reader = null)
    {
        var open = request.State == RequestState.PendingApproval;
        var mayApprove = open && !IsFirst(request, reader);
        return Look.Card(
            texts,
            request.Operation.Title(texts),
            [
                banner,
                Look.State(
                    Style(request),
                    Word(request, texts),
                    open ? texts[RequestsText.AskLine, request.Requester.Name] : Line(request, texts),
                    open ? ApprovalWords.Wanted(request, texts, reader) : Detail(request, texts)),
                Look.Facts(
                [
                    .. request.Operation.Facts(texts),
                    .. ApprovalWords.Facts(request, texts),
                    .. open ? request.Operation.FactsForApprover(texts) : [],
                ]),
                open && request.DecideBy is { } until ? Look.Quiet(texts[RequestsText.DecideBy, texts.Time(until)]) : null,
                Look.Quiet(Footer(request, texts)),
                open
                    ? new AdaptiveTextInput
                    {
                        Id = "comment",
                        Label = texts[RequestsText.CommentLabel],
                        IsMultiline = true,
                        MaxLength = 500,
                        Placeholder = texts[RequestsText.CommentPlaceholder],
                    }
                    : null,
            ],
            open
                ? [
                    mayApprove ? Look.Submit(texts[RequestsText.ApproveButton, request.Id], "requests/approve", Click(request)) : null,
                    Look.Submit(
                        texts[RequestsText.RejectButton, request.Id], "requests/reject", Click(request), AdaptiveActionStyle.Destructive),
                ]
                : null,
            $"{request.Id}: {(open ? texts[RequestsText.AskLine, request.Requester.Name] : Line(request, texts))}");
    }

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
        RequestState.Approved when request.ApprovedBy is { Count: > 0 } people =>
            texts[RequestsText.Line_approvedBy, ApprovalWords.Names(people, texts)],
        RequestState.PendingApproval when request.FirstYes is { } first => texts[RequestsText.Line_firstYes, first.By.Name],
        RequestState.Expired when request.FirstYes is { } first => texts[RequestsText.Line_expiredSecond, first.By.Name],
        _ when request is { EndedAt: not null, LeftTo: { } newer } => texts[request.Operation.LeftToText, newer],
        _ when request.EndedAt is { } ended => texts[RequestsText.Line_ended, texts.Time(ended)],
        RequestState.Succeeded when request.Problem is not null => texts[RequestsText.Line_endStumbled],
        RequestState.Succeeded or RequestState.Failed or RequestState.Rejected when request.StoppedBy is { } by =>
            texts[RequestsText.Line_undoing, by.Name],
        RequestState.Succeeded when request.EndsAt is { } end => texts[RequestsText.Line_succeededUntil, texts.Time(end)],
        RequestState.Succeeded => texts[request.Operation.DoneText],
        RequestState.Rejected => texts[RequestsText.Line_rejected, request.Decision!.By.Name],
        RequestState.Cancelled => texts[RequestsText.Line_cancelled, request.StoppedBy!.Name],
        _ => texts["Requests.Line." + request.State.Name()],
    };

    /// <summary>Whose it is and since when. An end that is planned bears its own moment, at which nobody asked for it.</summary>
    private static string Footer(Request request, Texts texts) => request.ByClock
        ? texts[RequestsText.FooterByClock, request.Id, request.Requester.Name]
        : texts[RequestsText.Footer, request.Id, request.Requester.Name, texts.Time(request.AskedAt)];

    /// <summary>The state in a word or two.</summary>
    public static string Word(Request request, Texts texts) => texts[request.State switch
    {
        RequestState.Approved when request.ByClock => RequestsText.Word_planned,
        RequestState.Running when request.NextStep is { State: StepState.Waits } => RequestsText.Word_waits,
        RequestState.Succeeded when request.EndedAt is not null => RequestsText.Word_ended,
        RequestState.Succeeded when request.Problem is not null => RequestsText.Word_stumbled,
        RequestState.Succeeded when request.StoppedBy is not null => RequestsText.Word_undoing,
        RequestState.Succeeded when request.EndsAt is not null => RequestsText.Word_active,
        var state => "Requests.Word." + state.Name(),
    }];

    /// <summary>The state as the list tells it: with what is waited for, and whether anything is certain.</summary>
    public static string Standing(Request request, Texts texts) => request switch
    {
        { IsParked: true, Problem: { } what } => texts[RequestsText.WaitsFor, Line(request, texts), Sentences.What(what, texts)],
        _ when IsOutcomeUnknown(request) => $"{Line(request, texts)}. {texts[RequestsText.OutcomeUnknown]}",
        _ => Line(request, texts),
    };

    /// <summary>Something may have been written that nobody saw an answer to.</summary>
    private static bool IsOutcomeUnknown(Request request) =>
        request is { Problem.IsOutcomeUnknown: true, State: RequestState.Running or RequestState.Failed }
        || (request.State != RequestState.Succeeded
            && request.Operation.IsUnderWay(request)
            && request.Problem?.Reason.EndsWith(".Unknown", StringComparison.Ordinal) != true);

    private static bool IsFirst(Request request, string? reader) =>
        reader is not null && reader.Equals(request.FirstYes?.By.ObjectId, StringComparison.OrdinalIgnoreCase);

    /// <summary>How the requester reads what is said in a message of its own: in the language kept, else that of the form.</summary>
    private static async Task<Texts> ForRequesterAsync(Session session, Request request)
    {
        var reader = await RequesterAsync(session, request);
        return reader.Texts.Speaking(reader.Kept ?? request.Language);
    }

    private static Task<Reader> RequesterAsync(Session session, Request request) =>
        Readers.FindOneAsync(session, request.Requester.TenantId, request.Requester.ObjectId);

    /// <summary>Where it was asked for stands the requester's card; others may read it there.</summary>
    private static Texts OnOwnCard(Reader reader, Request request, string language)
    {
        var texts = reader.Texts.Speaking(language);
        return request.Place.IsPersonal ? texts : texts.Shared();
    }

    private static string Own(Request request) => request.Id + "/requester";

    private static bool IsRequesters(OutboxPlace place, Request request) =>
        place.Id == Own(request) || place.Id.StartsWith(Own(request) + Outbox.Copy, StringComparison.Ordinal);

    private static string? Detail(Request request, Texts texts)
    {
        var lines = new List<string>();
        if (request is { State: RequestState.Approved or RequestState.Running, Problem: { Until: not null } pause })
            lines.Add(string.Join(" ", new[] { texts[RequestsText.GoesOn], Sentences.Reference(pause, texts) }.OfType<string>()));
        else if (request.Problem is { } problem)
            lines.Add(Sentences.Say(problem, texts, withHelp: !problem.IsTransient));
        if (IsOutcomeUnknown(request))
            lines.Add(texts[RequestsText.OutcomeUnknown]);
        foreach (var decision in new[] { request.FirstYes, request.Decision }.OfType<Decision>())
        {
            if (decision.Comment is { } comment)
                lines.Add(texts[RequestsText.CommentLine, decision.By.Name, comment]);
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
        RequestState.Succeeded => Look.Good,
        RequestState.Failed or RequestState.Rejected => Look.Attention,
        RequestState.Expired => Look.Warning,
        RequestState.Running when request.NextStep is { State: StepState.Waits } => Look.Warning,
        _ => Look.Calm,
    };

    /// <summary>A bar while steps are being taken: before that, and at the end, the word says it all.</summary>
    private static AdaptiveProgressBar? Bar(Request request, Texts texts) => request.State == RequestState.Running
        ? Look.Progress(texts, Style(request), request.Steps.Count(step => step.State == StepState.Done), request.Steps.Count)
        : null;

    private static IEnumerable<AdaptiveElement> Progress(Request request, Texts texts)
    {
        if (request.State is RequestState.PendingApproval or RequestState.Rejected or RequestState.Expired
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
            yield return Look.Line(mark, request.Operation.StepLine(step.Name, texts), request.Operation.StepRemark(step, texts));
        }
    }

    /// <summary>One line for all steps of a part: how far it is, and what stands in its way.</summary>
    private static AdaptiveColumnSet PartLine(Request request, string part, Texts texts)
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
        return Look.Line(
            mark,
            request.Operation.PartLine(part, texts),
            problem is not null ? Sentences.Say(problem, texts, withHelp: false)
            : remark is not null ? request.Operation.StepRemark(remark, texts)
            : null);
    }

    private static IEnumerable<AdaptiveAction?> Buttons(Request request, Texts texts)
    {
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
            yield return Look.Go(
                texts[RequestsText.UndoButton, request.Id], "requests/undo", Click(request), AdaptiveActionStyle.Destructive);
    }
}

/// <summary>A message of its own to a request's requester.</summary>
/// <param name="What">Names it within the request: it is sent once.</param>
/// <param name="More">Paragraphs below the request's title.</param>
internal sealed record RequestNews(string What, Func<Texts, string> Title, Func<Texts, IReadOnlyList<string>> More);
