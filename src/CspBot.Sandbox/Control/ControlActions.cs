using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>What others do behind the bot's back: the customer's administrators, Microsoft, the partner's own people.</summary>
internal static class ControlActions
{
    private static readonly object Done = new { status = "done" };

    /// <summary>Changes the knobs that the body names.</summary>
    public static object SetKnobs(World world, string body, JsonSerializerOptions options)
    {
        JsonObject merged = JsonSerializer.SerializeToNode(world.Knobs, options)!.AsObject();
        JsonObject changes = JsonNode.Parse(string.IsNullOrWhiteSpace(body) ? "{}" : body) as JsonObject
            ?? throw new ControlException("The body must be a JSON object.");
        foreach ((string name, JsonNode? value) in changes)
            merged[name] = value?.DeepClone();
        Knobs knobs = merged.Deserialize<Knobs>(options)!;
        if (knobs.StackMode is not ("docs" or "spec"))
            throw new ControlException("stackMode is docs or spec.");
        if (knobs.PageSize < 1 || knobs.TokenLifetimeSeconds < 1)
            throw new ControlException("pageSize and tokenLifetimeSeconds must be at least 1.");
        if (knobs.ExchangeEnds is not ("Succeeded" or "Failed" or "Cancelled" or "Canceled"))
            throw new ControlException("exchangeEnds is Succeeded, Failed, Cancelled or Canceled.");
        return world.Knobs = knobs;
    }

    /// <summary>
    /// Puts a partner's user into exactly the named groups: <c>AdminAgents</c>, <c>SalesAgents</c>, <c>HelpdeskAgents</c>,
    /// <c>Approvers</c> (also <c>admin</c>, <c>sales</c>, <c>helpdesk</c>, <c>approver</c>), and gives exactly the named roles of the
    /// directory: <c>GlobalAdministrator</c>, <c>UserAdministrator</c> (template ids: facts, azure §6.2).
    /// </summary>
    public static object SetRoles(World world, RolesBody body)
    {
        Person user = world.People.Find(Ids.PartnerTenant, body.User)
            ?? throw new ControlException($"The partner has no user '{body.User}'.");
        List<string> groups = [.. body.Roles.Select(RoleGroup)];
        string[] directory = ["62e90394-69f5-4237-9190-012177145e10", "fe930be7-5e62-47db-91af-98c3a49a38b1"];
        user.DirectoryRoles.Clear();
        user.DirectoryRoles.UnionWith(groups.Where(directory.Contains));
        groups.RemoveAll(directory.Contains);
        foreach (Group group in world.People.GroupsOf(Ids.PartnerTenant))
            group.Members.Remove(user.Id);
        foreach (string group in groups)
            world.People.Group(group)!.Members.Add(user.Id);
        return new { user = user.Id, groups };
    }

    /// <summary>
    /// Somebody flips the switches in the portal; a switch that is left out stays. Aisha does it unless <c>user</c> says
    /// otherwise, and <c>audited: false</c> leaves it out of the activity log.
    /// </summary>
    public static object SetPolicy(World world, PolicyBody body)
    {
        Customer customer = FindCustomer(world, body.Customer);
        IReadOnlyList<string> now = world.Policies.GetValueOrDefault(customer.Id)?.Permissions ?? [];
        List<string> wanted = [];
        if (body.ReservedInstances ?? now.Contains(SelfServePolicy.ReservedInstances))
            wanted.Add(SelfServePolicy.ReservedInstances);
        if (body.SavingsPlan ?? now.Contains(SelfServePolicy.SavingsPlan))
            wanted.Add(SelfServePolicy.SavingsPlan);
        if (!wanted.SequenceEqual(now))
        {
            string user = body.User ?? world.People.User(Ids.Aisha)!.UserPrincipalName;
            Actor? actor = (body.Audited ?? true) ? new Actor(user, PartnerCenterPolicyApi.PortalApplication) : null;
            PartnerCenterPolicyApi.Set(world, customer, wanted, actor);
        }

