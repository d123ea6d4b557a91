using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>Erasing a person from the audit: who, a look at what there is, the words that confirm it.</summary>
internal sealed class RequestsErasure(AuditErasure erasure, FormSeal forms)
{
    private const string Confirm = "requests/erase-confirm";
    private const int LongestPerson = 200;
    private const int LongestReason = 500;

    /// <summary>The form, or what there is of the person that was named.</summary>
    public async Task<DialogReply> ReviewAsync(DialogTurn turn, CancellationToken ct)
    {
        if (!AuditErasure.May(turn.Caller))
            return new DialogReply.Refuse(new Refusal("EraseRole"));
        var typed = turn.Input["person"];
        if (typed.Length is 0 or > LongestPerson)
            return Show(EraseCards.Form(turn.Texts, typed, typed.Length > LongestPerson ? RequestsText.ExportPersonTooLong : null));
        var traces = await erasure.FindAsync(typed, turn.Caller, ct);
        if (Why(traces) is { } why)
            return Show(EraseCards.Form(turn.Texts, typed, why));
        return Show(await CardAsync(turn, new EraseForm(typed, turn.Input["reason"], null), traces, ct));
    }

    /// <summary>Confirmed in words: it is done from now on.</summary>
    public async Task<DialogReply> ConfirmAsync(DialogTurn turn, CancellationToken ct)
    {
        if (!AuditErasure.May(turn.Caller))
            return new DialogReply.Refuse(new Refusal("EraseRole"));
        var (typed, reason) = (turn.Input["person"], turn.Input["reason"]);
        if (await forms.CheckAsync(Shown(turn, turn.Input.Form, typed), turn.Input["seal"], ct) is { } refusal)
            return new DialogReply.Refuse(refusal with { ForwardVerb = "requests/erase" });
        var traces = await erasure.FindAsync(typed, turn.Caller, ct);
        if (Why(traces) is { } why)
            return Show(EraseCards.Form(turn.Texts, typed, why));
        var wrong = reason.Length is 0 or > LongestReason ? RequestsText.EraseReasonMissing
            : string.Equals(turn.Input["confirm"], typed, StringComparison.Ordinal) ? null
            : RequestsText.EraseConfirmWrong;
        if (wrong is not null)
            return Show(await CardAsync(turn, new EraseForm(typed, reason, wrong), traces, ct));
        var id = await erasure.AskAsync(
            traces.Words, reason, new ErasureAsk(turn.Caller.Person, turn.Place.ConversationId), ct);
        return Show(EraseCards.Begun(turn.Texts, id));
    }

    private static string? Why(AuditTraces traces) =>
        traces.IsSelf ? RequestsText.EraseSelf
        : traces.AreSeveral ? RequestsText.EraseSeveral
        : traces.IsThing ? RequestsText.EraseThing
        : traces is { Entries: 0, Words.Count: 1 } ? RequestsText.EraseNobody
        : traces.HasOpen ? RequestsText.EraseOpen
        : traces.HasYes ? RequestsText.EraseYes
        : null;

    private async Task<AdaptiveCard> CardAsync(DialogTurn turn, EraseForm form, AuditTraces traces, CancellationToken ct)
    {
        var id = await forms.KeepOrNewAsync(turn.Input.Form, ct);
        var seal = await forms.SealAsync(Shown(turn, id, form.Person), ct);
        return EraseCards.Review(turn.Texts, form, traces, Look.Data(id, ("person", form.Person), ("seal", seal)));
    }

    private static Shown Shown(DialogTurn turn, string form, string typed) => new(Confirm, form, turn.Caller.Person, [typed]);

    private static DialogReply.ShowCard Show(AdaptiveCard card) => new(card);
}

/// <summary>What was filled in, and what is wrong with it.</summary>
internal sealed record EraseForm(string Person, string Reason, string? Wrong);
