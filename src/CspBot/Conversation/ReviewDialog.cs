using AdaptiveCards;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// A changing dialog with a form of its own: customer → form → review on live facts → seal → submit; back, cancel and try again at
/// each. A dialog says which fields its form has, which facts it reads, which lines it shows, and which operation it makes.
/// </summary>
internal abstract partial class ReviewDialog<TForm, TReview>(DialogEntry entry, CustomerChoice customers, FormSeal forms)
    : ChangeDialog<TForm, TReview>(entry, customers, forms)
    where TForm : ChangeForm
    where TReview : ChangeReview<TForm>
{
    private DialogEntry Entry { get; } = entry;

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "details" => await DetailsAsync(turn, ct),
        "glass" => await GlassAsync(turn, ct),
        "break" => await BreakAsync(turn, ct),
        "back" when turn.Input["stage"] == "review" => await FormAsync(turn, (await ReadAsync(turn, ct)).Form, FormNotice.None, ct),
        _ => await base.StepAsync(turn, step, ct),
    };

    /// <summary>The step that the choice of a customer leads to.</summary>
    protected virtual string FirstStep => "customer";

    /// <summary>A form that nobody has filled in yet.</summary>
    protected abstract TForm Blank(string form, string customer);

    /// <summary>The form's card, with whatever was typed.</summary>
    protected abstract Task<DialogReply> FormAsync(DialogTurn turn, TForm form, FormNotice notice, CancellationToken ct);

    /// <summary>What the review says: its title, and a line for each prerequisite.</summary>
    protected abstract ReviewText Say(DialogTurn turn, TReview review);

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
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
        var said = await SaidAsync(turn, review, ct);
        return Show(await CardAsync(turn, review, said, ct), said.WhyNot(Area));
    }

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, TReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        if (errors.Count > 0)
            return await FormAsync(turn, review.Form, new FormNotice(errors), ct);
        if (review.TryAgain is { } later)
            return await FormAsync(turn, review.Form, new FormNotice(later, turn.Texts), ct);
        if (Say(turn, review).WhyNot(Area) is not { } changed)
            return null;
        var banner = Look.Banner(Look.Attention, turn.Texts[Area + ".ChangedSinceReview"]);
        return Show(WithBanner(await CardAsync(turn, review, ct), banner, turn), changed);
    }

    protected override async Task<AdaptiveCard> CardAsync(DialogTurn turn, TReview review, CancellationToken ct) =>
        await CardAsync(turn, review, await SaidAsync(turn, review, ct), ct);

    private async Task<AdaptiveCard> CardAsync(DialogTurn turn, TReview review, ReviewText said, CancellationToken ct) =>
        ReviewCards.Card(Entry, turn.Texts, review.Form, said, await SealAsync(turn, review.Form, ct));

    /// <summary>With what the rules say of it.</summary>
    private Task<ReviewText> SaidAsync(DialogTurn turn, TReview review, CancellationToken ct) => PolicyReview.AddAsync(
        turn, Entry, Say(turn, review), ReviewedForm.Of(review.Form, () => Make(turn, review)), ct);
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