        return new { customer = customer.Id, permissions = wanted };
    }

    /// <summary>Somebody else gives or takes a role in the Azure portal.</summary>
    public static object ChangeAssignment(World world, AssignmentBody body)
    {
        AzureSubscription subscription = world.AzureSubscription(body.Subscription)
            ?? throw new ControlException($"There is no Azure subscription '{body.Subscription}'.");
        string role = body.Role?.ToUpperInvariant() switch
        {
            null or "OWNER" => Ids.Owner,
            "CONTRIBUTOR" => Ids.Contributor,
            "READER" => Ids.Reader,
            "USER ACCESS ADMINISTRATOR" => Ids.UserAccessAdministrator,
            _ => body.Role,
        };
        int removed = subscription.Assignments.RemoveAll(item => Ids.Same(item.PrincipalId, body.PrincipalId) && Ids.Same(item.Role, role));
        if (body.Remove ?? false)
            return new { removed };
        string type = body.PrincipalType
            ?? (world.People.User(body.PrincipalId) is not null ? "User" : body.PrincipalId == Ids.AdminAgents ? "ForeignGroup" : "Group");
        RoleAssignment added = Seed.Assignment(subscription, body.PrincipalId, type, role, world.Now) with
        {
            Name = body.Name ?? Guid.NewGuid().ToString(),
        };
        subscription.Assignments.Add(added);
        return new { name = added.Name };
    }

    /// <summary>Changes the state of an Azure subscription or the status of a plan.</summary>
    public static object ChangeSubscription(World world, SubscriptionBody body)
    {
        if (world.AzureSubscription(body.Id) is { } azure && body.State is { } state)
        {
            azure.State = state;
            return Done;
        }

        Subscription found = world
            .Customer(Ids.Customer(Math.Max(0, Ids.CustomerNumber(body.Id))))?.Subscriptions
            .Find(item => Ids.Same(item.Id, body.Id))
            ?? throw new ControlException($"There is no subscription '{body.Id}', or no state (Azure) or status (Partner Center) to set.");
        found.Status = body.Status ?? throw new ControlException("A Partner Center subscription needs a status.");
        found.Version++;
        return Done;
    }

    /// <summary>Changes what a customer is to the partner.</summary>
    public static object ChangeCustomer(World world, CustomerBody body)
    {
        Customer customer = FindCustomer(world, body.Customer);
        customer.Relationship = body.Relationship ?? customer.Relationship;
        customer.Delegation = body.DelegatedAdministration ?? customer.Delegation;
        customer.DelegatedRoles = body.DelegatedRoles is { } roles ? [.. roles.Select(DelegatedRoles.Find)] : customer.DelegatedRoles;
        customer.AgreementSigned = body.AgreementAccepted ?? customer.AgreementSigned;
        customer.AgreementAccepted = body.AgreementAccepted ?? customer.AgreementAccepted;
        customer.Country = body.Country ?? customer.Country;
        customer.Budget = body.Budget ?? customer.Budget;
        customer.Used = body.Used ?? customer.Used;
        if (body.SignInError is int error)
            customer.SignInError = error == 0 ? null : error;
        if (body.PartnerCenterError is { } code)
            customer.PartnerCenterError = code.Length == 0 ? null : code;
        return Done;
    }

    /// <summary>Enables or disables a user, or accepts the invitation of a guest.</summary>
    public static object ChangeUser(World world, UserBody body)
    {
        int customer = Ids.CustomerNumber(body.User);
        string tenant = body.Tenant ?? (customer >= 0 ? Ids.Customer(customer) : Ids.PartnerTenant);
        _ = world.Customer(tenant); // makes its users
        Person user = world.People.Find(tenant, body.User) ?? world.People.User(body.User)
            ?? throw new ControlException($"There is no user '{body.User}' in {tenant}.");
        user.Enabled = body.Enabled ?? user.Enabled;
        if (body.AcceptInvitation ?? false)
            user.ExternalUserState = "Accepted";
        return Done;
    }

