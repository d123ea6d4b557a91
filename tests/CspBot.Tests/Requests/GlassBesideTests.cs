using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Broken glass beside absences and pre-approvals, and on two instances of one PostgreSQL.</summary>
public sealed class GlassBesideTests
{
    [Fact]
    public async Task A_delegate_confirms_in_an_absent_approver_s_place_until_the_absence_is_over()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On());
        var pierre = host.Pierre.In("en-US");
        await host.ControlAsync("roles", new { user = pierre.ObjectId, roles = new[] { "AdminAgents" } });
        foreach (var agent in new[] { host.Tomas, host.Aisha, pierre })
            await agent.InstallAsync();
        await host.Tomas.ClicksAsync(
            await host.Tomas.SaysAsync("absence"),
            "requests/absence-submit",
            new Dictionary<string, string>
            {
                ["delegate"] = pierre.ObjectId,
                ["fromDay"] = Local(host, 0, "yyyy-MM-dd"),
                ["fromTime"] = Local(host, 0, "HH:mm"),
                ["untilDay"] = Local(host, 4, "yyyy-MM-dd"),
                ["untilTime"] = Local(host, 4, "HH:mm"),
            });
        await pierre.SeesAsync("Tomas Berg is away. You can decide in their place");
        var (first, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, "permanent");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, first);
        await GlassScenes.CardAsync(pierre, id, "You decide in the place of Tomas Berg, until");
        var ready = await GlassScenes.CardAsync(pierre, id, "Done and verified");
        var confirmed = await pierre.ClicksAsync(ready.Card, GlassScenes.Confirm, null, ready.Id);
        Assert.Contains("Confirmed by Pierre Martin for Tomas Berg.", CardReader.Text(confirmed), StringComparison.Ordinal);
        Assert.Contains("Run without approval by Nora Lind", CardReader.Text(confirmed), StringComparison.Ordinal);
        Assert.Equal("Tomas Berg", Detail((await host.AuditAsync()).Single(entry => entry.Kind == "confirmed").Document, "for"));

        // The next one is still open when the absence ends: the card says so, and its buttons go.
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var second = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[2].Value,
            ["duration"] = "permanent",
            ["reason"] = "Migration weekend",
        });
        await host.Nora.ClicksAsync(
            await host.Nora.ClicksAsync(second, "grant-owner/glass"), "grant-owner/break", GlassScenes.Typed());
        var card = await host.Teams.WaitForAsync("the second", message => message.Conversation == pierre.Chat
            && CardReader.HasButton(message.Card, GlassScenes.Confirm)
            && !message.Text.Contains(id, StringComparison.Ordinal));
        var other = CardReader.Button(card.Card, GlassScenes.Confirm).GetProperty("data").GetProperty("request").GetString()!;
        await GlassScenes.CardAsync(pierre, other, "Done and verified");
        await host.LeapAsync(TimeSpan.FromHours(5));
        await host.Teams.WaitForAsync("the stand-in's card is taken back", message => message.Id == card.Id
            && message.Text.Contains("no longer yours to decide", StringComparison.Ordinal)
            && !CardReader.HasButton(message.Card, GlassScenes.Confirm)
            && !CardReader.HasButton(message.Card, GlassScenes.NotConfirm));
        foreach (var verb in new[] { GlassScenes.Confirm, GlassScenes.NotConfirm })
            Assert.Contains(
                "You are not on the list of approvers",
                CardReader.Text(await SendAsync(pierre, verb, new() { ["request"] = other, ["version"] = 1 })),
                StringComparison.Ordinal);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind is "confirmed" or "not-confirmed");
    }

    [Fact]
    public async Task What_a_pre_approval_lets_run_breaks_no_glass_and_what_it_does_not_let_run_does()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On(("Approvals:Standing:Enabled", "true")));
        await host.Tomas.InstallAsync();
        await GiveAsync(host);
        var (lets, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, "8h");
        Assert.False(CardReader.HasButton(lets, "grant-owner/glass"));
        var data = CardReader.DataOf(lets, CardReader.Button(lets, "grant-owner/submit"), GlassScenes.Typed());
        Assert.Contains(
            "there is nothing to pass over",
            CardReader.Text(await SendAsync(host.Nora, "grant-owner/glass", data)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "break-glass");

        // A day is more than it lets: that takes somebody's yes, or a confirmation.
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, "1d");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, review);
        var ready = await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        Assert.DoesNotContain("Pre-approval", CardReader.Facts(ready.Card).Keys);
        await host.Tomas.ClicksAsync(ready.Card, GlassScenes.Confirm, null, ready.Id);
        await host.Nora.SeesAsync("Confirmed by Tomas Berg.");
        var submitted = (await host.AuditAsync()).Last(entry => entry.Kind == "submitted");
        Assert.Equal((id, null), (submitted.Request, Detail(submitted.Document, "preapproval")));
    }

    [RequiresFact("postgres")]
    public async Task On_two_instances_of_one_PostgreSQL_one_of_two_clicks_counts()
    {
        var database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using var host = await BotHost.StartAsync(GlassScenes.On(("Store:ConnectionString", database)));
        await using var another = await host.StartAnotherAsync();
        foreach (var agent in new[] { host.Tomas, host.Aisha })
            await agent.InstallAsync();
        var (first, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "permanent");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, first);
        await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        await GlassScenes.CardAsync(host.Aisha, id, "Done and verified");
        var said = new JsonObject { ["request"] = id, ["version"] = 1 };
        await Task.WhenAll(
            SendAsync(host.Tomas, GlassScenes.Confirm, said), SendAsync(another.Aisha, GlassScenes.NotConfirm, said));
        var audit = await host.AuditAsync();
        var one = Assert.Single(audit, entry => entry.Kind is "confirmed" or "not-confirmed");
        if (one.Kind == "confirmed")
        {
            await host.Nora.SeesAsync("Confirmed by Tomas Berg.");
            Assert.Contains((subscription, user), await host.UserOwnersAsync());
        }
        else
        {
            await host.Nora.SeesAsync("Aisha Khan did not confirm it, and it was undone.");
            Assert.DoesNotContain((subscription, user), await host.UserOwnersAsync());
        }
    }

    /// <summary>Owner for eight hours at most, for two days.</summary>
    private static async Task GiveAsync(BotHost host)
    {
        var review = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("standing approval adatum"),
            "requests/details",
            new Dictionary<string, string>
            {
                ["duration"] = "8h",
                ["untilDay"] = Local(host, 48, "yyyy-MM-dd"),
                ["untilTime"] = Local(host, 48, "HH:mm"),
                ["reason"] = "Migration week",
            });
        var id = Scenarios.RequestOf(await host.Nora.ClicksAsync(review, "requests/submit"));
        var ask = await Scenarios.AskForAsync(host, host.Tomas, id);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var store = host.Services.GetRequiredService<RequestStore>();
        await Eventually.IsTrueAsync("it is in force", async () =>
            await host.Services.GetRequiredService<Database>().ReadAsync(session => store.FindAsync(session, id), default)
                is { } given && PreapprovalMatch.Stands(given));
    }

    private static string Local(BotHost host, double hours, string format) => TimeZoneInfo
        .ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"))
        .AddHours(hours)
        .ToString(format, CultureInfo.InvariantCulture);

    private static async Task<JsonElement> SendAsync(Agent who, string verb, JsonObject data) =>
        (await who.SendAsAskedAsync(who.Forge(verb, data.DeepClone().AsObject()))).Body.GetProperty("value");

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
