using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>
/// Microsoft.Capacity: what a purchase, an exchange or a trade-in would come to (facts, azure §7.2; the definitions and samples of
/// Microsoft's specification 2022-11-01). Computed from the world; what is quoted is kept under its session.
/// </summary>
/// <remarks>
/// Assumed, since no document says it: a request that lacks something is 400; what a rule forbids is a policy error inside of a
/// calculation that succeeded, as with returns; its codes are those of Capacity's list where one fits. Rules: facts november-2026 §B 2
/// to 4 and azure §7.4.
/// </remarks>
internal static partial class ExchangeApi
{
    private const int MostReturns = 100;

    private static readonly string[] Versions = ["2022-11-01", "2022-03-01", "2021-07-01", "2020-06-01"];

    /// <summary>Kinds that may be exchanged for each other; every other one for itself alone (facts, partner-center §10).</summary>
    private static readonly string[] Machines = ["VirtualMachines", "DedicatedHost", "AVS"];

    /// <summary>What savings plans cover: reservations of it that are bought from a day on cannot be exchanged.</summary>
    private static readonly string[] Compute = ["VirtualMachines", "DedicatedHost", "AppService"];
    private static readonly string[] Databases = ["SqlDatabases", "PostgreSql", "MySql", "CosmosDb"];

    public static void Map(Routes routes)
    {
        routes.Map("POST", "/providers/Microsoft.Capacity/calculatePrice", CalculatePrice);
        routes.Map("POST", "/providers/Microsoft.Capacity/calculateExchange", CalculateExchange);
        routes.Map("POST", "/providers/Microsoft.Capacity/exchange", Exchange);

        // As the sample's addresses have it, without /providers.
        routes.Map("GET", "/Microsoft.Capacity/operationResults/{operation}", Result);
    }

    private static Answer CalculateExchange(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        (Asked? asked, Answer? wrong) = Read(call, call.Json?["properties"]);
        if (asked is null)
            return wrong!;
        (List<Back> returns, List<Bought> reservations, List<Bought> plans) = asked;
        World world = call.World;
        string id = Guid.NewGuid().ToString();
        Money totals = asked.Totals;
        List<object> errors = [.. Errors(world, returns, reservations, plans)];
        if (totals.Bought < totals.Back + totals.Unpaid)
            errors.Add(Error("PurchaseError", "The total of the purchases must be equal to or greater than the total that is returned."));
        string tenant = call.Token!.Tenant;
        ExchangeSession session = new(Guid.NewGuid().ToString(), tenant, world.Now, call.Json!.ToJsonString(), errors.Count == 0)
        {
            Refunds = totals.Back,
            Purchases = totals.Bought,
        };
        world.ExchangeSessions[session.Id] = session;
        Quote quote = new(session, totals, returns, reservations, plans, errors);
        world.Operations[id] = new Operation(tenant, Document(world, id, quote)) { PollsLeft = world.Knobs.ExchangePolls };
        if (world.Knobs.ExchangeAtOnce)
            return Answer.Ok(world.Operations[id].Document);
        string address = $"{call.BaseUrl}/Microsoft.Capacity/operationResults/{id}?api-version=2022-11-01";
        return Waiting(world, new Answer(202)).WithHeader("Azure-AsyncOperation", address).WithHeader("Location", address);
    }

    /// <summary>What a request asks for, priced; or why it cannot be asked for.</summary>
    private static (Asked? Asked, Answer? Wrong) Read(Call call, JsonNode? asked)
    {
        (List<Back> returns, Answer? wrong) = Returns(call, asked?["reservationsToExchange"] as JsonArray ?? []);
        List<Bought> reservations = [];
        List<Bought> plans = [];
        foreach (JsonNode? item in asked?["reservationsToPurchase"] as JsonArray ?? [])
            wrong ??= Reserved(call, item, reservations.Add);
        foreach (JsonNode? item in asked?["savingsPlansToPurchase"] as JsonArray ?? [])
            wrong ??= Planned(call, item, plans.Add);
        if (wrong is null && reservations.Count + plans.Count == 0)
            wrong = Incomplete("Something to purchase is required.");
        return wrong is null ? (new Asked(returns, reservations, plans), null) : (null, wrong);
    }

    private static Answer Result(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        World world = call.World;
        if (!world.Operations.TryGetValue(call["operation"], out Operation? operation) || !Ids.Same(operation.Tenant, call.Token!.Tenant))
            return ArmApi.Fault(404, "ResourceNotFound", "The operation was not found.");
        if (operation.PollsLeft <= 0)
            return Answer.Ok(operation.Document);
        operation.PollsLeft--;
        string id = call["operation"];
        string status = !operation.IsWork ? "Pending" : operation.PollsLeft % 2 == 1 ? "PendingRefunds" : "PendingPurchases";
        return Waiting(world, Answer.Ok(new { id = OperationId(id), name = id, status, properties = (object?)null }));
    }

    private static Answer Waiting(World world, Answer answer) =>
        answer.WithHeader("Retry-After", world.Knobs.ExchangeRetryAfter.ToString(CultureInfo.InvariantCulture));

    private static string OperationId(string id) => $"/providers/microsoft.capacity/operationResults/{id}";

