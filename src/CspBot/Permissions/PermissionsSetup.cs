namespace CspBot.Permissions;

/// <summary>Registers the permissions folder: the watch over the switch that lets a customer buy by itself.</summary>
internal static class PermissionsSetup
{
    /// <summary>Adds the watch and its notices.</summary>
    public static IServiceCollection AddPermissions(this IServiceCollection services, PermissionWatchOptions options) => services
        .AddSingleton(options)
        .AddSingleton<PermissionWatchNotices>()
        .AddSingleton<PermissionWatchLook>()
        .AddSingleton<PermissionWatch>()
        .AddHostedService(provider => provider.GetRequiredService<PermissionWatch>());
}
