namespace CspBot.Sandbox;

/// <summary>The partner's two Azure Stacks and what they know.</summary>
internal sealed class Stack
{
    /// <summary>
    /// Both stamps answer on the same two ports; the name in the URL tells them apart (<c>localhost</c> and <c>127.0.0.1</c>).
    /// </summary>
    public static readonly IReadOnlyList<Deployment> Deployments =
    [
        new("Paris", "localhost", "paris", "00000000-0000-4000-8000-000000000051", "00000000-0000-4000-8000-000000000061"),
        new("Lyon", "127.0.0.1", "lyon", "00000000-0000-4000-8000-000000000052", "00000000-0000-4000-8000-000000000062"),
    ];

    /// <summary>One stamp: its name, the host that stands for it, its region, cloud id and registration's subscription.</summary>
    internal sealed record Deployment(string Name, string Host, string Location, string CloudId, string RegistrationSubscription)
    {
        public string RegistrationName => $"azurestack-{CloudId}";

        /// <summary>The id of the registration in Resource Manager.</summary>
        public string RegistrationId =>
            $"/subscriptions/{RegistrationSubscription}/resourceGroups/azurestack/providers/Microsoft.AzureStack/registrations/{RegistrationName}";

        public string AdminAudience => $"https://adminmanagement.fabrikam.onmicrosoft.com/{CloudId}";

        public string TenantAudience => $"https://management.fabrikam.onmicrosoft.com/{CloudId}";

        /// <summary>The stamp's address on one of the two ports.</summary>
        public Uri On(Uri service) => new UriBuilder(service) { Host = Host }.Uri;
    }
}
