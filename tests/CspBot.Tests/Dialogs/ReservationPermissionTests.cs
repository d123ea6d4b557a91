using System.Globalization;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>Reservation permission through the front door: what people see, and what Partner Center holds afterwards.</summary>
public sealed class ReservationPermissionTests
{
    [Fact]
    public async Task On_needs_a_second_person_and_neither_switch_ever_touches_the_other()
    {
        await using var host = await BotHost.StartAsync();
        var form = await OpenAsync(host.Nora);
        Assert.Contains("Adatum Production (Azure plan)", CardReader.Text(form), StringComparison.Ordinal);
        Assert.Contains("Reservations: off", CardReader.Text(form), StringComparison.Ordinal);

        await TurnOnAsync(host, Wish(reserved: true));
        Assert.Equal([Reserved], await PermissionsAsync(host));
        await TurnOnAsync(host, Wish(savings: true));
        Assert.Equal([Reserved, Savings], (await PermissionsAsync(host)).Order());

        var off = await AskAsync(host.Nora, Wish(reserved: false, liability: false, reason: ""));
        Assert.DoesNotContain("Waiting for approval", CardReader.Text(off), StringComparison.Ordinal);
        await Eventually.IsTrueAsync("only savings plans are left", async () => (await PermissionsAsync(host)) is [Savings]);
        await AskAsync(host.Nora, Wish(savings: false, liability: false, reason: ""));
        await Eventually.IsTrueAsync("the policy is deleted", async () => (await PermissionsAsync(host)).Count == 0);
        Assert.Equal([("POST", 201), ("PUT", 200), ("PUT", 200), ("DELETE", 204)], await WritesAsync(host));
    }

