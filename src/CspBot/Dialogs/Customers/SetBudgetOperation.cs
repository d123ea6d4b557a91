using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Sets the budget of a customer's usage (november-2026 §C 12).</summary>
/// <remarks>
/// It gives nobody a right and binds nobody to money: it runs without approval unless a rule says otherwise. The PATCH sets an amount and
/// may be repeated; what stands is read before it and after it. No page says how a budget is taken away again: a first one is not undone.
/// </remarks>
internal sealed record SetBudgetOperation : Operation
{
    private const string BeforeNote = "before";
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public required Money Budget { get; init; }

    /// <summary>What was set when it was asked for; null for none. What somebody else sets since is not overwritten.</summary>
    public Money? Before { get; init; }

    public override PartnerPower Power => PartnerPower.SetBudget;

    public override bool NeedsNobody => true;

    public override NextStep? Next => NextStep.Customer;

    public override IReadOnlyList<string> Steps { get; } = ["set", "confirm"];

    public override string StepText(string step) => "CustomerBudget.Step." + step;

    public override string Title(Texts texts) => texts[CustomerBudgetText.Title, BudgetLine.Amount(texts, Budget), CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[CustomerBudgetText.New], BudgetLine.Amount(texts, Budget)),
        (texts[CustomerBudgetText.Before],
            Before is { } before ? BudgetLine.Amount(texts, before) : texts[CustomerBudgetText.BeforeNone]),
        (texts[CustomerBudgetText.Reason], Reason),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        // An undo leaves alone what the bot was asked to set since.
        if (run.Later.Any(request => request.Operation is SetBudgetOperation))
            return new StepResult.Done();
        var now = await run.Azure.FindUsageBudgetAsync(CustomerId, ct);
        if (now == Budget.Amount)
            return new StepResult.Done { HasWritten = step == "set" && run.Note(BeforeNote) is not null };
        if (now != Before?.Amount)
            return new StepResult.Refused(new Refusal("CustomerBudget.ChangedMeanwhile", CustomerName));
        return step == "set" ? await SetAsync(run, now, ct)
            : run.Time.GetUtcNow() - (run.Request.Steps[0].At ?? run.Request.CreatedAt) > Patience
                ? new StepResult.Refused(new Refusal("CustomerBudget.NotVisible") { CanBeMended = true })
            : new StepResult.NotYet(ShownAfter);
    }

    /// <summary>The budget that this request replaced; nothing where it replaced none, or did nothing.</summary>
    public override Operation? Inverse(Request done) =>
        done.Notes.TryGetValue(BeforeNote, out var note)
        && decimal.TryParse(note, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var before)
        && before > 0
            ? this with { Budget = Budget with { Amount = before }, Before = Budget }
            : null;

    /// <summary>Kept before the write: after a crash the step finds its own work and could not tell what was set before.</summary>
    private async Task<StepResult> SetAsync(OperationRun run, decimal? now, CancellationToken ct)
    {
        if (run.Note(BeforeNote) is null)
            await run.KeepAsync((BeforeNote, BudgetForm.Write(now ?? 0)));
        return new StepResult.Done(await run.Azure.SetUsageBudgetAsync(CustomerId, Budget.Amount, ct));
    }
}
