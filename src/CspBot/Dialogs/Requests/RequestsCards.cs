using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The cards of Requests: the list, and why a click changed nothing.</summary>
internal static class RequestsCards
{
    public static AdaptiveCard List(
        DialogTurn turn, IReadOnlyList<Request> own, IReadOnlyList<Request> waiting, IReadOnlyList<string> unread, DateTimeOffset now)
    {
        var (texts, caller) = (turn.Texts, turn.Caller);
        return Look.Card(
            texts,
            texts[RequestsText.ListTitle],
            [
                .. caller.Decides || waiting.Count > 0 ? Section(texts, texts[RequestsText.WaitingForYou], waiting, now) : [],
                .. Section(texts, texts[RequestsText.Yours], own, now),
                .. unread.Count == 0
                    ? []
                    : new[]
                    {
                        Look.Banner(
                            Look.Warning, texts[RequestsText.Unread, string.Join(", ", unread)], texts[RefusalText.Unreadable_Help]),
                    },
            ],
            [
                Look.Go(texts[RequestsText.RefreshButton], "requests/list", new JsonObject()),
                own.Count + waiting.Count > 0 || caller.IsApprover
                    ? Look.Go(texts[RequestsText.ExportButton], "requests/export", new JsonObject())
                    : null,
                Look.Go(texts[RequestsText.Says_simulate], SimulateCards.Verb, new JsonObject()),
                turn.Rules?.Options.Standing.Enabled == true
                    ? Look.Go(texts[PreapprovalText.ListButton], PreapprovalCards.ListVerb, new JsonObject())
                    : null,
                caller.MayStandIn ? Look.Go(texts[RequestsText.Says_absence], AbsenceCards.Verb, new JsonObject()) : null,
            ]);
    }

    /// <summary>A late or repeated click is told politely how it went; anything else is a refusal.</summary>
    public static AdaptiveContainer WhyNot(Refusal refusal, Request request, DialogTurn turn)
    {
        var (texts, isFirst) = (turn.Texts, request.HasOwnYes(turn.Caller.Person.ObjectId));
        return (refusal.Reason, request) switch
        {
            ("AlreadyDecided" or "StaleVersion", { Decision: { } decision }) => Look.Banner(
                Look.Calm,
                isFirst || decision.By.IsSame(turn.Caller.Person)
                    ? texts[RequestsText.YouDecided]
                    : texts[RequestsText.DecidedBy, ApprovalWords.Name(decision, texts)]),
            ("StaleVersion", { State: RequestState.PendingApproval, EarlyYes: [.., var last] }) when !isFirst =>
                Look.Banner(Look.Calm, ApprovalWords.Meanwhile(request, last.By, texts)),
            (FreshSignIn.Wanted, _) =>
                Look.Banner(Look.Calm, Sentences.What(refusal, texts), Sentences.Help(refusal, texts)),
            ("SameApprover" or "Policy.SameAgain", _) when turn.Input.Version < request.Version =>
                Look.Banner(Look.Calm, ApprovalWords.YouSaidYes(request, texts)),
            _ => RefusalCards.Banner(refusal, texts),
        };
    }

    /// <summary>What stands below a request's title: one that is planned, or comes early, says its moment already.</summary>
    private static IEnumerable<string> Below(Texts texts, Request request, DateTimeOffset now) =>
    [
        request.Id,
        RequestCards.Standing(request, texts),
        .. request.AskedAt is { } asked ? [texts.Near(asked, now)] : Enumerable.Empty<string>(),
    ];

    private static IEnumerable<AdaptiveElement> Section(Texts texts, string title, IReadOnlyList<Request> requests, DateTimeOffset now)
    {
        yield return Look.Section(title);
        if (requests.Count == 0)
            yield return Look.Quiet(texts[RequestsText.None]);
        foreach (var request in requests)
        {
            yield return new AdaptiveColumnSet
            {
                Columns =
                [
                    new AdaptiveColumn
                    {
                        Items =
                        [
                            new AdaptiveTextBlock(request.Operation.Title(texts)) { Wrap = true },
                            Look.Small(string.Join(" · ", Below(texts, request, now))),
                        ],
                        Width = "stretch",
                    },
                ],
                Spacing = AdaptiveSpacing.Small,
                SelectAction = Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", RequestCards.Click(request)),
            };
        }
    }
}
