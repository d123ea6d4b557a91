namespace CspBot.Teams.Tests;

/// <summary>Staying under Teams' limits (facts teams-protocol §3.4; checklist row 14).</summary>
public sealed class PacingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(40, 7, 1)]
    [InlineData(40, 8, 2)]
    [InlineData(200, 60, 30)]
    [InlineData(3700, 1800, 3600)]
    public async Task Row14_No_window_of_a_conversation_ever_holds_more(int calls, int most, int seconds)
    {
        var time = new ManualTime(Start);
        var passed = await PassAsync(time, new ConnectorPacing(time, new UnsharedPace()), Enumerable.Repeat("a:1", calls));
        Assert.Equal(calls, passed.Count);
        for (var n = most; n < passed.Count; n++)
            Assert.True(
                passed[n] - passed[n - most] >= TimeSpan.FromSeconds(seconds),
                $"call {n} came {passed[n] - passed[n - most]} after call {n - most}");
    }

    [Fact]
    public async Task Row14_The_tenant_never_gets_more_than_thirty_in_a_second()
    {
        var time = new ManualTime(Start);
        var passed = await PassAsync(time, new ConnectorPacing(time, new UnsharedPace()), Enumerable.Range(0, 300).Select(n => $"a:{n}"));
        for (var n = 30; n < passed.Count; n++)
            Assert.True(passed[n] - passed[n - 30] >= TimeSpan.FromSeconds(1));
        Assert.True(passed[^1] - Start < TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task Row14_The_first_seven_do_not_wait_and_other_conversations_neither()
    {
        var time = new ManualTime(Start);
        var pacing = new ConnectorPacing(time, new UnsharedPace());
        for (var n = 0; n < 7; n++)
            Assert.True(pacing.WaitAsync("t", "a:1", CancellationToken.None).IsCompletedSuccessfully);
        var eighth = pacing.WaitAsync("t", "a:1", CancellationToken.None);
        Assert.False(eighth.IsCompleted);
        Assert.True(pacing.WaitAsync("t", "a:2", CancellationToken.None).IsCompletedSuccessfully);
        Assert.True(pacing.WaitAsync("t", null, CancellationToken.None).IsCompletedSuccessfully);
        time.Advance(TimeSpan.FromSeconds(1));
        await eighth.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Row14_A_cancelled_wait_leaves_its_place()
    {
        var time = new ManualTime(Start);
        var pacing = new ConnectorPacing(time, new UnsharedPace());
        for (var n = 0; n < 7; n++)
            await pacing.WaitAsync("t", "a:1", CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var given = pacing.WaitAsync("t", "a:1", stop.Token);
        var next = pacing.WaitAsync("t", "a:1", CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await time.Waited(t => t > TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(1));
        await next.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Row14_Memory_is_bounded()
    {
        var time = new ManualTime(Start);
        var pacing = new ConnectorPacing(time, new UnsharedPace());
        for (var n = 0; n < 20_000; n++)
        {
            await pacing.WaitAsync("t", $"a:{n}", CancellationToken.None);
            if (n % 30 == 29)
                time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(pacing.Remembered, 1, 5_001);
    }

    [Fact]
    public async Task Row14_Sends_updates_and_new_conversations_keep_the_pace()
    {
        await using var host = await ChannelHost.StartAsync();
        for (var n = 0; n < 4; n++)
        {
            await host.Client.SendAsync(ChannelHost.Personal, MessageFactory.Text("x"), CancellationToken.None);
            if (n < 3)
                await host.Client.UpdateAsync(ChannelHost.Personal, "1", MessageFactory.Text("x"), CancellationToken.None);
        }

        var eighth = host.Client.UpdateAsync(ChannelHost.Personal, "1", MessageFactory.Text("x"), CancellationToken.None);
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(1));
        Assert.Equal(7, host.Connector.Requests.Count);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await eighth;
        Assert.Equal(8, host.Connector.Requests.Count);

        for (var n = 0; n < 7; n++)
            await host.Client.CreatePersonalConversationAsync(
                new Uri(ChannelHost.ServiceUrl), ChannelHost.TenantId, "29:1", CancellationToken.None);
        var another = host.Client.CreatePersonalConversationAsync(
            new Uri(ChannelHost.ServiceUrl), ChannelHost.TenantId, "29:1", CancellationToken.None);
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(1));
        Assert.False(another.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await another;
    }

    [Fact]
    public async Task Row14_What_other_instances_took_is_waited_for_and_holds_up_no_other_conversation()
    {
        var time = new ManualTime(Start);
        var shared = new SharedElsewhere(time, "a:1", Start + TimeSpan.FromSeconds(2));
        var pacing = new ConnectorPacing(time, shared);
        var waits = pacing.WaitAsync("t", "a:1", CancellationToken.None);
        await time.Waited(t => t == TimeSpan.FromSeconds(2));
        Assert.False(waits.IsCompleted);
        await pacing.WaitAsync("t", "a:2", CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        await pacing.WaitAsync("t", null, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromSeconds(2));
        await waits.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("a:1 a:2 - a:1", string.Join(' ', shared.Asked.Select(asked => asked ?? "-")));
    }

    /// <summary>Makes the calls one after the other, moves the clock whenever one waits, and tells when each passed.</summary>
    private static async Task<List<DateTimeOffset>> PassAsync(ManualTime time, ConnectorPacing pacing, IEnumerable<string> conversations)
    {
        var passed = new List<DateTimeOffset>();
        foreach (var conversation in conversations)
        {
            var pass = pacing.WaitAsync("t", conversation, CancellationToken.None);
            while (!pass.IsCompleted)
            {
                var waits = time.Waited(_ => true);
                if (await Task.WhenAny(pass, waits) == waits)
                    time.Advance(time.Next);
            }

            await pass;
            passed.Add(time.GetUtcNow());
        }

        return passed;
    }

    /// <summary>Another instance has used up one conversation's limit until then.</summary>
    private sealed class SharedElsewhere(TimeProvider time, string conversation, DateTimeOffset until) : SharedPace
    {
        public List<string?> Asked { get; } = [];

        public override ValueTask<PaceWait> TakeAsync(string tenantId, string? asked, CancellationToken ct)
        {
            Asked.Add(asked);
            return ValueTask.FromResult(asked == conversation && time.GetUtcNow() < until
                ? new PaceWait(until - time.GetUtcNow(), IsOfConversation: true)
                : PaceWait.None);
        }
    }
}
