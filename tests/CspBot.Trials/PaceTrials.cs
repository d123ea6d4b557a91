using CspBot.Tests.Messages;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Five thousand notices over two instances: at 32 a second they need 155 seconds.</summary>
public sealed class PaceTrials(ITestOutputHelper output) : PaceSuite(output)
{
    [Fact]
    public Task Five_thousand_notices_of_two_instances_keep_the_limits_of_Teams_and_all_arrive() =>
        CrowdAsync(notices: 5_000, conversations: 250, busy: 200);
}
