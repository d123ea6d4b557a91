using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <content>
/// The exchange itself (Exchange_Post of Microsoft's specification 2022-11-01, sample Exchange.json): what is returned goes, what is bought
/// comes, under the session of a quote. Assumed, since no document says it: a session is good for one exchange, and one that is none
/// is 400.
/// </content>
internal static partial class ExchangeApi
{
    private static Answer Exchange(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        World world = call.World;
        string asked = call.Json?["properties"]?["sessionId"]?.ToString() ?? "";
        if (asked.Length == 0)
            return Incomplete("'sessionId' is required.");
        if (!world.ExchangeSessions.TryGetValue(asked, out ExchangeSession? session)
            || session.IsUsed
            || !Ids.Same(session.Customer, call.Token!.Tenant))
            return ArmApi.Fault(400, "BadRequest", $"The session '{asked}' is not valid.");
        if (!session.IsAllowed)
            return ArmApi.Fault(400, "PurchaseError", "The exchange was not allowed by its quote.");
        (Asked? wanted, Answer? wrong) = Read(call, JsonNode.Parse(session.Request)!["properties"]);
        if (wanted is null)
            return wrong!;
        session.IsUsed = !world.Knobs.ReusableSessions;
        string id = Guid.NewGuid().ToString();
        bool succeeds = world.Knobs.ExchangeWorkEnds == "Succeeded";
        if (succeeds)
        {
            foreach (Back back in wanted.Returns)
                CapacityApi.GiveBack(world, back.Item, back.Quantity);
        }

        List<object> reservations = [.. wanted.Reservations.Select((item, at) => Bring(world, session, item, at, succeeds))];
        List<object> plans = [.. wanted.Plans.Select((item, at) => BringPlan(world, session, item, at, succeeds))];
        world.Operations[id] = new Operation(
            session.Customer,
            JsonSerializer.SerializeToNode(new
            {
                id = OperationId(id),
                name = id,
                status = world.Knobs.ExchangeWorkEnds,
                error = succeeds ? null : Error("FulfillmentError", "The exchange could not be carried out."),
                properties = new
                {
                    sessionId = session.Id,
                    netPayable = Price(world, session.Purchases - session.Refunds),
                    refundsTotal = Price(world, session.Refunds),
                    purchasesTotal = Price(world, session.Purchases),
                    policyResult = new { policyErrors = (object?)null },
                    reservationsToPurchase = reservations,
                    savingsPlansToPurchase = plans,
                    reservationsToExchange = wanted.Returns.Select(item => new
                    {
                        reservationId = item.Id,
                        quantity = item.Quantity,
                        billingRefundAmount = Price(world, item.Money),
                        status = world.Knobs.ExchangeWorkEnds,
                    }),
                },
            })!)
        {
            PollsLeft = world.Knobs.ExchangeWorkPolls,
            IsWork = true,
        };
        string address = $"{call.BaseUrl}/Microsoft.Capacity/operationResults/{id}?api-version=2022-11-01";
        return Waiting(world, new Answer(202)).WithHeader("Azure-AsyncOperation", address).WithHeader("Location", address);
    }

    /// <summary>A reservation of an exchange has no order in Partner Center: whether it gets one, no document says.</summary>
    private static object Bring(World world, ExchangeSession session, Bought item, int at, bool succeeds)
    {
        JsonNode said = item.Request["properties"]!;
        CatalogueSku sku = Catalogue.Reservation(item.Sku, item.Term)!;
        Reservation bought = new()
        {
            Id = Ids.Named($"reservation|{session.Id}|{at}"),
            ReservationOrder = Ids.Named($"reservation order|{session.Id}|{at}"),
            Order = "",
            Customer = session.Customer,
            Kind = Reservation.Instances,
            ResourceType = item.Kind,
            Product = item.Sku,
            OfferId = Catalogue.CatalogItem(sku, forPlan: true),
            DisplayName = said["displayName"]!.ToString(),
            Quantity = (int)said["quantity"]!,
            Term = item.Term,
            Location = item.Request["location"]!.ToString(),
            Subscription = said["billingScopeId"]!.ToString().Split('/')[^1],
            Amount = item.Total,
            Purchased = world.Now,
            Expires = world.Now.AddYears(item.Term == "P3Y" ? 3 : 1),
            Scope = said["appliedScopeType"]!.ToString(),
            BillingPlan = said["billingPlan"]?.ToString() ?? "Upfront",
        };
        if (succeeds)
            world.Reservations.Add(bought);
        string order = $"/providers/microsoft.capacity/reservationOrders/{bought.ReservationOrder}";
        return new
        {
            properties = item.Request.DeepClone(),
            billingCurrencyTotal = Price(world, item.Total),
            reservationOrderId = succeeds ? order : null,
            reservationId = succeeds ? $"{order}/reservations/{bought.Id}" : null,
            status = world.Knobs.ExchangeWorkEnds,
        };
    }

    private static object BringPlan(World world, ExchangeSession session, Bought item, int at, bool succeeds)
    {
        JsonNode said = item.Request["properties"]!;
        SavingsPlan plan = new()
        {
            Id = Ids.Named($"savings plan|{session.Id}|{at}"),
            Order = Ids.Named($"savings plan order|{session.Id}|{at}"),
            Customer = session.Customer,
            DisplayName = said["displayName"]!.ToString(),
            Term = item.Term,
            Hourly = (decimal)said["commitment"]!["amount"]! / CapacityApi.Rate(world),
            Subscription = said["billingScopeId"]!.ToString().Split('/')[^1],
            Purchased = world.Now,
            Scope = said["appliedScopeType"]!.ToString(),
        };
        if (succeeds)
            world.SavingsPlans.Add(plan);
        string order = $"/providers/Microsoft.BillingBenefits/savingsPlanOrders/{plan.Order}";
        return new
        {
            properties = item.Request.DeepClone(),
            billingCurrencyTotal = Price(world, item.Total),
            savingsPlanOrderId = succeeds ? order : null,
            savingsPlanId = succeeds ? $"{order}/savingsPlans/{plan.Id}" : null,
            status = world.Knobs.ExchangeWorkEnds,
        };
    }
}
