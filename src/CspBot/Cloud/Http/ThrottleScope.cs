namespace CspBot.Cloud.Http;

/// <summary>To whom a pause belongs: others at the same host go on.</summary>
/// <param name="Host">Host and port.</param>
/// <param name="Whom">Tenant, subscription or customer; empty where the service counts the partner as a whole.</param>
internal readonly record struct ThrottleScope(string Host, string Whom)
{
    /// <summary>
    /// Resource Manager counts per tenant and subscription, Graph per app and tenant (azure §6.5), Partner Center per partner and
    /// customer, a stamp and the sign-in per tenant. Only ids count as such: what else stands in a path makes no new scope.
    /// </summary>
    public static ThrottleScope Of(string api, Uri address, string? tenant) => new(
        address.Authority,
        api switch
        {
            "arm" => $"{Id(tenant)}/{After(address, "subscriptions/")}",
            "partnercenter" => Query(address) ?? After(address, "customers/"),
            "login" => Id(tenant ?? address.Segments.ElementAtOrDefault(1)),
            _ => Id(tenant),
        });

    /// <summary>The id that follows this segment; empty when none does.</summary>
    private static string After(Uri address, string segment)
    {
        var segments = address.Segments;
        var at = Array.FindIndex(segments, s => s.Equals(segment, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? "" : Id(segments.ElementAtOrDefault(at + 1));
    }

    /// <summary>The customer of <c>SelfServePolicy?entity_id=</c> (partner-center §4.1).</summary>
    private static string? Query(Uri address)
    {
        const string Name = "entity_id=";
        var at = address.Query.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : Id(address.Query[(at + Name.Length)..].Split('&')[0]);
    }

    private static string Id(string? text) => Guid.TryParse(text?.Trim('/'), out var id) ? id.ToString("N") : "";
}
