using CspBot.Conversation;

namespace CspBot.Dialogs.Reservations;

/// <summary>Registers what the reservations dialog is made of: its parts, and a line for each act.</summary>
internal static class ReservationsSetup
{
    private const string Of = ReservationsDialog.Own;

    public static IServiceCollection AddReservations(this IServiceCollection services) => services
        .AddSingleton<PlanQuotes>()
        .AddSingleton<ReservationPlan>()
        .AddSingleton<HoldingSearch>()
        .AddSingleton<ReservationHistory>()
        .AddSingleton<ReservationLetter>()
        .AddSingleton<BuyProducts>()
        .AddSingleton<BuyReader>()
        .AddAct<BuyDialog>(Of, BuyForm.Act)
        .AddAct<ReturnDialog>(Of, "return")
        .AddAct<ExchangeDialog>(Of, "exchange")
        .AddSingleton<ManageParts>()
        .AddAct<RenewDialog>(Of, "renew")
        .AddAct<RescopeDialog>(Of, "scope")
        .AddAct<RenameDialog>(Of, "name")
        .AddAct<SplitDialog>(Of, "split")
        .AddAct<MergeDialog>(Of, "merge")
        .AddAct<CommitDialog>(Of, "commit");
}
