using System.Globalization;
using CspBot.Cloud;
using CspBot.Cloud.Http;

namespace CspBot.Requests;

/// <summary>For whom an Azure plan is bought.</summary>
/// <param name="Area">
/// Whose sentences: <c>HasLegacy</c>, <c>NoPlanYet</c>, <c>NoSubscriptionYet</c>.
/// </param>
/// <param name="Customer">Tenant id.</param>
/// <param name="Name">The customer's name.</param>
/// <param name="Country">Market, two letters.</param>
internal sealed record PlanBuyer(string Area, string Customer, string Name, string Country)
{
    /// <summary>What waits for the customer's acceptance of its agreement.</summary>
    public required Func<CancellationToken, Task<StepResult>> AskAsync { get; init; }
}

/// <summary>
/// The steps that lead to an Azure plan, for every operation that buys one (partner-center §5.7): ordered once, whatever is cut or killed,
/// and not at all where a plan stands by then.
/// </summary>
/// <remarks>
/// A cart can be ordered once. Its id is stored, and that it is about to be sent; from then on subscriptions, orders and the cart itself
/// are read before it is sent again. One that is over by then may have been ordered in its last moment, and orders show up to fifteen
/// minutes late (§5.4): a new one is made only after that.
/// </remarks>
internal static class PlanSteps
{
    /// <summary>Where the customer's administrator accepts the Microsoft Customer Agreement (november-2026 §A).</summary>
    public const string AgreementLink = "https://admin.microsoft.com/AdminPortal/Home?ref=/BillingAccounts/agreement";

    /// <summary>Note with the plan's id, once it is known.</summary>
    public const string PlanNote = "plan";

    private const string SentNote = "plan-sent";
    private const string CartNote = "plan-cart";
    private const string CartsNote = "plan-carts";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan OrdersAreLate = TimeSpan.FromMinutes(15);

    /// <summary>What Partner Center accepted shows there by then, or somebody has to look.</summary>
    private static readonly TimeSpan ProvisioningLimit = TimeSpan.FromHours(1);

    /// <summary>An order may have been placed, and the step is not done.</summary>
    public static bool IsOpen(Request request) =>
        IsSent(request) && request.Steps.Any(line => line.Name == "plan" && line.State != StepState.Done);

    /// <summary>An order may have been placed.</summary>
    public static bool IsSent(Request request) => SentAt(request) is not null;

    /// <summary>From the order until the end of the request nobody else orders for this customer: what is ordered may show late.</summary>
    public static HeldRight? Holds(Request request) =>
        request.State is RequestState.Approved or RequestState.Running && SentAt(request) is { } at
            ? Ordering(request.Operation.CustomerId, at)
            : null;

    /// <summary>The agreement, which a plan needs (else 403/13605); it is not waited for where a plan stands already.</summary>
    public static async Task<StepResult> AgreementAsync(OperationRun run, PlanBuyer buyer, CancellationToken ct) =>
        (await run.Azure.GetAgreementAsync(buyer.Customer, ct)).Allows || await run.Azure.FindAzurePlanAsync(buyer.Customer, ct) is not null
            ? new StepResult.Done()
            : await buyer.AskAsync(ct);

    /// <summary>A plan that stands is taken; otherwise one is ordered.</summary>
    public static async Task<StepResult> BuyAsync(OperationRun run, PlanBuyer buyer, CancellationToken ct)
    {
        var (standing, sent) = (await run.Azure.FindPlansAsync(buyer.Customer, ct), SentAt(run.Request));
        var placed = sent is { } since ? await run.Azure.FindAzurePlanOrderAsync(buyer.Customer, since - Skew, ct) : null;
        if (standing.Active is not null || placed is not null)
            return Done(standing.Active, placed, sent is not null, null);
        if (standing.HasLegacy)
            return new StepResult.Refused(new Refusal(buyer.Area + ".HasLegacy", buyer.Name) { CanBeMended = true });
        if (sent is null && await OtherAsync(run, buyer.Customer) is { } other)
            return new StepResult.Waits("CustomerPlan.OtherOrders", buyer.Name, other.Id) { Passes = true };

        // A cart that was sent tells by itself what came of it.
        if (standing.Asleep is { } asleep && (sent is null || run.Note(CartNote) is not { Length: > 0 }))
            return new StepResult.Waits("CustomerPlan.AsleepNow", buyer.Name, asleep) { Passes = true };
        if (run.Note(CartNote) is { Length: > 0 } cart)
            return await OrderAsync(run, buyer, cart, ct);
        var made = await run.Azure.FillPlanCartAsync(buyer.Customer, buyer.Country, run.IdFor(Cart(run)).ToString(), ct);
        if (made.Errors is [var error, ..])
        {
            await NextCartAsync(run);
            return new StepResult.Refused(new Refusal("CustomerPlan.LineRefused", buyer.Name) { Code = error.Code, CanBeMended = true });
        }

        return await OrderAsync(await run.KeepAsync((CartNote, made.Id)), buyer, made.Id, ct);
    }

