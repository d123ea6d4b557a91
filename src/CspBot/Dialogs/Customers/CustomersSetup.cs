using CspBot.Conversation;

namespace CspBot.Dialogs.Customers;

/// <summary>Registers what the customers dialog is made of: its parts, and a line for each act.</summary>
internal static class CustomersSetup
{
    public static IServiceCollection AddCustomers(this IServiceCollection services) => services
        .AddSingleton<CustomerDesk>()
        .AddAct<BudgetDialog>(CustomersDialog.Own, BudgetForm.Act)
        .AddSingleton<AccessDesk>()
        .AddSingleton<AccessParts>()
        .AddAct<RevokeDialog>(CustomersDialog.Own, RevokeForm.Name)
        .AddAct<ExtendDialog>(CustomersDialog.Own, ExtendForm.Name)
        .AddAct<RelationDialog>(CustomersDialog.Own, RelationForm.Act)
        .AddAct<PlanDialog>(CustomersDialog.Own, PlanForm.Act);
}
