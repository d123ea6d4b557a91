namespace CspBot.Sandbox;

/// <summary>The private Resource Manager of the Azure Stacks, of the operator or of the tenants (facts, azure §5).</summary>
internal sealed class StackApi : Api
{
    private readonly bool admin;
    private readonly Routes routes = new();

    public StackApi(Tokens tokens, bool admin)
    {
        _ = tokens;
        this.admin = admin;
        routes.Map("GET", "/metadata/endpoints", Endpoints);
    }

    /// <summary>Sign-in gives tokens for these.</summary>
    public static IEnumerable<string> Audiences =>
        Stack.Deployments.SelectMany(item => new[] { item.AdminAudience, item.TenantAudience });

    public override string Name => admin ? "stackadmin" : "stacktenant";

    public override Answer Handle(Call call) =>
        routes.Dispatch(call) ?? ArmApi.Fault(404, "ResourceNotFound", $"The resource '{call.Path}' was not found.");

    public override Answer Error(Call call, int status, string? code, string? retryAfter)
    {
        Answer answer = ArmApi.Fault(status, code ?? (status == 429 ? "TooManyRequests" : "InternalServerError"), "The sandbox was told to fail.");
        return retryAfter is null ? answer : answer.WithHeader("Retry-After", retryAfter);
    }

    private static Stack.Deployment Stamp(Call call) =>
        Stack.Deployments.FirstOrDefault(item => new Uri(call.BaseUrl).Host == item.Host) ?? Stack.Deployments[0];

    private Answer Endpoints(Call call) => Answer.Ok(new
    {
        galleryEndpoint = call.BaseUrl,
        graphEndpoint = "https://graph.windows.net/",
        portalEndpoint = call.BaseUrl,
        authentication = new
        {
            loginEndpoint = "https://login.windows.net/",
            audiences = new[] { admin ? Stamp(call).AdminAudience : Stamp(call).TenantAudience },
        },
    });
}
