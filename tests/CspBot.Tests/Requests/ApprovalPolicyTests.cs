using System.Text.Json;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Resources;
using CspBot.Tests.Dialogs.Trial;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Who decides, as a table: the amount against the limit, the rule, the requester's role, and who is on the list. Pure.</summary>
public sealed class ApprovalPolicyTests
{
    private static readonly ApprovalOptions Limited = new()
    {
        MaxAmount = "10000 EUR",
        Rates = new Dictionary<string, string> { ["USD"] = "0.9" },
        RateSource = "ECB, 27 November 2026",
    };

    [Theory]
    [InlineData("10000 eur", 1, "four-eyes", "10000")]
    [InlineData("10000.01 eur", 2, "above-limit", "10000.01")]
    [InlineData("9000 chf 10000.01 eur", 2, "above-limit", "10000.01")]
    [InlineData("9000 eur 99999 usd", 1, "four-eyes", "9000")]
    [InlineData("11111.11 usd", 1, "four-eyes", "9999.999")]
    [InlineData("11111.12 usd", 2, "above-limit", "10000.008")]
    [InlineData("5 gbp 11111.12 usd", 2, "above-limit", "10000.008")]
    [InlineData("5 gbp", 2, "amount-without-rate", null)]
    [InlineData("untold nobody", 2, "amount-without-rate", null)]
    [InlineData("", 1, "four-eyes", null)]
    [InlineData("nobody", 0, "rule-none", null)]
    [InlineData("10000 eur nobody", 0, "rule-none", null)]
    [InlineData("10000.01 eur nobody", 2, "above-limit", "10000.01")]
    public void Above_the_limit_two_people_decide_whatever_the_rule_says(string words, int people, string reason, string? counted)
    {
        var verdict = Judge(Spend(words), Caller(PartnerRole.AdminAgent), [Nora, Tomas, Aisha]);
        var need = (verdict as Verdict.NeedsApproval)?.Need;
        Assert.Equal(people, need?.People ?? 0);
        Assert.Equal(reason, verdict is Verdict.NeedsApproval asked ? asked.Reason : ((Verdict.RunNow)verdict).Reason);
        Assert.Equal(
            counted is null || people == 0 ? null : decimal.Parse(counted, System.Globalization.CultureInfo.InvariantCulture),
            need?.Amount?.Counted);
    }

    /// <summary>Roles: admin agent, sales agent, helpdesk agent, global administrator, user administrator.</summary>
    [Theory]
    [InlineData("AdminAgent", "5 eur", 1, false)]
    [InlineData("AdminAgent", "5 eur nobody", 0, false)]
    [InlineData("SalesAgent", "5 eur", 1, true)]
    [InlineData("SalesAgent", "5 eur nobody", 1, true)]
    [InlineData("SalesAgent", "10001 eur nobody", 2, true)]
    [InlineData("HelpdeskAgent", "5 eur", null, false)]
    [InlineData("GlobalAdministrator", "5 eur", null, false)]
    [InlineData("UserAdministrator", "5 eur nobody", null, false)]
    public void A_sales_agent_asks_and_an_admin_agent_runs(string role, string words, int? people, bool mustRun)
    {
        var verdict = Judge(Spend(words), Caller(Enum.Parse<PartnerRole>(role)), [Tomas, Aisha]);
        Assert.Equal(people is null, verdict is Verdict.Refused { Refusal.Reason: "RoleMissing.AdminAgent" });
        var need = (verdict as Verdict.NeedsApproval)?.Need;
        Assert.Equal(people ?? 0, need?.People ?? 0);
        Assert.Equal(mustRun, need?.MustRun ?? false);
    }

