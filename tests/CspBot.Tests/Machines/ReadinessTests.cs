using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CspBot.Requests;
using CspBot.Requests.Audits;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CspBot.Tests.Machines;

/// <summary><c>/readyz</c> tells the truth, costs nothing however often it is asked, and tells strangers no more than yes or no.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Two_hundred_who_ask_at_once_cost_one_look()
    {
        await using var bot = await BotHost.StartAsync();
        await AskAsync(bot);
        var before = await GroupReadsAsync(bot);
        await bot.LeapAsync(TimeSpan.FromSeconds(10));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskAsync(bot)));
        Assert.Equal(before + 1, await GroupReadsAsync(bot));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Parts_are_named_only_where_that_is_wanted(string details, bool named)
    {
        await using var bot = await BotHost.StartAsync(new Dictionary<string, string?> { ["Health:Details"] = details });
        var body = await AskAsync(bot);
        Assert.Equal(named, body.TryGetProperty("parts", out _));
        Assert.Equal(named, body.TryGetProperty("loops", out _));
        Assert.True(body.GetProperty("ready").GetBoolean());
    }

    [Theory]
    [InlineData("Development", "http://0.0.0.0:80", true)]
    [InlineData("Production", "http://127.0.0.1:80;http://localhost:81;http://[::1]:82", true)]
    [InlineData("Production", "http://127.0.0.1:80;http://*:81", false)]
    [InlineData("Production", "http://10.0.0.4:80", false)]
    public void Without_a_setting_details_are_for_development_and_loopback(string environment, string listeners, bool shown) =>
        Assert.Equal(
            shown,
            HealthOptions.From(
                new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(),
                environment == "Development",
                listeners.Split(';')).ShowsDetails);

    [Fact]
    public async Task A_service_account_that_cannot_sign_in_is_named_though_the_app_still_can()
    {
        await using var bot = await BotHost.StartAsync(new Dictionary<string, string?> { ["Health:KeepFor"] = "00:00:00" });
        await bot.ControlAsync("tokens", new { });
        await bot.RestartAsync();
        var parts = (await AskAsync(bot, HttpStatusCode.ServiceUnavailable)).GetProperty("parts");
        Assert.Contains("AADSTS50173", parts.GetProperty("signIn").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", parts.GetProperty("roles").GetString());
    }

    [Fact]
    public async Task A_broken_audit_is_told_until_it_is_whole_again()
    {
        await using var bot = await BotHost.StartAsync(new Dictionary<string, string?> { ["Health:KeepFor"] = "00:00:00" });

        // Its own first look, still of the whole chain, might end after the test's.
        await Eventually.IsTrueAsync("the bot has looked itself", async () => await HasLookedAsync(bot, "audit"));
        await bot.Services.GetRequiredService<Database>().WriteAsync(
            session => session.ExecuteAsync(
                "insert into setting(name, value) values ('audit-head', '7:0') on conflict (name) do update set value = excluded.value"),
            default);
        var watch = bot.Services.GetRequiredService<AuditWatch>();
        await watch.RoundAsync(default);
        Assert.Equal(
            "Entries after 0 are missing.",
            (await AskAsync(bot, HttpStatusCode.ServiceUnavailable)).GetProperty("parts").GetProperty("audit").GetString());
        await bot.Services
            .GetRequiredService<Database>()
            .WriteAsync(session => session.ExecuteAsync("update setting set value = '0:' where name = 'audit-head'"), default);
        await watch.RoundAsync(default);
        Assert.Equal("ok", (await AskAsync(bot)).GetProperty("parts").GetProperty("audit").GetString());
    }

    [RequiresFact("postgres")]
    public async Task A_store_that_only_reads_is_not_ready()
    {
        var connection = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using var bot = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Store:ConnectionString"] = connection,
            ["Cache:Redis"] = "",
            ["Health:KeepFor"] = "00:00:00",
        });
        await AskAsync(bot);
        await RunAsync(connection, """
            alter database "{0}" set default_transaction_read_only = on;
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """);

        // The first writes meet connections that are gone.
        await Eventually.IsTrueAsync("the store says what ails it", async () =>
            (await AskAsync(bot, HttpStatusCode.ServiceUnavailable))
                .GetProperty("parts")
                .GetProperty("store")
                .GetString() == "takes no writes: 25006");
        Assert.Equal(
            "takes no writes: 25006",
            (await AskAsync(bot, HttpStatusCode.ServiceUnavailable)).GetProperty("parts").GetProperty("cache").GetString());
        await RunAsync(connection, """
            alter database "{0}" reset default_transaction_read_only;
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """);
        await Eventually.IsTrueAsync(
            "it is ready again", async () => (await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_SQLite_file_that_another_program_holds_is_told_in_time_and_nothing_is_lost()
    {
        await using var bot = await BotHost.StartAsync(new Dictionary<string, string?> { ["Health:KeepFor"] = "00:00:00" });
        var (review, _, _) = await Scenarios.ReviewGrantAsync(bot.Nora);
        await using var other = new SqliteConnection(bot.Services.GetRequiredService<StoreOptions>().ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using (var held = other.BeginTransaction(deferred: false))
        {
            for (var tries = 0; tries < 3; tries++)
            {
                var (_, body) = await InTime.Async(
                    TimeSpan.FromSeconds(3), () => bot.Nora.SendAsync(bot.Nora.Click(review, "grant-owner/submit")));
                Assert.Contains(
                    "My memory is out of reach", body.GetProperty("value").GetProperty("message").GetString(), StringComparison.Ordinal);
            }

            Assert.Equal(
                "takes no writes: SQLite 5",
                (await AskAsync(bot, HttpStatusCode.ServiceUnavailable)).GetProperty("parts").GetProperty("store").GetString());
        }

        await Eventually.IsTrueAsync(
            "it is ready again", async () => (await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"))).IsSuccessStatusCode);
        await bot.Nora.ClicksAsync(review, "grant-owner/submit");
    }

    [Fact]
    public async Task The_file_of_the_store_is_the_bots_own()
    {
        await using var bot = await BotHost.StartAsync();
        var file = new SqliteConnectionStringBuilder(bot.Services.GetRequiredService<StoreOptions>().ConnectionString).DataSource;
        if (OperatingSystem.IsWindows())
            return;

        // The two files beside it go with the last connection: one that has read keeps them there.
        await using (var reader = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await reader.OpenAsync();
            await using var look = reader.CreateCommand();
            look.CommandText = "select count(*) from sqlite_master";
            Assert.NotEqual(0L, await look.ExecuteScalarAsync());
            foreach (var present in new[] { file, file + "-wal", file + "-shm" })
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(present));
        }

        await bot.RestartAsync(() =>
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        });
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(file));
    }

    [RequiresFact("postgres")]
    public async Task While_the_store_is_awaited_the_bot_lives_and_says_what_it_lacks()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = await postgres.NewDatabaseAsync();
        await postgres.CrashAsync();
        await using var bot = await BotHost.StartAsync(
            new Dictionary<string, string?> { ["Store:ConnectionString"] = connection, ["Health:KeepFor"] = "00:00:00" });
        Assert.Equal("alive", await TestBot.Http.GetStringAsync(new Uri(bot.Endpoint, "/healthz")));
        var parts = (await AskAsync(bot, HttpStatusCode.ServiceUnavailable)).GetProperty("parts");
        Assert.Equal("unreachable", parts.GetProperty("store").GetString());
        Assert.Contains("store start unwell", parts.GetProperty("workers").GetString(), StringComparison.Ordinal);
        await postgres.RestartAsync();
        await Eventually.IsTrueAsync(
            "it is ready", async () => (await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"))).IsSuccessStatusCode);
        await Scenarios.ReviewGrantAsync(bot.Nora);
    }

    private static async Task<JsonElement> AskAsync(TestBot bot, HttpStatusCode wanted = HttpStatusCode.OK)
    {
        var answer = await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == wanted, body.ToString());
        return body;
    }

    private static async Task<bool> HasLookedAsync(TestBot bot, string loop) =>
        (await (await TestBot.Http.GetAsync(new Uri(bot.Endpoint, "/readyz"))).Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("loops").EnumerateArray()
            .Any(one => one.GetProperty("name").GetString() == loop && one.GetProperty("lastGood").ValueKind == JsonValueKind.String);

    private static async Task<int> GroupReadsAsync(TestBot bot) =>
        (await bot.CallsAsync()).Count(call => call.GetProperty("api").GetString() == "graph"
            && call.GetProperty("path").GetString()!.Contains("members", StringComparison.OrdinalIgnoreCase));

    private static async Task RunAsync(string connection, string sql)
    {
        await using var session = new NpgsqlConnection(connection + ";Pooling=false;Options=-c default_transaction_read_only=off");
        await session.OpenAsync();
        await using var command = session.CreateCommand();
#pragma warning disable CA2100 // Constants of this file, with the name of the test's own database.
        command.CommandText = sql.Replace("{0}", session.Database, StringComparison.Ordinal);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
