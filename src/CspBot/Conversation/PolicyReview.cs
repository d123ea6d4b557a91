using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>What the rules say on a review, before anything is asked for: the same judge as at the submit.</summary>
internal static class PolicyReview
{
    /// <summary>The review with what its rule wants: who decides instead of who may in general, and what stands in the way.</summary>
    /// <param name="dialog">Whose review it is: its name and the area of its texts.</param>
    /// <param name="form">What would be submitted is made of it only when nothing else is in the way.</param>
    public static async Task<ReviewText> AddAsync(
        DialogTurn turn, DialogEntry dialog, ReviewText said, ReviewedForm form, CancellationToken ct)
    {
        if (turn.Rules is not { } desk)
            return said;
        if (said.WhyNot(dialog.Area) is not null)
            return said with { Notice = new PolicyNotice(desk.WarningOf(form.Customer, "")) };
        var asked = desk.CaseOf(dialog.Name, form.Make(), TypedTicket(turn));
        var ruled = await RuledAsync(turn, said, form, asked, ct);
        return await IsGlassThereAsync(turn, ruled, form, asked, ct)
            ? ruled with { Notice = ruled.Notice! with { Glass = OfferedGlass.Of(asked, desk.Options) } }
            : ruled;
    }

    /// <summary>This person may run it at once: nothing but the approval, or the rule's hours, stands in the way.</summary>
    private static async Task<bool> IsGlassThereAsync(
        DialogTurn turn, ReviewText ruled, ReviewedForm form, PolicyCase asked, CancellationToken ct)
    {
        if (ruled.Lines.Any(line => line.Mark == Mark.Failed && line.Why?.Reason != PolicyHours.Closed))
            return false;
        var probe = await turn.ProbeAsync(token => GlassPolicy.WhyNotAsync(turn.Rules!, asked, turn.Caller, token), ct);
        return probe.Fault is null && (probe.Value is null || (!form.HasTicket && IsOfTicket(probe.Value)));
    }

    private static async Task<ReviewText> RuledAsync(
        DialogTurn turn, ReviewText said, ReviewedForm form, PolicyCase asked, CancellationToken ct)
    {
        var desk = turn.Rules!;
        var notice = new PolicyNotice(desk.WarningOf(asked.CustomerId, asked.CustomerName));
        var rule = desk.Options.Book.Find(asked, desk.Options).Rule;
        if (rule is null && !desk.MayBePreapproved(asked))
            return said with { Notice = notice };
        var probe = await turn.ProbeAsync(token => desk.JudgeAsync(asked, turn.Caller, token), ct);
        if (probe.Fault is { } fault)
            return said with { Lines = [.. said.Lines, ReviewLine.Of(turn.Texts, fault)], Notice = notice };
        var (found, verdict) = probe.Value;
        var isLet = verdict is Verdict.RunNow { Preapproval: not null };
        ReviewLine[] decided = rule?.Decided is null && !isLet ? [] : [Decided(turn.Texts, verdict) with { IsEffect = true }];
        notice = notice with { RunsNow = decided.Length > 0 && verdict is Verdict.RunNow };
        if (rule is null)
            return said with { Lines = isLet ? [.. said.Lines.Where(line => !line.IsApprovers), .. decided] : said.Lines, Notice = notice };
        Refusal?[] inTheWay =
        [
            rule.Decided is null ? found.Forbidden : null,
            form.HasTicket || !IsOfTicket(found.Missing) ? found.Missing : null,
        ];
        return said with
        {
            Lines =
            [
                .. said.Lines.Where(line => !line.IsApprovers || decided.Length == 0),
                ReviewLine.Effect(turn.Texts[PolicyText.Line_rule, rule.Name]),
                .. decided,
                .. inTheWay.OfType<Refusal>().Select(refusal => ReviewLine.Of(turn.Texts, refusal)),
            ],
            Notice = notice with { Ticket = form.HasTicket ? null : rule.Ticket, Rule = rule.Name, Typed = asked.Ticket },
        };
    }

