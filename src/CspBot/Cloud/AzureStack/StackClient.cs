using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using CspBot.Cloud.Http;
using CspBot.Cloud.ResourceManager;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.AzureStack;

/// <summary>The private Resource Managers of an Azure Stack: the operator's and the tenants' (azure §5).</summary>
/// <remarks>
/// The token is for the audience that is configured, or that the stamp names in its metadata where <see cref="TokenPairs"/> lets
/// it; redeemed from the service account's refresh token. A stamp is often out of the bot's reach: Unreachable then, and the
/// operator's steps are to be shown to a person.
/// </remarks>
internal sealed partial class StackClient(CloudOptions options, CloudHttp http, CloudTokens tokens)
{
    private const string GroupVersion = "api-version=2019-10-01";
    private const string DirectoryVersion = "api-version=2015-11-01";
    private const string Admin = "stackadmin";
    private const string Tenants = "stacktenant";
    private static readonly string[] HealthVersions = ["2018-05-01", "2015-11-01"];
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(40);

    private readonly ConcurrentDictionary<string, Upstream> _connected = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _audiences = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The tenant id behind a domain, out of the issuer that its metadata name (azure
    /// §5.1); null when no directory has this domain.
    /// </summary>
    /// <remarks>
    /// <c>GET {login}/{domain}/.well-known/openid-configuration</c>, anonymous; AADSTS90002 for an
    /// unknown one, other answers are no answer.
    /// </remarks>
    public async Task<string?> ResolveDirectoryAsync(string domain, CancellationToken ct)
    {
        try
        {
            var login = http.Connect(
                "login", options.Login, authorization: null, (response, body, _) =>
                    SignInRefusal.Fault(response, body, domain, isPartner: false, http.Time));
            var metadata = await login.GetAsync(
                $"/{Uri.EscapeDataString(domain)}/.well-known/openid-configuration", StackJson.Default.OpenIdShape, ct);
            return Uri.TryCreate(metadata.Issuer, UriKind.Absolute, out var issuer)
                && Guid.TryParse(issuer.AbsolutePath.Trim('/').Split('/')[0], out var tenant)
                    ? tenant.ToString()
                    : null;
        }
        catch (CloudFault fault) when (fault is { Api: "login", Reason: CloudReason.NotFound })
        {
            return null;
        }
    }

    /// <summary>The operator's subscription, named "Default Provider Subscription" (azure §5.1).</summary>
    public async Task<string> GetProviderSubscriptionAsync(StackDeployment stack, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        var all = await AllAsync(
            admin, "/subscriptions?api-version=2016-06-01", StackJson.Default.ArmPageShapeStackSubscriptionShape, null, ct);
        return all.FirstOrDefault(s => CloudJson.SameId(s.DisplayName, "Default Provider Subscription"))?.SubscriptionId
            ?? throw new CloudFault(
                CloudReason.NotFound,
                Admin,
                null,
                "NoProviderSubscription",
                null,
                $"{stack.Name} shows no Default Provider Subscription to the service account.");
    }

    /// <summary>
    /// The location that bodies name: the setting or the address, else the location of the stamp's own activation (azure §4.1), else
    /// <c>local</c> as on the development kit (azure §5).
    /// </summary>
    public async Task<string> GetRegionAsync(StackDeployment stack, CancellationToken ct)
    {
        if (stack.KnownRegion is { } known)
            return known;
        if (_regions.TryGetValue(stack.AdminResourceManager, out var asked))
            return asked;
        var provider = await GetProviderSubscriptionAsync(stack, ct);
        var admin = await AdminAsync(stack, ct);
        string region;
        try
        {
            var path = $"/subscriptions/{provider}/resourceGroups/azurestack-activation/providers/Microsoft.AzureBridge.Admin/activations"
                + "/default?api-version=2016-01-01";
            region = (await admin.GetAsync(path, StackJson.Default.ActivationShape, ct)).Location ?? "local";
        }
        catch (CloudFault fault) when (fault is { Api: Admin, Reason: CloudReason.NotFound })
        {
            region = "local";
        }

        return _regions.GetOrAdd(stack.AdminResourceManager, region);
    }

    /// <summary>Directories that the stamp lets in; none while the operator's group does not exist.</summary>
    public async Task<List<NamedTenantShape>> ListDirectoryTenantsAsync(StackDeployment stack, string provider, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        var path = DirectoriesPath(provider, await GetRegionAsync(stack, ct));
        try
        {
            return await AllAsync(admin, $"{path}?{DirectoryVersion}", StackJson.Default.ArmPageShapeNamedTenantShape, null, ct);
        }
        catch (CloudFault fault) when (fault is { Api: Admin, Reason: CloudReason.NotFound, Code: "ResourceGroupNotFound" })
        {
            return [];
        }
    }

    /// <summary>Ensures the operator's group, then <c>PUT directoryTenants/{domain}</c>: 200 or 201.</summary>
    public async Task<CloudAnswer> PutDirectoryTenantAsync(
        StackDeployment stack, string provider, string domain, string tenantId, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        var region = await GetRegionAsync(stack, ct);
        await admin.SendAsync(
            new CloudCall(RequestMethod.Put, $"{GroupPath(provider, "system." + region)}?{GroupVersion}") { Body = GroupBody(region) }, ct);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new DirectoryTenantBody(region, new TenantIdShape(tenantId)), StackJson.Default.DirectoryTenantBody);
        return await admin.SendAsync(
            new CloudCall(RequestMethod.Put, $"{DirectoriesPath(provider, region)}/{Uri.EscapeDataString(domain)}?{DirectoryVersion}")
            {
                Body = body,
            },
            ct);
    }

