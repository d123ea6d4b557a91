using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>Machines of one size that run the whole time and that no reservation covers.</summary>
internal sealed record Workload(string Size, string Location, int Machines);

/// <summary>
/// What customers run beside what they have reserved, and what it costs by the hour: from this the recommendations follow. Made up:
/// every fourth customer runs nothing, the others machines of today's sizes and of old ones.
/// </summary>
internal static class Workloads
{
    /// <summary>Pay as you go costs so much more than a reservation of one year, in this world.</summary>
    private const decimal Premium = 1.7m;

    private const int HoursOfYear = 8760;

    public static IReadOnlyList<Workload> Of(AzureSubscription subscription)
    {
        int customer = Ids.CustomerNumber(subscription.Id);
        if (subscription.State != "Enabled" || customer < 0 || customer % 4 == 0)
            return [];
        bool first = subscription.Id == Ids.AzureSubscription(customer, 1);
        return first
            ?
            [
                new("Standard_D4s_v5", "westeurope", 2 + customer % 3),
                new("Standard_E4s_v5", "francecentral", 1),
                new("Standard_B2s", "westeurope", 2),
                new("Standard_D2s_v3", "westeurope", 3),
            ]
            : [new("Standard_D4s_v5", "westeurope", 1)];
    }

    /// <summary>US dollars for an hour of one machine; null for sizes that are not sold here.</summary>
    public static decimal? OnDemand(string size) =>
        Catalogue.Reservation(size, "P1Y") is { } sku ? Math.Round(sku.Price * Premium / HoursOfYear, 4) : null;

    /// <summary>US dollars for an hour of one reserved machine.</summary>
    public static decimal Reserved(string size, string term) => Catalogue.Reservation(size, term)!.Price / (HoursOfYear * Years(term));

    public static int Years(string term) => term == "P3Y" ? 3 : 1;

    /// <summary>Sizes of one group share a reservation, each by its weight; the smallest is the one that it is counted in.</summary>
    public static (string Group, string Smallest, decimal Ratio) Flexibility(string size)
    {
        string[] parts = size.Split('_');
        string digits = string.Concat(parts[1].Skip(1).TakeWhile(char.IsAsciiDigit));
        string letters = parts[1].Replace(digits, "", StringComparison.Ordinal).ToUpperInvariant();
        string version = parts.Length > 2 ? parts[2] : "";
        int processors = int.Parse(digits, CultureInfo.InvariantCulture);
        return letters == "BS"
            ? ("BS Series", "Standard_B1ls", processors == 1 ? 2 : 8)
            : ($"{letters}{version} Series", $"Standard_{size[9]}2s_{version}", processors / 2m);
    }
}
