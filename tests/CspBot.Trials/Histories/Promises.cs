using System.Text.Json;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Harness;

namespace CspBot.Trials.Histories;

/// <summary>What a history was played about.</summary>
/// <param name="Restarts">How often an instance was stopped.</param>
internal sealed record Played(string Id, string Customer, string Subscription, string User, string Card, int Restarts);

/// <summary>What holds once everything has settled: the cloud, the store, the cards and the audit say the same as the model.</summary>
internal sealed class Promises(Stage stage, Life life, Played played)
{
    public async Task HoldAsync(IReadOnlyList<Line> lines)
    {
        var request = await stage.FindAsync(played.Id) ?? throw new BrokenPromiseException("The request is gone.");
        HoldState(request);
        await HoldEffectAsync(request, lines);
        await HoldCardsAsync(request);
        Say(await stage.FindBreakAsync() is not { } gap, "the audit is broken");
    }

    /// <summary>No decision is lost.</summary>
    private void HoldState(Request request)
    {
        var expected = life.Stand switch
        {
            Stand.Waits => RequestState.PendingApproval,
            Stand.Decided => RequestState.Approved,
            Stand.Running or Stand.Parked => RequestState.Running,
            Stand.Done => RequestState.Succeeded,
            Stand.Failed => RequestState.Failed,
            Stand.Rejected => RequestState.Rejected,
            Stand.Withdrawn => RequestState.Cancelled,
            _ => RequestState.Expired,
        };
        Say(request.State == expected, $"it is {request.State}, and must be {expected}");
        Say(life.Stand is not (Stand.Running or Stand.Decided), $"it never came to an end: {life.Stand}");
        var said = request.ApprovedBy.Select(person => HouseRules.PersonOf(person.ObjectId)!.Value).ToList();
        Say(said.SequenceEqual(life.Yeses.Select(yes => yes.By)), $"{string.Join(", ", said)} said yes, and must have {Names()}");

        string Names() => string.Join(", ", life.Yeses.Select(yes => yes.By));
    }

    /// <summary>At most one effect, none that was not tried by the rules, and at most one that was taken back.</summary>
    private async Task HoldEffectAsync(Request request, IReadOnlyList<Line> lines)
    {
        var calls = stage.Sandbox.Calls.All().Where(call => call.Api == "arm"
            && call.Path.Contains(played.Subscription, StringComparison.OrdinalIgnoreCase)
            && call.Path.Contains("roleAssignments", StringComparison.OrdinalIgnoreCase)).ToList();
        var puts = calls.Where(call => call.Method == "PUT").ToList();

        // Whose instance is stopped during a try has another go on with it: the same write, by the same id, on record once.
        Say(puts.Count <= life.Gives + played.Restarts, $"{puts.Count} writes, of which {life.Gives} are on record");
        Say(puts.Count(call => call.Status == 201) <= 1, "the right was given twice");
        Say(calls.Count(call => call is { Method: "DELETE", Status: 200 }) <= 1, "the right was taken away twice");
        using var world = JsonDocument.Parse(await TestBot.Http.GetStringAsync(
            new Uri(stage.Sandbox.Control, "/control/world?customer=" + played.Customer)));
        var stands = world.RootElement.GetProperty("roleAssignments").EnumerateArray().Count(one =>
            one.GetProperty("subscription").GetString() == played.Subscription
            && one.GetProperty("principalId").GetString() == played.User);
        Say(stands == (request is { State: RequestState.Succeeded, EndedAt: null } ? 1 : 0), $"{stands} rights stand");
        Say(life.Glass is not { IsStopped: true, IsConfirmed: false } || stands == 0, "nobody confirmed it, and it stands");
        Say(life.Undos == 0 || stands == 0 || lines.Any(line => line.IsOfEnd && line.Kind == "failed"), "it was undone, and stands");
    }

