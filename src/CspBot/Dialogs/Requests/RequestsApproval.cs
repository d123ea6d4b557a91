using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>
/// A yes, before or after: where it takes a fresh sign-in, the client is asked for one, and sends the same click again with it.
/// </summary>
internal sealed class RequestsApproval(RequestService requests, FreshSignIns signIns)
{
    /// <summary>The request as it stands after the click; and, where that counts with a sign-in only, what the client does next.</summary>
    /// <param name="show">The card of a result.</param>
    public Task<DialogReply> AnswerAsync(
        DialogTurn turn, string id, string comment, Func<ClickResult, DialogReply.ShowCard> show, CancellationToken ct) =>
        SignedAsync(turn, id, click => requests.DecideAsync(id, true, comment, click, ct), show, ct);

    /// <summary>The same of what ran without approval, and is confirmed.</summary>
    public Task<DialogReply> ConfirmAsync(
        DialogTurn turn, string id, string comment, Func<ClickResult, DialogReply.ShowCard> show, CancellationToken ct) =>
        SignedAsync(turn, id, click => requests.ConfirmAsync(id, true, comment, click, ct), show, ct);

    private async Task<DialogReply> SignedAsync(
        DialogTurn turn,
        string id,
        Func<RequestClick, Task<ClickResult>> say,
        Func<ClickResult, DialogReply.ShowCard> show,
        CancellationToken ct)
    {
        var (texts, person) = (turn.Texts, turn.Caller.Person);
        var given = await turn.ReadAsync(token => signIns.ReadAsync(turn.SignIn, id, turn.Input.Version, person, token), ct);
        var result = await say(turn.Click with { SignIn = given });
        if (result.Refusal is not { } refusal || !refusal.Reason.StartsWith("SignIn", StringComparison.Ordinal))
            return show(result);
        return show(result) with
        {
            SignIn = new SignInAnswer(
                refusal.Reason == FreshSignIn.Wanted ? await signIns.AskAsync(id, turn.Input.Version, person, ct) : null,
                Sentences.Say(refusal, texts, withHelp: refusal.Reason != FreshSignIn.Wanted),
                texts[RequestsText.SignInButton]),
        };
    }
}
