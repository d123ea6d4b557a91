using Azure.Core;
using Azure.ResourceManager;
using CspBot.Cloud.Http;
using CspBot.Cloud.SignIn;

namespace CspBot.Cloud.ResourceManager;

/// <summary>Raw, authenticated HTTP of the SDK's client: one per tenant, since its credential is bound to it (azure §9.1, §9.3).</summary>
internal sealed class ArmTenant : ArmResource
{
    private ArmTenant(ArmClient client)
        : base(client, ResourceIdentifier.Root)
    {
    }

    /// <summary>An upstream whose calls are the service account's in the credential's tenant; <paramref name="rejected"/> runs when the token was not taken.</summary>
    public static Upstream Connect(CloudHttp http, string api, string root, string audience, TokenCredential credential, Action rejected)
    {
        var uri = new Uri(root);
        var options = http.Harden(new ArmClientOptions { Environment = new ArmEnvironment(uri, audience) }, api, uri);
        options.AddPolicy(new RejectedTokenPolicy(rejected), HttpPipelinePosition.PerCall);
        var pipeline = new ArmTenant(new ArmClient(credential, defaultSubscriptionId: null, options)).Pipeline;
        return new Upstream(api, uri, pipeline, http.Time, http.Odd);
    }
}