    /// <summary><c>DELETE directoryTenants/{domain}</c>: 200 or 204. The guest has to unregister first (azure §5.2).</summary>
    public async Task<CloudAnswer> DeleteDirectoryTenantAsync(StackDeployment stack, string provider, string domain, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        var path = DirectoriesPath(provider, await GetRegionAsync(stack, ct));
        return await admin.SendAsync(
            new CloudCall(RequestMethod.Delete, $"{path}/{Uri.EscapeDataString(domain)}?{DirectoryVersion}"), ct);
    }

    /// <summary>
    /// <c>POST checkIdentityHealth</c>, 40 s: version 2018-05-01, and 2015-11-01 where that is unknown (azure §5.3, §11).
    /// </summary>
    public async Task<HealthReportShape> CheckHealthAsync(StackDeployment stack, string provider, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        for (var i = 0; ; i++)
        {
            try
            {
                var path = $"/subscriptions/{provider}/providers/Microsoft.Subscriptions.Admin/checkIdentityHealth"
                    + $"?api-version={HealthVersions[i]}";
                return admin.Read(
                    await admin.SendAsync(new CloudCall(RequestMethod.Post, path) { Timeout = HealthTimeout }, ct),
                    StackJson.Default.HealthReportShape);
            }
            catch (CloudFault fault) when (i + 1 < HealthVersions.Length
                && (fault.Code is "InvalidApiVersionParameter" or "NoRegisteredProviderFound" || fault.Status == 404))
            {
                // This stamp knows the other version.
            }
        }
    }

    /// <summary>
    /// Every user's subscription on the stamp: <c>GET …/Microsoft.Subscriptions.Admin/subscriptions</c>, as the operator sees them (command
    /// Get-AzsUserSubscription of the tools Azs.Subscriptions.Admin).
    /// </summary>
    public async Task<List<UserSubscriptionShape>> ListUserSubscriptionsAsync(
        StackDeployment stack, string provider, CancellationToken ct) =>
        await AllAsync(
            await AdminAsync(stack, ct),
            $"{UserSubscriptionsPath(provider)}?{DirectoryVersion}",
            StackJson.Default.ArmPageShapeUserSubscriptionShape,
            null,
            ct);

    /// <summary>Subscriptions of a tenant on the stamp, as the service account sees them there.</summary>
    public async Task<List<StackSubscriptionShape>> ListSubscriptionsAsync(StackDeployment stack, string tenant, CancellationToken ct) =>
        await AllAsync(
            await TenantsAsync(stack, ct),
            "/subscriptions?api-version=2016-06-01",
            StackJson.Default.ArmPageShapeStackSubscriptionShape,
            tenant,
            ct);

    /// <summary><c>PUT resourcegroups/{group}</c>: 201 made, 200 was there (azure §5.4).</summary>
    public async Task<CloudAnswer> PutGroupAsync(
        StackDeployment stack, string tenant, string subscription, string group, CancellationToken ct)
    {
        var arm = await TenantsAsync(stack, ct);
        var body = GroupBody(await GetRegionAsync(stack, ct));
        return await arm.SendAsync(
            new CloudCall(RequestMethod.Put, $"{GroupPath(subscription, group)}?{GroupVersion}") { Body = body, Tenant = tenant }, ct);
    }