    /// <summary>Giving roles is a door of two dialogs: what one of them asks for, the other does not do without.</summary>
    [Theory]
    [InlineData("", "", true)]
    [InlineData("customers None", "", true)]
    [InlineData("customers None", "grant-owner FourEyes", true)]
    [InlineData("", "grant-owner None", true)]
    [InlineData("customers None", "grant-owner None", false)]
    public void A_role_is_given_by_the_stricter_rule_of_the_dialogs_that_give_it(string one, string other, bool asks)
    {
        var rules = new[] { one, other }.Where(rule => rule.Length > 0).Select(rule => rule.Split(' ')).ToDictionary(r => r[0], r => r[1]);
        var options = new ApprovalOptions { Rules = rules };
        foreach (var given in new[] { "grant-owner", "extend-access" })
            Assert.Equal(
                asks, Find("customers", Sample(given), Caller(PartnerRole.AdminAgent), options).Need is not null);
    }

    [Fact]
    public void Too_few_people_are_a_refusal_that_says_which()
    {
        string? Why(string words, PartnerRole role, params Person[] approvers) =>
            (Judge(Spend(words), Caller(role), approvers) as Verdict.Refused)?.Refusal.Reason;
        Assert.Equal("NoApprovers", Why("5 eur", PartnerRole.AdminAgent));
        Assert.Equal("OnlyYouApprove", Why("5 eur", PartnerRole.AdminAgent, Nora));
        Assert.Null(Why("5 eur", PartnerRole.AdminAgent, Nora, Tomas));
        Assert.Equal("OnlyOneApproves", Why("10001 eur", PartnerRole.AdminAgent, Nora, Tomas));
        Assert.Equal("NoApprovers", Why("10001 eur nobody", PartnerRole.AdminAgent));
        Assert.Equal("NoRunner", Why("5 eur", PartnerRole.SalesAgent));
        Assert.Null(Why("10001 eur", PartnerRole.AdminAgent, Tomas, Aisha));
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(2, "P1, P2", "P1, P2")]
    [InlineData(3, "P1, P2, P3", "P1, P2, P3")]
    [InlineData(5, "P1, P2, P3 and 2 more", "P1, P2, P3 et 2 de plus")]
    public void Three_of_those_who_can_approve_are_named_and_the_others_counted(int people, string? english, string? french)
    {
        var all = Enumerable.Range(1, people).Select(i => new Person($"p{i}", Tomas.TenantId, $"P{i}")).ToList();
        var asked = Asked(new ApprovalNeed(2)) with { Asked = [Tomas, .. all] };
        var after = asked.Approve(Tomas, null, Now);
        Assert.Equal(english, ApprovalWords.WhoCan(after, Texts.English).Select(fact => fact.Value).SingleOrDefault());
        Assert.Equal(french, ApprovalWords.WhoCan(after, Texts.French).Select(fact => fact.Value).SingleOrDefault());
        Assert.Empty(ApprovalWords.WhoCan(after.Reject(Aisha, null, Now), Texts.English));
    }

    [Fact]
    public void Two_yeses_are_two_people_s_and_an_approval_is_as_old_as_the_first_of_them()
    {
        var asked = Asked(new ApprovalNeed(2));
        var first = asked.Approve(Tomas, "fine", Now);
        Assert.Equal((RequestState.PendingApproval, 2), (first.State, first.Version));
        Assert.Throws<InvalidOperationException>(() => first.Approve(Tomas, null, Now));
        Assert.Equal("SameApprover", Decide(first, Tomas)?.Reason);
        Assert.Null(Decide(first, Aisha));
        Assert.Null(ApprovalPolicy.MayDecide(first, Click(first, Tomas) with { Approves = false }));
        var both = first.Approve(Aisha, null, Now.AddDays(1));
        Assert.Equal((RequestState.Approved, 3), (both.State, both.Version));
        Assert.Equal([Tomas, Aisha], both.ApprovedBy);
        Assert.False(both.IsApprovalStale(Now.AddDays(7), TimeSpan.FromDays(7)));
        Assert.True(both.IsApprovalStale(Now.AddDays(7.1), TimeSpan.FromDays(7)));
        Assert.Equal([Tomas], first.Reject(Aisha, null, Now).ApprovedBy);
        var again = both.Fail(new Refusal("OwnFault"), Now).AskAgain(
            Nora, new ApprovalNeed(2), new AskingTimes(Now, Now.AddHours(8), Now.AddHours(4), Now.AddHours(1)));
        Assert.Equal((Now.AddHours(1), Now.AddHours(1)), (again.EscalateAt, again.DueAt));
        var heard = again.Escalated(Now) with { State = RequestState.Failed };
        Assert.Null(heard.AskAgain(Nora, new ApprovalNeed(2), new AskingTimes(Now, Now, Now, Now)).EscalateAt);
        Assert.Empty(again.ApprovedBy);
        Assert.Equal(RequestState.PendingApproval, again.Approve(Aisha, null, Now).State);
        Assert.Equal(RequestState.Approved, Asked(null).Approve(Tomas, null, Now).State);
    }

