using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Sandbox;

/// <summary>
/// What Microsoft.Consumption recommends to reserve, and the rates behind it, of a subscription (specification 2023-05-01, facts
/// azure §7.5; samples ReservationRecommendationsBySubscription.json, …ByBillingProfile.json and
/// ReservationRecommendationDetailsBySubscription.json).
/// </summary>
/// <remarks>
/// Assumed: subscriptions of an Azure plan are answered in the modern form (amounts with their currency, for the whole term), those of
/// MS-AZR-0145P in the legacy one (bare numbers, for the look-back): that is how the samples' figures add up. The details' costs are for
/// the look-back, as in their sample.
/// </remarks>
internal static partial class RecommendationsApi
{
    private const string Consumption = "providers/Microsoft.Consumption";

    private static readonly Dictionary<string, string[]> Filters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["scope"] = ["Single", "Shared"],
        ["resourceType"] =
        [
            "VirtualMachines", "SQLDatabases", "PostgreSQL", "ManagedDisk", "MySQL", "RedHat", "MariaDB", "RedisCache", "CosmosDB",
            "SqlDataWarehouse", "SUSELinux", "AppService", "BlockBlob", "AzureDataExplorer", "VMwareCloudSimple",
        ],
        ["lookBackPeriod"] = ["Last7Days", "Last30Days", "Last60Days"],
    };

    public static void Map(Routes routes)
    {
        const string Root = "/subscriptions/{subscription}/" + Consumption;
        routes.Map("GET", $"{Root}/reservationRecommendations", ArmApi.OfSubscription(
            "Microsoft.Consumption/reservationRecommendations/read", ConsumptionApi.Versions, List));
        routes.Map("GET", $"{Root}/reservationRecommendationDetails", ArmApi.OfSubscription(
            "Microsoft.Consumption/reservationRecommendationDetails/read", ConsumptionApi.Versions, Details));
    }

    /// <summary>The properties of a filter such as <c>properties/scope eq 'Single' AND …</c>; null when it has another.</summary>
    public static Dictionary<string, string>? Read(string? filter, IReadOnlyDictionary<string, string[]> allowed)
    {
        Dictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in And().Split(filter ?? "").Where(part => part.Length > 0))
        {
            Match match = Equal().Match(part);
            if (!match.Success
                || !allowed.TryGetValue(match.Groups[1].Value, out string[]? values)
                || !values.Contains(match.Groups[2].Value, StringComparer.OrdinalIgnoreCase)
                || !found.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
                return null;
        }

        return found;
    }

    public static int LookBack(string period) => period[4..^4] is { Length: > 0 } days ? int.Parse(days, CultureInfo.InvariantCulture) : 7;

    /// <summary>What runs in the scope: of one subscription, or of all of the customer's together.</summary>
    public static IReadOnlyList<Workload> Running(World world, AzureSubscription subscription, bool shared) =>
    [
        .. (shared ? world.AzureSubscriptionsOf(subscription.Tenant) : [subscription])
            .SelectMany(Workloads.Of)
            .GroupBy(load => (load.Size, load.Location))
            .Select(same => new Workload(same.Key.Size, same.Key.Location, same.Sum(load => load.Machines))),
    ];

    private static Answer List(Call call, AzureSubscription subscription)
    {
        if (Read(call.Parameter("$filter"), Filters) is not { } filter)
            return ConsumptionApi.BadRequest("The filter has a property or a value that is not documented.");
        string scope = filter.GetValueOrDefault("scope", "Single");
        string period = filter.GetValueOrDefault("lookBackPeriod", "Last7Days");
        bool machines = Ids.Same(filter.GetValueOrDefault("resourceType", "VirtualMachines"), "VirtualMachines");
        IReadOnlyList<Workload> running = machines ? Running(call.World, subscription, Ids.Same(scope, "Shared")) : [];
        if (running.Count == 0)
            return new Answer(204);
        bool legacy = call.World.Customer(subscription.Tenant)!.Subscriptions
            .Exists(item => item.Kind == Subscription.Legacy && item.AzureSubscriptions.Contains(subscription));
        return ArmApi.Page(call,
            from load in running
            from term in new[] { "P1Y", "P3Y" }
            select legacy
                ? Legacy(subscription, load, term, (scope, period))
                : Modern(call.World.Now, subscription, load, term, (scope, period)));
    }

    private static (decimal Without, decimal With) Costs(Workload load, string term, int hours)
    {
        decimal without = load.Machines * hours * Workloads.OnDemand(load.Size)!.Value;
        decimal with = load.Machines * hours * Workloads.Reserved(load.Size, term);
        return (Math.Round(without, 4), Math.Round(with, 4));
    }

    private static object Legacy(AzureSubscription subscription, Workload load, string term, (string Scope, string Period) asked)
    {
        (decimal without, decimal with) = Costs(load, term, 24 * LookBack(asked.Period));
        (string group, string smallest, decimal ratio) = Workloads.Flexibility(load.Size);
        return new
        {
            id = Id(subscription, load, term),
            name = Ids.Named($"recommendation|{subscription.Id}|{load.Size}|{term}"),
            type = "Microsoft.Consumption/reservationRecommendations",
            sku = load.Size,
            location = load.Location,
            kind = "legacy",
            properties = new
            {
                lookBackPeriod = asked.Period,
                instanceFlexibilityRatio = ratio,
                instanceFlexibilityGroup = group,
                normalizedSize = smallest,
                recommendedQuantityNormalized = load.Machines * ratio,
                meterId = Ids.Named("meter|" + load.Size),
                resourceType = "virtualmachines",
                term,
                costWithNoReservedInstances = without,
                recommendedQuantity = load.Machines,
                totalCostWithReservedInstances = with,
                netSavings = without - with,
                firstUsageDate = "2025-03-06T00:00:00Z",
                scope = asked.Scope,
                subscriptionId = subscription.Id,
                skuProperties = Array.Empty<object>(),
            },
        };
    }

    private static object Modern(
        DateTimeOffset now, AzureSubscription subscription, Workload load, string term, (string Scope, string Period) asked)
    {
        (decimal without, decimal with) = Costs(load, term, 8760 * Workloads.Years(term));
        (string group, string smallest, decimal ratio) = Workloads.Flexibility(load.Size);
        int days = LookBack(asked.Period);
        return new
        {
            id = Id(subscription, load, term),
            name = Ids.Named($"recommendation|{subscription.Id}|{load.Size}|{term}"),
            type = "Microsoft.Consumption/reservationRecommendations",
            kind = "modern",
            properties = new
            {
                costWithNoReservedInstances = new { currency = "USD", value = without },
                firstUsageDate = ConsumptionApi.Midnight(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-days)),
                instanceFlexibilityGroup = group,
                instanceFlexibilityRatio = ratio,
                location = load.Location,
                lookBackPeriod = days,
                meterId = Ids.Named("meter|" + load.Size),
                netSavings = new { currency = "USD", value = without - with },
                normalizedSize = smallest,
                recommendedQuantity = load.Machines,
                recommendedQuantityNormalized = load.Machines * ratio,
                resourceType = "virtualmachines",
                scope = asked.Scope,
                skuName = load.Size,
                skuProperties = (object?)null,
                subscriptionId = asked.Scope == "Single" ? subscription.Id : null,
                term,
                totalCostWithReservedInstances = new { currency = "USD", value = with },
            },
        };
    }

    private static string Id(AzureSubscription subscription, Workload load, string term) =>
        $"subscriptions/{subscription.Id}/{Consumption}/reservationRecommendations/"
        + Ids.Named($"recommendation|{subscription.Id}|{load.Size}|{term}");

    /// <summary>Rates and the what-if of one product; 204 where neither a machine nor a reservation of it is there.</summary>
    private static Answer Details(Call call, AzureSubscription subscription)
    {
        string[] needed = ["scope", "region", "term", "lookBackPeriod", "product"];
        if (needed.FirstOrDefault(name => string.IsNullOrEmpty(call.Parameter(name))) is { } missing)
            return ConsumptionApi.BadRequest($"The query option '{missing}' is required.");
        (string scope, string region, string term) = (call.Parameter("scope")!, call.Parameter("region")!, call.Parameter("term")!);
        string product = call.Parameter("product")!;
        int machines = Running(call.World, subscription, Ids.Same(scope, "Shared"))
            .Where(load => Ids.Same(load.Size, product) && Ids.Same(load.Location, region))
            .Sum(load => load.Machines);
        bool reserved = call.World.Reservations.Exists(item =>
            Ids.Same(item.Customer, subscription.Tenant) && Ids.Same(item.Product, product) && Ids.Same(item.Location, region));
        if ((machines == 0 && !reserved) || Workloads.OnDemand(product) is not { } rate)
            return new Answer(204);
        int days = LookBack(call.Parameter("lookBackPeriod")!);
        decimal reservationRate = Workloads.Reserved(product, term.ToUpperInvariant());
        return Answer.Ok(new
        {
            id = $"subscriptions/{subscription.Id}/{Consumption}/reservationrecommendationdetails",
            name = "reservationRecommendationDetails",
            type = "Microsoft.Consumption/ReservationRecommendationDetails",
            properties = new
            {
                currency = "USD",
                resource = new
                {
                    appliedScopes = new[] { subscription.Id },
                    onDemandRate = rate,
                    product,
                    region,
                    reservationRate,
                    resourceType = "virtualmachines",
                },
                resourceGroup = (string?)null,
                savings = new
                {
                    calculatedSavings = Enumerable.Range(1, Math.Max(machines, 1))
                        .Select(quantity => WhatIf(quantity, machines, 24 * days, (rate, reservationRate))),
                    lookBackPeriod = days,
                    recommendedQuantity = (decimal)machines,
                    reservationOrderTerm = term,
                    savingsType = "instance",
                    unitOfMeasure = "hour",
                },
                scope,
                usage = new
                {
                    firstConsumptionDate = ConsumptionApi.Midnight(DateOnly.FromDateTime(call.World.Now.UtcDateTime).AddDays(-days)),
                    lastConsumptionDate = ConsumptionApi.Midnight(DateOnly.FromDateTime(call.World.Now.UtcDateTime)),
                    lookBackUnitType = "virtualMachine quantity",
                    usageData = Enumerable.Repeat((decimal)machines, 24 * days),
                    usageGrain = "hourly",
                },
            },
        });
    }

    private static object WhatIf(int quantity, int machines, int hours, (decimal OnDemand, decimal Reserved) rates)
    {
        decimal onDemand = machines * hours * rates.OnDemand;
        decimal reservation = quantity * hours * rates.Reserved;
        decimal overage = Math.Max(0, machines - quantity) * hours * rates.OnDemand;
        return new
        {
            onDemandCost = Math.Round(onDemand, 4),
            overageCost = Math.Round(overage, 4),
            quantity,
            reservationCost = Math.Round(reservation, 4),
            totalReservationCost = Math.Round(reservation + overage, 4),
            savings = Math.Round(onDemand - reservation - overage, 4),
        };
    }

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"^\s*properties/(\w+)\s+eq\s+'([^']*)'\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Equal();
}
