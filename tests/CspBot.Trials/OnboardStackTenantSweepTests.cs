using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Resources;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// Every call of a whole onboarding goes wrong once: the calls are taken from one that went well, so that none is forgotten. Each time it
/// is finished, has each effect once, and its card says in the end what it says when nothing goes wrong.
/// </summary>
public sealed partial class OnboardStackTenantSweepTests(ITestOutputHelper output)
{
    /// <summary>So many misfortunes in one onboarding, spread over its steps: one step is tried six times only.</summary>
    private const int InOne = 12;

    /// <summary>Reads are repeated twice at once: only the third answer is missed.</summary>
    private const int ReadTries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] News =
    [
        "tried again at", "asks us to wait until", "Waiting for somebody", "Done and verified", "Failed",
    ];
    private static readonly Lazy<Task<Reference>> s_reference = new(LookAsync);

    [Theory]
    [InlineData("the answer is 500", false, false)]
    [InlineData("the connection is cut", true, false)]
    [InlineData("it is done, and the answer is 500", false, true)]
    [InlineData("it is done, and the connection is cut", true, true)]
    public async Task Every_call_goes_wrong_once(string how, bool cut, bool afterWrite)
    {
        var reference = await s_reference.Value;
        await using var host = await StartAsync();
        var all = reference.Once.Concat(reference.Always).Where(call => !afterWrite || !call.IsRead).ToList();
        foreach (var (number, round) in Rounds(reference, all).Index())
        {
            var name = $"Phoenix {(char)('A' + number)}";
            var (id, ask) = await StackScenarios.SubmitAsync(host, await StackScenarios.ReviewNewAsync(host.Nora, name));
            foreach (var call in round)
            {
                var times = call.IsRead ? ReadTries : 1;
                await host.ControlAsync("faults", cut
                    ? new { call.Api, call.Method, call.Path, times, afterWrite, dropConnection = true }
                    : new { call.Api, call.Method, call.Path, times, afterWrite, status = 500 });
            }

            await ApproveAsync(host, ask);
            var end = await FinishAsync(host, id, name);
            Assert.True(end == reference.End, $"{how}: {string.Join(", ", round)}\n{end}\ninstead of\n{reference.End}");
            await StackScenarios.CheckOneEffectAsync(host, name);
            await host.ClearFaultsAsync();
        }

        var met = (await host.CallsAsync()).Where(call => call.GetProperty("fault").GetBoolean()).Select(Call.Of).ToHashSet();
        Assert.Empty(all.Except(met));
        output.WriteLine($"{how}: {all.Count} calls in {Rounds(reference, all).Count()} onboardings");
    }

    /// <summary>What goes wrong in which onboarding; what is asked once in the life of a process goes wrong in its first.</summary>
    private static IEnumerable<IReadOnlyList<Call>> Rounds(Reference reference, IReadOnlyList<Call> all)
    {
        var recurring = all.Where(reference.Always.Contains).ToList();
        var rounds = (recurring.Count + InOne - 1) / InOne;
        return Enumerable.Range(0, rounds)
            .Select(round => recurring.Where((_, i) => i % rounds == round).ToList())
            .Prepend([.. all.Except(recurring)])
            .Where(round => round.Count > 0);
    }

    /// <summary>Two onboardings without a misfortune.</summary>
    private static async Task<Reference> LookAsync()
    {
        await using var host = await StartAsync();
        var calls = new List<List<Call>>();
        var end = "";
        foreach (var name in new[] { "Phoenix Y", "Phoenix Z" })
        {
            var (id, ask) = await StackScenarios.SubmitAsync(host, await StackScenarios.ReviewNewAsync(host.Nora, name));
            var before = (await host.CallsAsync()).Count;
            await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            end = await FinishAsync(host, id, name);

            // What is asked about the approver belongs to the click.
            var made = (await host.CallsAsync())
                .Skip(before)
                .Where(call => !call.GetProperty("path").GetString()!.Contains(host.Tomas.ObjectId, StringComparison.Ordinal));
            calls.Add([.. made.Select(Call.Of).Distinct()]);
        }

        Assert.Contains("Done and verified", end, StringComparison.Ordinal);
        Assert.DoesNotContain("✖", end, StringComparison.Ordinal);
        Assert.True(calls[1].Count > 25, string.Join("\n", calls[1]));
        return new Reference([.. calls[0].Except(calls[1])], calls[1], end);
    }

    private static async Task<BotHost> StartAsync()
    {
        var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        return host;
    }

    /// <summary>The call that goes wrong may be one that the click makes, too: then the approver is told so, and clicks again.</summary>
    private static async Task ApproveAsync(BotHost host, ShownMessage ask)
    {
        for (var clicks = 0; clicks < 5; clicks++)
        {
            var answer = await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            if (!CardReader.Text(answer).Contains(Texts.English["Refusal.RolesUnknown"], StringComparison.Ordinal))
                return;
        }
    }

    /// <summary>
    /// What the card says in the end, without names and numbers of its own. Waiting for the next try is cut
    /// short; whoever has a part in it does it.
    /// </summary>
    private static async Task<string> FinishAsync(BotHost host, string id, string name)
    {
        for (var seen = 0; ;)
        {
            var card = await host.Teams.WaitForAsync(
                "news of " + id,
                message => message.Conversation == host.Nora.Chat
                    && message.Versions.Count > seen
                    && message.Text.Contains($"{id} ·", StringComparison.Ordinal)
                    && News.Any(news => message.Text.Contains(news, StringComparison.Ordinal)),
                Patience);
            seen = card.Versions.Count;
            var text = card.Text;
            if (News[..2].Any(news => text.Contains(news, StringComparison.Ordinal)))
            {
                await host.LeapAsync(TimeSpan.FromSeconds(30));
            }
            else if (text.Contains("Waiting for somebody", StringComparison.Ordinal))
            {
                var tenant = (await StackScenarios.TenantOfAsync(host, name))!;
                await StackScenarios.AcceptAsync(host, tenant);
                await StackScenarios.ConsentAsync(host, "Paris", tenant);
                await StackScenarios.ConsentAsync(host, "Lyon", tenant);
                await host.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
            }
            else
            {
                var general = text
                    .Replace(name, "Phoenix", StringComparison.Ordinal)
                    .Replace(StackScenarios.Domain(name), "phoenix", StringComparison.Ordinal);
                return OfItsOwn().Replace(general, "#");
            }
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[Rr]-[0-9A-Za-z]{5}\\b|\\d+")]
    private static partial Regex OfItsOwn();

    /// <summary>
    /// Calls of an onboarding that goes well: those that a process makes once, and those of each onboarding, in their order.
    /// </summary>
    private sealed record Reference(IReadOnlyList<Call> Once, IReadOnlyList<Call> Always, string End);

    /// <summary>One call, whatever the ids in its path; the path is a pattern of the sandbox's faults.</summary>
    private sealed partial record Call(string Api, string Method, string Path)
    {
        public bool IsRead => Method is "GET" or "HEAD";

        public static Call Of(JsonElement call) => new(
            call.GetProperty("api").GetString()!,
            call.GetProperty("method").GetString()!,
            "*"
            + Proof().Replace(
                Domain().Replace(Id().Replace(call.GetProperty("path").GetString()!, new string('?', 36)), "*"), "cspbot-proof-r-?????"));

        public override string ToString() => $"{Api} {Method} {Path.Replace(new string('?', 36), "{id}", StringComparison.Ordinal)}";

        /// <summary>People of the partner keep theirs: the requester's role is another call than the approver's.</summary>
        [GeneratedRegex("(?!00000000-0000-4000-8000-0000000000[0-9]{2}/checkMember)[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")]
        private static partial Regex Id();

        [GeneratedRegex("(?<=/)phoenix[a-z]\\.onmicrosoft\\.com")]
        private static partial Regex Domain();

        [GeneratedRegex("cspbot-proof-r-[0-9a-z]{5}")]
        private static partial Regex Proof();
    }
}
