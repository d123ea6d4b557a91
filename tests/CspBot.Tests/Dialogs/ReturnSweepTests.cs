using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>The POSTs with an effect, cut before and after it, and refused; all others are tried by the trials.</summary>
public sealed class ReturnSweepTests
{
    [Fact]
    public async Task What_is_cut_happens_once_and_what_is_refused_not_at_all()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var sweep = new ReturnSweep(host);
        var wrong = new List<string?>();
        foreach (var (act, method, path) in ReturnSweep.Calls.Where(call => call.Path is "/return" or "Capacity/exchange"))
        {
            foreach (var (_, fault) in ReturnSweep.Passing.Take(2))
                wrong.Add(await sweep.RunAsync(act, method, path, fault, passes: true));
            wrong.Add(await sweep.RunAsync(act, method, path, ReturnSweep.Refusing[0].Fault, passes: false));
        }

        Assert.Equal(6, wrong.Count);
        Assert.Equal([], wrong.OfType<string>());
    }
}