    /// <summary>The last copy of each card shows the state that is stored, and buttons to those alone who may click them.</summary>
    private async Task HoldCardsAsync(Request request)
    {
        var texts = Texts.For("en-GB").In(TimeZoneInfo.FindSystemTimeZoneById(stage.AgentOf(Who.Nora).Zone!));
        var standing = stage.Teams.Messages.ToLookup(message => message.Id);
        foreach (var place in await stage.CardsAsync(played.Id))
        {
            Say(place.State != "pending", $"{place.Id} was not delivered");
            if (place.ActivityId is null || standing[place.ActivityId].LastOrDefault(one => one.Versions.Count > 0) is not { } message)
                continue;
            var buttons = CardReader.Buttons(message.Card)
                .Where(button => button.GetProperty("verb").GetString()!.StartsWith("requests/", StringComparison.Ordinal))
                .ToDictionary(button => button.GetProperty("verb").GetString()!, button => button.GetProperty("data"));
            Say(
                buttons.Keys.Order().SequenceEqual(ButtonsOf(place, request).Order()),
                $"{place.Id} has {string.Join(", ", buttons.Keys)} and must have {string.Join(", ", ButtonsOf(place, request))}");
            foreach (var (verb, data) in buttons.Where(button => button.Value.TryGetProperty("version", out _)))
            {
                var version = !verb.EndsWith("confirm", StringComparison.Ordinal) ? request.Version
                    : life.Glass is { IsStopped: false } glass ? glass.Version
                    : data.GetProperty("version").GetInt32();
                Say(data.GetProperty("version").GetInt32() == version, $"{place.Id} shows another version");
            }

            if (place.Id.EndsWith("/requester", StringComparison.Ordinal))
                Say(message.Text.Contains(RequestCards.Line(request, texts), StringComparison.Ordinal), $"{place.Id}: {message.Text}");
        }
    }

    private IEnumerable<string> ButtonsOf(OutboxShown place, Request request)
    {
        var part = place.Id.Split('/')[1];
        var waits = life.Stand == Stand.Waits;
        var awaits = life.Glass is { IsConfirmed: false } glass
            && (!glass.IsStopped || glass.IsReported)
            && (life.Stand is Stand.Decided or Stand.Running or Stand.Parked or Stand.Done
                || request.HasWritten || request.EndedAt is not null || request.Problem is { IsOutcomeUnknown: true });
        return part switch
        {
            "told" => [],
            "channel" => waits || awaits ? ["requests/refresh"] : [],
            "requester" => OwnButtons(request),
            "standin" when !StandsIn(place.Recipient) => waits || awaits ? ["requests/list"] : [],
            _ when awaits =>
            [
                .. MaySay(place, life.Glass!.Yeses) ? new[] { "requests/confirm" } : [],
                .. life.Glass!.IsStopped ? [] : new[] { "requests/not-confirm" },
            ],
            _ when waits =>
            [
                .. MaySay(place, life.Yeses) ? new[] { "requests/approve" } : [],
                "requests/reject",
                .. HasSaid(place, life.Yeses) && !Looks(place, request) ? [] : new[] { "requests/looking" },
            ],
            _ => [],
        };
    }

    /// <summary>Who said yes and looks all the same, by a card of before, can stop.</summary>
    private static bool Looks(OutboxShown place, Request request) =>
        string.Equals(request.Looking?.By.ObjectId, place.Recipient, StringComparison.OrdinalIgnoreCase);

    private static bool HasSaid(OutboxShown place, IReadOnlyCollection<Yes> said) =>
        said.Any(yes => yes.IsOf(HouseRules.PersonOf(place.Recipient)!.Value));

    /// <summary>One person has one yes, and so has the place of each absent one.</summary>
    private bool MaySay(OutboxShown place, IReadOnlyCollection<Yes> said) =>
        !HasSaid(place, said)
        && (place.Id.Split('/')[1] != "standin"
            || PlacesOf(place.Recipient).Any(away => !said.Any(yes => yes.IsOf(away.Absent))));

    private IEnumerable<string> OwnButtons(Request request)
    {
        if (life.Stand == Stand.Waits)
            return ["requests/more", "requests/cancel"];
        if (life.Stand == Stand.Parked)
            return ["requests/retry", "requests/cancel"];
        string[] all =
        [
            .. life.Stand == Stand.Done && request.EndsByItself ? ["requests/more"] : Array.Empty<string>(),
            .. life.Stand == Stand.Failed && request.CanGoOn ? ["requests/retry"] : Array.Empty<string>(),
            .. request.CanBeUndone ? ["requests/undo"] : Array.Empty<string>(),
        ];
        return all;
    }

    private bool StandsIn(string? recipient) => PlacesOf(recipient).Any();

    /// <summary>Those in whose place somebody decides now.</summary>
    private IEnumerable<Away> PlacesOf(string? recipient) => life.Aways.Where(away => !away.IsEnded
        && away.Delegate == HouseRules.PersonOf(recipient)
        && away.From <= stage.Now
        && stage.Now < away.Until);

    private static void Say(bool holds, string what)
    {
        if (!holds)
            throw new BrokenPromiseException(what);
    }
}
