namespace CspBot.Cloud;

/// <summary>
/// The local meters of an Azure Stack, as Microsoft's page lists them ("Local Azure Stack billing meters", 2019-12-20, which took over the
/// table of "Usage API related FAQ"). A custom worker tier has an id that its stamp makes: it is not listed, and shown by its id.
/// </summary>
/// <remarks>
/// Where a meter counts something per hour, a day's quantity is multiplied by its hours (the page says so of addresses and databases).
/// </remarks>
internal static class StackMeters
{
    /// <summary>What is charged by the hour of a machine first, then what it stands on.</summary>
    private static readonly StackMeter[] All =
    [
        new("9cd92d4c-bafd-4492-b278-bedc2de8232a", "Windows VM Size Hours", StackUnit.CoreHours),
        new("fab6eb84-500b-4a09-a8ca-7358f8bbaea5", "Base VM Size Hours", StackUnit.CoreHours),
        new("6dab500f-a4fd-49c4-956d-229bb9c8c793", "VM Size Hours", StackUnit.MachineHours),
        new("190c935e-9ada-48ff-9ab8-56ea1cf9adaa", "App Service", StackUnit.CoreHours),
        new("f271a8a388c44d93956a063e1d2fa80b", "Static IP Address Usage", StackUnit.AddressHours),
        new("9e2739ba86744796b465f64674b822ba", "Dynamic IP Address Usage", StackUnit.AddressHours),
        new("b5c15376-6c94-4fdd-b655-1a69d138aca3", "PageBlobCapacity", StackUnit.GigabyteHours),
        new("09f8879e-87e9-4305-a572-4b7be209f857", "BlockBlobCapacity", StackUnit.GigabyteHours),
        new("b4438d5d-453b-4ee1-b42a-dc72e377f1e4", "TableCapacity", StackUnit.GigabyteHours),
        new("b03c6ae7-b080-4bfa-84a3-22c800f315c6", "QueueCapacity", StackUnit.GigabyteHours),
        new("b9ff3cd0-28aa-4762-84bb-ff8fbaea6a90", "TableTransactions", StackUnit.TenThousandRequests),
        new("50a1aeaf-8eca-48a0-8973-a5b3077fee0d", "TableDataTransIn", StackUnit.Gigabytes),
        new("1b8c1dec-ee42-414b-aa36-6229cf199370", "TableDataTransOut", StackUnit.Gigabytes),
        new("43daf82b-4618-444a-b994-40c23f7cd438", "BlobTransactions", StackUnit.TenThousandRequests),
        new("9764f92c-e44a-498e-8dc1-aad66587a810", "BlobDataTransIn", StackUnit.Gigabytes),
        new("3023fef4-eca5-4d7b-87b3-cfbc061931e8", "BlobDataTransOut", StackUnit.Gigabytes),
        new("eb43dd12-1aa6-4c4b-872c-faf15a6785ea", "QueueTransactions", StackUnit.TenThousandRequests),
        new("e518e809-e369-4a45-9274-2017b29fff25", "QueueDataTransIn", StackUnit.Gigabytes),
        new("dd0a10ba-a5d6-4cb6-88c0-7d585cef9fc2", "QueueDataTransOut", StackUnit.Gigabytes),
        new("380874f9-300c-48e0-95a0-d2d9a21ade8f", "S4", StackUnit.DiskMonths),
        new("1b77d90f-427b-4435-b4f1-d78adec53222", "S6", StackUnit.DiskMonths),
        new("d5f7731b-f639-404a-89d0-e46186e22c8d", "S10", StackUnit.DiskMonths),
        new("ff85ef31-da5b-4eac-95dd-a69d6f97b18a", "S15", StackUnit.DiskMonths),
        new("88ea9228-457a-4091-adc9-ad5194f30b6e", "S20", StackUnit.DiskMonths),
        new("5b1db88a-8596-4002-8052-347947c26940", "S30", StackUnit.DiskMonths),
        new("7660b45b-b29d-49cb-b816-59f30fbab011", "P4", StackUnit.DiskMonths),
        new("817007fd-a077-477f-bc01-b876f27205fd", "P6", StackUnit.DiskMonths),
        new("e554b6bc-96cd-4938-a5b5-0da990278519", "P10", StackUnit.DiskMonths),
        new("cdc0f53a-62a9-4472-a06c-e99a23b02907", "P15", StackUnit.DiskMonths),
        new("b9cb2d1a-84c2-4275-aa8b-70d2145d59aa", "P20", StackUnit.DiskMonths),
        new("06bde724-9f94-43c0-84c3-d0fc54538369", "P30", StackUnit.DiskMonths),
        new("7ba084ec-ef9c-4d64-a179-7732c6cb5e28", "ActualStandardDiskSize", StackUnit.GigabyteMonths),
        new("daef389a-06e5-4684-a7f7-8813d9f792d5", "ActualPremiumDiskSize", StackUnit.GigabyteMonths),
        new("108fa95b-be0d-4cd9-96e8-5b0d59505df1", "ActualStandardSnapshotSize", StackUnit.GigabyteMonths),
        new("578ae51d-4ef9-42f9-85ae-42b52d3d83ac", "ActualPremiumSnapshotSize", StackUnit.GigabyteMonths),
        new("5d76e09f-4567-452a-94cc-7d1f097761f0", "S4 (deprecated)", StackUnit.DiskHours),
        new("dc9fc6a9-0782-432a-b8dc-978130457494", "S6 (deprecated)", StackUnit.DiskHours),
        new("e5572fce-9f58-49d7-840c-b168c0f01fff", "S10 (deprecated)", StackUnit.DiskHours),
        new("9a8caedd-1195-4cd5-80b4-a4c22f9302b8", "S15 (deprecated)", StackUnit.DiskHours),
        new("5938f8da-0ecd-4c48-8d5a-c7c6c23546be", "S20 (deprecated)", StackUnit.DiskHours),
        new("7705a158-bd8b-4b2b-b4c2-0782343b81e6", "S30 (deprecated)", StackUnit.DiskHours),
        new("5c105f5f-cbdf-435c-b49b-3c7174856dcc", "P4 (deprecated)", StackUnit.DiskHours),
        new("518b412b-1927-4f25-985f-4aea24e55c4f", "P6 (deprecated)", StackUnit.DiskHours),
        new("5cfb1fed-0902-49e3-8217-9add946fd624", "P10 (deprecated)", StackUnit.DiskHours),
        new("8de91c94-f740-4d9a-b665-bd5974fa08d4", "P15 (deprecated)", StackUnit.DiskHours),
        new("c7e7839c-293b-4761-ae4c-848eda91130b", "P20 (deprecated)", StackUnit.DiskHours),
        new("9f502103-adf4-4488-b494-456c95d23a9f", "P30 (deprecated)", StackUnit.DiskHours),
        new("8a409390-1913-40ae-917b-08d0f16f3c38", "ActualStandardDiskSize (deprecated)", StackUnit.ByteHours),
        new("1273b16f-8458-4c34-8ce2-a515de551ef6", "ActualPremiumDiskSize (deprecated)", StackUnit.ByteHours),
        new("89009682-df7f-44fe-aeb1-63fba3ddbf4c", "ActualStandardSnapshotSize (deprecated)", StackUnit.ByteHours),
        new("95b0c03f-8a82-4524-8961-ccfbf575f536", "ActualPremiumSnapshotSize (deprecated)", StackUnit.ByteHours),
        new("75d4b707-1027-4403-9986-6ec7c05579c8", "ActualStandardSnapshotSize (deprecated)", StackUnit.GigabyteMonths),
        new("5ca1cbb9-6f14-4e76-8be8-1ca91547965e", "ActualPremiumSnapshotSize (deprecated)", StackUnit.GigabyteMonths),
        new("cbcfef9a-b91f-4597-a4d3-01fe334bed82", "DatabaseSizeHourSqlMeter", StackUnit.MegabyteHours),
        new("e6d8cfcd-7734-495e-b1cc-5ab0b9c24bd3", "DatabaseSizeHourMySqlMeter", StackUnit.MegabyteHours),
        new("ebf13b9f-b3ea-46fe-bf54-396e93d48ab4", "Key Vault transactions", StackUnit.TenThousandRequests),
        new("2c354225-b2fe-42e5-ad89-14f0ea302c87", "Advanced keys transactions", StackUnit.TenThousandTransactions),
        new("67cc4afc-0691-48e1-a4b8-d744d1fedbde", "Functions Requests", StackUnit.TenRequests),
        new("d1d04836-075c-4f27-bf65-0a1130ec60ed", "Functions - Compute", StackUnit.GigabyteSeconds),
        new("957e9f36-2c14-45a1-b6a1-1723ef71a01d", "Shared App Service Hours", StackUnit.Hours),
        new("539cdec7-b4f5-49f6-aac4-1f15cff0eda9", "Free App Service Hours", StackUnit.Hours),
        new("88039d51-a206-3a89-e9de-c5117e2d10a6", "Small Standard App Service Hours", StackUnit.Hours),
        new("83a2a13e-4788-78dd-5d55-2831b68ed825", "Medium Standard App Service Hours", StackUnit.Hours),
        new("1083b9db-e9bb-24be-a5e9-d6fdd0ddefe6", "Large Standard App Service Hours", StackUnit.Hours),
        new("264acb47-ad38-47f8-add3-47f01dc4f473", "SNI SSL", StackUnit.Bindings),
        new("60b42d72-dc1c-472c-9895-6c516277edb4", "IP SSL", StackUnit.Bindings),
        new("73215a6c-fa54-4284-b9c1-7e8ec871cc5b", "Web Process", StackUnit.SiteHours),
        new("5887d39b-0253-4e12-83c7-03e1a93dffd9", "External Egress Bandwidth", StackUnit.Gigabytes),
    ];

    private static readonly Dictionary<string, int> Places =
        All.Select((meter, place) => (meter.Id, place)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The meter with this id; one that is not listed is called by its id and has no unit that anybody told.</summary>
    public static StackMeter Of(string id) =>
        Places.TryGetValue(id, out var place) ? All[place] : new StackMeter(id, id, StackUnit.Unknown);

    /// <summary>Where it stands among the meters; those that are not listed are the last.</summary>
    public static int PlaceOf(string id) => Places.GetValueOrDefault(id, All.Length);
}

/// <summary>What is counted.</summary>
/// <param name="Id">In lower case.</param>
/// <param name="Name">As Microsoft's page has it, in every language.</param>
internal sealed record StackMeter(string Id, string Name, StackUnit Unit);

/// <summary>In what a meter counts over a day.</summary>
internal enum StackUnit
{
    Unknown,
    CoreHours,
    MachineHours,
    AddressHours,
    GigabyteHours,
    MegabyteHours,
    ByteHours,
    Gigabytes,
    GigabyteMonths,
    GigabyteSeconds,
    DiskMonths,
    DiskHours,
    TenThousandRequests,
    TenThousandTransactions,
    TenRequests,
    Hours,
    SiteHours,
    Bindings,
}
