using CspBot.Cloud.AzureStack;
using CspBot.Cloud.Graph;
using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;
using CspBot.Cloud.ResourceManager;
using CspBot.Cloud.SignIn;
using CspBot.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CspBot.Cloud;

/// <summary>Registers the cloud folder: one connection pool, the clients, the customer index, the verbs.</summary>
internal static class CloudSetup
{
    /// <summary>
    /// Adds <see cref="AzureOperations"/> and what it stands on; the options must have passed
    /// <see cref="CloudOptions.Validate"/>, and the cache must be there.
    /// </summary>
    public static IServiceCollection AddCloud(this IServiceCollection services, CloudOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Loops>();
        services.AddLogging();
        services.AddHttpClient(CloudHttp.ClientName)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => CloudHttp.CreateHandler(options))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        return services
            .AddSingleton(options)
            .AddSingleton<ThrottleGate>()
            .AddSingleton<OddEntries>()
            .AddSingleton<CloudHttp>()
            .AddSingleton<CloudTokens>()
            .AddSingleton<PartnerCenterClient>()
            .AddSingleton<ResourceManagerClient>()
            .AddSingleton<GraphClient>()
            .AddSingleton<StackClient>()
            .AddSingleton<SharedCustomers>()
            .AddSingleton<CustomerIndex>()
            .AddHostedService(provider => provider.GetRequiredService<CustomerIndex>())
            .AddSingleton<AzureOperations>()
            .AddSingleton<ReservationCatalogue>()
            .AddSingleton<ExchangeQuotes>()
            .AddSingleton<StackUsageReader>();
    }
}
