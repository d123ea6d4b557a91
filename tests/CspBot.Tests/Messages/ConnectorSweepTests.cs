using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Messages;

/// <summary>The sweep over the Connector's answers, in short.</summary>
public sealed class ConnectorSweepTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_that_can_ever_arrive()
    {
        await using var host = await BotHost.StartAsync();
        await new ConnectorSweep(host, output).RunAsync(ConnectorSweep.Few, [false, true]);
    }

    [RequiresFact("postgres")]
    public async Task Nothing_is_lost_that_can_ever_arrive_with_two_instances_on_PostgreSQL()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        };
        await using var host = await BotHost.StartAsync(settings);
        await using var other = await host.StartAnotherAsync();
        await new ConnectorSweep(host, output).RunAsync(ConnectorSweep.Few, [true]);
    }
}
