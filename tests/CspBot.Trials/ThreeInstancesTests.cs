using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Trials;

/// <summary>
/// Three instances on one PostgreSQL, whichever of them is asked: ends come, what cannot be read waits, one effect per request.
/// </summary>
public sealed class ThreeInstancesTests
{
    [RequiresFact("postgres")]
    public async Task No_form_id_and_no_click_at_any_of_them_keeps_an_end_away()
    {
        await using var first = await StartAsync();
        await using var second = await first.StartAnotherAsync();
        await using var third = await first.StartAnotherAsync();
        await first.Tomas.InstallAsync();
        var before = await first.UserOwnersAsync();
        var (card, _, _) = await Scenarios.GrantAsync(first, "1h");
        var request = CardReader.Button(card.Card, "requests/undo").GetProperty("data").GetProperty("request").GetString()!;
        var forms =
            new[] { "end:" + request, "off:" + request, request + "-E", "form:grant-owner:" + first.Nora.ObjectId + ":end:" + request };
        var tries = 0;
        foreach (var host in new[] { first, second, third })
        {
            foreach (var verb in new[] { "onboard-stack-tenant/submit", "grant-owner/submit", "reservation-permission/off" })
            {
                foreach (var form in forms)
                    tries += await TryAsync(host.Nora, verb, new JsonObject { ["form"] = form, ["request"] = request });
            }

            foreach (var verb in new[] { "requests/cancel", "requests/reject", "requests/undo", "requests/retry" })
                tries += await TryAsync(host.Aisha, verb, new JsonObject { ["request"] = request + "-E", ["version"] = 1 });
        }

        Assert.Equal(3 * (3 * forms.Length + 4), tries);
        Assert.Equal(before.Count + 1, (await first.UserOwnersAsync()).Count);
        await first.LeapAsync(TimeSpan.FromMinutes(61));
        await first.Teams.WaitForAsync(
            "the end", message => message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await first.UserOwnersAsync()).Order());
        Assert.Single(await first.CallsAsync(), call => call.GetProperty("method").GetString() == "DELETE");
    }

    [RequiresFact("postgres")]
    public async Task What_none_of_them_can_read_waits_and_all_of_them_go_on()
    {
        await using var first = await StartAsync();
        await using var second = await first.StartAnotherAsync();
        await using var third = await first.StartAnotherAsync();
        await first.Tomas.InstallAsync();
        var (own, _, _) = await Scenarios.SubmitGrantAsync(first, first.Nora);
        var id = Scenarios.RequestOf(own);
        await WriteAsync(
            first,
            """
            update request set document = replace(document, '"kind":"grant-owner"', '"kind":"of-next-year"'), due_at = 1
            where id = @id
            """,
            new { id });
        await Eventually.IsTrueAsync("the row is set aside", async () => await first.Services.GetRequiredService<Database>().ReadAsync(
            s => s.QueryOneAsync<string>("select set_aside from request where id = @id", new { id }), default) is not null);

        var before = await first.UserOwnersAsync();
        var (_, user, subscription) = await Scenarios.GrantAsync(second);
        Assert.Equal([(subscription, user)], (await first.UserOwnersAsync()).Except(before));
        foreach (var host in new[] { first, second, third })
        {
            var ready = JsonSerializer.Deserialize<JsonElement>(await TestBot.Http.GetStringAsync(new Uri(host.Endpoint, "/readyz")));
            Assert.Equal(1, ready.GetProperty("setAside").GetInt32());
            Assert.Contains("cannot read", CardReader.Text(await host.Nora.SaysAsync("requests " + id)), StringComparison.Ordinal);
        }
    }

    /// <summary>How long Azure takes for the assignment.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(4);

    [RequiresFact("postgres")]
    public async Task Connections_that_break_while_a_step_runs_do_not_make_it_run_twice()
    {
        await using var first = await StartAsync();
        await using var second = await first.StartAnotherAsync();
        await using var third = await first.StartAnotherAsync();
        await first.Tomas.InstallAsync();
        var before = await first.UserOwnersAsync();
        var (own, user, subscription) = await Scenarios.SubmitGrantAsync(first, first.Nora);
        var slow = new { api = "arm", method = "PUT", path = "/roleAssignments/", delayMs = (int)Held.TotalMilliseconds, times = 1 };
        await first.ControlAsync("faults", slow);
        var ask = await Scenarios.AskForAsync(first, first.Tomas, Scenarios.RequestOf(own));
        await first.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var breaks = 0;
        await Eventually.IsTrueAsync(
            "it is done",
            async () =>
            {
                // Every connection of all three, again and again, while the step is under way.
                if (breaks++ % 20 == 0 && breaks < 400)
                    await BreakAsync(first);
                return first.Teams.Messages.Any(message =>
                    message.Conversation == first.Nora.Chat && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(90));
        Assert.Equal([(subscription, user)], (await first.UserOwnersAsync()).Except(before));

        // Nobody takes it over while it runs, and it is never cut. Where a connection broke just as its answer was to be stored,
        // the step is run anew: the same name, after the first was answered.
        var puts = (await first.CallsAsync()).Where(call => call.GetProperty("method").GetString() == "PUT").ToList();
        Assert.Single(puts.Select(call => call.GetProperty("path").GetString()).Distinct());
        Assert.All(puts, call => Assert.InRange(call.GetProperty("status").GetInt32(), 200, 201));
        Assert.All(puts.Skip(1), call =>
            Assert.True(call.GetProperty("time").GetDateTimeOffset() - puts[0].GetProperty("time").GetDateTimeOffset() >= Held));
        Assert.Single(await first.AuditAsync(), entry => entry.Kind == "succeeded");
    }

    private static async Task<BotHost> StartAsync()
    {
        var store = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        return await BotHost.StartAsync(new Dictionary<string, string?> { ["Store:ConnectionString"] = store });
    }

    private static async Task<int> TryAsync(Agent who, string verb, JsonObject data)
    {
        var (answer, _) = await who.SendAsync(who.Forge(verb, data));
        answer.EnsureSuccessStatusCode();
        return 1;
    }

    private static Task WriteAsync(BotHost host, string sql, object args) =>
        host.Services.GetRequiredService<Database>().WriteAsync(session => session.ExecuteAsync(sql, args), default);

    private static async Task BreakAsync(BotHost host)
    {
        try
        {
            await host.Services.GetRequiredService<Database>().ReadAsync(
                s => s.QueryAsync<bool>(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                    """),
                default);
        }
        catch (System.Data.Common.DbException)
        {
            // Two breaks can meet, or the pool hands out a connection that the last one broke.
        }
    }
}
