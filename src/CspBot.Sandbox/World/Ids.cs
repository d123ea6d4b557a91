using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CspBot.Sandbox;

/// <summary>
/// The ids of the seeded world: the same at every start, and readable. Those of subscriptions have letters, so that their case
/// can matter.
/// </summary>
internal static class Ids
{
    public const string PartnerTenant = "00000000-0000-4000-8000-000000000001";
    public const string BotApp = "00000000-0000-4000-8000-000000000010";

    /// <summary>A Teams client, which asks for single sign-on tokens ("Configure your app in Microsoft Entra ID").</summary>
    public const string TeamsOnDevices = "1fec8e78-bce4-4aaf-ab1b-5451cc387264";

    /// <inheritdoc cref="TeamsOnDevices"/>
    public const string TeamsOnTheWeb = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346";

    public const string PartnerApp = "00000000-0000-4000-8000-000000000012";
    public const string ServiceAccount = "00000000-0000-4000-8000-000000000013";
    public const string Nora = "00000000-0000-4000-8000-000000000020";
    public const string Tomas = "00000000-0000-4000-8000-000000000021";
    public const string Aisha = "00000000-0000-4000-8000-000000000022";
    public const string Pierre = "00000000-0000-4000-8000-000000000023";
    public const string Ingrid = "00000000-0000-4000-8000-000000000024";
    public const string Omar = "00000000-0000-4000-8000-000000000025";
    public const string AdminAgents = "00000000-0000-4000-8000-000000000040";
    public const string SalesAgents = "00000000-0000-4000-8000-000000000041";
    public const string HelpdeskAgents = "00000000-0000-4000-8000-000000000042";
    public const string Approvers = "00000000-0000-4000-8000-000000000043";
    public const string CloudOperations = "00000000-0000-4000-8000-000000000044";
    public const string SalesFrance = "00000000-0000-4000-8000-000000000045";

    /// <summary>A group whose name imitates AdminAgents; membership in it means nothing.</summary>
    public const string FalseAdminAgents = "00000000-0000-4000-8000-000000000046";

    /// <summary>A secret that opens nothing but this sandbox.</summary>
    public const string PartnerSecret = "sandbox-only-secret";

    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    public const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    public const string UserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
    public const string RbacAdministrator = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
    public const string ReservationPurchaser = "f7b75c60-3036-4b75-91c3-6b41c27c1689";
    public const string ReservationsAdministrator = "a8889054-8d42-49c9-bc1c-52486c10e7cd";
    public const string ReservationsReader = "582fc458-8989-419f-a480-75249bc5db7e";
    public const string CostManagementReader = "72fafb9e-0641-4937-9268-a91bfd8191a3";

    public static string Customer(int index) => Make("10000000", index, 0);

    public static string User(int customer, int number) => Make("20000000", customer, number);

    public static string AzureSubscription(int customer, int number) => Make("3c0ffee0", customer, number);

    public static string Subscription(int customer, int number) => Make("4ba5e000", customer, number);

    public static string Group(int customer, int number) => Make("50000000", customer, number);

    public static string Role(int customer, int number) => Make("60000000", customer, number);

    /// <summary>The customer's number in an id of a customer, user, subscription or group; -1 for other ids.</summary>
    public static int CustomerNumber(string id) =>
        id.Length == 36 && id[0] is >= '1' and <= '6' && id.AsSpan(8, 16) is "-0000-4000-8000-"
        && int.TryParse(id.AsSpan(24, 6), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : -1;

    /// <summary>A GUID that depends on nothing but the text.</summary>
    public static string Named(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString();

    public static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Make(string kind, int customer, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-0000-4000-8000-{customer:D6}{number:D6}");
}
