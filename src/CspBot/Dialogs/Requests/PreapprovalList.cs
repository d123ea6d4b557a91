using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The pre-approvals that stand, and ending one with a click.</summary>
internal sealed class PreapprovalList(PreapprovalDesk desk, PreapprovalEnds ends, TimeProvider time)
{
    public Task<AdaptiveCard> OpenAsync(DialogTurn turn, CancellationToken ct) => CardAsync(turn, null, ct);

    /// <summary>Ends one: from the list, the list again; else its card as it now stands.</summary>
    /// <param name="show">The card of a result.</param>
    public async Task<DialogReply> EndAsync(DialogTurn turn, Func<ClickResult, DialogReply> show, CancellationToken ct)
    {
        var result = await ends.EndAsync(turn.Input.Request, turn.Click, ct);
        if (turn.Input["from"] != PreapprovalCards.FromList)
            return show(result);
        var banner = result.Refusal is { } why
            ? RefusalCards.Banner(why, turn.Texts)
            : Look.Banner(Look.Calm, turn.Texts[PreapprovalText.EndedNow, result.Request!.Id]);
        return new DialogReply.ShowCard(await CardAsync(turn, banner, ct));
    }

    private async Task<AdaptiveCard> CardAsync(DialogTurn turn, AdaptiveElement? banner, CancellationToken ct) =>
        PreapprovalCards.List(turn, await desk.ListAsync(turn.Caller, ct), time.GetUtcNow(), banner);
}
