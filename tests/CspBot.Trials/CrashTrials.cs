using CspBot.Store;
using CspBot.Tests.Requests;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>The process dies at every named place, is started again, and the story ends as if nothing had happened.</summary>
public sealed class CrashTrials(ITestOutputHelper output) : CrashSuite(output)
{
    public static TheoryData<string> Places => new(FaultPoints.Names);

    public static TheoryData<string> PlacesOfTheEnd => new(FaultPoints.Names.Where(name =>
        !name.StartsWith("submit", StringComparison.Ordinal) && !name.StartsWith("decide", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Places))]
    public Task Killed_while_a_grant_is_asked_for_approved_and_done(string place) => KillWhileGrantedAsync(place);

    [Theory]
    [MemberData(nameof(PlacesOfTheEnd))]
    public Task Killed_while_a_grant_ends(string place) => KillWhileEndingAsync(place);
}
