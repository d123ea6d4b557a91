namespace CspBot.Sandbox;

/// <summary>Everything that exists in the pretend cloud. Not thread-safe: each caller holds <see cref="Gate"/>.</summary>
internal sealed partial class World
{
    private readonly TimeProvider time;
    private readonly Dictionary<string, Customer> customersById = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AzureSubscription> azureSubscriptions = new(StringComparer.OrdinalIgnoreCase);

    public World(TimeProvider time, int generatedCustomers)
    {
        this.time = time;
        Seed.Fill(this, generatedCustomers);
    }

    public Lock Gate { get; } = new();

    public Knobs Knobs { get; set; } = new();

    public DateTimeOffset Now => time.GetUtcNow();

    public People People { get; } = new();

    public List<Customer> Customers { get; } = [];

    public IEnumerable<AzureSubscription> AzureSubscriptions => azureSubscriptions.Values;

    /// <summary>Refresh tokens issued before that moment are revoked.</summary>
    public DateTimeOffset RefreshTokensRevokedAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The seeded refresh token counts as issued at start, and is revoked with the others.</summary>
    public bool SeededTokenRevoked { get; set; }

    /// <summary>Partner Center's answers by request id: the same id has no second effect.</summary>
    public Dictionary<string, Answer> RememberedAnswers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Oldest first.</summary>
    public List<AuditRecord> AuditRecords { get; } = [];

    /// <summary>By customer.</summary>
    public Dictionary<string, SelfServePolicy> Policies { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The one registration for webhooks; null when there is none.</summary>
    public WebhookRegistration? Webhooks { get; set; }

    public Stack Stack { get; } = new();

    /// <summary>PEM certificates that apps may sign client assertions with, by app id.</summary>
    public Dictionary<string, List<string>> AppCertificates { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Add(Customer customer)
    {
        Customers.Add(customer);
        customersById.Add(customer.Id, customer);
    }

    /// <summary>A company that exists, but is not ours: known by id and in no list.</summary>
    public void AddForeign(Customer customer) => customersById.Add(customer.Id, customer);

    public void Add(AzureSubscription subscription) => azureSubscriptions.Add(subscription.Id, subscription);

    /// <summary>The customer of that tenant id with everything below it; null when there is none.</summary>
    public Customer? Customer(string id)
    {
        if (!customersById.TryGetValue(id, out Customer? customer))
            return null;
        Seed.AddDetails(this, customer);
        return customer;
    }

    /// <summary>A new company with an administrator, in no need of anything but an agreement and a plan.</summary>
    public Customer CreateCustomer(string name, string domain, string country)
    {
        int number = Customers.Count + 1;
        Customer customer = new()
        {
            Number = number,
            Id = Ids.Customer(number),
            Name = name,
            Domain = domain,
            Country = country,
            AgreementAccepted = Knobs.AcceptAgreements,
            AgreementSigned = Knobs.AcceptAgreements,
            IsEmpty = true,
        };
        Add(customer);
        return customer;
    }

    /// <summary>A guest as an invitation makes it: waiting for acceptance unless the knob says otherwise.</summary>
    public Person AddGuest(string tenant, string mail, string? displayName)
    {
        string domain = Customer(tenant)?.Domain ?? Seed.PartnerDomain;
        Person guest = new()
        {
            Id = Ids.Named($"guest|{tenant}|{mail.ToLowerInvariant()}"),
            Tenant = tenant,
            UserPrincipalName = $"{mail.Replace('@', '_')}#EXT#@{domain}",
            Mail = mail,
            OtherMails = [mail],
            DisplayName = displayName ?? mail,
            IsGuest = true,
            ExternalUserState = Knobs.AcceptInvitations ? "Accepted" : "PendingAcceptance",
            ReplicatedAt = Now.AddMilliseconds(Knobs.ReplicationDelayMs),
        };
        People.Add(guest);
        return guest;
    }

    /// <summary>Now, but later than every moment given before: ids of the activity log end in ticks.</summary>
    public DateTimeOffset NextAuditMoment()
    {
        DateTimeOffset now = Now;
        DateTimeOffset last = AuditRecords.Count > 0 ? AuditRecords[^1].OperationDate : DateTimeOffset.MinValue;
        return now > last ? now : last.AddTicks(1);
    }

    /// <summary>The tenant that a GUID or a domain names; null when there is none.</summary>
    public string? Tenant(string idOrDomain)
    {
        if (Ids.Same(idOrDomain, Ids.PartnerTenant) || Ids.Same(idOrDomain, Seed.PartnerDomain))
            return Ids.PartnerTenant;
        if (Guid.TryParse(idOrDomain, out _))
            return Customer(idOrDomain)?.Id;
        return Customers.FirstOrDefault(customer => Ids.Same(customer.Domain, idOrDomain)) is { } named
            ? Customer(named.Id)?.Id
            : null;
    }

    public AzureSubscription? AzureSubscription(string id)
    {
        if (azureSubscriptions.TryGetValue(id, out AzureSubscription? subscription))
            return subscription;
        if (Ids.CustomerNumber(id) is >= 0 and int number && Customer(Ids.Customer(number)) is not null)
            return azureSubscriptions.GetValueOrDefault(id);
        return null;
    }

    public IEnumerable<AzureSubscription> AzureSubscriptionsOf(string tenant)
    {
        if (Customer(tenant) is { } customer)
            return customer.Subscriptions.SelectMany(item => item.AzureSubscriptions);
        return azureSubscriptions.Values.Where(item => Ids.Same(item.Tenant, tenant));
    }

    /// <summary>Makes the lazily made details of all customers.</summary>
    public void AddAllDetails()
    {
        foreach (Customer customer in Customers)
            Seed.AddDetails(this, customer);
    }

    /// <summary>The roles that a partner's user has on a subscription now, also through groups and as foreign principal.</summary>
    public HashSet<string> RolesOf(string userId, AzureSubscription subscription)
    {
        // A guest is somebody of that directory: what the groups of the own one hold there is lost (facts, november-2026 §B 7).
        string self = GuestOf(userId, subscription.Tenant)?.Id ?? userId;
        HashSet<string> principals = new(StringComparer.OrdinalIgnoreCase) { self };
        principals.UnionWith(People.MembershipsOf(self).Select(group => group.Id));
        DateTimeOffset now = Now;
        return subscription.Assignments
            .Where(item => item.ResourceGroup is null && item.VisibleFrom <= now && principals.Contains(item.PrincipalId))
            .Select(item => item.Role)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private Person? GuestOf(string userId, string tenant) => People.User(userId) is { } user && !Ids.Same(user.Tenant, tenant)
        ? People.UsersOf(tenant).FirstOrDefault(
            guest => guest is { IsGuest: true, ExternalUserState: "Accepted" } && Ids.Same(guest.Mail, user.Mail))
        : null;
}
