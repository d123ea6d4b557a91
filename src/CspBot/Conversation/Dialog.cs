using AdaptiveCards;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>One thing an agent can do with the bot: who may, and its steps.</summary>
internal abstract class Dialog(DialogEntry entry)
{
    /// <summary>First half of its verbs: <c>grant-owner</c>.</summary>
    public string Name => entry.Name;

    /// <summary>Area of its texts: <c>{Area}.Name</c>, <c>{Area}.Intro</c> and <c>{Area}.Help</c> stand in forms and help.</summary>
    public string Area => entry.Area;

    /// <summary>Its line in the table.</summary>
    public DialogEntry Line => entry;

    /// <summary>Who may open it; any one of these.</summary>
    public abstract IReadOnlyList<PartnerRole> Roles { get; }

    /// <summary>Approvers may open it whatever their role.</summary>
    public virtual bool OpenToApprovers => false;

    /// <summary>What its forms search as people type; whoever may not open a dialog that searches it gets nothing of it.</summary>
    public virtual IReadOnlyList<string> DataSets => [Searches.Customers];

    /// <summary>Hits of a data set that this dialog alone answers.</summary>
    /// <param name="dataset">One of <see cref="DataSets"/>.</param>
    /// <param name="customer">GUID of the customer that the person's card is about; a hint, as the whole search.</param>
    public virtual Task<IReadOnlyList<AdaptiveChoice>> SearchAsync(
        DialogTurn turn, string dataset, string customer, string text, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<AdaptiveChoice>>([]);

    /// <summary>Title of the card that asks for the customer, and its sentence.</summary>
    public virtual (string Title, string Intro) AskingWords(DialogTurn turn) => (turn.Texts[Area + ".Name"], turn.Texts[Area + ".Intro"]);

    /// <summary>More buttons on the card that asks for the customer.</summary>
    public virtual IEnumerable<AdaptiveAction> CustomerButtons(Texts texts, string form) => [];

    /// <summary>
    /// Opened by what was typed; <paramref name="words"/> is the customer in the typed words, and the turn's input what else was told.
    /// </summary>
    public abstract Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct);

    /// <summary>A button of one of its cards.</summary>
    public abstract Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct);

    /// <summary>The end of a form that its author closed.</summary>
    protected DialogReply Closed(DialogTurn turn) => new DialogReply.ShowCard(Look.Card(
        turn.Texts,
        turn.Texts[CommonText.ClosedTitle, turn.Texts[Area + ".Name"]],
        [Look.Text(turn.Texts[CommonText.ClosedText, Line.Phrase(turn.Texts)])]));

    protected static DialogReply Show(AdaptiveCard card, Refusal? refused = null) => new DialogReply.ShowCard(card, refused);
}

/// <summary>A dialog's line in the table: its name, the area of its texts, what can be typed, and the operations it makes.</summary>
/// <param name="Operations">Stored name and type of each operation; a name in use is never given to another type.</param>
internal sealed record DialogEntry(string Name, string Area, Type Dialog, IReadOnlyDictionary<string, Type> Operations)
{
    private const string ActKey = ".Says.";

    /// <summary>Where its phrases and the names of its acts stand; that of an act too, whose other texts are its own.</summary>
    private readonly string _words = Area;

    /// <summary>What can be typed besides its phrase; the first opens the dialog itself.</summary>
    public IReadOnlyList<TypedAct> Typed { get; init; } = [new("")];

    /// <summary>What opens it when typed, the shown one first: <c>{Area}.Phrase</c>, parted by bars.</summary>
    public IReadOnlyList<string> Phrases(Texts texts) => texts[_words + ".Phrase"].Split('|');

    public string Phrase(Texts texts) => Phrases(texts)[0];

    public string Call(Texts texts, TypedAct act) => act.Step.Length == 0 ? texts[_words + ".Name"] : texts[_words + ActKey + act.Step];
}

/// <summary>What a dialog answers: a closed set.</summary>
internal abstract record DialogReply
{
    private DialogReply()
    {
    }

    /// <param name="Card">What is shown.</param>
    /// <param name="Refused">The no that the card says, for the audit; null when it says none.</param>
    internal sealed record ShowCard(AdaptiveCard Card, Refusal? Refused = null) : DialogReply
    {
        /// <summary>What was told and names nothing there: it is said on the card. Empty for nothing.</summary>
        public string Unplaced { get; init; } = "";

        /// <summary>What the client does before its click counts; null where it counts, or nothing can make it.</summary>
        public SignInAnswer? SignIn { get; init; }

        /// <summary>The request that the card is of, when somebody brought it up; null otherwise.</summary>
        public Request? BroughtUp { get; init; }
    }

    internal sealed record Refuse(Refusal Refusal) : DialogReply;

    /// <summary>A click that may make a request. The router alone opens it: by its seal, once for each form.</summary>
    /// <param name="To">Whose button it was; null for one that everybody may click.</param>
    /// <param name="Values">What the card showed, as it came back: the seal must cover exactly this.</param>
    /// <param name="Opened">
    /// Asked only when the seal is good and the form has made no request yet: reads the live facts, says what to do.
    /// </param>
    internal sealed record Submit(Person? To, IEnumerable<string> Values, Func<CancellationToken, Task<SubmitReply>> Opened) : DialogReply;
}

/// <summary>What a submit with a good seal comes to.</summary>
internal abstract record SubmitReply
{
    private SubmitReply()
    {
    }

    /// <param name="Operation">What is to be done.</param>
    /// <param name="Shown">What the person saw and agreed to, for the audit.</param>
    /// <param name="OnRefused">The same card with the reason on it, values kept.</param>
    internal sealed record StartRequest(
        Operation Operation, IReadOnlyDictionary<string, string?> Shown, Func<Refusal, AdaptiveCard> OnRefused) : SubmitReply
    {
        /// <inheritdoc cref="Submission.GlassReason"/>
        public string? GlassReason { get; init; }
    }

    /// <summary>Nothing can be done as things stand: this is the answer.</summary>
    internal sealed record Instead(DialogReply Reply) : SubmitReply;
}
