using System.Globalization;
using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.GrantOwner;
using CspBot.Dialogs.Requests;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>The simulation's word against what then happens, for made-up rules, people and requests; the same every time.</summary>
public sealed class SimulateAgreementTests
{
    private const int Cases = 500;
    private const string Tenant = "t";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Dialogs = [.. Program.Table.Select(entry => entry.Name)];
    private static readonly string[] Groups = ["00000000-0000-4000-8000-00000000aa01", "00000000-0000-4000-8000-00000000aa02"];
    private static readonly string Samples = Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Requests", "1");
    private static readonly RequestJson Json = new(Program.Table.SelectMany(entry => entry.Operations).ToDictionary());

    public static TheoryData<string> Kinds => [.. SimulatedKind.All.Select(kind => kind.Name)];

    /// <summary>What the simulation holds of a kind is what its operation says of itself.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_what_its_operation_says(string name)
    {
        var kind = SimulatedKind.Find(name)!;
        var operation = Operation(kind, SimulateForm.Blank with { Amount = "5 EUR" }, "");
        Assert.Equal(
            (operation.Power, operation.RunPower, operation.TakesAway, operation.NeedsNobody, operation.RuledLike),
            (kind.Power, kind.RunPower, kind.TakesAway, kind.NeedsNobody, kind.RuledLike));
        Assert.Equal(operation.TakesAway || operation.GivenRoles.Count > 0, kind.TakesAway || kind.HasRole);
        Assert.Equal(operation.LastsFor(Now) is not null, kind.HasLength);
        Assert.Equal(operation.Commits is not null, kind.HasAmount);
        Assert.Contains(Program.Table, entry => entry.Name == kind.Dialog && entry.Operations.ContainsKey(name));

        // And so is what those hold of it who pre-approve.
        Assert.Equal(PreapprovalKind.Find(name)?.Name, operation.PreapprovedAs);
        if (PreapprovalKind.Find(name) is { } one)
            Assert.Equal(
                (one.Power, one.RunPower, one.Dialog, one.RuledLike, one.HasRole, one.HasLength, one.HasAmount),
                (kind.Power, kind.RunPower, kind.Dialog, kind.RuledLike, kind.HasRole, kind.HasLength, kind.HasAmount));
    }

    [Fact]
    public void In_500_random_cases_what_is_said_is_what_then_happens()
    {
        var random = new Random(20261130);
        var met = new Dictionary<string, int>();
        for (var i = 0; i < Cases; i++)
        {
            var (people, options) = (Enumerable.Range(0, 9).Select(number => Someone(random, number)).ToList(), Options(random));
            Assert.Empty(options.Validate(Dialogs));
            var requester = people[0];
            var kind = Any(random, SimulatedKind.All);
            var form = new SimulateForm(
                kind.Name, "c1", Any(random, AzureRoles.Offered).Name, Any(random, SimulateForm.Durations), AmountOf(random), "");
            var customer = Any(random, [("c1", "Adatum"), ("c2", "Contoso"), ("c3", "Litware")]);

            if (kind.HasRole)
                form = form with { Duration = Any(random, RightDuration.All) };
            if (kind.Name == "request-relation")
                form = form with { Duration = Any(random, ["1d", "7d", "90d", "365d", "730d"]) };
            var operation = Operation(kind, form, "Because") with { CustomerId = customer.Item1, CustomerName = customer.Item2 };
            if (kind.Name == "buy-savings-plan" && operation.Commits!.Billing is { } over)
                form = form with { Amount = string.Create(CultureInfo.InvariantCulture, $"{over.Amount} {over.Currency}") };

            // What is said.
            var (found, said) = Judge(kind.Case(form, customer.Item1, customer.Item2), requester, people, options);

            // What then happens.
            var asked = PolicyCase.Of(kind.Dialog, operation, "INC1", Now);
            var (real, verdict) = Judge(asked, requester, people, options);
            Assert.Null(real.Missing);
            Assert.True(
                (found.Rule, said.GetType()) == (real.Rule, verdict.GetType()),
                $"case {i}, {form}: {found.Rule?.Text} {said}, then {real.Rule?.Text} {verdict}");
            met[verdict.GetType().Name] = met.GetValueOrDefault(verdict.GetType().Name) + 1;
            if (verdict is Verdict.Refused refused)
                Assert.Equal(((Verdict.Refused)said).Refusal, refused.Refusal);
            if (said is Verdict.NeedsApproval needs)
                Decide(
                    random, needs, Request(operation, (Verdict.NeedsApproval)verdict, AppliedRule.Of(real.Rule, asked), requester), people);
        }

        Assert.All(
            [nameof(Verdict.NeedsApproval), nameof(Verdict.Refused), nameof(Verdict.RunNow)],
            outcome => Assert.True(met.GetValueOrDefault(outcome) > Cases / 20, $"{outcome}: {met.GetValueOrDefault(outcome)}"));
    }

