using CspBot.Cloud;
using CspBot.Relations;
using Xunit;

namespace CspBot.Tests.Relations;

/// <summary>What there is to tell of a relationship at each state and at each number of days before its end.</summary>
public sealed class RelationStageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> All = [.. DirectoryRoles.Proposed];

    [Theory]
    [InlineData(400, false, "")]
    [InlineData(61, false, "")]
    [InlineData(60, false, "ends-60/2027-01-28")]
    [InlineData(31, false, "ends-60/2026-12-30")]
    [InlineData(30, false, "ends-30/2026-12-29")]
    [InlineData(8, false, "ends-30/2026-12-07")]
    [InlineData(7, false, "ends-7/2026-12-06")]
    [InlineData(0, false, "ends-7/2026-11-29")]
    [InlineData(7, true, "")]
    public void An_end_is_told_at_the_nearest_stage_that_is_reached_unless_it_extends_itself(int days, bool extends, string stages) =>
        Assert.Equal(stages, Stages(Active("a", days) with { Extends = extends }, RelationState.Active));

    [Theory]
    [InlineData(RelationState.ApprovalPending, RelationState.Active, "accepted")]
    [InlineData(RelationState.Activating, RelationState.Active, "accepted")]
    [InlineData(RelationState.Active, RelationState.Active, "")]
    [InlineData(RelationState.Expiring, RelationState.Active, "")]
    [InlineData(RelationState.Active, RelationState.Terminated, "over")]
    [InlineData(RelationState.Expiring, RelationState.Expired, "over")]
    [InlineData(RelationState.ApprovalPending, RelationState.Expired, "")]
    [InlineData(RelationState.Terminated, RelationState.Terminated, "")]
    [InlineData(RelationState.Created, RelationState.ApprovalPending, "")]
    internal void What_changed_since_the_last_look_is_told(RelationState before, RelationState after, string stages) =>
        Assert.Equal(stages, Stages(Active("a", 300) with { State = after }, before));

    /// <summary>At the first look: what happened before the watch began is history.</summary>
    [Theory]
    [InlineData(RelationState.Active, -1, 300, "")]
    [InlineData(RelationState.Active, 1, 300, "accepted")]
    [InlineData(RelationState.Expired, -400, -2, "")]
    [InlineData(RelationState.Terminated, -400, 1, "over")]
    internal void The_first_look_tells_no_history(RelationState state, int activated, int ends, string stages) => Assert.Equal(
        stages,
        Stages(
            Active("a", 0) with { State = state, ActivatedAt = Now.AddHours(activated), EndsAt = Now.AddHours(ends * 24) },
            null,
            began: Now.AddMinutes(-1)));

    [Fact]
    public void What_another_relationship_replaces_is_nobody_s_news_and_one_with_fewer_roles_does_not_replace_it()
    {
        var (ending, longer) = (Active("a", 5), Active("b", 300));
        Assert.Equal("", Stages(ending, RelationState.Active, longer));
        Assert.Equal("", Stages(ending with { State = RelationState.Expired }, RelationState.Active, longer));
        var fewer = longer with { Roles = new HashSet<string> { DirectoryRoles.Proposed[0] } };
        Assert.Equal("ends-7/2026-12-04", Stages(ending, RelationState.Active, fewer));
        Assert.Equal("over", Stages(ending with { State = RelationState.Expired }, RelationState.Active, fewer));
    }

    [Fact]
    public void Short_is_who_has_no_role_that_reads_in_any_relationship()
    {
        var inviter = Active("a", 300) with { Roles = new HashSet<string> { DirectoryRoles.Proposed[1] } };
        Assert.Equal("short", Stages(inviter, RelationState.Active));
        Assert.Equal("", Stages(inviter, RelationState.Active, Active("b", 100)));
    }

    private static DelegatedRelation Active(string id, int days) => new(id, "A", "c", "Contoso", RelationState.Active, All)
    {
        EndsAt = Now.AddDays(days),
        ActivatedAt = Now.AddDays(-100),
    };

    private static string Stages(
        DelegatedRelation one, RelationState? before, DelegatedRelation? other = null, DateTimeOffset? began = null) => string.Join(
        ' ',
        RelationStage.Of(one, other is null ? [one] : [one, other], before, began ?? Now.AddDays(-1), Now).Select(stage => stage.Key));
}