    /// <summary><c>DELETE resourcegroups/{group}</c>: 200 or 202; gone already counts.</summary>
    public async Task DeleteGroupAsync(StackDeployment stack, string tenant, string subscription, string group, CancellationToken ct)
    {
        var arm = await TenantsAsync(stack, ct);
        try
        {
            await arm.SendAsync(
                new CloudCall(RequestMethod.Delete, $"{GroupPath(subscription, group)}?{GroupVersion}") { Tenant = tenant }, ct);
        }
        catch (CloudFault fault) when (fault is { Api: Tenants, Reason: CloudReason.NotFound })
        {
            // Nothing to remove.
        }
    }

    /// <summary>The group is there; only the stamp's own word says that it is not.</summary>
    public async Task<bool> GroupExistsAsync(StackDeployment stack, string tenant, string subscription, string group, CancellationToken ct)
    {
        var arm = await TenantsAsync(stack, ct);
        try
        {
            await arm.SendAsync(
                new CloudCall(RequestMethod.Get, $"{GroupPath(subscription, group)}?{GroupVersion}") { Tenant = tenant }, ct);
            return true;
        }
        catch (CloudFault fault) when (fault is { Api: Tenants, Reason: CloudReason.NotFound })
        {
            return false;
        }
    }

    private Task<Upstream> AdminAsync(StackDeployment stack, CancellationToken ct) =>
        ConnectAsync(Admin, stack.AdminResourceManager, stack.AdminAudience, stack, ct);

    private Task<Upstream> TenantsAsync(StackDeployment stack, CancellationToken ct) =>
        ConnectAsync(Tenants, stack.TenantResourceManager, stack.Audience, stack, ct);

    /// <summary>
    /// Asks the stamp, without a token, for whom tokens must be, unless that is set; what was said
    /// first is pinned for the life of the process.
    /// </summary>
    private async Task<Upstream> ConnectAsync(string api, string root, string? set, StackDeployment stack, CancellationToken ct)
    {
        if (_connected.TryGetValue(root, out var connected))
            return connected;
        var audience = set is { Length: > 0 } ? set : await AskAudienceAsync(api, root, ct);
        TokenPairs.Demand(options, api, audience, new Uri(root));
        var owner = _audiences.GetOrAdd(audience.TrimEnd('/'), stack.Name);
        if (owner != stack.Name)
            throw new CloudFault(
                CloudReason.OperatorFault,
                api,
                null,
                "ForeignAudience",
                null,
                $"{stack.Name} names the audience of {owner}: no token was asked for.");
        var source = tokens.Delegated(audience);
        var home = source with
        {
            GetAsync = (tenant, claims, ct) => source.GetAsync(tenant ?? stack.DirectoryTenantId, claims, ct),
            Forget = (tenant, used) => source.Forget(tenant ?? stack.DirectoryTenantId, used),
        };
        return _connected.GetOrAdd(root, _ => http.Connect(api, root, new TokenPolicy(home, options, api)));
    }

    private async Task<string> AskAudienceAsync(string api, string root, CancellationToken ct)
    {
        var metadata = await http
            .Connect(api, root, authorization: null)
            .GetAsync("/metadata/endpoints?api-version=2015-01-01", StackJson.Default.StackMetadataShape, ct);
        return metadata.Authentication?.Audiences?.FirstOrDefault()
            ?? throw new CloudFault(CloudReason.ServiceFault, api, null, "NoAudience", null, "The stamp's metadata name no audience.");
    }

    private static string GroupPath(string subscription, string group) =>
        $"/subscriptions/{Uri.EscapeDataString(subscription)}/resourcegroups/{Uri.EscapeDataString(group)}";

    private static string DirectoriesPath(string provider, string region) =>
        $"/subscriptions/{provider}/resourceGroups/system.{region}/providers/Microsoft.Subscriptions.Admin/directoryTenants";

    private static string UserSubscriptionsPath(string provider) =>
        $"/subscriptions/{provider}/providers/Microsoft.Subscriptions.Admin/subscriptions";

    private static byte[] GroupBody(string region) =>
        JsonSerializer.SerializeToUtf8Bytes(new ResourceGroupBody(region), StackJson.Default.ResourceGroupBody);

    private static Task<List<T>> AllAsync<T>(
        Upstream api, string path, JsonTypeInfo<ArmPageShape<T>> type, string? tenant, CancellationToken ct) =>
        api.AllAsync(path, type, page => page.Value, page => page.NextLink, tenant, ct);
}
