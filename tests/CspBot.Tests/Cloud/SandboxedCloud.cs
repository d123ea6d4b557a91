using CspBot.Cloud;
using CspBot.Sandbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>The cloud folder, configured as a bot would be, against a pretend Microsoft over HTTPS.</summary>
public sealed class SandboxedCloud : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cspbot-cloud-").FullName;
    private ServiceProvider _services = null!;

    internal SandboxHost Host { get; private set; } = null!;

    internal AzureOperations Azure => _services.GetRequiredService<AzureOperations>();

    public async Task InitializeAsync()
    {
        Host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0, Folder = _folder }, TimeProvider.System, CancellationToken.None);
        Restart();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal T Get<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>The seeded world, no faults, and a bot that remembers nothing.</summary>
    internal async Task<AzureOperations> FreshAsync()
    {
        Host.Reset();
        await _services.DisposeAsync();
        Restart();
        return Azure;
    }

    internal List<RecordedCall> CallsTo(string api, string? method = null) =>
        [.. Host.Calls.All().Where(c => c.Api == api && (method is null || c.Method == method))];

    private void Restart()
    {
        var settings = Host.BotEnvironment.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value);
        var options = CloudOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.Empty(options.Validate());
        _services = new ServiceCollection().AddCloud(options).BuildServiceProvider();
    }
}
