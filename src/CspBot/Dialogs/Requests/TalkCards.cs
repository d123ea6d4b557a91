using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>What a requester may add and change after asking: a comment, a reminder, another end.</summary>
internal static class TalkCards
{
    /// <param name="banner">Why the last click changed nothing; null for none.</param>
    public static AdaptiveCard More(Request request, Texts texts, DateTimeOffset now, AdaptiveElement? banner = null)
    {
        var waits = request.State == RequestState.PendingApproval;
        var ends = request.Operation.Lasting(RightDuration.All[0]) is null ? null : Ends(request, texts, now);
        return Look.Card(
            texts,
            request.Operation.Title(texts),
            [
                banner,
                Look.Quiet($"{request.Id} · {RequestCards.Line(request, texts)}"),
                waits
                    ? new AdaptiveTextInput
                    {
                        Id = "comment",
                        Label = texts[RequestsText.MoreComment],
                        IsMultiline = true,
                        MaxLength = 500,
                    }
                    : null,
                ends,
                ends is not null ? Look.Quiet(texts[waits ? RequestsText.EndWaitsHelp : RequestsText.EndStandsHelp]) : null,
            ],
            [
                waits ? Look.Submit(texts[RequestsText.MoreCommentButton], "requests/comment", RequestCards.Click(request)) : null,
                ends is not null
                    ? Look.Submit(
                        texts[RequestsText.MoreEndButton], "requests/end", RequestCards.Click(request), AdaptiveActionStyle.Default)
                    : null,
                waits ? Look.Go(texts[RequestsText.MoreRemindButton], "requests/remind", RequestCards.Click(request)) : null,
                Look.Go(texts[CommonText.BackButton], "requests/show", RequestCards.Click(request)),
            ]);
    }

    /// <summary>The ends that can be had: of what stands, those that come sooner. Null where none can, as in the last hour.</summary>
    private static AdaptiveChoiceSetInput? Ends(Request request, Texts texts, DateTimeOffset now)
    {
        var some = RightDuration.All.Where(duration => request.State == RequestState.PendingApproval
            ? request.Operation.Lasting(duration) is { } wanted && wanted.EndsAfter != request.Operation.EndsAfter
            : RightDuration.Length(duration) is { } life && now + life < request.EndsAt).ToList();
        return some.Count == 0 ? null : new AdaptiveChoiceSetInput
        {
            Id = "duration",
            Label = texts[request.State == RequestState.PendingApproval ? RequestsText.EndWaits : RequestsText.EndStands],
            Placeholder = texts[RequestsText.EndPlaceholder],
            Choices = [.. some.Select(duration => new AdaptiveChoice { Title = RightDuration.Say(texts, duration), Value = duration })],
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Compact,
        };
    }

    /// <summary>A later end of what stands is a request of its own: where to ask for it.</summary>
    public static AdaptiveCard Later(Request request, Texts texts) => Look.Card(
        texts,
        request.Operation.Title(texts),
        [Look.Banner(Look.Calm, texts[RefusalText.EndLater, request.Id], texts[RefusalText.EndLater_Help])],
        [
            request.Operation.Next is { } next
                ? Look.Go(texts[next.Text], next.Verb, new() { ["customer"] = request.Operation.CustomerId })
                : null,
            Look.Go(texts[CommonText.BackButton], "requests/show", RequestCards.Click(request)),
        ]);
}
