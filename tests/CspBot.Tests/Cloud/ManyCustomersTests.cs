using System.Diagnostics;
using CspBot.Cache;
using CspBot.Cloud;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Cloud;

/// <summary>Fifty thousand customers: nobody waits for the list, and typing costs no calls.</summary>
public sealed class ManyCustomersTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = TempFolder.Create("many");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_search_does_not_wait_for_the_whole_list_and_later_ones_make_no_call()
    {
        await using var host = await SandboxHost.StartAsync(
            new SandboxOptions { Port = 0, Folder = _folder, Customers = 50_000 }, TimeProvider.System, default);
        var settings = host.BotEnvironment.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value);
        await using var services = new ServiceCollection()
            .AddCache(new StoreOptions(), null, null)
            .AddCloud(CloudOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()))
            .BuildServiceProvider();
        var index = services.GetRequiredService<CustomerIndex>();
        var azure = services.GetRequiredService<AzureOperations>();

        var clock = Stopwatch.StartNew();
        await index.StartAsync(default);
        output.WriteLine($"started after {clock.ElapsedMilliseconds} ms");
        Assert.Equal("Contoso", (await azure.SearchCustomersAsync("contoso", 5, default))[0].Name);
        output.WriteLine($"first answer after {clock.ElapsedMilliseconds} ms, with {index.Count} customers known");

        await index.RefreshAsync(default);
        output.WriteLine($"all {index.Count} after {clock.ElapsedMilliseconds} ms");
        Assert.True(index.Count > 50_000);
        var before = host.Calls.All().Count;
        foreach (var typed in new[] { "c", "co", "con", "cont", "contos", "contoso p" })
            Assert.NotEmpty(await azure.SearchCustomersAsync(typed, 15, default));
        Assert.Equal(before, host.Calls.All().Count);
        await index.StopAsync(default);
    }
}
