namespace CspBot.Stacks;

/// <summary>Registers the stacks folder: since when tenants are mapped.</summary>
internal static class StacksSetup
{
    public static IServiceCollection AddStacks(this IServiceCollection services, StackWatchOptions options) => services
        .AddSingleton(options)
        .AddSingleton<StackDesk>()
        .AddSingleton<StackWatch>()
        .AddHostedService(provider => provider.GetRequiredService<StackWatch>());
}
