using System.Globalization;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.Preapprovals;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Which requests a pre-approval lets run, and from when until when: tables over the pure decision.</summary>
public sealed class PreapprovalMatchTests
{
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private static readonly ApprovalOptions Options = new()
    {
        MaxAmount = "10000 EUR",
        Rates = new Dictionary<string, string> { ["USD"] = "0.9" },
    };

    private static Person Nora { get; } = new("00000000-0000-4000-8000-000000000020", "t", "Nora");

    private static Person Tomas { get; } = new("00000000-0000-4000-8000-000000000021", "t", "Tomas");

    [Theory]
    [InlineData("as given", true)]
    [InlineData("shorter", true)]
    [InlineData("another role of it", true)]
    [InlineData("two roles of it", true)]
    [InlineData("longer by a tick", false)]
    [InlineData("for good", false)]
    [InlineData("without an end told", false)]
    [InlineData("another role", false)]
    [InlineData("one of two roles", false)]
    [InlineData("a role of the same name", false)]
    [InlineData("no role told", false)]
    [InlineData("another kind", false)]
    [InlineData("a kind that is asked for one by one", false)]
    [InlineData("another customer", false)]
    [InlineData("another person", false)]
    [InlineData("the same person of another tenant", false)]
    public void A_right_is_within_it(string what, bool isWithin)
    {
        var given = Given("grant-owner") with { Roles = [Owner, Reader], Longest = TimeSpan.FromHours(8) };
        var asked = Case("grant-owner") with { Roles = [Owner, "Owner"], Lasts = TimeSpan.FromHours(8) };
        var asker = Nora;
        (asked, asker) = what switch
        {
            "as given" => (asked, asker),
            "shorter" => (asked with { Lasts = TimeSpan.FromHours(1) }, asker),
            "another role of it" => (asked with { Roles = [Reader.ToUpperInvariant(), "Reader"] }, asker),
            "two roles of it" => (asked with { Roles = [Owner, "Owner", Reader, "Reader"] }, asker),
            "longer by a tick" => (asked with { Lasts = TimeSpan.FromHours(8) + TimeSpan.FromTicks(1) }, asker),
            "for good" => (asked with { Lasts = TimeSpan.MaxValue }, asker),
            "without an end told" => (asked with { Lasts = null }, asker),
            "another role" => (asked with { Roles = ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"] }, asker),
            "one of two roles" => (asked with { Roles = [Owner, "Owner", "b24988ac-6180-42a0-ab88-20f7382dd24c"] }, asker),
            "a role of the same name" => (asked with { Roles = ["11111111-6180-42a0-ab88-20f7382dd24c", "Owner"] }, asker),
            "no role told" => (asked with { Roles = ["Owner"] }, asker),
            "another kind" => (asked with { PreapprovedAs = "extend-access" }, asker),
            "a kind that is asked for one by one" => (asked with { PreapprovedAs = null }, asker),
            "another customer" => (asked with { CustomerId = "c2" }, asker),
            "another person" => (asked, Tomas),
            _ => (asked, Nora with { TenantId = "other" }),
        };
        Assert.Equal(isWithin, PreapprovalMatch.IsWithin(given, asked, asker, Options));
    }

    [Theory]
    [InlineData("2000", "EUR", true)]
    [InlineData("1", "EUR", true)]
    [InlineData("2000.01", "EUR", false)]
    [InlineData("2222", "USD", true)]
    [InlineData("2223", "USD", false)]
    [InlineData("1", "GBP", false)]
    [InlineData(null, null, false)]
    public void An_amount_is_within_it_where_it_can_be_counted(string? amount, string? currency, bool isWithin)
    {
        var given = Given("reservation-buy") with { Ceiling = new Money(2000, "EUR") };
        var asked = Case("reservation-buy") with
        {
            Amount = new CommittedAmount(
                amount is null ? null : new Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency!), null),
        };
        Assert.Equal(isWithin, PreapprovalMatch.IsWithin(given, asked, Nora, Options));
        Assert.False(PreapprovalMatch.IsWithin(given, asked with { Amount = null }, Nora, Options));
        Assert.False(PreapprovalMatch.IsWithin(given with { Ceiling = null }, asked, Nora, Options));
    }

    /// <summary>From its first moment until, and not at, its last: to the tick.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(TimeSpan.TicksPerHour - 1, true)]
    [InlineData(TimeSpan.TicksPerHour, false)]
    public void It_is_in_force_from_its_first_moment_until_its_last(long ticks, bool isInForce)
    {
        var given = Request(Given("grant-owner") with { From = Now, Until = Now.AddHours(1) });
        Assert.Equal(isInForce, PreapprovalMatch.IsInForce(given, Now.AddTicks(ticks)));

        // Without a beginning it is in force from the yes on.
        var atOnce = given with { Operation = Given("grant-owner") with { Until = Now.AddHours(1) } };
        Assert.Equal(ticks < TimeSpan.TicksPerHour, PreapprovalMatch.IsInForce(atOnce, Now.AddTicks(ticks)));
    }

    [Fact]
    public void What_was_not_given_or_has_ended_lets_nothing_run()
    {
        var given = Request(Given("grant-owner"));
        Assert.True(PreapprovalMatch.Stands(given));
        foreach (var state in Enum.GetValues<RequestState>().Where(state => state != RequestState.Succeeded))
            Assert.False(PreapprovalMatch.Stands(given with { State = state }));
        Assert.False(PreapprovalMatch.Stands(given.UndoAsked(Tomas)));
        Assert.False(PreapprovalMatch.Stands(given with { EndedAt = Now }));
        Assert.False(PreapprovalMatch.Stands(given with { Operation = Given("grant-owner") with { Lost = "Tomas" } }));

        // Whatever becomes of its end, a click that ended it is not taken back.
        Assert.False(PreapprovalMatch.Stands(given.UndoAsked(Tomas).EndStumbled(new Refusal("OwnFault", "x"))));
    }

    [Fact]
    public void Nobody_says_yes_to_what_is_for_them()
    {
        var asked = Request(Given("grant-owner") with { For = Tomas }) with
        {
            State = RequestState.PendingApproval,
            DecideBy = Now.AddHours(1),
        };
        var roles = new HashSet<PartnerRole> { PartnerRole.AdminAgent };
        DecisionClick Click(Person person) => new(new Caller(person, roles, IsApprover: true), asked.Version, true, false, Now);
        Assert.Equal("OwnRequest", ApprovalPolicy.MayDecide(asked, Click(Nora))?.Reason);
        Assert.Equal("Preapproval.ForYou", ApprovalPolicy.MayDecide(asked, Click(Tomas))?.Reason);
        Assert.Null(ApprovalPolicy.MayDecide(asked, Click(new Person("00000000-0000-4000-8000-000000000022", "t", "Aisha"))));
    }

    [Theory]
    [InlineData("00:59:59", true)]
    [InlineData("01:00:00", false)]
    [InlineData("30.00:00:00", false)]
    [InlineData("30.00:00:01", true)]
    public void The_longest_that_is_configured_is_a_month(string longest, bool isWrong)
    {
        var options = new PreapprovalOptions { Longest = TimeSpan.Parse(longest, CultureInfo.InvariantCulture) };
        Assert.Equal(isWrong, options.Validate().Any());
    }

    private static PreapprovalOperation Given(string kind) => new()
    {
        CustomerId = "c1",
        CustomerName = "Adatum",
        What = kind,
        For = Nora,
        Until = Now.AddDays(7),
    };

    private static PolicyCase Case(string kind) => new("grant-owner", "C1", "Adatum")
    {
        Power = PartnerPower.GiveOwner,
        RunPower = PartnerPower.GiveOwner,
        PreapprovedAs = kind,
    };

    private static Request Request(PreapprovalOperation operation) => new()
    {
        Id = "R-TEST1",
        FormId = "form",
        Dialog = "requests",
        Operation = operation,
        Requester = Nora,
        Language = "en",
        Place = new RequestPlace("chat", "personal", null),
        State = RequestState.Succeeded,
        ApprovalReason = "four-eyes",
        CreatedAt = Now,
        Steps = [new RequestStep("begin", StepState.Done, Now)],
    };
}
