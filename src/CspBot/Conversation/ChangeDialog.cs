using AdaptiveCards;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// What every dialog shares that changes something: customer → a card with live facts and a seal → submit, on facts that are read
/// again; cancel. A dialog says what its form holds, which facts it reads, what stands in the way, and which operation it makes. Most
/// derive from <see cref="ReviewDialog{TForm, TReview}"/>: there the form comes first, and a review of it is what is sealed.
/// </summary>
internal abstract class ChangeDialog<TForm, TReview>(DialogEntry entry, CustomerChoice customers, FormSeal forms) : Dialog(entry)
    where TForm : ChangeForm
    where TReview : ChangeReview<TForm>
{
    /// <summary>Whoever may give Owner, unless the dialog says otherwise.</summary>
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.GiveOwner);

    protected CustomerChoice Customers { get; } = customers;

    protected FormSeal Seals { get; } = forms;

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) => CustomerAsync(turn, words, ct);

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" => await CustomerAsync(turn, turn.Input["customer"], ct),
        "submit" => await SubmitAsync(turn, ct),
        "back" => await CustomerAsync(turn, "", ct),
        "cancel" => Closed(turn),
        _ => new DialogReply.Refuse(new Refusal("UnknownButton")),
    };

    /// <summary>Words or a chosen id that mean one customer lead on; all else asks.</summary>
    protected abstract Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct);

    /// <summary>The form as it was sent, and the keys of what is missing or wrong, per field.</summary>
    protected abstract Task<(TForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct);

    /// <summary>The live facts, each read now and by id.</summary>
    protected abstract Task<TReview> ReviewAsync(DialogTurn turn, TForm form, CancellationToken ct);

    /// <summary>The answer when this cannot be submitted as things stand; null when nothing is in the way.</summary>
    protected abstract Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, TReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct);

    /// <summary>The card that is submitted, sealed, values kept.</summary>
    protected abstract Task<AdaptiveCard> CardAsync(DialogTurn turn, TReview review, CancellationToken ct);

    /// <summary>What is to be done, when nothing is in the way.</summary>
    protected abstract Operation Make(DialogTurn turn, TReview review);

    /// <summary>Over all that the card shows of the form, for this person and the button that submits it.</summary>
    protected Task<string> SealAsync(DialogTurn turn, TForm form, CancellationToken ct) =>
        Seals.SealAsync(new Shown(Name + "/submit", form.Form, turn.Caller.Person, form.Sealed), ct);

    /// <summary>The same card with something said on top.</summary>
    protected static AdaptiveCard WithBanner(AdaptiveCard card, AdaptiveElement banner, DialogTurn turn)
    {
        card.Body.Insert(1, banner);
        return CardFit.Fit(card, turn.Texts);
    }

    /// <summary>The same card with a no on top, and a field for the ticket where that is what a rule wants.</summary>
    protected static AdaptiveCard Refused(AdaptiveCard card, Refusal reason, DialogTurn turn) => WithBanner(
        PolicyCards.WithTicket(card, reason, PolicyReview.TypedTicket(turn), turn.Texts), RefusalCards.Banner(reason, turn.Texts), turn);

    /// <summary>The same card with the sentence about its customer on top, if that is a sensitive one.</summary>
    protected static AdaptiveCard Warned(AdaptiveCard card, DialogTurn turn, string customerId, string customerName) =>
        PolicyCards.Warning(turn.Rules?.WarningOf(customerId, customerName), turn.Texts) is { } warning
            ? WithBanner(card, warning, turn)
            : card;

    /// <summary>What was shown, and only that; the facts are read again, for much may have changed since.</summary>
    private async Task<DialogReply> SubmitAsync(DialogTurn turn, CancellationToken ct)
    {
        var (form, errors) = await ReadAsync(turn, ct);
        return new DialogReply.Submit(turn.Caller.Person, form.Sealed, opened => OpenedAsync(turn, form, errors, opened));
    }

    private async Task<SubmitReply> OpenedAsync(
        DialogTurn turn, TForm form, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var review = await ReviewAsync(turn, form, ct);
        if (await InTheWayAsync(turn, review, errors, ct) is { } answer)
            return new SubmitReply.Instead(answer);
        var again = await CardAsync(turn, review, ct);
        return new SubmitReply.StartRequest(
            Make(turn, review), form.Told, reason => Refused(again, reason, turn));
    }
}

/// <summary>What a changing dialog's form holds, as typed.</summary>
/// <param name="Form">The form's id.</param>
internal abstract record ChangeForm(string Form)
{
    /// <summary>All that the review shows and the seal covers, in a fixed order.</summary>
    public abstract IEnumerable<string> Sealed { get; }

    /// <summary>What the review's buttons carry.</summary>
    public abstract (string Name, string? Value)[] Data { get; }

    /// <summary>What the requester saw and agreed to, for the audit.</summary>
    public abstract IReadOnlyDictionary<string, string?> Told { get; }
}

/// <summary>A form and the live facts that were read for it.</summary>
internal abstract record ChangeReview<TForm>(TForm Form)
    where TForm : ChangeForm
{
    /// <summary>A read that may succeed later: nothing can be said yet, and nothing typed is lost.</summary>
    public abstract Refusal? TryAgain { get; }
}