    /// <summary>
    /// Everybody clicks, in any order and more than once: those count who were named, each once, and as many as were said.
    /// </summary>
    private static void Decide(Random random, Verdict.NeedsApproval said, Request request, List<PolicyStanding> people)
    {
        var (yes, named) = (new List<Person>(), said.From);
        foreach (var person in people.Concat(people).OrderBy(_ => random.Next()).Concat(people))
        {
            var click = new DecisionClick(person.Caller, request.Version, true, false, Now) { Groups = person.Groups };
            var refusal = ApprovalPolicy.MayDecide(request, click);
            var counts = request.State == RequestState.PendingApproval
                && named.Contains(person.Caller.Person)
                && !yes.Contains(person.Caller.Person);
            Assert.Equal(counts, refusal is null);
            if (refusal is not null)
                continue;
            yes.Add(person.Caller.Person);
            request = request.Approve(person.Caller.Person, null, Now);
            Assert.Equal(yes.Count < said.Need.People ? RequestState.PendingApproval : RequestState.Approved, request.State);
        }

        Assert.Equal(said.Need.People, yes.Count);
        Assert.Equal(yes, request.ApprovedBy);
    }

    /// <summary>As the desk does it, with these people for a directory.</summary>
    private static (PolicyFinding Found, Verdict Verdict) Judge(
        PolicyCase asked, PolicyStanding requester, List<PolicyStanding> people, ApprovalOptions options)
    {
        var found = ApprovalPolicy.Find(asked, requester, options, Now);
        var approvers = people.Where(person => person.Caller.IsApprover
            && (found.Need is not { MustRun: true } || person.Caller.May(asked.RunPower))
            && found.Rule?.Decided?.Who?.Has(person.Caller, person.Groups) != false);
        return (found, ApprovalPolicy.Judge(asked, found, [.. approvers.Select(one => one.Caller.Person)], requester.Caller.Person));
    }

    private static PolicyStanding Someone(Random random, int number)
    {
        PartnerRole[] roles = [PartnerRole.AdminAgent, PartnerRole.SalesAgent, PartnerRole.HelpdeskAgent];
        return new PolicyStanding(
            new Caller(
                new Person($"00000000-0000-4000-8000-00000000b00{number}", Tenant, $"P{number}"),
                roles.Where(role => random.Next(3) > (role == PartnerRole.AdminAgent ? 0 : 1)).ToHashSet(),
                IsApprover: random.Next(4) > 0),
            Groups.Where(_ => random.Next(2) == 0).ToHashSet());
    }

    private static ApprovalOptions Options(Random random) => new()
    {
        MaxAmount = random.Next(2) == 0 ? "10000 EUR" : null,
        Rules = random.Next(3) == 0
            ? new Dictionary<string, string> { [Any(random, Dialogs)] = random.Next(2) == 0 ? "None" : "FourEyes" }
            : new Dictionary<string, string>(),
        Policy = [.. Enumerable.Range(1, random.Next(1, 6)).Select(number => $"rule {number}: {When(random)} then {Wants(random)}")],
        Sensitive = [new SensitiveCustomer { Customer = "c2", Warning = "Careful." }],
    };

    private static string When(Random random) => "when " + string.Join(" and ", Some(
        random,
        $"dialog is {(random.Next(4) == 0 ? "not " : "")}{Any(random, Dialogs)} or {Any(random, Dialogs)}",
        $"customer is {Any(random, ["Adatum", "c3", "sensitive", "not sensitive"])}",
        $"role is {Any(random, ["Owner", "Reader or Contributor", "not Owner"])}",
        $"duration {Any(random, ["> 8h", "<= 1d", "is permanent", ">= 30d", "< 365d"])}",
        $"amount {Any(random, ["> 5000 EUR", "<= 5000 EUR", ">= 100 USD"])}"));

