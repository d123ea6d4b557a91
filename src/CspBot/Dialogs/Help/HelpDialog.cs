using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Help;

/// <summary>Help: what this caller may do, and the words for it.</summary>
internal sealed class HelpDialog(Lazy<IReadOnlyList<Dialog>> dialogs) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        "help", "Help", new(["help"], ["aide"]), typeof(HelpDialog), new Dictionary<string, Type>());

    private static readonly string[] Greetings = ["hi", "hello", "hey", "bonjour", "salut", "bonsoir", "coucou"];

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeActivityLog);

    public override IReadOnlyList<string> DataSets { get; } = [];

    public override bool OpenToApprovers => true;

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        Task.FromResult(Show(Topic(turn.Caller, words) is { } topic
            ? HelpCards.Topic(turn.Texts, topic)
            : HelpCards.Menu(turn.Texts, turn.Caller, Mine(turn.Caller), words.Length == 0 || Greetings.Contains(words) ? null : words)));

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct)
    {
        if (step == "show")
            return await OpenAsync(turn, "", ct);
        if (step == "roles")
            return Show(HelpCards.Roles(turn.Texts, turn.Caller));
        return step == "open" && Mine(turn.Caller).FirstOrDefault(dialog => dialog.Name == turn.Input["dialog"]) is { } chosen
            ? await chosen.OpenAsync(turn, "", ct)
            : new DialogReply.Refuse(new Refusal("UnknownButton"));
    }

    /// <summary>
    /// The dialog that these words ask to explain: its phrase, or its topic's own question. A topic is a text of the dialog's area,
    /// <c>{Area}.Topic</c> and <c>{Area}.TopicText</c>; a dialog without one has nothing to explain.
    /// </summary>
    private Dialog? Topic(Caller caller, string words) => words.Length == 0 ? null : Mine(caller).FirstOrDefault(
        dialog => Texts.All.Any(texts => texts.Find(dialog.Area + ".Topic") is { } question && Phrase.Normalize(question) == words)
            || (Texts.English.Find(dialog.Area + ".Topic") is not null
                && dialog.Phrases.All.Any(phrase => Phrase.Normalize(phrase) == words)));

    private List<Dialog> Mine(Caller caller) =>
        [.. dialogs.Value.Where(dialog => dialog != this && DialogRouter.Gate(dialog, caller) is null)];
}
