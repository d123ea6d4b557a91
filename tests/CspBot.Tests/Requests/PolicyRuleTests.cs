using System.Globalization;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Which rule a case has, and what it wants: the first that matches. Pure, as a table.</summary>
public sealed class PolicyRuleTests
{
    private const string Adatum = "00000000-0000-4000-8000-0000000000a1";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("dialog is grant-owner", "grant-owner", true)]
    [InlineData("dialog is customers", "grant-owner", false)]
    [InlineData("dialog is not customers", "grant-owner", true)]
    [InlineData("dialog is customers or grant-owner", "grant-owner", true)]
    [InlineData("dialog is grant-owner", "customers like grant-owner", true)]
    [InlineData("dialog is customers", "customers like grant-owner", false)]
    [InlineData("customer is \"adatum corporation\"", "", true)]
    [InlineData("customer is 00000000-0000-4000-8000-0000000000A1", "", true)]
    [InlineData("customer is Contoso", "", false)]
    [InlineData("customer is not Contoso", "", true)]
    [InlineData("customer is sensitive", "", true)]
    [InlineData("customer is sensitive", "customer Contoso", false)]
    [InlineData("customer is not sensitive", "customer Contoso", true)]
    [InlineData("role is owner", "role Owner", true)]
    [InlineData("role is 8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "role Owner", true)]
    [InlineData("role is Owner", "role Reader", false)]
    [InlineData("role is not Owner", "role Reader", true)]
    [InlineData("role is Owner", "", false)]
    [InlineData("role is not Owner", "", false)]
    [InlineData("role is Owner", "own role Owner", false)]
    [InlineData("duration > 8h", "lasts 8h", false)]
    [InlineData("duration >= 8h", "lasts 8h", true)]
    [InlineData("duration is 8h", "lasts 8h", true)]
    [InlineData("duration < 1d", "lasts 8h", true)]
    [InlineData("duration > 30d", "lasts permanent", true)]
    [InlineData("duration is permanent", "lasts permanent", true)]
    [InlineData("duration <= 30d", "lasts permanent", false)]
    [InlineData("duration > 1h", "", false)]
    [InlineData("duration <= 30d", "", false)]
    [InlineData("amount > 10000 EUR", "amount 10000 EUR", false)]
    [InlineData("amount >= 10000 EUR", "amount 10000 EUR", true)]
    [InlineData("amount < 10000 EUR", "amount 9999.99 EUR", true)]
    [InlineData("amount > 10000 EUR", "amount 11112 USD", true)]
    [InlineData("amount > 10000 EUR", "amount 11111 USD", false)]
    [InlineData("amount > 10000 EUR", "amount 5 GBP", true)]
    [InlineData("amount < 10000 EUR", "amount 5 GBP", false)]
    [InlineData("amount > 10 USD", "amount 5 EUR", true)]
    [InlineData("amount > 10000 EUR", "", false)]
    [InlineData("amount < 10000 EUR", "", false)]
    [InlineData("dialog is grant-owner and duration > 8h", "lasts 1d", true)]
    [InlineData("dialog is customers and duration > 8h", "lasts 1d", false)]
    public void A_condition_holds_for_what_the_case_has(string condition, string asked, bool holds)
    {
        var options = Options($"a: when {condition} then reason");
        Assert.Equal(holds, options.Book.Find(Case(asked), options).Rule is not null);
    }

    [Fact]
    public void The_first_rule_that_matches_rules_and_those_before_say_why_not()
    {
        var options = Options(
            "one: when dialog is customers then reason",
            "two: when dialog is grant-owner and duration > 8h then decided by 2",
            "three: when duration > 1h then decided by nobody",
            "four: then decided by 3");
        var match = options.Book.Find(Case("lasts 4h"), options);
        Assert.Equal("three", match.Rule?.Name);
        Assert.Equal(
            [("one", "dialog is customers"), ("two", "duration > 8h")],
            match.Passed.Select(passed => (passed.Rule.Name, passed.Missing.Text)));
        Assert.Equal("four", options.Book.Find(Case("lasts 1h"), options).Rule?.Name);
        Assert.Null(options.Book.Find(Case("lasts 1h") with { TakesAway = true }, options).Rule);
    }

    [Theory]
    [InlineData("asked by SalesAgent", "", "Policy.NotAsker")]
    [InlineData("asked by SalesAgent or AdminAgent", "", null)]
    [InlineData("asked by group 00000000-0000-4000-8000-00000000aa01", "", null)]
    [InlineData("asked by group 00000000-0000-4000-8000-00000000aa02", "", "Policy.NotAsker")]
    [InlineData("asked by person 00000000-0000-4000-8000-000000000020", "", null)]
    [InlineData("at most 8h", "lasts 1d", "Policy.TooLong")]
    [InlineData("at most 8h", "lasts permanent", "Policy.TooLong")]
    [InlineData("at most 8h", "lasts 8h", null)]
    [InlineData("at most 8h", "", null)]
    [InlineData("hours Mon 08:00-18:00 UTC", "", null)]
    [InlineData("hours Tue 08:00-18:00 UTC", "", "Policy.Closed")]
    [InlineData("reason", "", "Policy.ReasonMissing")]
    [InlineData("reason", "reason Because", null)]
    [InlineData("ticket \"INC[0-9]+\"", "", "Policy.TicketMissing")]
    [InlineData("ticket \"INC[0-9]+\"", "ticket X1", "Policy.TicketWrong")]
    [InlineData("ticket \"INC[0-9]+\"", "ticket INC1", null)]
    public void What_a_rule_forbids_and_what_it_wants_besides(string wants, string asked, string? reason)
    {
        var options = Options($"a: then {wants}");
        var found = ApprovalPolicy.Find(Case(asked), Nora, options, Now);
        Assert.Equal(reason, (found.Forbidden ?? found.Missing)?.Reason);
    }

    [Theory]
    [InlineData("decided by nobody", "", 0, "rule")]
    [InlineData("decided by nobody", "amount 10001 EUR", 2, "above-limit")]
    [InlineData("decided by 3", "", 3, "rule")]
    [InlineData("decided by 1", "amount 10001 EUR", 2, "above-limit")]
    [InlineData("decided by 5", "amount 10001 EUR", 5, "above-limit")]
    [InlineData("decided by nobody", "sales", 1, "asks-and-does-not-run")]
    [InlineData("decided by 2", "sales", 2, "asks-and-does-not-run")]
    [InlineData("reason", "", 1, "four-eyes")]
    [InlineData("reason", "nobody", 0, "rule-none")]
    public void How_many_decide_is_the_most_that_anything_wants(string wants, string asked, int people, string reason)
    {
        var options = Options($"a: then {wants}") with { MaxAmount = "10000 EUR" };
        var of = Case(asked) with { Reason = "Because", NeedsNobody = asked == "nobody" };
        var nora = Nora;
        if (asked == "sales")
        {
            nora = nora with { Caller = nora.Caller with { Roles = new HashSet<PartnerRole> { PartnerRole.SalesAgent } } };
            of = of with { Power = PartnerPower.AskReservations, RunPower = PartnerPower.ManageReservations };
        }

        var found = ApprovalPolicy.Find(of, nora, options, Now);
        var verdict = ApprovalPolicy.Judge(of, found, [.. Enumerable.Range(1, 6).Select(Someone)], Someone(0));
        Assert.Equal(people, (verdict as Verdict.NeedsApproval)?.Need.People ?? 0);
        Assert.Equal(reason, verdict is Verdict.NeedsApproval asks ? asks.Reason : ((Verdict.RunNow)verdict).Reason);
    }

    [Fact]
    public void Too_few_who_could_decide_are_told_with_their_number()
    {
        var options = Options("a: then decided by 3 of AdminAgent");
        var verdict = ApprovalPolicy.Judge(
            Case(""), ApprovalPolicy.Find(Case(""), Nora, options, Now), [Someone(1), Someone(2), Nora.Caller.Person], Nora.Caller.Person);
        Assert.Equal(new Refusal("Policy.TooFew", "a", "3", "2", "AdminAgent"), ((Verdict.Refused)verdict).Refusal);
    }

    private static PolicyStanding Nora { get; } = new(
        new Caller(
            new Person("00000000-0000-4000-8000-000000000020", "t", "Nora"),
            new HashSet<PartnerRole> { PartnerRole.AdminAgent },
            IsApprover: true),
        new HashSet<string> { "00000000-0000-4000-8000-00000000aa01" });

    private static Person Someone(int number) => new($"00000000-0000-4000-8000-00000000b00{number}", "t", $"P{number}");

    private static ApprovalOptions Options(params string[] rules)
    {
        var options = new ApprovalOptions
        {
            Policy = rules,
            MaxAmount = "1000000 EUR",
            Rates = new Dictionary<string, string> { ["USD"] = "0.9" },
            RateSource = "ECB",
            Sensitive = [new SensitiveCustomer { Customer = "Adatum Corporation", Warning = "Careful." }],
        };
        Assert.Empty(options.Validate(["grant-owner", "customers"]));
        return options;
    }

    private static PolicyCase Case(string words)
    {
        var parts = words.Split(' ', 2);
        var (what, value) = (parts[0], parts.Length > 1 ? parts[1] : "");
        var known = new PolicyCase("grant-owner", Adatum, "Adatum Corporation")
        {
            Power = PartnerPower.GiveOwner,
            RunPower = PartnerPower.GiveOwner,
        };
        return what switch
        {
            "customers" => known with { Dialog = "customers", RuledLike = "grant-owner" },
            "customer" => known with { CustomerId = "00000000-0000-4000-8000-0000000000a2", CustomerName = value },
            "role" => known with
            {
                Roles = [.. AzureRoles.Called(AzureRoles.Offered.First(role => role.Name == value).Id.ToString(), value, isCustom: false)],
            },
            "own" => known with { Roles = [.. AzureRoles.Called("00000000-0000-4000-8000-0000000000d1", "Owner", isCustom: true)] },
            "lasts" => known with
            {
                Lasts = value == "permanent" ? TimeSpan.MaxValue
                    : value.EndsWith('d') ? TimeSpan.FromDays(int.Parse(value[..^1], CultureInfo.InvariantCulture))
                    : TimeSpan.FromHours(int.Parse(value[..^1], CultureInfo.InvariantCulture)),
            },
            "amount" => known with
            {
                Amount = new CommittedAmount(new Money(decimal.Parse(value[..^4], CultureInfo.InvariantCulture), value[^3..]), null),
            },
            "reason" => known with { Reason = value },
            "ticket" => known with { Ticket = value },
            _ => known,
        };
    }
}
