using System.Text.Json;
using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Purchases;

/// <summary>
/// Orders and plans of all kinds: what each is by the services' own words, and what its cards promise. Nothing that is
/// final or unknown is ever said to be returnable.
/// </summary>
public sealed class HoldingKindsTests
{
    private const string Machine = "Reserved_VM_Instance_Standard_D4s_v5_EU_West_3_Years";

    /// <summary>What Azure or Partner Center says is reserved, the name of the order's line, and what comes of them.</summary>
    public static TheoryData<string?, string, string, string> Orders { get; } = new()
    {
        { "VirtualMachines", Machine, "Reservation", "Returnable" },
        { "virtualmachines", Machine, "Reservation", "Returnable" },
        { "VirtualMachines", "my machines", "Reservation", "Returnable" },
        { "DedicatedHost", "host", "Reservation", "Returnable" },
        { "AppService", "plan P1v3", "Reservation", "Returnable" },
        { "SqlDatabases", "SQL Database Reserved Capacity", "Reservation", "Returnable" },
        { "sqldatabases", "", "Reservation", "Returnable" },
        { "CosmosDb", "Cosmos", "Reservation", "Returnable" },
        { "MySql", "", "Reservation", "Returnable" },
        { "PostgreSql", "", "Reservation", "Returnable" },
        { "RedisCache", "", "Reservation", "Returnable" },
        { "ManagedDisk", "", "Reservation", "Returnable" },
        { "BlockBlob", "", "Reservation", "Returnable" },
        { "AVS", "", "Reservation", "Returnable" },
        { "SapHana", "", "Reservation", "Returnable" },
        { "NetAppStorage", "", "Reservation", "Returnable" },
        { null, Machine, "Reservation", "Returnable" },
        { null, "Reserved VM Instance, Standard_ND12s, US West 2, 1 Year", "Reservation", "Returnable" },
        { null, "Compute_SavingsPlan_10-19-2022", "SavingsPlan", "Final" },
        { null, "Azure savings plan for compute", "SavingsPlan", "Final" },
        { "Databricks", "Azure Databricks Commit Units, 1 Year", "PrePurchase", "Final" },
        { "databricks", "", "PrePurchase", "Final" },
        { "Sentinel", "", "PrePurchase", "Final" },
        { "MDC", "", "PrePurchase", "Final" },
        { "CopilotCredits", "Copilot Credit Pre-Purchase Plan", "PrePurchase", "Final" },
        { "AgentUnits", "Microsoft Agent prepurchase plan", "PrePurchase", "Final" },
        { null, "GitHub AI Credits Pre-Purchase Plan", "PrePurchase", "Final" },
        { null, "Synapse Analytics Pre-purchase plan", "PrePurchase", "Final" },
        { "SuseLinux", "SUSE Linux Enterprise Server", "OneTime", "Final" },
        { "RedHat", "Red Hat Enterprise Linux", "OneTime", "Final" },
        { "RedHatOsa", "Azure Red Hat OpenShift", "OneTime", "Final" },
        { "VirtualMachineSoftware", "", "OneTime", "Final" },
        { "VMwareCloudSimple", "VMware by CloudSimple", "OneTime", "Final" },
        { "OpenAIPTU", "Provisioned throughput", "OneTime", "Unknown" },
        { "SomethingNew", Machine, "OneTime", "Unknown" },
        { "SomethingNew", "Reserved seats", "OneTime", "Unknown" },
        { null, "Reserved seats", "OneTime", "Unknown" },
        { null, "Windows Server 2025 Standard", "OneTime", "Unknown" },
        { null, "", "OneTime", "Unknown" },
    };

    [Fact]
    public void There_are_thirty_of_all_kinds() =>
        Assert.True(Orders.Count >= 30 && Enum.GetNames<HoldingKind>().All(kind => Orders.Any(row => kind.Equals(row[2]))));

    [Theory]
    [MemberData(nameof(Orders))]
    public void Each_is_what_the_services_say_and_its_notice_promises_no_more(string? reserved, string name, string kind, string promise)
    {
        var traits = HoldingKinds.Of(reserved, [name]);
        Assert.Equal((kind, promise), (traits.Kind.ToString(), traits.Promise.ToString()));
        foreach (var language in new[] { "en", "fr" })
        {
            var card = Notice(Texts.For(language), PurchaseKind.Of(traits.Kind), name);
            var text = CardReader.Text(card);
            var isReturnable = promise == "Returnable";
            Assert.Equal(isReturnable, CardReader.HasButton(card, "notifications/advice"));
            Assert.Equal(isReturnable, text.Contains(language == "en" ? "without a fee" : "sans frais", StringComparison.Ordinal));
            var final = language == "en" ? "final|cannot be returned" : "définitif|ne peut être ni rendu";
            Assert.Equal(!isReturnable, final.Split('|').Any(words => text.Contains(words, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(Machine, "Windows Server 2025 Standard", "OneTime")]
    [InlineData(Machine, "Copilot Credit Pre-Purchase Plan", "PrePurchase")]
    [InlineData(Machine, Machine, "Reservation")]
    public void An_order_of_several_lines_promises_what_all_of_them_do(string one, string other, string kind) =>
        Assert.Equal(kind, HoldingKinds.OfNames([one, other]).Kind.ToString());

    [Theory]
    [InlineData("Azure", "VirtualMachines", "Reservation")]
    [InlineData("azure", "virtualmachines", "Reservation")]
    [InlineData("Azure", "Azure", null)]
    [InlineData("Software", "Perpetual", null)]
    [InlineData(null, null, null)]
    public void The_catalogue_s_types_count_where_a_document_gives_them(string? type, string? subType, string? kind) =>
        Assert.Equal(kind, HoldingKinds.OfProduct(type, subType)?.Kind.ToString());

    [Theory]
    [InlineData("virtualmachines", "Reserved VM Instance", "a reservation ends in 7 days", "neither sells nor renews")]
    [InlineData("databricks", "Databricks", "a pre-purchase plan ends in 7 days", "is final")]
    [InlineData("newword", "Thing", "a one-time purchase ends in 7 days", "promises nothing")]
    [InlineData(null, "P:S", "a one-time purchase ends in 7 days", "promises nothing")]
    public void A_reminder_calls_it_what_it_is(string? resource, string name, string title, string rule)
    {
        var end = new ReservationEnd("o", "c", "Contoso", name + " Standard_D2s_v3", 1, new(2026, 12, 6, 0, 0, 0, TimeSpan.Zero))
        {
            Resource = resource,
        };
        var card = JsonSerializer.Deserialize<JsonElement>(
            PurchaseCards.Expiry(Texts.For("en"), end, 7, "UTC", new PurchaseOptions()).ToJson());
        Assert.Contains(title, CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains(rule, CardReader.Text(card), StringComparison.Ordinal);
    }

    private static JsonElement Notice(Texts texts, string kind, string name)
    {
        var purchase = new Purchase
        {
            Id = "o",
            OrderId = "O",
            CustomerId = "c",
            CustomerName = "Contoso",
            Kind = kind,
            Lines = [new PurchaseLine(name, 1, "P1Y")],
            At = new(2026, 11, 18, 11, 0, 0, TimeSpan.Zero),
            RefundRefused = "Refused",
        };
        return JsonSerializer.Deserialize<JsonElement>(
            PurchaseCards.Notice(texts, purchase, new PurchaseReading("UTC", false, false), null, new PurchaseOptions()).ToJson());
    }
}
