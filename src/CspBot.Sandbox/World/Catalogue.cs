using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>A product of the catalogue, seen under one target view.</summary>
internal sealed record CatalogueProduct(string Id, string Title, string TargetView, string Type, string SubType)
{
    /// <summary>Sold under an Azure plan alone, not under MS-AZR-0145P.</summary>
    public bool OnlyForPlans { get; init; }
}

/// <summary>What can be ordered of a product.</summary>
internal sealed record CatalogueSku(
    string Product, string Id, string Title, string Size, string Region, string Location, string? Term, decimal Price)
{
    public bool IsReservation => Size.Length > 0;
}

/// <summary>What the pretend Partner Center sells: a few reservations, the Azure plan and a licence.</summary>
internal static class Catalogue
{
    public const string PlanProduct = "DZH318Z0BPS6";
    public const string LicenceProduct = "CFQ7TTC0LCHC";

    public static readonly IReadOnlyList<string> TargetViews =
    [
        "Azure", "AzureReservations", "AzureReservationsVM", "AzureReservationsSQL", "AzureReservationsCosmosDb", "MicrosoftAzure",
        "OnlineServices", "Software", "SoftwareSUSELinux", "SoftwarePerpetual", "SoftwareSubscriptions", "MarketplaceSaaS",
    ];

    private static readonly (string Size, decimal Year)[] Sizes =
    [
        ("Standard_B1s", 55.20m), ("Standard_B2s", 220.80m), ("Standard_D2s_v3", 586.92m), ("Standard_D4s_v3", 1173.84m),
        ("Standard_E8s_v3", 3048.48m), ("Standard_D4s_v5", 1088.16m), ("Standard_E4s_v5", 1384.08m),
    ];

    private static readonly (string Name, string Location)[] Regions =
        [("EU West", "westeurope"), ("FR Central", "francecentral"), ("US East", "eastus"), ("US West 2", "westus2")];

    public static IReadOnlyList<CatalogueProduct> Products { get; } =
    [
        new(PlanProduct, "Azure plan", "MicrosoftAzure", "Azure", "Azure"),
        new("DZH318Z0BQ36", "Virtual Machines BS Series", "AzureReservationsVM", "Azure", "VirtualMachines"),
        new("DZH318Z0BQ3Q", "Virtual Machines DSv3 Series", "AzureReservationsVM", "Azure", "VirtualMachines"),
        new("DZH318Z0BQ4B", "Virtual Machines ESv3 Series", "AzureReservationsVM", "Azure", "VirtualMachines"),
        new("DZH318Z0D5V5", "Virtual Machines Dsv5 Series", "AzureReservationsVM", "Azure", "VirtualMachines"),
        new("DZH318Z0E5V5", "Virtual Machines Esv5 Series", "AzureReservationsVM", "Azure", "VirtualMachines") { OnlyForPlans = true },
        new(LicenceProduct, "Microsoft 365 Business Premium", "OnlineServices", "OnlineServicesNCE", "OnlineServices"),
    ];

    public static IReadOnlyList<CatalogueSku> Skus { get; } = [.. MakeSkus()];

    public static CatalogueSku? Sku(string product, string sku) =>
        Skus.FirstOrDefault(item => Ids.Same(item.Product, product) && Ids.Same(item.Id, sku));

    /// <summary>The reservation of a machine size for a term; the size of the story when none is named.</summary>
    public static CatalogueSku? Reservation(string? size, string term) => Skus.FirstOrDefault(item =>
        item.Term == term && item.Location == "westeurope" && Ids.Same(item.Size, size ?? "Standard_B2s"));

    /// <summary>Availabilities under an Azure plan are others than those for the legacy offer.</summary>
    public static string Availability(CatalogueSku sku, bool forPlan) =>
        $"DZH318Z{Ids.Named($"{sku.Product}|{sku.Id}|{forPlan}")[..5].ToUpperInvariant()}";

    public static string CatalogItem(CatalogueSku sku, bool forPlan) => $"{sku.Product}:{sku.Id}:{Availability(sku, forPlan)}";

    /// <summary>The SKU of <c>product:sku:availability</c>; null when one of the three is not right.</summary>
    public static CatalogueSku? ByItem(string catalogItem)
    {
        string[] parts = catalogItem.Split(':');
        CatalogueSku? sku = parts.Length == 3 ? Sku(parts[0], parts[1]) : null;
        return sku is not null && (Ids.Same(parts[2], Availability(sku, true)) || Ids.Same(parts[2], Availability(sku, false)))
            ? sku
            : null;
    }

    private static IEnumerable<CatalogueSku> MakeSkus()
    {
        yield return new CatalogueSku(PlanProduct, "0001", "Microsoft Azure plan", "", "", "", null, 0);
        yield return new CatalogueSku(LicenceProduct, "0002", "Microsoft 365 Business Premium", "", "", "", "P1Y", 264m);
        int number = 1;
        foreach ((string size, decimal year) in Sizes)
        {
            string product = (size[9], size[^1]) switch
            {
                ('B', _) => "DZH318Z0BQ36",
                ('D', '5') => "DZH318Z0D5V5",
                ('E', '5') => "DZH318Z0E5V5",
                ('D', _) => "DZH318Z0BQ3Q",
                _ => "DZH318Z0BQ4B",
            };
            foreach ((string region, string location) in Regions)
            {
                foreach ((string term, string words, decimal factor) in new[] { ("P1Y", "1 Year", 1m), ("P3Y", "3 Years", 1.95m) })
                {
                    string id = (number++).ToString("X4", CultureInfo.InvariantCulture);
                    yield return new CatalogueSku(
                        product,
                        id,
                        $"Reserved VM Instance, {size}, {region}, {words}",
                        size,
                        region,
                        location,
                        term,
                        Math.Round(year * factor, 2));
                }
            }
        }
    }
}
