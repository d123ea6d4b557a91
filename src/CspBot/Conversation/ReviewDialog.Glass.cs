using AdaptiveCards;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.BreakGlass;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <content>From a review to running it without approval: a step of its own, with a seal of its own.</content>
internal abstract partial class ReviewDialog<TForm, TReview>
{
    private const string BreakStep = "/break";

    /// <summary>The step between: on facts that are read again, for who may; everybody else sees the review, with why not.</summary>
    private async Task<DialogReply> GlassAsync(DialogTurn turn, CancellationToken ct)
    {
        var (form, errors) = await ReadAsync(turn, ct);
        if (errors.Count > 0)
            return await FormAsync(turn, form, new FormNotice(errors), ct);
        var review = await ReviewAsync(turn, form with { Form = await FormIdAsync(turn, ct) }, ct);
        if (await InTheWayAsync(turn, review, errors, ct) is { } answer)
            return answer;
        var (card, refused) = await GlassCardAsync(turn, review, null, ct);
        return Show(card, refused);
    }

    private async Task<DialogReply> BreakAsync(DialogTurn turn, CancellationToken ct)
    {
        var (form, errors) = await ReadAsync(turn, ct);
        return new DialogReply.Submit(turn.Caller.Person, form.Sealed, opened => BrokenAsync(turn, form, errors, opened));
    }

    private async Task<SubmitReply> BrokenAsync(
        DialogTurn turn, TForm form, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var review = await ReviewAsync(turn, form, ct);
        if (await InTheWayAsync(turn, review, errors, ct) is { } answer)
            return new SubmitReply.Instead(answer);
        var typed = GlassForm.Read(turn.Input);
        if (typed.WhyNot is { } wrong)
        {
            var (card, refused) = await GlassCardAsync(turn, review, typed, ct);
            return new SubmitReply.Instead(Show(card, refused ?? wrong));
        }

        var again = await CardAsync(turn, review, ct);
        return new SubmitReply.StartRequest(Make(turn, review), form.Told, reason => Refused(again, reason, turn))
        {
            GlassReason = typed.Reason,
        };
    }

    /// <summary>The card of the step; or the review with the reason why there is none.</summary>
    /// <param name="typed">What was typed on it; null when it is opened.</param>
    private async Task<(AdaptiveCard Card, Refusal? Refused)> GlassCardAsync(
        DialogTurn turn, TReview review, GlassForm? typed, CancellationToken ct)
    {
        var (desk, operation) = (turn.Rules!, Make(turn, review));
        var asked = desk.CaseOf(Name, operation, PolicyReview.TypedTicket(turn));
        var (found, verdict) = await turn.ReadAsync(
            token => desk.JudgeAsync(asked, turn.Caller, token, PolicyMoment.BreaksGlass), ct);
        if (GlassPolicy.WhyNot(asked, turn.Caller, found, verdict, desk.Options) is { } closed)
            return (Refused(await CardAsync(turn, review, ct), closed, turn), closed);
        var seal = await Seals.SealAsync(new Shown(Name + BreakStep, review.Form.Form, turn.Caller.Person, review.Form.Sealed), ct);
        var ticket = asked.Ticket.Length > 0 && operation.OwnTicket.Length == 0
            ? [(PolicyTicket.Input, asked.Ticket)]
            : Array.Empty<(string, string?)>();
        var step = new GlassStep(
            Name,
            Say(turn, review),
            (Verdict.NeedsApproval)verdict,
            OfferedGlass.Of(asked, desk.Options),
            () => Look.Data(review.Form.Form, [("stage", "review"), ("seal", seal), .. review.Form.Data, .. ticket]))
        {
            Errors = typed?.Errors() ?? new Dictionary<string, string>(),
        };
        return (GlassCards.Card(turn.Texts, step, typed ?? GlassForm.Blank), null);
    }
}
