using System.Net;

namespace CspBot.Teams.Tests;

/// <summary>The issuer's keys: rollover, outages, restraint (facts teams-protocol §4.1; checklist row 3).</summary>
public sealed class ConnectorKeysTests
{
    [Fact]
    public async Task Who_reads_the_keys_says_who_it_is()
    {
        await using var host = await ChannelHost.StartAsync();
        await host.PostAsync(Samples.Message());
        Assert.NotEmpty(host.Issuer.Agents);
        Assert.All(host.Issuer.Agents, agent => Assert.StartsWith("CspBot/", agent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row03_Key_rollover_without_restart()
    {
        await using var host = await ChannelHost.StartAsync();
        using (var before = await host.PostAsync(Samples.Message(id: "1")))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        host.Issuer.AddKey("k2", endorsements: "msteams");
        host.Issuer.Retire("k1");
        host.Time.Advance(TimeSpan.FromMinutes(6));
        using (var after = await host.PostAsync(Samples.Message(id: "2"), host.Issuer.Token(kid: "k2")))
            Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using (var old = await host.PastKeyPauseAsync(host.PostAsync(Samples.Message(id: "3"), host.Issuer.Token(kid: "k1"))))
            Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(3, host.Issuer.Fetches);
    }

    /// <summary>Whoever makes up key ids waits for the next fetch and does not bring it forward; a crowd is asked to come again.</summary>
    [Fact]
    public async Task Row03_Unknown_keys_cause_one_fetch_in_ten_seconds()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        var made = Enumerable.Range(0, 300).Select(
            n => bench.Issuer.Sign($$"""{"alg":"RS256","kid":"made-up-{{n}}"}""", bench.Issuer.Claims().ToJsonString()));
        var looks = made.Select(token => bench.Tokens.ReadAsync(["Bearer " + token], CancellationToken.None)).ToList();
        Assert.Equal(1, bench.Issuer.Fetches);
        Assert.Equal(100, looks.Count(look => look.IsCompleted));
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        var ends = await Task.WhenAll(looks);
        Assert.All(ends, look => Assert.Null(look.Token));
        Assert.Equal(100, ends.Count(look => look.AskAgain));
        Assert.Equal(2, bench.Issuer.Fetches);
    }

    /// <summary>Teams posts an activity once: a new key must not cost the one that brings it.</summary>
    [Fact]
    public async Task A_key_that_is_new_within_the_pause_delays_a_message_and_does_not_lose_it()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Issuer.AddKey("k2", endorsements: "msteams");
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token(kid: "k2")));
        Assert.Equal(2, bench.Issuer.Fetches);
    }

    [Fact]
    public async Task While_the_list_cannot_be_read_the_sender_is_asked_to_come_again()
    {
        var bench = TokenBench.Start();
        bench.Issuer.IsDown = true;
        Assert.True((await bench.LookAsync(bench.Issuer.Token())).AskAgain);
        bench.Issuer.IsDown = false;
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));

        // Read, and not among the keys: refused.
        Assert.False((await bench.LookAsync(
            bench.Issuer.Sign("""{"alg":"RS256","kid":"made-up"}""", bench.Issuer.Claims().ToJsonString()))).AskAgain);
    }

    [Fact]
    public async Task Row03_Keys_are_fetched_with_one_flight()
    {
        var bench = TokenBench.Start();
        var hold = new TaskCompletionSource();
        bench.Issuer.Hold = hold.Task;
        var readers = Enumerable.Range(0, 40).Select(_ => bench.ReadAsync(bench.Issuer.Token())).ToList();
        hold.SetResult();
        Assert.All(await Task.WhenAll(readers), Assert.NotNull);
        Assert.Equal(1, bench.Issuer.Fetches);
    }

    [Fact]
    public async Task Row03_An_outage_of_the_metadata_keeps_the_old_keys()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Issuer.IsDown = true;
        bench.Time.Advance(TimeSpan.FromDays(3));
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        Assert.True(bench.Log.Holds(1003));

        // Back again: the next look-up after the interval has the present set.
        bench.Issuer.IsDown = false;
        bench.Issuer.AddKey("k2", endorsements: "msteams");
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token(kid: "k2")));
    }

    [Fact]
    public async Task Row03_Keys_are_refreshed_daily_without_being_asked_for_a_new_one()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Issuer.AddKey("k2", endorsements: "msteams");
        bench.Issuer.Retire("k1");
        bench.Time.Advance(TimeSpan.FromHours(25));
        Assert.Null(await bench.ReadAsync(bench.Issuer.Token()));
        Assert.Equal(2, bench.Issuer.Fetches);
    }

    [Fact]
    public async Task Foreign_tokens_never_cause_a_key_fetch()
    {
        var bench = TokenBench.Start();
        Assert.Null(await bench.ReadAsync(
            bench.Issuer.Sign("""{"alg":"RS256","kid":"k1"}""", bench.Issuer.Claims(("iss", "https://evil.example")).ToJsonString())));
        Assert.Equal(0, bench.Issuer.Fetches);
    }
}
