using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>A dialog's story from the first word to its undo, with one misfortune on one of its calls: it ends right.</summary>
internal abstract partial class StorySweep(BotHost host)
{
    private const int MostTries = 10;
    private const int Seed = 20261128;

    /// <summary>Longer than any pause that a misfortune asks for.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(61);

    protected BotHost Host { get; } = host;

    /// <summary>The calls of a story that goes well, by phase: none is forgotten.</summary>
    public async Task<IReadOnlyList<(string Phase, Call Call)>> LookAsync()
    {
        var calls = new List<(string Phase, Call Call)>();
        var before = 0;
        string? phase = null;
        await StoryAsync(async next =>
        {
            await NoteAsync();
            phase = next;
        });
        await NoteAsync();
        return [.. calls.Distinct()];

        async Task NoteAsync()
        {
            var all = await Host.CallsAsync();
            if (phase is not null)
                calls.AddRange(all.Skip(before).Select(call => (phase, Call.Of(call))));
            before = all.Count;
        }
    }

    /// <summary>Null when the story ended right, else what went wrong.</summary>
    public async Task<string?> RunAsync(string phase, Call call, string name, IReadOnlyDictionary<string, object> fault)
    {
        var ordered = new Dictionary<string, object>(fault) { ["api"] = call.Api, ["method"] = call.Method, ["path"] = call.Path };
        try
        {
            await StoryAsync(next => next == phase ? Host.ControlAsync("faults", ordered) : Task.CompletedTask);
            await CheckWellAsync();
            return null;
        }
        catch (Exception e) when (e is WrongEndException or TimeoutException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{phase}: {call} answers {name}: {e.GetType().Name} {(e.Message.Length > 600 ? e.Message[..600] : e.Message)}";
        }
        finally
        {
            await Host.ClearFaultsAsync();
            await TidyAsync();
        }
    }

    /// <summary>So many combinations of this phase, drawn by a seed (<c>CSPBOT_SWEEP=all</c>: all); what went wrong.</summary>
    public async Task<IReadOnlyList<string>> DrawAsync(string phase, int drawn, ITestOutputHelper output)
    {
        // What is asked once in the life of a process would meet no misfortune: the calls are those of a second story.
        await LookAsync();
        await TidyAsync();
        var calls = (await LookAsync()).Where(c => c.Phase == phase).ToList();
        await TidyAsync();
        var clock = Stopwatch.StartNew();
        var product = calls.SelectMany(_ => Misfortunes.All, (c, misfortune) => (c.Call, misfortune.Name, misfortune.Fault)).ToArray();
        new Random(Seed).Shuffle(product);
        drawn = Environment.GetEnvironmentVariable("CSPBOT_SWEEP") == "all" ? product.Length : Math.Min(drawn, product.Length);
        var wrong = new List<string>();
        foreach (var (call, name, fault) in product[..drawn])
        {
            if (await RunAsync(phase, call, name, fault) is { } bad)
                wrong.Add(bad);
        }

        output.WriteLine(
            $"{phase}: {calls.Count} calls, {product.Length} combinations, {drawn} tried in {clock.Elapsed.TotalSeconds:F0} s, "
            + $"{wrong.Count} wrong; left out:");
        foreach (var (call, name, _) in product[drawn..])
            output.WriteLine($"  {call} answers {name}");
        if (calls.Count == 0)
            wrong.Add($"There is no call in {phase}.");
        return wrong;
    }

    /// <summary>Each phase is announced before it begins.</summary>
    protected abstract Task StoryAsync(Func<string, Task> begins);

    /// <summary>A turn until its card is the next one; what comes instead must say that it may pass.</summary>
    protected Task<JsonElement> TurnAsync(Func<Task<JsonElement>> turn, string next) =>
        TurnAsync(turn, next, card => CardReader.HasButton(card, next));

    protected async Task<JsonElement> TurnAsync(Func<Task<JsonElement>> turn, string next, Func<JsonElement, bool> isNext)
    {
        var card = default(JsonElement);
        for (var tries = 0; card.ValueKind == JsonValueKind.Undefined || !isNext(card); tries++)
        {
            if (tries > 0 && False().IsMatch(CardReader.Text(card)))
                throw new WrongEndException("A false word: " + CardReader.Text(card));
            await AgainAsync(tries, next, async () => card = await turn());
        }

        return card;
    }

