using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Builder.Integration.AspNet.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams;

/// <summary>Puts the channel into an ASP.NET Core application.</summary>
public static class TeamsSetup
{
    internal const string HttpClientName = "CspBot.Teams";

    /// <summary>
    /// Adds the channel. <see cref="TimeProvider"/>, <see cref="ActivityClaims"/> and <see cref="SharedPace"/>
    /// come from the container when it has them.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Settings; check <see cref="TeamsOptions.Validate"/> first.</param>
    public static IServiceCollection AddTeams(this IServiceCollection services, TeamsOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivityClaims>(p => new MemoryClaims(p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SharedPace, UnsharedPace>();
        services.AddSingleton(options);
        services.AddSingleton<ServiceUrls>();
        services.AddSingleton(p => KeysOf(options.OpenIdMetadata, p));
        services.AddSingleton<BotTokens>();
        services.AddSingleton<ConnectorToken>();
        services.AddSingleton<ConnectorPacing>();
        services.AddSingleton<ConnectorTransport>();
        services.AddSingleton(p => new ConnectorClient(options, p.GetRequiredService<ConnectorTransport>()));
        if (options.SingleSignOn is { } single)
        {
            services.AddSingleton(p => new SignInTokens(
                single,
                KeysOf(single.OpenIdMetadata, p),
                p.GetRequiredService<TimeProvider>(),
                p.GetRequiredService<ILogger<SignInTokens>>()));
        }

        services.AddSingleton<TurnWork>();
        services.AddSingleton<Turns>();
        services.AddSingleton<FrontDoor>();
        services.AddSingleton(p =>
            new TeamsAdapter(p.GetRequiredService<FrontDoor>(), p.GetRequiredService<Turns>(), p.GetRequiredService<ConnectorClient>()));
        services.AddSingleton<BotAdapter>(p => p.GetRequiredService<TeamsAdapter>());
        services.AddSingleton<IBotFrameworkHttpAdapter>(p => p.GetRequiredService<TeamsAdapter>());
        services.AddHostedService(p => p.GetRequiredService<TurnWork>());
        services.AddHttpClient(HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) => Prepare(handler, options))
            // One handler for good: its pool replaces connections itself, and a credential keeps it.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The factory's own logger writes URLs, and with them conversation ids.
            .RemoveAllLoggers();
        return services;
    }

    /// <summary>Maps the messaging endpoint: POST only. The bot is the container's <see cref="IBot"/>.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Path, by convention <c>/api/messages</c>.</param>
    /// <exception cref="InvalidOperationException">Authentication is off outside environment Development.</exception>
    public static IEndpointConventionBuilder MapBot(this IEndpointRouteBuilder endpoints, string pattern)
    {
        var services = endpoints.ServiceProvider;
        if (!services.GetRequiredService<TeamsOptions>().NeedsTokens && !services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            throw new InvalidOperationException("Bot:Authentication None is only for environment Development.");
        var (adapter, bot) = (services.GetRequiredService<IBotFrameworkHttpAdapter>(), services.GetRequiredService<IBot>());
        return endpoints.MapPost(
            pattern, (RequestDelegate)(http => adapter.ProcessAsync(http.Request, http.Response, bot, http.RequestAborted)));
    }

    private static ConnectorKeys KeysOf(string openIdMetadata, IServiceProvider provider) => new(
        openIdMetadata,
        provider.GetRequiredService<IHttpClientFactory>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<ConnectorKeys>>());

    private static void Prepare(SocketsHttpHandler handler, TeamsOptions options)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        if (options.Trust is { } trust)
            handler.SslOptions.CertificateChainPolicy = trust;
    }
}
