using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <content>What is to be bought: what a request must say, and what it costs.</content>
internal static partial class ExchangeApi
{
    /// <summary>Of the specification's samples; no document names another plan's.</summary>
    private const string ComputePlan = "Compute_Savings_Plan";

    /// <summary>Reservations of these families are not sold since 2026-07-01 (facts, november-2026 §B 4).</summary>
    private static readonly string[] RetiredForBoth = ["Dv3", "Dsv3", "Ev3", "Esv3"];
    private static readonly string[] RetiredForYear =
        ["Av2", "Amv2", "B", "Bs", "Bms", "Bls", "D", "Ds", "Dv2", "Dsv2", "F", "Fs", "Fsv2", "G", "Gs", "L", "Ls", "Lsv2"];

    private static Answer CalculatePrice(Call call)
    {
        if (ArmApi.WrongVersion(call, Versions) is { } refused)
            return refused;
        Bought? bought = null;
        if (Reserved(call, call.Json, item => bought = item) is { } wrong)
            return wrong;
        if (bought!.IsRetired)
            return ArmApi.Fault(400, "CalculatePriceFailed", $"Reservations of {bought.Sku} are not sold any more.");
        World world = call.World;
        string order = Guid.NewGuid().ToString();
        JsonNode said = call.Json!["properties"]!;
        int payments = said["billingPlan"]?.ToString() == "Monthly" ? bought.Term == "P3Y" ? 36 : 12 : 1;
        world.PriceQuotes[order] = new PriceQuote(order, call.Token!.Tenant, world.Now, call.Json.ToJsonString(), bought.Total);
        return Answer.Ok(new
        {
            properties = new
            {
                billingCurrencyTotal = Price(world, bought.Total),
                netTotal = bought.Total,
                taxTotal = 0m,
                grandTotal = bought.Total,
                isTaxIncluded = false,
                isBillingPartnerManaged = world.Knobs.PartnerBilled,
                reservationOrderId = order,
                skuTitle = bought.Title,
                skuDescription = bought.Sku,
                pricingCurrencyTotal = new { currencyCode = "USD", amount = bought.Total },
                paymentSchedule = Enumerable.Range(0, payments).Select(month => new
                {
                    dueDate = world.Now.AddMonths(month).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    pricingCurrencyTotal = new { currencyCode = "USD", amount = Math.Round(bought.Total / payments, 2) },
                    billingCurrencyTotal = Price(world, Math.Round(bought.Total / payments, 2)),
                    status = "Scheduled",
                }),
            },
        });
    }

    /// <summary>A PurchaseRequest: told to <paramref name="found"/>, or why it is none.</summary>
    public static Answer? Reserved(Call call, JsonNode? request, Action<Bought> found)
    {
        JsonNode? said = request?["properties"];
        string? missing = Missing(request, "sku.name", "location")
            ?? Missing(said, "reservedResourceType", "term", "quantity", "displayName");
        if (missing is not null)
            return Incomplete($"'{missing}' is required.");
        if (WrongScope(call, said!) is { } wrong)
            return wrong;
        JsonNode? scopes = said!["appliedScopes"];
        int count = scopes is JsonArray list ? list.Count : 0;
        if (said["appliedScopeType"]!.ToString() == "Single" && count != 1)
            return count == 0
                ? ArmApi.Fault(400, "MissingAppliedScopesForSingle", "Applied scopes are required for a single scope.")
                : ArmApi.Fault(400, "InvalidSingleAppliedScopesCount", "A single scope takes one applied scope.");
        if (said["appliedScopeType"]!.ToString() == "Shared" && scopes is not null)
            return Incomplete("'appliedScopes' must not be specified for a shared scope.");
        if (said["quantity"] is not JsonValue number || !number.TryGetValue(out int quantity) || quantity < 1)
            return Incomplete("'quantity' must be greater than zero.");
        string sku = request!["sku"]!["name"]!.ToString();
        string term = said["term"]!.ToString();
        CatalogueSku? sold = Catalogue.Skus.FirstOrDefault(item =>
            Ids.Same(item.Size, sku) && Ids.Same(item.Location, request["location"]!.ToString()) && item.Term == term);
        if (sold is null)
            return ArmApi.Fault(400, "CalculatePriceFailed", $"There is no price of '{sku}' for {term} in '{request["location"]}'.");
        decimal price = Math.Round(sold.Price * call.World.Knobs.PriceFactor, 2);
        found(new Bought(request, said["reservedResourceType"]!.ToString(), sku, sold.Title, term, quantity * price));
        return null;
    }

