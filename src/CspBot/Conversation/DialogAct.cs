using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Conversation;

/// <summary>
/// One thing to do under another dialog's name: a changing dialog with a life of its own, whose cards' data carry <c>act</c>.
/// <c>{of}/{name}</c> opens it; the shared verbs <c>details</c>, <c>submit</c> and <c>back</c> find it by its name in the data.
/// </summary>
/// <param name="Of">Name of the dialog that it belongs to.</param>
/// <param name="Name">Such as buy, return, revoke, relation.</param>
internal sealed record DialogAct(string Of, string Name, Dialog Dialog);

/// <summary>All acts of all dialogs.</summary>
internal sealed class DialogActs(IEnumerable<DialogAct> acts)
{
    public IReadOnlyList<DialogAct> All { get; } = [.. acts];

    public bool Has(Dialog of, string name) => Find(of, name) is not null;

    /// <summary>Names of the acts of a dialog that this caller may do: what its cards offer.</summary>
    public IReadOnlyList<string> OpenTo(Caller caller, Dialog of) =>
        [.. All.Where(act => act.Of == of.Name && DialogRouter.Gate(act.Dialog, caller) is null).Select(act => act.Name)];

    /// <summary>A step of an act; who may not do it is told which role could.</summary>
    public Task<DialogReply> StepAsync(Dialog of, string name, DialogTurn turn, string step, CancellationToken ct) => Find(of, name) switch
    {
        null => Refuse(new Refusal("UnknownButton")),
        var act when DialogRouter.Gate(act.Dialog, turn.Caller) is { } closed => Refuse(closed),
        var act => act.Dialog.StepAsync(turn, step, ct),
    };

    private DialogAct? Find(Dialog of, string name) => All.FirstOrDefault(act => act.Of == of.Name && act.Name == name);

    private static Task<DialogReply> Refuse(Refusal refusal) => Task.FromResult<DialogReply>(new DialogReply.Refuse(refusal));
}
