using CspBot.Tests.Requests;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>A thousand random histories.</summary>
public sealed class HistoryTrials(ITestOutputHelper output) : HistorySuite(output)
{
    [Fact]
    public Task A_thousand_histories_keep_the_promises() => PlayAsync(histories: 1_000, leastEffects: 50);
}