    /// <summary>The check is done, and the write was refused, had no answer, or failed for a fault of ours: then it was retried.</summary>
    [Theory]
    [InlineData("Cloud.Conflict", "30", true)]
    [InlineData("Cloud.TimedOut", "written", false)]
    [InlineData("OwnFault", "", false)]
    public void A_yes_is_read_again_only_while_it_is_certain_that_nothing_was_written(string reason, string more, bool certain)
    {
        var asked = Asked(null).Approve(Tomas, null, Now) with { Steps = [new RequestStep("check"), new RequestStep("spend")] };
        Assert.True(asked.HasDoneNothing);
        var tried = asked.StepDone("check", new StepResult.Done(), Now).Trying("spend");
        Assert.False(tried.HasDoneNothing);
        var failed = tried.Fail(new Refusal(reason, "60", more), Now);
        Assert.Equal(certain, failed.Retry(Nora, Now).HasDoneNothing);
        Assert.False(tried.NotYet("spend", Now).Fail(new Refusal("Cloud.Conflict", "30"), Now).Retry(Nora, Now).HasDoneNothing);
        var done = tried.StepDone("spend", new StepResult.Done { HasWritten = true }, Now);
        Assert.False(done.Retry(Nora, Now).HasDoneNothing);
    }

    [Fact]
    public void Who_may_not_run_it_cannot_say_yes_for_who_may_only_ask()
    {
        var asked = Asked(new ApprovalNeed(1, MustRun: true));
        Assert.Equal("ApproverMustRun.AdminAgent", Decide(asked, Aisha, PartnerRole.SalesAgent)?.Reason);
        Assert.Null(Decide(asked, Aisha));
        var no = Click(asked, Aisha, PartnerRole.SalesAgent) with { Approves = false };
        Assert.Null(ApprovalPolicy.MayDecide(asked, no));
        Assert.Null(Decide(Asked(null), Aisha, PartnerRole.SalesAgent));
    }

