using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Relations;

/// <summary>
/// The decision table (partner-center §9.3): every signal and every missing role gives its own advice, by what was read and by what is
/// shown.
/// </summary>
public sealed class RelationSignTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Proposed = [.. DirectoryRoles.Proposed];

    /// <summary>What a refused call tells: service, code, step, and the reason whose sentence and help are its own.</summary>
    private static readonly (CloudReason Reason, string Api, string? Code, DirectoryStep? Step, string Told)[] Refused =
    [
        (CloudReason.NotOurCustomer, "partnercenter", "60003", null, "Cloud.NotOurCustomer"),
        (CloudReason.NoDelegatedAdministration, "login", "AADSTS50020", null, "Cloud.NoDelegatedAdministration"),
        (CloudReason.NoDelegatedAdministration, "login", "AADSTS50177", null, "Cloud.NoDelegatedAdministrationUser"),
        (CloudReason.NoConsent, "login", "AADSTS65001", null, "Cloud.NoConsent"),
        (CloudReason.NoConsent, "login", "AADSTS700016", null, "Cloud.NoConsentApp"),
        (CloudReason.MfaMissing, "login", "AADSTS50076", null, "Cloud.MfaMissing"),
        (CloudReason.ConditionalAccess, "login", "AADSTS53003", null, "Cloud.ConditionalAccess"),
        (CloudReason.NoRightOnSubscription, "arm", "AuthorizationFailed", null, "Cloud.NoRightOnSubscription"),
        (CloudReason.DirectoryRoleMissing, "graph", "Authorization_RequestDenied", DirectoryStep.Read, "Cloud.DirectoryRoleMissing"),
        (CloudReason.DirectoryRoleMissing, "graph", "Authorization_RequestDenied", DirectoryStep.Invite,
            "Cloud.DirectoryRoleMissingInvite"),
        (CloudReason.DirectoryRoleMissing, "graph", "Authorization_RequestDenied", DirectoryStep.Consent,
            "Cloud.DirectoryRoleMissingConsent"),
        (CloudReason.DirectoryRoleUnassigned, "graph", "Authorization_RequestDenied", DirectoryStep.Read, "Cloud.DirectoryRoleUnassigned"),
    ];

    [Fact]
    public void Every_state_of_a_relation_gives_its_signs()
    {
        var active = Relation(RelationState.Active, 300);
        (string Signs, CustomerRelation Relation, RelationAccess? Access)[] rows =
        [
            ("", Customer([active]), Access(Proposed)),
            ("NotReseller", Customer([active]) with { IsReseller = false }, Access(Proposed)),
            ("NoDelegation", Customer([]), null),
            ("DelegationOver", Customer([Relation(RelationState.Expired, -3)]), null),
            ("DelegationOver", Customer([Relation(RelationState.Terminated, -3)]), null),
            ("NotLocked", Customer([Relation(RelationState.Created, 0)]), null),
            ("ApprovalPending", Customer([Relation(RelationState.ApprovalPending, 0)]), null),
            ("Activating", Customer([Relation(RelationState.Activating, 0)]), null),
            ("Ending", Customer([Relation(RelationState.Active, 59)]), Access(Proposed)),
            ("", Customer([Relation(RelationState.Active, 59) with { Extends = true }]), Access(Proposed)),
            ("", Customer([Relation(RelationState.Active, 59), active with { Id = "b" }]), Access(Proposed)),
            ("ApprovalPending Ending",
                Customer([Relation(RelationState.Active, 59), Relation(RelationState.ApprovalPending, 0) with { Id = "b" }]),
                Access(Proposed)),
            ("Expiring", Customer([Relation(RelationState.Expiring, -1)]), Access(Proposed)),
            ("NoAccess", Customer([active]), Access()),
            ("ShortRead", Customer([active with { Roles = Set(Proposed[1], Proposed[2]) }]), Access(Proposed[1])),
            ("ShortInvite", Customer([active with { Roles = Set(Proposed[0], Proposed[2]) }]), Access(Proposed[0])),
            ("ShortConsent", Customer([active with { Roles = Set(Proposed[0], Proposed[1]) }]), Access(Proposed[0])),
            ("ShortRead ShortInvite ShortConsent", Customer([active with { Roles = Set() }]), Access("x")),
            ("", Customer([active with { Roles = Set(DirectoryRoles.GlobalAdministrator) }]), Access("x")),
            ("FewDetails", Customer([active]) with { HasFewDetails = true }, Access(Proposed)),
            ("NotReseller NoDelegation", Customer([]) with { IsReseller = false, HasFewDetails = true }, null),
        ];
        foreach (var (signs, relation, access) in rows)
            Assert.Equal(
                signs,
                string.Join(' ', RelationSigns.Of(relation, access is null ? null : [access], Now).Select(finding => finding.Sign)));
        Assert.Equal(
            Enum.GetValues<RelationSign>(), rows.SelectMany(row => row.Signs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(Enum.Parse<RelationSign>).Distinct().Order());
    }

    [Fact]
    public void Every_row_of_the_table_has_an_advice_of_its_own_in_both_languages()
    {
        foreach (var texts in Texts.All)
        {
            var shown = Enum.GetValues<RelationSign>()
                .Select(sign => RelationLine.Of(
                    texts,
                    new RelationFinding(sign) { Relation = Relation(RelationState.ApprovalPending, 10) },
                    "Contoso",
                    new RelationPlaces("G", Now)))
                .Concat(Refused.Select(row => Line(texts, row)))
                .ToList();
            Assert.All(shown, line => Assert.False(string.IsNullOrWhiteSpace(line.Help), line.Text));
            Assert.Equal(shown.Count, shown.Select(line => line.Text).Distinct().Count());
            Assert.Equal(shown.Count, shown.Select(line => line.Help).Distinct().Count());
        }

        Assert.All(Refused, row => Assert.Equal(row.Told, Refusal.From(Fault(row)).Reason));
    }

    /// <summary>The same through the front door: each customer is put into one row, and its card, form or review says its advice.</summary>
    [Fact]
    public async Task Each_signal_is_shown_with_its_advice()
    {
        await using var host = await BotHost.StartAsync();
        var free = new Queue<string>((await host.WorldAsync()).GetProperty("customers").EnumerateArray()
            .Where(one => one.GetProperty("delegatedAdministration").GetString() == "Active"
                && one.GetProperty("relationship").GetString() == "reseller")
            .Select(one => one.GetProperty("id").GetString()!).Skip(1));
        (string Says, Func<string, object> Change)[] cards =
        [
            ("Send the reseller link", customer => new { customer, relationship = "advisor" }),
            ("Ask for it: the bot makes", customer => new { customer, delegatedAdministration = "None" }),
            ("approves it here: https://admin.microsoft.com/", customer => new { customer, delegatedAdministration = "ApprovalPending" }),
            ("It cannot be revived", customer => new { customer, delegatedAdministration = "Expired" }),
            ("with Directory Readers.", customer => new { customer, delegatedRoles = Names("Guest Inviter", "Application Administrator") }),
            ("Only needed to invite", customer => new { customer, delegatedRoles = Names("Directory Readers") }),
            ("Only needed to let the bot", customer => new { customer, delegatedRoles = Names("Directory Readers", "Guest Inviter") }),
        ];
        foreach (var (says, change) in cards)
        {
            var customer = free.Dequeue();
            await host.ControlAsync("customers", change(customer));
            var card = await host.Nora.SendAsAskedAsync(
                host.Nora.Forge("customers/relation", new System.Text.Json.Nodes.JsonObject { ["customer"] = customer }));
            Assert.Contains(says, CardReader.Text(card.Body.GetProperty("value")), StringComparison.Ordinal);
        }

        // Sign-in into a customer's directory: each number its own sentence.
        (int Number, string Says)[] numbers =
        [
            (50020, "delegated administration, or one of its roles, is missing"), (50177, "does not know the bot’s service account"),
            (65001, "has no consent"), (700016, "is unknown in the customer’s directory"), (50079, "lacks the second factor"),
            (53003, "conditional access blocks us"),
        ];
        foreach (var (number, says) in numbers)
        {
            var customer = free.Dequeue();
            await host.ControlAsync("customers", new { customer, signInError = number });
            var form = await host.Nora.SendAsAskedAsync(
                host.Nora.Forge("grant-owner/customer", new System.Text.Json.Nodes.JsonObject { ["customer"] = customer }));
            Assert.Contains(says, CardReader.Text(form.Body.GetProperty("value")), StringComparison.Ordinal);
        }

        // A relation that is about to lapse is told before the operation, and whose customer it is not, where the link is.
        var ends = host.Time.GetUtcNow().AddDays(20);
        await host.ControlAsync("relations", new { customer = "adatum corporation", ends, extends = false });
        var (review, _, _) = await Scenarios.ReviewGrantAsync(host.Nora);
        Assert.Matches("ends on .*: (19|20) days left", CardReader.Text(review));
        var foreign = await host.Nora.SendAsAskedAsync(host.Nora.Forge(
            "customers/show", new System.Text.Json.Nodes.JsonObject { ["customer"] = "20000000-0000-4000-8000-000000000002" }));
        Assert.Contains("not a customer of ours", CardReader.Text(foreign.Body.GetProperty("value")), StringComparison.Ordinal);
    }

    private static ReviewLine Line(Texts texts, (CloudReason Reason, string Api, string? Code, DirectoryStep? Step, string Told) row)
    {
        var refusal = Refusal.From(Fault(row));
        return new ReviewLine(Mark.Failed, texts[refusal.TextKey, Sentences.Args(refusal, texts)], Sentences.Help(refusal, texts));
    }

    private static CloudFault Fault((CloudReason Reason, string Api, string? Code, DirectoryStep? Step, string Told) row) =>
        new(row.Reason, row.Api, 403, row.Code, null, "") { Step = row.Step };

    private static string[] Names(params string[] names) => names;

    private static HashSet<string> Set(params string[] ids) => new(ids, StringComparer.OrdinalIgnoreCase);

    private static RelationAccess Access(params string[] roles) => new("g", Set(roles), "active");

    private static DelegatedRelation Relation(RelationState state, int days) => new("a", "A", "c", "Contoso", state, Set(Proposed))
    {
        EndsAt = state is RelationState.Created or RelationState.ApprovalPending or RelationState.Activating ? null : Now.AddDays(days),
        ChangedAt = Now.AddDays(-5),
    };

    private static CustomerRelation Customer(IReadOnlyList<DelegatedRelation> relations) => new(
        new Customer("c", "Contoso", "contoso.onmicrosoft.com"),
        true,
        "reseller",
        new DelegatedAdministration(relations.Any(one => one.IsActive), null, null)
        {
            Roles = relations.Where(one => one.IsActive).SelectMany(one => one.Roles).ToHashSet(StringComparer.OrdinalIgnoreCase),
            Relations = relations,
        });
}
