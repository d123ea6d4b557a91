using System.Security.Cryptography.X509Certificates;
using CspBot.Store;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace CspBot.Cache;

/// <summary>
/// Chooses the shared cache: Redis when it is set, else a PostgreSQL table, else this
/// process's memory; HybridCache stands before it.
/// </summary>
internal static class CacheSetup
{
    /// <summary>A sentence when <c>Cache:Redis</c> is set and wrong.</summary>
    public static IEnumerable<string> Validate(string? redis)
    {
        if (!string.IsNullOrEmpty(redis) && RedisSetting.Parse(redis) is { Options: null, Problem: var problem })
            yield return "Cache:Redis is wrong. " + problem;
    }

    /// <param name="services">Where to.</param>
    /// <param name="store">Says whether there is a PostgreSQL table to fall back on.</param>
    /// <param name="redis">The setting <c>Cache:Redis</c>.</param>
    /// <param name="trust">Who may have signed the certificate of Redis; null is the machine's own list.</param>
    public static IServiceCollection AddCache(this IServiceCollection services, StoreOptions store, string? redis, X509ChainPolicy? trust)
    {
        services.AddMetrics();
        if (!string.IsNullOrEmpty(redis))
        {
            services.AddSingleton(provider =>
            {
                var (options, problem) = RedisSetting.Parse(redis);
                return Connect(
                    options ?? throw new ArgumentException(problem, nameof(redis)),
                    trust,
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<RedisLink>>());
            });
            services.AddSingleton<ISharedCache>(
                provider => new RedisCache(provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<TimeProvider>()));
        }
        else if (store.IsPostgres)
        {
            services.AddSingleton<ISharedCache>(provider =>
                new PostgresCache(provider.GetRequiredService<Database>().Postgres!, provider.GetRequiredService<TimeProvider>()));
        }
        else
        {
            services.AddSingleton<ISharedCache, InProcessCache>();
        }

        services.AddHybridCache();
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>((memory, time) => memory.Clock = new CacheClock(time));
        return services
            .AddSingleton<IDistributedCache, CountedCache>()
            .AddSingleton<CacheUses>()
            .AddSingleton<CacheClaims>()
            .AddSingleton<CacheSegments>();
    }

    /// <summary>A connection that tells a refused certificate as what it is.</summary>
    internal static RedisLink Connect(
        StackExchange.Redis.ConfigurationOptions options, X509ChainPolicy? trust, TimeProvider time, ILogger<RedisLink> logger)
    {
        RedisLink? link = null;
        options.Trust(trust, reason => link?.Tell("Its certificate is refused: " + reason + "."));
        return link = new RedisLink(options, time, logger);
    }
}