    /// <summary>
    /// Who would decide, on a card that is submitted as it stands: by the rule that it would have now. What the rule does not let through
    /// is said, and refused at the click.
    /// </summary>
    /// <param name="decides">The card's own line.</param>
    /// <param name="operation">What would be submitted, as far as it is filled in.</param>
    public static async Task<IReadOnlyList<ReviewLine>> WhoDecidesAsync(
        DialogTurn turn, DialogEntry dialog, ReviewLine decides, Operation operation, CancellationToken ct)
    {
        // A reason or a ticket may still be typed.
        var typed = operation with { Reason = operation.Reason.Length > 0 ? operation.Reason : "…" };
        var said = await AddAsync(
            turn,
            dialog,
            new ReviewText("", [decides with { IsApprovers = true }], []),
            new ReviewedForm(operation.CustomerId, false, () => typed),
            ct);
        return [.. said.Lines.Select(line => line.Mark == Mark.Failed ? line with { Mark = Mark.Caution } : line)];
    }

    /// <summary>
    /// As it was typed into the review's own field, or the form's; one sign more than fits is kept, so that none is cut to fit.
    /// </summary>
    public static string TypedTicket(DialogTurn turn) => TypedLine.Read(turn.Input[PolicyTicket.Input], PolicyTicket.Longest + 1);

    private static bool IsOfTicket(Refusal? refusal) => refusal?.Reason is PolicyTicket.Missing or PolicyTicket.Wrong;

    private static ReviewLine Decided(Texts texts, Verdict verdict) => verdict switch
    {
        Verdict.NeedsApproval needs => new ReviewLine(
            Mark.Done, texts[PolicyText.Line_decide, needs.Need.People, string.Join(", ", needs.From.Select(person => person.Name))]),
        Verdict.Refused refused => ReviewLine.Of(texts, refused.Refusal),
        Verdict.RunNow { Preapproval: { } use } => new ReviewLine(Mark.Done, PreapprovalWords.Runs(use, texts)),
        _ => new ReviewLine(Mark.Done, texts[PolicyText.Line_nobody]),
    };
}

/// <summary>What of a form the rules need to know.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="HasTicket">The form has a field of its own for a ticket.</param>
/// <param name="Make">What would be submitted.</param>
internal sealed record ReviewedForm(string Customer, bool HasTicket, Func<Operation> Make)
{
    public static ReviewedForm Of(ChangeForm form, Func<Operation> make) => new(
        form.Data.FirstOrDefault(one => one.Name == "customer").Value ?? "",
        form.Data.Any(one => one.Name == PolicyTicket.Input),
        make);
}

/// <summary>What a review shows besides its lines.</summary>
/// <param name="Warning">About a sensitive customer.</param>
internal sealed record PolicyNotice(StoredWarning? Warning)
{
    /// <summary>The ticket that is asked for on the review itself; null for none.</summary>
    public PolicyTicket? Ticket { get; init; }

    /// <summary>Name of the rule that asks for it.</summary>
    public string Rule { get; init; } = "";

    public string Typed { get; init; } = "";

    /// <summary>The rules, or a pre-approval, let it run with the click that submits it: nobody is asked.</summary>
    public bool RunsNow { get; init; }

    /// <summary>It may run at once without approval; null where it may not.</summary>
    public OfferedGlass? Glass { get; init; }
}

/// <summary>How what may run without approval goes on then.</summary>
/// <param name="Within">It must be confirmed within this.</param>
/// <param name="IsForGood">What it gives has no end.</param>
internal sealed record OfferedGlass(TimeSpan Within, bool IsForGood)
{
    public static OfferedGlass Of(PolicyCase asked, ApprovalOptions options) =>
        new(options.BreakGlass.ConfirmWithin, asked.Lasts == TimeSpan.MaxValue);
}
