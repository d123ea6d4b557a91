using System.Text.Json;
using CspBot.Permissions;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>What was switched outside the bot is told once; and the list of who is on.</summary>
public sealed class ReservationPermissionWatchTests
{
    private const string Drift = "changed outside this bot";
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5.1);

    [Fact]
    public async Task A_flip_in_the_portal_is_told_once_also_after_a_restart_and_with_two_bots()
    {
        await using var host = await StartAsync(watch: true);
        await using var second = await host.StartAnotherAsync();
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true });
        await host.LeapAsync(Poll);
        var notice = await host.Tomas.SeesAsync(Drift);
        Assert.Contains("aisha@fabrikam.example set it to: reservations", notice.Text, StringComparison.Ordinal);
        Assert.Contains("Adatum Corporation", notice.Text, StringComparison.Ordinal);

        // What was sent and not yet noted down would rightly be sent again after a restart.
        await DeliveredAsync(host);
        await host.RestartAsync();
        await SweepAsync(host);
        await SweepAsync(second);
        await DeliveredAsync(host);
        Assert.Single(Notices(host));

        await host.RestartAsync(() => host
            .ControlAsync("policies", new { customer = Adatum, reservedInstances = false, savingsPlan = true })
            .GetAwaiter()
            .GetResult());
        await Task.WhenAll(SweepAsync(host), SweepAsync(second));
        await host.Teams.WaitForAsync("the second notice", _ => Notices(host).Count == 2);
        await Task.WhenAll(SweepAsync(host), SweepAsync(second));
        await DeliveredAsync(host);
        Assert.Equal(2, Notices(host).Count);
        Assert.Contains("savings plans", Notices(host)[1].Text, StringComparison.Ordinal);
    }

    [RequiresFact("postgres")]
    public async Task Two_bots_on_PostgreSQL_tell_of_a_flip_once()
    {
        await using var host = await StartAsync(store: await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        await using var second = await host.StartAnotherAsync();
        await TurnOnAsync(host, Wish(reserved: true));
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        await Task.WhenAll(SweepAsync(host), SweepAsync(second), SweepAsync(host), SweepAsync(second));
        await host.Tomas.SeesAsync(Drift);
        await SweepAsync(second);
        await DeliveredAsync(host);
        Assert.Single(Notices(host));
        Assert.Contains("3 in all", CardReader.Text(await host.Nora.SaysAsync("reservation permission")), StringComparison.Ordinal);
        Assert.Contains(
            "1 in all",
            CardReader.Text(await host.Nora.ClicksAsync(
                await host.Nora.SaysAsync("reservation permission"),
                "reservation-permission/list",
                new Dictionary<string, string> { ["find"] = "ADÀT" })),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_turns_it_off_with_one_click_of_an_admin_agent()
    {
        await using var host = await StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true, savingsPlan = true });
        await SweepAsync(host);
        var notice = await host.Tomas.SeesAsync(Drift);
        var answer = await host.Tomas.ClicksAsync(notice.Card, "reservation-permission/off", null, notice.Id);
        Assert.Contains("Stop Adatum Corporation buying", CardReader.Text(answer), StringComparison.Ordinal);
        await Eventually.IsTrueAsync("the policy is deleted", async () => (await PermissionsAsync(host)).Count == 0);
        await SweepAsync(host);
        await DeliveredAsync(host);
        Assert.DoesNotContain(
            host.Tomas.Mine(), message => message.Text.Contains(Drift, StringComparison.Ordinal) && message.Id != notice.Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Partner Center Native App")]
    public async Task What_the_bot_itself_switched_is_no_news(string? application)
    {
        await using var host = await StartAsync();
        await host.ControlAsync("knobs", new { auditApplication = application });
        await TurnOnAsync(host, Wish(reserved: true));
        await host.LeapAsync(TimeSpan.FromDays(2));
        await SweepAsync(host);
        await DeliveredAsync(host);
        Assert.Empty(Notices(host));
    }

    [Fact]
    public async Task A_change_that_the_log_lost_is_found_within_a_day_and_told_without_a_name()
    {
        await using var host = await StartAsync();
        await host.ControlAsync(
            "policies", new { customer = await IdOfAsync(host, "Lamna Healthcare"), savingsPlan = true, audited = false });
        await SweepAsync(host);
        await DeliveredAsync(host);
        Assert.Empty(Notices(host));
        await host.LeapAsync(TimeSpan.FromDays(1.1));
        await SweepAsync(host);
        var notice = await host.Tomas.SeesAsync(Drift);
        Assert.Contains("does not say who", notice.Text, StringComparison.Ordinal);
        Assert.Contains("reservations and savings plans", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_comes_late_names_who_it_was_on_the_same_notice()
    {
        await using var host = await StartAsync();
        var lamna = await IdOfAsync(host, "Lamna Healthcare");
        await host.ControlAsync("knobs", new { auditDelayMs = 20_000 });
        await host.ControlAsync("policies", new { customer = lamna, savingsPlan = true });
        await host.LeapAsync(TimeSpan.FromDays(1.1));
        await SweepAsync(host);
        await host.Tomas.SeesAsync("does not say who");
        await Eventually.IsTrueAsync("the notice names somebody", async () =>
        {
            await SweepAsync(host);
            return Notices(host) is [var only] && only.Text.Contains("aisha@fabrikam.example", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_list_tells_who_is_on_since_when_by_whom_and_what_was_bought()
    {
        await using var host = await StartAsync();
        await TurnOnAsync(host, Wish(reserved: true));
        await host.ControlAsync("purchases", new { customer = Adatum, kind = "reservation" });
        var list = await host.Nora.SaysAsync("reservation permission");
        var text = CardReader.Text(list);
        Assert.Contains("3 in all", text, StringComparison.Ordinal);
        Assert.Contains(CardReader.Choices(list, "customer"), choice => choice.Title.StartsWith("Adatum", StringComparison.Ordinal));
        Assert.Contains("by Nora Lind · approved by Tomas Berg", text, StringComparison.Ordinal);
        Assert.Contains("by aisha@fabrikam.example · no approval here", text, StringComparison.Ordinal);
        Assert.Contains("Lamna Healthcare", text, StringComparison.Ordinal);
        Assert.Contains("One-time orders since then: 1", text, StringComparison.Ordinal);

        var found = await host.Nora.ClicksAsync(list, "reservation-permission/list", new Dictionary<string, string> { ["find"] = "adat" });
        Assert.Contains("1 in all", CardReader.Text(found), StringComparison.Ordinal);
        var csv = CardReader.Text(await host.Nora.ClicksAsync(found, "reservation-permission/export"));
        Assert.Contains(Adatum + ",Adatum Corporation,true,", csv, StringComparison.Ordinal);
        Assert.Contains(",Nora Lind,Tomas Berg,false,,,,1", csv, StringComparison.Ordinal);

        await host.Nora.ClicksAsync(found, "reservation-permission/off");
        await Eventually.IsTrueAsync("the policy is deleted", async () => (await PermissionsAsync(host)).Count == 0);
        await Eventually.IsTrueAsync(
            "both requests are over", async () => (await host.AuditAsync()).Count(entry => entry.Kind == "succeeded") == 2);
        Assert.Contains("2 in all", CardReader.Text(await host.Nora.SaysAsync("reservation permission")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_pages()
    {
        await using var host = await StartAsync();
        foreach (var customer in (await host.WorldAsync())
            .GetProperty("customers")
            .EnumerateArray()
            .Where(customer => customer.GetProperty("relationship").GetString() == "reseller")
            .Take(10))
            await host.ControlAsync("policies", new { customer = customer.GetProperty("id").GetString(), reservedInstances = true });
        await SweepAsync(host);
        var first = await host.Nora.SaysAsync("reservation permission");
        Assert.Contains("12 in all, page 1 of 2", CardReader.Text(first), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(first, "reservation-permission/previous"));
        var next = CardReader.Buttons(first).Single(button => button.GetProperty("verb").GetString() == "reservation-permission/list"
            && button.GetProperty("title").GetString() == "Next page");
        var (_, body) = await host.Nora.SendAsync(host.Nora.Forge("reservation-permission/list", CardReader.DataOf(first, next, null)));
        Assert.Contains("page 2 of 2", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
        Assert.Equal(
            ["Open Adatum Corporation"],
            Opens(first).Except(Opens(body.GetProperty("value"))).Where(title => title.Contains("Adatum", StringComparison.Ordinal)));
        Assert.Equal(12, Opens(first).Concat(Opens(body.GetProperty("value"))).Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    public async Task A_sweep_costs_what_changed_not_what_there_is(int customers)
    {
        await using var host = await StartAsync(customers);
        var before = (await CountAsync(host)).Total;
        await SweepAsync(host);
        var idle = (await CountAsync(host)).Total - before;
        await host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true });
        before = (await CountAsync(host)).Total;
        var policies = (await CountAsync(host)).Policies;
        await SweepAsync(host);
        Assert.Equal((1, 2, 1), (idle, (await CountAsync(host)).Total - before, (await CountAsync(host)).Policies - policies));
    }

    private static async Task<BotHost> StartAsync(int customers = 0, bool watch = false, string? store = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Purchases:Conversation"] = PretendTeams.PersonalChat("00000000-0000-4000-8000-000000000021"),
            ["Purchases:Watch"] = watch ? "true" : "false",
        };
        if (store is not null)
            settings["Store:ConnectionString"] = store;
        var host = await BotHost.StartAsync(settings, customers);
        await host.Tomas.InstallAsync();

        // Where the bot does not watch by itself, each story says when it looks.
        if (!watch)
            await SweepAsync(host);
        await Eventually.IsTrueAsync("the first sweep is over", async () => (await Watch(host).ProgressAsync(default)).Swept);
        return host;
    }

    private static Task SweepAsync(BotHost host) => Watch(host).SweepAsync(default);

    private static PermissionWatch Watch(BotHost host) => host.Services.GetRequiredService<PermissionWatch>();

    private static List<ShownMessage> Notices(BotHost host) =>
        [.. host.Tomas.Mine().Where(message => message.Text.Contains(Drift, StringComparison.Ordinal))];

    /// <summary>Everything that is due was sent.</summary>
    private static Task DeliveredAsync(BotHost host) => Eventually.IsTrueAsync("the outbox is empty", async () =>
        await host.Services.GetRequiredService<CspBot.Store.Database>().ReadAsync(
            s => s.QueryOneAsync<long>("select count(*) from outbox where state = 'pending' and id like 'permission/%'"), default) == 0);

    /// <summary>The customers of a page's rows.</summary>
    private static IEnumerable<string> Opens(JsonElement list) => CardReader.Buttons(list)
        .Select(button => button.TryGetProperty("tooltip", out var told) ? told.GetString()! : "")
        .Where(told => told.StartsWith("Open ", StringComparison.Ordinal));

    private static async Task<(int Total, int Policies)> CountAsync(BotHost host)
    {
        var paths = (await host.CallsAsync())
            .Where(call => call.GetProperty("api").GetString() == "partnercenter")
            .Select(call => call.GetProperty("path").GetString()!)
            .Where(path => !path.EndsWith("/customers", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return (paths.Count, paths.Count(path => path.Contains("SelfServePolicy", StringComparison.OrdinalIgnoreCase)));
    }
}
