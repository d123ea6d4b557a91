namespace CspBot.Partner;

/// <summary>Registers the partner folder: who is asking.</summary>
internal static class PartnerSetup
{
    /// <summary>Adds the resolver of callers.</summary>
    public static IServiceCollection AddPartner(this IServiceCollection services, PartnerOptions options) =>
        services.AddSingleton(options).AddSingleton<CallerResolver>();
}
