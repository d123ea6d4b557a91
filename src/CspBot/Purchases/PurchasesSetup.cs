using CspBot.Cloud;

namespace CspBot.Purchases;

/// <summary>Registers the purchases folder: the watch over what customers buy.</summary>
internal static class PurchasesSetup
{
    /// <summary>Adds the watch, its notices and reminders, and Partner Center's webhook.</summary>
    public static IServiceCollection AddPurchases(this IServiceCollection services, PurchaseOptions options, CloudOptions cloud)
    {
        PartnerEventCertificates.AddClient(services, cloud);
        return services
            .AddSingleton(options)
            .AddSingleton<Subscriptions>()
            .AddSingleton<PurchasesDesk>()
            .AddSingleton<PurchaseDetails>()
            .AddSingleton<PurchaseReminders>()
            .AddSingleton<PurchaseWatch>()
            .AddHostedService(provider => provider.GetRequiredService<PurchaseWatch>())
            .AddHostedService<SavingsPlanWatch>()
            .AddSingleton<PartnerEvents>()
            .AddSingleton<PartnerEventCertificates>();
    }
}
