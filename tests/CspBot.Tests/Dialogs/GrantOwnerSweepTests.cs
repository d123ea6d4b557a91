using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>The short form of the sweep: the calls on which a false word would harm most. The whole one is a trial.</summary>
public sealed class GrantOwnerSweepTests(ITestOutputHelper output)
{
    /// <summary>One of them a call, in turn.</summary>
    private static readonly string[] Harmful = ["HTML 404", "401 once"];

    [Fact]
    public async Task A_false_word_on_the_calls_that_matter_most_changes_no_end()
    {
        await using var host = await BotHost.StartAsync(BotHost.AsInTeams);
        await host.Tomas.InstallAsync();
        var sweep = new GrantOwnerSweep(host);
        var calls = (await sweep.LookAsync())
            .Where(c => c.Phase != "form" && c.Call is { Api: "arm", Method: "PUT" or "DELETE" } or { Api: "arm", Path: [.., '*'] }
                || (c.Phase == "undo" && c.Call.Api == "graph"))
            .ToList();
        var wrong = new List<string>();
        foreach (var (number, (phase, call)) in calls.Index())
        {
            var (name, fault) = Misfortunes.All.Single(one => one.Name == Harmful[number % Harmful.Length]);
            if (await sweep.RunAsync(phase, call, name, fault) is { } bad)
                wrong.Add(bad);
        }

        output.WriteLine($"{calls.Count} combinations");
        Assert.True(calls.Count >= 4, string.Join("\n", calls));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
