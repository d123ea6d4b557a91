using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Cloud;

/// <summary>The cloud folder on top of scripted answers, for what a well-behaved pretend Microsoft would never send.</summary>
internal sealed class ScriptedCloud : HttpMessageHandler, IAsyncDisposable
{
    public const string Partner = "00000000-0000-4000-8000-000000000001";
    public const string AdminAgents = "00000000-0000-4000-8000-000000000010";
    public const string ContosoId = "11111111-1111-4111-8111-111111111111";
    public const string Subscription = "22222222-2222-4222-8222-222222222222";

    public static readonly StackDeployment Paris = new()
    {
        Name = "Paris",
        RegistrationId = "/subscriptions/s/resourceGroups/azurestack/providers/Microsoft.AzureStack/registrations/azurestack-1",
        AdminResourceManager = "https://adminmanagement.paris.test",
        TenantResourceManager = "https://management.paris.test",
        DirectoryTenantId = Partner,
    };

    private readonly string _folder = TempFolder.Create("test");
    private readonly ServiceProvider _services;
    private int _tokens;

    /// <param name="shared">Another instance, whose cache this one shares.</param>
    public ScriptedCloud(TimeProvider? time = null, TimeSpan? networkTimeout = null, ScriptedCloud? shared = null)
    {
        TokenFile = Path.Combine(_folder, "refresh.token");
        File.WriteAllText(TokenFile, "refresh-1\n");
        Options = new CloudOptions
        {
            Login = "https://login.test",
            PartnerCenter = "https://partner.test",
            ResourceManager = "https://arm.test",
            Graph = "https://graph.test",
            NetworkTimeout = networkTimeout ?? TimeSpan.FromSeconds(10),
            Stacks = [Paris],
            Partner = new PartnerAccount
            {
                TenantId = Partner,
                AppId = Guid.NewGuid().ToString(),
                ClientSecret = "s",
                RefreshTokenFile = TokenFile,
                AdminAgentsGroupId = AdminAgents,
            },
        };
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        services.AddCache(new StoreOptions(), null, null).AddCloud(Options);
        if (shared is not null)
            services.AddSingleton(shared.Get<ISharedCache>());
        services.AddHttpClient(CloudHttp.ClientName).ConfigurePrimaryHttpMessageHandler(() => this);
        _services = services.BuildServiceProvider();
    }

    public CloudOptions Options { get; }

    public string TokenFile { get; }

    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>Answers everything but token requests, unless <see cref="SignIn"/> is replaced.</summary>
    public Func<Call, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = (call, _) =>
        throw new InvalidOperationException("Unexpected call: " + call);

    public Func<Call, CancellationToken, Task<HttpResponseMessage>>? SignIn { get; set; }

    public AzureOperations Azure => _services.GetRequiredService<AzureOperations>();

    public T Get<T>()
        where T : class => _services.GetRequiredService<T>();

    public void Script(Func<Call, HttpResponseMessage> answer) => Answer = (call, _) => Task.FromResult(answer(call));

    public IEnumerable<Call> To(string host) => Calls.Where(c => c.Uri.Host == host + ".test");

    /// <summary>What a stamp says of itself: the documented audience of whichever side was asked.</summary>
    public static HttpResponseMessage StampMetadata(Call call)
    {
        var audience = $"https://{call.Uri.Host.Split('.')[0]}.fabrikam.onmicrosoft.com/11111111-2222-4333-8444-555555555555";
        return Json($$$"""{"authentication":{"audiences":["{{{audience}}}"]}}""");
    }

    public static HttpResponseMessage Json(string body, int status = 200, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }

    public override string ToString() => "scripted cloud";

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        var call = new Call(request.Method.Method, request.RequestUri!, body, headers);
        Calls.Enqueue(call);
        if (call.Uri.Host != "login.test")
            return await Answer(call, cancellationToken);
        if (SignIn is not null)
            return await SignIn(call, cancellationToken);
        var n = Interlocked.Increment(ref _tokens);
        return Json($$"""{"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","access_token":"token-{{n}}"}""");
    }

    /// <summary>One request as it went out.</summary>
    internal sealed record Call(string Method, Uri Uri, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Path => Uri.PathAndQuery;

        public override string ToString() => $"{Method} {Uri}";
    }
}
