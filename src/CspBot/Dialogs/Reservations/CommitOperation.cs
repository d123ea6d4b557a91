using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Buys a savings plan through Microsoft.BillingBenefits. It is final.</summary>
/// <remarks>
/// It is ordered under a name that is made of the request's id: whatever is cut or repeated, the same name is the same order, and the name
/// tells what became of it.
/// </remarks>
internal sealed record CommitOperation : ReservationOperation
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OrderedAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    public required SavingsPlanPurchase Plan { get; init; }

    public required string SubscriptionName { get; init; }

    public override PartnerPower Power => PartnerPower.BuyReservations;

    /// <summary>The whole commitment, in the currency that it is made in.</summary>
    public override CommittedAmount Commits => new(SavingsPlan.Over(Plan.Hourly, Plan.Term), null);

    public override string PreapprovedAs => PreapprovalKind.SavingsPlan;

    public override IReadOnlyList<string> Steps { get; } = ["check", "order", "provision"];

    public override string StepText(string step) => "ReservationCommit.Step." + step;

    public override string Title(Texts texts) => texts[
        ReservationCommitText.Title, CommitCards.Hourly(texts, Plan.Hourly), ProductWords.Term(texts, Plan.Term), CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        .. CommitCards.Facts(texts, Plan, SubscriptionName),
        (texts[ReservationCommitText.FinalName], texts[ReservationCommitText.FinalIs]),
        (texts[ReservationCommitText.Reason], Reason),
    ];

    public override bool IsUnderWay(Request request) => SentOnce.IsOpen(request, "order");

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "check" => CheckAsync(run.Azure, ct),
        "order" => OrderAsync(run, ct),
        _ => ProvisionAsync(run, ct),
    };

    private async Task<StepResult> CheckAsync(AzureOperations azure, CancellationToken ct)
    {
        var sold = await azure.FindConfirmedAsync(
            async token => (await azure.ListAzureSubscriptionsAsync(CustomerId, token)).FirstOrDefault(
                one => one.Id.Equals(Plan.Scope.Billing, StringComparison.OrdinalIgnoreCase)),
            ct);
        if (sold is not { IsActive: true })
            return new StepResult.Refused(new Refusal("ReservationCommit.NotOurs"));
        return Judge(await azure.ValidatePlanAsync(CustomerId, Plan, ct));
    }

    private static StepResult Judge(PlanVerdict verdict) => verdict.IsValid
        ? new StepResult.Done()
        : new StepResult.Refused(new Refusal("ReservationCommit.Invalid", verdict.Words) { Code = verdict.Code });

    /// <summary>Did it come to be already? Only where the service says that there is no order of this name, one is placed.</summary>
    private async Task<StepResult> OrderAsync(OperationRun run, CancellationToken ct)
    {
        if (await run.Azure.FindPlanOrderAsync(CustomerId, Alias(run), ct) is { } there)
            return Ordered(new StepResult.Done { HasWritten = true }, there);
        var receipt = await SentOnce.NotedAsync(run, () => run.Azure.OrderPlanAsync(CustomerId, Alias(run), Plan, ct));
        return Ordered(new StepResult.Done(receipt), await run.Azure.FindPlanOrderAsync(CustomerId, Alias(run), ct));
    }

    private async Task<StepResult> ProvisionAsync(OperationRun run, CancellationToken ct)
    {
        var waited = run.Time.GetUtcNow() - (run.Request.Steps[1].At ?? run.Request.CreatedAt);
        var order = await run.Azure.FindPlanOrderAsync(CustomerId, Alias(run), ct);
        if (order is { IsBought: true, OrderId.Length: > 0 })
            return Ordered(new StepResult.Done(), order);
        if (order is { IsOver: true })
            return new StepResult.Refused(new Refusal("ReservationCommit.CameToNothing", order.State));
        if (waited > Patience)
            return new StepResult.Refused(new Refusal("ReservationCommit.Unknown", Alias(run)) { CanBeMended = true });

        // A success behind which nothing was written: the same name, so that it cannot become two.
        if (order is null && waited > OrderedAgainAfter)
            await run.Azure.OrderPlanAsync(CustomerId, Alias(run), Plan, ct);
        return new StepResult.NotYet(waited > OrderedAgainAfter ? OrderedAgainAfter : LookAgain);
    }

    /// <summary>Its order is the bot's own from then on: the watch over purchases tells nobody of it.</summary>
    private static StepResult.Done Ordered(StepResult.Done done, PlanOrder? order) =>
        order is { OrderId: { Length: > 0 } id } ? done with { Orders = [id] } : done;

    private static string Alias(OperationRun run) => run.IdFor("order").ToString();
}
