using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Machines;

/// <summary>A part falls out: agents are told so, <c>/readyz</c> names it, and when it is back everything goes on by itself.</summary>
public sealed class OutageTests
{
    [RequiresFact("postgres")]
    public async Task Without_PostgreSQL_agents_are_told_so_and_lose_nothing_and_later_all_goes_on()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var bot = await BotProcess.PrepareAsync(new Dictionary<string, string?>
        {
            ["Store__ConnectionString"] = await postgres.NewDatabaseAsync(),
            ["Cache__Redis"] = "",
            ["Health__KeepFor"] = "00:00:00",
        });
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        var before = await bot.UserOwnersAsync();
        await WarmAsync(bot);
        Assert.Equal("store ok, cache ok, signIn ok, roles ok, audit ok, workers ok, ready", await ReadyAsync(bot));
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(bot.Nora);

        // A click in the outage: the card stays as it is, with a line that says why, in the reader's language.
        await postgres.CrashAsync();
        var said = await ReadyAsync(bot);
        Assert.StartsWith("store unreachable, cache unreachable, signIn ok, roles ok, audit ok, workers ", said, StringComparison.Ordinal);
        Assert.EndsWith(", not ready", said, StringComparison.Ordinal);
        var (answer, body) = await bot.Nora.SendAsync(bot.Nora.Click(review, "grant-owner/submit"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/vnd.microsoft.error", body.GetProperty("type").GetString());
        Assert.Matches(
            @"^My memory is out of reach just now \(reference [0-9A-F]{8}\)\. Please try again in a minute: .*nothing happens twice\.$",
            body.GetProperty("value").GetProperty("message").GetString());
        (_, body) = await bot.Nora.In("fr-FR").SendAsync(bot.Nora.In("fr-FR").Click(review, "grant-owner/submit"));
        Assert.StartsWith(
            "Ma mémoire est injoignable", body.GetProperty("value").GetProperty("message").GetString(), StringComparison.Ordinal);

        // A phrase gets a card, and what somebody types into a search is found still.
        Assert.Contains("My memory is out of reach", CardReader.Text(await bot.Nora.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.NotEmpty(await bot.Nora.SearchesAsync("customers", "adatum"));
        Assert.Equal(before.Order(), (await bot.UserOwnersAsync()).Order());

        // Back again, its cache table emptied by the crash: the same click on the same card, and the story goes to its end.
        await postgres.RestartAsync();
        await Eventually.IsTrueAsync("all parts are back", async () =>
            await ReadyAsync(bot) == "store ok, cache ok, signIn ok, roles ok, audit ok, workers ok, ready");
        await bot.Nora.ClicksAsync(review, "grant-owner/submit");
        var ask = await bot.Teams.WaitForAsync("the approval card", message =>
            message.Conversation == bot.Tomas.Chat && CardReader.HasButton(message.Card, "requests/approve"));

        // And once more between the decision and its effect.
        await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await postgres.CrashAsync();
        await postgres.RestartAsync();
        await bot.Nora.SeesAsync("Done and verified");
        Assert.Equal([(subscription, user)], (await bot.UserOwnersAsync()).Except(before));
    }

    [RequiresFact("postgres", "redis")]
    public async Task Without_Redis_the_story_goes_on_and_readyz_names_the_cache()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var bot = await BotProcess.PrepareAsync(new Dictionary<string, string?>
        {
            ["Store__ConnectionString"] = await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            ["Cache__Redis"] = redis.Setting,
            ["Health__KeepFor"] = "00:00:00",
        });
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        var before = await bot.UserOwnersAsync();
        await WarmAsync(bot);
        await Eventually.IsTrueAsync("all parts are there", async () =>
            await ReadyAsync(bot) == "store ok, cache ok, signIn ok, roles ok, audit ok, workers ok, ready");
        await redis.KillAsync();
        Assert.Equal("store ok, cache unreachable, signIn ok, roles ok, audit ok, workers ok, not ready", await ReadyAsync(bot));
        var (_, user, subscription) = await Scenarios.GrantAsync(bot);
        Assert.Equal([(subscription, user)], (await bot.UserOwnersAsync()).Except(before));
        await redis.RestartAsync();
        await Eventually.IsTrueAsync("the cache is back", async () =>
            await ReadyAsync(bot) == "store ok, cache ok, signIn ok, roles ok, audit ok, workers ok, ready");
    }

    /// <summary>Red until 2026-11-28: the extra authorities of the settings took the place of the system's for Redis.</summary>
    [RequiresFact("redis")]
    public async Task Redis_with_a_certificate_of_the_systems_authorities_is_taken_beside_the_extra_ones_of_the_settings()
    {
        await using var redis = await RedisServer.StartAsync();
        var system = Path.Combine(TempFolder.Create("system"), "system.pem");
        await File.WriteAllTextAsync(system, redis.Authority.Certificate.ExportCertificatePem());
        await using var bot = await BotProcess.PrepareAsync(
            new Dictionary<string, string?> { ["Cache__Redis"] = redis.TlsSetting, ["SSL_CERT_FILE"] = system });
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        await Eventually.IsTrueAsync(
            "the cache is there", async () => (await ReadyAsync(bot)).Contains("cache ok", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("login", "signIn ServiceFault", "roles unknown")]
    [InlineData("graph", "signIn ok", "roles ServiceFault")]
    public async Task Without_sign_in_or_role_source_readyz_names_it(string api, string signIn, string roles)
    {
        await using var bot = await BotHost.StartAsync();
        await bot.ControlAsync("faults", new { api, status = 503 });
        var said = await ReadyAsync(bot);
        Assert.StartsWith("store ok, cache ok, ", said, StringComparison.Ordinal);
        Assert.Contains(signIn, said, StringComparison.Ordinal);
        Assert.Contains(roles, said, StringComparison.Ordinal);
        Assert.EndsWith(", not ready", said, StringComparison.Ordinal);
        Assert.Equal("alive", await TestBot.Http.GetStringAsync(new Uri(bot.Endpoint, "/healthz")));
    }

    /// <summary>Until the bot has read once all that a form needs: its first turn compiles, and may be cut off on a busy machine.</summary>
    private static Task WarmAsync(TestBot bot) => Eventually.IsTrueAsync(
        "a form has its choices",
        async () => CardReader.Text(await bot.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer)).Contains(
            "Adatum Production", StringComparison.Ordinal));

    /// <summary>The parts as <c>/readyz</c> tells them, in its order.</summary>
    private static async Task<string> ReadyAsync(TestBot bot)
    {
        var answer = await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var ready = body.GetProperty("ready").GetBoolean();
        Assert.Equal(ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return string.Join(
            ", ",
            [
                .. body.GetProperty("parts").EnumerateObject().Select(part => $"{part.Name} {part.Value.GetString()}"),
                ready ? "ready" : "not ready",
            ]);
    }
}
