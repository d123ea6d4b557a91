namespace CspBot.Handovers;

/// <summary>Registers the hand-overs folder: what people do by hand in Microsoft's portals, kept and followed.</summary>
internal static class HandOversSetup
{
    public static IServiceCollection AddHandOvers(this IServiceCollection services, HandOverOptions options) => services
        .AddSingleton(options)
        .AddSingleton<HandOverDesk>()
        .AddSingleton<HandOverWatch>()
        .AddHostedService(provider => provider.GetRequiredService<HandOverWatch>());
}
