namespace CspBot.Credit;

/// <summary>Registers the credit folder: the keeper of the credit that the partner earns on customers' subscriptions.</summary>
internal static class CreditSetup
{
    public static IServiceCollection AddCredit(this IServiceCollection services, CreditOptions options) => services
        .AddSingleton(options)
        .AddSingleton<CreditDesk>()
        .AddSingleton<CreditNotices>()
        .AddSingleton<CreditLook>()
        .AddSingleton<CreditWatch>()
        .AddHostedService(provider => provider.GetRequiredService<CreditWatch>());
}
