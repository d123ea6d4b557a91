using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Messages;

/// <summary>The sweep over the Connector's answers, in short; with two instances on PostgreSQL it is a trial.</summary>
public sealed class ConnectorSweepTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_that_can_ever_arrive()
    {
        await using var host = await BotHost.StartAsync();
        await new ConnectorSweep(host, output).RunAsync(ConnectorSweep.Few, [false, true]);
    }
}
