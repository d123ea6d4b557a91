using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>A few histories in the quick run; a thousand are in the trials.</summary>
public sealed class HistoryTests(ITestOutputHelper output) : HistorySuite(output)
{
    [Fact]
    public Task Twenty_histories_keep_the_promises() => PlayAsync(histories: 20, leastEffects: 0);
}
