using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Help;

/// <summary>Help: what this caller may do, what each thing needs, and the words for it.</summary>
internal sealed class HelpDialog(Lazy<IReadOnlyList<Dialog>> dialogs) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new("help", "Help", typeof(HelpDialog), new Dictionary<string, Type>())
    {
        Typed = [],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeActivityLog);

    public override IReadOnlyList<string> DataSets { get; } = [];

    public override bool OpenToApprovers => true;

    /// <summary>The menu, or what stands behind the name of a dialog; of one that the caller may not open, which role it takes.</summary>
    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        Task.FromResult(Show(Find(turn.Caller, words) is { } dialog
            ? HelpCards.Topic(turn.Texts, dialog)
            : HelpCards.Menu(turn.Texts, turn.Caller, Mine(turn.Caller), Closed(turn, words))));

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "show" => await OpenAsync(turn, "", ct),
        "roles" => Show(HelpCards.Roles(turn.Texts, turn.Caller)),
        "topic" => await OpenAsync(turn, turn.Input["dialog"], ct),
        "open" when Find(turn.Caller, turn.Input["dialog"]) is { } chosen => await OpenAsync(turn, chosen, ct),
        _ => new DialogReply.Refuse(new Refusal("UnknownButton")),
    };

    /// <summary>
    /// What was meant by a phrase, or a row of the menu: only what can be typed, and of the button's data only what a phrase may fill in.
    /// </summary>
    private static async Task<DialogReply> OpenAsync(DialogTurn turn, Dialog chosen, CancellationToken ct)
    {
        var named = turn.Input["step"];
        var act = chosen.Line.Typed.FirstOrDefault(one => one.Step == named);
        if (act is null)
            return named.Length > 0 ? new DialogReply.Refuse(new Refusal("UnknownButton"))
                : await chosen.OpenAsync(turn with { Input = FormInput.Empty }, "", ct);
        var fields = act.Fields.Append(act.Rest).Append(act.CustomerAs)
            .OfType<string>()
            .Concat(Remarks.All)
            .Distinct()
            .Where(field => turn.Input[field] is { Length: > 0 and <= Meant.LongestValue })
            .ToDictionary(field => field, field => turn.Input[field]);
        return await new Meant(chosen.Line, act) { Fields = fields }.OpenAsync(chosen, turn, ct);
    }

    /// <summary>A no to nothing that was asked for: what it takes is told, and the menu below it is the answer.</summary>
    private AdaptiveContainer? Closed(DialogTurn turn, string name) =>
        dialogs.Value.FirstOrDefault(dialog => dialog.Name == name) is { } named && DialogRouter.Gate(named, turn.Caller) is { } gate
            ? Look.Banner(Look.Calm, turn.Texts[named.Area + ".Name"], Sentences.Say(gate, turn.Texts))
            : null;

    private Dialog? Find(Caller caller, string name) => Mine(caller).FirstOrDefault(dialog => dialog.Name == name);

    private List<Dialog> Mine(Caller caller) =>
        [.. dialogs.Value.Where(dialog => dialog != this && DialogRouter.Gate(dialog, caller) is null)];
}
