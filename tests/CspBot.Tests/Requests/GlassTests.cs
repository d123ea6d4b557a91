using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Tests.Cards;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Dialogs.Trial;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Breaking the glass through the front door: off by default, told loudly, confirmed by another, or taken back.</summary>
public sealed class GlassTests
{
    private const string Channel = "19:alarm@thread.tacv2";
    private const string Told = "An approver must confirm it by";

    [Fact]
    public async Task It_is_off_unless_the_configuration_says_so_and_no_made_up_click_gets_through()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        Assert.False(CardReader.HasButton(review, "grant-owner/glass"));
        var owners = (await host.UserOwnersAsync()).Count;
        var data = CardReader.DataOf(review, CardReader.Button(review, "grant-owner/submit"), GlassScenes.Typed());
        var step = await SendAsync(host.Nora, "grant-owner/glass", data);
        Assert.Contains("not turned on for this", CardReader.Text(step), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(step, "grant-owner/break"));

        // The seal of the usual button opens no other.
        Assert.Contains(
            "is not what you reviewed", CardReader.Text(await SendAsync(host.Nora, "grant-owner/break", data)), StringComparison.Ordinal);
        Assert.Contains("Glass.Off", Reasons(await host.AuditAsync()));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind is "break-glass" or "submitted");
        Assert.Equal(owners, (await host.UserOwnersAsync()).Count);
    }

    [Theory]
    [InlineData("permanent", true)]
    [InlineData("8h", false)]
    public async Task What_lasts_for_good_says_that_no_confirmation_ends_it(string duration, bool isForGood)
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On());
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, duration);
        Check(review);
        Check(await host.Nora.ClicksAsync(review, "grant-owner/glass"));

        void Check(JsonElement card)
        {
            Assert.Empty(CardJsonRules.Check(card));
            var says = CardReader.Text(card).Contains("once confirmed, it stays until somebody ends it", StringComparison.Ordinal);
            Assert.Equal(isForGood, says);
        }
    }

    [Fact]
    public async Task It_runs_at_once_everybody_is_told_and_another_approver_confirms_it_once()
    {
        await using var host = await StartAsync();
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "permanent");
        // The ordinary way stands above it.
        var text = review.GetRawText();
        var ordinary = text.IndexOf("grant-owner/submit", StringComparison.Ordinal);
        Assert.InRange(ordinary, 0, text.IndexOf("grant-owner/glass", StringComparison.Ordinal));
        Assert.InRange(ordinary, 0, text.IndexOf("If it cannot wait", StringComparison.Ordinal));
        var step = await host.Nora.ClicksAsync(review, "grant-owner/glass");
        Assert.Contains("these people are told, with your name and your reason: ", CardReader.Text(step), StringComparison.Ordinal);
        Assert.Contains("Tomas Berg", CardReader.Text(step), StringComparison.Ordinal);

        // A reason that says nothing, and no tick: what was typed stays, and nothing runs.
        var wrong = await host.Nora.ClicksAsync(step, "grant-owner/break", GlassScenes.Typed("urgent", ticked: false));
        Assert.Equal("urgent", CardReader.Value(wrong, "glassReason"));
        Assert.Contains("Tick the box to run this without approval.", CardReader.Text(wrong), StringComparison.Ordinal);
        var forged = await host.Nora.ClicksAsync(
            wrong, "grant-owner/break", GlassScenes.Typed(), forge: data => data["duration"] = "8h");
        Assert.Contains("is not what you reviewed", CardReader.Text(forged), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "break-glass");

        var own = await host.Nora.ClicksAsync(wrong, "grant-owner/break", GlassScenes.Typed());
        Assert.Contains("An approver must confirm it by", CardReader.Text(own), StringComparison.Ordinal);
        await host.Nora.SeesAsync("Done and verified");
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        var tomas = await host.Tomas.SeesAsync(Told);
        Assert.Equal(GlassScenes.Reason, CardReader.Facts(tomas.Card)["Why without approval"]);
        var id = CardReader.Button(tomas.Card, GlassScenes.Confirm).GetProperty("data").GetProperty("request").GetString()!;
        await host.Aisha.SeesAsync(Told);
        await host.Teams.WaitForAsync("the channel", message => message.Conversation == Channel
            && message.Text.Contains(Told, StringComparison.Ordinal));

        // On the approvers' channel each reader finds what that reader may do.
        var shared = await host.Teams.WaitForAsync("the approvers' channel", message => message.Conversation == ApprovalChannel.Id
            && message.Text.Contains("Done and verified", StringComparison.Ordinal));
        foreach (var (who, may) in new[] { (host.Tomas, true), (host.Aisha, true), (host.Nora, false), (host.Pierre, false) })
        {
            var face = await ApprovalChannel.FaceAsync(who, shared, "manual");
            Assert.Equal(may, CardReader.HasButton(face, GlassScenes.Confirm) && CardReader.HasButton(face, GlassScenes.NotConfirm));
        }

        // The same form makes no second request, by no button of it.
        await host.Nora.ClicksAsync(wrong, "grant-owner/break", GlassScenes.Typed());
        await host.Nora.ClicksAsync(review, "grant-owner/submit");
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "submitted");

        // Who ran it confirms nothing; nor does who is no approver.
        foreach (var (who, words) in new[] { (host.Nora, "Nobody confirms what they ran themselves"), (host.Ingrid, "") })
        {
            var answer = await SendAsync(who, GlassScenes.Confirm, new() { ["request"] = id, ["version"] = 1 });
            Assert.Contains(words, CardReader.Text(answer), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "confirmed");
        Assert.Contains(id, CardReader.Text(await host.Tomas.SaysAsync("requests")), StringComparison.Ordinal);

        // Both at once: one counts, the other is told.
        var ready = await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        Assert.Contains("Run without approval by Nora Lind", ready.Text, StringComparison.Ordinal);
        Assert.Contains("can be undone is undone; “Do not confirm” does so at once", ready.Text, StringComparison.Ordinal);
        var both = await Task.WhenAll(
            host.Tomas.ClicksAsync(ready.Card, GlassScenes.Confirm, new Dictionary<string, string> { ["comment"] = "Saw it" }, ready.Id),
            ClickAsync(host.Aisha, id));
        Assert.Contains(both, card => CardReader.Text(card).Contains("Confirmed by", StringComparison.Ordinal));
        await host.Nora.SeesAsync("Confirmed by");
        var confirmed = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "confirmed");
        Assert.Equal("1/1", Detail(confirmed, "yes"));
        var broken = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "break-glass");
        Assert.Equal((GlassScenes.Reason, "four-eyes"), (Detail(broken, "reason"), Detail(broken, "insteadOf")));

        // A day later it still stands, and nobody is reminded of it.
        await host.LeapAsync(TimeSpan.FromHours(25));
        await host.LeapAsync(TimeSpan.Zero);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind is "break-glass-unconfirmed" or "reminded");
        Assert.DoesNotContain(id, CardReader.Text(await host.Tomas.SaysAsync("requests")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_confirms_it_and_it_is_undone_at_its_moment_over_a_restart_and_not_before()
    {
        await using var host = await StartAsync();
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "permanent");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, review);
        await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        await host.LeapAsync(TimeSpan.FromHours(12));
        await host.Tomas.SeesAsync($"{id} still waits for a confirmation");
        await host.LeapAsync(TimeSpan.FromHours(11));
        await host.RestartAsync();
        await host.LeapAsync(TimeSpan.FromMinutes(55));
        await host.LeapAsync(TimeSpan.Zero);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        Assert.Equal(2, (await host.AuditAsync()).Count(entry => entry.Kind == "reminded" && entry.Request == id));
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "break-glass-unconfirmed");

        await host.LeapAsync(TimeSpan.FromMinutes(5));
        await host.Tomas.SeesAsync("Nobody confirmed it in time, and it was undone.");
        await host.Aisha.SeesAsync("Nobody confirmed it in time");
        await host.Nora.SeesAsync("Nobody confirmed it in time");
        Assert.DoesNotContain((subscription, user), await host.UserOwnersAsync());
        var late = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "break-glass-unconfirmed");
        Assert.Equal("taken back", Detail(late, "becomes"));
        Assert.Null(late.Actor);

        // Too late: the card of before confirms nothing.
        Assert.Contains("it cannot be confirmed any more", CardReader.Text(await ClickAsync(host.Tomas, id)), StringComparison.Ordinal);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "ended" && entry.Request == id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task By_the_clock_the_last_second_confirms_it_and_the_next_takes_it_back(bool confirms)
    {
        await using var host = await StartAsync();
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "permanent");
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, review);
        await GlassScenes.CardAsync(host.Tomas, id, "Done and verified");
        var broken = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "break-glass");

        // The audit leaves out what is less than a millisecond.
        var due = DateTimeOffset.FromUnixTimeMilliseconds(broken.At + 1).AddDays(1);
        await host.StandAsync(due.AddSeconds(-1));
        if (confirms)
            Assert.Contains("Confirmed by Tomas Berg", CardReader.Text(await ClickAsync(host.Tomas, id)), StringComparison.Ordinal);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "break-glass-unconfirmed");
        if (confirms)
        {
            await host.StandAsync(due);
            Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind == "break-glass-unconfirmed");
            Assert.Contains((subscription, user), await host.UserOwnersAsync());
            return;
        }

        Assert.Equal(due.ToUnixTimeMilliseconds(), (await host.StandUntilAsync(due, "break-glass-unconfirmed")).At);
        await host.Nora.SeesAsync("Nobody confirmed it in time, and it was undone");
        Assert.DoesNotContain((subscription, user), await host.UserOwnersAsync());
    }

    [Fact]
    public async Task An_approver_s_no_undoes_it_now_and_what_ended_before_is_reported_until_somebody_confirms()
    {
        await using var host = await StartAsync();
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(host.Nora, "8h");
        var (_, first) = await GlassScenes.BreakAsync(host.Nora, review);
        var card = await GlassScenes.CardAsync(host.Tomas, first, "Done and verified");
        Assert.Contains("It ends by itself before that", card.Text, StringComparison.Ordinal);
        await host.Tomas.ClicksAsync(
            card.Card, GlassScenes.NotConfirm, new Dictionary<string, string> { ["comment"] = "Not this" }, card.Id);
        await host.Nora.SeesAsync("Tomas Berg did not confirm it");
        await host.Tomas.SeesAsync("Tomas Berg did not confirm it, and it was undone.");
        Assert.DoesNotContain((subscription, user), await host.UserOwnersAsync());
        Assert.Equal(host.Tomas.ObjectId, Assert.Single(await host.AuditAsync(), entry => entry.Kind == "not-confirmed").Actor);

        // Eight hours only: it ends by itself, and still somebody has to say that it was right.
        var (again, _, _) = await Scenarios.ReviewGrantAsync(host.Nora, "8h");
        var step = await host.Nora.ClicksAsync(again, "grant-owner/glass");
        await host.Nora.ClicksAsync(step, "grant-owner/break", GlassScenes.Typed());
        var other = await host.Teams.WaitForAsync("the other one", message => message.Conversation == host.Aisha.Chat
            && CardReader.HasButton(message.Card, GlassScenes.Confirm) && !message.Text.Contains(first, StringComparison.Ordinal));
        var second = CardReader.Button(other.Card, GlassScenes.Confirm).GetProperty("data").GetProperty("request").GetString()!;
        await GlassScenes.CardAsync(host.Aisha, second, "Done and verified");
        await host.LeapAsync(TimeSpan.FromHours(9));
        await GlassScenes.CardAsync(host.Aisha, second, "It has ended already");
        await host.LeapAsync(TimeSpan.FromHours(16));
        await host.Aisha.SeesAsync("Nobody confirmed it in time, and nothing of it can be undone.");
        Assert.Contains(second, CardReader.Text(await host.Aisha.SaysAsync("requests")), StringComparison.Ordinal);
        Assert.Contains("Confirmed by Aisha Khan", CardReader.Text(await ClickAsync(host.Aisha, second, 2)), StringComparison.Ordinal);
        Assert.DoesNotContain(second, CardReader.Text(await host.Aisha.SaysAsync("requests")), StringComparison.Ordinal);
        var late = Assert.Single(await host.AuditAsync(), entry => entry.Kind == "break-glass-unconfirmed");
        Assert.Equal("reported", Detail(late, "becomes"));
    }

    /// <summary>Office hours do not stop it; two people are two people; who may not decide any more does not count.</summary>
    [Fact]
    public async Task A_rule_s_hours_are_passed_over_and_its_quorum_is_not()
    {
        var openOn = PolicyHours.DayNames[((int)TestClock.World().GetUtcNow().DayOfWeek + 3 + 6) % 7];
        await using var host = await BotHost.StartAsync(
            GlassScenes.On(
                ("Approvals:Policy:0", $"two: then decided by 2, hours {openOn} 08:00-18:00 UTC"),
                ("Approvals:BreakGlass:ConfirmWithin", "01:00:00")),
            dialog: InviteGuestDialog.Entry);
        await host.ControlAsync("roles", new { user = host.Ingrid.ObjectId, roles = new[] { "HelpdeskAgents", "Approvers" } });
        foreach (var agent in new[] { host.Tomas, host.Aisha, host.Ingrid })
            await agent.InstallAsync();
        var form = await host.Nora.SaysAsync("invite guest adatum");
        var review = await host.Nora.ClicksAsync(
            form, "invite-guest/details", new Dictionary<string, string> { ["email"] = "duty@fabrikam.example", ["reason"] = "Audit" });
        Assert.False(CardReader.HasButton(review, "invite-guest/submit"));
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, review, "invite-guest");
        await host.Nora.SeesAsync("Done and verified");
        await GlassScenes.CardAsync(host.Tomas, id, "2 approvers must confirm it by");

        await GlassScenes.CardAsync(host.Aisha, id, "Done and verified");
        Assert.Contains("so far 1", CardReader.Text(await ClickAsync(host.Aisha, id)), StringComparison.Ordinal);
        Assert.Contains("another person’s confirmation", CardReader.Text(await ClickAsync(host.Aisha, id, 2)), StringComparison.Ordinal);
        await host.ControlAsync("roles", new { user = host.Aisha.ObjectId, roles = new[] { "AdminAgents" } });
        Assert.Contains("so far 1", CardReader.Text(await ClickAsync(host.Tomas, id, 2)), StringComparison.Ordinal);

        // Nothing of an invitation can be undone: the hour is over, everybody hears it, and it waits on.
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await host.Ingrid.SeesAsync("Nobody confirmed it in time, and nothing of it can be undone.");
        await host.RestartAsync();
        Assert.Contains(
            "nothing of it can be undone", CardReader.Text(await ClickAsync(host.Ingrid, id, 4, GlassScenes.NotConfirm)).ToLowerInvariant(),
            StringComparison.Ordinal);
        Assert.Contains(
            "Confirmed by Tomas Berg, Ingrid Solberg", CardReader.Text(await ClickAsync(host.Ingrid, id, 4)), StringComparison.Ordinal);
        var confirmed = (await host.AuditAsync()).Where(entry => entry.Kind == "confirmed").ToList();
        Assert.Equal(["1/2", "1/2", "2/2"], confirmed.Select(entry => Detail(entry, "yes")));
        Assert.Equal("Aisha Khan", Detail(confirmed[1], "noLongerCounts"));
    }

    /// <summary>It waits for the operator's sign-in when somebody says no, or when nobody has said anything in time.</summary>
    [Fact]
    public async Task What_is_half_way_is_stopped_and_does_not_go_on_when_it_could()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On(("Approvals:BreakGlass:ConfirmWithin", "00:15:00")));
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { armMfa = false });
        var owners = (await host.UserOwnersAsync()).Count;
        var (first, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        var (_, id) = await GlassScenes.BreakAsync(host.Nora, first);
        await host.Nora.SeesAsync("Waiting for somebody");
        await Eventually.IsTrueAsync("it is in nobody's hands", async () =>
            !CardReader.Text(await ClickAsync(host.Tomas, id, 1, GlassScenes.NotConfirm)).Contains(
                "is being carried out at this moment", StringComparison.Ordinal));
        await host.Nora.SeesAsync("Nothing was changed, so there is nothing to confirm.");

        var (second, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        var step = await host.Nora.ClicksAsync(second, "grant-owner/glass");
        await host.Nora.ClicksAsync(step, "grant-owner/break", GlassScenes.Typed());
        var other = await host.Teams.WaitForAsync("the other one", message => message.Conversation == host.Tomas.Chat
            && CardReader.HasButton(message.Card, GlassScenes.Confirm) && !message.Text.Contains(id, StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromMinutes(16));
        await host.Teams.WaitForAsync("the second is stopped", message => message.Id == other.Id
            && message.Text.Contains("Nothing was changed", StringComparison.Ordinal));
        await host.ControlAsync("knobs", new { armMfa = true });
        await host.LeapAsync(TimeSpan.FromHours(5));
        await host.LeapAsync(TimeSpan.Zero);
        Assert.Equal(owners, (await host.UserOwnersAsync()).Count);
        Assert.Equal(2, (await host.AuditAsync()).Count(entry =>
            entry.Kind == "failed" && Detail(entry, "reason") == "Glass.Unconfirmed"));
    }

    /// <summary>A sales agent asks for a reservation, and breaks nothing; nor does an approver who is no admin agent.</summary>
    [Fact]
    public async Task Who_is_no_admin_agent_finds_no_button_and_makes_none_up()
    {
        await using var host = await BotHost.StartAsync(GlassScenes.On());
        await host.ControlAsync("roles", new { user = host.Pierre.ObjectId, roles = new[] { "SalesAgents", "Approvers" } });
        await host.Tomas.InstallAsync();
        var sales = host.Pierre.In("en-GB");
        var review = await BuyScenes.ReviewAsync(sales);
        Assert.True(CardReader.HasButton(review, "reservations/submit"));
        Assert.False(CardReader.HasButton(review, "reservations/glass"));
        var data = CardReader.DataOf(review, CardReader.Button(review, "reservations/submit"), GlassScenes.Typed());
        Assert.False(CardReader.HasButton(await SendAsync(sales, "reservations/glass", data), "reservations/break"));
        Assert.Contains("RoleMissing.AdminAgent", Reasons(await host.AuditAsync()));
        var asked = await host.Nora.ClicksAsync(
            await host.Nora.SaysAsync("simulate request"),
            "requests/simulated",
            new Dictionary<string, string>
            {
                ["customer"] = BuyScenes.Adatum,
                ["requester"] = sales.ObjectId,
                ["dialog"] = "reservation-buy",
            });
        Assert.Contains("Pierre Martin could not run this without approval.", CardReader.Text(asked), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditAsync(), entry => entry.Kind is "break-glass" or "submitted");
    }

    private static async Task<BotHost> StartAsync()
    {
        var host = await BotHost.StartAsync(
            GlassScenes.On(("Approvals:BreakGlass:Conversation", Channel), ("Approvals:Conversation", ApprovalChannel.Id)));
        await ApprovalChannel.OpenAsync(host.Tomas);
        foreach (var agent in new[] { host.Tomas, host.Aisha })
            await agent.InstallAsync();
        await Scenarios.KnowChannelAsync(host.Tomas, Channel);
        return host;
    }

    private static Task<JsonElement> ClickAsync(Agent who, string id, int version = 1, string verb = GlassScenes.Confirm) =>
        SendAsync(who, verb, new() { ["request"] = id, ["version"] = version });

    private static async Task<JsonElement> SendAsync(Agent who, string verb, JsonObject data) =>
        (await who.SendAsAskedAsync(who.Forge(verb, data.DeepClone().AsObject()))).Body.GetProperty("value");

    private static IReadOnlyList<string?> Reasons(IEnumerable<AuditEntry> audit) =>
        [.. audit.Where(entry => entry.Kind == "refused").Select(entry => Detail(entry, "reason"))];

    private static string? Detail(AuditEntry entry, string name)
    {
        using var document = JsonDocument.Parse(entry.Document);
        return document.RootElement.GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
