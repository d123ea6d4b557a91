using CspBot.Conversation;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>Registers the act that shows what tenants use.</summary>
internal static class StackUsageSetup
{
    public static IServiceCollection AddStackUsage(this IServiceCollection services) => services
        .AddSingleton<StackUsageDesk>()
        .AddAct<StackUsageDialog>(OnboardStackTenantDialog.Own, StackUsageDialog.Act);
}
