using CspBot.Tests.Requests;
using CspBot.Trials.Histories;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Hundreds of random histories of one dialog; <c>CSPBOT_HISTORIES</c> says how many.</summary>
public sealed class HistoryTrials(ITestOutputHelper output) : HistorySuite(output)
{
    [Fact]
    public Task Random_histories_keep_the_promises()
    {
        var count = HistoryCount.Or(300);
        return PlayAsync(count, leastEffects: count / 20);
    }
}
