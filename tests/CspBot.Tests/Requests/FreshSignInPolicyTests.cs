using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;
using CspBot.Tests.Dialogs.Trial;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Which approvals take a fresh sign-in, how old it may be, and what of the settings is wrong. Pure.</summary>
public sealed class FreshSignInPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly Person Tomas = new("t", "tenant", "Tomas");

    [Theory]
    [InlineData("10000 eur", "10000 EUR", "", null, false)]
    [InlineData("10000.01 eur", "10000 EUR", "", null, true)]
    [InlineData("11111.11 usd", "10000 EUR", "", null, false)]
    [InlineData("11111.12 usd", "10000 EUR", "", null, true)]
    [InlineData("5 gbp", "10000 EUR", "", null, true)]
    [InlineData("untold", "10000 EUR", "", null, true)]
    [InlineData("", "10000 EUR", "", null, false)]
    [InlineData("", null, "spend", null, true)]
    [InlineData("", null, "Spend", null, true)]
    [InlineData("20000 eur", null, "grant-owner", null, false)]
    [InlineData("", null, "", 30, true)]
    [InlineData("20000 eur", null, "", null, false)]
    public void Above_the_amount_by_dialog_or_by_rule(string words, string? min, string dialog, int? rule, bool wanted)
    {
        var options = Options(min, dialog);
        Assert.Equal(wanted, FreshSignIn.IsWanted(Asked(words, rule), options));
        Assert.False(FreshSignIn.IsWanted(Asked(words, rule), options with { FreshSignIn = options.FreshSignIn with { Enabled = false } }));
    }

    /// <summary>The configuration wants 15 minutes; of a rule and the configuration the stricter counts.</summary>
    [Theory]
    [InlineData("spend", null, 15, null)]
    [InlineData("spend", null, 16, "SignInOld")]
    [InlineData("spend", 10, 11, "SignInOld")]
    [InlineData("spend", 30, 16, "SignInOld")]
    [InlineData("", 30, 16, null)]
    [InlineData("", 30, 31, "SignInOld")]
    [InlineData("", null, 600, null)]
    [InlineData("spend", null, -5, null)]
    [InlineData("spend", null, -6, "SignInAhead")]
    public void It_may_be_so_old(string dialog, int? rule, int age, string? reason)
    {
        var proof = new SignInProof("f", "tenant", "T", Now, Now.AddMinutes(-age));
        Assert.Equal(reason, FreshSignIn.Judge(Asked("", rule), Click(proof), Options(null, dialog), Now)?.Reason);

        // The token's own time counts as much as that of the sign-in.
        proof = proof with { IssuedAt = Now.AddMinutes(-age), SignedInAt = Now };
        Assert.Equal(reason, FreshSignIn.Judge(Asked("", rule), Click(proof), Options(null, dialog), Now)?.Reason);
    }

    [Theory]
    [InlineData(true, "SignInUntold")]
    [InlineData(false, null)]
    public void A_token_that_does_not_tell_the_sign_in_is_taken_only_where_the_operator_says_so(bool required, string? reason)
    {
        var options = Options(null, "spend");
        options = options with { FreshSignIn = options.FreshSignIn with { RequireAuthTime = required } };
        var proof = new SignInProof("f", "tenant", "t", Now, null);
        Assert.Equal(reason, FreshSignIn.Judge(Asked("", null), Click(proof), options, Now)?.Reason);
    }

    [Theory]
    [InlineData("5 EUR", null, "00:15:00", null, null, null)]
    [InlineData(null, "spend", "00:15:00", null, null, null)]
    [InlineData(null, null, "00:15:00", null, "r: then sign-in within 15m", null)]
    [InlineData(null, null, "00:15:00", null, null, "needs MinAmount, Dialogs or a rule")]
    [InlineData("5", null, "00:15:00", null, null, "MinAmount must be an amount and a currency")]
    [InlineData("5 EUR", null, "00:15:00", "5 USD", null, "must be in the currency of Approvals:MaxAmount")]
    [InlineData("5 EUR", null, "00:04:59", null, null, "MaxAge must be between 5 minutes and a day")]
    [InlineData("5 EUR", null, "1.00:00:01", null, null, "MaxAge must be between 5 minutes and a day")]
    [InlineData(null, "nothing", "00:15:00", null, null, "names no dialog with 'nothing'")]
    public void Wrong_settings_are_told(string? min, string? dialog, string age, string? max, string? rule, string? sentence)
    {
        var options = Options(min, dialog ?? "") with
        {
            MaxAmount = max,
            Rates = new Dictionary<string, string>(),
            Policy = rule is null ? [] : [rule],
        };
        options = options with
        {
            FreshSignIn = options.FreshSignIn with { MaxAge = TimeSpan.Parse(age, System.Globalization.CultureInfo.InvariantCulture) },
        };
        var problems = options.Validate(["spend"]).ToList();
        if (sentence is null)
            Assert.Empty(problems);
        else
            Assert.Contains(sentence, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_wants_a_sign_in_needs_it_turned_on() => Assert.Equal(
        ["Approvals:Policy wants sign-ins ('r'), which Approvals:FreshSignIn:Enabled must turn on."],
        new ApprovalOptions { Policy = ["r: then sign-in within 15m"] }.Validate(["spend"]));

    [Theory]
    [InlineData("r: then sign-in within 15m", 15, null)]
    [InlineData("r: then reason, sign-in within 8h", 480, null)]
    [InlineData("r: then sign-in 15m", null, "expected within, not '15m'")]
    [InlineData("r: then sign-in within 4m", null, "expected a length of time between 5m and 1d, not '4m'")]
    [InlineData("r: then sign-in within 2d", null, "expected a length of time between 5m and 1d, not '2d'")]
    [InlineData("r: then sign-in within", null, "expected a length of time between 5m and 1d, but the rule ends there")]
    public void A_rule_says_it_in_words(string rule, int? minutes, string? problem)
    {
        if (problem is not null)
        {
            Assert.Contains(
                problem, Assert.Throws<PolicyProblemException>(new PolicyParser(rule, null).Read).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(minutes, new PolicyParser(rule, null).Read().SignIn?.TotalMinutes);
    }

    private static ApprovalOptions Options(string? min, string dialog) => new()
    {
        Rates = new Dictionary<string, string> { ["USD"] = "0.9" },
        FreshSignIn = new FreshSignInOptions
        {
            Enabled = true,
            MinAmount = min,
            Dialogs = dialog.Length == 0 ? [] : [dialog],
        },
    };

    private static RequestClick Click(SignInProof proof) =>
        new(new Caller(Tomas, new HashSet<PartnerRole> { PartnerRole.AdminAgent }, true), 1, "c", true, null, "en")
        {
            SignIn = new GivenSignIn(proof, null),
        };

    private static Request Asked(string words, int? rule) => new()
    {
        Id = "R-AAAAA",
        FormId = "form",
        Dialog = "spend",
        Operation = new SpendOperation { CustomerId = "c", CustomerName = "Adatum", Words = words },
        Requester = new Person("n", "tenant", "Nora"),
        Language = "en",
        Place = new RequestPlace("c", "personal", null),
        State = RequestState.PendingApproval,
        ApprovalReason = "four-eyes",
        CreatedAt = Now,
        Steps = [],
        Rule = rule is { } minutes ? new AppliedRule("r", "r") { SignIn = TimeSpan.FromMinutes(minutes) } : null,
    };
}