    private static JsonNode Document(World world, string id, Quote quote) => JsonSerializer.SerializeToNode(
        world.Knobs.ExchangeEnds != "Succeeded"
            ? (object)new
            {
                id = OperationId(id),
                name = id,
                status = world.Knobs.ExchangeEnds,
                properties = (object?)null,
                error = new { code = "CalculatePriceFailed", message = "The price could not be calculated." },
            }
            : new
            {
                id = OperationId(id),
                name = id,
                status = world.Knobs.ExchangeEnds,
                properties = new
                {
                    sessionId = quote.Session.Id,
                    netPayable = Price(world, quote.Totals.Bought - quote.Totals.Back),
                    refundsTotal = Price(world, quote.Totals.Back),
                    purchasesTotal = Price(world, quote.Totals.Bought),
                    policyResult = new { policyErrors = quote.Errors.Count > 0 ? quote.Errors : null },
                    reservationsToPurchase = quote.Reservations.Select(item => Priced(world, item)),
                    savingsPlansToPurchase = quote.Plans.Select(item => Priced(world, item)),
                    reservationsToExchange = quote.Returns.Select(item => new
                    {
                        reservationId = item.Id,
                        quantity = item.Quantity,
                        billingRefundAmount = Price(world, item.Money),
                        billingInformation = new
                        {
                            billingCurrencyTotalPaidAmount = Price(world, item.Paid),
                            billingCurrencyProratedAmount = Price(world, item.Money),
                            billingCurrencyRemainingCommitmentAmount = Price(world, item.Unpaid),
                        },
                    }),
                },
            })!;

    private static object Priced(World world, Bought item) =>
        new { properties = item.Request.DeepClone(), billingCurrencyTotal = Price(world, item.Total) };

    private static object Price(World world, decimal amount) => CapacityApi.Billed(world, amount);

    private static object Error(string code, string message) => new { code, message };

    private static Answer Incomplete(string message) => ArmApi.Fault(400, "InvalidRequestContent", message);

    /// <summary>What is returned, with what it is worth; or why it cannot be asked for.</summary>
    private static (List<Back> Returns, Answer? Wrong) Returns(Call call, JsonArray asked)
    {
        List<Back> returns = [];
        if (asked.Count == 0)
            return (returns, Incomplete("reservationsToExchange is required."));
        if (asked.Count > MostReturns)
            return (returns, ArmApi.Fault(400, "BadRequest", "No more than 100 reservations can be exchanged at once."));
        foreach (JsonNode? node in asked)
        {
            string id = node?["reservationId"]?.ToString() ?? "";
            (Reservation? item, Answer? wrong) = CapacityApi.Find(call, id);
            if (item is null)
                return (returns, wrong);
            if (node!["quantity"] is not JsonValue number
                || !number.TryGetValue(out int quantity)
                || quantity < 1
                || quantity > item.Quantity)
                return (returns, ArmApi.Fault(400, "InvalidRefundQuantity", "The quantity is not valid."));
            (decimal paid, decimal back, decimal unpaid) = item.Worth(quantity, call.World.Now);
            returns.Add(new Back(id, item, quantity, paid, back, unpaid));
        }

        return (returns, null);
    }

    private static IEnumerable<object> Errors(
        World world, List<Back> returns, List<Bought> reservations, List<Bought> plans)
    {
        DateTimeOffset until = world.Knobs.ExchangesUntil;
        foreach (Reservation item in returns.Select(back => back.Item))
        {
            if (CapacityApi.IsFinal(item))
                yield return Error("SelfServiceRefundNotSupported", "Purchases of this kind cannot be exchanged.");
            string[] covered = [.. Compute, .. Databases];
            if (reservations.Count > 0 && item.Purchased >= until && covered.Contains(item.ResourceType))
                yield return Error(
                    "OperationCannotBePerformedInCurrentState", "Reservations that were bought from that day on cannot be exchanged.");
            foreach (Bought bought in reservations.Where(bought => !SameKind(item.ResourceType, bought.Kind)))
                yield return Error("PurchaseError", $"{item.ResourceType} cannot be exchanged for {bought.Kind}.");
            if (plans.Count > 0 && !Compute.Contains(item.ResourceType))
                yield return Error("PurchaseError", $"{item.ResourceType} cannot be traded in for this savings plan.");
        }

        foreach (Bought old in reservations.Where(bought => bought.IsRetired))
            yield return Error("PurchaseError", $"Reservations of {old.Sku} are not sold any more.");
    }

    private static bool SameKind(string one, string other) => one == other || (Machines.Contains(one) && Machines.Contains(other));

    /// <summary>A reservation that is given back; amounts in US dollars.</summary>
    private sealed record Back(string Id, Reservation Item, int Quantity, decimal Paid, decimal Money, decimal Unpaid);

    private sealed record Money(decimal Back, decimal Unpaid, decimal Bought);

    private sealed record Asked(List<Back> Returns, List<Bought> Reservations, List<Bought> Plans)
    {
        public Money Totals => new(
            Returns.Sum(item => item.Money), Returns.Sum(item => item.Unpaid), Reservations.Concat(Plans).Sum(item => item.Total));
    }

    private sealed record Quote(
        ExchangeSession Session, Money Totals, List<Back> Returns, List<Bought> Reservations, List<Bought> Plans, List<object> Errors);
}

/// <summary>A quote that an exchange may rest on: what was asked for, and whether nothing speaks against it.</summary>
internal sealed record ExchangeSession(string Id, string Customer, DateTimeOffset At, string Request, bool IsAllowed)
{
    /// <summary>What it gives back, in US dollars.</summary>
    public decimal Refunds { get; init; }

    /// <summary>What it buys, in US dollars.</summary>
    public decimal Purchases { get; init; }

    /// <summary>An exchange was made of it: it is good for one alone.</summary>
    public bool IsUsed { get; set; }
}

/// <summary>A calculation that goes on; <see cref="PollsLeft"/> looks see it pending.</summary>
internal sealed record Operation(string Tenant, JsonNode Document)
{
    public int PollsLeft { get; set; }

    /// <summary>It is an exchange itself.</summary>
    public bool IsWork { get; init; }
}
