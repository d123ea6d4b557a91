using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What the clock does: expiry, reminders, the end of a grant, the warning before it, and the hour of undo.</summary>
public sealed class ClockTests
{
    [Fact]
    public async Task A_request_that_nobody_decides_expires_and_every_card_says_so()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        var stale = ask.Card;
        await host.LeapAsync(TimeSpan.FromHours(8) + TimeSpan.FromMinutes(1));
        await host.Nora.SeesAsync("Nobody decided in time");
        await host.Teams.WaitForAsync("the approver's card is edited", message =>
            message.Id == ask.Id && message.Text.Contains("Nobody decided in time", StringComparison.Ordinal));
        var late = await host.Tomas.ClicksAsync(stale, "requests/approve", null, ask.Id);
        Assert.Contains("decided already", CardReader.Text(late), StringComparison.Ordinal);
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "expired");
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }

    [Fact]
    public async Task A_limit_that_runs_out_just_as_its_work_ends_harms_nothing()
    {
        await using var host = await BotHost.StartAsync();
        host.Time.KeepsDisposed = true;
        await Scenarios.GrantAsync(host);
        host.Time.KeepsDisposed = false;
        host.Time.FireDisposed();
    }

    [Fact]
    public async Task Approvers_are_reminded_at_growing_distances()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await Scenarios.SubmitGrantAsync(host, host.Nora);
        await host.Tomas.SeesAsync("asks for your approval");
        await host.LeapAsync(TimeSpan.FromMinutes(15.1));
        await host.Tomas.SeesAsync("still waits for a decision");
        await host.LeapAsync(TimeSpan.FromMinutes(20));
        await host.Nora.SaysAsync("requests");
        Assert.Single(host.Tomas.Mine(), message => message.Text.Contains("still waits", StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromMinutes(11));
        await host.Teams.WaitForAsync("the second reminder", _ =>
            host.Tomas.Mine().Count(message => message.Text.Contains("still waits", StringComparison.Ordinal)) == 2);
        var ask = host.Tomas.Mine().First(message => CardReader.HasButton(message.Card, "requests/approve"));
        var done = await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        Assert.Contains("Approved by Tomas", CardReader.Text(done), StringComparison.Ordinal);
    }

    /// <summary>An end is made for its own moment: nobody asked for it then, and what is over is not “in 8 hours”.</summary>
    [Fact]
    public async Task An_end_that_came_early_tells_no_time_to_come()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (granted, _, _) = await Scenarios.GrantAsync(host);
        Assert.DoesNotContain("in 8 hours", CardReader.Text(await host.Nora.SaysAsync("requests")), StringComparison.Ordinal);
        await host.Nora.ClicksAsync(granted.Card, "requests/undo", null, granted.Id);
        await host.Nora.SeesAsync("Ended and verified");
        var list = CardReader.Text(await host.Nora.SaysAsync("requests"));
        Assert.Contains("-E · Done and verified", list, StringComparison.Ordinal);
        Assert.DoesNotContain("in 8 hours", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_bound_grant_is_announced_an_hour_before_and_ends_on_time()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.Nora.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "8h");
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        await host.LeapAsync(TimeSpan.FromHours(6.9));
        await host.Nora.SaysAsync("requests");
        Assert.DoesNotContain(host.Nora.Mine(), message => message.Text.Contains("ends in an hour", StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromMinutes(10));
        await host.Nora.SeesAsync("A right ends in an hour");
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
        await host.LeapAsync(TimeSpan.FromHours(1));
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
        await host.Teams.WaitForAsync("the notice of the end", message => message.Conversation == host.Nora.Chat
            && message.Id != card.Id
            && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Single(await host.AuditAsync(), entry => entry.Kind == "ended");
    }

    [Fact]
    public async Task A_grant_ends_also_after_a_day_of_downtime()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, _, _) = await Scenarios.GrantAsync(host, "1h");
        await host.RestartAsync(() => host.Time.Leap(TimeSpan.FromDays(1)));
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
    }

    [Fact]
    public async Task Undo_takes_the_right_back_within_the_hour_and_only_once()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, _, _) = await Scenarios.GrantAsync(host, "permanent");
        var standing = card.Card;
        var undone = await host.Nora.ClicksAsync(standing, "requests/undo", null, card.Id);
        Assert.Contains("Being undone", CardReader.Text(undone), StringComparison.Ordinal);
        await host.Nora.ClicksAsync(standing, "requests/undo", null, card.Id);
        var ended = await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Contains("Taken back", ended.Text, StringComparison.Ordinal);
        Assert.Contains(", as Nora Lind asked", ended.Text, StringComparison.Ordinal);
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
        Assert.Single(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "DELETE");
    }

    [Fact]
    public async Task Undo_asked_once_more_while_the_cloud_does_not_answer_says_that_it_is_under_way()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (card, _, _) = await Scenarios.GrantAsync(host, "permanent");
        var standing = card.Card;
        await host.ControlAsync("faults", new { api = "arm", method = "DELETE", status = 503 });
        await host.Nora.ClicksAsync(standing, "requests/undo", null, card.Id);
        var again = await host.Nora.ClicksAsync(standing, "requests/undo", null, card.Id);
        Assert.Contains("is being undone already", CardReader.Text(again), StringComparison.Ordinal);
        await host.ClearFaultsAsync();
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Undo_is_refused_after_the_hour()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "permanent");
        var standing = card.Card;
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        var late = await host.Nora.ClicksAsync(standing, "requests/undo", null, card.Id);
        Assert.Contains("The hour in which", CardReader.Text(late), StringComparison.Ordinal);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());
    }

    [Fact]
    public async Task Two_racing_ends_never_remove_the_last_Owner()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (first, _, subscription) = await Scenarios.GrantAsync(host, "permanent");
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var other = CardReader.Choices(form, "user")[2].Value;
        var review = await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = other,
            ["duration"] = "permanent",
            ["reason"] = "second",
        });
        await host.Nora.ClicksAsync(review, "grant-owner/submit");
        var firstAsk = host.Tomas.Mine().First(message => message.Text.Contains("Adatum", StringComparison.Ordinal)).Id;
        var ask = await host.Teams.WaitForAsync("the second approval card", message =>
            message.Conversation == host.Tomas.Chat && message.Id != firstAsk && CardReader.HasButton(message.Card, "requests/approve"));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var second = await host.Teams.WaitForAsync("the second grant", message =>
            message.Id != first.Id && message.Conversation == host.Nora.Chat && CardReader.HasButton(message.Card, "requests/undo"));

        // Everybody else who is Owner goes: the partner's own principal and the customer's user.
        foreach (var owner in (await host.WorldAsync()).GetProperty("roleAssignments").EnumerateArray().Where(one =>
            one.GetProperty("subscription").GetString() == subscription
            && one.GetProperty("roleDefinitionId").GetString()!.Contains("8e3af657", StringComparison.Ordinal)))
        {
            var principal = owner.GetProperty("principalId").GetString()!;
            if (owner.GetProperty("principalType").GetString() == "ForeignGroup")
                await host.ControlAsync(
                    "assignments",
                    new { subscription, principalId = principal, principalType = "ForeignGroup", role = "User Access Administrator" });
            if (owner.GetProperty("principalType").GetString() == "ForeignGroup"
                || (principal != other
                    && !first.Text.Contains(principal, StringComparison.Ordinal)
                    && principal != CardReader.Choices(form, "user")[0].Value))
                await host.ControlAsync("assignments", new { subscription, principalId = principal, remove = true });
        }

        await Task.WhenAll(
            host.Nora.ClicksAsync(first.Card, "requests/undo", null, first.Id),
            host.Nora.ClicksAsync(second.Card, "requests/undo", null, second.Id));
        await host.Teams.WaitForAsync(
            "one of them ended", message => message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        await host.Nora.SeesAsync("is the last Owner");
        Assert.Single(await host.UserOwnersAsync(), owner => owner.Subscription == subscription);
    }

    [Fact]
    public async Task An_end_that_the_cloud_refuses_is_told_and_tried_until_somebody_has_mended_it()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "1h");
        await host.ControlAsync("faults", new { api = "arm", method = "DELETE", status = 403, code = "AuthorizationFailed" });
        await host.LeapAsync(TimeSpan.FromMinutes(61));
        await host.Teams.WaitForAsync("the card says that it still stands", message =>
            message.Id == card.Id && message.Text.Contains("could not be taken back", StringComparison.Ordinal));
        await host.LeapAsync(TimeSpan.FromHours(5));
        Assert.Contains((subscription, user), await host.UserOwnersAsync());

        await host.ClearFaultsAsync();
        await host.LeapAsync(TimeSpan.FromHours(5));
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
    }

    [Fact]
    public async Task An_end_brought_forward_by_somebody_who_then_lost_the_role_comes_at_its_own_time()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var before = await host.UserOwnersAsync();
        var (card, user, subscription) = await Scenarios.GrantAsync(host, "8h");
        var store = host.Services.GetRequiredService<Database>();

        // The worker is held up before it begins until it has seen that the role is gone; a try that
        // had seen the role before is held up too.
        await store.WriteAsync(
            session => session.ExecuteAsync(
                "create trigger held before insert on audit when new.kind = 'started' begin select raise(abort, 'held'); end"),
            default);
        await host.Nora.ClicksAsync(card.Card, "requests/undo", null, card.Id);
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = new[] { "HelpdeskAgents" } });
        await host.Nora.SeesAsync("no longer holds the partner role admin agent");
        await store.WriteAsync(session => session.ExecuteAsync("drop trigger held"), default);
        Assert.Contains((subscription, user), await host.UserOwnersAsync());

        await host.LeapAsync(TimeSpan.FromHours(8));
        await host.Teams.WaitForAsync("the card says that it ended", message =>
            message.Id == card.Id && message.Text.Contains("Ended and verified", StringComparison.Ordinal));
        Assert.Equal(before.Order(), (await host.UserOwnersAsync()).Order());
    }

    [Fact]
    public async Task A_withdrawn_request_is_never_carried_out()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var (card, _, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await host.Tomas.SeesAsync("asks for your approval");
        var stale = ask.Card;
        var withdrawn = await host.Nora.ClicksAsync(card, "requests/cancel");
        Assert.Contains("Withdrawn by Nora Lind", CardReader.Text(withdrawn), StringComparison.Ordinal);
        var late = await host.Tomas.ClicksAsync(stale, "requests/approve", null, ask.Id);
        Assert.Contains("decided already", CardReader.Text(late), StringComparison.Ordinal);
        await host.Teams.WaitForAsync("the approver's card is edited", message =>
            message.Id == ask.Id && message.Text.Contains("Withdrawn", StringComparison.Ordinal));
        Assert.DoesNotContain(await host.CallsAsync(), call => call.GetProperty("method").GetString() == "PUT");
    }
}
