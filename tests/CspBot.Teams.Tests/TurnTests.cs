using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Teams.Tests;

/// <summary>One turn: its time, its faults, and its being taken once (facts teams-protocol §2.7 and §6.1; checklist rows 6 to 8).</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task A_message_reaches_the_bot_and_its_answer_the_Connector_with_the_bots_token()
    {
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            await turn.SendAsync(OutgoingActivity.Say("You said " + turn.Activity.Phrase), ct);
            return null;
        });

        using var response = await host.PostAsync(Samples.Message());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(host.Connector.Requests);
        Assert.Equal("POST", sent.Method);
        Assert.Equal($"/amer/{ChannelHost.TenantId}/v3/conversations/a%3A1xyz/activities", sent.Path);
        Assert.Equal("Bearer bot-token-1", sent.Authorization);
        Assert.StartsWith("CspBot/", sent.UserAgent, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", sent.ContentType);
        Assert.Equal("""{"type":"message","text":"You said renew contoso"}""", sent.Body);
    }

    [Fact]
    public async Task Row06_A_slow_message_is_answered_after_two_seconds_with_typing_and_finishes_later()
    {
        var finish = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            await finish.Task;
            await turn.SendAsync(OutgoingActivity.Say("Done"), ct);
            return null;
        });

        var posted = host.PostAsync(Samples.Message());
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        Assert.False(posted.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        using (var response = await posted)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        Assert.Equal("""{"type":"typing"}""", (await host.Connector.ArrivalAsync()).Body);
        finish.SetResult();
        Assert.Contains("Done", (await host.Connector.ArrivalAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row06_A_quick_message_shows_no_typing_and_a_slow_event_neither()
    {
        var never = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            if (turn.Activity.Type != "message")
                await never.Task.WaitAsync(ct);
            return null;
        });
        using (await host.PostAsync(Samples.Message()))
            host.Time.Advance(TimeSpan.FromSeconds(3));

        var install = Samples.Message();
        install["type"] = "installationUpdate";
        install["id"] = "f:2";
        var posted = host.PostAsync(install);
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        using var response = await posted;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task Row06_Work_that_still_runs_is_finished_before_the_process_ends()
    {
        var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var finished = false;
        await using var host = await ChannelHost.StartAsync(async (_, _) =>
        {
            begun.SetResult();
            await finish.Task;
            finished = true;
            return null;
        });
        var posted = host.PostAsync(Samples.Message());
        await begun.Task;
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        (await posted).Dispose();

        var stop = host.StopBotAsync();
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(15));
        Assert.False(stop.IsCompleted);
        finish.SetResult();
        await stop;
        Assert.True(finished);
    }

    [Fact]
    public async Task Row06_Work_without_end_is_cancelled_when_the_process_ends()
    {
        var cancelled = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync((_, ct) => EndlessAsync(cancelled, ct));
        var posted = host.PostAsync(Samples.Message());
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        (await posted).Dispose();

        var stop = host.StopBotAsync();
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(15));
        host.Time.Advance(TimeSpan.FromSeconds(15));
        await stop;
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(host.Logged.Holds(1024));
    }

    [Fact]
    public async Task A_failing_message_is_logged_and_the_person_told_the_reference()
    {
        await using var host = await ChannelHost.StartAsync((_, _) => throw new InvalidOperationException("inside"));
        using var response = await host.PostAsync(Samples.Message());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var told = (await host.Connector.ArrivalAsync()).Body;
        Assert.Matches("reference F-[2-9A-Z]{6}", told);
        Assert.DoesNotContain("inside", told, StringComparison.Ordinal);
        Assert.True(host.Logged.Holds(1020));
    }

    [Fact]
    public async Task An_invoke_that_takes_ten_seconds_is_cancelled_and_answered_with_an_error_body()
    {
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await ChannelHost.StartAsync(async (_, ct) =>
        {
            begun.SetResult();
            return await EndlessAsync(cancelled, ct);
        });
        var answer = host.AnswerAsync(Samples.Click());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(10));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("application/vnd.microsoft.error", (await answer).GetProperty("type").GetString());
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(host.Logged.Holds(1021));
    }

    [Fact]
    public async Task Row07_A_message_that_comes_again_has_no_second_effect()
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        for (var n = 0; n < 3; n++)
        {
            using var response = await host.PostAsync(Samples.Message());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Single(seen.Activities);

        // The same id in another conversation is another activity.
        var other = Samples.Message();
        other["conversation"]!["id"] = "a:2other";
        (await host.PostAsync(other)).Dispose();
        Assert.Equal(2, seen.Activities.Count);

        // And after the claim's life it is new again: ids are epoch milliseconds, nobody sends one twice that late.
        host.Time.Advance(TimeSpan.FromHours(1));
        (await host.PostAsync(Samples.Message())).Dispose();
        Assert.Equal(3, seen.Activities.Count);
    }

    [Fact]
    public async Task Row07_Activities_without_an_id_are_all_taken()
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var activity = Samples.Message();
        activity.Remove("id");
        (await host.PostAsync(activity)).Dispose();
        (await host.PostAsync(activity)).Dispose();
        Assert.Equal(2, seen.Activities.Count);
    }

    [Fact]
    public async Task Row07_A_click_that_comes_again_while_it_is_worked_on_gets_the_same_answer()
    {
        var finish = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var calls = 0;
        await using var host = await ChannelHost.StartAsync(async (_, _) =>
        {
            var call = Interlocked.Increment(ref calls);
            begun.TrySetResult();
            await finish.Task;
            return InvokeResponse.Message($"answer {call}");
        });

        var first = host.AnswerAsync(Samples.Click());
        await begun.Task;
        var again = Enumerable.Range(0, 5).Select(_ => host.AnswerAsync(Samples.Click())).ToList();
        await host.Logged.SeenAsync(1023, 5);
        finish.SetResult();

        Assert.Equal("answer 1", (await first).GetProperty("value").GetString());
        Assert.All(await Task.WhenAll(again), a => Assert.Equal("answer 1", a.GetProperty("value").GetString()));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Row07_A_click_that_comes_again_later_is_marked_as_redelivery()
    {
        var seen = new Seen(InvokeResponse.Message("state"));
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        await host.AnswerAsync(Samples.Click());
        await host.AnswerAsync(Samples.Click());
        Assert.Equal([false, true], seen.Redelivered);
    }

    [Fact]
    public async Task Row07_Claims_are_shared_through_the_store_of_the_container()
    {
        var store = new SharedClaims();
        var seen = new Seen();
        await using var one = await ChannelHost.StartAsync(seen.HandleAsync, services: s => s.AddSingleton<ActivityClaims>(store));
        await using var two = await ChannelHost.StartAsync(seen.HandleAsync, services: s => s.AddSingleton<ActivityClaims>(store));
        (await one.PostAsync(Samples.Message())).Dispose();
        (await two.PostAsync(Samples.Message())).Dispose();
        Assert.Single(seen.Activities);
    }

    [Fact]
    public async Task Row07_A_claim_store_that_fails_or_hangs_loses_no_activity()
    {
        var seen = new Seen();
        var store = new SharedClaims { Fails = true };
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync, services: s => s.AddSingleton<ActivityClaims>(store));
        (await host.PostAsync(Samples.Message(id: "1"))).Dispose();
        Assert.Single(seen.Activities);
        Assert.True(host.Logged.Holds(1022));

        store.Fails = false;
        store.Hangs = true;
        var posted = host.PostAsync(Samples.Message(id: "2"));
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(1));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await posted).Dispose();
        Assert.Equal(2, seen.Activities.Count);
    }

    [Fact]
    public async Task Row07_Memory_of_claims_is_bounded()
    {
        var claims = new MemoryClaims(new ManualTime(DateTimeOffset.UnixEpoch));
        for (var n = 0; n < MemoryClaims.Most + 10; n++)
            Assert.True(await claims.TryClaimAsync($"{n}", TimeSpan.FromHours(1), CancellationToken.None));
        Assert.False(await claims.TryClaimAsync($"{MemoryClaims.Most}", TimeSpan.FromHours(1), CancellationToken.None));
        Assert.True(await claims.TryClaimAsync("0", TimeSpan.FromHours(1), CancellationToken.None)); // the oldest was forgotten
    }

    [Fact]
    public async Task Row08_An_automatic_refresh_cannot_send()
    {
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            Assert.True(CardClick.Read(turn.Activity)!.IsAutomaticRefresh);
            await Assert.ThrowsAsync<InvalidOperationException>(() => turn.SendAsync(OutgoingActivity.Say("no"), ct));
            return InvokeResponse.Message("refreshed");
        });
        var answer = await host.AnswerAsync(Samples.Click("refresh", trigger: "automatic"));
        Assert.Equal("refreshed", answer.GetProperty("value").GetString());
        Assert.Empty(host.Connector.Requests);
    }

    /// <summary>A handler that only ends by being cancelled.</summary>
    private static async Task<InvokeResponse?> EndlessAsync(TaskCompletionSource cancelled, CancellationToken ct)
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
            return null;
        }
        catch (OperationCanceledException)
        {
            cancelled.SetResult();
            throw;
        }
    }

    /// <summary>Stands for a store that several instances share.</summary>
    private sealed class SharedClaims : ActivityClaims
    {
        private readonly ConcurrentDictionary<string, bool> _taken = [];

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public override async ValueTask<bool> TryClaimAsync(string key, TimeSpan lifetime, CancellationToken ct)
        {
            if (Fails)
                throw new IOException("the store is away");
            if (Hangs)
                await new TaskCompletionSource().Task.WaitAsync(ct);
            return _taken.TryAdd(key, true);
        }
    }
}
