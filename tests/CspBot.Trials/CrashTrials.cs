using CspBot.Store;
using CspBot.Tests.Requests;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>The process dies at every named place, is started again, and the story ends as if nothing had happened.</summary>
public sealed class CrashTrials(ITestOutputHelper output) : CrashSuite(output)
{
    /// <summary>A grant writes nothing down in the middle of a step, and nothing closes it before its time.</summary>
    private static IEnumerable<string> Passed => FaultPoints.Names.Where(
        name => name != "note-after-commit" && !name.StartsWith("close", StringComparison.Ordinal));

    public static TheoryData<string> Places => [.. Passed];

    public static TheoryData<string> PlacesOfTheEnd => new(Passed.Where(name =>
        !name.StartsWith("submit", StringComparison.Ordinal) && !name.StartsWith("decide", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Places))]
    public Task Killed_while_a_grant_is_asked_for_approved_and_done(string place) => KillWhileGrantedAsync(place);

    [Theory]
    [MemberData(nameof(PlacesOfTheEnd))]
    public Task Killed_while_a_grant_ends(string place) => KillWhileEndingAsync(place);
}
