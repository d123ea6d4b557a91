using AdaptiveCards;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// The life of a dialog that changes something: customer → form → review on live facts → seal → submit; back, cancel and try again at each.
/// A dialog of its own says which fields its form has, which facts it reads, which lines it shows, and which operation it makes.
/// </summary>
internal abstract class ChangeDialog<TForm, TReview>(DialogEntry entry, CustomerChoice customers, FormSeal forms) : Dialog(entry)
    where TForm : ChangeForm
    where TReview : ChangeReview<TForm>
{
    public override IReadOnlyList<PartnerRole> Roles { get; } = [PartnerRole.AdminAgent];

    private DialogEntry Entry { get; } = entry;

    protected CustomerChoice Customers { get; } = customers;

    protected FormSeal Seals { get; } = forms;

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) => CustomerAsync(turn, words, ct);

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" => await CustomerAsync(turn, turn.Input["customer"], ct),
        "details" => await DetailsAsync(turn, ct),
        "submit" => Submit(turn, (await ReadAsync(turn, ct)).Form),
        "back" when turn.Input["stage"] == "review" => await FormAsync(turn, (await ReadAsync(turn, ct)).Form, FormNotice.None, ct),
        "back" => await CustomerAsync(turn, "", ct),
        "cancel" => Closed(turn),
        _ => new DialogReply.Refuse(new Refusal("UnknownButton")),
    };

    /// <summary>A form that nobody has filled in yet.</summary>
    protected abstract TForm Blank(string form, string customer);

    /// <summary>The form as it was sent, and the keys of what is missing or wrong, per field.</summary>
    protected abstract Task<(TForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct);

    /// <summary>The form's card, with whatever was typed.</summary>
    protected abstract Task<DialogReply> FormAsync(DialogTurn turn, TForm form, FormNotice notice, CancellationToken ct);

    /// <summary>The live facts, each read now and by id.</summary>
    protected abstract Task<TReview> ReviewAsync(DialogTurn turn, TForm form, CancellationToken ct);

    /// <summary>What the review says: its title, and a line for each prerequisite.</summary>
    protected abstract ReviewText Say(DialogTurn turn, TReview review);

    /// <summary>What is to be done, when nothing is in the way.</summary>
    protected abstract Operation Make(DialogTurn turn, TReview review);

    /// <summary>Words or a chosen id that mean one customer lead to the form; all else asks.</summary>
    protected virtual async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct);
        return customer is null ? Show(card!) : await FormAsync(turn, Blank(await FormIdAsync(turn, ct), customer.Id), FormNotice.None, ct);
    }

    /// <summary>The form's id, kept from card to card.</summary>
    protected Task<string> FormIdAsync(DialogTurn turn, CancellationToken ct) => Seals.KeepOrNewAsync(turn.Input.Form, ct);

    protected async Task<DialogReply> DetailsAsync(DialogTurn turn, CancellationToken ct)
    {
        var (form, errors) = await ReadAsync(turn, ct);
        if (errors.Count > 0)
            return await FormAsync(turn, form, new FormNotice(errors), ct);
        var review = await ReviewAsync(turn, form with { Form = await FormIdAsync(turn, ct) }, ct);
        if (review.TryAgain is { } later)
            return await FormAsync(turn, form, new FormNotice(later, turn.Texts), ct);
        var seal = await Seals.SealAsync(new Shown(Name + "/submit", review.Form.Form, turn.Caller.Person, review.Form.Sealed), ct);
        var said = Say(turn, review);
        return Show(ReviewCards.Card(Entry, turn.Texts, review.Form, said, seal, null), said.WhyNot(Area));
    }

    /// <summary>What was reviewed, and only that; the facts are read again, for much may have changed since.</summary>
    private DialogReply.Submit Submit(DialogTurn turn, TForm form) => new(turn.Caller.Person, form.Sealed, async ct =>
    {
        var review = await ReviewAsync(turn, form, ct);
        if (review.TryAgain is { } later)
            return new SubmitReply.Instead(await FormAsync(turn, form, new FormNotice(later, turn.Texts), ct));
        var said = Say(turn, review);
        AdaptiveCard Again(AdaptiveElement banner) => ReviewCards.Card(Entry, turn.Texts, form, said, turn.Input["seal"], banner);
        return said.WhyNot(Area) is { } changed
            ? new SubmitReply.Instead(Show(Again(Look.Banner(Look.Attention, turn.Texts[Area + ".ChangedSinceReview"])), changed))
            : new SubmitReply.StartRequest(Make(turn, review), form.Told, reason => Again(RefusalCards.Banner(reason, turn.Texts)));
    });
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

/// <summary>Why a form is shown again.</summary>
/// <param name="Errors">Keys of what has to be mended, per field.</param>
internal sealed record FormNotice(IReadOnlyDictionary<string, string> Errors)
{
    public FormNotice(Refusal refused, Texts texts)
        : this(new Dictionary<string, string>())
    {
        (Banner, Refused) = (RefusalCards.Banner(refused, texts), refused);
    }

    public static FormNotice None { get; } = new(new Dictionary<string, string>());

    /// <summary>A box on top.</summary>
    public AdaptiveElement? Banner { get; init; }

    /// <summary>The no that the card says, for the audit.</summary>
    public Refusal? Refused { get; init; }
}
