namespace CspBot.Relations;

/// <summary>Registers the relations folder: the watch over what ties customers to us.</summary>
internal static class RelationsSetup
{
    public static IServiceCollection AddRelations(this IServiceCollection services, RelationWatchOptions options) => services
        .AddSingleton(options)
        .AddSingleton<RelationNotices>()
        .AddSingleton<RelationWatch>()
        .AddHostedService(provider => provider.GetRequiredService<RelationWatch>());
}
