using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Messages;
using CspBot.Requests.Approvals;
using CspBot.Requests.BreakGlass;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>What is said of a request that ran without approval, to whom, and the two buttons of who can confirm it.</content>
internal sealed partial class RequestCards
{
    /// <summary>Ends the subject of reminders to confirm: they go once nobody has to.</summary>
    private const string GlassReminder = "/confirm-reminder";

    /// <summary>Those who could have approved hear of it at once, each with the card; so do the channels.</summary>
    public async Task AlarmAsync(Session session, Request request, Verdict.NeedsApproval needs, DateTimeOffset now)
    {
        await AskAsync(session, request, needs.From, now);
        await AskStandInsAsync(session, request, needs.StandIns, now);
        (string Place, string Conversation)[] more =
            [("glass-channel", approvals.BreakGlass.Conversation), ("escalated-channel", approvals.Escalate.Conversation)];
        foreach (var (place, conversation) in more
            .Where(one => one.Conversation.Length > 0 && one.Conversation != approvals.Conversation)
            .DistinctBy(one => one.Conversation))
        {
            var texts = (await RequesterAsync(session, request)).Texts.Speaking(request.Language).Shared();
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{request.Id}/{place}",
                    request.Id,
                    request.Requester.TenantId,
                    null,
                    conversation,
                    null,
                    ForEverybody(await FaceAsync(session, request, isOwn: false), texts)),
                now);
        }
    }

    /// <summary>Nobody confirmed it, or somebody said no: everybody who has a card of it is told in a message of its own.</summary>
    public async Task TellOfGlassAsync(Session session, Request request, DateTimeOffset now)
    {
        await Outbox.WithdrawAllAsync(session, request.Id + GlassReminder);
        await ShowAllAsync(session, request, now);
        var number = string.Create(CultureInfo.InvariantCulture, $"glass/{request.Glass!.Version}");
        foreach (var place in await GlassPlacesAsync(session, request))
        {
            var reader = place.Recipient is { } person
                ? await Readers.FindOneAsync(session, request.Requester.TenantId, person)
                : await RequesterAsync(session, request);
            var texts = reader.Texts.Speaking(place.Recipient is null ? place.Language : reader.Kept ?? place.Language);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    $"{request.Id}/{number}/{place.Id.Replace(request.Id + "/", "", StringComparison.Ordinal)}",
                    request.Id + "/notice",
                    request.Requester.TenantId,
                    place.Recipient,
                    place.Recipient is null ? place.Conversation : null,
                    null,
                    Loud(request, place.Recipient is null ? texts.Shared() : texts)),
                now);
        }

        await TellAsync(session, request, new RequestNews(number, texts => GlassLine(request, texts)!, _ => []), now);
    }

    /// <summary>Says again to everybody who could confirm it, and has not, that it waits for that.</summary>
    public async Task RemindOfGlassAsync(Session session, Request request, DateTimeOffset now)
    {
        var isTold = await RemindedAsync(session, request, now);
        foreach (var place in (await GlassPlacesAsync(session, request)).Where(place =>
            isTold(place) && !request.HasSaidYes(place.Recipient)))
        {
            var reader = await Readers.FindOneAsync(session, request.Requester.TenantId, place.Recipient!);
            var texts = reader.Texts.Speaking(reader.Kept ?? place.Language);
            var (due, until) = (approvals.QuietHours?.After(now, texts.Zone) ?? now, request.Glass!.ConfirmBy);
            if (!request.Glass.IsInTime(due))
                continue;
            var card = Look.Card(
                texts,
                texts[GlassText.ReminderTitle, request.Id],
                [
                    Look.Text(Ran(request, texts)),
                    Look.Text(request.Operation.Title(texts)),
                    Look.Quiet(texts[GlassText.ReminderBy, due > now ? texts.Time(until) : texts.Near(until, now)]),
                ],
                [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))]);
            var id = string.Create(CultureInfo.InvariantCulture, $"{request.Id}/confirm/{due.ToUnixTimeSeconds()}/{place.Recipient}");
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    id, request.Id + GlassReminder, request.Requester.TenantId, place.Recipient, null, null, card, due),
                now);
        }
    }

    /// <summary>Somebody confirmed it: nobody is reminded any more, and while it runs the cards of who confirms are edited too.</summary>
    public async Task ConfirmedAsync(Session session, Request request, DateTimeOffset now)
    {
        if (request.GlassPhase == GlassPhase.Confirmed)
        {
            await Outbox.WithdrawAllAsync(session, request.Id + GlassReminder);
            await TellAsync(session, request, "confirmed", texts => GlassLine(request, texts)!, now);
        }

        foreach (var place in request.State == RequestState.Running ? await Outbox.PlacesAsync(session, request.Id) : [])
            await ShowAsync(session, request, place, now);
    }

    /// <summary>Data of the two buttons: of what was said, not of the step that it is at.</summary>
    private static JsonObject GlassClick(Request request) => new() { ["request"] = request.Id, ["version"] = request.Glass!.Version };

    /// <summary>Who runs it without approval; once it is over or confirmed, who did.</summary>
    private static string Ran(Request request, Texts texts) => texts[
        request.State.IsOver() || request.GlassPhase == GlassPhase.Confirmed ? GlassText.RanOver : GlassText.Ran, request.Requester.Name];

    /// <summary>A box on top of every card of it, in words; null where it did not run without approval.</summary>
    private static AdaptiveContainer? GlassBox(Request request, Texts texts) => request.Glass is null ? null : Look.Banner(
        request.GlassPhase switch
        {
            GlassPhase.Confirmed => Look.Good,
            GlassPhase.Nothing or GlassPhase.TakenBack => Look.Calm,
            _ => Look.Attention,
        },
        Ran(request, texts),
        GlassLine(request, texts),
        request.GlassPhase == GlassPhase.Open ? Otherwise(request, texts) : null);

    /// <summary>What comes of it without a confirmation, and with the other button.</summary>
    private static string Otherwise(Request request, Texts texts) =>
        request.EndedAt is not null ? texts[GlassText.OtherwiseEnded]
        : request.EndsAt is { } end && end <= request.Glass!.ConfirmBy ? texts[GlassText.OtherwiseEnds, texts.Time(end)]
        : texts[GlassText.OtherwiseNow];

    /// <summary>How it stands with the confirmation, in a sentence; null where none is wanted.</summary>
    private static string? GlassLine(Request request, Texts texts)
    {
        if (request.Glass is not { } glass)
            return null;
        var people = request.Needs?.People ?? 1;
        return request.GlassPhase switch
        {
            GlassPhase.Open => people == 1 ? texts[GlassText.Open, texts.Time(glass.ConfirmBy)]
                : texts[GlassText.OpenSeveral, texts.Time(glass.ConfirmBy), people, glass.Yes.Count],
            GlassPhase.Confirmed => texts[GlassText.Confirmed, ConfirmedBy(glass, texts)],
            GlassPhase.Nothing => texts[GlassText.Nothing],
            GlassPhase.TakingBack => glass.No is { } no
                ? texts[GlassText.NoTakingBack, ApprovalWords.Name(no, texts)]
                : texts[GlassText.LateTakingBack],
            GlassPhase.TakenBack => glass.No is { } no
                ? texts[GlassText.NoTakenBack, ApprovalWords.Name(no, texts)]
                : texts[GlassText.LateTakenBack],
            _ => glass.No is { } no
                ? texts[GlassText.NoReported, ApprovalWords.Name(no, texts)]
                : texts[GlassText.LateReported],
        };
    }

    private static IEnumerable<(string Name, string Value)> GlassFacts(Request request, Texts texts)
    {
        if (request.Glass is not { } glass)
            yield break;
        yield return (texts[GlassText.ReasonFact], glass.Reason);
        if (glass.Yes.Count > 0)
            yield return (texts[GlassText.ConfirmedFact], ConfirmedBy(glass, texts));
    }

    /// <summary>What those said who confirmed it, or did not.</summary>
    private static AdaptiveContainer? GlassSaid(Request request, Texts texts) => request.Glass is not { } glass ? null : Look.Group(
        glass.Yes.Append(glass.No).OfType<Decision>().Where(said => said.Comment is not null).Select(
            said => Look.Text(texts[RequestsText.CommentLine, ApprovalWords.Name(said, texts), said.Comment])));

    private static string ConfirmedBy(BrokenGlass glass, Texts texts) =>
        string.Join(", ", glass.Yes.Select(yes => ApprovalWords.Name(yes, texts)));

    private static IEnumerable<AdaptiveAction?> Confirmations(Request request, Texts texts, bool maySay) =>
    [
        maySay ? Look.Submit(texts[GlassText.ConfirmButton, request.Id], "requests/confirm", GlassClick(request)) : null,
        request.GlassPhase == GlassPhase.Open
            ? Look.Submit(
                texts[GlassText.NoButton, request.Id], "requests/not-confirm", GlassClick(request), AdaptiveActionStyle.Destructive)
            : null,
    ];

    private static AdaptiveCard Loud(Request request, Texts texts) => Look.Card(
        texts,
        Ran(request, texts),
        [
            Look.Banner(Look.Attention, GlassLine(request, texts)!),
            Look.Text(request.Operation.Title(texts)),
            Look.Facts([.. GlassFacts(request, texts)]),
        ],
        [texts.IsShared ? null : Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", Click(request))],
        $"{request.Id}: {GlassLine(request, texts)}");

    /// <summary>Where others than its requester have a card of it, once each.</summary>
    private static async Task<IReadOnlyList<OutboxPlace>> GlassPlacesAsync(Session session, Request request) =>
    [
        .. (await Outbox.PlacesAsync(session, request.Id))
            .Where(place => !place.IsCopy && !IsRequesters(place, request))
            .OrderBy(place => place.Id, StringComparer.Ordinal)
            .DistinctBy(place => place.Recipient ?? place.Conversation),
    ];
}
