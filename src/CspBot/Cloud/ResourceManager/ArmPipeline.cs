using Azure.Core;
using Azure.ResourceManager;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.ResourceManager;

/// <summary>
/// Raw HTTP on the pipeline of the SDK's client: one for all tenants, since <see cref="TokenPolicy"/>
/// puts on the token of each call (azure §9.1).
/// </summary>
internal sealed class ArmPipeline : ArmResource
{
    private ArmPipeline(ArmClient client)
        : base(client, ResourceIdentifier.Root)
    {
    }

    /// <summary>An upstream whose calls carry the token of <paramref name="tokens"/>.</summary>
    public static Upstream Connect(CloudHttp http, string root, string audience, TokenPolicy tokens)
    {
        var uri = new Uri(root);
        var options = http.Harden(new ArmClientOptions { Environment = new ArmEnvironment(uri, audience) }, "arm", uri);
        options.AddPolicy(tokens, HttpPipelinePosition.PerRetry);
        var pipeline = new ArmPipeline(new ArmClient(new NoToken(), defaultSubscriptionId: null, options)).Pipeline;
        return http.Connect("arm", uri, pipeline);
    }

    /// <summary>
    /// The SDK's client binds a credential for its life and keeps its token; ours is put on after it, for each
    /// call's tenant, and renewed when refused.
    /// </summary>
    private sealed class NoToken : TokenCredential
    {
        private static readonly AccessToken None = new("none", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => None;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(None);
    }
}
