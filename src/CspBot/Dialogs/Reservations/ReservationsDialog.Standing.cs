using CspBot.Conversation;

namespace CspBot.Dialogs.Reservations;

/// <content>What approvers see besides: read beside the act's own facts, for every act alike.</content>
internal sealed partial class ReservationsDialog
{
    /// <summary>It helps to decide and is no condition: a submit does not fail for want of it.</summary>
    private const double StandingShare = 0.4;

    private async Task<DialogReply> ActAsync(DialogTurn turn, string name, string step, CancellationToken ct)
    {
        var reply = await acts.StepAsync(this, name, turn, step, ct);
        return reply is DialogReply.Submit submit
            ? submit with { Opened = token => OpenedAsync(turn, submit.Opened, token) }
            : reply;
    }

    private async Task<SubmitReply> OpenedAsync(
        DialogTurn turn, Func<CancellationToken, Task<SubmitReply>> opened, CancellationToken ct)
    {
        var customer = turn.Input["customer"];
        using var share = new CancellationTokenSource(limit.Reads * StandingShare, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(share.Token, turn.ReadUntil, ct);
        var reading = Guid.TryParse(customer, out _)
            ? CustomerStanding.ReadAsync(azure, customer, time.GetUtcNow(), turn with { ReadUntil = both.Token })
            : Task.FromResult(new CustomerStanding());
        SubmitReply reply;
        try
        {
            reply = await opened(ct);
        }
        finally
        {
            await reading;
        }

        var standing = await reading;
        return reply is SubmitReply.StartRequest { Operation: ReservationOperation operation } start
            && string.Equals(operation.CustomerId, customer, StringComparison.OrdinalIgnoreCase)
                ? start with { Operation = operation with { Standing = standing } }
                : reply;
    }
}
