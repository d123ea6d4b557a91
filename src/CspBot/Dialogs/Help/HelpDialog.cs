using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Help;

/// <summary>Help: what this caller may do, and the words for it.</summary>
internal sealed class HelpDialog(Lazy<IReadOnlyList<Dialog>> dialogs) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        "help", "Help", new(["help"], ["aide"]), typeof(HelpDialog), new Dictionary<string, Type>());

    private static readonly string[] Greetings = ["hi", "hello", "hey", "bonjour", "salut", "bonsoir", "coucou"];

    public override IReadOnlyList<PartnerRole> Roles { get; } = [PartnerRole.AdminAgent, PartnerRole.SalesAgent, PartnerRole.HelpdeskAgent];

    public override IReadOnlyList<string> DataSets { get; } = [];

    public override bool OpenToApprovers => true;

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        Task.FromResult(Show(
            HelpCards.Menu(turn.Texts, turn.Caller, Mine(turn.Caller), words.Length == 0 || Greetings.Contains(words) ? null : words)));

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct)
    {
        if (step == "show")
            return await OpenAsync(turn, "", ct);
        return step == "open" && Mine(turn.Caller).FirstOrDefault(dialog => dialog.Name == turn.Input["dialog"]) is { } chosen
            ? await chosen.OpenAsync(turn, "", ct)
            : new DialogReply.Refuse(new Refusal("UnknownButton"));
    }

    private List<Dialog> Mine(Caller caller) =>
        [.. dialogs.Value.Where(dialog => dialog != this && DialogRouter.Gate(dialog, caller) is null)];
}
