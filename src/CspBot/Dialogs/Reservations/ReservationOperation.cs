using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What all operations on what a customer holds, or is to hold, have in common: sales agents ask, an admin agent runs.</summary>
internal abstract record ReservationOperation : Operation
{
    /// <summary>What the customer may still spend and holds already; null where nobody read it.</summary>
    public CustomerStanding? Standing { get; init; }

    public override PartnerPower Power => PartnerPower.AskReservations;

    public override PartnerPower RunPower => PartnerPower.ManageReservations;

    public override NextStep? Next => NextStep.Reservations;

    public override IReadOnlyList<(string Name, string Value)> FactsForApprover(Texts texts) => Standing?.Facts(texts) ?? [];
}
