using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Resources;

namespace CspBot.Requests.Preapprovals;

/// <summary>
/// A standing pre-approval: while it is in force, what one person asks for of one kind for one customer runs without another yes, within
/// its limits. Its request is decided on like what it lets run.
/// </summary>
internal sealed record PreapprovalOperation : Operation
{
    private const string Begin = "begin";

    /// <summary>Name of a <see cref="PreapprovalKind"/>.</summary>
    public required string What
    {
        get;
        init => field = PreapprovalKind.Find(value) is null ? throw new FormatException($"'{value}' cannot be pre-approved.") : value;
    }

    /// <summary>Whose requests it lets run.</summary>
    public required Person For { get; init; }

    /// <summary>Ids of the only Azure roles, where it gives roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The longest that what is asked for may last; null where that is no question.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>What one request may bind the customer to at most; null where it binds to nothing.</summary>
    public Money? Ceiling { get; init; }

    /// <summary>Null: from the yes on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment at which it lets nothing run any more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Name of the approver who may no longer decide, which ended it; null for nobody's.</summary>
    public string? Lost { get; init; }

    private PreapprovalKind Kind => PreapprovalKind.Find(What)!;

    public override PartnerPower Power => Kind.Power;

    public override PartnerPower RunPower => Kind.RunPower;

    public override string RuledLike => Kind.RuledLike ?? Kind.Dialog;

    public override CommittedAmount? Commits => Ceiling is null ? null : new CommittedAmount(Ceiling, null);

    public override IReadOnlyList<string> GivenRoles =>
        [.. Offered.SelectMany(role => AzureRoles.Called(role.Id.ToString(), role.Name, isCustom: false))];

    /// <summary>The rules judge it as the longest that it lets run.</summary>
    public override TimeSpan? LastsFor(DateTimeOffset now) => Longest;

    public override Person Beneficiary => For;

    public override string Lane => "preapproval:" + CustomerId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = [Begin];

    public override DateTimeOffset? EndsAt(DateTimeOffset began) => Until;

    public override bool HasUndo => false;

    public override string StepText(string step) => PreapprovalText.Step_begin;

    public override string Title(Texts texts) => texts[PreapprovalText.Title, For.Name, PreapprovalWords.Kind(texts, What), CustomerName];

    public override string Means(Texts texts) =>
        texts[Kind.HasRole ? PreapprovalText.Line_runsRoles : PreapprovalText.Line_runs, For.Name, CustomerName, texts.Time(Until)];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[PreapprovalText.Kind], PreapprovalWords.Kind(texts, What)),
        (texts[PreapprovalText.Person], For.Name),
        (texts[PreapprovalText.Roles], string.Join(", ", Offered.Select(role => RoleWords.Listed(texts, role.Id, role.Name)))),
        (texts[PreapprovalText.Longest], Longest is { } longest ? Durations.Say(texts, longest) : ""),
        (texts[PreapprovalText.Ceiling], Ceiling is { } money ? PreapprovalWords.Amount(texts, money) : ""),
        (texts[PreapprovalText.From], From is { } from ? texts.Time(from) : texts[PreapprovalText.FromTheYes]),
        (texts[PreapprovalText.Until], texts.Time(Until)),
        (texts[PreapprovalText.Reason], Reason),
        (texts[PreapprovalText.EndedFor], Lost is null ? "" : texts[PreapprovalText.EndedForLost, Lost]),
    ];

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => Task.FromResult<StepResult>(
        run.Time.GetUtcNow() >= Until
            ? new StepResult.Refused(new Refusal("Preapproval.Late"))
            : new StepResult.Done { HasWritten = true, Keeps = new OwnRows(PreapprovalNotices.GivenAsync) });

    public override Operation? Inverse(Request done) => done.Steps.Any(step => step.State == StepState.Done)
        ? new PreapprovalEndOperation { CustomerId = CustomerId, CustomerName = CustomerName, What = What, For = For }
        : null;

    public override IEnumerable<AdaptiveAction> Doors(Request done, Texts texts) => DoorsForApprover(done, texts);

    public override IEnumerable<AdaptiveAction> DoorsForApprover(Request done, Texts texts) =>
        PreapprovalMatch.Stands(done) ? [PreapprovalWords.EndButton(done, texts)] : [];

    private IEnumerable<AzureRole> Offered => AzureRoles.Offered.Where(role => Roles.Contains(role.Id.ToString()));
}

/// <summary>The end of a pre-approval: nothing is to be done in the cloud, and its cards say that it is over.</summary>
internal sealed record PreapprovalEndOperation : Operation
{
    public required string What { get; init; }

    public required Person For { get; init; }

    public override PartnerPower Power => PartnerPower.SeeCustomers;

    public override bool TakesAway => true;

    public override string Lane => "preapproval:" + CustomerId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = ["end"];

    public override string StepText(string step) => PreapprovalText.Step_end;

    public override string Title(Texts texts) =>
        texts[PreapprovalText.EndTitle, For.Name, PreapprovalWords.Kind(texts, What), CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => [(texts[CommonText.Customer], CustomerName)];

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) =>
        Task.FromResult<StepResult>(new StepResult.Done { HasWritten = true });
}
