namespace CspBot.Cloud;

/// <summary>Built-in roles, known by GUID only: a custom role may bear any name (azure §3.4).</summary>
internal static class AzureRoles
{
    public static readonly Guid Owner = new("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
    public static readonly Guid Contributor = new("b24988ac-6180-42a0-ab88-20f7382dd24c");
    public static readonly Guid Reader = new("acdd72a7-3385-48ef-bd42-f606fba81ae7");
    public static readonly Guid UserAccessAdministrator = new("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9");
    public static readonly Guid ReservationsAdministrator = new("a8889054-8d42-49c9-bc1c-52486c10e7cd");
    public static readonly Guid ReservationsReader = new("582fc458-8989-419f-a480-75249bc5db7e");
    public static readonly Guid CostManagementReader = new("72fafb9e-0641-4937-9268-a91bfd8191a3");

    /// <summary>The scope at which alone the roles of all reservations of a directory can be given (azure §3.4).</summary>
    public const string CapacityScope = "/providers/Microsoft.Capacity";

    /// <summary>What forms offer without a search, in this order.</summary>
    public static IReadOnlyList<AzureRole> Offered { get; } =
    [
        new(Owner, "Owner", IsCustom: false),
        new(Contributor, "Contributor", IsCustom: false),
        new(Reader, "Reader", IsCustom: false),
        new(UserAccessAdministrator, "User Access Administrator", IsCustom: false),
        new(ReservationsAdministrator, "Reservations Administrator", IsCustom: false),
        new(CostManagementReader, "Cost Management Reader", IsCustom: false),
    ];

    /// <summary>Never given on a subscription: these are roles for all reservations of the directory.</summary>
    public static bool IsOfCapacity(Guid role) => role == ReservationsAdministrator || role == ReservationsReader;

    /// <summary>Changes nothing, and so spends nothing.</summary>
    public static bool OnlyLooks(Guid role) => role == Reader || role == CostManagementReader;

    /// <summary>Gives the power to give rights: as weighty as Owner.</summary>
    public static bool GivesRights(Guid role) =>
        role == Owner || role == UserAccessAdministrator || role == new Guid("f58310d9-a9f6-439a-9e8d-f62e7b41a168");

    /// <summary>Built-in roles of azure §3.4: what is not among them may be a custom one.</summary>
    public static readonly IReadOnlySet<Guid> BuiltIn = new HashSet<Guid>
    {
        Owner,
        UserAccessAdministrator,
        Contributor,
        Reader,
        new("f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
        new("f7b75c60-3036-4b75-91c3-6b41c27c1689"),
        ReservationsAdministrator,
        ReservationsReader,
        CostManagementReader,
    };

    /// <summary>
    /// What a rule may call this role: its id, and where it is Azure's own its name. Anybody may give a role of their own the name of one.
    /// </summary>
    public static IEnumerable<string> Called(string role, string name, bool isCustom) => isCustom ? [role] : [role, name];

    /// <summary>
    /// The GUID at the end of a role definition id, with or without a subscription before
    /// it (azure §3.2); empty when there is none.
    /// </summary>
    public static Guid Read(string? roleDefinitionId) =>
        Guid.TryParse(roleDefinitionId?.Split('/')[^1], out var role) ? role : Guid.Empty;
}
