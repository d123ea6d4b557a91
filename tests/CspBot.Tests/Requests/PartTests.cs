using CspBot.Cloud;
using CspBot.Dialogs.GrantOwner;
using CspBot.Partner;
using CspBot.Requests;
using Xunit;

namespace CspBot.Tests.Requests;

/// <summary>Parts of a request stand or fall by themselves: which step is next, in whose lane, and what Continue takes up. Pure.</summary>
public sealed class PartTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero);
    private static readonly Refusal No = new("GrantOwner.UserDisabled", "Anna");
    private static readonly Refusal NotNow = new("Cloud.ServiceFault", "30") { IsTransient = true };

    [Fact]
    public void One_line_is_no_part_and_keeps_the_names_of_its_steps()
    {
        var one = Of(1);
        Assert.Equal(["check", "assign", "confirm"], one.Steps.Select(step => step.Name));
        Assert.Null(one.Operation.PartOf("assign"));
        Assert.Equal("subscription:s1", one.Operation.LaneOf("assign"));
    }

    [Fact]
    public void A_part_that_failed_is_left_and_the_others_go_on_each_in_its_lane()
    {
        var request = Done(Of(3), "check:1").PartFailed("assign:1", No, Start);
        Assert.Equal("check:2", request.NextStep!.Name);
        Assert.Equal("subscription:s2", request.Operation.LaneOf(request.NextStep.Name));
        request = Done(request, "check:2", "assign:2", "check:3", "assign:3");
        Assert.Equal("confirm:2", request.NextStep!.Name);
        request = Done(request, "confirm:2", "confirm:3");
        Assert.Null(request.NextStep);
        Assert.Equal("GrantOwner.SomeFailed 1/3", $"{request.Operation.WhyPartly(request).Reason} {Args(request)}");

        // Continue: only what is missing.
        var failed = request.FailPartly(request.Operation.WhyPartly(request), Start);
        Assert.True(failed.CanGoOn);
        Assert.Equal(Start + TimeSpan.FromHours(1), failed.EndsAt);
        var again = failed.Retry(Nora, Start);
        Assert.Equal(["assign:1", "confirm:1"], again.Steps.Where(step => step.State != StepState.Done).Select(step => step.Name));
        Assert.Equal("assign:1", again.NextStep!.Name);
        Assert.Null(again.NextStep.Problem);
        Assert.Equal(failed.EndsAt, Done(again, "assign:1", "confirm:1").Succeed(Start.AddMinutes(30)).EndsAt);
    }

    [Fact]
    public void A_part_in_trouble_comes_after_the_others_and_the_one_tried_longest_ago_first()
    {
        var request = Of(3);
        Assert.True(request.HasFreshPart("1"));
        request = request.PartLater("check:1", NotNow, Start).PartLater("check:2", NotNow, Start.AddSeconds(1));
        Assert.Equal("check:3", request.NextStep!.Name);
        Assert.True(request.HasFreshPart("1"));
        Assert.False(request.HasFreshPart("3"));
        request = Done(request, "check:3", "assign:3", "confirm:3");
        Assert.False(request.HasFreshPart("1"));
        Assert.Equal("check:1", request.NextStep!.Name);

        // Each further try is on record as one of its own, and the other's turn comes.
        request = request.Trying("check:1").TryLater(NotNow, Start.AddMinutes(1), TimeSpan.FromSeconds(3)).PartMet(
            "check:1", NotNow, Start.AddMinutes(1));
        Assert.Equal(("check:2", 0), (request.NextStep!.Name, request.Steps.First(step => step.Name == "check:1").Tries));
        request = Done(request, "check:2");
        Assert.Equal("assign:2", request.NextStep!.Name);
        Assert.Equal((0, TimeSpan.Zero), (request.Attempts, request.PutOff));
    }

    [Fact]
    public void Each_line_holds_its_right_from_its_own_check_on_and_none_where_it_failed_or_stood()
    {
        var request = Done(Of(3), "check:1", "assign:1", "check:2");
        Assert.Equal(["p1", "p2"], Held(request));
        Assert.Equal(["p1"], Held(request.PartFailed("assign:2", No, Start)));
        Assert.Equal(["p1"], Held(request.Fail(No, Start)));
        var stood = request.StepDone("check:3", new StepResult.Done(Notes: new Dictionary<string, string> { ["stood:3"] = "yes" }), Start);
        Assert.Equal(["p1", "p2"], Held(Done(stood, "assign:3")));

        static IEnumerable<string> Held(Request request) => request.Operation.Rights(request).Select(right => right.Key.Split(':')[^1]);
    }

    private static Person Nora => new("00000000-0000-4000-8000-000000000020", "t", "Nora Lind");

    private static string Args(Request request) => string.Join('/', request.Operation.WhyPartly(request).Args);

    private static Request Done(Request request, params string[] steps) => steps.Aggregate(request, (before, step) =>
        before.StepDone(
            step,
            new StepResult.Done(Notes: step.StartsWith("assign", StringComparison.Ordinal)
                ? new Dictionary<string, string> { [step.Replace("assign", "assignment", StringComparison.Ordinal)] = "name" }
                : null),
            Start));

    private static Request Of(int lines)
    {
        var operation = new GrantOwnerOperation
        {
            CustomerId = "c",
            CustomerName = "Adatum",
            SubscriptionId = "s1",
            SubscriptionName = "One",
            UserId = "p1",
            UserName = "Anna",
            UserPrincipalName = "anna@adatum.example",
            IsGuest = false,
            Duration = "1h",
            Lines = [.. Enumerable.Range(1, lines).Select(i => new GrantLine
            {
                SubscriptionId = $"s{i}",
                SubscriptionName = $"S{i}",
                RoleId = AzureRoles.Reader,
                RoleName = "Reader",
                PrincipalId = $"p{i}",
                PrincipalName = $"P{i}",
                PrincipalType = Principal.User,
            })],
        };
        return new Request
        {
            Id = "R-AAAAA",
            FormId = "F-1",
            Dialog = "grant-owner",
            Operation = operation,
            Requester = Nora,
            Language = "en",
            Place = new RequestPlace("a", "personal", null),
            State = RequestState.Running,
            ApprovalReason = "four-eyes",
            CreatedAt = Start,
            Steps = [.. operation.Steps.Select(step => new RequestStep(step))],
        };
    }
}