    [Theory]
    [InlineData("10000 EUR", "USD", "0.9", "ECB", null)]
    [InlineData("10000", null, null, null, "Approvals:MaxAmount must be an amount")]
    [InlineData("-5 EUR", null, null, null, "Approvals:MaxAmount must be an amount")]
    [InlineData("10,000 EUR", null, null, null, "Approvals:MaxAmount must be an amount")]
    [InlineData(null, "USD", "0.9", "ECB", "Approvals:Rates are rates into the currency")]
    [InlineData("10000 EUR", "USD", "0.9", null, "Approvals:RateSource is missing")]
    [InlineData("10000 EUR", "USD", "0", "ECB", "Approvals:Rates:USD must tell")]
    [InlineData("10000 EUR", "EUR", "1", "ECB", "Approvals:Rates:EUR must tell")]
    [InlineData("10000 EUR", "dollars", "1", "ECB", "Approvals:Rates:dollars must tell")]
    public void A_limit_that_cannot_be_read_stops_the_start(string? most, string? currency, string? rate, string? source, string? problem)
    {
        var options = new ApprovalOptions
        {
            MaxAmount = most,
            Rates = currency is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [currency] = rate! },
            RateSource = source,
        };
        var problems = options.Validate(["spend"]).ToList();
        Assert.Equal(problem is not null, problems.Count > 0);
        Assert.All(problems, said => Assert.StartsWith(problem!, said, StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_approval_takes_is_stored_and_what_needs_one_person_is_stored_as_before()
    {
        var json = new RequestJson(new Dictionary<string, Type> { ["spend"] = typeof(SpendOperation) });
        var need = new ApprovalNeed(2, true, WeighedAmount.Of(Spend("11111.12 usd").Commits, Limited));
        var stored = json.Write(Asked(need).Approve(Tomas, null, Now));
        Assert.Equal(need, json.Read("R-TEST1", stored).Needs);
        Assert.Equal(Tomas, json.Read("R-TEST1", stored).FirstYes?.By);
        using var plain = JsonDocument.Parse(json.Write(Asked(null)));
        Assert.False(plain.RootElement.TryGetProperty("needs", out _));
        Assert.False(plain.RootElement.TryGetProperty("firstYes", out _));
    }

    private static readonly DateTimeOffset Now = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);

    private static Person Nora { get; } = new("00000000-0000-4000-8000-000000000020", "t", "Nora");

    private static Person Tomas { get; } = new("00000000-0000-4000-8000-000000000021", "t", "Tomas");

    private static Person Aisha { get; } = new("00000000-0000-4000-8000-000000000022", "t", "Aisha");

    private static SpendOperation Spend(string words) => new() { CustomerId = "c", CustomerName = "Customer", Words = words };

    private static Operation Sample(string kind) => new RequestJson(new Dictionary<string, Type>
    {
        ["grant-owner"] = typeof(CspBot.Dialogs.GrantOwner.GrantOwnerOperation),
        ["extend-access"] = typeof(CspBot.Dialogs.Customers.ExtendAccessOperation),
    }).Read("R-TEST1", File.ReadAllText(Path.Combine(
        CspBot.Tests.Harness.SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Requests", "1", kind + ".json"))).Operation;

    private static Verdict Judge(Operation operation, Caller requester, IReadOnlyList<Person> approvers) => ApprovalPolicy.Judge(
        Case("spend", operation), Find("spend", operation, requester, Limited), approvers, requester.Person);

    private static PolicyFinding Find(string dialog, Operation operation, Caller requester, ApprovalOptions options) =>
        ApprovalPolicy.Find(Case(dialog, operation), new PolicyStanding(requester, new HashSet<string>()), options, Now);

    private static PolicyCase Case(string dialog, Operation operation) => PolicyCase.Of(dialog, operation, "", Now);

    private static Caller Caller(PartnerRole role) => new(Nora, new HashSet<PartnerRole> { role }, IsApprover: true);

    private static Refusal? Decide(Request request, Person by, PartnerRole role = PartnerRole.AdminAgent) =>
        ApprovalPolicy.MayDecide(request, Click(request, by, role));

    private static DecisionClick Click(Request request, Person by, PartnerRole role = PartnerRole.AdminAgent) =>
        new(new Caller(by, new HashSet<PartnerRole> { role }, IsApprover: true), request.Version, true, false, Now);

    private static Request Asked(ApprovalNeed? need) => new()
    {
        Id = "R-TEST1",
        FormId = "form",
        Dialog = "spend",
        Operation = Spend("5 eur"),
        Requester = Nora,
        Language = "en",
        Place = new RequestPlace("chat", "personal", null),
        State = RequestState.PendingApproval,
        ApprovalReason = "above-limit",
        Needs = need,
        CreatedAt = Now,
        DecideBy = Now.AddHours(8),
        Steps = [new RequestStep("spend")],
    };
}
