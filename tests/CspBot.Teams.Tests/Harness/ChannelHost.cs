using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams.Tests;

/// <summary>
/// The channel on a real port with production settings, and Microsoft's hosts played on another: a test's outbound
/// connections are led there by address only, so that names, TLS and host checks are the real ones.
/// </summary>
public sealed class ChannelHost : IAsyncDisposable
{
    public const string AppId = "00000000-0000-4000-8000-000000000010";
    public const string TenantId = "00000000-0000-4000-8000-000000000001";
    public const string ServiceUrl = $"https://{FakeConnector.Host}/amer/{TenantId}/";

    public static IReadOnlyList<string> PlayedHosts { get; } =
    [
        FakeConnector.Host, FakeIssuer.Host, FakeLogin.Host, "elsewhere.example", FakeLogin.OtherHost,
    ];

    private readonly WebApplication _bot;
    private readonly WebApplication _microsoft;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _dialled = [];

    private ChannelHost(
        WebApplication bot,
        WebApplication microsoft,
        ManualTime time,
        FakeConnector connector,
        FakeIssuer issuer,
        FakeLogin login,
        TestLog log)
    {
        (_bot, _microsoft, Time, Connector, Issuer, Login, Logged) = (bot, microsoft, time, connector, issuer, login, log);
        _client = new HttpClient { BaseAddress = new Uri(bot.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public ManualTime Time { get; }

    public FakeConnector Connector { get; }

    public FakeIssuer Issuer { get; }

    public FakeLogin Login { get; }

    public TestLog Logged { get; }

    /// <summary>Hosts that the bot opened connections to.</summary>
    public IReadOnlyCollection<string> Dialled => _dialled;

    public ConnectorClient Client => _bot.Services.GetRequiredService<ConnectorClient>();

    public IServiceProvider Services => _bot.Services;

    public Uri Address => _client.BaseAddress!;

    /// <summary>A conversation that Teams would have told of.</summary>
    public static ConversationAddress Personal { get; } = new()
    {
        ServiceUrl = new Uri(ServiceUrl),
        ConversationId = "a:1xyz",
        ConversationType = "personal",
        TenantId = TenantId,
        AadObjectId = "00000000-0000-4000-8000-000000000020",
        UserId = "29:1abc",
        BotId = "28:" + AppId,
    };

    public static TeamsOptions Secret() =>
        new() { AppId = AppId, TenantId = TenantId, ClientSecret = "s3cr3t-of-the-bot", Trust = TestAuthority.Trust };

    public static TeamsOptions NoTokens() => new() { AppId = AppId, TenantId = TenantId, Authentication = "None" };

    public static async Task<ChannelHost> StartAsync(
        TestTurn? handler = null,
        TeamsOptions? options = null,
        string environment = "Production",
        Action<IServiceCollection>? services = null,
        ForeignTenantHandler? foreigner = null)
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var connector = new FakeConnector();
        var issuer = new FakeIssuer(time);
        issuer.AddKey("k1", endorsements: "msteams");
        var login = new FakeLogin();
        var microsoft = await PlayMicrosoftAsync(connector, issuer, login);

        var log = new TestLog();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddTeams(options ?? Secret());
        builder.Services.AddSingleton<IBot>(new ScriptedBot(handler));
        services?.Invoke(builder.Services);

        var port = new Uri(microsoft.Urls.First()).Port;
        ConcurrentQueue<string>? dialled = null;
        builder.Services
            .AddHttpClient(TeamsSetup.HttpClientName)
            .UseSocketsHttpHandler((http, _) => http.ConnectCallback = async (context, ct) =>
            {
                var target = context.DnsEndPoint;
                dialled?.Enqueue(target.Host);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, PlayedHosts.Contains(target.Host) ? port : target.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            });

        var bot = builder.Build();
        bot.Services.GetRequiredService<TeamsAdapter>().OnForeignTenant = foreigner;
        bot.MapBot("/api/messages");
        await bot.StartAsync();
        var host = new ChannelHost(bot, microsoft, time, connector, issuer, login, log);
        dialled = host._dialled;
        return host;
    }

    /// <summary>Posts an activity as Teams does, with a good token unless told otherwise.</summary>
    public Task<HttpResponseMessage> PostAsync(JsonNode activity, string? token = "good") =>
        PostAsync(activity.ToJsonString(), token);

    public Task<HttpResponseMessage> PostAsync(string body, string? token = "good") => PostAsync(Encoding.UTF8.GetBytes(body), token);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string? token = "good")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (token == "good")
            token = Issuer.Token();
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return await _client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    public async Task<JsonElement> AnswerAsync(JsonNode activity)
    {
        using var response = await PostAsync(activity);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits for work that waits for the clock: moves it on whenever somebody asks for a pause.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        await RunAsync((Task)work);
        return await work;
    }

    public async Task RunAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            var pause = Time.Waited(t => t < TimeSpan.FromSeconds(6));
            if (await Task.WhenAny(work, pause) == pause)
                Time.Advance(TimeSpan.FromSeconds(6));
        }

        await work;
    }

    /// <summary>A post that may wait for the next look at the issuer's keys: the pause before it ends at once.</summary>
    public async Task<HttpResponseMessage> PastKeyPauseAsync(Task<HttpResponseMessage> post)
    {
        while (!post.IsCompleted)
        {
            var pause = Time.Waited(span => span == TimeSpan.FromSeconds(10));
            if (await Task.WhenAny(post, pause) == pause)
                Time.Advance(TimeSpan.FromSeconds(10));
        }

        return await post;
    }

    public Task StopBotAsync() => _bot.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bot.DisposeAsync();
        await _microsoft.StopAsync(new CancellationToken(canceled: true));
        await _microsoft.DisposeAsync();
        Issuer.Dispose();
    }

    private static async Task<WebApplication> PlayMicrosoftAsync(FakeConnector connector, FakeIssuer issuer, FakeLogin login)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(TestAuthority.Server)));
        var app = builder.Build();
        issuer.Map(app);
        login.Map(app);
        app.MapFallback("{**path}", connector.HandleAsync);
        await app.StartAsync();
        return app;
    }
}
