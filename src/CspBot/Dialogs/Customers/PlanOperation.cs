using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>
/// Buys a customer the Azure plan: waits for the agreement that only the customer can accept, orders, and waits for the Azure subscription
/// that comes with it.
/// </summary>
/// <remarks>
/// Partner-center §5.7, §8.2: admin and sales agents may buy it in Partner Center; here, as with reservations, a sales agent asks and an
/// admin agent's yes runs it. What is ordered stays ordered: a plan is suspended by hand, and only once it has neither active Azure
/// subscriptions nor reservations (900115), so nothing is taken back here.
/// </remarks>
internal sealed record BuyAzurePlanOperation : Operation
{
    /// <summary>Market, two letters.</summary>
    public required string Country { get; init; }

    /// <summary>The agreement stood when this was asked for.</summary>
    public bool WasAccepted { get; init; }

    public override PartnerPower Power => PartnerPower.BuyPlan;

    public override PartnerPower RunPower => PartnerPower.ManageReservations;

    /// <summary>An onboarding buys plans too.</summary>
    public override string? RuledLike => "onboard-stack-tenant";

    public override IReadOnlyList<string> Steps { get; } = ["agreement", "plan", "subscription"];

    public override NextStep? Next => NextStep.Permission;

    public override string StepText(string step) => "CustomerPlan.Step." + step;

    /// <summary>The stored remark is the subscription's name and id.</summary>
    public override string? StepRemark(RequestStep step, Texts texts) => (step.Name, step.Remark?.Split('\t')) switch
    {
        ("subscription", [var name, var id]) => $"{texts[CustomerPlanText.Remark_Subscription, name, id]}\n\n"
            + texts[CustomerPlanText.Remark_Next, CustomerName],
        (_, [TakenRemark]) => texts[CustomerPlanText.Remark_Taken],
        (_, [OrderRemark, var order]) => texts[CustomerPlanText.Remark_Order, order],
        _ => null,
    };

    public override string Title(Texts texts) => texts[CustomerPlanText.Title, CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[CustomerPlanText.MarketIs], Country),
        (texts[CustomerPlanText.AgreementIs],
            texts[WasAccepted ? CustomerPlanText.AgreementAccepted : CustomerPlanText.AgreementPending]),
        (texts[CustomerPlanText.CostIs], texts[CustomerPlanText.Line_Cost]),
        (texts[CustomerPlanText.UndoIs], texts[CustomerPlanText.Line_Final_Help]),
        (texts[CustomerPlanText.Reason], Reason),
    ];

    /// <summary>Nobody can say yet whether the plan was ordered.</summary>
    public override bool IsUnderWay(Request request) => PlanSteps.IsOpen(request);

    public override HeldRight? Holds(Request done) => PlanSteps.Holds(done);

    public override Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "agreement" => CheckAsync(run, ct),
        "plan" => BuyAsync(run, ct),
        _ => PlanSteps.SubscriptionAsync(run, Buyer(run), made => $"{made.Name}\t{made.Id}", ct),
    };

    private const string TakenRemark = "taken";
    private const string OrderRemark = "order";

    private PlanBuyer Buyer(OperationRun run) => new("CustomerPlan", CustomerId, CustomerName, Country)
    {
        AskAsync = token => AskAsync(run, token),
    };

    private async Task<StepResult> CheckAsync(OperationRun run, CancellationToken ct) =>
        (await run.Azure.GetCustomerAsync(CustomerId, ct)).IsReseller
            ? await PlanSteps.AgreementAsync(run, Buyer(run), ct)
            : new StepResult.Refused(new Refusal("CustomerPlan.NotReseller", CustomerName) { CanBeMended = true });

    private async Task<StepResult> BuyAsync(OperationRun run, CancellationToken ct)
    {
        var result = await PlanSteps.BuyAsync(run, Buyer(run), ct);
        return result is not StepResult.Done done ? result
            : done with { Remark = !done.HasWritten ? TakenRemark : done.Orders is [var order, ..] ? $"{OrderRemark}\t{order}" : null };
    }

    /// <summary>The customer's to do: it waits with the text to send, in the customer's language, and goes on by itself.</summary>
    private async Task<StepResult> AskAsync(OperationRun run, CancellationToken ct)
    {
        var language = RelationLetter.Speaks(await run.Azure.FindCultureAsync(CustomerId, ct));
        return new StepResult.Waits(
            "CustomerPlan.AgreementMissing",
            CustomerName,
            RelationLetter.Agreement(language, run.Request.Requester.Name, CustomerName));
    }
}
