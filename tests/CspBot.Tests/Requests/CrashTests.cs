using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>One kill in the quick run, where it hurts most; all places are in the trials.</summary>
public sealed class CrashTests(ITestOutputHelper output) : CrashSuite(output)
{
    [Fact]
    public Task Killed_after_the_effect_and_before_it_is_stored() => KillWhileGrantedAsync("step-after-effect");
}
