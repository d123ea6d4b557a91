using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>The cloud folder, configured as a bot would be, against a pretend Microsoft over HTTPS.</summary>
public sealed class SandboxedCloud : IAsyncLifetime
{
    private readonly string _folder = TempFolder.Create("cloud");
    private readonly TimeProvider _clock = TestClock.World();
    private ServiceProvider _services = null!;

    internal SandboxHost Host { get; private set; } = null!;

    internal DateTimeOffset Now => _clock.GetUtcNow();

    internal AzureOperations Azure => _services.GetRequiredService<AzureOperations>();

    public async Task InitializeAsync()
    {
        Host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Folder = _folder }, _clock, CancellationToken.None);
        Restart();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await Host.DisposeAsync();
        WireInventory.Check(Host.Calls.All());
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs once before the next request that it says yes to is sent: what somebody else does in that moment.</summary>
    internal (Func<HttpRequestMessage, bool> When, Func<Task> Do)? Meanwhile { get; set; }

    /// <summary>Something that happens outside the bot (sandbox control route).</summary>
    internal async Task ControlAsync(string route, string json)
    {
        using var client = new HttpClient();
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(Host.Control, "/control/" + route), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal T Get<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>The seeded world, no faults, and a bot that remembers nothing.</summary>
    internal async Task<AzureOperations> FreshAsync()
    {
        var calls = Host.Calls.All();
        Host.Reset();
        await _services.DisposeAsync();
        Restart();
        WireInventory.Check(calls);
        return Azure;
    }

    internal List<RecordedCall> CallsTo(string api, string? method = null) =>
        [.. Host.Calls.All().Where(c => c.Api == api && (method is null || c.Method == method))];

    private void Restart()
    {
        var settings = Host.BotEnvironment.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value);
        var options = CloudOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.Empty(options.Validate());
        Meanwhile = null;
        var services = new ServiceCollection().AddSingleton(_clock).AddCache(new StoreOptions(), null, null).AddCloud(options);
        services.AddHttpClient(CloudHttp.ClientName).AddHttpMessageHandler(() => new Watch(this));
        _services = services.BuildServiceProvider();
    }

    private sealed class Watch(SandboxedCloud cloud) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cloud.Meanwhile is { } meanwhile && meanwhile.When(request))
            {
                cloud.Meanwhile = null;
                await meanwhile.Do();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
