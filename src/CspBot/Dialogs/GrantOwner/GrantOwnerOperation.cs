using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>
/// Gives rights on a customer's Azure subscriptions, for a time or for good: Owner of one for one user, or any role, for several people
/// or groups, on several subscriptions or a resource group.
/// </summary>
/// <remarks>
/// Prerequisites and codes: facts azure §3, partner-center §9. Each line has steps of its own; one that fails does not stop the others,
/// and Continue takes it up again. What is a line's stands in the file Run.
/// </remarks>
internal sealed partial record GrantOwnerOperation : Operation
{
    /// <summary>Note that holds the assignment's name: what undo and the end take back.</summary>
    public const string AssignmentNote = "assignment";

    private static readonly string[] Giving = ["check", "assign"];
    private static readonly string[] Inviting = ["invite", .. Giving];

    public required string SubscriptionId { get; init; }

    public required string SubscriptionName { get; init; }

    public required string UserId { get; init; }

    public required string UserName { get; init; }

    public required string UserPrincipalName { get; init; }

    public required bool IsGuest { get; init; }

    /// <summary>One of <see cref="Duration.All"/>.</summary>
    public required string Duration { get; init; }

    public string Ticket { get; init; } = "";

    /// <summary>
    /// The rights, where they are not just Owner of the one subscription for the one user; those of one subscription stand together. The
    /// members above then tell of the first.
    /// </summary>
    public IReadOnlyList<GrantLine>? Lines { get; init; }

    /// <summary>Rights that were asked for too and stood already when it was asked for: left out, and approvers are told so.</summary>
    public IReadOnlyList<GrantLine>? Held { get; init; }

    /// <summary>All that it gives.</summary>
    internal IReadOnlyList<GrantLine> All => Lines ??
    [
        new GrantLine
        {
            SubscriptionId = SubscriptionId,
            SubscriptionName = SubscriptionName,
            RoleId = AzureRoles.Owner,
            RoleName = "Owner",
            PrincipalId = UserId,
            PrincipalName = UserName,
            PrincipalType = Principal.User,
            Address = UserPrincipalName,
        },
    ];

    public override IReadOnlyList<Receiver> Receivers =>
        [.. All.Select(line => new Receiver(line.PrincipalName, line.Address, line.SubscriptionId))];

    public override PartnerPower Power => PartnerPower.GiveOwner;

    public override string RuledLike => GivesRights;

    public override IReadOnlyList<string> GivenRoles =>
        [.. All.SelectMany(line => AzureRoles.Called(line.RoleId.ToString(), line.RoleName, line.IsOwnRole)).Distinct()];

    public override TimeSpan? LastsFor(DateTimeOffset now) => EndsAfter ?? TimeSpan.MaxValue;

    public override string OwnTicket => Ticket;

    public override string PreapprovedAs => PreapprovalKind.GrantOwner;

    public override string Lane => HeldRight.LaneOf(SubscriptionId);

    public override string LaneOf(string? step) => Lines is null || step is null ? Lane : HeldRight.LaneOf(LineOf(step).SubscriptionId);

    public override NextStep? Next => NextStep.Access;

    public override IReadOnlyList<string> Steps =>
    [
        .. All.SelectMany((line, i) => (line.IsInvited ? Inviting : Giving).Select(
            step => LineSteps.Of(step, i, All.Count))),
        .. All.Select((_, i) => LineSteps.Of("confirm", i, All.Count)),
    ];

    public override string? PartOf(string step) => LineSteps.Part(step);

    public override string PartLine(string part, Texts texts) => LineOf(":" + part).Say(texts);

    public override Refusal WhyPartly(Request request)
    {
        var failed = request.Steps.Count(step => step.State == StepState.Failed);
        return new Refusal("GrantOwner.SomeFailed", Count(failed), Count(All.Count)) { CanBeMended = true };
    }

    public override TimeSpan? EndsAfter => GrantOwner.Duration.Length(Duration);

    public override Operation? Lasting(string duration) =>
        GrantOwner.Duration.All.Contains(duration) ? this with { Duration = duration } : null;

    public override string StepText(string step) => "GrantOwner.Step." + LineSteps.Name(step);

    public override string StepLine(string step, Texts texts) =>
        LineSteps.Name(step) == "assign" && !LineOf(step).IsOwner
            ? texts[GrantOwnerText.Step_assignRole, LineOf(step).Role(texts)]
            : texts[StepText(step), LineOf(step).Address];

    public override string? StepRemark(RequestStep step, Texts texts) => step.Remark switch
    {
        null => null,
        StoodRemark => texts[GrantOwnerText.Stood],
        var link => texts[GrantOwnerText.InviteLink, link[LinkRemark.Length..]],
    };

    public override string Title(Texts texts) => GrantOwnerCards.Title(this, texts);

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => GrantOwnerCards.Facts(this, texts);

    public override Operation? Inverse(Request done)
    {
        var made = All
            .Select((line, i) => (
                Line: line, Note: Noted(done, AssignmentNote, i), Principal: PrincipalOf(line, done.Notes), Since: SinceOf(done, i)))
            .Where(one => one.Note is not null)
            .Select(one => RevokeLine.Of(one.Line, one.Principal!, one.Note!, one.Since ?? done.CreatedAt))
            .ToList();
        return made is not [var first, ..]
            ? null
            : new RevokeOwnerOperation
            {
                CustomerId = CustomerId,
                CustomerName = CustomerName,
                Reason = Reason,
                SubscriptionId = first.SubscriptionId,
                SubscriptionName = first.SubscriptionName,
                UserId = first.PrincipalId,
                UserName = first.PrincipalName,
                AssignmentName = first.AssignmentName,
                Lines = Lines is null ? null : made,
            };
    }

    /// <summary>Held from the check on, before the write: an older grant's end must not fall into the moment between.</summary>
    public override IReadOnlyList<HeldRight> Rights(Request done) =>
    [
        .. All.Select((line, i) => SinceOf(done, i) is { } since && PrincipalOf(line, done.Notes) is { } principal
            ? line.Right(principal, since)
            : null).OfType<HeldRight>(),
    ];

    /// <summary>Since when a line holds its right, or is about to; null when it does not.</summary>
    private DateTimeOffset? SinceOf(Request done, int line)
    {
        if (Noted(done, StoodNote, line) is not null)
            return null;
        var (check, assign) = (Step(done, "check", line), Step(done, "assign", line));
        return assign.State == StepState.Done ? assign.At ?? done.CreatedAt
            : check.State == StepState.Done && assign.State != StepState.Failed && !done.State.IsOver() ? check.At ?? done.CreatedAt
            : null;
    }

    private GrantLine LineOf(string step) => All[LineSteps.Line(step)];

    private RequestStep Step(Request request, string name, int line)
    {
        var step = LineSteps.Of(name, line, All.Count);
        return request.Steps.Single(one => one.Name == step);
    }

    private string? Noted(Request request, string note, int line) =>
        request.Notes.GetValueOrDefault(LineSteps.Of(note, line, All.Count));

    /// <summary>The object id, of somebody who was invited too; null while nobody knows it.</summary>
    private static string? PrincipalOf(GrantLine line, IReadOnlyDictionary<string, string> notes) =>
        line.IsInvited ? notes.GetValueOrDefault(GuestNote(line)) : line.PrincipalId;

    private static string GuestNote(GrantLine line) => "guest:" + line.Address.ToLowerInvariant();

    private static string Count(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
