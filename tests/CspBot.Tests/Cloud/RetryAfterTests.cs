using CspBot.Cloud;
using Xunit;

namespace CspBot.Tests.Cloud;

/// <summary>Every way a service says how long to wait.</summary>
public sealed class RetryAfterTests
{
    private static readonly ManualTime Time = new(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("57", 57)]
    [InlineData("2.128", 2.128)]
    [InlineData("Sat, 21 Nov 2026 08:00:30 GMT", 30)]
    [InlineData("Sat, 21 Nov 2026 07:00:00 GMT", 0)]
    public void It_is_read(string value, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Time));

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("NaN")]
    public void Nonsense_is_no_pause(string value) => Assert.Null(RetryAfter.Parse(value, Time));

    [Fact]
    public void A_gate_keeps_the_later_end()
    {
        var gate = new ThrottleGate(Time);
        gate.Close("arm", TimeSpan.FromSeconds(60));
        gate.Close("ARM", TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(60), gate.Remaining("arm"));
        Assert.Equal(TimeSpan.Zero, gate.Remaining("graph"));
    }
}
