using CspBot.Conversation;

namespace CspBot.Dialogs.Reservations;

/// <content>The plan for the last exchange.</content>
internal sealed partial class ReservationsDialog
{
    private const string PlanWord = "plan";

    private Task<DialogReply> PlanAsync(DialogTurn turn, string words, CancellationToken ct) => words.Length == 0
        ? exchanges.OverAsync(turn, ct)
        : WithCustomerAsync(
            turn,
            words,
            customer => turn.Input["reservation"].Length > 0
                ? exchanges.OneAsync(turn, customer, ct)
                : exchanges.PageAsync(turn, customer, ct),
            ct,
            PlanWord);
}