    /// <summary>A SavingsPlanPurchaseRequest: told to <paramref name="found"/>, or why it is none.</summary>
    public static Answer? Planned(Call call, JsonNode? request, Action<Bought> found)
    {
        JsonNode? said = request?["properties"];
        string? missing = Missing(request, "sku.name")
            ?? Missing(said, "displayName", "term", "commitment.amount", "commitment.currencyCode", "commitment.grain");
        if (missing is not null)
            return Incomplete($"'{missing}' is required.");
        if (WrongScope(call, said!) is { } wrong)
            return wrong;
        if (said!["appliedScopeType"]!.ToString() == "Single" && said["appliedScopeProperties"] is null)
            return Incomplete("'appliedScopeProperties' is required for a single scope.");
        string sku = request!["sku"]!["name"]!.ToString();
        if (!Ids.Same(sku, ComputePlan))
            return ArmApi.Fault(400, "CalculatePriceFailed", $"There is no price of '{sku}'.");
        if (said["commitment"]!["amount"] is not JsonValue number || !number.TryGetValue(out decimal hourly) || hourly < 0.001m)
            return Incomplete("'commitment.amount' must be at least 0.001.");
        if (said["commitment"]!["currencyCode"]!.ToString() != call.World.Knobs.BillingCurrency)
            return Incomplete("'commitment.currencyCode' must be the billing currency.");
        string term = said["term"]!.ToString();
        decimal inDollars = hourly / CapacityApi.Rate(call.World);
        found(new Bought(request, "SavingsPlan", sku, sku, term, Math.Round(inDollars * (term == "P3Y" ? 26_280 : 8_760), 2)));
        return null;
    }

    /// <summary>Who pays must be a subscription of this directory on which the caller is Owner (facts, azure §7.4).</summary>
    private static Answer? WrongScope(Call call, JsonNode said)
    {
        if (Missing(said, "billingScopeId", "appliedScopeType") is { } name)
            return Incomplete($"'{name}' is required.");
        string billing = said["billingScopeId"]!.ToString();
        string[] parts = billing.Split('/');
        if (parts is not ["", "subscriptions", var id]
            || call.World.AzureSubscription(id) is not { } subscription
            || !Ids.Same(subscription.Tenant, call.Token!.Tenant))
            return ArmApi.Fault(400, "InvalidSubscriptionId", $"'{billing}' is no subscription of this directory.");
        return call.World.RolesOf(call.Token.ObjectId, subscription).Contains(Ids.Owner)
            ? null
            : ArmApi.NotAllowed(call, "Microsoft.Capacity/reservationOrders/write", billing);
    }

    private static string? Missing(JsonNode? node, params string[] names) => names.FirstOrDefault(name =>
        name.Split('.').Aggregate(node, (inner, part) => inner?[part]) is not { } value || value.ToString().Length == 0);

    private static bool Retired(string size, string term)
    {
        Match match = Size().Match(size);
        if (!match.Success)
            return false;
        string family = match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value.TrimStart('_');
        return RetiredForBoth.Contains(family, StringComparer.OrdinalIgnoreCase)
            || (term == "P1Y" && RetiredForYear.Contains(family, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)(_v\d+)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Size();

    /// <summary>Something to be bought; the total is in US dollars over the whole term.</summary>
    public sealed record Bought(JsonNode Request, string Kind, string Sku, string Title, string Term, decimal Total)
    {
        public bool IsRetired => Kind == "VirtualMachines" && Retired(Sku, Term);
    }
}

/// <summary>A price that a purchase may rest on; its order's id was made with it.</summary>
internal sealed record PriceQuote(string Order, string Customer, DateTimeOffset At, string Request, decimal Total);
