namespace CspBot.Sandbox;

/// <summary>The world as <c>GET /control/world</c> shows it; the member names are part of the contract (DESIGN 3.7).</summary>
internal static class WorldJson
{
    private const int Many = 2000;

    /// <summary>
    /// Everything, or what belongs to one customer. The assignments on resource groups of a nearly full subscription are
    /// counted (<c>assignmentsBelow</c>), not listed. In a world of very many customers, what is below those that nobody has
    /// looked at yet is left out unless <paramref name="all"/> is set: it would be a hundred megabytes.
    /// </summary>
    public static object Of(World world, string? customerId, bool all)
    {
        if (customerId is not null)
            _ = world.Customer(customerId);
        else if (all || world.Customers.Count <= Many)
            world.AddAllDetails();
        bool Wanted(string id) => customerId is null || Ids.Same(customerId, id);
        List<Customer> customers = [.. world.Customers.Where(item => Wanted(item.Id))];
        List<AzureSubscription> azure = [.. world.AzureSubscriptions.Where(item => Wanted(item.Tenant))];
        return new
        {
            customers = customers.Select(CustomerJson),
            subscriptions = customers.SelectMany(item => item.Subscriptions).Select(SubscriptionJson),
            users = world.People.All.Where(item => Wanted(item.Tenant)).Select(UserJson),
            groups = world.People
                .GroupsOf(Ids.PartnerTenant)
                .Select(item => new { id = item.Id, displayName = item.DisplayName, members = item.Members }),
            roleAssignments = azure.SelectMany(item => item.Assignments).Select(AssignmentJson),
            selfServePolicies = world.Policies.Values.Where(item => Wanted(item.Customer))
                .Select(item => new { customer = item.Customer, permissions = item.Permissions, id = item.Id, etag = item.ETag }),
            stackRegistrations = Stack.Deployments.Select(item => new
            {
                deployment = item.Name,
                customerSubscriptions = world.Stack
                    .RegistrationOf(item).Customers
                    .Select(mapping => new { subscription = mapping.Key, tenantId = mapping.Value }),
                billingModel = world.Stack.RegistrationOf(item).BillingModel,
                multiTenancy = world.Stack.RegistrationOf(item).MultiTenancy,
            }),
            directoryTenants = world.Stack.Stamps.SelectMany(stamp => stamp.DirectoryTenants.Select(item => new
            {
                deployment = stamp.Deployment.Name,
                tenantId = item.Value,
                name = item.Key,
                consented = stamp.Consented.Contains(item.Value),
                outdated = stamp.Outdated.Contains(item.Value),
            })),
            stackSubscriptions = world.Stack.Stamps.SelectMany(stamp => stamp.Subscriptions.Values.Select(item => new
            {
                deployment = stamp.Deployment.Name,
                id = item.Id,
                tenantId = item.Tenant,
                name = item.Name,
                owner = item.Owner,
                offer = item.Offer,
                state = item.State,
                resourceGroups = stamp.ResourceGroups.Where(group => group.StartsWith(item.Id, StringComparison.OrdinalIgnoreCase)),
            })),
            reservations = world.Reservations.Where(item => Wanted(item.Customer)).Select(ReservationJson),
            savingsPlans = world.SavingsPlans.Where(item => Wanted(item.Customer)).Select(SavingsPlanJson),
            orders = world.Orders.Where(item => Wanted(item.Customer)).Select(OrderJson),
            quotes = new
            {
                prices = world.PriceQuotes.Values
                    .Where(item => Wanted(item.Customer))
                    .Select(item => new { order = item.Order, at = item.At, total = item.Total }),
                exchanges = world.ExchangeSessions.Values
                    .Where(item => Wanted(item.Customer))
                    .Select(item => new { session = item.Id, at = item.At, refunds = item.Refunds, purchases = item.Purchases }),
                refunds = world.RefundSessions
                    .Where(item => world.Reservations.Any(held => Ids.Same(held.Id, item.Value.Reservation) && Wanted(held.Customer)))
                    .Select(item => new
                    {
                        session = item.Key,
                        reservation = item.Value.Reservation,
                        quantity = item.Value.Quantity,
                        amount = item.Value.Amount,
                        commitment = item.Value.Commitment,
                    }),
            },
            auditRecords = world.AuditRecords.Where(item => Wanted(item.Customer.Id)).Select(AuditJson),
            knobs = world.Knobs,
        };
    }

    private static object CustomerJson(Customer item) => new
    {
        id = item.Id,
        name = item.Name,
        domain = item.Domain,
        country = item.Country,
        relationship = item.Relationship,
        delegatedAdministration = item.Delegation.ToString(),
        relations = item.Relations.Select(relation => new
        {
            id = relation.Id,
            name = relation.DisplayName,
            status = relation.Status,
            ends = relation.Ends,
            roles = relation.Roles,
            access = relation.Access.Select(access => new { group = access.Group, roles = access.Roles, status = access.Status }),
        }),
        agreementAccepted = item.AgreementAccepted,
    };

    private static object SubscriptionJson(Subscription item) => new
    {
        id = item.Id,
        customer = item.Customer,
        kind = item.Kind,
        status = item.Status,
        name = item.Name,
        azureSubscriptions = item.AzureSubscriptions.Select(azure => new
        {
            id = azure.Id,
            name = azure.Name,
            state = azure.State,
            assignmentsBelow = azure.AssignmentsBelow,
        }),
    };

    private static object UserJson(Person item) => new
    {
        id = item.Id,
        tenant = item.Tenant,
        userPrincipalName = item.UserPrincipalName,
        displayName = item.DisplayName,
        userType = item.UserType,
        mail = item.Mail,
        enabled = item.Enabled,
    };

    private static object AssignmentJson(RoleAssignment item) => new
    {
        id = $"{item.Scope}/providers/Microsoft.Authorization/roleAssignments/{item.Name}",
        subscription = item.Subscription,
        principalId = item.PrincipalId,
        principalType = item.PrincipalType,
        roleDefinitionId = item.Role,
        scope = item.Scope,
        name = item.Name,
        createdBy = item.CreatedBy,
        createdOn = item.Created,
        visibleFrom = item.VisibleFrom,
    };

    private static object ReservationJson(Reservation item) => new
    {
        id = item.Id,
        customer = item.Customer,
        product = item.Product,
        quantity = item.Quantity,
        term = item.Term,
        state = item.State,
        kind = item.Kind,
        reservationOrder = item.ReservationOrder,
        order = item.Order,
        amount = item.Amount,
        expires = item.Expires,
    };

    private static object SavingsPlanJson(SavingsPlan item) => new
    {
        id = item.Id,
        customer = item.Customer,
        order = item.Order,
        term = item.Term,
        hourly = item.Hourly,
        expires = item.Expires,
    };

    private static object OrderJson(Order item) => new
    {
        id = item.Id,
        customer = item.Customer,
        placedBy = item.PlacedBy,
        alternateId = item.AlternateId,
        billingCycle = item.BillingCycle,
        status = item.Status,
        created = item.Created,
        lines = item.Lines.Select(line => new { offerId = line.OfferId, friendlyName = line.FriendlyName, quantity = line.Quantity }),
    };

    private static object AuditJson(AuditRecord item) => new
    {
        id = item.Id,
        customer = item.Customer.Id,
        resourceType = item.ResourceType,
        operationType = item.OperationType,
        operationDate = item.OperationDate,
        userPrincipalName = item.UserPrincipalName,
    };
}
