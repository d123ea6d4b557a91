using CspBot.Requests;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Trials;

/// <summary>
/// One right of one person, given, given for longer, taken away and undone in any order, with requests that wait for their approval over
/// all that. After each draw it stands exactly when what was given last says so. Printed.
/// </summary>
[Trait("Run", "Trial")]
public sealed class RightsHistoryTrials(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Draws = 60;
    private const int Seed = 20261129;

    private static readonly string[] Durations = ["1h", "4h", "8h", "1d", "permanent"];

    private readonly Random _random = new(Seed);
    private readonly List<Waiting> _waiting = [];
    private BotHost _host = null!;
    private string _user = "";
    private string _subscription = "";
    private Held? _held;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
        (_, _user, _subscription) = await Scenarios.ReviewGrantAsync(_host.Nora);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_right_stands_exactly_as_long_as_what_was_given_last_says()
    {
        var done = new SortedDictionary<string, int>();
        for (var draw = 1; draw <= Draws; draw++)
        {
            var what = await DrawAsync();
            done[what] = done.GetValueOrDefault(what) + 1;
            await _host.LeapAsync(TimeSpan.Zero);
            await _host.LeapAsync(TimeSpan.Zero);
            if (_held is { Ends: { } ends } && ends <= Now)
                _held = null;
            var stands = Holders(_host, subscription: _subscription).Contains(_user);
            Assert.True(stands == _held is not null, $"Seed {Seed}, draw {draw}, {what}: stands {stands}, and {_held} was given.");
            if (_held is { By: var by })
                Assert.Contains("By " + by, CardReader.Text(await ListAsync(_host.Nora, _subscription)), StringComparison.Ordinal);
        }

        output.WriteLine(string.Join(", ", done.Select(one => $"{one.Key} {one.Value}")));
    }

    private DateTimeOffset Now => _host.Time.GetUtcNow();

    private async Task<string> DrawAsync()
    {
        var dice = _random.Next(10);
        return dice switch
        {
            < 2 => await LeapAsync(),
            < 4 when _waiting.Count > 0 => await ApproveWaitingAsync(),
            < 6 when _held is { } held && Now - held.Since < TimeSpan.FromMinutes(50) => await UndoAsync(held),
            < 7 when _held is not null => await RevokeAsync(),
            _ when _held is null => await GiveAsync(),
            _ when _held is { Ends: not null } held => await ExtendAsync(held),
            _ => await RevokeAsync(),
        };
    }

    private async Task<string> LeapAsync()
    {
        await _host.LeapAsync(TimeSpan.FromMinutes(_random.Next(20, 400)));
        return "leap";
    }

    private async Task<string> GiveAsync()
    {
        var duration = Durations[_random.Next(Durations.Length)];
        var (own, _, _) = await Scenarios.SubmitGrantAsync(_host, _host.Nora, duration);
        return await AskedAsync(new Waiting(Scenarios.RequestOf(own), null, Now.AddHours(7.9)), "give");
    }

    private async Task<string> ExtendAsync(Held held)
    {
        var duration = Durations[_random.Next(Durations.Length)];
        var form = await ForgeAsync(
            _host.Nora, "extend", ("subscription", _subscription), ("assignment", NameOf(_host, _user, _subscription)));
        var review = await _host.Nora.ClicksAsync(
            form, "customers/details", new Dictionary<string, string> { ["duration"] = duration, ["reason"] = "Longer" });
        var isLater = duration == "permanent" || Now + Length(duration) > held.Ends;
        Assert.Equal(isLater, CardReader.HasButton(review, "customers/submit"));
        if (!isLater)
            return "extend-sooner";
        var own = await _host.Nora.ClicksAsync(review, "customers/submit");
        return await AskedAsync(new Waiting(Scenarios.RequestOf(own), held, Now.AddHours(7.9)), "extend");
    }

    /// <summary>Approved at once, or left to wait.</summary>
    private async Task<string> AskedAsync(Waiting asked, string what)
    {
        _waiting.Add(asked);
        return _random.Next(3) == 0 ? what + "-later" : what + " " + await DecideAsync(asked);
    }

    private async Task<string> ApproveWaitingAsync()
    {
        var asked = _waiting[_random.Next(_waiting.Count)];
        return (asked.Of is null ? "late give " : "late extend ") + await DecideAsync(asked);
    }

    private async Task<string> DecideAsync(Waiting asked)
    {
        _waiting.Remove(asked);
        if (asked.Until <= Now)
            return "expired";
        var goes = asked.Of is null ? _held is null : _held == asked.Of;
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, asked.Id);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await SeesAsync(_host, asked.Id, goes ? "Done and verified" : "Failed");
        if (!goes)
            return "refused";
        var stored = await _host.Services.GetRequiredService<RequestService>().FindAsync(asked.Id, default);
        _held = new Held(asked.Id, Now, stored!.EndsAt);
        return "done";
    }

    private async Task<string> RevokeAsync()
    {
        var review = await AccessScenes.RevokeAsync(_host.Aisha, NameOf(_host, _user, _subscription), _subscription);
        await SeesAsync(_host, await SubmitAsync(_host.Aisha, review), "Done and verified");
        _held = null;
        return "revoke";
    }

    private async Task<string> UndoAsync(Held held)
    {
        var card = await _host.Teams.WaitForAsync("its undo", message => message.Conversation == _host.Nora.Chat
            && message.Text.Contains(held.By, StringComparison.Ordinal)
            && CardReader.HasButton(message.Card, "requests/undo"));
        await _host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id);
        await SeesAsync(_host, held.By, "Ended and verified");
        _held = null;
        return "undo";
    }

    private static TimeSpan Length(string duration) => duration switch
    {
        "1h" => TimeSpan.FromHours(1),
        "4h" => TimeSpan.FromHours(4),
        "8h" => TimeSpan.FromHours(8),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>The right as it was given last.</summary>
    private sealed record Held(string By, DateTimeOffset Since, DateTimeOffset? Ends);

    /// <summary>A request that waits for its approval.</summary>
    /// <param name="Of">What it is to extend; null for a grant.</param>
    private sealed record Waiting(string Id, Held? Of, DateTimeOffset Until);
}
