namespace CspBot.Sandbox;

/// <summary>The partner's two Azure Stacks: their registrations in public Azure and what each stamp knows.</summary>
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

    public IReadOnlyList<Stamp> Stamps { get; } = [.. Deployments.Select(item => new Stamp(item))];

    /// <summary>Registrations in public Azure; the first ones are those of the deployments, in their order.</summary>
    public List<Registration> Registrations { get; } =
    [
        .. Deployments.Select(item => new Registration
        {
            Subscription = item.RegistrationSubscription,
            Name = item.RegistrationName,
            CloudId = item.CloudId,
        }),
    ];

    public Stamp Of(Deployment deployment) => Stamps[Index(deployment)];

    public Registration RegistrationOf(Deployment deployment) => Registrations[Index(deployment)];

    /// <summary>A directory gets tokens for a stamp only once its administrator has consented to it (facts, azure §5.2).</summary>
    public bool GivesTokens(string audience, string tenant) => Stamps.All(stamp =>
        audience != stamp.Deployment.TenantAudience || Ids.Same(tenant, Ids.PartnerTenant) || stamp.Consented.Contains(tenant));

    private static int Index(Deployment deployment) => deployment.CloudId == Deployments[0].CloudId ? 0 : 1;

    /// <summary>One stamp: its name, the host that stands for it, its region, cloud id and registration's subscription.</summary>
    internal sealed record Deployment(string Name, string Host, string Location, string CloudId, string RegistrationSubscription)
    {
        public string RegistrationName => $"azurestack-{CloudId}";

        /// <summary>The id of the registration in Resource Manager.</summary>
        public string RegistrationId =>
            $"/subscriptions/{RegistrationSubscription}/resourceGroups/azurestack/providers/Microsoft.AzureStack"
            + $"/registrations/{RegistrationName}";

        public string AdminAudience => $"https://adminmanagement.fabrikam.onmicrosoft.com/{CloudId}";

        public string TenantAudience => $"https://management.fabrikam.onmicrosoft.com/{CloudId}";

        /// <summary>The operator's own subscription on the stamp.</summary>
        public string ProviderSubscription => Ids.Named($"default provider subscription|{CloudId}");

        /// <summary>The operator's offer on the stamp.</summary>
        public string Offer => $"/subscriptions/{ProviderSubscription}/resourceGroups/offers.{Location}"
            + $"/providers/Microsoft.Subscriptions.Admin/offers/{Location}";

        /// <summary>The stamp's address on one of the two ports.</summary>
        public Uri On(Uri service) => new UriBuilder(service) { Host = Host }.Uri;
    }

    /// <summary>A registration resource and the customer subscriptions that usage is billed to.</summary>
    internal sealed class Registration
    {
        public required string Subscription { get; init; }

        public required string Name { get; init; }

        public required string CloudId { get; init; }

        /// <summary><c>PayAsYouUse</c>, <c>Capacity</c> or <c>Development</c>.</summary>
        public string BillingModel { get; set; } = "PayAsYouUse";

        /// <summary>Microsoft has enabled it for several tenants.</summary>
        public bool MultiTenancy { get; set; } = true;

        /// <summary>Tenant by customer subscription; names are compared ordinally (facts, azure §4.4).</summary>
        public Dictionary<string, string> Customers { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>What a stamp itself knows: directories, their consent, subscriptions and resource groups.</summary>
    internal sealed class Stamp(Deployment deployment)
    {
        public Deployment Deployment { get; } = deployment;

        /// <summary>Tenant id by directory name.</summary>
        public Dictionary<string, string> DirectoryTenants { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Tenants whose administrator has consented to the stamp.</summary>
        public HashSet<string> Consented { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Tenants that must consent again since the stamp was updated.</summary>
        public HashSet<string> Outdated { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Subscriptions of users on the stamp, by id.</summary>
        public Dictionary<string, UserSubscription> Subscriptions { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>What its tenants use.</summary>
        public StackUsage Usage { get; } = new();

        /// <summary>Resource groups as <c>subscription/name</c>.</summary>
        public HashSet<string> ResourceGroups { get; } =
            new([$"{deployment.ProviderSubscription}/system.{deployment.Location}"], StringComparer.OrdinalIgnoreCase);

        /// <summary>Deletions that still run: polls left by operation.</summary>
        public Dictionary<string, int> Operations { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The offer that a tenant's administrator takes a subscription from.</summary>
        public string Offer => Deployment.Offer;

        /// <summary>The tenant's administrator takes a subscription from the offer.</summary>
        public void Take(Customer customer)
        {
            string id = SubscriptionOf(customer.Id);
            Subscriptions[id] = new UserSubscription(
                id, customer.Id, $"{Deployment.Name} subscription", $"admin@{customer.Domain}", Offer, "Enabled");
        }

        public string SubscriptionOf(string tenant) => Ids.Named($"stack subscription|{Deployment.CloudId}|{tenant.ToLowerInvariant()}");
    }

    /// <summary>A subscription of a user on a stamp; <c>Owner</c> is a sign-in name.</summary>
    internal sealed record UserSubscription(string Id, string Tenant, string Name, string Owner, string Offer, string State);
}
