using System.Security.Cryptography.X509Certificates;
using CspBot.Store;
using Microsoft.Extensions.Caching.Distributed;

namespace CspBot.Cache;

/// <summary>Chooses the shared cache: Redis when it is set, else a PostgreSQL table, else this process's memory.</summary>
internal static class CacheSetup
{
    /// <summary>A sentence when <c>Cache:Redis</c> is set and wrong.</summary>
    public static IEnumerable<string> Validate(string? redis)
    {
        if (!string.IsNullOrEmpty(redis) && !RedisOptions.TryParse(redis, null, out _, out var problem))
            yield return "Cache:Redis is wrong. " + problem;
    }

    public static IServiceCollection AddCache(this IServiceCollection services, StoreOptions store, string? redis, X509Certificate2Collection trusted)
    {
        services.AddMetrics();
        if (!string.IsNullOrEmpty(redis))
        {
            if (!RedisOptions.TryParse(redis, trusted.Count > 0 ? trusted : null, out var options, out var problem))
                throw new ArgumentException(problem, nameof(redis));
            services.AddSingleton(provider => new RespClient(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RespClient>>()));
            services.AddSingleton<ISharedCache>(provider => new RedisCache(provider.GetRequiredService<RespClient>(), provider.GetRequiredService<TimeProvider>()));
        }
        else if (store.IsPostgres)
        {
            services.AddSingleton<ISharedCache>(provider => new PostgresCache(provider.GetRequiredService<Database>().Postgres!, provider.GetRequiredService<TimeProvider>()));
        }
        else
        {
            services.AddSingleton<ISharedCache, InProcessCache>();
        }

        return services
            .AddSingleton<IDistributedCache>(provider => provider.GetRequiredService<ISharedCache>())
            .AddSingleton<CacheUses>()
            .AddSingleton<TwoLevelCache>()
            .AddSingleton<CacheSegments>();
    }
}