    /// <summary>Revokes every refresh token given so far, as a password change does.</summary>
    public static object RevokeTokens(World world)
    {
        world.RefreshTokensRevokedAt = world.Now.AddMilliseconds(1);
        world.SeededTokenRevoked = true;
        return Done;
    }

    /// <summary>
    /// A person signs in to Teams now: the refresh token that their client holds from then on, and redeems for tokens of the bot's app.
    /// </summary>
    public static object SignIn(World world, Tokens tokens, SignInBody body)
    {
        Person user = world.People.Find(Ids.PartnerTenant, body.User)
            ?? throw new ControlException($"The partner has no user '{body.User}'.");
        return new { refreshToken = tokens.NewRefreshToken(user.Id, Ids.TeamsOnDevices, world.Now), client = Ids.TeamsOnDevices };
    }

    /// <summary>Registers a certificate with which an app may sign in.</summary>
    public static object AddCertificate(World world, CertificateBody body)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(body.Pem);
        }
        catch (CryptographicException exception)
        {
            throw new ControlException($"The certificate is not PEM: {exception.Message}");
        }

        if (!world.AppCertificates.TryGetValue(body.AppId ?? Ids.PartnerApp, out List<string>? list))
            world.AppCertificates.Add(body.AppId ?? Ids.PartnerApp, list = []);
        list.Add(body.Pem);
        return Done;
    }

    /// <summary>By id, domain or name.</summary>
    public static Customer FindCustomer(World world, string customer) =>
        world.Customer(customer)
        ?? world.Customer(world.Customers.Find(item => Ids.Same(item.Name, customer) || Ids.Same(item.Domain, customer))?.Id ?? "")
        ?? throw new ControlException($"There is no customer '{customer}'.");

    private static string RoleGroup(string role) => string.Concat(role.Where(char.IsLetter)).ToUpperInvariant() switch
    {
        "ADMINAGENTS" or "ADMINAGENT" or "ADMIN" => Ids.AdminAgents,
        "SALESAGENTS" or "SALESAGENT" or "SALES" => Ids.SalesAgents,
        "HELPDESKAGENTS" or "HELPDESKAGENT" or "HELPDESK" => Ids.HelpdeskAgents,
        "APPROVERS" or "APPROVER" => Ids.Approvers,
        "GLOBALADMINISTRATOR" => "62e90394-69f5-4237-9190-012177145e10",
        "USERADMINISTRATOR" => "fe930be7-5e62-47db-91af-98c3a49a38b1",
        _ => throw new ControlException(
            $"There is no role '{role}'; there are AdminAgents, SalesAgents, HelpdeskAgents, Approvers, "
            + "GlobalAdministrator and UserAdministrator."),
    };

    internal sealed record RolesBody(string User, IReadOnlyList<string> Roles);

    internal sealed record SignInBody(string User);

    internal sealed record PolicyBody(
        string Customer, bool? ReservedInstances = null, bool? SavingsPlan = null, string? User = null, bool? Audited = null);

    internal sealed record AssignmentBody(
        string Subscription,
        string PrincipalId,
        string? PrincipalType = null,
        string? Role = null,
        string? Name = null,
        bool? Remove = null);

    internal sealed record SubscriptionBody(string Id, string? State = null, string? Status = null);

    internal sealed record CustomerBody(
        string Customer,
        string? Relationship = null,
        Delegation? DelegatedAdministration = null,
        bool? AgreementAccepted = null,
        int? SignInError = null,
        string? PartnerCenterError = null,
        IReadOnlyList<string>? DelegatedRoles = null,
        decimal? Budget = null,
        decimal? Used = null)
    {
        /// <summary>Of the billing address; empty: Partner Center tells none.</summary>
        public string? Country { get; init; }
    }

    internal sealed record UserBody(string User, string? Tenant = null, bool? Enabled = null, bool? AcceptInvitation = null);

    internal sealed record CertificateBody(string Pem, string? AppId = null);
}
