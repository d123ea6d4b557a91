using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Teams.Tests;

/// <summary>An activity that comes again (facts teams-protocol §6.1; checklist row 7).</summary>
public sealed class RedeliveryTests
{
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
            return InvokeAnswer.Message($"answer {call}");
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
    public async Task Row07_A_click_that_comes_again_later_is_answered_with_what_stands_by_then()
    {
        var seen = new Seen(InvokeAnswer.Message("state"));
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        await host.AnswerAsync(Samples.Click());
        await host.AnswerAsync(Samples.Click());
        Assert.Equal(2, seen.Activities.Count);
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
    public async Task Row07_A_claim_store_that_hangs_does_not_keep_a_click_from_its_answer()
    {
        var seen = new Seen(InvokeAnswer.Message("state"));
        await using var host = await ChannelHost.StartAsync(
            seen.HandleAsync, services: s => s.AddSingleton<ActivityClaims>(new SharedClaims { Hangs = true }));
        Assert.Equal("state", (await host.AnswerAsync(Samples.Click())).GetProperty("value").GetString());
        Assert.Single(seen.Activities);
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
