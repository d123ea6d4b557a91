namespace CspBot.Portfolio;

/// <summary>Registers the portfolio folder: what all customers hold, as last seen.</summary>
internal static class PortfolioSetup
{
    /// <summary>Adds the walk and the lists that it fills.</summary>
    public static IServiceCollection AddPortfolio(this IServiceCollection services, PortfolioOptions options) => services
        .AddSingleton(options)
        .AddSingleton<PortfolioDesk>()
        .AddHostedService<PortfolioWalk>();
}
