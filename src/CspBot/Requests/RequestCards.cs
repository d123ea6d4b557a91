using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>A request as its requester and its approvers see it, and where these cards stand.</summary>
internal sealed partial class RequestCards(ApprovalOptions approvals)
{
    /// <summary>A person who waited longer than this gets a new message at the end, since an edit makes no sound.</summary>
    private static readonly TimeSpan MovedOn = TimeSpan.FromMinutes(2);
    private const int LongestActivityId = 200;

    /// <summary>Of one request in one person's chat: the client says which message it clicked, and may say anything.</summary>
    private const int MostCopies = 3;

    /// <summary>
    /// The answer to the submit click is the requester's card; later edits go to that message. In a shared conversation nobody else sees
    /// that answer: the message is edited at once, away from the form that stood there.
    /// </summary>
    public async Task RecordOwnAsync(Session session, Request request, DateTimeOffset now)
    {
        var texts = OnOwnCard(await RequesterAsync(session, request), request, request.Language);
        var message = new OutboxMessage(
            Own(request),
            request.Id,
            request.Requester.TenantId,
            request.Requester.ObjectId,
            request.Place.ConversationId,
            request.Place.CardActivityId,
            ForRequester(request, texts));
        await Outbox.RecordShownAsync(session, message, now);
        if (request.Place is { IsPersonal: false, CardActivityId: not null })
            await Outbox.ShowAsync(
                session, message with { Card = ForEverybody(await FaceAsync(session, request, isOwn: true), texts) }, now);
    }

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
                    ForEverybody(
                        await FaceAsync(session, request, isOwn: false),
                        (await RequesterAsync(session, request)).Texts.Speaking(request.Language).Shared())),
                now);
    }

    /// <summary>Its requester looks elsewhere by now, or never had its card: an edit would not be seen.</summary>
    public static bool HasMovedOn(Request request, DateTimeOffset now) => request.ParentId is not null || now - request.CreatedAt > MovedOn;

    /// <summary>Edits every card of the request to its present state.</summary>
    public async Task ShowAllAsync(Session session, Request request, DateTimeOffset now)
    {
        if (request.State != RequestState.PendingApproval)
            await Outbox.WithdrawAllAsync(session, request.Id + Outbox.Reminder);
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
        var isOwn = IsRequesters(place, request);
        var texts = isOwn ? OnOwnCard(reader, request, place.Language)
            : place.Recipient is null ? reader.Texts.Speaking(place.Language).Shared()
            : reader.Texts.Speaking(place.Language);
        var card = IsTold(place, request)
            ? ForTold(request, texts)
            : place.Recipient is { } standIn && place.Id.Contains(StandInPlace, StringComparison.Ordinal)
            ? await ForStandInAsync(session, request, new Person(standIn, request.Requester.TenantId, ""), texts, now)
            : IsShared(place, request) ? ForEverybody(await FaceAsync(session, request, isOwn), texts)
            : isOwn ? ForRequester(request, texts, isCopy: place.IsCopy)
            : ForApprover(request, texts, reader: place.Recipient, isCopy: place.IsCopy);
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
        var isRequesters = !IsToDecide(request, click.Caller);
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
                isRequesters
                    ? ForRequester(request, texts, isCopy: true)
                    : ForApprover(request, texts, reader: person.ObjectId, isCopy: true)),
            now);
        return await Outbox.FindByActivityAsync(session, click.ConversationId, activity);
    }

    /// <summary>
    /// A card that somebody brought up, by its id or from a list, follows its request too; of more than a few of one request the newest do.
    /// A notice of it that was clicked is its card from now on.
    /// </summary>
    public async Task FollowAsync(Session session, Request request, RequestClick click, int shown, DateTimeOffset now)
    {
        if (click is not { IsPersonal: true, CardActivityId: { } activity } || !ApprovalPolicy.MaySee(click.Caller, request))
            return;
        await Outbox.GiveOverAsync(session, request.Id, click.ConversationId, activity);
        if (await Outbox.FindByActivityAsync(session, click.ConversationId, activity) is null)
            await Outbox.ForgetCopiesAsync(session, request.Id, click.Caller.Person.ObjectId, MostCopies - 1);
        await AdoptAsync(session, request, click, now);
        if (request.Version != shown
            && await Outbox.FindByActivityAsync(session, click.ConversationId, activity) is { } place && place.Subject == request.Id)
            await ShowAsync(session, request, place, now);
    }

    /// <summary>Says again to everybody who may decide that a request waits.</summary>
    /// <param name="byHand">Its requester asked for it: one more, beside those that come by themselves.</param>
    public async Task RemindAsync(Session session, Request request, DateTimeOffset now, bool byHand = false)
    {
        var number = byHand
            ? string.Create(CultureInfo.InvariantCulture, $"by-hand-{now.ToUnixTimeMilliseconds()}")
            : ((int)Math.Round((now - request.CreatedAt) / approvals.RemindAfter)).ToString(CultureInfo.InvariantCulture);
        await AllWhoDecideAsync(
            session,
            request,
            new RequestNews(
                $"reminder/{number}",
                texts => texts[RequestsText.ReminderTitle, request.Id],
                texts => [texts[RequestsText.ReminderText, request.Requester.Name, request.Operation.Title(texts)]]),
            now,
            areOne: true);
    }

    /// <summary>Tells everybody who may decide that it ends later than it said, and what that makes of a yes.</summary>
    /// <param name="before">What was asked for until now.</param>
    public Task AskedLaterAsync(Session session, Request request, Operation before, DateTimeOffset now) => AllWhoDecideAsync(
        session,
        request,
        new RequestNews(
            string.Create(CultureInfo.InvariantCulture, $"later/{request.Version}"),
            texts => texts[RequestsText.LaterTitle, request.Id],
            texts =>
            [
                texts[RequestsText.ReminderText, request.Requester.Name, request.Operation.Title(texts)],
                request.Operation.EndsAfter is { } life
                    ? texts[RequestsText.LaterText, Durations.Say(texts, life), Durations.Say(texts, before.EndsAfter!.Value)]
                    : texts[RequestsText.LaterForGood, Durations.Say(texts, before.EndsAfter!.Value)],
            ]),
        now);

    /// <summary>A message of its own to everybody who may decide and has not said yes, with the way to the card.</summary>
    /// <param name="areOne">All that wait for the same quiet hours to end are one message.</param>
    private async Task AllWhoDecideAsync(
        Session session, Request request, RequestNews news, DateTimeOffset now, bool areOne = false)
    {
        var isTold = await RemindedAsync(session, request, now);
        foreach (var place in (await Outbox.PlacesAsync(session, request.Id)).Where(place =>
            isTold(place)
            && !place.Id.Contains(Outbox.Copy, StringComparison.Ordinal)
            && !request.HasSaidYes(place.Recipient)))
        {
            var reader = await Readers.FindOneAsync(session, request.Requester.TenantId, place.Recipient!);
            var texts = reader.Texts.Speaking(reader.Kept ?? place.Language);
            var due = approvals.QuietHours?.After(now, texts.Zone) ?? now;
            if (due >= request.DecideBy)
                continue;
            var card = Look.Card(
                texts,
                news.Title(texts),
                [
                    .. news.More(texts).Select(Look.Text),
                    request.FirstYes is null ? null : Look.Text(ApprovalWords.MoreWanted(request, texts)),
                    request.DecideBy is { } until
                        ? Look.Quiet(texts[RequestsText.Lapses, due > now ? texts.Time(until) : texts.Near(until, now)])
                        : null,
                ],
                [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))]);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{request.Id}/{(due > now && areOne ? OfQuietEnd(due) : news.What)}/{place.Recipient}",
                    request.Id + Outbox.Reminder,
                    request.Requester.TenantId,
                    place.Recipient,
                    null,
                    null,
                    card,
                    due),
                now);
        }
    }

    /// <summary>All reminders of the same quiet hours are one.</summary>
    private static string OfQuietEnd(DateTimeOffset end) =>
        string.Create(CultureInfo.InvariantCulture, $"reminder/after-{end.ToUnixTimeSeconds()}");

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

    private static string Own(Request request) => request.Id + "/requester";

    private static bool IsRequesters(OutboxPlace place, Request request) =>
        place.Id == Own(request) || place.Id.StartsWith(Own(request) + Outbox.Copy, StringComparison.Ordinal);

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
}

/// <summary>A message of its own about a request.</summary>
/// <param name="What">Names it within the request: it is sent once.</param>
/// <param name="More">Paragraphs below the request's title.</param>
internal sealed record RequestNews(string What, Func<Texts, string> Title, Func<Texts, IReadOnlyList<string>> More);