    [Fact]
    public async Task The_words_of_the_liability_and_their_language_stand_in_the_audit()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Nora
            .In("fr-FR")
            .ClicksAsync(await host.Nora.In("fr-FR").SaysAsync("autorisation réservation adatum"), Submit, Wish(reserved: true));
        var submitted = JsonNode.Parse((await host.AuditAsync()).Single(entry => entry.Kind == "submitted").Document)!["detail"]!;
        Assert.StartsWith("Nous payons à Microsoft", (string)submitted["liabilityText"]!, StringComparison.Ordinal);
        Assert.Equal(
            ("fr", "true", "00"), ((string)submitted["liabilityLanguage"]!, (string)submitted["liability"]!, (string)submitted["shown"]!));
    }

    [Theory]
    [InlineData("litware", "Litware has no active Azure plan", "customers/plan")]
    [InlineData("proseware", "Proseware has no active Azure plan", "customers/plan")]
    [InlineData("bellows", "No user of Bellows College is Owner", "grant-owner/customer")]
    [InlineData("humongous", "No user of Humongous Insurance is Owner", "grant-owner/customer")]
    public async Task A_missing_prerequisite_is_said_with_the_button_that_mends_it(string customer, string words, string button)
    {
        await using var host = await BotHost.StartAsync();
        var card = await OpenAsync(host.Nora, customer);
        Assert.Contains(words, CardReader.Text(card), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(card, Submit));
        var mended = await host.Nora.ClicksAsync(card, button);
        Assert.Contains(
            button.StartsWith("grant", StringComparison.Ordinal) ? "Grant Owner at" : "Azure plan for",
            CardReader.Text(mended),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prerequisite_lost_before_the_submit_changes_nothing_and_is_named()
    {
        await using var host = await BotHost.StartAsync();
        var form = await OpenAsync(host.Nora);
        await TakeOwnersAsync(host);
        var answer = await host.Nora.ClicksAsync(form, Submit, Wish(reserved: true, reason: "kept words"));
        Assert.Contains("a prerequisite is missing", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains("No user of Adatum Corporation is Owner", CardReader.Text(answer), StringComparison.Ordinal);
        Assert.Contains(await host.AuditAsync(), entry =>
            entry.Kind == "refused" && entry.Document.Contains("ReservationPermission.NotReady", StringComparison.Ordinal));
        Assert.Empty(await WritesAsync(host));
    }

    [Theory]
    [InlineData("owner", "No user of Adatum Corporation is Owner")]
    [InlineData("plan", "Adatum Corporation has no active Azure plan")]
    public async Task A_prerequisite_lost_between_approval_and_execution_changes_nothing_and_is_named(string lost, string words)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var asked = await AskAsync(host.Nora, Wish(reserved: true));
        await (lost == "owner" ? TakeOwnersAsync(host) : SuspendPlansAsync(host));
        await ApproveAsync(host, asked);
        await host.Nora.SeesAsync(words);
        Assert.Empty(await WritesAsync(host));
    }

    [Fact]
    public async Task Without_the_tick_nothing_is_turned_on_and_what_was_typed_is_kept()
    {
        await using var host = await BotHost.StartAsync();
        foreach (var forged in new[] { "false", "yes", "1", "" })
        {
            var wish = Wish(reserved: true, reason: "kept words");
            wish["liability"] = forged;
            var answer = await AskAsync(host.Nora, wish);
            Assert.Contains("Tick that you take on the liability", CardReader.Text(answer), StringComparison.Ordinal);
            Assert.Equal(
                ("kept words", "true", "false"),
                (CardReader.Value(answer, "reason"), CardReader.Value(answer, "reservedInstances"), CardReader.Value(answer, "liability")));
        }

        Assert.Equal(
            4,
            (await host.AuditAsync()).Count(
                entry => entry.Kind == "refused" && entry.Document.Contains("LiabilityMissing", StringComparison.Ordinal)));
        Assert.Empty(await WritesAsync(host));
    }

    [Fact]
    public async Task Sales_and_helpdesk_agents_look_only_also_with_a_borrowed_button()
    {
        await using var host = await BotHost.StartAsync();
        var borrowed = await OpenAsync(host.Nora);
        foreach (var agent in new[] { host.Pierre.In("en-US"), host.Ingrid })
        {
            var choice = await agent.SaysAsync("reservation permission");
            Assert.NotNull(CardReader.Input(choice, "customer"));
            var card = await agent.ClicksAsync(
                choice, "reservation-permission/customer", new Dictionary<string, string> { ["customer"] = Adatum });
            Assert.Contains("only admin agents may change this", CardReader.Text(card), StringComparison.Ordinal);
            Assert.Contains("Reservations: off", CardReader.Text(card), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(card, Submit));
            foreach (var verb in new[]
            {
                Submit,
                "reservation-permission/off",
                "reservation-permission/list",
                "reservation-permission/export",
            })
            {
                var (_, body) = await agent.SendAsync(
                    agent.Forge(verb, CardReader.DataOf(borrowed, CardReader.Button(borrowed, Submit), Wish(reserved: true))));
                Assert.Contains("needs the partner role admin agent", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
            }
        }

        Assert.Equal(
            8,
            (await host.AuditAsync()).Count(
                entry => entry.Kind == "refused" && entry.Document.Contains("RoleMissing.AdminAgent", StringComparison.Ordinal)));
        Assert.Empty(await WritesAsync(host));
    }

    [Fact]
    public async Task A_forged_customer_state_language_or_person_is_refused()
    {
        await using var host = await BotHost.StartAsync();
        var form = await OpenAsync(host.Nora);
        var other = await IdOfAsync(host, "Contoso");
        foreach (var (name, value) in new[]
        {
            ("customer", other), ("customer", "nonsense"), ("shown", "10"), ("language", "fr"), ("form", "F-0-00"), ("seal", ""),
        })
        {
            var answer = await host.Nora.ClicksAsync(form, Submit, Wish(reserved: true), forge: data => data[name] = value);
            Assert.Contains("is not what you reviewed", CardReader.Text(answer), StringComparison.Ordinal);
        }

        var aisha = await host.Aisha.ClicksAsync(form, Submit, Wish(reserved: true));
        Assert.Contains("is not what you reviewed", CardReader.Text(aisha), StringComparison.Ordinal);
        Assert.Equal(
            7,
            (await host.AuditAsync()).Count(
                entry => entry.Kind == "refused" && entry.Document.Contains("NotReviewed", StringComparison.Ordinal)));
        Assert.Empty(await WritesAsync(host));
    }

    [Fact]
    public async Task What_somebody_else_switched_meanwhile_stays_as_it_is()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var asked = await AskAsync(host.Nora, Wish(reserved: true, savings: false));
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        await ApproveAsync(host, asked);
        await host.Nora.SeesAsync("Done and verified");
        Assert.Equal([Reserved, Savings], (await PermissionsAsync(host)).Order());
    }

    [Fact]
    public async Task Fields_are_checked_by_the_server_and_come_back_with_their_values()
    {
        await using var host = await BotHost.StartAsync();
        var past = await AskAsync(host.Nora, Wish(reserved: true, until: "2020-01-01"));
        Assert.Contains("Choose a day from today on", CardReader.Text(past), StringComparison.Ordinal);
        Assert.Equal("2020-01-01", CardReader.Value(past, "until"));
        Assert.Contains("Say why", CardReader.Text(await AskAsync(host.Nora, Wish(reserved: true, reason: ""))), StringComparison.Ordinal);
        Assert.Contains(
            "500 characters",
            CardReader.Text(await AskAsync(host.Nora, Wish(reserved: true, reason: new string('x', 501)))),
            StringComparison.Ordinal);
        Assert.Contains("stands like that already", CardReader.Text(await AskAsync(host.Nora, Wish())), StringComparison.Ordinal);
        Assert.Empty(await WritesAsync(host));
    }

    [Fact]
    public async Task On_for_a_time_is_told_the_day_before_and_turns_itself_off()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        var last = new DateTimeOffset(host.Time.GetUtcNow().UtcDateTime.Date.AddDays(5), TimeSpan.Zero);
        await TurnOnAsync(host, Wish(reserved: true, until: last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), "ends on");
        Assert.Equal([Reserved, Savings], (await PermissionsAsync(host)).Order());

        // Noon of its last day, whatever the hour is now.
        await host.LeapAsync(last.AddHours(12) - host.Time.GetUtcNow());
        await host.Nora.SeesAsync("A right ends in a day");
        Assert.Equal(2, (await PermissionsAsync(host)).Count);
        await host.LeapAsync(TimeSpan.FromDays(2));
        await host.Nora.SeesAsync("Ended and verified");
        Assert.Equal([Savings], await PermissionsAsync(host));
    }

    [Fact]
    public async Task An_end_leaves_alone_what_was_turned_off_and_on_again_since()
    {
        await using var host = await BotHost.StartAsync();
        var last = host.Time.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await TurnOnAsync(host, Wish(reserved: true, until: last), "ends on");
        await AskAsync(host.Nora, Wish(reserved: false, liability: false));
        await Eventually.IsTrueAsync("the policy is deleted", async () => (await PermissionsAsync(host)).Count == 0);
        await host.Nora.SeesAsync("Ended and verified");
        await TurnOnAsync(host, Wish(reserved: true));

        await host.LeapAsync(TimeSpan.FromDays(10));
        await Eventually.IsTrueAsync("the end has run", async () => (await host.AuditAsync()).Any(entry => entry.Kind == "ended"));
        Assert.Equal([Reserved], await PermissionsAsync(host));
        Assert.DoesNotContain(host.Nora.Mine(), message => message.Text.Contains("A right ends in a day", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Undo_within_the_hour_takes_back_only_what_was_given()
    {
        await using var host = await BotHost.StartAsync();
        await host.ControlAsync("policies", new { customer = Adatum, savingsPlan = true });
        var done = await TurnOnAsync(host, Wish(reserved: true));
        await host.Nora.ClicksAsync(done.Card, "requests/undo", null, done.Id);
        await Eventually.IsTrueAsync("only savings plans are left", async () => (await PermissionsAsync(host)) is [Savings]);
    }

    [Fact]
    public async Task Both_languages_say_everything()
    {
        await using var host = await BotHost.StartAsync();
        var card = await host.Nora.In("fr-FR").SaysAsync("AUTORISATION reservation adatum");
        var text = CardReader.Text(card);
        Assert.Contains("Réservations : non autorisées", text, StringComparison.Ordinal);
        Assert.Contains("Nous payons à Microsoft", text, StringComparison.Ordinal);
        var refused = await host.Nora.In("fr-FR").ClicksAsync(card, Submit, Wish(reserved: true, liability: false));
        Assert.Contains("Cochez que vous acceptez", CardReader.Text(refused), StringComparison.Ordinal);
        Assert.Contains("seuls les agents d’administration", CardReader.Text(await OpenAsync(host.Pierre)), StringComparison.Ordinal);
    }

    private static async Task SuspendPlansAsync(BotHost host)
    {
        foreach (var plan in (await host.WorldAsync())
            .GetProperty("subscriptions")
            .EnumerateArray()
            .Where(subscription => subscription.GetProperty("customer").GetString() == Adatum))
            await host.ControlAsync("subscriptions", new { id = plan.GetProperty("id").GetString(), status = "suspended" });
    }

    private static async Task TakeOwnersAsync(BotHost host)
    {
        var bought = (await host.WorldAsync()).GetProperty("subscriptions").EnumerateArray()
            .Where(subscription => subscription.GetProperty("customer").GetString() == Adatum)
            .SelectMany(subscription =>
                subscription.GetProperty("azureSubscriptions").EnumerateArray().Select(azure => azure.GetProperty("id").GetString()!))
            .ToList();
        foreach (var owner in (await host.UserOwnersAsync()).Where(owner => bought.Contains(owner.Subscription)))
            await host.ControlAsync("assignments", new { subscription = owner.Subscription, principalId = owner.Principal, remove = true });
    }
}
