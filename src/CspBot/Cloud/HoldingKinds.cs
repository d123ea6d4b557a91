using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CspBot.Cloud;

/// <summary>What can still be done about something that was bought.</summary>
internal enum HoldingPromise
{
    /// <summary>The partner can return and exchange it within Microsoft's rules.</summary>
    Returnable,

    /// <summary>Microsoft takes it back never.</summary>
    Final,

    /// <summary>No document says: treated as final, and called unknown.</summary>
    Unknown,
}

/// <summary>The savings plans that cover a service; reservations of those lose their exchange (november-2026 §B 2).</summary>
internal enum CoveredBy
{
    Nothing,
    ComputePlans,
    DatabasePlans,
}

/// <summary>One line of the table.</summary>
internal sealed record HoldingTraits(HoldingKind Kind, HoldingPromise Promise, CoveredBy Covered = CoveredBy.Nothing)
{
    /// <summary>Nothing tells what it is.</summary>
    public static readonly HoldingTraits Unknown = new(HoldingKind.OneTime, HoldingPromise.Unknown);

    public static readonly HoldingTraits SavingsPlan = new(HoldingKind.SavingsPlan, HoldingPromise.Final);

    public static readonly HoldingTraits PrePurchase = new(HoldingKind.PrePurchase, HoldingPromise.Final);

    public static readonly HoldingTraits Reservation = new(HoldingKind.Reservation, HoldingPromise.Returnable);
}

/// <summary>
/// What customers hold, told apart by the services' own words: the one table for lists, notices and reminders. A word that is not
/// here promises nothing.
/// </summary>
internal static partial class HoldingKinds
{
    /// <summary>The product of an Azure plan (partner-center §5.7): paid once, yet a subscription and nothing that is held here.</summary>
    public const string PlanProduct = "DZH318Z0BPS6";

    private static readonly HoldingTraits Compute = HoldingTraits.Reservation with { Covered = CoveredBy.ComputePlans };
    private static readonly HoldingTraits Database = HoldingTraits.Reservation with { Covered = CoveredBy.DatabasePlans };
    private static readonly HoldingTraits Other = HoldingTraits.Reservation;

    /// <summary>
    /// Microsoft never takes these back, and no document calls them pre-purchase plans (azure §7.4, partner-center §10). Software of
    /// the marketplace is taken back within 72 hours of its purchase alone (Microsoft's refund policies of the commercial
    /// marketplace): too short to promise it.
    /// </summary>
    private static readonly HoldingTraits Software = new(HoldingKind.OneTime, HoldingPromise.Final);

    /// <summary>
    /// By reservedResourceType of Microsoft.Capacity; Partner Center's reservationType has the same words in lower case.
    /// </summary>
    /// <remarks>
    /// The words: azure §7.2; MDC and Sentinel stand in the comment of ReservedResourceType in Microsoft's specification
    /// 2022-11-01 (models.tsp), beside OpenAIPTU, of which no document that we read says whether it can be returned. Sentinel's,
    /// Defender for Cloud's and Databricks' are the pre-purchase plans whose words are known; those of Copilot credits, Agent,
    /// GitHub and Synapse commit units are not documented. Covered by savings plans: virtual machines, dedicated hosts and
    /// App Service (Microsoft's page of the exchange policy), and of the databases those whose reservations are of
    /// a database service; AVS is excepted (november-2026 §B 2).
    /// </remarks>
    private static readonly FrozenDictionary<string, HoldingTraits> ByResource = new Dictionary<string, HoldingTraits>
    {
        ["VirtualMachines"] = Compute,
        ["DedicatedHost"] = Compute,
        ["AppService"] = Compute,
        ["SqlDatabases"] = Database,
        ["CosmosDb"] = Database,
        ["MySql"] = Database,
        ["PostgreSql"] = Database,
        ["MariaDb"] = Database,
        ["SqlDataWarehouse"] = Other,
        ["ManagedDisk"] = Other,
        ["BlockBlob"] = Other,
        ["RedisCache"] = Other,
        ["AzureDataExplorer"] = Other,
        ["SapHana"] = Other,
        ["SqlAzureHybridBenefit"] = Other,
        ["AVS"] = Other,
        ["DataFactory"] = Other,
        ["NetAppStorage"] = Other,
        ["AzureFiles"] = Other,
        ["SqlEdge"] = Other,
        ["VirtualMachineSoftware"] = Software,
        ["Databricks"] = HoldingTraits.PrePurchase,
        ["Sentinel"] = HoldingTraits.PrePurchase,
        ["MDC"] = HoldingTraits.PrePurchase,
        ["SuseLinux"] = Software,
        ["RedHat"] = Software,
        ["RedHatOsa"] = Software,
        ["VMwareCloudSimple"] = Software,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// By the catalogue's product type and sub-type: the one pair of a reservation that a document gives (partner-center §5.2).
    /// </summary>
    private static readonly FrozenDictionary<string, HoldingTraits> ByProduct = new Dictionary<string, HoldingTraits>
    {
        ["Azure/VirtualMachines"] = Compute,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>By what is reserved; null when no service says anything.</summary>
    public static HoldingTraits? OfResource(string? reserved) =>
        string.IsNullOrEmpty(reserved) ? null : ByResource.GetValueOrDefault(reserved, HoldingTraits.Unknown);

    /// <summary>By the catalogue's product; null where no document gives its type.</summary>
    public static HoldingTraits? OfProduct(string? type, string? subType) => ByProduct.GetValueOrDefault($"{type}/{subType}");

    /// <summary>
    /// By a name, where nothing else is known yet: <c>Reserved_VM_Instance_…</c> is the catalogue's own beginning (partner-center
    /// §5.2, §5.4), and the names of plans say what they are (Microsoft's pages of each; an assumption for order lines).
    /// </summary>
    public static HoldingTraits? OfName(string name) =>
        SavingsPlanName().IsMatch(name) ? HoldingTraits.SavingsPlan
        : PrePurchaseName().IsMatch(name) ? HoldingTraits.PrePurchase
        : ReservedMachine().IsMatch(name) ? Compute
        : null;

    /// <summary>By the names of an order's lines: a plan among them makes all of it final, only machines alone can be returned.</summary>
    public static HoldingTraits OfNames(IReadOnlyCollection<string> names)
    {
        var told = names.Select(OfName).ToList();
        return told.Find(traits => traits is { Promise: HoldingPromise.Final })
            ?? (told.Count > 0 && told.TrueForAll(traits => traits is not null) ? told[0]! : HoldingTraits.Unknown);
    }

    /// <summary>
    /// What is reserved is truer than a name. A word that is not in the table leaves what the name says of a plan, and nothing that
    /// a name would promise.
    /// </summary>
    public static HoldingTraits Of(string? reserved, IReadOnlyCollection<string> names)
    {
        var (told, named) = (OfResource(reserved), OfNames(names));
        return told is null ? named : told.Promise == HoldingPromise.Unknown && named.Promise == HoldingPromise.Final ? named : told;
    }

    [GeneratedRegex(@"savings?[-_ ]?plan", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SavingsPlanName();

    [GeneratedRegex(@"pre[-_ ]?purchase", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PrePurchaseName();

    [GeneratedRegex("^Reserved[_ ]VM[_ ]Instance", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReservedMachine();
}
