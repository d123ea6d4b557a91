using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>What the rules add to a review, and to the cards behind it: who decides, a ticket, what is refused, a warning.</summary>
public sealed class PolicyReviewTests
{
    private const string Warning = "Hospital: call its duty officer first.";
    private const string French = "Hôpital : appelez d’abord l’officier de garde.";

    [Fact]
    public async Task A_ticket_of_the_form_itself_is_checked_at_the_review_and_nothing_typed_is_lost()
    {
        await using var host = await StartAsync(
            "tickets: when dialog is grant-owner then ticket \"INC[0-9][0-9][0-9]\" \"https://t.example/{ticket}\"");
        await host.Tomas.InstallAsync();
        var wrong = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("ticket", "INC-42"));
        Assert.Contains("“INC-42” is no ticket that the rule “tickets” takes", CardReader.Text(wrong), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(wrong, "grant-owner/submit"));
        var form = await host.Nora.ClicksAsync(wrong, "grant-owner/back");
        Assert.Equal(("INC-42", "Migration weekend"), (CardReader.Value(form, "ticket"), CardReader.Value(form, "reason")));
        var none = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member));
        Assert.Contains(
            "The rule “tickets” wants a ticket that looks like INC123", CardReader.Text(none), StringComparison.Ordinal);

        var right = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("ticket", "INC123"));
        Assert.Contains("The rule “tickets” applies.", CardReader.Text(right), StringComparison.Ordinal);
        var own = await host.Nora.ClicksAsync(right, "grant-owner/submit");
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        foreach (var card in new[] { own, ask.Card })
        {
            Assert.Equal("tickets", CardReader.Facts(card)["Rule"]);
            Assert.Contains("https://t.example/INC123", card.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Contains((await host.AuditAsync()), entry => entry.Kind == "submitted"
            && Detail(entry.Document, "ticket") == "INC123" && Detail(entry.Document, "rule") == "tickets");
    }

    [Fact]
    public async Task A_dialog_without_a_ticket_of_its_own_is_given_the_field()
    {
        await using var host = await StartAsync(
            "tickets: when dialog is reservation-permission or customers"
            + " then ticket \"INC[0-9][0-9][0-9]\" \"https://t.example/{ticket}\"");
        await host.Tomas.InstallAsync();

        // A form that is submitted as it stands: the field comes with the refusal, and keeps what was typed.
        var first = await ReservationPermissionStories.AskAsync(host.Nora, ReservationPermissionStories.Wish(reserved: true));
        Assert.Contains("wants a ticket that looks like INC123", CardReader.Text(first), StringComparison.Ordinal);
        var wish = ReservationPermissionStories.Wish(reserved: true);
        wish["ticket"] = "INC12";
        var second = await host.Nora.ClicksAsync(first, ReservationPermissionStories.Submit, wish);
        Assert.Contains("“INC12” is no ticket", CardReader.Text(second), StringComparison.Ordinal);
        Assert.Equal(("INC12", "They asked for it"), (CardReader.Value(second, "ticket"), CardReader.Value(second, "reason")));
        wish["ticket"] = new string('1', 60) + "INC123";
        Assert.Contains(
            "is no ticket",
            CardReader.Text(await host.Nora.ClicksAsync(second, ReservationPermissionStories.Submit, wish)),
            StringComparison.Ordinal);
        wish["ticket"] = "INC123";
        var own = await host.Nora.ClicksAsync(second, ReservationPermissionStories.Submit, wish);
        Assert.Equal("INC123", CardReader.Facts(own)["Ticket"]);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        Assert.Equal("INC123", CardReader.Facts(ask.Card)["Ticket"]);
        Assert.Contains("https://t.example/INC123", ask.Card.GetRawText(), StringComparison.Ordinal);

        // A review has it from the beginning.
        var relation = await RelationScenes.ReviewAsync(
            host.Nora, await RelationScenes.OpenAsync(host.Nora, RelationScenes.WingtipId));
        Assert.Contains(CardReader.Inputs(relation), input => input.GetProperty("id").GetString() == "ticket");
        var asked = await host.Nora.ClicksAsync(
            relation, "customers/submit", new Dictionary<string, string> { ["ticket"] = "INC999" });
        Assert.Equal("INC999", CardReader.Facts(asked)["Ticket"]);
    }

    [Fact]
    public async Task The_review_names_those_who_decide_and_says_what_is_not_let_through()
    {
        await using var host = await StartAsync(
            "long: when duration > 8h then decided by person 00000000-0000-4000-8000-000000000022, at most 7d",
            "nobody: when role is Reader then decided by nobody",
            "shut: when duration is 1h then hours {Closed} 00:00-24:00 UTC",
            "others: when duration is 4h then asked by SalesAgent");
        var named = CardReader.Text(await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("duration", "1d")));
        Assert.Contains("Approvals needed: 1, from among Aisha Khan.", named, StringComparison.Ordinal);
        Assert.DoesNotContain("Tomas", named, StringComparison.Ordinal);
        var free = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("role", "Reader"), ("duration", "8h"));
        Assert.Contains("Nobody has to approve it.", CardReader.Text(free), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(free, "grant-owner/submit"));
        foreach (var (duration, why) in new[]
        {
            ("30d", "By the rule “long” this may last 7 days at most."),
            ("1h", "By the rule “shut” this can be asked for"),
            ("4h", "By the rule “others” only these may ask for this: SalesAgent."),
        })
        {
            var refused = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("duration", duration));
            Assert.Contains(why, CardReader.Text(refused), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(refused, "grant-owner/submit"));
        }

        Assert.Equal(
            ["Policy.TooLong", "Policy.Closed", "Policy.NotAsker"],
            (await host.AuditAsync()).Where(entry => entry.Kind == "refused").Select(entry => Detail(entry.Document, "reason")));
    }

    /// <summary>What is submitted as it stands says who would decide too, before it is clicked.</summary>
    [Fact]
    public async Task A_permission_a_plan_and_a_budget_name_the_rule_and_who_decides()
    {
        await using var host = await StartAsync(
            "two: when dialog is reservation-permission or customers or onboard-stack-tenant"
            + " then decided by 2, reason, asked by SalesAgent");
        var permission = await host.Nora.SaysAsync("reservation permission adatum");
        var customer = await host.Nora.SaysAsync("customers adatum");
        var budget = await host.Nora.ClicksAsync(customer, "customers/budget");
        var plan = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("customers litware"), "customers/plan");
        foreach (var card in new[] { permission, budget, plan })
        {
            var said = CardReader.Text(card);
            Assert.Contains("The rule “two” applies.", said, StringComparison.Ordinal);
            Assert.Contains("only these may ask for this: SalesAgent.", said, StringComparison.Ordinal);
            Assert.DoesNotContain("unless your rules say otherwise", said, StringComparison.Ordinal);
            Assert.DoesNotContain("reason is needed", said, StringComparison.Ordinal);
        }

        await using var other = await host.StartAnotherAsync(
            ("Approvals:Policy:0", "one: then decided by person 00000000-0000-4000-8000-000000000022 \"Aisha\""));
        budget = await other.Nora.ClicksAsync(customer, "customers/budget");
        Assert.Contains("Approvals needed: 1, from among Aisha Khan.", CardReader.Text(budget), StringComparison.Ordinal);
    }

    /// <summary>The rule is asked again at the click: what was let through at the review may be shut by then.</summary>
    [Fact]
    public async Task What_a_rule_lets_through_no_more_at_the_click_makes_no_request()
    {
        await using var host = await StartAsync("open: then hours {Today}-{Tomorrow} 00:00-24:00 UTC");
        await using var shut = await host.StartAnotherAsync(("Approvals:Policy:0", On("shut: then hours {Closed} 00:00-24:00 UTC")));
        var review = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member), ("duration", "8h"));
        Assert.True(CardReader.HasButton(review, "grant-owner/submit"));
        var refused = await shut.Nora.ClicksAsync(review, "grant-owner/submit");
        Assert.Contains("By the rule “shut” this can be asked for", CardReader.Text(refused), StringComparison.Ordinal);
        Assert.DoesNotContain("R-", CardReader.Text(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task About_a_sensitive_customer_who_asks_and_who_decides_read_the_sentence_in_their_language()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Approvals:Sensitive:0:Customer"] = ReservationPermissionStories.Adatum,
            ["Approvals:Sensitive:0:Warning"] = Warning,
            ["Approvals:Sensitive:0:Warnings:fr"] = French,
        });
        await host.Tomas.In("fr-FR").InstallAsync();
        var review = await RoleScenes.ReviewAsync(host.Nora, ("user", RoleScenes.Member));
        var own = await host.Nora.ClicksAsync(review, "grant-owner/submit");
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        Assert.All(
            new[] { review, own },
            card => Assert.Contains("Sensitive customer | " + Warning, CardReader.Text(card), StringComparison.Ordinal));
        Assert.Contains("Client sensible | " + French, CardReader.Text(ask.Card), StringComparison.Ordinal);
        var permission = await ReservationPermissionStories.OpenAsync(host.Nora);
        Assert.Contains(Warning, CardReader.Text(permission), StringComparison.Ordinal);
        Assert.Contains((await host.AuditAsync()), entry => entry.Kind == "submitted" && Detail(entry.Document, "warning") == Warning);
        Assert.DoesNotContain(
            Warning, CardReader.Text(await ReservationPermissionStories.OpenAsync(host.Nora, "contoso")), StringComparison.Ordinal);
    }

    private static async Task<BotHost> StartAsync(params string[] rules)
    {
        var settings = rules.Index().ToDictionary(rule => $"Approvals:Policy:{rule.Index}", rule => (string?)On(rule.Item));
        return await BotHost.StartAsync(settings);
    }

    /// <summary>The days by the world's clock: it begins at any time of day, and lives through one midnight at most.</summary>
    private static string On(string rule)
    {
        var day = (int)TestClock.World().GetUtcNow().DayOfWeek;
        string Day(int ahead) => CspBot.Requests.Approvals.PolicyHours.DayNames[(day + ahead + 6) % 7];
        return rule
            .Replace("{Closed}", Day(3), StringComparison.Ordinal)
            .Replace("{Today}", Day(0), StringComparison.Ordinal)
            .Replace("{Tomorrow}", Day(1), StringComparison.Ordinal);
    }

    private static string? Detail(string document, string name) =>
        JsonElement.Parse(document).GetProperty("detail").TryGetProperty(name, out var value) ? value.GetString() : null;
}
