using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>A yes: where it takes a fresh sign-in, the client is asked for one, and sends the same click again with it.</summary>
internal sealed class RequestsApproval(RequestService requests, FreshSignIns signIns)
{
    /// <summary>The request as it stands after the click; and, where that counts with a sign-in only, what the client does next.</summary>
    /// <param name="show">The card of a result.</param>
    public async Task<DialogReply> AnswerAsync(
        DialogTurn turn, string id, string comment, Func<ClickResult, DialogReply.ShowCard> show, CancellationToken ct)
    {
        var (texts, person) = (turn.Texts, turn.Caller.Person);
        var given = await turn.ReadAsync(token => signIns.ReadAsync(turn.SignIn, id, turn.Input.Version, person, token), ct);
        var result = await requests.DecideAsync(id, true, comment, turn.Click with { SignIn = given }, ct);
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