    private static string Wants(Random random) => string.Join(", ", Some(
        random,
        $"decided by {Any(random, ["nobody", "1", "2", "3", "5", "AdminAgent", "2 of SalesAgent or AdminAgent",
            $"2 of group {Groups[0]}", $"group {Groups[1]} or person 00000000-0000-4000-8000-00000000b003"])}",
        $"asked by {Any(random, ["AdminAgent", "SalesAgent or HelpdeskAgent or AdminAgent", "group " + Groups[0]])}",
        $"at most {Any(random, ["8h", "30d"])}",
        $"hours {Any(random, ["Mon-Fri 08:00-18:00 UTC", "Mon-Sun 00:00-24:00 UTC", "Sat 08:00-18:00 UTC"])}",
        "reason",
        "ticket \"INC[0-9]\""));

    /// <summary>One of them at least; the first more often than the others.</summary>
    private static List<string> Some(Random random, params string[] all)
    {
        var some = all.Where((_, i) => random.Next(i == 0 ? 2 : 6) == 0).ToList();
        return some.Count > 0 ? some : [Any(random, all)];
    }

    private static string AmountOf(Random random) => Any(random, ["100 EUR", "5000 EUR", "10000.01 EUR", "50 USD", "900 GBP"]);

    private static T Any<T>(Random random, IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>The operation that a dialog would make of the same: a stored one of its kind, with what was asked put in.</summary>
    private static Operation Operation(SimulatedKind kind, SimulateForm form, string reason)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples, kind.Name + ".json")))!;
        var operation = document["operation"]!.AsObject();
        var role = AzureRoles.Offered.First(one => one.Name == form.Role);
        operation["reason"] = reason;
        if (operation.ContainsKey("ticket"))
            operation["ticket"] = "";
        if (operation["target"] is JsonObject target)
            (target["roleId"], target["roleName"]) = (role.Id.ToString(), role.Name);
        if (operation.ContainsKey("duration"))
            operation["duration"] = kind.Name == "request-relation" ? $"P{Math.Ceiling(form.Length!.Value.TotalDays)}D" : form.Duration;
        if (operation["plan"] is JsonObject plan)
            (plan["term"], plan["hourly"]) = ("P1Y", Priced(form.Money! with { Amount = form.Money.Amount / 5000 }));
        if (kind.Name == "reservation-permission")
            operation["until"] = form.Length == TimeSpan.MaxValue ? null : JsonValue.Create(Now + form.Length!.Value);
        foreach (var price in new[] { "price", "cancelled", "purchases" }.Where(name => operation.ContainsKey(name)))
            operation[price] = Priced(form.Money!);
        if (operation.ContainsKey("pricing"))
            operation["pricing"] = null;
        var made = Json.Read("R-TEST1", document.ToJsonString()).Operation;
        return made is GrantOwnerOperation grant ? grant with { Lines = [Line(role)] } : made;
    }

    private static JsonObject Priced(Money money) => new() { ["amount"] = money.Amount, ["currency"] = money.Currency };

    private static GrantLine Line(AzureRole role) => new()
    {
        SubscriptionId = "s",
        SubscriptionName = "S",
        RoleId = role.Id,
        RoleName = role.Name,
        PrincipalId = "p",
        PrincipalName = "P",
        PrincipalType = "User",
    };

    private static Request Request(Operation operation, Verdict.NeedsApproval verdict, AppliedRule? rule, PolicyStanding requester) => new()
    {
        Id = "R-TEST1",
        FormId = "form",
        Dialog = "grant-owner",
        Operation = operation,
        Requester = requester.Caller.Person,
        Language = "en",
        Place = new RequestPlace("chat", "personal", null),
        State = RequestState.PendingApproval,
        ApprovalReason = verdict.Reason,
        Needs = verdict.Need,
        Rule = rule,
        CreatedAt = Now,
        DecideBy = Now.AddHours(8),
        Steps = [new RequestStep("check")],
    };
}
