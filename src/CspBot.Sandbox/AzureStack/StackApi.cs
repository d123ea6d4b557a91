namespace CspBot.Sandbox;

/// <summary>
/// The private Resource Manager of the Azure Stacks, of the operator or of the tenants: metadata for all, the rest with a token
/// for the stamp's own audience (facts, azure §5).
/// </summary>
internal sealed class StackApi : Api
{
    private readonly Tokens tokens;
    private readonly bool admin;
    private readonly Routes open = new();
    private readonly Routes routes = new();

    public StackApi(Tokens tokens, bool admin)
    {
        this.tokens = tokens;
        this.admin = admin;
        open.Map("GET", "/metadata/endpoints", Endpoints);
        open.Map("GET", "/metadata/identity", call =>
            Answer.Ok(new { applicationId = Ids.Named($"stack app|{StampOf(call).Deployment.CloudId}") }));
        if (admin)
            StackAdminApi.Map(routes);
        else
            StackTenantApi.Map(routes);
    }

    /// <summary>Sign-in gives tokens for these.</summary>
    public static IEnumerable<string> Audiences =>
        Stack.Deployments.SelectMany(item => new[] { item.AdminAudience, item.TenantAudience });

    public override string Name => admin ? "stackadmin" : "stacktenant";

    /// <summary>The stamp that the host name of the call stands for.</summary>
    public static Stack.Stamp StampOf(Call call)
    {
        string host = new Uri(call.BaseUrl).Host;
        return call.World.Stack.Stamps.FirstOrDefault(stamp => stamp.Deployment.Host == host) ?? call.World.Stack.Stamps[0];
    }

    public override Answer Handle(Call call)
    {
        if (open.Dispatch(call) is { } answer)
            return answer;
        Stack.Deployment deployment = StampOf(call).Deployment;
        AccessToken? token = Bearer.Read(call, tokens);
        if (token is null || token.Audience != (admin ? deployment.AdminAudience : deployment.TenantAudience))
            return ArmApi.Fault(
                401,
                call.Header("Authorization") is null ? "AuthenticationFailed" : "InvalidAuthenticationToken",
                "The access token is missing or was not issued for this stamp.");
        if (token.Expires <= call.World.Now)
            return ArmApi.Fault(401, "ExpiredAuthenticationToken", "The access token has expired.");
        call.Token = token;
        if (Refused(call, token) is { } refused)
            return refused;
        return routes.Dispatch(call) ?? ArmApi.Fault(404, "ResourceNotFound", $"The resource '{call.Path}' was not found.");
    }

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        string name = code ?? status switch
        {
            401 => "InvalidAuthenticationToken",
            403 => "AuthorizationFailed",
            404 => "ResourceNotFound",
            429 => "TooManyRequests",
            _ => "InternalServerError",
        };
        Answer answer = ArmApi.Fault(status, name, Call.ToldToFail(call));
        return retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter);
    }

    /// <summary>
    /// The operator signs in at the home directory and is an admin agent here; a tenant's directory must be registered with the stamp.
    /// </summary>
    private Answer? Refused(Call call, AccessToken token)
    {
        if (admin)
        {
            if (token.Tenant != Ids.PartnerTenant)
                return ArmApi.Fault(401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.");
            return token.IsUser && !call.World.People.IsMember(token.ObjectId, Ids.AdminAgents)
                ? ArmApi.NotAllowed(call, "Microsoft.Subscriptions.Admin/read", call.Path)
                : null;
        }

        bool known = token.Tenant == Ids.PartnerTenant || StampOf(call).DirectoryTenants.ContainsValue(token.Tenant);
        return known ? null : ArmApi.Fault(
            401, "InvalidAuthenticationTokenTenant", "The access token is from a directory that is not registered with this stamp.");
    }

    private Answer Endpoints(Call call)
    {
        Stack.Deployment deployment = StampOf(call).Deployment;
        return Answer.Ok(new
        {
            galleryEndpoint = $"https://gallery.{deployment.Location}.fabrikam.example/",
            graphEndpoint = "https://graph.windows.net/",
            portalEndpoint = $"https://portal.{deployment.Location}.fabrikam.example/",
            authentication = new
            {
                loginEndpoint = "https://login.windows.net/",
                audiences = new[] { admin ? deployment.AdminAudience : deployment.TenantAudience },
            },
        });
    }
}
