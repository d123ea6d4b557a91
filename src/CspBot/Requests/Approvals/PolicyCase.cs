using CspBot.Partner;

namespace CspBot.Requests.Approvals;

/// <summary>
/// What is asked for, as the rules see it: made of an operation when it is submitted, or of a form that only wants to know.
/// </summary>
/// <param name="Dialog">Name of the dialog in which it is asked for.</param>
/// <param name="CustomerId">The customer's tenant id.</param>
/// <param name="CustomerName">As Partner Center gave it.</param>
internal sealed record PolicyCase(string Dialog, string CustomerId, string CustomerName)
{
    /// <inheritdoc cref="Operation.RuledLike"/>
    public string? RuledLike { get; init; }

    /// <summary>The one name that a rule knows it by: a role given in two dialogs is one kind of thing.</summary>
    public string Kind => RuledLike ?? Dialog;

    public required PartnerPower Power { get; init; }

    public required PartnerPower RunPower { get; init; }

    public bool TakesAway { get; init; }

    public bool NeedsNobody { get; init; }

    /// <inheritdoc cref="Operation.GivenRoles"/>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <inheritdoc cref="Operation.LastsFor"/>
    public TimeSpan? Lasts { get; init; }

    public CommittedAmount? Amount { get; init; }

    /// <inheritdoc cref="Operation.PreapprovedAs"/>
    public string? PreapprovedAs { get; init; }

    /// <inheritdoc cref="Operation.Beneficiary"/>
    public Person? Beneficiary { get; init; }

    public string Reason { get; init; } = "";

    public string Ticket { get; init; } = "";

    /// <summary>An operation about to be submitted.</summary>
    /// <param name="ticket">What was typed beside it; the operation's own goes before.</param>
    public static PolicyCase Of(string dialog, Operation operation, string ticket, DateTimeOffset now) =>
        new(dialog, operation.CustomerId, operation.CustomerName)
        {
            RuledLike = operation.RuledLike,
            Power = operation.Power,
            RunPower = operation.RunPower,
            TakesAway = operation.TakesAway,
            NeedsNobody = operation.NeedsNobody,
            Roles = operation.GivenRoles,
            Lasts = operation.LastsFor(now),
            Amount = operation.Commits,
            PreapprovedAs = operation.PreapprovedAs,
            Beneficiary = operation.Beneficiary,
            Reason = operation.Reason,
            Ticket = operation.OwnTicket is { Length: > 0 } own ? own : ticket,
        };
}