    /// <summary>Only a cart that is open still is sent: each can be ordered once.</summary>
    private static async Task<StepResult> OrderAsync(OperationRun run, PlanBuyer buyer, string cart, CancellationToken ct)
    {
        var (sent, now) = (SentAt(run.Request), run.Time.GetUtcNow());
        var standing = await run.Azure.FindCartAsync(buyer.Customer, cart, ct);
        if (standing is { IsOrdered: true })
            return Done(null, null, true, null);
        if (standing is null && sent is { } at && now < at + OrdersAreLate)
            return new StepResult.NotYet(at + OrdersAreLate - now);
        if (standing is null)
            return await NextCartAsync(run);

        run = await run.KeepAsync((SentNote, now.ToString("O", CultureInfo.InvariantCulture)));
        try
        {
            var bought = await run.Azure.OrderPlanAsync(buyer.Customer, cart, run.IdFor(Cart(run)).ToString(), ct);
            return Done(bought.SubscriptionId, bought.OrderId, true, bought.Receipt);
        }
        catch (CloudFault fault) when (!fault.IsUnknown)
        {
            // This call ordered nothing: the service says so. One before it may have, as long as its cart is not seen open.
            run = await run.KeepAsync((SentNote, ""));
            if (fault.IsTransient)
                throw;
            var next = await NextCartAsync(run);
            if (fault is { Api: "partnercenter", Code: "13605" })
                return await buyer.AskAsync(ct);
            if (fault is { Api: "partnercenter", Code: "800008" })
                return next;
            throw;
        }
    }

    /// <summary>The Azure subscription that comes with the plan; the id of both is noted.</summary>
    /// <param name="remark">What is said of it below the step.</param>
    public static async Task<StepResult> SubscriptionAsync(
        OperationRun run, PlanBuyer buyer, Func<AzureSubscription, string> remark, CancellationToken ct)
    {
        var plan = run.Note(PlanNote) ?? await run.Azure.FindAzurePlanAsync(buyer.Customer, ct);
        var made = plan is null ? null : (await run.Azure.ListAzureSubscriptionsAsync(buyer.Customer, ct)).FirstOrDefault(
            one => one.IsActive && one.Kind == SubscriptionKind.AzurePlan && CloudJson.SameId(one.PartnerSubscriptionId, plan));
        if (made is not null)
            return new StepResult.Done(
                null,
                new Dictionary<string, string> { ["subscription"] = made.Id, ["subscription-name"] = made.Name },
                remark(made));
        return run.Since("plan") < ProvisioningLimit
            ? run.LookAgain("plan")
            : new StepResult.Waits(buyer.Area + (plan is null ? ".NoPlanYet" : ".NoSubscriptionYet"), buyer.Name);
    }

    private static StepResult.Done Done(string? plan, string? order, bool isOurs, CloudReceipt? receipt) => new(
        receipt, plan is null ? null : new Dictionary<string, string> { [PlanNote] = plan })
    {
        HasWritten = isOurs,
        Orders = order is null ? [] : [order],
    };

    private static async Task<Request?> OtherAsync(OperationRun run, string customer) =>
        await run.HoldersAsync(Ordering(customer, run.Time.GetUtcNow())) is [var first, ..] ? first : null;

    private static HeldRight Ordering(string customer, DateTimeOffset at)
    {
        var key = "plan:" + customer.ToLowerInvariant();
        return new HeldRight(key, key, at);
    }

    /// <summary>The cart is of no use any more, nor what the service remembers under its id.</summary>
    private static async Task<StepResult> NextCartAsync(OperationRun run)
    {
        run = await run.KeepAsync((CartNote, ""), (CartsNote, $"{Carts(run) + 1}"));
        return new StepResult.NotYet(Carts(run) * Pause);
    }

    /// <summary>The first cart's name is that of earlier versions, whose ids a request that they began keeps.</summary>
    private static string Cart(OperationRun run) => Carts(run) == 0 ? "plan" : $"plan|{Carts(run)}";

    private static int Carts(OperationRun run) =>
        int.TryParse(run.Note(CartsNote), NumberStyles.None, CultureInfo.InvariantCulture, out var made) ? made : 0;

    private static DateTimeOffset? SentAt(Request request) => DateTimeOffset.TryParseExact(
        request.Notes.GetValueOrDefault(SentNote), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
}
