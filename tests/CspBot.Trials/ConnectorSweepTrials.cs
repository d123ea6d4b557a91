using CspBot.Tests.Harness;
using CspBot.Tests.Messages;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Every answer that the Connector may give, to every call for every kind of message: nothing is lost that can ever arrive.
/// </summary>
public sealed class ConnectorSweepTrials(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_that_can_ever_arrive()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await new ConnectorSweep(host, output).RunAsync(ConnectorSweep.Answers, [false, true]);
    }

    [RequiresFact("postgres")]
    public async Task Nothing_is_lost_that_can_ever_arrive_with_two_instances_on_PostgreSQL()
    {
        var settings = new Dictionary<string, string?>(BotHost.AsInTeams)
        {
            ["Store:ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
        };
        await using var host = await BotHost.StartAsync(settings);
        await using var other = await host.StartAnotherAsync();
        await new ConnectorSweep(host, output).RunAsync(ConnectorSweep.Answers, [false, true]);
    }
}
