using System.Text.Json;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Dialogs.GrantOwner;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.SignIns;
using CspBot.Resources;
using CspBot.Tests.Cards;
using CspBot.Tests.Dialogs.Trial;
using CspBot.Tests.Harness;
using CspBot.Tests.Resources;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Who may run what without approval, who confirms it, and until when: to the tick. Pure.</summary>
public sealed class GlassPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 21, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset By = Now.AddDays(1);
    private static readonly Person Nora = new("00000000-0000-4000-8000-000000000020", "t", "Nora");
    private static readonly Person Tomas = new("00000000-0000-4000-8000-000000000021", "t", "Tomas");
    private static readonly Person Aisha = new("00000000-0000-4000-8000-000000000022", "t", "Aisha");
    private static readonly Person Ingrid = new("00000000-0000-4000-8000-000000000024", "t", "Ingrid");

    [Theory]
    [InlineData("AdminAgent", "5 eur", true, "", null)]
    [InlineData("AdminAgent", "5 eur", true, "spend", null)]
    [InlineData("AdminAgent", "5 eur", true, "grant-owner", "Glass.Off")]
    [InlineData("AdminAgent", "5 eur", false, "", "Glass.Off")]
    [InlineData("AdminAgent", "5 eur", false, "spend", "Glass.Off")]
    [InlineData("AdminAgent", "5 eur nobody", true, "", "Glass.NothingToBreak")]
    [InlineData("AdminAgent", "99 eur nobody", true, "", "OnlyOneApproves")]
    [InlineData("SalesAgent", "5 eur", true, "", "RoleMissing.AdminAgent")]
    [InlineData("HelpdeskAgent", "5 eur", true, "", "RoleMissing.AdminAgent")]
    [InlineData("GlobalAdministrator", "5 eur", true, "", "RoleMissing.AdminAgent")]
    [InlineData("AdminAgent", "51 eur", true, "", "Glass.SignInWanted")]
    public void Who_may_break_it(string role, string words, bool enabled, string dialog, string? reason)
    {
        var options = new ApprovalOptions
        {
            MaxAmount = "60 EUR",
            BreakGlass = new BreakGlassOptions { Enabled = enabled, Dialogs = dialog.Length > 0 ? [dialog] : [] },
            FreshSignIn = new FreshSignInOptions { Enabled = true, MinAmount = "50 EUR" },
        };
        var caller = new Caller(Nora, new HashSet<PartnerRole> { Enum.Parse<PartnerRole>(role) }, IsApprover: true);
        var asked = PolicyCase.Of("spend", Spend(words), "", Now);
        var found = ApprovalPolicy.Find(asked, new PolicyStanding(caller, new HashSet<string>()), options, Now);
        var verdict = ApprovalPolicy.Judge(asked, found, [Nora, Tomas], Nora);
        Assert.Equal(reason, GlassPolicy.WhyNot(asked, caller, found, verdict, options)?.Reason);

        // Nobody gives themselves a pre-approval so.
        Assert.Equal("Glass.Off", GlassPolicy.WhyNot(asked with { Beneficiary = Nora }, caller, found, verdict, options)?.Reason);
    }

    /// <summary>Approvers are Tomas, Aisha and Nora, who ran it; Ingrid is none. So long before the end, in ticks.</summary>
    [Theory]
    [InlineData("Tomas", true, 1, null)]
    [InlineData("Tomas", false, 1, null)]
    [InlineData("Tomas", true, 0, "Glass.TooLate")]
    [InlineData("Tomas", false, 0, "Glass.TooLate")]
    [InlineData("Nora", true, 1, "Glass.OwnRequest")]
    [InlineData("Nora", false, 1, "Glass.OwnRequest")]
    [InlineData("Ingrid", true, 1, "NotApprover")]
    [InlineData("Aisha", true, 1, "Glass.SaidAlready")]
    [InlineData("Aisha", false, 1, null)]
    public void Who_confirms_it_until_when(string who, bool confirms, long before, string? reason)
    {
        var person = new[] { Nora, Tomas, Aisha, Ingrid }.Single(one => one.Name == who);
        var request = Ran(new ApprovalNeed(2)).Confirm(new Decision(Aisha, true, null, Now), []);
        var click = Click(request, person) with { Approves = confirms, At = By.AddTicks(-before) };
        Assert.Equal(reason, GlassPolicy.MayDecide(request, click)?.Reason);
        if (reason is null)
        {
            Assert.Equal("StaleVersion", GlassPolicy.MayDecide(request, click with { Version = 1 })?.Reason);
            Assert.Equal("OtherCard", GlassPolicy.MayDecide(request, click with { CardOfOtherRequest = true })?.Reason);
            Assert.Equal("OtherConversation", GlassPolicy.MayDecide(request, click with { PlaceIsRight = false })?.Reason);
        }
    }

    [Fact]
    public void It_takes_as_many_as_an_approval_would_and_a_yes_that_no_longer_counts_is_none()
    {
        var first = Ran(new ApprovalNeed(2)).Confirm(new Decision(Tomas, true, null, Now), []);
        Assert.Equal(GlassPhase.Open, first.GlassPhase);
        Assert.Throws<InvalidOperationException>(() => first.Confirm(new Decision(Tomas, true, null, Now), []));
        Assert.Equal(GlassPhase.Confirmed, first.Confirm(new Decision(Aisha, true, null, Now), []).GlassPhase);
        var lapsed = first.Confirm(new Decision(Aisha, true, null, Now), first.Glass!.Yes);
        Assert.Equal(GlassPhase.Open, lapsed.GlassPhase);
        Assert.Equal([Aisha], lapsed.Glass!.Yes.Select(yes => yes.By));
        Assert.Equal(GlassPhase.Confirmed, Ran(null).Confirm(new Decision(Aisha, true, null, Now), []).GlassPhase);
    }

    /// <summary>Without a confirmation nothing is tried again, and nothing more is done from the last moment on.</summary>
    [Fact]
    public void What_is_not_confirmed_is_stopped_to_the_tick_and_does_not_go_on()
    {
        var running = Ran(null) with { State = RequestState.Running };
        Assert.False(running.IsStopped(By.AddTicks(-1)));
        Assert.True(running.IsStopped(By));
        Assert.True(running.NotConfirmed(new Decision(Tomas, false, null, Now), Now).IsStopped(Now));
        Assert.False(running.Confirm(new Decision(Tomas, true, null, Now), []).IsStopped(By));

        var failed = running.Fail(new Refusal("Cloud.Busy") { IsTransient = true }, Now);
        Assert.Equal((GlassPhase.Nothing, false), (failed.GlassPhase, failed.CanGoOn));
        var unknown = running.Fail(new Refusal("Cloud.TimedOut", "60", "written") { IsTransient = true }, Now);
        Assert.Equal((GlassPhase.Open, false), (unknown.GlassPhase, unknown.CanGoOn));
        var confirmed = unknown.Confirm(new Decision(Tomas, true, null, Now), []);
        Assert.True(confirmed.CanGoOn);
        Assert.False(confirmed.IsApprovalStale(Now.AddDays(7), TimeSpan.FromDays(7)));
        Assert.True(confirmed.IsApprovalStale(Now.AddDays(7).AddTicks(1), TimeSpan.FromDays(7)));

        // Nothing of it can be undone: it is reported, and somebody may still confirm it.
        var reported = Ran(null).TakeBack(By);
        Assert.Equal(GlassPhase.Reported, reported.GlassPhase);
        var click = Click(reported, Tomas) with { At = By.AddDays(30) };
        Assert.Null(GlassPolicy.MayDecide(reported, click));
        Assert.Equal("Glass.NothingToTakeBack", GlassPolicy.MayDecide(reported, click with { Approves = false })?.Reason);
    }

    [Theory]
    [InlineData("1.00:00:00", "12:00:00", "23:00:00")]
    [InlineData("01:30:00", "00:30:00", "00:45:00")]
    [InlineData("01:00:00", "00:30:00", null)]
    [InlineData("00:20:00", "00:10:00", null)]
    public void They_are_reminded_half_way_and_an_hour_before(string within, string first, string? second)
    {
        var glass = new BrokenGlass("why", Now, Now + Span(within));
        var one = BreakGlassOptions.RemindAfter(Now, glass);
        Assert.Equal(Now + Span(first), one);
        var other = BreakGlassOptions.RemindAfter(one!.Value, glass);
        Assert.Equal(second is null ? null : Now + Span(second), other);
        Assert.Null(BreakGlassOptions.RemindAfter(other ?? one.Value, glass));
    }

    [Theory]
    [InlineData(true, "1.00:00:00", "", null)]
    [InlineData(true, "00:14:59", "", "ConfirmWithin must be between 15 minutes and 7 days")]
    [InlineData(true, "7.00:00:01", "", "ConfirmWithin must be between 15 minutes and 7 days")]
    [InlineData(true, "1.00:00:00", "nothing", "names no dialog with 'nothing'")]
    [InlineData(false, "00:00:00", "nothing", null)]
    public void Each_wrong_setting_is_one_sentence(bool enabled, string within, string dialog, string? wrong)
    {
        var options = new BreakGlassOptions
        {
            Enabled = enabled,
            ConfirmWithin = Span(within),
            Dialogs = dialog.Length > 0 ? [dialog] : [],
        };
        var said = options.Validate(["spend"]).ToList();
        Assert.Equal(wrong is null ? 0 : 1, said.Count);
        Assert.Contains(wrong ?? "", said.FirstOrDefault() ?? "", StringComparison.Ordinal);
    }

    /// <summary>Every face of it, as it comes back from the store, says nothing that stands in no resource file.</summary>
    [Fact]
    public void Each_card_of_it_is_said_in_the_readers_language()
    {
        var pseudo = Texts.For(PseudoLanguage.Name);
        var text = File.ReadAllText(Path.Combine(
            SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Requests", "1", "grant-owner.json"));
        var json = new RequestJson(new Dictionary<string, Type> { ["grant-owner"] = typeof(GrantOwnerOperation) });
        var stored = json.Read("R-TEST1", text);
        var sample = stored with
        {
            Requester = Nora,
            EndedAt = null,
            LeftTo = null,
            StoppedBy = null,
            Decision = null,
            Problem = null,
            Steps = [.. stored.Operation.Steps.Select(one => new RequestStep(one))],
        };
        var done = sample with { State = RequestState.Succeeded, Glass = Ran(null).Glass };
        var running = sample with { State = RequestState.Running, Glass = Ran(null).Glass };
        var finder = new HardCoded([text, "Nora Tomas Aisha broke Fine UTC", .. pseudo.Culture.DateTimeFormat.AbbreviatedMonthNames]);
        var (yes, no) = (new Decision(Aisha, true, "Fine", Now), new Decision(Tomas, false, "Fine", Now));
        Request[] all =
        [
            done,
            (done with { Needs = new ApprovalNeed(2) }).Confirm(yes, []),
            done.Confirm(yes, []),
            running with
            {
                State = RequestState.Failed,
                Problem = new Refusal(BrokenGlass.Unconfirmed),
                UndoUntil = null,
                Notes = new Dictionary<string, string>(),
            },
            running,
            running with { State = RequestState.Approved },
            running.TakeBack(Now),
            running.NotConfirmed(no, Now),
            done with { EndedAt = Now, Glass = done.Glass! with { TakenBackAt = Now } },
            done with { EndedAt = Now, Glass = done.Glass! with { TakenBackAt = Now, No = no } },
            (done with { EndedAt = Now }).TakeBack(Now),
            (done with { EndedAt = Now }).NotConfirmed(no, Now),
        ];
        Assert.Equal(Enum.GetValues<GlassPhase>(), all.Select(request => request.GlassPhase!.Value).Distinct().Order());
        foreach (var request in all)
        {
            var read = json.Read(request.Id, json.Write(request));
            Assert.Equal((request.GlassPhase, request.Glass!.Reason), (read.GlassPhase, read.Glass!.Reason));
            Nothing(RequestCards.ForRequester(read, pseudo));
            Nothing(RequestCards.ForApprover(read, pseudo, reader: Tomas.ObjectId));
            var french = Read(RequestCards.ForApprover(read, Texts.French, reader: Tomas.ObjectId));
            var isOver = read.State.IsOver() || read.GlassPhase == GlassPhase.Confirmed;
            var ran = isOver ? "Exécutée" : "Exécution";
            Assert.Contains($"{ran} sans approbation par Nora", CardReader.Text(french), StringComparison.Ordinal);
            Assert.Equal(read.AwaitsConfirmation, CardReader.HasButton(french, GlassScenes.Confirm));
        }

        var needs = new Verdict.NeedsApproval("four-eyes", [Tomas, Aisha], new ApprovalNeed(2));
        var glass = new OfferedGlass(TimeSpan.FromDays(1), IsForGood: true);
        var step = new GlassStep("grant-owner", new ReviewText("Fine", [], []), needs, glass, () => []);
        Nothing(GlassCards.Card(pseudo, step with { Errors = GlassForm.Blank.Errors() }, GlassForm.Blank));

        void Nothing(AdaptiveCard card) => Assert.Empty(finder.On(Read(card)).Distinct());
        static JsonElement Read(AdaptiveCard card) => JsonSerializer.Deserialize<JsonElement>(card.ToJson());
    }

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static SpendOperation Spend(string words) => new() { CustomerId = "c", CustomerName = "Customer", Words = words };

    private static DecisionClick Click(Request request, Person by) => new(
        new Caller(by, new HashSet<PartnerRole> { PartnerRole.HelpdeskAgent }, IsApprover: by != Ingrid),
        request.Glass!.Version,
        PlaceIsRight: true,
        CardOfOtherRequest: false,
        Now);

    /// <summary>It is done, and waits for a confirmation.</summary>
    private static Request Ran(ApprovalNeed? need) => new()
    {
        Id = "R-TEST1",
        FormId = "form",
        Dialog = "spend",
        Operation = Spend("5 eur"),
        Requester = Nora,
        Language = "en",
        Place = new RequestPlace("chat", "personal", null),
        State = RequestState.Succeeded,
        ApprovalReason = BrokenGlass.Policy,
        Needs = need,
        Glass = new BrokenGlass("broke", Now, By),
        CreatedAt = Now,
        Steps = [new RequestStep("spend")],
    };
}
