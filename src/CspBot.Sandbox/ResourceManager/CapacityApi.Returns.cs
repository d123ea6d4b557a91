using System.Globalization;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>Returning a reservation: the quote and the return. Assumed: refused ones are 400.</content>
internal static partial class CapacityApi
{
    private const decimal RefundLimit = 50_000m;

    /// <summary>What no return takes back (facts, azure §7.4, november-2026 §B 5); that this is how it is refused is assumed.</summary>
    public static bool IsFinal(Reservation item) =>
        item.Kind == Reservation.PrePurchase || item.ResourceType is "SuseLinux" or "RedHat" or "RedHatOsa" or "VMwareCloudSimple";

    private static object Money(decimal amount) => new { currencyCode = "USD", amount };

    /// <summary>How many of the customer's currency a US dollar is; made up.</summary>
    public static decimal Rate(World world) => world.Knobs.BillingCurrency == "USD" ? 1m : 0.92m;

    /// <summary>An amount in the currency that the customer is billed in; ceilings are counted in US dollars.</summary>
    public static object Billed(World world, decimal dollars) =>
        new { currencyCode = world.Knobs.BillingCurrency, amount = Math.Round(dollars * Rate(world), 2) };

    /// <summary>
    /// The commitment that returns of the last twelve months cancelled; the money that they gave back does not count (facts,
    /// november-2026 §B 3).
    /// </summary>
    public static decimal Cancelled(World world, string customer) => world.Returned
        .Where(item => Ids.Same(item.Customer, customer) && item.At > world.Now.AddMonths(-12))
        .Sum(item => item.Amount);

    /// <summary>The quantity that the body asks to return; null when it names another reservation or too much.</summary>
    private static int? AskedQuantity(Call call, Reservation item)
    {
        JsonNode? asked = call.Json?["properties"]?["reservationToReturn"];
        bool same = Ids.Same(asked?["reservationId"]?.ToString().Split('/')[^1], item.Id);
        int quantity = int.TryParse(asked?["quantity"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int read)
            ? read
            : 0;
        return same && quantity >= 1 && quantity <= item.Quantity ? quantity : null;
    }

    private static Answer CalculateRefund(Call call, Reservation item)
    {
        if (State(call.World, item) is not ("Succeeded" or "Expiring"))
            return ArmApi.Fault(400, "OperationCannotBePerformedInCurrentState", "The reservation cannot be returned in its state.");
        if (IsFinal(item))
            return ArmApi.Fault(400, "SelfServiceRefundNotSupported", "Purchases of this kind cannot be returned.");
        if (AskedQuantity(call, item) is not int quantity)
            return ArmApi.Fault(400, "InvalidRefundQuantity", "The reservation or its quantity is not valid.");
        World world = call.World;
        (decimal paid, decimal amount, decimal unpaid) = item.Worth(quantity, world.Now);
        decimal consumed = Cancelled(world, item.Customer);
        string session = Guid.NewGuid().ToString();
        world.RefundSessions[session] = new RefundSession(item.Id, quantity, amount, amount + unpaid);
        bool tooMuch = consumed + amount + unpaid > RefundLimit;
        bool monthly = item.BillingPlan == "Monthly";
        return Answer.Ok(new
        {
            id = OrderId(item),
            properties = new
            {
                sessionId = session,
                quantity,
                billingRefundAmount = Billed(world, amount),
                pricingRefundAmount = Money(amount),
                policyResult = new
                {
                    properties = new
                    {
                        consumedRefundsTotal = Money(consumed),
                        maxRefundLimit = Money(RefundLimit),
                        policyErrors = tooMuch
                            ? new[]
                            {
                                new { code = "RefundLimitExceeded", message = "The refund would exceed the limit of twelve months." },
                            }
                            : [],
                    },
                },
                billingInformation = new
                {
                    billingPlan = item.BillingPlan,
                    completedTransactions = monthly ? (int)Math.Round(paid / (paid + unpaid) * item.Months) : 1,
                    totalTransactions = monthly ? item.Months : 1,
                    billingCurrencyTotalPaidAmount = Billed(world, paid),
                    billingCurrencyProratedAmount = Billed(world, amount),
                    billingCurrencyRemainingCommitmentAmount = Billed(world, unpaid),
                },
            },
        });
    }

    private static Answer Return(Call call, Reservation item)
    {
        World world = call.World;
        string session = call.Json?["properties"]?["sessionId"]?.ToString() ?? "";
        if (AskedQuantity(call, item) is not int quantity
            || !world.RefundSessions.TryGetValue(session, out RefundSession? quote)
            || quote.Reservation != item.Id || quote.Quantity != quantity)
            return ArmApi.Fault(400, "InvalidRefundQuantity", "The return does not fit the session of its quote.");
        if (Cancelled(world, item.Customer) + quote.Commitment > RefundLimit)
            return ArmApi.Fault(400, "RefundLimitExceeded", "The refund would exceed the limit of twelve months.");
        if (!world.Knobs.ReusableSessions)
            world.RefundSessions.Remove(session);
        world.Returned.Add(new CancelledCommitment(item.Customer, world.Now, quote.Commitment));
        GiveBack(world, item, quantity);
        return new Answer(202, OrderJson(item)).WithHeader("Location", $"{call.BaseUrl}{OrderId(item)}?api-version=2022-11-01");
    }

    /// <summary>So many of it are gone; all of them: it is cancelled.</summary>
    public static void GiveBack(World world, Reservation item, int quantity) => Replace(
        world,
        quantity == item.Quantity
            ? item with { State = "Cancelled" }
            : item with
            {
                Quantity = item.Quantity - quantity,
                Amount = item.Amount * (item.Quantity - quantity) / item.Quantity,
            });
}
