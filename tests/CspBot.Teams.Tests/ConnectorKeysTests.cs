using System.Net;

namespace CspBot.Teams.Tests;

/// <summary>The issuer's keys: rollover, outages, restraint (facts teams-protocol §4.1; checklist row 3).</summary>
public sealed class ConnectorKeysTests
{
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
        using (var old = await host.PostAsync(Samples.Message(id: "3"), host.Issuer.Token(kid: "k1")))
            Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(2, host.Issuer.Fetches);
    }

    [Fact]
    public async Task Row03_Unknown_keys_cause_one_fetch_in_five_minutes()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        for (var n = 0; n < 50; n++)
            Assert.Null(await bench.ReadAsync(bench.Issuer.Sign($$"""{"alg":"RS256","kid":"made-up-{{n}}"}""", bench.Issuer.Claims().ToJsonString())));
        Assert.Equal(2, bench.Issuer.Fetches);
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await bench.ReadAsync(bench.Issuer.Sign("""{"alg":"RS256","kid":"made-up"}""", bench.Issuer.Claims().ToJsonString())));
        Assert.Equal(3, bench.Issuer.Fetches);
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
    public async Task Row03_A_failed_first_fetch_is_tried_again_soon()
    {
        var bench = TokenBench.Start();
        bench.Issuer.IsDown = true;
        Assert.Null(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Issuer.IsDown = false;
        Assert.Null(await bench.ReadAsync(bench.Issuer.Token()));
        bench.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Token()));
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
        Assert.Null(await bench.ReadAsync(bench.Issuer.Sign("""{"alg":"RS256","kid":"k1"}""", bench.Issuer.Claims(("iss", "https://evil.example")).ToJsonString())));
        Assert.Equal(0, bench.Issuer.Fetches);
    }
}
