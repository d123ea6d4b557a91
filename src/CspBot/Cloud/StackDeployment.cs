using System.Text.RegularExpressions;

namespace CspBot.Cloud;

/// <summary>One Azure Stack that the partner runs (section Stack:Deployments).</summary>
internal sealed partial class StackDeployment
{
    /// <summary>What people call it; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Resource id of its registration in public Azure: <c>/subscriptions/…/registrations/{name}</c>.</summary>
    public string RegistrationId { get; init; } = "";

    /// <summary>The operator's Resource Manager of the stamp.</summary>
    public string AdminResourceManager { get; init; } = "";

    /// <summary>The tenants' Resource Manager of the stamp.</summary>
    public string TenantResourceManager { get; init; } = "";

    /// <summary>The stamp's home directory.</summary>
    public string DirectoryTenantId { get; init; } = "";

    /// <summary>Region of the stamp; only needed where neither its address nor the stamp itself tells it.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// For whom tokens must be that go to the tenants' Resource Manager; without it the stamp's own
    /// word counts when it has the documented form.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>The same for the operator's Resource Manager.</summary>
    public string? AdminAudience { get; init; }

    /// <summary>
    /// Resource id of the operator's offer that local subscriptions are made from; without it a person makes them.
    /// </summary>
    public string? Offer { get; init; }

    /// <summary>
    /// The setting, else the second label of <c>adminmanagement.{region}.{fqdn}</c> (azure
    /// §5); null when the address has another form.
    /// </summary>
    public string? KnownRegion
    {
        get
        {
            if (!string.IsNullOrEmpty(Location))
                return Location;
            var labels = Uri.TryCreate(AdminResourceManager, UriKind.Absolute, out var uri) ? uri.Host.Split('.') : [];
            return labels is ["adminmanagement", var region, _, ..] ? region : null;
        }
    }

    /// <summary>One sentence for each missing or wrong setting.</summary>
    public IEnumerable<string> Validate(string key) =>
        new[]
        {
            string.IsNullOrWhiteSpace(Name) ? $"{key}:Name is missing." : null,
            Name.Contains(',', StringComparison.Ordinal)
                ? $"{key}:Name must not hold a comma, since cards send several names in one list: '{Name}'."
                : null,
            RegistrationId.Contains("/providers/Microsoft.AzureStack/registrations/", StringComparison.OrdinalIgnoreCase)
                ? null
                : $"{key}:RegistrationId must be the resource id of a Microsoft.AzureStack registration, not '{RegistrationId}'.",
            string.IsNullOrEmpty(Offer) || OfferPattern().IsMatch(Offer)
                ? null
                : $"{key}:Offer must be the resource id of an offer, /subscriptions/…/resourceGroups/…/providers"
                    + $"/Microsoft.Subscriptions.Admin/offers/…, not '{Offer}'.",
            CloudOptions.WrongAddress($"{key}:AdminResourceManager", AdminResourceManager),
            CloudOptions.WrongAddress($"{key}:TenantResourceManager", TenantResourceManager),
            CloudOptions.WrongGuid($"{key}:DirectoryTenantId", DirectoryTenantId),
        }
        .OfType<string>();

    [GeneratedRegex(
        "^/subscriptions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/resourceGroups/[^/?#\\s]+/providers/Microsoft\\.Subscriptions\\.Admin"
        + "/offers/[^/?#\\s]+$",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfferPattern();
}
