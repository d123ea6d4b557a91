namespace CspBot.Cloud;

/// <summary>The shared Azure operations service: every verb the bot has in Microsoft's cloud.</summary>
/// <remarks>All methods throw <see cref="CloudFault"/> and nothing else but cancellation.</remarks>
internal sealed class AzureOperations
{
    /// <summary>Customers whose name or domain holds the words, best first; case and accents do not matter. Served from the index without a call.</summary>
    public Task<IReadOnlyList<Customer>> SearchCustomersAsync(string text, int max, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>One customer and what ties it to us, read now. NotOurCustomer when there is no relation.</summary>
    public Task<CustomerRelation> GetCustomerAsync(string customerId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The customer's Azure subscriptions that this partner sold.</summary>
    public Task<IReadOnlyList<AzureSubscription>> ListAzureSubscriptionsAsync(string customerId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The subscription as Resource Manager sees it.</summary>
    public Task<ArmSubscription> GetSubscriptionAsync(string customerId, string subscriptionId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Users of the customer's directory whose name, UPN or mail begins with the words; all words empty gives the first ones.</summary>
    public Task<IReadOnlyList<DirectoryUser>> SearchUsersAsync(string customerId, string text, int max, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The user with this object id, UPN, mail or guest's home address; null when there is none.</summary>
    public Task<DirectoryUser?> FindUserAsync(string customerId, string user, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Who is Owner on the subscription, whether this user already is, and whether the partner may assign there.</summary>
    public Task<OwnerView> ViewOwnersAsync(string customerId, string subscriptionId, string? userId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The one name an Owner assignment of this principal on this subscription has (UUID v5, azure §10).</summary>
    public static Guid OwnerAssignmentName(string subscriptionId, string principalId) => throw new NotImplementedException();

    /// <summary>The assignment with this name; null when there is none.</summary>
    public Task<RoleAssignment?> FindAssignmentAsync(string customerId, string subscriptionId, string name, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Makes the user Owner under the deterministic name; already Owner counts as done.</summary>
    public Task<OwnerChange> GrantOwnerAsync(string customerId, string subscriptionId, string principalId, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Removes the named assignment; nothing there counts as done.</summary>
    public Task<OwnerChange> RevokeOwnerAsync(string customerId, string subscriptionId, string assignmentName, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Which of these groups (object ids) the partner's own user is in, nested groups included.</summary>
    public Task<IReadOnlySet<string>> GetMemberGroupsAsync(string userId, IReadOnlyCollection<string> groupIds, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The enabled users in a group of the partner's own directory, nested groups included.</summary>
    public Task<IReadOnlyList<DirectoryUser>> ListGroupMembersAsync(string groupId, CancellationToken ct) => throw new NotImplementedException();
}
