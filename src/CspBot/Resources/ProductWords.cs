using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Resources;

/// <summary>What was bought, as people say it: services' names join their words by underscores, which no narrow card can break.</summary>
internal static partial class ProductWords
{
    /// <summary>A name in words.</summary>
    public static string InWords(string name) => name.Replace('_', ' ');

    /// <summary>
    /// What is reserved, of which size and where: <c>Virtual machine D4s v5, West Europe</c>.
    /// </summary>
    /// <param name="resource">reservedResourceType of Microsoft.Capacity, or Partner Center's word for it.</param>
    /// <param name="sku">Such as Standard_D4s_v5; empty where nothing tells.</param>
    /// <param name="location">Such as westeurope; null or <c>global</c> where there is none.</param>
    /// <param name="name">What it is called where nothing else tells.</param>
    public static string Reserved(Texts texts, string resource, string sku, string? location, string name)
    {
        if (sku.Length == 0)
            return Named(texts, name);
        var (label, size) = (Resource(texts, resource), Size(sku));
        return Joined(label is null ? size : IsMachine(sku) ? $"{label} {size}" : $"{label} ({size})", Region(texts, location));
    }

    /// <summary>
    /// The catalogue's name of a reserved machine, such as <c>Reserved_VM_Instance_Standard_D4s_v5_EU_West_3_Years</c>,
    /// taken apart; any other name in words. The term at its end is left out: it is said beside it, in the reader's language.
    /// </summary>
    public static string Named(Texts texts, string name) => ReservedMachine().Match(name) is { Success: true } found
        ? Joined(
            $"{texts[ReservationsText.Resource_VirtualMachines]} {Size(found.Groups["size"].Value)}",
            CatalogueRegion(texts, InWords(found.Groups["region"].Value).Trim(' ', ',')))
        : EndingTerm().Replace(InWords(name), "");

    /// <summary>Word for what is reserved; null for a word that we do not know.</summary>
    public static string? Resource(Texts texts, string resource) => texts.Find("Reservations.Resource." + resource);

    /// <summary>A region's name; its code where we have none, nothing for what has no region.</summary>
    public static string Region(Texts texts, string? location) =>
        location is null or "" or "global" ? "" : texts.Find("Reservations.Region." + location.ToLowerInvariant()) ?? location;

    /// <summary>
    /// A region as the catalogue and the price list write it (EU West, US West 2: <c>location</c> beside <c>armRegionName</c> in the
    /// examples of the Azure Retail Prices API), by the name that the other cards use; as it is written where we do not know it.
    /// </summary>
    private static string CatalogueRegion(Texts texts, string written)
    {
        if (PlaceFirst().Match(written) is not { Success: true } found || Place(found.Groups["place"].Value) is not { } place)
            return written;
        var side = found.Groups["side"].Value.Replace(" ", "", StringComparison.Ordinal);
        var number = found.Groups["number"].Value;
        var code = place is "us" or "europe" or "asia" ? side + place + number : place + side + number;
        return texts.Find("Reservations.Region." + code.ToLowerInvariant()) ?? written;
    }

    private static string? Place(string written) => written switch
    {
        "EU" => "europe",
        "US" => "us",
        "AP" => "asia",
        "UK" => "uk",
        "FR" => "france",
        "DE" => "germany",
        "CH" => "switzerland",
        _ => null,
    };

    /// <summary>A duration such as P1Y in words; empty for none.</summary>
    public static string Term(Texts texts, string? term) =>
        term is null ? "" : texts.Find("Notifications.Term." + term) ?? term.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many; a question mark where no service told it.</summary>
    public static string Number(Texts texts, int number) => number > 0 ? number.ToString("N0", texts.Culture) : "?";

    public static string Joined(string one, string other) => other.Length == 0 ? one : $"{one}, {other}";

    private static bool IsMachine(string sku) => Machine().IsMatch(sku);

    private static string Size(string sku) => InWords(Machine().Replace(sku, ""));

    [GeneratedRegex(@"[, ]+\d Years?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EndingTerm();

    [GeneratedRegex(
        @"^(?<place>[A-Z]{2}) (?<side>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?: (?<number>\d))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex PlaceFirst();

    [GeneratedRegex("^(Standard|Basic)_", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Machine();

    [GeneratedRegex(
        @"^Reserved[_ ]VM[_ ]Instance[_, ]+(?<size>(?:Standard|Basic)_[A-Za-z]+\d+[A-Za-z0-9-]*(?:_[A-Z]+\d+)?(?:_v\d+)?)"
        + @"(?<region>.*?)[_, ]*(?:\d[_ ]Years?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex ReservedMachine();
}
