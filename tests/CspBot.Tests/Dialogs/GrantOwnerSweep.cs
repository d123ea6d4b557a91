using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Dialogs;

/// <summary>Grant Owner from the first word to its undo, with one misfortune on one of its calls: whatever is answered, the story ends right.</summary>
internal sealed partial class GrantOwnerSweep(BotHost host)
{
    private const int MostTries = 10;

    /// <summary>Longer than any pause that a misfortune asks for.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(61);

    private string _said = "";

    /// <summary>Where the story is when the misfortune begins.</summary>
    public static readonly string[] Phases = ["form", "approval", "undo"];

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
            var all = await host.CallsAsync();
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
            await StoryAsync(next => next == phase ? host.ControlAsync("faults", ordered) : Task.CompletedTask);
            return null;
        }
        catch (Exception e) when (e is WrongEndException or TimeoutException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{phase}: {call} answers {name}: {e.GetType().Name} {(e.Message.Length > 600 ? e.Message[..600] : e.Message)}";
        }
        finally
        {
            await host.ClearFaultsAsync();
            await TidyAsync();
        }
    }

    private async Task StoryAsync(Func<string, Task> begins)
    {
        await begins("form");
        var form = await TurnAsync(() => host.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer), "grant-owner/details");
        var (subscription, user) = (CardReader.Choices(form, "subscription")[0].Value, CardReader.Choices(form, "user")[0].Value);
        var filled = new Dictionary<string, string> { ["subscription"] = subscription, ["user"] = user, ["duration"] = "permanent", ["reason"] = "Sweep", ["ticket"] = "INC-1" };
        var review = await TurnAsync(() => host.Nora.ClicksAsync(form, "grant-owner/details", filled), "grant-owner/submit");
        var own = await TurnAsync(() => host.Nora.ClicksAsync(review, "grant-owner/submit"), "requests/cancel");
        var id = Scenarios.RequestOf(own);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);

        await begins("approval");
        for (var tries = 0; await StateAsync(id) == "pending-approval"; tries++)
            await AgainAsync(tries, "the approval", () => host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id));
        for (var tries = 0; await StateAsync(id) is var state && state != "succeeded"; tries++)
        {
            if (state is "failed" or "rejected" or "expired" or "cancelled")
                throw new WrongEndException($"The request is {state}: {Own(id)?.Text}");
            await AgainAsync(tries, "the grant", () => Task.CompletedTask);
        }

        await host.Teams.WaitForAsync("done", message => IsOwn(message, id) && message.Text.Contains("Done and verified", StringComparison.Ordinal) && CardReader.HasButton(message.Card, "requests/undo"));
        if (!(await host.UserOwnersAsync()).Contains((subscription, user)))
            throw new WrongEndException("Done and verified, and there is no right.");

        await begins("undo");
        for (var tries = 0; !Own(id)!.Text.Contains("Ended and verified", StringComparison.Ordinal); tries++)
        {
            var card = Own(id)!;
            await AgainAsync(tries, "the end", async () => _said = CardReader.HasButton(card.Card, "requests/undo") ? CardReader.Text(await host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id)) : _said);
        }

        if ((await host.UserOwnersAsync()).Contains((subscription, user)))
            throw new WrongEndException("Ended and verified, and the right stands.");
    }

    /// <summary>A turn until its card is the next one; what comes instead must say that it may pass.</summary>
    private async Task<JsonElement> TurnAsync(Func<Task<JsonElement>> turn, string next)
    {
        var card = default(JsonElement);
        for (var tries = 0; card.ValueKind == JsonValueKind.Undefined || !CardReader.HasButton(card, next); tries++)
        {
            if (tries > 0 && False().IsMatch(CardReader.Text(card)))
                throw new WrongEndException("A false word: " + CardReader.Text(card));
            await AgainAsync(tries, next, async () => card = await turn());
        }

        return card;
    }

    private async Task AgainAsync(int tries, string what, Func<Task> act)
    {
        if (tries == MostTries)
            throw new WrongEndException($"It never came to {what}. {_said} {host.Nora.Mine().LastOrDefault()?.Text}");
        if (tries > 0)
            await host.LeapAsync(tries < 5 ? TimeSpan.FromSeconds(30) : Later);
        await act();
        if (tries > 0)
            await host.LeapAsync(TimeSpan.Zero);
    }

    private bool IsOwn(ShownMessage message, string id) => message.Conversation == host.Nora.Chat && message.Text.Contains(id + " ·", StringComparison.Ordinal);

    private ShownMessage? Own(string id) => host.Teams.Messages.LastOrDefault(message => IsOwn(message, id));

    private Task<string> StateAsync(string id) =>
        host.Services.GetRequiredService<Database>().ReadAsync(session => session.QueryOneAsync<string>("select state from request where id = @id", new { id }), default)!;

    /// <summary>The next story begins in the seeded world.</summary>
    private Task TidyAsync() => host.ControlAsync("reset", new { });

    /// <summary>What nobody may say on the word of a gateway.</summary>
    [GeneratedRegex("no longer|there is no such|does not exist|is no customer|has no role|no delegated administration|cannot be found", RegexOptions.IgnoreCase)]
    private static partial Regex False();

    /// <summary>One call, whatever the name of the assignment in its path.</summary>
    internal sealed partial record Call(string Api, string Method, string Path)
    {
        public static Call Of(JsonElement call)
        {
            var path = call.GetProperty("path").GetString()!;
            return new Call(call.GetProperty("api").GetString()!, call.GetProperty("method").GetString()!, Assignment().IsMatch(path) ? Assignment().Replace(path, "roleAssignments/*") : path + "?");
        }

        public override string ToString() => $"{Api} {Method} {Path}";

        [GeneratedRegex("roleAssignments/[0-9a-fA-F-]{36}$")]
        private static partial Regex Assignment();
    }

    private sealed class WrongEndException(string message) : Exception(message);
}
