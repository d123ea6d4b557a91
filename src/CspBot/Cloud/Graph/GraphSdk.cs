using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;

namespace CspBot.Cloud.Graph;

/// <summary>Makes the Graph SDK's clients, one after the other.</summary>
/// <remarks>
/// The client's constructor wraps the process's one serializer, and looks first whether that was done. Two at a time both do it (seen with
/// Microsoft.Kiota.Abstractions 2.1.6: up to 64 wrappings), and from then on, as long as the process lives, each member that was set to
/// null stands in a body as often: a JSON object with a doubled member, which a service refuses.
/// </remarks>
internal static class GraphSdk
{
    private static readonly Lock Making = new();

    public static GraphServiceClient Connect(HttpClient http, string root)
    {
        lock (Making)
            return new GraphServiceClient(http, new AnonymousAuthenticationProvider(), root);
    }
}