    /// <summary>Tomas approves; whoever has a part in it does it; the card that says it is done.</summary>
    protected async Task<ShownMessage> SucceedAsync(string id, Func<Task>? part = null)
    {
        if (await StateAsync(id) == "pending-approval")
        {
            var ask = await Scenarios.AskForAsync(Host, Host.Tomas, id);
            for (var tries = 0; await StateAsync(id) == "pending-approval"; tries++)
                await AgainAsync(tries, "the approval", () => Host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id));
        }

        for (var tries = 0; await StateAsync(id) is var state && state != "succeeded"; tries++)
        {
            if (state is "failed" or "rejected" or "expired" or "cancelled")
                throw new WrongEndException($"The request is {state}: {Own(id)?.Text}");
            await AgainAsync(tries, "the end", part ?? (() => Task.CompletedTask));
        }

        return await Host.Teams.WaitForAsync(
            "done", message => IsOwn(message, id) && message.Text.Contains("Done and verified", StringComparison.Ordinal));
    }

    /// <summary>Nora takes it back, as often as it takes.</summary>
    protected async Task UndoAsync(string id)
    {
        var said = "";
        for (var tries = 0; !Own(id)!.Text.Contains("Ended and verified", StringComparison.Ordinal); tries++)
        {
            var card = Own(id)!;
            await AgainAsync(tries, $"the end. {said}", async () =>
                said = CardReader.HasButton(card.Card, "requests/undo")
                    ? CardReader.Text(await Host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id))
                    : said);
        }
    }

    protected static void Demand(bool holds, string wrong)
    {
        if (!holds)
            throw new WrongEndException(wrong);
    }

    protected ShownMessage? Own(string id) => Host.Teams.Messages.LastOrDefault(message => IsOwn(message, id));

    private async Task AgainAsync(int tries, string what, Func<Task> act)
    {
        if (tries == MostTries)
            throw new WrongEndException($"It never came to {what}. {Host.Nora.Mine().LastOrDefault()?.Text}");
        if (tries > 0)
            await Host.LeapAsync(tries < 5 ? TimeSpan.FromSeconds(30) : Later);
        await act();
        if (tries > 0)
            await Host.LeapAsync(TimeSpan.Zero);
    }

    /// <summary>Every part works and no loop is unwell, at the latest when the pause that a service asked for is over.</summary>
    private async Task CheckWellAsync()
    {
        for (var tries = 0; ; tries++)
        {
            using var answer = await TestBot.Http.GetAsync(new Uri(Host.Endpoint, "/readyz"));
            if (answer.IsSuccessStatusCode)
                return;
            Demand(tries < 3, "It is not well again: " + await answer.Content.ReadAsStringAsync());
            await Host.LeapAsync(Later);
        }
    }

    private bool IsOwn(ShownMessage message, string id) =>
        message.Conversation == Host.Nora.Chat && message.Text.Contains(id + " ·", StringComparison.Ordinal);

    private Task<string> StateAsync(string id) =>
        Host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.QueryOneAsync<string>("select state from request where id = @id", new { id }), default)!;

    /// <summary>The next story begins in the seeded world.</summary>
    private Task TidyAsync() => Host.ControlAsync("reset", new { });

    /// <summary>What nobody may say on the word of a gateway.</summary>
    [GeneratedRegex(
        "no longer|there is no such|does not exist|is no customer|has no role|no delegated administration|cannot be found|"
        + "has no reseller|has no active|No user of|There is no registration|was never added|has no mapping",
        RegexOptions.IgnoreCase)]
    private static partial Regex False();

    /// <summary>One call, whatever is of one story alone in its path.</summary>
    internal sealed partial record Call(string Api, string Method, string Path)
    {
        public static Call Of(JsonElement call)
        {
            var path = call.GetProperty("path").GetString()!;
            var general = OfOneStory().Replace(path, "*");
            return new Call(
                call.GetProperty("api").GetString()!, call.GetProperty("method").GetString()!, general == path ? path + "?" : general);
        }

        public override string ToString() => $"{Api} {Method} {Path}";

        /// <summary>
        /// Names of assignments, policies and proofs, and users that a story makes: those of the seed have ids made by rule.
        /// </summary>
        [GeneratedRegex("(?<=roleAssignments/)[0-9a-fA-F-]{36}$|(?<=SelfServePolicy/)[^/]+$|"
            + "(?<=cspbot-proof-)[^/]+|(?<=/users/)(?!\\d0000000-)[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}", RegexOptions.IgnoreCase)]
        private static partial Regex OfOneStory();
    }

    protected sealed class WrongEndException(string message) : Exception(message);
}
