namespace CspBot.Sandbox;

/// <summary>
/// Which roles of a GDAP relation let the partner read and change a customer's directory (facts,
/// november-2026 §C; template ids: azure §6.2).
/// </summary>
internal static class DelegatedRoles
{
    public const string DirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    public const string GuestInviter = "95e79109-95c0-4d8e-aee3-d01accf2d47b";
    private const string DirectoryWriters = "9360feb5-f418-4baa-8175-e2a00bac4301";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    private const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Directory Readers"] = DirectoryReaders,
        ["Guest Inviter"] = GuestInviter,
        ["Directory Writers"] = DirectoryWriters,
        ["User Administrator"] = UserAdministrator,
        ["Global Reader"] = GlobalReader,
        ["Global Administrator"] = GlobalAdministrator,
        ["Application Administrator"] = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        ["Cloud Application Administrator"] = "158c047a-c907-4556-b7ef-446551a6b5f7",
    };

    private static readonly string[] Reading = [DirectoryReaders, DirectoryWriters, UserAdministrator, GlobalReader, GlobalAdministrator];
    private static readonly string[] Inviting = [GuestInviter, DirectoryWriters, UserAdministrator, GlobalAdministrator];

    /// <summary>By name or template id.</summary>
    public static string Find(string role) => Names.TryGetValue(role, out string? id) ? id
        : Names.Values.FirstOrDefault(known => Ids.Same(known, role))
        ?? throw new ControlException($"There is no role '{role}'; there are {string.Join(", ", Names.Keys)}.");

    /// <summary>Whether the partner's user may send this call in a customer's directory.</summary>
    public static bool Allow(Call call, Customer customer) =>
        (call.Path.EndsWith("/invitations", StringComparison.OrdinalIgnoreCase) ? Inviting : Reading)
            .Any(role => customer.RolesAt(call.World.Now).Contains(role, StringComparer.OrdinalIgnoreCase));
}
