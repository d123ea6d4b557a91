using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CspBot.Store;

/// <summary>Registers the store folder: database, signals between instances, leases and the clock.</summary>
internal static class StoreSetup
{
    /// <summary>Adds the store. <paramref name="test"/> is the section that only environment Development may have.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, StoreOptions options, IConfiguration? test)
    {
        services.TryAddSingleton<TimeProvider>(
            _ => test?.GetValue<TimeSpan?>("Ahead") is { } ahead ? new AheadTime(ahead) : TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton<Signals>()
            .AddSingleton(provider => new Database(options, provider.GetRequiredService<Signals>())
            {
                Seals = provider.GetRequiredService<SealKeys>(),
                LockPatience = (int)(test?.GetValue<double?>("Slower") ?? 1),
            })
            .AddSingleton<Loops>()
            .AddSingleton<Turns>()
            .AddSingleton(new FaultPoints(test?["StopAt"]))
            .AddSingleton(test?.GetValue<TimeSpan?>("Lease") is { } length ? new Lease(length) : Lease.Default)
            .AddSingleton<StoreStart>()
            .AddHostedService(provider => provider.GetRequiredService<StoreStart>())
            .AddHostedService<StoreListener>();
    }
}
